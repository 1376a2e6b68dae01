#!/usr/bin/env python3
"""sanitize.py --binary build/asan/sonde DIR... - every capture under DIR with `-nn -vvv -e`, `-nn -X` and
`-n --json` (parsed): no report of a sanitizer, no crash, no hang, nothing that is not JSON."""
import argparse
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

BAD = re.compile(rb'ERROR: AddressSanitizer|runtime error:|LeakSanitizer|endless loop')
RUNS = (['-nn', '-vvv', '-e'], ['-nn', '-X'], ['-n', '--json'])


def twins(pairs):
    o = dict(pairs)
    if len(o) != len(pairs):
        raise ValueError('key twice in ' + str([k for k, _ in pairs]))
    return o


def run(binary, job):
    path, options = job
    try:
        p = subprocess.run([binary, *options, '-r', path], stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
    except subprocess.TimeoutExpired:
        return path, options, 'no end after 120 s'
    if p.returncode not in (0, 1) or BAD.search(p.stderr):
        return path, options, f'exit {p.returncode}: {p.stderr.decode(errors="replace")[:600]}'
    if '--json' in options:
        for i, line in enumerate(p.stdout.split(b'\n')[:-1]):
            try:
                json.loads(line.decode('utf-8', 'strict'), object_pairs_hook=twins)
            except ValueError as e:
                return path, options, f'line {i + 1}: {e}: {line[:200]!r}'
    return None


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument('--binary', required=True)
    ap.add_argument('-j', type=int, default=2)
    ap.add_argument('dirs', nargs='+')
    a = ap.parse_args()
    jobs = [(os.path.join(d, f), o) for top in a.dirs for d, _, files in sorted(os.walk(top)) for f in sorted(files)
            if f.endswith(('.pcap', '.pcapng', '.cap')) for o in RUNS]
    failed = 0
    with ThreadPoolExecutor(a.j) as ex:
        for r in ex.map(lambda j: run(os.path.abspath(a.binary), j), jobs):
            if r:
                failed += 1
                print(f'FAIL {r[0]} {" ".join(r[1])}: {r[2]}')
    print(f'{len(jobs) - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
