#!/usr/bin/env python3
"""--fields, --csv, -Y and --json, beside tshark and jq where they are to be had.

  tests/cli/fields.py [BINARY]
"""
import csv, io, json, os, shutil, struct, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common import binary, finish, header, here, ok, put  # noqa: E402

GOLDEN = here + '/tests/golden/'
PREFS = ['tcp.desegment_tcp_streams:FALSE', 'ip.defragment:FALSE', 'ipv6.defragment:FALSE',
         'tcp.relative_sequence_numbers:FALSE', 'tcp.analyze_sequence_numbers:FALSE']


def sonde(*args, stdin=subprocess.DEVNULL):
    return subprocess.run([binary, *args], stdin=stdin, capture_output=True, timeout=60, env=dict(os.environ, TZ='UTC'))


def fields(capture, names, *more):
    p = sonde('-r', GOLDEN + capture, '--fields', names, *more)
    return p.stdout.decode().splitlines()


def numbers(capture, expr):
    """of the packets that pass"""
    p = sonde('-r', capture if '/' in capture else GOLDEN + capture, '-Y', expr, '--fields', 'frame.number')
    return [int(l) for l in p.stdout.split()] if p.returncode == 0 else p.stderr


def pcap(packets, times=None):
    return header() + b''.join(struct.pack('<IIII', 1700000000 + i, 250000, len(p), len(p)) + p for i, p in enumerate(packets))


def tcp(data=b'', sport=1000, dport=80, flags=0x18, ttl=64, src='10.1.2.3', dst='192.0.2.9'):
    t = struct.pack('>HHIIBBHHH', sport, dport, 7, 9, 0x50, flags, 1000, 0, 0) + data
    a = bytes(map(int, src.split('.'))) + bytes(map(int, dst.split('.')))
    i = struct.pack('>BBHHHBBH', 0x45, 0, 20 + len(t), 5, 0x4000, ttl, 6, 0) + a
    return bytes.fromhex('001122334455 66778899aabb 0800') + i + t


NAMED = '''GET /a,b"c HTTP/1.1\r
Host: x.example\r
User-Agent: \x1b[31mred\t\x07\\\r
\r
'''.encode()


def own_capture():
    return put('own.pcap', pcap([tcp(flags=2, ttl=200), tcp(flags=0x12, sport=80, dport=1000, ttl=30),
                                 tcp(NAMED), tcp(b'zz', dport=8080, src='172.16.0.1'), tcp(flags=4, dport=443)]))


def lines():
    f = own_capture()
    p = sonde('-r', f, '--fields', 'frame.number,ip.src,tcp.dstport,tcp.flags,tcp.flags.syn,tcp.dport,eth.src,http')
    l = p.stdout.decode().splitlines()
    ok('TSV', l[0] == '1\t10.1.2.3\t80\t0x0002\t1\t80\t66:77:88:99:aa:bb\t' and l[2].endswith('\t1') and len(l) == 5, p)
    l = sonde('-r', f, '--fields', 'ip.addr,frame.time_epoch').stdout.decode().splitlines()
    ok('several values, time', l[0] == '10.1.2.3,192.0.2.9\t1700000000.250000000', l)
    p = sonde('-r', f, '--fields', 'ip.addr,http.request.uri,http.user_agent', '--csv')
    rows = list(csv.reader(io.StringIO(p.stdout.decode())))
    ok('CSV', rows[0] == ['ip.addr', 'http.request.uri', 'http.user_agent'] and len(rows) == 6 and
       rows[3] == ['10.1.2.3,192.0.2.9', '/a,b"c', '\\x1b[31mred\\t\\a\\\\'] and b'"/a,b""c"' in p.stdout, rows)
    ok('nothing a terminal would obey', all(b in b'\n\t' or 32 <= b < 127 for b in
                                            sonde('-r', f, '--fields', 'http.user_agent,http.line').stdout))
    l = fields('dns_cases.pcap', 'domain.id,dns.id')
    ok('own and Wireshark form', all('0x%04x' % int(a) == b for a, b in (x.split('\t') for x in l if x.strip())), l[:3])
    p = sonde('-r', f, '--fields', 'ip.src', '--fields', 'ip.dst', '-c', '1')
    ok('twice', p.stdout == b'10.1.2.3\t192.0.2.9\n', p)


