#!/usr/bin/env python3
"""sonde flows and sonde why, on captures made here; with tshark as a peer, and the labelled captures
of ../shared/scenarios, also over IPv6, with VLAN tags and cooked, if they are there.

  tests/cli/why.py [BINARY]
"""
import json, os, re, shutil, struct, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lab'))
from cap import A, ACK, B, Cap, Conn, FIN, MA, MB, PSH, R, RST, SYN, ip4  # noqa: E402
from common import binary, finish, ok  # noqa: E402
import transform  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def sonde(*args):
    return subprocess.run([binary, *args], stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                          env=dict(os.environ, TZ='UTC'))


GET = b'GET /x HTTP/1.1\r\nHost: h\r\n\r\n'
FINE = b'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'
DIR = tempfile.mkdtemp()


def why(cap, *more):
    r = sonde('why', '--json', cap.save(os.path.join(DIR, 'x.pcap')), *more)
    try:
        return json.loads(r.stdout), r.returncode
    except ValueError:
        return {'findings': [], 'verdict': r.stderr.decode()}, r.returncode


def check(name, cap, want, severity=None, packet=None, notices=True):
    o, rc = why(cap)
    found = [f for f in o['findings'] if notices or f['severity'] != 'notice']
    classes = [f['class'] for f in found]
    ok('%s: %s' % (name, want), classes == ([want] if want else []) and rc == (2 if want else 0), (classes, rc, o['verdict']))
    if found and severity:
        ok('%s: severity' % name, found[0]['severity'] == severity, found[0]['severity'])
    if found and packet:
        ok('%s: evidence' % name, packet in found[0]['packets'], found[0]['packets'])
    return o


def opening():
    c = Cap()
    n = c.tcp(A, B, 40000, 81, SYN, 7)
    c.tcp(B, A, 81, 40000, RST | ACK, 0, 8, dt=0.01)
    o = check('nobody listens', c, 'tcp-refused', 'error', n)
    ok('nobody listens: subject', o['findings'][0]['subject'] == '%s:40000 -> %s:81' % (A, B), o['findings'][0]['subject'])
    c = Cap()
    x = Conn(c, dport=80).open()
    x.turn(GET, FINE)
    x.close()
    n = c.tcp(A, B, 40001, 81, SYN, 7)
    c.tcp(B, A, 81, 40001, RST | ACK, 0, 8, ttl=61, dt=0.01)
    check('a RST with another TTL', c, 'tcp-refused-by-firewall', 'error', n)
    c = Cap()
    for dt in (0.001, 1, 2, 4):
        n = c.tcp(A, B, 40000, 81, SYN, 7, dt=dt)
    check('silence', c, 'tcp-filtered', 'error', n)
    c = Cap()
    for dt in (0.001, 1):
        n = c.tcp(A, B, 40000, 81, SYN, 7, dt=dt)
    c.tcp(B, A, 81, 40000, SYN | ACK, 9, 8, dt=0.01)
    c.tcp(A, B, 40000, 81, ACK, 8, 10)
    check('a SYN lost', c, 'slow-connect', 'warning', n)
    for code, cls in ((0, 'no-route'), (1, 'host-unreachable'), (13, 'icmp-rejected'), (3, 'icmp-rejected')):
        c = Cap()
        c.tcp(A, B, 40000, 81, SYN, 7)
        quote = c.packets[-1][1][14:42]
        n = c.ip(R, A, 1, struct.pack('>BBHI', 3, code, 0, 0) + quote, dt=0.01)
        check('ICMP code %d' % code, c, cls, 'error', n)
    c = Cap()
    for dt in (0.001, 1, 1, 1):
        n = c.arp(1, MA, A, '', '192.0.2.77', dt)
    check('a neighbour that is not there', c, 'host-unreachable', 'error', n)


