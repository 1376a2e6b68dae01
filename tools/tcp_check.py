#!/usr/bin/env python3
"""tools/tcp_check.py [--binary B] [-v] [DIR] - what `sonde flows` says of TCP beside tshark's tcp.analysis.*: over
all captures of DIR (../shared/corpus) with TCP in them, each class summed up by who sent it.

The two do not mean the same by all of them (docs/flows.md says where and why); the table shows, for each
class, what both counted and how many directions of connections agree.  -v names those that do not.
Last line: `N of M directions agree in all, of K captures`."""
import argparse
import collections
import concurrent.futures
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENV = dict(os.environ, TZ='GMT0', LC_ALL='C')
MARKS = ['retransmission', 'fast_retransmission', 'spurious_retransmission', 'out_of_order', 'lost_segment',
         'duplicate_ack', 'keep_alive', 'zero_window', 'zero_window_probe', 'window_full']
CLASSES = ['sent again', 'fast', 'spurious', 'out of order', 'holes', 'duplicate ACKs', 'keep-alives', 'zero windows',
           'window probes', 'window full']


def run(cmd):
    return subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENV, timeout=600).stdout.decode('latin-1')


def theirs(path):
    """(from, to) -> a count a class"""
    fields = ['ip.src', 'ipv6.src', 'ip.dst', 'ipv6.dst', 'tcp.srcport', 'tcp.dstport'] + ['tcp.analysis.' + m for m in MARKS]
    out = run(['tshark', '-n', '-r', path, '-Y', 'tcp', '-T', 'fields', '-E', 'occurrence=l',
               *[x for f in fields for x in ('-e', f)]])
    rows = collections.defaultdict(lambda: [0] * len(MARKS))
    for line in out.split('\n')[:-1]:
        f = line.split('\t')
        r = rows[(f[0] or f[1]) + ':' + f[4], (f[2] or f[3]) + ':' + f[5]]
        for i in range(len(MARKS)):
            r[i] += f[6 + i] != ''
    return rows


def ours(binary, path):
    rows = collections.defaultdict(lambda: [0] * len(CLASSES))
    for line in run([binary, 'flows', '--json', path]).split('\n')[:-1]:
        f = json.loads(line)
        if f['proto'] != 'tcp' or 'from_client' not in f:
            continue
        ends = [f'{f["client"]}:{f["client_port"]}', f'{f["server"]}:{f["server_port"]}']
        for d, h in enumerate((f['from_client'], f['from_server'])):
            r = rows[ends[d], ends[1 - d]]
            again = h['fast'] + h['timeout'] + h['spurious'] + h['duplicates'] + h['syns_again']
            for i, v in enumerate((again, h['fast'], h['spurious'], h['reordered'], h['gaps'], h['dupacks'],
                                   h['keepalives'], h['zero_windows'], h['probes'],
                                   h['window_full'])):
                r[i] += v
    return rows


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--binary', default=os.path.join(ROOT, 'build/release/sonde'))
    ap.add_argument('-v', action='store_true')
    ap.add_argument('-j', type=int, default=2)
    ap.add_argument('dir', nargs='?', default=os.path.join(ROOT, '../shared/corpus'))
    a = ap.parse_args()
    paths = sorted(os.path.join(a.dir, f) for f in os.listdir(a.dir) if f.endswith(('.pcap', '.pcapng', '.cap')))
    sums = [[0, 0, 0, 0] for _ in CLASSES]  # tshark's, ours, directions that have some, that agree
    good = of = captures = 0
    with concurrent.futures.ThreadPoolExecutor(a.j) as ex:
        for path, t, o in ex.map(lambda p: (p, theirs(p), ours(a.binary, p)), paths):
            if not t:
                continue
            captures += 1
            for k in sorted(set(t) | set(o)):
                x, y = t[k], o[k]
                of += 1
                good += x == y
                for i, s in enumerate(sums):
                    s[0] += x[i]
                    s[1] += y[i]
                    s[2] += x[i] + y[i] > 0
                    s[3] += x[i] == y[i] and x[i] > 0
                if a.v and x != y:
                    print(f'{os.path.basename(path)} {k[0]} > {k[1]}: ' + ', '.join(
                        f'{c} {p}/{q}' for c, p, q in zip(CLASSES, x, y) if p != q), flush=True)
    print(f'{"":16s} {"tshark":>8s} {"sonde":>8s} {"directions":>11s} {"agree":>7s}')
    for c, s in zip(CLASSES, sums):
        print(f'{c:16s} {s[0]:8d} {s[1]:8d} {s[2]:11d} {s[3]:7d}')
    print(f'{good} of {of} directions agree in all, of {captures} captures')


if __name__ == '__main__':
    main()
