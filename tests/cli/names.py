#!/usr/bin/env python3
"""names.py - --names capture: addresses are named by the DNS answers before them, and pcapng files get
these names; what is no host name stays a number."""
import os
import shutil
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))) + '/tools')
from common import binary, finish, ok  # noqa: E402
from mkpcap import A6, B6, Pcap, a4, a6, eth, eth6, ip4, ip6, tcp, udp  # noqa: E402

CLIENT, SERVER = '192.0.2.1', '192.0.2.2'


def labels(name):
    return b''.join(bytes([len(p)]) + p for p in name) + b'\0'


def answer(question, records, flags=0x8180, port=53):
    """A response: (owner, type, data) each; an owner of None is the question's."""
    b = struct.pack('>HHHHHH', 7, flags, question is not None, len(records), 0, 0)
    if question:
        b += labels(question) + struct.pack('>HH', 1, 1)
    for owner, kind, data in records:
        b += (labels(owner) if owner else b'\xc0\x0c') + struct.pack('>HHIH', kind, 1, 60, len(data)) + data
    return eth(ip4(udp(b, port, 40001 if port == 53 else port), 17))


def syn(dst):
    return eth(ip4(tcp(b'', 1024, 80, 1, 0, 2, dst=dst), 6, dst=dst))


def capture(path):
    www = [b'www', b'example']
    frames = [
        answer(www, [(None, 5, labels([b'cdn', b'test'])), ([b'cdn', b'test'], 1, a4('198.51.100.1'))]),
        syn('198.51.100.1'),
        answer(www, [(None, 28, a6(B6))]), eth6(ip6(tcp(b'', 1024, 80, 1, 0, 2, src=A6, dst=B6), 6)),
        answer([b'bad\x1b[1m', b'example'], [(None, 1, a4('198.51.100.2'))]), syn('198.51.100.2'),
        answer(None, [([b'printer', b'local'], 1, a4('198.51.100.3'))], 0x8400, 5353), syn('198.51.100.3'),
        answer([b'failed'], [(None, 1, a4('198.51.100.4'))], 0x8182), syn('198.51.100.4'),
        answer([b'cut'], [(None, 1, a4('198.51.100.5'))])[:-2], syn('198.51.100.5'),
    ]
    p = Pcap()
    for f in frames:
        p.add(f)
    open(path, 'wb').write(p.b)


def run(*args):
    user = ['-Z', 'root'] if os.getuid() == 0 else []
    return subprocess.run([binary, *user, *args], capture_output=True, text=True, env=dict(os.environ, TZ='GMT0'))


def blocks(path, kind):
    b, at, found = open(path, 'rb').read(), 0, []
    while at < len(b):
        t, n = struct.unpack('<II', b[at:at + 8])
        if t == kind:
            found.append(b[at + 8:at + n - 4])
        at += n
    return found


def main():
    with tempfile.TemporaryDirectory() as tmp:
        os.chmod(tmp, 0o755)
        path, copy = tmp + '/a.pcap', tmp + '/b.pcapng'
        capture(path)
        p = run('-t', '-q', '-r', path, 'tcp')
        ok('-q alone: no names of the capture', p.returncode == 0 and 'www.example' not in p.stdout, p)
        p = run('-t', '--resolve-wait', '0', '--names', 'capture', '-r', path)
        seen = [l.split(' > ')[1].split(':')[0] if 'IP6' not in l else l.split(' > ')[1].split('.http')[0] + '.http'
                for l in p.stdout.splitlines() if 'Flags [S]' in l]
        want = ['www.example.http', 'www.example.http', '198.51.100.2.http', 'printer.local.http',
                '198.51.100.4.http', '198.51.100.5.http']
        ok('names of the answers, of the question that was asked', seen == want, (seen, want, p.stderr))
        p = run('-t', '-n', '--names', 'capture', '-r', path)
        ok('-n: numbers', 'www.example.' not in ''.join(l for l in p.stdout.splitlines() if 'Flags' in l), p.stdout)
        p = run('--names', 'capture', '-r', path, '-w', copy)
        names = b''.join(blocks(copy, 4))
        ok('a block of names in pcapng', p.returncode == 0 and a4('198.51.100.1') + b'www.example\0' in names and
           a6(B6) + b'www.example\0' in names and b'\x1b' not in names, names, p)
        p = run('-r', path, '-w', copy)
        ok('not unless asked for', p.returncode == 0 and not blocks(copy, 4), p)
        run('--names', 'capture', '-r', path, '-w', copy)
        if shutil.which('tshark'):
            p = subprocess.run(['tshark', '-r', copy, '-q', '-z', 'hosts'], capture_output=True, text=True)
            ok('tshark reads them', '198.51.100.3\tprinter.local' in p.stdout, p)
        else:
            print('skipped: tshark reads them (no tshark)')
    return finish()


if __name__ == '__main__':
    sys.exit(main())
