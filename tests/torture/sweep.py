#!/usr/bin/env python3
"""sweep.py --binary B [--peer tcpdump] - every packet of some golden captures, cut at every length,
and mutants of it.  B must neither crash nor print less or more than one block a packet; where a peer
tcpdump is installed the text must be its text.

Debian's 4.99 is older than what sonde prints, so the comparison is limited to the captures and
options of AGREE and, for cuts, to those behind `from` bytes (in front of it 5.0 names the protocol
before it gives up, 4.99 does not).  A peer of version 5 is compared everywhere.
"""
import argparse
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../golden')
ENV = dict(os.environ, TZ='GMT0', LC_ALL='C')
# capture, options, cuts from, mutate bytes from (None: no mutants)
AGREE = (
    ('arp', '-n', 0, None), ('arp', '-ne', 14, None), ('vlan_tags', '-ne', 60, None), ('ip4_options', '-n', 34, None),
    ('icmp4', '-n', 34, None), ('igmp', '-nv', 38, None), ('tcp_talk', '-n', 34, None), ('tcp_cases', '-n', 34, None),
    ('tcp_cases', '-nXX', 34, None), ('udp_cases', '-n', 34, 62), ('dns_cases', '-n', 34, None),
    ('first_lines', '-n', 34, 60), ('dhcp', '-n', 34, None), ('tcp6', '-n', 54, None), ('link_sll', '-n', 36, None),
)
# What 5.0 says otherwise of a cut packet; applied to the text of a 4.x peer.
NEWER = ((re.compile(rb'\[\|tcp\]>'), b'[|tcp]'), (re.compile(rb'^(\S+)  \[\|ip6\]'), rb'\1 IP6  [|ip6]'))
# Cut packets on which 4.x says nothing of use: 5.0 prints what is there of a line, and the data of a RST.
SKIP = re.compile(rb': (HTTP|SMTP|FTP|RTSP|SIP)\b|Flags \[[^]]*R.*length [1-9]')
START = re.compile(rb'^\d\d:\d\d:\d\d\.\d{6} ', re.M)


def load(name):
    b = open(os.path.join(GOLDEN, name + '.pcap'), 'rb').read()
    e = '<' if b[0] in (0xd4, 0x4d) else '>'
    at, out = 24, []
    while at + 16 <= len(b):
        cap, wire = struct.unpack(e + 'II', b[at + 8:at + 16])
        out.append((b[at + 16:at + 16 + cap], wire))
        at += 16 + cap
    return struct.unpack(e + 'I', b[20:24])[0], out


def save(path, link, packets):
    with open(path, 'wb') as f:
        f.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 262144, link))
        for data, wire in packets:
            f.write(struct.pack('<IIII', 1767225600, 0, len(data), wire) + data)


def run(binary, options, path):
    return subprocess.run([binary, *options.split(), '-r', path], stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=300, env=ENV)


def blocks(b):
    at = [m.start() for m in START.finditer(b)]
    return [b[i:j] for i, j in zip(at, at[1:] + [len(b)])]


def mutants(packets, start, rnd, n):
    for data, wire in packets:
        for _ in range(n):
            if len(data) > start:
                m = bytearray(data)
                for _ in range(rnd.choice((1, 1, 2, 4))):
                    m[rnd.randrange(start, len(m))] = rnd.choice((0, 1, 0x7f, 0x80, 0xff, rnd.randrange(256)))
                yield bytes(m), wire


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--binary', required=True)
    ap.add_argument('--peer')
    ap.add_argument('--mutants', type=int, default=20)
    ap.add_argument('--seed', type=int, default=1)
    ap.add_argument('only', nargs='*')
    a = ap.parse_args()
    binary = os.path.abspath(a.binary)
    peer = a.peer and shutil.which(a.peer, path=os.environ.get('PATH', '') + ':/usr/sbin:/usr/bin')
    new = bool(peer) and b'version 5' in subprocess.run([peer, '--version'], capture_output=True).stdout
    if not peer:
        print('skipped: no tcpdump to compare with; only crashes and lost packets are looked for')
    passed = failed = 0
    names = sorted(f[:-5] for f in os.listdir(GOLDEN) if f.endswith('.pcap') and f != 'times.pcap')
    with tempfile.TemporaryDirectory() as tmp:
        path = os.path.join(tmp, 'x.pcap')
        jobs = [(n, o, None, None) for n in names for o in ('-nvvve', '-nX')] + list(AGREE)
        for name, options, cut_from, mut_from in jobs:
            if a.only and name not in a.only:
                continue
            link, packets = load(name)
            compare = peer and (cut_from is not None or new)
            # All mutants are fed to us; a peer sees only those that both versions read alike.
            lowest = 0 if cut_from is None or new else cut_from
            sweep = [(d[:n], w) for d, w in packets for n in range(max(1, min(lowest, len(d))), len(d) + 1)]
            rnd = random.Random(f'{a.seed} {name} {options}')
            if cut_from is None or new:
                sweep += mutants(packets, 0, rnd, a.mutants)
            elif mut_from is not None:
                sweep += mutants(packets, mut_from, rnd, a.mutants)
            save(path, link, sweep)
            try:
                p = run(binary, options, path)
            except subprocess.TimeoutExpired:
                print(f'FAIL {name} {options}: no end after 300 s')
                failed += 1
                continue
            got = blocks(p.stdout)
            if p.returncode or len(got) != len(sweep):
                print(f'FAIL {name} {options}: exit {p.returncode}, {len(got)} of {len(sweep)} packets; '
                      f'{p.stderr.decode(errors="replace").strip()[-1500:]}')
                failed += 1
                continue
            bad = []
            if compare:
                want = blocks(run(peer, options, path).stdout)
                for pattern, text in () if new else NEWER:
                    want = [pattern.sub(text, w) for w in want]
                bad = [i for i in range(len(sweep)) if i >= len(want) or want[i] != got[i]]
                bad = [i for i in bad if new or len(sweep[i][0]) == sweep[i][1] or not SKIP.search(got[i])]
            for i in bad[:3]:
                w = want[i] if i < len(want) else b'(nothing)'
                print(f'FAIL {name} {options} packet {i + 1}, {len(sweep[i][0])} of {sweep[i][1]} bytes: {sweep[i][0].hex()}\n'
                      f'    - {w.decode(errors="backslashreplace")[:300]}    + {got[i].decode(errors="backslashreplace")[:300]}')
            if bad:
                print(f'    {name} {options}: {len(bad)} of {len(sweep)} differ')
            failed += len(bad)
            passed += len(sweep) - len(bad)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
