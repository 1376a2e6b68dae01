#!/usr/bin/env python3
"""hosts.py - long lists of hosts in a filter: the packets that tcpdump takes with them, and quickly;
filters of files of BSD's loopback."""
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common import binary, finish, header, here, ok  # noqa: E402

GOLDEN = here + '/tests/golden'
FORMS = ('%s', 'not (%s)', 'udp and (%s)', 'tcp or (%s)', '(%s) and not icmp', 'ip and not (not (%s))', '%s or arp',
         'arp or %s', 'not %s')


def run(program, *args):
    user = ['-Z', 'root'] if os.getuid() == 0 else []
    return subprocess.run([program, *user, *args], capture_output=True, env=dict(os.environ, TZ='GMT0'))


def addresses(text):
    v4 = {a for a in re.findall(r'\b\d+\.\d+\.\d+\.\d+\b', text) if all(int(n) < 256 for n in a.split('.'))}
    v6 = set(re.findall(r'\b[0-9a-f:]*::[0-9a-f:]*[0-9a-f]\b', text))
    return sorted(v4), sorted(v6)


def cut(path, to, n):
    """The same packets, each cut to n octets."""
    b = open(path, 'rb').read()
    out, at = b[:24], 24
    while at + 16 <= len(b):
        cap, length = struct.unpack('<II', b[at + 8:at + 16])
        data = b[at + 16:at + 16 + min(cap, n)]
        out += b[at:at + 8] + struct.pack('<II', len(data), length) + data
        at += 16 + cap
    open(to, 'wb').write(out)


def expression(r, v4, v6, n):
    hosts = r.sample(v4, min(len(v4), 4)) + r.sample(v6, min(len(v6), 3))
    hosts += ['10.%d.%d.%d' % tuple(r.randrange(256) for _ in range(3)) for _ in range(n)]
    r.shuffle(hosts)
    kinds = ('host ', 'host ', 'src host ', 'dst ', 'src ', '')
    return ' or '.join((r.choice(kinds) if i else 'host ') + h for i, h in enumerate(hosts))


def beside_tcpdump(tmp):
    peer = shutil.which('tcpdump', path=os.environ.get('PATH', '') + ':/usr/sbin')
    if not peer:
        print('skipped: there is no tcpdump')
        return
    r = random.Random(1)
    for name in sorted(os.listdir(GOLDEN)):
        if not name.endswith('.pcap'):
            continue
        whole = os.path.join(GOLDEN, name)
        v4, v6 = addresses(run(peer, '-nn', '-r', whole).stdout.decode('latin1'))
        for length in (262144, 28, 32, 44):
            path = os.path.join(tmp, 'x.pcap')
            cut(whole, path, length)
            for form in r.sample(FORMS, 3):
                e = form % expression(r, v4, v6, 40)
                ours, theirs = (run(p, '-nn', '-r', path, '-w', '-', e) for p in (binary, peer))
                ok(f'{name} cut to {length}: {e[:100]}', ours.stdout[24:] == theirs.stdout[24:])


def many(tmp):
    path = os.path.join(tmp, 'list')
    with open(path, 'w') as f:
        f.write(' or '.join(f'host 10.{i >> 16}.{i >> 8 & 255}.{i & 255}' for i in range(10000)))
        f.write('\nor host 192.0.2.1 # and this one\n')
    capture = os.path.join(GOLDEN, 'tcp_talk.pcap')
    best = 9.0
    for _ in range(5):
        t0 = time.monotonic()
        p = run(binary, '-F', path, '--count', '-r', capture)
        best = min(best, time.monotonic() - t0)
    ok('ten thousand hosts: packets', p.stdout == run(binary, '--count', '-r', capture, 'host 192.0.2.1').stdout)
    ok(f'ten thousand hosts: {best:.2f} s', best < 1)


def bsd_loopback(tmp):
    """Address family 30 is Darwin's IPv6, whatever this machine's is."""
    path = os.path.join(tmp, 'null.pcap')
    ip6 = bytes.fromhex('60000000000811400000000000000000000000000000000100000000000000000000000000000001003500350008ffff')
    frame = struct.pack('<I', 30) + ip6
    with open(path, 'wb') as f:
        f.write(header(link=0))
        f.write(struct.pack('<IIII', 1, 0, len(frame), len(frame)) + frame)
    for e in ('ip6', 'udp', 'udp port 53', 'host ::1'):
        ok(f'BSD loopback: {e}', run(binary, '--count', '-r', path, e).stdout == b'1 packet\n')


def interpreted(tmp):
    """--no-jit takes the same packets, on captures larger than what is read ahead."""
    path = os.path.join(tmp, 'large.pcap')
    r = random.Random(7)
    with open(path, 'wb') as f:
        f.write(header(link=1))
        for i in range(20000):
            proto, dport = r.choice((6, 17)), r.choice((53, 80, 443))
            ip = struct.pack('>BBHHHBBHII', 0x45, 0, 600, i & 65535, 0, 64, proto, 0, 0x0a000001, 0xc0000200 + i % 7)
            data = bytes(12) + b'\x08\x00' + ip + struct.pack('>HH', 1024 + i % 9, dport) + r.randbytes(r.randrange(700))
            f.write(struct.pack('<IIII', 0x69000000 + i // 5000, i, len(data), len(data)) + data)
    for e in ('tcp port 443', 'udp', 'ip[2:2] > 100 and dst host 192.0.2.3', 'greater 300', ''):
        ours, theirs = (run(binary, *o, '--count', '-r', path, e).stdout for o in ((), ('--no-jit',)))
        ok(f'--no-jit: {e}', ours == theirs and ours, (ours, theirs))
        ok(f'a pipe: {e}', subprocess.run([binary, '--count', '-r', '-', e], input=open(path, 'rb').read(),
                                          capture_output=True).stdout == ours)


def main():
    with tempfile.TemporaryDirectory() as tmp:
        os.chmod(tmp, 0o755)
        beside_tcpdump(tmp)
        many(tmp)
        bsd_loopback(tmp)
        interpreted(tmp)
    return finish()


if __name__ == '__main__':
    sys.exit(main())
