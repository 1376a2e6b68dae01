#!/usr/bin/env python3
"""tests/json_strict.py [--binary B] [DIR or FILE ...] - --json of every capture is JSON: a strict parser reads
each line, no object has a key twice, no NaN, an object a packet, ASCII without control characters.  Without
arguments the golden captures, and ../shared if it is there.  Last line: `N passed, M failed` (captures)."""
import argparse
import concurrent.futures
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CAPTURES = ('.pcap', '.pcapng', '.cap', '.ntar', '.puu')
ENV = dict(os.environ, TZ='GMT0', LC_ALL='C')


def no_twins(pairs):
    o = dict(pairs)
    if len(o) != len(pairs):
        raise ValueError('a key comes twice: %s' % [k for k, _ in pairs])
    return o


def no_constant(s):
    raise ValueError('%s is not JSON' % s)


def lines_of(binary, path):
    """yields each line; as a stream, for some captures are large"""
    p = subprocess.Popen([binary, '-n', '--json', '--smb', '-r', path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENV)
    yield from p.stdout
    p.wait()
    if p.returncode not in (0, 1):  # 1: no capture, or damaged
        raise ValueError('exit %d' % p.returncode)


def check(binary, path):
    try:
        for n, line in enumerate(lines_of(binary, path), 1):
            if not line.endswith(b'\n') or any(b < 0x20 or b > 0x7e for b in line[:-1]):
                return f'{path}: line {n}: not printable ASCII'
            o = json.loads(line, object_pairs_hook=no_twins, parse_constant=no_constant)
            if o['number'] != n or not isinstance(o['layers'], list):
                return f'{path}: line {n}: number {o["number"]}'
    except ValueError as e:
        return f'{path}: line {n}: {e}: {line[:300]}'
    return None


def captures(args):
    for a in args:
        if os.path.isfile(a):
            yield a
        for d, _, files in os.walk(a):
            yield from (os.path.join(d, f) for f in sorted(files) if f.endswith(CAPTURES))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--binary', default=os.environ.get('BINARY', os.path.join(ROOT, 'build/release/sonde')))
    ap.add_argument('-j', '--jobs', type=int, default=2)
    ap.add_argument('paths', nargs='*')
    a = ap.parse_args()
    shared = [d for d in (os.environ.get('SHARED'), os.path.join(ROOT, '../shared')) if d and os.path.isdir(d)][:1]
    paths = a.paths or [os.path.join(ROOT, 'tests'), *shared]
    bad = n = 0
    with concurrent.futures.ThreadPoolExecutor(a.jobs) as ex:
        for why in ex.map(lambda p: check(a.binary, p), captures(paths)):
            n += 1
            if why:
                bad += 1
                print('FAIL', why)
    print(f'{n - bad} passed, {bad} failed')
    return bad != 0 or n == 0


if __name__ == '__main__':
    sys.exit(main())
