#!/usr/bin/env python3
"""sonde stats, grep, follow and extract on captures made here: what packets say becomes no path, no escape and
no broken JSON; gaps, repeats and reordering; what servers do wrong.

  tests/cli/talk.py [BINARY]
"""
import gzip, json, os, random, struct, subprocess, sys, tempfile, zlib

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common import binary, finish, header, here, ok, put  # noqa: E402

C, S = '10.0.0.1', '10.0.0.2'
FIN, SYN, ACK = 1, 2, 16


def sonde(*args, **kw):
    return subprocess.run([binary, *args], stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                          env=dict(os.environ, TZ='UTC', **kw))


def addr(a):
    return bytes(map(int, a.split('.')))


def ip(proto, src, dst, body):
    return (bytes.fromhex('00112233445566778899aabb0800') +
            struct.pack('>BBHHHBBH', 0x45, 0, 20 + len(body), 5, 0x4000, 64, proto, 0) + addr(src) + addr(dst) + body)


class Tcp:
    """a connection; what is said goes to a list of packets"""

    def __init__(self, port=80, client=40000, syn=True):
        self.port, self.client, self.n, self.packets = port, client, [1000, 5000], []
        if syn:
            self.segment(0, b'', SYN)
            self.segment(1, b'', SYN | ACK)
            self.n = [1001, 5001]

    def segment(self, side, data=b'', flags=ACK, seq=None):
        at = self.n[side] if seq is None else seq
        ports = (self.client, self.port) if side == 0 else (self.port, self.client)
        t = struct.pack('>HHIIBBHHH', *ports, at & 0xffffffff, self.n[1 - side], 0x50, flags, 60000, 0, 0) + data
        return ip(6, *((C, S) if side == 0 else (S, C)), t)

    def say(self, side, data, size=1000, flags=ACK):
        for i in range(0, max(len(data), 1), size):
            part = data[i:i + size]
            self.packets.append(self.segment(side, part, flags))
            self.n[side] += len(part)
        return self

    def end(self):
        self.packets += [self.segment(0, b'', FIN | ACK), self.segment(1, b'', FIN | ACK)]
        return self.packets


def opened(*args, **kw):
    t = Tcp(*args, syn=False, **kw)
    t.packets = [t.segment(0, b'', SYN, 1000), t.segment(1, b'', SYN | ACK, 5000)]
    t.n = [1001, 5001]
    return t


def udp(src, sport, dst, dport, data):
    return ip(17, src, dst, struct.pack('>HHHH', sport, dport, 8 + len(data), 0) + data)


