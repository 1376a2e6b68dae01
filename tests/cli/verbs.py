#!/usr/bin/env python3
"""sonde merge, split, fix and anon.

  tests/cli/verbs.py [BINARY]
"""
import glob, os, random, shutil, struct, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common import binary, finish, header, ok, put  # noqa: E402

N = 500


def sonde(*args):
    return subprocess.run([binary, *args], stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                          env=dict(os.environ, TZ='UTC'))


def cksum(b):
    b += bytes(len(b) % 2)
    s = sum(struct.unpack('>%dH' % (len(b) // 2), b))
    while s >> 16:
        s = (s & 0xffff) + (s >> 16)
    return ~s & 0xffff


def ip(proto, body, src='192.0.2.1', dst='198.51.100.7'):
    a = bytes(map(int, src.split('.'))) + bytes(map(int, dst.split('.')))
    at = {6: 16, 17: 6}[proto]
    c = cksum(a + struct.pack('>HH', proto, len(body)) + body)
    body = body[:at] + struct.pack('>H', c) + body[at + 2:]
    h = struct.pack('>BBHHHBBH', 0x45, 0, 20 + len(body), 1, 0, 64, proto, 0) + a
    h = h[:10] + struct.pack('>H', cksum(h)) + h[12:]
    return bytes.fromhex('001122334455 66778899aabb 0800') + h + body


def udp(data, sport=4000, dport=5000, **kw):
    return ip(17, struct.pack('>HHHH', sport, dport, 8 + len(data), 0) + data, **kw)


def tcp(data, sport=4000, dport=80, **kw):
    return ip(6, struct.pack('>HHIIBBHHH', sport, dport, 1, 2, 0x50, 0x18, 1000, 0, 0) + data, **kw)


def pcap(packets, t0=1700000000, step=1):
    return header() + b''.join(
        struct.pack('<IIII', t0 + i * step // 10, i % 10 * 100000, len(p), len(p)) + p for i, p in enumerate(packets))


def read(name):
    b, at, out = open(name, 'rb').read(), 24, []
    while at + 16 <= len(b):
        n = struct.unpack_from('<I', b, at + 8)[0]
        out.append((struct.unpack_from('<II', b, at), b[at + 16:at + 16 + n]))
        at += 16 + n
    return out


def merging():
    a, b = [udp(b'a%05d' % i) for i in range(N)], [udp(b'b%05d' % i) for i in range(N)]
    put('a.pcap', pcap(a))
    put('b.pcap', pcap(b, 1700000000 + 20))
    p = sonde('merge', 'o.pcap', 'a.pcap', 'b.pcap')
    o = read('o.pcap')
    ok('merge: by time', p.returncode == 0 and len(o) == 2 * N and [t for t, _ in o] == sorted(t for t, _ in o), p)
    p = sonde('merge', 'o.pcap', 'a.pcap', 'b.pcap')
    ok('merge: nothing is overwritten', p.returncode == 1 and b'already' in p.stderr and len(read('o.pcap')) == 2 * N, p)
    p = sonde('merge', '-f', '--append', 'o.pcap', 'a.pcap', 'b.pcap')
    ok('merge: --append', [d for _, d in read('o.pcap')] == a + b, p)
    p = sonde('merge', '-f', '--dedupe', 'o.pcap', 'a.pcap', 'a.pcap')
    ok('merge: --dedupe', p.returncode == 0 and len(read('o.pcap')) == N, p, len(read('o.pcap')))
    p = sonde('merge', 'o.pcapng', 'a.pcap', 'b.pcap')
    ok('merge: to pcapng', p.returncode == 0 and sonde('-r', 'o.pcapng', '--count').stdout == b'%d packets\n' % (2 * N))


def splitting():
    for args, files in ((['--packets', '120'], 5), (['--size', '10k'], None), (['--time', '10s'], 5)):
        for f in glob.glob('s-*'):
            os.unlink(f)
        p = sonde('split', *args, 'a.pcap', 's.pcap')
        names = sorted(glob.glob('s-*'))
        parts = [read(f) for f in names]
        ok('split %s' % args, p.returncode == 0 and sum(parts, []) == read('a.pcap') and
           names[0] == 's-00000.pcap' and (files is None or len(names) == files), p, names)
        if args[0] == '--size':
            ok('split: no larger', max(map(os.path.getsize, names)) <= 10240 and len(names) > 2)
    p = sonde('split', '--packets', '200', 'a.pcap', 's.pcapng.zst')
    ok('split: names', sorted(glob.glob('s-*.zst')) == ['s-%05d.pcapng.zst' % i for i in range(3)] or
       b'zstd' not in sonde('--version').stdout, p)


def fixing():
    packets = [udp(bytes([i % 256]) * (i % 300)) for i in range(N)]
    good = pcap(packets)
    p = sonde('fix', put('g.pcap', good), 'f.pcap')
    ok('fix: what is good stays', p.returncode == 0 and open('f.pcap', 'rb').read() == good, p)
    rnd = random.Random(1)
    for kind in 'zeros', 'noise', 'hole', 'more':
        for i in range(10):
            b, at = bytearray(good), rnd.randrange(100, len(good) - 400)
            if kind == 'zeros':
                b[at:at + 200] = bytes(200)
            elif kind == 'noise':
                b[at:at + 200] = rnd.randbytes(200)
            elif kind == 'hole':
                del b[at:at + 200]
            else:
                b[at:at] = rnd.randbytes(50)
            p = sonde('fix', put('d.pcap', bytes(b)), 'f.pcap')
            got = [d for _, d in read('f.pcap')]
            same = len(set(got) & set(packets))
            ok('fix %s at %d' % (kind, at), p.returncode == 0 and len(got) >= N - 15 and
               same >= len(set(packets)) - 15, p, len(got), same)
    p = sonde('fix', put('c.pcap', good[:-3]), 'f.pcap')
    ok('fix: cut: the last packet as far as it goes', len(read('f.pcap')) == N and b'the last packet' in p.stderr, p)
    p = sonde('fix', '--link', 'EN10MB', put('h.pcap', b'?' * 11 + good[24:]), 'f.pcap')
    ok('fix: no header', [d for _, d in read('f.pcap')] == packets, p)
    p = sonde('fix', put('t', b'no capture at all ' * 20), 'f.pcap')
    ok('fix: nothing', p.returncode == 1, p)
    sonde('-Zroot', '-r', 'g.pcap', '-w', 'g.pcapng')
    b = bytearray(open('g.pcapng', 'rb').read())
    b[5000:5050] = bytes(50)
    p = sonde('fix', put('d.pcapng', bytes(b[:-5])), 'f.pcapng')
    q = sonde('-r', 'f.pcapng', '--count')
    ok('fix: pcapng', p.returncode == 0 and int(q.stdout.split()[0]) >= N - 3 and q.returncode == 0, p, q)


SECRETS = [b'topsecret', b'sessionid', b'hidden-host', b'private-path', bytes([192, 0, 2]), bytes([198, 51, 100]),
           bytes.fromhex('001122334455'), bytes.fromhex('66778899aabb'), b'mailbox']


def dns(name, answer):
    q = b''.join(bytes([len(l)]) + l for l in name.split(b'.')) + b'\0'
    return (struct.pack('>6H', 7, 0x8180, 1, 2, 0, 0) + q + struct.pack('>HH', 1, 1) +
            b'\xc0\x0c' + struct.pack('>HHIH', 1, 1, 60, 4) + answer +
            b'\xc0\x0c' + struct.pack('>HHIH', 16, 1, 60, 10) + b'\x09topsecret')


def hello(name):
    sni = struct.pack('>HHHBH', 0, len(name) + 5, len(name) + 3, 0, len(name)) + name
    ext = sni + struct.pack('>HH', 35, 9) + b'sessionid' + struct.pack('>HHH', 11, 2, 0x0100)
    body = b'\3\3' + b'topsecret' + bytes(23) + b'\x09sessionid' + struct.pack('>HH', 2, 0x1301) + b'\1\0' + \
        struct.pack('>H', len(ext)) + ext
    h = b'\1' + len(body).to_bytes(3, 'big') + body
    return b'\x16\3\1' + struct.pack('>H', len(h)) + h


def anonymising():
    http = (b'GET /private-path?x=1 HTTP/1.1\r\nHost: hidden-host.example.com\r\nCookie: sessionid=1\r\n'
            b'Content-Length: 9\r\n\r\ntopsecret')
    packets = [udp(b'topsecret'), udp(dns(b'hidden-host.example.com', bytes([192, 0, 2, 99])), 53, 4000), tcp(http),
               tcp(hello(b'hidden-host.example.com'), 4000, 443), tcp(b'topsecret', 4000, 25),
               ip(17, struct.pack('>HHHH', 1, 2, 8, 0), src='192.0.2.200', dst='192.0.2.1')]
    icmp = struct.pack('>BBHI', 3, 3, 0, 0) + packets[0][14:]
    icmp = icmp[:2] + struct.pack('>H', cksum(icmp)) + icmp[4:]
    h = struct.pack('>BBHHHBBH', 0x45, 0, 20 + len(icmp), 1, 0, 64, 1, 0) + bytes([198, 51, 100, 7, 192, 0, 2, 1])
    packets.append(packets[0][:14] + h[:10] + struct.pack('>H', cksum(h)) + h[12:] + icmp)
    packets.append(bytes.fromhex('ffffffffffff 66778899aabb 0806 0001 0800 06 04 0001 66778899aabb c0000201 000000000000 c0000263'))
    packets.append(bytes.fromhex('001122334455 66778899aabb 88b5') + b'topsecret')
    put('in.pcap', pcap(packets))
    put('key', b'0123456789abcdef0123')
    for what in 'names', 'zero', 'cut':
        p = sonde('anon', '--key', 'key', '--payload', what, 'in.pcap', what + '.pcap')
        o = read(what + '.pcap')
        data = b''.join(d for _, d in o)
        ok('anon %s: nothing is left' % what, p.returncode == 0 and len(o) == len(packets) and
           not any(s in data for s in SECRETS), p, [s for s in SECRETS if s in data])
        ok('anon %s: the same again' % what, sonde('anon', '--key', 'key', '--payload', what, 'in.pcap', 'again.pcap')
           .returncode == 0 and open('again.pcap', 'rb').read() == open(what + '.pcap', 'rb').read())
        text = sonde('-nvvr', what + '.pcap').stdout.decode()
        ok('anon %s: checksums' % what, 'incorrect' not in text and 'bad' not in text and 'wrong' not in text, text)
        ok('anon %s: lengths stay' % what, what == 'cut' or [len(d) for _, d in o] == [len(d) for d in packets])
    o = [d for _, d in read('names.pcap')]
    name = o[1][14 + 28 + 13:14 + 28 + 24]
    ok('anon: a name is the same in DNS, HTTP and TLS', name in o[2] and name in o[3] and name.isalnum(), name)
    ok('anon: prefixes', o[5][26:29] == o[5][30:33] and o[5][29] != o[5][33] and o[1][26:30] == o[5][30:34])
    ok('anon: a record of DNS has the address', o[1][26:29] in o[1][50:], o[1])
    ok('anon: the packet in ICMP', o[6][14 + 28 + 12:14 + 28 + 20] == o[0][26:34])
    ok('anon: ARP', o[7][28:32] == o[5][30:34] and o[7][:6] == b'\xff' * 6 and o[7][6:12] == o[7][22:28])
    ok('anon: Content-Length stays', b'Content-Length: 9\r\n' in o[2] and b'Host: ' in o[2])
    sonde('-Zroot', '-r', 'in.pcap', '-w', 'in.pcapng', '--comment', '1:topsecret', '--comment', 'topsecret')
    p = sonde('anon', 'in.pcapng', 'out.pcapng')
    ok('anon: comments go', p.returncode == 0 and b'topsecret' not in open('out.pcapng', 'rb').read(), p)
    ok('anon: times stay', sonde('-tttt', '-nqr', 'out.pcapng').stdout.split()[:2] ==
       sonde('-tttt', '-nqr', 'in.pcapng').stdout.split()[:2])
    q = sonde('anon', 'in.pcap', 'other.pcap')
    ok('anon: without a key never the same', q.returncode == 0 and
       open('other.pcap', 'rb').read() != open('names.pcap', 'rb').read())
    ok('anon: bad key', sonde('anon', '--key', 'missing', 'in.pcap', 'x').returncode == 1 and
       sonde('anon', '--key', put('short', b'x'), 'in.pcap', 'x').returncode == 1)


def words():
    for verb in 'merge', 'split', 'fix', 'anon':
        ok(verb + ' --help', sonde(verb, '--help').returncode == 0 and b'Usage' in sonde(verb, '--help').stdout)
        ok(verb + ' alone', sonde(verb).returncode == 1)
        ok(verb + ': not there', sonde(verb, *(['--packets', '1'] if verb == 'split' else []),
                                      *(['o1', 'nosuch'] if verb == 'merge' else ['nosuch', 'o1'])).returncode == 1)
    for verb in 'fix', 'anon':
        p = sonde(verb, '--format', 'pcapgn', 'a.pcap', 'o1')
        ok(verb + ': no such format', p.returncode == 1 and b'pcap or pcapng' in p.stderr and not os.path.exists('o1'), p)
    p = sonde('fix', 'a.pcap', './a.pcap')
    ok('fix: not onto itself', p.returncode == 1 and len(read('a.pcap')) == N, p)


def main():
    top = tempfile.mkdtemp(prefix='sonde-verbs.', dir='/var/tmp')
    os.chdir(top)
    try:
        merging()
        splitting()
        fixing()
        if b'libcrypto' in sonde('--version').stdout:
            anonymising()
        words()
    finally:
        os.chdir('/')
        shutil.rmtree(top)
    return finish()


sys.exit(main())
