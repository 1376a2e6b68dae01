#!/usr/bin/env python3
"""tools/conv_check.py [--binary B] [-v] [DIR] - `sonde flows` beside `tshark -z conv,tcp -z conv,udp`: the packets and
octets each side sent, over all captures of DIR (../shared/corpus).

Both split the connections of one pair of ports in their own way, so what a pair of ports has in all is
compared.  tshark rounds octets from 10 kB on; they are compared as it shows them.  Last line:
`N of M captures equal`."""
import argparse
import collections
import concurrent.futures
import json
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENV = dict(os.environ, TZ='GMT0', LC_ALL='C')
UNITS = {'bytes': 1, 'kB': 1000, 'MB': 1000**2, 'GB': 1000**3}
ROW = re.compile(r'^(\S+)\s+<->\s+(\S+)\s+(\d+)\s+([\d,]+) (\w+)\s+(\d+)\s+([\d,]+) (\w+)\s')


def run(cmd):
    return subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENV, timeout=600)


def theirs(path):
    """(proto, from, to) -> [packets, octets, what may be missing of these by rounding]"""
    rows = collections.defaultdict(lambda: [0, 0, 0])
    proto = None
    for line in run(['tshark', '-n', '-q', '-r', path, '-z', 'conv,tcp', '-z', 'conv,udp']).stdout.decode().split('\n'):
        if line.endswith(' Conversations'):
            proto = line.split()[0].lower()
        m = ROW.match(line)
        if not m:
            continue
        a, b = m[1], m[2]
        for src, dst, n, size, unit in ((b, a, *m.group(3, 4, 5)), (a, b, *m.group(6, 7, 8))):
            r = rows[proto, src, dst]
            r[0] += int(n)
            r[1] += int(size.replace(',', '')) * UNITS[unit]
            r[2] += UNITS[unit] - 1
    return {k: v for k, v in rows.items() if v[0]}


def ours(binary, path):
    rows = collections.defaultdict(lambda: [0, 0])
    for line in run([binary, 'flows', '--json', path]).stdout.splitlines():
        f = json.loads(line)
        ends = [f'{f["client"]}:{f["client_port"]}', f'{f["server"]}:{f["server_port"]}']
        for d in range(2):
            r = rows[f['proto'], ends[d], ends[1 - d]]
            r[0] += f['packets'][d]
            r[1] += f['bytes'][d]
    return {k: v for k, v in rows.items() if v[0]}


def differences(binary, path):
    t, o = theirs(path), ours(binary, path)
    bad = []
    for k in sorted(set(t) | set(o)):
        n, size, less = t.get(k, (0, 0, 0))
        m, have = o.get(k, (0, 0))
        if n != m or not size <= have <= size + less:
            bad.append(f'{k[0]} {k[1]} > {k[2]}: tshark {n} packets, {size} octets; sonde {m}, {have}')
    return path, len(t), bad


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--binary', default=os.path.join(ROOT, 'build/release/sonde'))
    ap.add_argument('-v', action='store_true', help='show the first differences of each capture')
    ap.add_argument('-j', type=int, default=2)
    ap.add_argument('--least', type=int, default=0, help='exit 1 if fewer captures are equal')
    ap.add_argument('dir', nargs='?', default=os.path.join(ROOT, '../shared/corpus'))
    a = ap.parse_args()
    paths = sorted(os.path.join(a.dir, f) for f in os.listdir(a.dir) if f.endswith(('.pcap', '.pcapng', '.cap')))
    same = of = 0
    with concurrent.futures.ThreadPoolExecutor(a.j) as ex:
        for path, n, bad in ex.map(lambda p: differences(a.binary, p), paths):
            if not n and not bad:
                continue  # nothing of TCP or UDP in it
            of += 1
            same += not bad
            if bad:
                print(f'{os.path.basename(path)}: {len(bad)} of {n} differ', flush=True)
                for b in bad[:5] if a.v else []:
                    print('    ' + b)
    print(f'{same} of {of} captures equal')
    return 1 if same < a.least else 0


if __name__ == '__main__':
    sys.exit(main())