def errors():
    for args, want in ((['--fields', 'ip.scr'], b'there is no field ip.scr; perhaps ip.src'),
                       (['--fields', 'ip.src,,x'], b'a name is missing'), (['--csv'], b'--csv can not be used without'),
                       (['--fields', 'ip.src', '--json'], b'mutually exclusive'),
                       (['-Y', 'tcp.prot == 1'], b'there is no field tcp.prot\n  tcp.prot == 1\n  ^^^^^^^^\n  hint: perhaps tcp.port'),
                       (['-Y', 'tcp.port = 1'], b'           ^\n  hint: equality is written =='),
                       (['-Y', '(ip'], b'not closed'), (['-Y', 'ip)'], b'never opened'), (['-Y', ''], b'is empty'),
                       (['-Y', 'ip.src in {1'], b'}'), (['-Y', 'ip.src in {}'], b'nothing in the set'),
                       (['-Y', 'ip.src == "a'], b'quote is not closed'), (['-Y', 'tcp port 80'], b'capture filter'),
                       (['-Y', 'eth.src[0:3] == 1'], b'parts of a field'), (['-Y', 'ip &&'], b'ends where a field'),
                       (['-Y', '(' * 200 + 'ip' + ')' * 200], b'too many parentheses'),
                       (['-Y', 'ip || ' * 20000 + 'ip'], b'too long'), (['-Y', 'tcp.flags & x'], b'a number')):
        p = sonde('-r', 'own.pcap', *args)
        ok('error %s' % str(args)[:60], p.returncode == 1 and want in p.stderr and not p.stdout, p)
    if b'PCRE2' in sonde('--version').stdout:
        p = sonde('-r', 'own.pcap', '-Y', 'http.host matches "a(b"')
        ok('a pattern that is wrong', p.returncode == 1 and b'parenthesis' in p.stderr, p)
    else:
        p = sonde('-r', 'own.pcap', '-Y', 'http.host matches "a"')
        ok('no PCRE2', p.returncode == 1 and b'PCRE2' in p.stderr, p)
    os.path.exists('tcpdump') or os.symlink(binary, 'tcpdump')
    p = subprocess.run(['./tcpdump', '-Y', '-nr', 'own.pcap', '--count'], capture_output=True)
    ok('tcpdump -Y is a flag', p.returncode == 0 and b'5 packets' in p.stdout, p)
    p = subprocess.run(['./tcpdump', '--fields', 'ip.src', '-nr', 'own.pcap'], capture_output=True)
    ok('tcpdump has no --fields', p.returncode == 1 and not p.stdout, p)


FILTERS = [
    ('tcp.flags.syn==1 && ip.ttl<64', [2]), ('tcp.flags.syn == 1', [1, 2]), ('tcp.flags & 2', [1, 2]),
    ('tcp.flags & 0x12 == 0x12', [2]), ('!http', [1, 2, 5]), ('not (tcp.port == 80 or tcp.port == 443)', [4]),
    ('tcp.port in {443, 8000..9000}', [4, 5]), ('tcp.port in {443 8080}', [4, 5]), ('ip.src == 10.0.0.0/8', [1, 2, 3, 5]),
    ('ip.addr == 172.16.0.1', [4]), ('ip.addr != 172.16.0.1', [1, 2, 3, 5]), ('ip.src in {10.1.2.0..10.1.2.9}', [1, 2, 3, 5]),
    ('http.host contains "example"', [3]), ('http.host == "x.example"', [3]), ('http.host == x.example', [3]),
    ('http.request.uri contains "b\\"c"', [3]), ('frame.len > 60 and frame.len le 1000', [3]), ('eth.src == 66-77-88-99-aa-bb', [1, 2, 3, 4, 5]),
    ('eth.src == 0:0:0:0:0:0', []), ('frame.time_epoch >= 1700000003.25', [5]), ('frame.number ge 4', [4, 5]),
    ('tcp.srcport == tcp.dstport', []), ('tcp.srcport < tcp.dstport', [2, 4]), ('tcp.srcport != tcp.dstport', [1, 2, 3, 4, 5]),
    ('tcp.seq_raw == 7 && (ip || arp) && !!ip', [1, 2, 3, 4, 5]), ('udp', []), ('udp.port != 5', []), ('ip.ttl == 0x1e', [2]),
    ('ip or arp and udp', [1, 2, 3, 4, 5]), ('TCP.port == 1' and 'ip.proto == -6', []), ('ip.ttl > -1', [1, 2, 3, 4, 5]),
]


