#!/usr/bin/env python3
"""tools/tcptrace_check.py [--binary B] [-v] [DIR] - what `sonde flows` says of TCP beside tcptrace (Debian: tcptrace):
over all captures of DIR (../shared/corpus) in which tcptrace finds TCP, each direction of each pair of ends.

The two do not mean the same by all of it (docs/flows.md says where and why); the table shows for each figure how many
directions have it, how many agree, and both sums.  -v names those that do not.
Last line: `N of M directions agree in all, of K captures`."""
import argparse
import collections
import concurrent.futures
import csv
import ipaddress
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENV = dict(os.environ, TZ='GMT0', LC_ALL='C')
# Of each: tcptrace's column, and how several connections of the same ends are one.
FIGURES = {
    'packets': ('total_packets', sum),
    'octets': ('actual_data_bytes', sum),
    'unique octets': ('unique_bytes_sent', sum),
    'data packets': ('actual_data_pkts', sum),
    'sent again': ('rexmt_data_pkts', sum),
    'out of order': ('outoforder_pkts', sum),
    'window probes': ('zwnd_probe_pkts', sum),
    'zero window': ('zero_win_adv', max),  # whether
    'MSS': ('mss_requested', max),
    'window': ('max_win_adv', max),
    'SYNs again': ('SYN/FIN_pkts_sent', sum),
    'RTT': ('RTT_min', list),
}


def run(cmd):
    return subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENV, timeout=600).stdout.decode('latin-1')


def their_value(name, row, d):
    v = row[FIGURES[name][0] + d].strip()
    if name == 'SYNs again':
        return max(0, int(v.split('/')[0]) - 1)
    if name == 'RTT':
        return tuple(float(row[f'RTT_{x}{d}']) for x in ('min', 'max')) if int(row['RTT_samples' + d]) else None
    if name == 'zero window':
        return min(int(v), 1)
    if name == 'MSS':
        return int(v) & 0xffff  # it reads more than 32,767 as less than 0
    return int(v)


def address(text):
    """tcptrace writes ::1 as :0001"""
    if '.' in text:
        return text
    left, _, right = text.partition('::') if '::' in text else ('', '', text.lstrip(':'))
    left, right = [x for x in left.split(':') if x], [x for x in right.split(':') if x]
    return str(ipaddress.ip_address(':'.join(left + ['0'] * (8 - len(left) - len(right)) + right)))


def theirs(path):
    """(from, to) -> a list of its connections' figures"""
    lines = [x for x in run(['tcptrace', '-n', '-l', '-r', '--csv', path]).split('\n') if x and x[0] != '#']
    ends = collections.defaultdict(list)
    if not lines:
        return ends
    for row in csv.DictReader(lines):
        a, b = f'{address(row["host_a"])}:{row["port_a"]}', f'{address(row["host_b"])}:{row["port_b"]}'
        for d, key in (('_a2b', (a, b)), ('_b2a', (b, a))):
            ends[key].append([their_value(n, row, d) for n in FIGURES])
    return ends


def ours(binary, path):
    ends = collections.defaultdict(list)
    for line in run([binary, 'flows', '--json', path]).split('\n')[:-1]:
        f = json.loads(line)
        if f['proto'] != 'tcp' or 'from_client' not in f:
            continue
        two = [f'{f["client"]}:{f["client_port"]}', f'{f["server"]}:{f["server_port"]}']
        for d, h in enumerate((f['from_client'], f['from_server'])):
            again = h['fast'] + h['timeout'] + h['spurious'] + h['duplicates'] + h['syns_again']
            rtt = (h['rtt_ms']['min'], h['rtt_ms']['max']) if 'rtt_ms' in h else None
            ends[two[d], two[1 - d]].append([
                f['packets'][d], f['payload'][d], h['data'], h['segments'], again, h['reordered'], h['probes'],
                min(h['zero_windows'], 1), h['mss'], h['window_max'] or None, h['syns_again'], rtt])
    return ends


def one(figures):
    """connections of the same ends together"""
    out = []
    for (_, how), values in zip(FIGURES.values(), zip(*figures)):
        values = [v for v in values if v is not None]
        out.append(how(values) if values else None)
    return out


def same(name, x, y):
    if name == 'RTT':  # tcptrace also times SYNs and FINs: ours is within its least and most, in tenths that are cut off
        return not x or not y or any(p <= q[0] + 0.1 and q[1] <= r + 0.1 for p, r in x for q in y)
    if name == 'window' and y is None:  # of SYNs only, which tell how large it was, not is
        return True
    return x == y


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--binary', default=os.path.join(ROOT, 'build/release/sonde'))
    ap.add_argument('-v', action='store_true')
    ap.add_argument('-j', type=int, default=2)
    ap.add_argument('dir', nargs='?', default=os.path.join(ROOT, '../shared/corpus'))
    a = ap.parse_args()
    paths = sorted(os.path.join(a.dir, f) for f in os.listdir(a.dir) if f.endswith(('.pcap', '.pcapng', '.cap')))
    table = {n: [0, 0, 0, 0] for n in FIGURES}  # directions that have some, that agree; sums
    good = of = captures = 0
    with concurrent.futures.ThreadPoolExecutor(a.j) as ex:
        for path, t, o in ex.map(lambda p: (p, theirs(p), ours(a.binary, p)), paths):
            captures += bool(t)
            for k in sorted(t):
                x, y = one(t[k]), one(o[k]) if k in o else [0] * len(FIGURES)
                wrong = [(n, p, q) for n, p, q in zip(FIGURES, x, y) if not same(n, p, q)]
                of += 1
                good += not wrong
                for n, p, q in zip(FIGURES, x, y):
                    s = table[n]
                    s[0] += bool(p or q)
                    s[1] += bool(p or q) and same(n, p, q)
                    if FIGURES[n][1] is sum:
                        s[2] += p
                        s[3] += q
                if a.v and wrong:
                    print(f'{os.path.basename(path)} {k[0]} > {k[1]}: ' + ', '.join(
                        f'{n} {p}/{q}' for n, p, q in wrong), flush=True)
    print(f'{"":16s} {"directions":>11s} {"agree":>7s} {"tcptrace":>12s} {"sonde":>12s}')
    for n, s in table.items():
        sums = s[2:] if FIGURES[n][1] is sum else ('', '')
        print(f'{n:16s} {s[0]:11d} {s[1]:7d} {sums[0]:>12} {sums[1]:>12}')
    print(f'{good} of {of} directions agree in all, of {captures} captures')


if __name__ == '__main__':
    sys.exit(main())