def serving():
    c = Cap()
    x = Conn(c).open()
    x.turn(GET, FINE)
    x.close()
    check('a request and its reply', c, None)
    c = Cap()
    x = Conn(c, dport=1025, rtt=0.00002).open()
    x.say(0, b'pouet\n')
    x.say(1)
    x.close(0)
    check('the client says something and closes', c, None)
    c = Cap()
    x = Conn(c).open()
    n = x.say(0, GET)
    x.say(1, flags=FIN | ACK, dt=0.02)
    x.say(0, flags=FIN | ACK)
    check('an empty reply', c, 'zero-size-reply', 'error', n)
    c = Cap()
    x = Conn(c).open()
    x.turn(GET, FINE)
    x.say(1, flags=FIN | ACK, dt=5)  # idle: its right
    x.say(0, flags=FIN | ACK, dt=0.001)
    check('a server closes what is idle', c, None)
    c = Cap()
    x = Conn(c).open()
    x.turn(GET, FINE)
    seq = x.seq[0]
    x.say(1, flags=FIN | ACK, dt=5)
    c.tcp(A, B, x.s, 80, ACK | PSH, seq, x.seq[1] - 1, GET, dt=-0.001)  # crosses it
    c.tcp(B, A, 80, x.s, RST, x.seq[1], dt=0.01)
    check('a request crosses the FIN', c, None, notices=False)
    c = Cap()
    x = Conn(c).open()
    n = x.say(0, GET)
    x.say(1, dt=x.rtt)
    x.say(0, flags=FIN | ACK, dt=4)
    check('no answer', c, 'request-unanswered', 'error', n)
    c = Cap()
    x = Conn(c).open()
    n = x.turn(GET, FINE, think=1.7)
    x.close()
    check('a slow answer', c, 'slow-server', 'warning', n)
    c = Cap()
    x = Conn(c).open()
    x.turn(b'GET /events?timeout=30 HTTP/1.1\r\n\r\n', FINE, think=6)
    x.close()
    check('a long poll', c, None, notices=False)
    for text, cls, sev in ((b'404 Not Found', 'http-error-4xx', 'warning'), (b'503 Busy', 'http-error-5xx', 'error')):
        c = Cap()
        x = Conn(c, dport=8080).open()
        x.turn(GET, b'HTTP/1.1 ' + text + b'\r\nContent-Length: 2\r\n\r\nno')
        x.close()
        check('HTTP ' + text.decode(), c, cls, sev)
    c = Cap()
    x = Conn(c).open()
    x.turn(GET, b'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    x.close()
    check('200 and nothing', c, 'http-empty-body', 'warning')
    for first in (b'HEAD /x HTTP/1.1\r\n\r\n', b'GET /x HTTP/1.1\r\n\r\n'):
        c = Cap()
        x = Conn(c).open()
        x.turn(first, b'HTTP/1.1 %s\r\nContent-Length: %s\r\n\r\n' % ((b'200 OK', b'77') if first[0] == 72 else (b'204 None', b'0')))
        x.turn(GET, FINE)
        x.close()
        check('no body is right for %s' % first[:4].decode(), c, None)
    c = Cap()
    x = Conn(c).open()
    x.say(0, GET)
    x.say(1, b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n' + b'x' * 100, dt=0.01)
    x.close(1)
    check('a body cut short', c, 'truncated-body', 'error')
    c = Cap()
    x = Conn(c).open()
    x.say(0, GET)
    x.say(1, b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n' + b'x' * 100, dt=0.01)
    x.say(0)
    n = c.tcp(B, A, 80, x.s, RST | ACK, x.seq[1], x.seq[0], dt=0.2)
    check('a reset in a body', c, 'connection-reset', 'error', n)
    c = Cap()
    x = Conn(c, dport=7777).open()
    x.turn(b'hello\n', b'hi\n')
    n = x.say(0, b'still there?\n', dt=8)
    c.tcp(B, A, 7777, x.s, RST, x.seq[1], dt=0.01)
    check('forgotten while idle', c, 'idle-timeout-reset', 'error', n)
    c = Cap()
    x = Conn(c, dport=9999).open()
    for _ in range(120):
        n = x.turn(b'*1\r\n$4\r\nPING\r\n', b'+PONG\r\n')
    x.close()
    o = check('one small request after the other', c, 'many-small-requests', 'warning')
    ok('it estimates what would be saved', 'in one batch about' in o['findings'][0]['next'], o['findings'][0]['next'])


def path():
    c = Cap()
    x = Conn(c).open()
    x.say(0, GET)
    x.say(1, b'HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n', dt=0.01)
    lost, again = {20, 50, 80}, []
    for i in range(100):
        at = x.seq[1]
        if i in lost:
            x.seq[1] += 1000
            again.append(at)
            c.id += 1
            continue
        x.say(1, b'd' * 1000, dt=0.0005)
        for seq in again:
            c.tcp(A, B, x.s, 80, ACK, x.seq[0], seq, dt=0.0001)
        if again and i % 10 == 5:
            n = c.tcp(B, A, 80, x.s, ACK | PSH, again.pop(), x.seq[0], b'd' * 1000, dt=0.02)
            c.tcp(A, B, x.s, 80, ACK, x.seq[0], x.seq[1])
    check('segments lost', c, 'packet-loss', 'warning', n)
    c = Cap()
    x = Conn(c).open()
    x.say(0, GET)
    for i in range(40):
        n = x.say(1, b'd' * 1000, dt=0.0005)
        if i % 10 == 5:
            twice = c.add(c.packets[-1][1], 0.0001)
        x.say(0, dt=0.0001)
    check('packets twice', c, 'duplicate-packets', 'warning', twice)
    c = Cap()
    x = Conn(c, rtt=0.3).open()
    x.turn(GET, FINE)
    check('a long way', c, 'high-rtt', 'warning', x.syn)
    c = Cap()
    x = Conn(c, dport=5000).open()
    x.turn(b'hello\n', b'hi\n')
    at = x.seq[0]
    n = x.say(0, b'b' * 1400)
    for dt in (0.3, 0.6, 1.2, 2.4):
        c.tcp(A, B, x.s, 5000, ACK | PSH, at, x.seq[1], b'b' * 1400, dt=dt)
    check('long segments never arrive', c, 'mtu-black-hole', 'error')
    c = Cap()
    x = Conn(c, dport=5000).open()
    x.turn(b'hello\n', b'hi\n')
    at = x.seq[0]
    x.say(0, b'short\n')
    for dt in (0.3, 0.6, 1.2, 2.4):
        n = c.tcp(A, B, x.s, 5000, ACK | PSH, at, x.seq[1], b'short\n', dt=dt)
    check('the peer is gone', c, 'peer-vanished', 'error', n)
    c = Cap()
    x = Conn(c).open()
    x.say(0, GET)
    for i in range(20):
        x.say(1, b'd' * 1400, dt=0.0005)
        x.say(0, dt=0.0001, win=30000 - i * 1500 if i < 19 else 0)
    n = len(c.packets)
    x.say(0, dt=1.2, win=30000)
    x.say(1, b'd' * 1400)
    check('a window that closes', c, 'zero-window', 'warning', n)


def odd():
    c = Cap()
    for port in range(1, 60):
        c.tcp(A, B, 40000 + port, port, SYN, 7)
        c.tcp(B, A, port, 40000 + port, RST | ACK, 0, 8, dt=0.0001)
    check('many ports', c, 'port-scan', 'error', 1)
    c = Cap()
    for i in range(2, 60):
        c.arp(1, MA, A, '', '192.0.2.%d' % i)
    check('many neighbours', c, 'host-sweep', 'warning')
    c = Cap()
    for i in range(12):
        x = Conn(c, sport=41000 + i, dport=8081).open()
        x.turn(GET, FINE)
        x.close()
        c.t += 5
    check('as regular as a clock', c, 'beaconing', 'warning')
    c = Cap()
    for i in range(200):
        c.tcp('203.0.113.%d' % (i % 250 + 1), B, 1000 + i, 80, SYN, i)
    check('a flood', c, 'syn-flood', 'error')
    c = Cap()
    for i in range(200):
        c.tcp('203.0.113.%d' % (i % 250 + 1), B, 1000 + i, 81, SYN, i)
        c.tcp(B, '203.0.113.%d' % (i % 250 + 1), 81, 1000 + i, RST | ACK, 0, i + 1, dt=0.0001)
    check('a flood to a closed port', c, 'syn-flood', 'error')
    c = Cap()
    today = bytes.fromhex('020405b40103030a')
    for i in range(200):
        c.tcp('203.0.113.%d' % (i % 250 + 1), B, 1000 + i, 81, SYN, i, options=today)
        c.tcp(B, '203.0.113.%d' % (i % 250 + 1), 81, 1000 + i, RST | ACK, 0, i + 1, dt=0.0001)
    classes = {f['class'] for f in why(c)[0]['findings']}
    ok('many clients of a service that is down', classes == {'tcp-refused'}, classes)
    c = Cap()
    for i in range(2, 60):
        c.udp(A, '198.51.100.%d' % i, 5555, 161, b'hello')
    check('a sweep by UDP', c, 'host-sweep', 'warning')
    c = Cap()
    for i in range(2, 60):
        c.udp(A, '198.51.100.%d' % i, 5555, 161, b'hello')
        c.udp('198.51.100.%d' % i, A, 161, 5555, b'here')
    check('many are polled by UDP and answer', c, None)
    c = Cap()
    x = Conn(c, dport=21).open()
    x.say(1, b'220 FTP ready\r\n')
    x.say(0, b'USER me\r\n')
    x.say(1, b'331 Password?\r\n', dt=0.01)
    n = x.say(0, b'PASS s3cr3tword\r\n')
    x.say(1, b'230 Welcome\r\n', dt=0.01)
    x.close()
    o = check('a password to be read', c, 'cleartext-credentials', 'warning', n)
    ok('it is not printed', 's3cr3tword' not in json.dumps(o), '')
    c = Cap()
    x = Conn(c, dport=443).open()
    x.say(1, b'SSH-2.0-x\r\n')
    x.say(0, b'SSH-2.0-y\r\n')
    x.close()
    check('SSH on 443', c, 'protocol-mismatch', 'warning')
    c = Cap()
    x = Conn(c, dport=4444).open()
    n = x.say(1, b'sh-5.1# ')
    x.say(0, b'id\n')
    x.close()
    check('a shell', c, 'unknown-service', 'warning', n)
    c = Cap()
    c.arp(1, MA, A, '', R)
    c.arp(2, MB, R, MA, A)
    n = c.arp(2, '02:00:00:00:00:0c', R, MA, A)
    check('two owners of an address', c, 'duplicate-ip', 'error', n)
    c = Cap()
    c.arp(1, MA, A, '', R)
    c.arp(2, MB, R, MA, A)
    c.arp(1, '02:00:00:00:00:0c', '192.0.2.66', '', A)
    for _ in range(5):
        n = c.arp(2, '02:00:00:00:00:0c', R, MA, A, dt=0.5)
    check('one says it is the other', c, 'arp-spoofing', 'error', n)


def dns(ident, name, flags=0x100, answers=0, kind=1):
    q = b''.join(bytes([len(x)]) + x.encode() for x in name.split('.')) + b'\0' + struct.pack('>HH', kind, 1)
    a = b'\xc0\x0c' + struct.pack('>HHIH', kind, 1, 60, 4) + ip4(B)
    return struct.pack('>HHHHHH', ident, flags, 1, answers, 0, 0) + q + a * answers


def names():
    for rcode, cls, sev in ((3, 'dns-nxdomain', 'warning'), (2, 'dns-servfail', 'error')):
        c = Cap()
        c.udp(A, R, 5353 + 1, 53, dns(1, 'no.example'))
        n = c.udp(R, A, 53, 5354, dns(1, 'no.example', 0x8180 | rcode), dt=0.01)
        check('rcode %d' % rcode, c, cls, sev, n)
    c = Cap()
    for dt in (0.001, 5, 5):
        n = c.udp(A, R, 5354, 53, dns(1, 'slow.example'), dt=dt)
    check('no answer to a question', c, 'dns-timeout', 'error', n)
    c = Cap()
    c.udp(A, R, 5354, 53, dns(1, 'www.example.corp.example'))
    c.udp(R, A, 53, 5354, dns(1, 'www.example.corp.example', 0x8183), dt=0.01)
    c.udp(A, R, 5354, 53, dns(2, 'www.example'))
    c.udp(R, A, 53, 5354, dns(2, 'www.example', 0x8180, 1), dt=0.01)
    check('a search list', c, None, notices=False)
    c = Cap()
    for i in range(60):
        name = '%032x.t.evil.example' % (i * 0x9e3779b97f4a7c15f39cc0605cedc835 % 2 ** 128)
        c.udp(A, R, 5354, 53, dns(i, name, kind=16))
        c.udp(R, A, 53, 5354, dns(i, name, 0x8180, 1, 16), dt=0.01)
    check('names that carry data', c, 'dns-tunnel', 'warning')


def manners():
    c = Cap()
    o, rc = why(c)
    ok('no packets: cannot tell', rc == 3 and o['verdict'] == 'cannot tell', (rc, o))
    c = Cap()
    c.tcp(A, B, 40000, 80, SYN, 1)
    c.tcp(A, B, 40000, 80, ACK, 2, 100)
    for i in range(5):
        c.tcp(A, B, 40000, 80, ACK | PSH, 2 + i * 10, 100 + 1000 * i, b'0123456789')
    o, rc = why(c)
    ok('one direction: cannot tell', rc == 3 and [f['class'] for f in o['findings']] == ['one-way-capture'], (rc, o))
    c = Cap()
    c.tcp(A, B, 40000, 81, SYN, 7)
    c.tcp(B, A, 81, 40000, RST | ACK, 0, 8)
    path_ = c.save(os.path.join(DIR, 'x.pcap'))
    r = sonde('why', path_)
    text = r.stdout.decode()
    ok('a page', r.returncode == 2 and 'tcp-refused' in text and 'ruled out' in text and '\033' not in text, text)
    m = re.search(r"show +sonde (-nr) (\S+) '(.*)'", text)
    r = sonde(m[1], m[2], m[3]) if m else None
    ok('its command shows the packets', r is not None and len(r.stdout.splitlines()) == 2, m and m[0])
    ok('of another host: healthy', sonde('why', path_, '203.0.113.9').returncode == 0)
    ok('of that host: found', sonde('why', path_, B + ':81').returncode == 2)
    ok('of another port: healthy', sonde('why', path_, B + ':82').returncode == 0)
    o = json.loads(sonde('why', '--json', path_).stdout)
    r = sonde('why', '--jsonl', path_)
    *found, last = [json.loads(l) for l in r.stdout.splitlines()]
    ok('lines: the same findings, and the verdict', r.returncode == 2 and found == o['findings'] and
       last == dict(o, findings=len(found)), r.stdout)
    r = sonde('why', '--json', '--jsonl', path_)
    ok('not both', r.returncode == 1 and r.stderr.count(b'\n') == 1 and b'--jsonl' in r.stderr, r.stderr)
    r = sonde('why', os.path.join(DIR, 'nothing.pcap'))
    ok('a file that is not there', r.returncode == 1 and r.stderr.startswith(b'sonde: ') and r.stderr.count(b'\n') == 1, r.stderr)
    ok('no file: usage', sonde('why').returncode == 1 and b'Usage' in sonde('why').stderr)
    c = Cap()
    x = Conn(c, dport=8080).open()
    x.turn(b'GET /\033[31m<script>"\\ HTTP/1.1\r\n\r\n', b'HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n')
    x.close()
    raw = sonde('why', c.save(os.path.join(DIR, 'x.pcap'))).stdout
    ok('escapes of packets are not printed', b'\033' not in raw and b'/.[31m<script>' in raw, raw[:300])
    o, rc = why(c)
    ok('JSON of odd strings', rc == 2 and '/.[31m<script>"\\' in o['findings'][0]['what'], o)


def flows():
    c = Cap()
    x = Conn(c).open()
    x.turn(GET, FINE)
    x.close()
    c.udp(A, R, 5354, 53, dns(1, 'www.example'))
    c.udp(R, A, 53, 5354, dns(1, 'www.example', 0x8180, 1))
    path_ = c.save(os.path.join(DIR, 'f.pcap'))
    lines = [json.loads(l) for l in sonde('flows', '--json', path_).stdout.splitlines()]
    ok('two conversations', [l['proto'] for l in lines] == ['tcp', 'udp'], lines)
    t = lines[0]
    ok('of TCP', (t['client'], t['client_port'], t['server_port'], t['state'], t['application'], t['payload']) ==
       (A, 40000, 80, 'closed', 'http', [len(GET), len(FINE)]), t)
    ok('its round trip', abs(t['rtt_ms'] - 10.1) < 0.2, t['rtt_ms'])
    ok('a filter', len(sonde('flows', '--json', path_, 'udp', 'port', '53').stdout.splitlines()) == 1)
    ok('--top', len(sonde('flows', '--json', '--top', '1', path_).stdout.splitlines()) == 1)
    ok('--csv', len(sonde('flows', '--csv', path_).stdout.splitlines()) == 3)
    ok('--sort start', json.loads(sonde('flows', '--json', '--sort', 'start', path_).stdout.splitlines()[0])['proto'] == 'tcp')
    r = sonde('flows', '--sort', 'colour', path_)
    ok('--sort of nothing', r.returncode == 1 and b'bytes' in r.stderr, r.stderr)
    ok('a bad expression', sonde('flows', path_, 'tcp.port == 80').returncode == 1)
    if not shutil.which('tshark'):
        print('skipped: conversations against tshark (not installed)')
        return
    for proto in ('tcp', 'udp'):
        out = subprocess.run(['tshark', '-n', '-r', path_, '-q', '-z', 'conv,' + proto], capture_output=True, text=True).stdout
        rows = re.findall(r'^\S+\s+<->\s+\S+\s+(\d+)\s+(\d+) bytes\s+(\d+)\s+(\d+) bytes', out, re.M)
        mine = [l for l in lines if l['proto'] == proto]
        ok('as tshark counts %s' % proto,
           [sorted([int(r[0]), int(r[2])]) for r in rows] == [sorted(l['packets']) for l in mine] and
           [sorted([int(r[1]), int(r[3])]) for r in rows] == [sorted(l['bytes']) for l in mine], (rows, mine))


def usual():
    def talk(port, data=GET, reply=FINE, think=0.0):
        c = Cap()
        x = Conn(c, dport=port).open()
        x.turn(data, reply, think)
        x.close()
        return c
    one, two, base = (os.path.join(DIR, n) for n in ('1.pcap', '2.pcap', 'base'))
    talk(80).save(one)
    talk(8099).save(two)
    r = sonde('baseline', base, one)
    ok('a baseline is made', r.returncode == 0 and open(base).read().count('\n') == 3, r.stderr, r.stdout)
    before = open(base).read()
    ok('what is usual is healthy', sonde('why', '--baseline', base, one).returncode == 0)
    o = json.loads(sonde('why', '--json', '--baseline', base, two).stdout)
    ok('a service nobody knew', [f['class'] for f in o['findings']] == ['unknown-service'], o['findings'])
    r = sonde('baseline', base, os.path.join(DIR, 'none.pcap'))
    ok('a file that is not there: as before', r.returncode == 1 and open(base).read() == before, r.stderr)
    sonde('baseline', base, two)
    ok('it is added', sonde('why', '--baseline', base, two).returncode == 0 and open(base).read().startswith(before[:40]))
    for bad in ('', 'x\n', 'sonde baseline 1\nservice\t-\t1.2.3.4\t99999\ttcp\t-\t1\n', 'sonde baseline 1\nservice\n'):
        open(base, 'w').write(bad)
        r = sonde('why', '--baseline', base, one)
        ok('no baseline: %r' % bad, r.returncode == 1 and r.stderr.startswith(b'sonde: ' + base.encode() + b': '), r.stderr)
    ok('no difference', sonde('diff', one, one).returncode == 0)
    r = sonde('diff', one, two)
    ok('a service is gone, one is new', r.returncode == 2 and sorted(l.split()[0] for l in r.stdout.decode().splitlines()) == ['gone', 'new'],
       r.stdout)
    talk(80, think=0.3).save(two)
    r = sonde('diff', one, two)
    ok('it is slower', r.returncode == 2 and r.stdout.startswith(b'slower'), r.stdout)
    ok('usage', sonde('baseline').returncode == 1 and sonde('diff', one).returncode == 1 and sonde('diff', '--help').returncode == 0)


def classes():
    """--trigger why: knows the classes there are: those of the page, and those of the source."""
    r = sonde('--recorder', '1m', '-w', 'x', '--trigger', 'why:')
    lines = r.stderr.decode().split('\n')
    known = set(' '.join(l for l in lines if l.startswith('  ')).split())
    page = open(os.path.join(ROOT, 'man/sonde-why.1')).read()
    page = page[page.index('.SS Classes'):page.index('.PP\nPasswords')].replace('\\-', '-')
    listed = {w for l in page.split('\n') if ',' in l or re.fullmatch(r'[a-z0-9-]+(-[a-z0-9]+)+', l) for w in l.replace(',', ' ').split()}
    source = ''.join(open(os.path.join(ROOT, 'src/why', f)).read() for f in os.listdir(os.path.join(ROOT, 'src/why'))
                     if f.endswith('.c') and f != 'classes.c')
    made = set(re.findall(r'"([a-z]+(?:-[a-z0-9]+)*)",\s+(?:[a-z][a-zA-Z0-9_>=. -]+ \? )?SEVERITY_', source))
    ok('classes: those of the page', r.returncode == 1 and known == listed, known ^ listed)
    ok('classes: those that are found', len(made) > 40 and made - {'new-peer'} <= known, made - known, len(made))
    ok('classes: in order', [w for l in lines for w in (l.split() if l.startswith('  ') else [])] == sorted(known))


def shared():
    """The labelled captures: all found, nothing else."""
    d = next((p for p in (os.environ.get('SHARED', ''), os.path.join(ROOT, '../shared')) if p and os.path.isdir(p + '/scenarios')), None)
    if not d:
        print('skipped: no ../shared/scenarios')
        return
    labels = json.load(open(d + '/scenarios/labels.json'))
    for how in (None, 'vlan', 'sll', 'ipv6'):
        missed, loud = [], []
        for l in labels:
            src = d + '/scenarios/' + l['file']
            if how and l['link'] != 'EN10MB' or how == 'ipv6' and 'dhcp' in l['file']:
                continue
            if how:
                transform.main(how, src, os.path.join(DIR, 's.pcap'))
                src = os.path.join(DIR, 's.pcap')
            found = json.loads(sonde('why', '--json', src).stdout)['findings']
            want = {f['class'] for f in l['findings']}
            missed += [(l['file'], w) for w in want - {f['class'] for f in found}]
            loud += [(l['file'], f['class']) for f in found
                     if f['severity'] != 'notice' and f['class'] not in want | set(l['may'])]
        ok('labelled captures%s: all found' % (' as ' + how if how else ''), not missed, missed)
        ok('labelled captures%s: nothing else' % (' as ' + how if how else ''), not loud, loud)
    for lab, rc in (('lab1', 2), ('lab2', 0)):
        r = sonde('why', '%s/labs/%s.pcap' % (d, lab))
        ok(lab, r.returncode == rc, r.stdout)
    ok('lab1: the host itself', b'the host itself answered' in sonde('why', d + '/labs/lab1.pcap').stdout)
    ok('lab2: what happened', b'6 octets from the client (all acknowledged)' in sonde('why', d + '/labs/lab2.pcap').stdout)


try:
    for t in (opening, serving, path, odd, names, manners, flows, usual, classes, shared):
        t()
finally:
    shutil.rmtree(DIR)
sys.exit(finish())
