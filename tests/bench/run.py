#!/usr/bin/env python3
"""bench/run.py --binary B [--keep] - instructions a packet (valgrind), the difference of two lengths of
the same capture so that starting up does not count, beside the figures kept in tests/bench/FIGURES
(more than 2 % above: said, exit 1; --keep writes today's); and CPU beside a tcpdump, where there is one."""
import argparse
import os
import re
import resource
import shutil
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FIGURES = os.path.join(HERE, 'FIGURES')
CASES = (('udp_cases', '-n'), ('tcp_talk', '-n'), ('tcp_talk', '-n -v'), ('dns_cases', '-n'), ('arp', '-n -e'),
         ('icmp6_nd', '-n'), ('tcp_talk', '-n --json'))


def load(name):
    b = open(os.path.join(HERE, '../golden', name + '.pcap'), 'rb').read()
    at, n = 24, 0
    while at + 16 <= len(b):
        at += 16 + struct.unpack('<I', b[at + 8:at + 12])[0]
        n += 1
    return b[:24], b[24:], n


def instructions(binary, options, path):
    p = subprocess.run(['valgrind', '--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null', binary,
                        *options.split(), '-r', path], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                       env=dict(os.environ, TZ='GMT0'))
    m = re.search(r'I\s+refs:\s+([\d,]+)', p.stderr)
    return int(m[1].replace(',', '')) if m and p.returncode == 0 else None


def cpu(binary, options, path):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    rc = subprocess.run([binary, *options.split(), '-r', path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                        env=dict(os.environ, TZ='GMT0')).returncode
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return None if rc else after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument('--binary', required=True)
    ap.add_argument('--peer', default='tcpdump')
    ap.add_argument('--keep', action='store_true')
    a = ap.parse_args()
    binary = os.path.abspath(a.binary)
    peer = shutil.which(a.peer, path=os.environ.get('PATH', '') + ':/usr/sbin:/usr/bin')
    kept = {}
    if os.path.exists(FIGURES):
        for l in open(FIGURES):
            name, _, v = l.rstrip('\n').rpartition(' ')
            if v.isdigit():
                kept[name] = int(v)
    now, worse = {}, 0
    if not shutil.which('valgrind'):
        print('no valgrind: instructions are not counted (apt-get install valgrind)')
    print(f'{"":28} {"instr/packet":>12} {"kept":>8} {"":>7}   {"ns/packet":>9} {"tcpdump":>9}')
    with tempfile.TemporaryDirectory() as tmp:
        path = os.path.join(tmp, 'x.pcap')
        for name, options in CASES:
            head, body, n = load(name)

            def write(times):
                with open(path, 'wb') as f:
                    f.write(head + body * times)
                return path
            key, each, line = f'{name} {options}', None, ''
            if shutil.which('valgrind'):
                few, many = instructions(binary, options, write(10)), instructions(binary, options, write(310))
                if few and many:
                    each = (many - few) // (300 * n)
                    now[key] = each
            if each is not None and key in kept:
                change = 100 * (each - kept[key]) / kept[key]
                line = f'{change:+6.1f}%'
                if change > 2:
                    worse += 1
                    line += ' !'
            times = 400000 // n
            write(times)
            t = min((x for x in (cpu(binary, options, path) for _ in range(3)) if x is not None), default=None)
            u = cpu(peer, options, path) if peer and '--json' not in options else None
            print(f'{key:28} {each if each is not None else "-":>12} {kept.get(key, "-"):>8} {line:>7}   '
                  f'{"-" if t is None else round(t * 1e9 / (times * n)):>9} {"-" if u is None else round(u * 1e9 / (times * n)):>9}')
    if a.keep:
        with open(FIGURES, 'w') as f:
            f.write('# instructions a packet; tests/bench/run.py --keep\n')
            f.writelines(f'{k} {v}\n' for k, v in now.items())
    return 1 if worse else 0


if __name__ == '__main__':
    sys.exit(main())