def display():
    f = own_capture()
    for expr, want in FILTERS:
        got = numbers('./' + f, expr)
        ok('-Y ' + expr, got == want, got)
    if b'PCRE2' in sonde('--version').stdout:
        ok('matches', numbers('./' + f, 'http.host matches "^X\\.ex"') == [3] and numbers('./' + f, 'http.host ~ "^ex"') == [])
    p = sonde('-nr', f, '-Y', 'tcp.flags.reset == 1')
    ok('text', p.stdout.count(b'\n') == 1 and b'Flags [R]' in p.stdout, p)
    p = sonde('-r', f, '-Y', 'http.host', '--json')
    ok('--json, with the number it has', [json.loads(l)['number'] for l in p.stdout.splitlines()] == [3], p)
    p = sonde('-r', f, '-Y', 'http || tcp.flags.syn', '-Y', 'http.host', '-w', 'w.pcap')
    ok('-w', sonde('-r', 'w.pcap', '--count').stdout == b'1 packet\n', p)
    ok('-c counts those that pass', sonde('-r', f, '-Y', 'tcp.flags.syn == 1', '-c', '1', '--fields', 'frame.number').stdout == b'1\n')
    ok('--count', sonde('-r', f, '-Y', 'tcp.flags.syn == 1', '--count').stdout == b'2 packets\n')
    for capture in ('tcp_talk.pcap', 'dns_cases.pcap', 'icmp6_nd.pcap', 'igmp.pcap'):
        ok('text does not change ' + capture, sonde('-nvvvr', GOLDEN + capture, '-Y', 'frame').stdout ==
           sonde('-nvvvr', GOLDEN + capture).stdout)


# Without packets in packets, fragments or malformed messages, of which docs/json.md says what differs.
ALIKE = ['arp.pcap', 'deep_peers.pcap', 'dhcp.pcap', 'icmp4.pcap', 'icmp6_nd.pcap', 'igmp.pcap', 'igmp_trace.pcap',
         'ip4_options.pcap', 'ip4_protos.pcap', 'ip6_headers.pcap', 'ntp.pcap', 'tcp6.pcap', 'tcp_talk.pcap', 'tls.pcap']
SAME = ['tcp.flags.syn == 1', 'ip.ttl < 64', 'tcp.port == 443', 'udp', 'dns', 'ip.addr == 10.0.0.0/8', 'tcp.len > 0', 'arp',
        'dns.qry.type == 28', 'ip.flags.df == 1 || icmp', 'eth.type == 0x86dd', 'tcp.port in {80..90}', '!(ip || ipv6)',
        'ip.addr != 127.0.0.1', 'icmpv6.type == 135', 'dns.flags.response == 1 && dns.count.answers > 0']


def tshark():
    if not shutil.which('tshark'):
        print('skipped: no tshark to compare display filters with')
        return
    prefs = [x for p in PREFS for x in ('-o', p)]
    for capture in ALIKE:
        for expr in SAME:
            p = subprocess.run(['tshark', '-n', '-r', GOLDEN + capture, *prefs, '-Y', expr, '-T', 'fields', '-e', 'frame.number'],
                               capture_output=True)
            want = [int(x) for x in p.stdout.split()]
            got = numbers(capture, expr)
            ok('%s: -Y %s' % (capture, expr), got == want, want, got)


def jq():
    if not shutil.which('jq'):
        print('skipped: no jq')
        return
    for line in open(here + '/docs/json.md'):
        line = line.strip()
        if not line.startswith('sonde ') or '| jq' not in line:
            continue
        cmd = line.replace('sonde ', binary + ' -n ', 1).replace('f.pcap', GOLDEN + 'dns_cases.pcap')
        p = subprocess.run(['bash', '-o', 'pipefail', '-c', cmd], capture_output=True)
        ok('docs/json.md: ' + line, p.returncode == 0 and p.stdout.count(b'\n') > 2, p)


def documented():
    p = subprocess.run([sys.executable, here + '/tools/json_doc.py', '--check', '--binary', binary], capture_output=True)
    ok('docs/json.md is up to date (tools/json_doc.py)', p.returncode == 0, p.stdout.decode()[:500])
    p = subprocess.run([sys.executable, here + '/tools/field_keys.py', '--check'], capture_output=True)
    ok('field_keys.h is up to date', p.returncode == 0, p.stderr)


with tempfile.TemporaryDirectory(prefix='sonde-fields-') as d:
    os.chdir(d)
    lines()
    errors()
    display()
    tshark()
    jq()
    documented()
    os.chdir(here)
sys.exit(finish())