def pcap(name, packets):
    return put(name, header() + b''.join(struct.pack('<IIII', 1700000000 + i // 100, i % 100 * 10000, len(p), len(p)) + p
                                         for i, p in enumerate(packets)))


def extract(capture, *more):
    subprocess.run(['rm', '-rf', 'out'])
    p = sonde('extract', '--json', '-o', 'out', capture, *more)
    return p, [json.loads(l) for l in p.stdout.splitlines()]


def body(f):
    with open('out/' + f['name'], 'rb') as g:
        return g.read()


def answer(data, *headers, status='200 OK'):
    return ('HTTP/1.1 %s\r\n' % status + ''.join(h + '\r\n' for h in headers) + '\r\n').encode() + data


def one(request, reply):
    return opened().say(0, request).say(1, reply).end()


def names():
    evil = ['/../../etc/passwd', '/%2e%2e%2f%2e%2e%2fetc%2fcron.d%2fx', '/.ssh', '/-rf', '/a%00b', '/\x1b[31m', '/' + 'A' * 5000,
            '/con', '/a b;rm', '//', '/%', '/x/..']
    t = opened()
    for e in evil:
        t.say(0, b'GET %s HTTP/1.1\r\n\r\n' % e.encode()).say(1, answer(b'x', 'Content-Length: 1'))
    t.say(0, b'GET /q HTTP/1.1\r\n\r\n').say(1, answer(b'y', 'Content-Length: 1', 'Content-Disposition: attachment; filename="../../../up/.x"'))
    p, found = extract(pcap('evil.pcap', t.end()))
    there = sorted(os.listdir('out'))
    ok('names: all there, and nowhere else', len(found) == len(evil) + 1 and there == sorted(f['name'] for f in found), p, there)
    ok('names: safe', all(c.isalnum() or c in '._-' for n in there for c in n) and all(n[0] not in '.-' and len(n) < 120 for n in there), there)
    before = {n: os.stat('out/' + n).st_mtime_ns for n in there}
    os.symlink('/nowhere/at/all', 'out/q')
    p = sonde('extract', '-o', 'out', 'evil.pcap')
    ok('names: never over another, nor through a link', p.returncode == 0 and not os.path.exists('/nowhere') and
       before == {n: os.stat('out/' + n).st_mtime_ns for n in there} and len(os.listdir('out')) == 2 * len(there) + 1, p)


def http():
    text = b'a text. ' * 5000
    cases = [
        ('length', answer(text, 'Content-Length: %d' % len(text)), text, ''),
        ('until the end', answer(text), text, ''),
        ('chunks', answer(b'%x\r\n' % 9000 + text[:9000] + b'\r\n%x;x=y\r\n' % (len(text) - 9000) + text[9000:] + b'\r\n0\r\nT: x\r\n\r\n',
                          'Transfer-Encoding: chunked'), text, ''),
        ('gzip', answer(gzip.compress(text), 'Content-Encoding: gzip', 'Content-Length: %d' % len(gzip.compress(text))), text, ''),
        ('deflate', answer(zlib.compress(text), 'Content-Encoding: deflate'), text, ''),
        ('bare deflate', answer(zlib.compress(text)[2:-4], 'Content-Encoding: deflate'), text, ''),
        ('gzip in chunks', answer(b''.join(b'7\r\n' + gzip.compress(text)[i:i + 7] + b'\r\n' for i in range(0, len(gzip.compress(text)) // 7 * 7, 7)) +
                                  b'%x\r\n' % (len(gzip.compress(text)) % 7 or 7) + gzip.compress(text)[len(gzip.compress(text)) // 7 * 7:] + b'\r\n0\r\n\r\n'
                                  if len(gzip.compress(text)) % 7 else b'0\r\n\r\n', 'Content-Encoding: gzip', 'Transfer-Encoding: chunked'), text, ''),
        ('not gzip at all', answer(text, 'Content-Encoding: gzip', 'Content-Length: %d' % len(text)), text, ''),
        ('gzip that is cut', answer(gzip.compress(os.urandom(100))[:-60] + b'\xff' * 52, 'Content-Encoding: gzip'), None, 'ends too early'),
        ('damaged gzip', answer(gzip.compress(text)[:30] + b'\xff' * 60, 'Content-Encoding: gzip'), None, 'damaged'),
        ('a coding that is not known', answer(b'zz', 'Content-Encoding: br', 'Content-Length: 2'), b'zz', 'not decoded'),
        ('cut', answer(text[:100], 'Content-Length: 200'), text[:100], 'its end is not in the capture'),
    ]
    for what, reply, want, note in cases:
        p, found = extract(pcap('h.pcap', one(b'GET /f HTTP/1.1\r\nHost: x\r\n\r\n', reply)))
        ok('http: ' + what, len(found) == 1 and (want is None or body(found[0]) == want) and note in found[0]['note'] and
           bool(note) == bool(found[0]['note']) and p.returncode == bool(note), p)
    p, found = extract(pcap('h.pcap', one(b'HEAD /f HTTP/1.1\r\n\r\nGET /g HTTP/1.1\r\n\r\n', answer(b'', 'Content-Length: 999') + answer(b'', status='304 No') +
                                          answer(b'late', 'Content-Length: 4'))))
    ok('http: HEAD and 304 have no body', len(found) == 1 and body(found[0]) == b'late', p)
    bomb = gzip.compress(bytes(200 << 20), 9)
    p, found = extract(pcap('bomb.pcap', one(b'GET /b HTTP/1.1\r\n\r\n', answer(gzip.compress(bomb, 9), 'Content-Encoding: gzip'))))
    ok('http: bombs: one layer is undone', len(found) == 1 and body(found[0]) == bomb, p)


def orders():
    text = bytes(random.Random(1).randrange(32, 127) for _ in range(100000))
    t = opened().say(0, b'GET /f HTTP/1.1\r\n\r\n').say(1, answer(text, 'Content-Length: %d' % len(text)))
    good = t.end()
    rnd = random.Random(2)
    for what in 'reordered', 'repeated', 'both', 'backwards', 'overlapping':
        q = list(good)
        if what == 'backwards':
            q = q[:3] + q[3:-2][::-1] + q[-2:]
        if what in ('reordered', 'both'):
            q = q[:3] + [x for _, x in sorted((i + rnd.random() * 20, x) for i, x in enumerate(q[3:-2]))] + q[-2:]
        if what in ('repeated', 'both'):
            q = [x for p in q for x in [p] * rnd.choice((1, 1, 3))]
        if what == 'overlapping':
            u = opened().say(0, b'GET /f HTTP/1.1\r\n\r\n')
            whole = answer(text, 'Content-Length: %d' % len(text))
            for i in range(0, len(whole), 500):
                u.packets.append(u.segment(1, whole[max(0, i - 300):i + 500], ACK, 5001 + max(0, i - 300)))
            q = u.packets
        p, found = extract(pcap('o.pcap', q))
        ok('order: ' + what, len(found) == 1 and body(found[0]) == text and not found[0]['note'], p)
        p = sonde('follow', '--raw', '--side', 'server', 'o.pcap', '1')
        ok('order: follow, ' + what, p.stdout == answer(text, 'Content-Length: %d' % len(text)) and p.returncode == 0, p.stderr)
    lost = good[:40] + good[41:]
    p, found = extract(pcap('o.pcap', lost))
    ok('order: one is missing', found[0]['missing'] == 1000 and found[0]['size'] == 100000 and found[0]['note'] == 'with holes' and
       sum(a != b for a, b in zip(body(found[0]), text)) <= 1000 and p.returncode == 1, p)
    p = sonde('follow', 'o.pcap', '1')
    ok('order: follow tells', b'[1000 octets missing]' in p.stdout and b'1000 octets in 1 places' in p.stderr and p.returncode == 1, p.stderr)


def follow():
    t = opened().say(0, b'ask \x1b[31m\x07\n').say(1, b'answer\r\nmore').say(0, b'again\n')
    u = udp(C, 999, S, 53, b'\x01query')
    f = pcap('f.pcap', [*t.packets, u, *Tcp(443, 50000, syn=False).say(0, b'zz').packets])
    p = sonde('follow', f)
    l = [x.split() for x in p.stdout.decode().splitlines()]
    ok('follow: the list', [x[:4] for x in l] == [['1', 'tcp', C + ':40000', S + ':80'], ['2', 'udp', C + ':999', S + ':53'],
                                                  ['3', 'tcp', C + ':50000', S + ':443']], p)
    p = sonde('follow', f, '1')
    ok('follow: turns', p.stdout.decode().splitlines() == [
        '--- 10.0.0.1:40000, packet 3, 0.000000 s', 'ask .[31m.', '--- 10.0.0.2:80, packet 4, 0.010000 s', 'answer', 'more',
        '--- 10.0.0.1:40000, packet 5, 0.020000 s', 'again'], p)
    for which in '10.0.0.1:40000,10.0.0.2:80', '10.0.0.2:80,10.0.0.1:40000', '10.0.0.2,10.0.0.1':
        ok('follow: ' + which, sonde('follow', f, which).stdout == p.stdout)
    ok('follow: UDP', sonde('follow', '--raw', f, '2').stdout == b'\x01query')
    for args, want in (([f, '9'], b'no such conversation'), ([f, 'x'], b'is no conversation'), ([f, '1.2.3.4:99999,1.2.3.5'], b'is no conversation'),
                       (['--side', 'left', f, '1'], b'client or server'), (['nothing.pcap', '1'], b'No such file')):
        p = sonde('follow', *args)
        ok('follow: error %s' % args, p.returncode == 1 and want in p.stderr, p)


def grep():
    t = opened().say(0, b'user=bob&pass', 7).say(0, b'word=se\x1b\x07cret\r\nnext line').say(1, b'passwordpassword=2', 3)
    f = pcap('g.pcap', [*t.packets, udp(C, 999, S, 53, b'password=3')])
    p = sonde('grep', 'password=.', f)
    l = p.stdout.decode().splitlines()
    ok('grep: across segments, once each', len(l) == 3 and 'b&password=se..cret' in l[0] and 'next' not in l[0] and
       l[2].endswith('udp 10.0.0.1:999 > 10.0.0.2:53: password=3'), p)
    p = sonde('grep', '--json', 'pass\\w+=(s.\x1b)?', f)
    ok('grep: --json', [json.loads(x)['match'] for x in p.stdout.splitlines()][0] == 'password=se\x1b' and len(p.stdout.splitlines()) == 3, p)
    ok('grep: -c', sonde('grep', '-c', 'password', f).stdout == b'4\n')
    ok('grep: -I', sonde('grep', '-cI', 'PASSWORD', f).stdout == b'4\n' and sonde('grep', '-c', 'PASSWORD', f).returncode == 1)
    ok('grep: -F', sonde('grep', '-cF', '.', f).returncode == 1 and sonde('grep', '-F', 'user=bob&', f).returncode == 0)
    ok('grep: -l', sonde('grep', '-l', 'password', f).stdout.decode().split()[:2] == ['1', 'tcp'])
    ok('grep: -m', len(sonde('grep', '-m', '1', 'password', f).stdout.splitlines()) == 1)
    ok('grep: expression', sonde('grep', '-c', 'password', f, 'udp').stdout == b'1\n')
    p = sonde('grep', 'a(b', f)
    ok('grep: a pattern that is wrong is marked', p.returncode == 1 and b'\n  a(b\n     ^\n' in p.stderr or b'PCRE2' in p.stderr, p)
    p = sonde('grep', '(a+)+$', pcap('slow.pcap', opened().say(0, b'a' * 50000 + b'b', 60000).packets))
    ok('grep: a pattern that never ends, ends', p.returncode == 1, p)


def stats():
    t = opened().say(0, b'GET / HTTP/1.1\r\n\r\n').say(1, answer(b'x' * 2000))
    f = pcap('s.pcap', [*t.packets, udp(C, 999, S, 53, b'zz')])
    p = sonde('stats', '--json', f)
    o = json.loads(p.stdout)
    sizes = [len(x) for x in t.packets] + [44]
    ok('stats: sums', o['packets'] == len(sizes) and o['bytes'] == sum(sizes) and sum(x['packets'] for x in o['sizes']) == len(sizes) and
       sum(a for a, _ in o['over_time']) == len(sizes) and sum(b for _, b in o['over_time']) == sum(sizes), o)
    paths = {x['path']: x for x in o['protocols']}
    ok('stats: protocols', paths['frame:ether:ip:tcp']['packets'] == len(sizes) - 1 and paths['frame:ether:ip:udp']['bytes'] == 44 and
       sum(x['last'] for x in o['protocols']) == len(sizes) and 'frame:ether:ip:tcp:http' in paths, paths)
    hosts = {x['address']: x for x in o['hosts']}
    ok('stats: hosts', hosts[C]['sent'] + hosts[S]['sent'] == len(sizes) and hosts[C]['sent_bytes'] == hosts[S]['received_bytes'], hosts)
    p = sonde('stats', f, LC_ALL='C')
    ok('stats: ASCII without UTF-8', p.stdout.isascii() and b'Busiest of 2 addresses' in p.stdout, p)
    p = sonde('stats', f, LC_ALL='C.UTF-8')
    ok('stats: blocks', '█'.encode() in p.stdout, p)
    p = sonde('stats', f, 'tcp and src port 80')
    ok('stats: expression', p.stdout.startswith(b'%d packets' % sum(x[34:36] == b'\0P' for x in t.packets)), p)
    ok('stats: an empty capture', sonde('stats', put('e.pcap', header())).stdout.startswith(b'0 packets'))
    for capture in sorted(os.listdir(here + '/tests/golden')):
        if capture.endswith('.pcap'):
            p = sonde('stats', '--json', here + '/tests/golden/' + capture)
            n = int(sonde('-r', here + '/tests/golden/' + capture, '--count').stdout.split()[0])
            ok('stats: ' + capture, json.loads(p.stdout)['packets'] == n and p.returncode == 0, p.stderr)


def mail_and_files():
    t = opened(25).say(1, b'220 hi\r\n').say(0, b'MAIL FROM:<a>\r\n').say(1, b'250 ok\r\n').say(0, b'DATA\r\n').say(1, b'550 no\r\n')
    t.say(0, b'DATA\r\n').say(1, b'354 go\r\n').say(0, b'Subject: x\r\n\r\n..dot\r\n.\r\nQUIT\r\n')
    p, found = extract(pcap('m.pcap', t.end()))
    ok('smtp', len(found) == 1 and body(found[0]) == b'Subject: x\r\n\r\n.dot\r\n', p)
    t = opened(587).say(0, b'BDAT 5\r\nab\r\ncBDAT 3 LAST\r\nxyzSTARTTLS\r\n').say(1, b'220 go\r\n').say(0, b'DATA\r\n\x16\x03\x01')
    p, found = extract(pcap('m.pcap', t.end()))
    ok('smtp: BDAT, and nothing behind STARTTLS', len(found) == 1 and body(found[0]) == b'ab\r\ncxyz', p)
    block = bytes(range(256)) * 2
    q = [udp(C, 3000, S, 69, b'\0\1../x y\0octet\0')]
    for i, b in enumerate((block, block, b'end'), 1):
        q += [udp(S, 4000, C, 3000, struct.pack('>HH', 3, i) + b)] * 2 + [udp(C, 3000, S, 4000, struct.pack('>HH', 4, i))]
    p, found = extract(pcap('t.pcap', q))
    ok('tftp: blocks that come twice', len(found) == 1 and body(found[0]) == block * 2 + b'end' and found[0]['name'] == 'x_y', p)
    p = sonde('extract', '-o', 'm.pcap', 'm.pcap')
    ok('extract: no directory', p.returncode == 13 and b'm.pcap: File exists' in p.stderr or b'Not a directory' in p.stderr, p)
    p = sonde('extract', 'm.pcap')
    ok('extract: -o is missing', p.returncode == 1 and b'-o directory is missing' in p.stderr, p)


def main():
    with tempfile.TemporaryDirectory(prefix='sonde-talk-') as d:
        os.chdir(d)
        names()
        http()
        orders()
        follow()
        grep()
        stats()
        mail_and_files()
        os.chdir(here)
    return finish()


if __name__ == '__main__':
    sys.exit(main())
