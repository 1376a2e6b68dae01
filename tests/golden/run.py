#!/usr/bin/env python3
"""golden/run.py --binary B [-j N] [--but NAME] [NAME...] - run the lines of LIST (all, or those that
begin with NAME), compare standard output to the byte, and parse each capture's JSON strictly once."""
import argparse
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
ENV = dict(os.environ, TZ='GMT0', LC_ALL='C')
SANITIZER = re.compile(rb'ERROR: AddressSanitizer|runtime error:|LeakSanitizer')


def load():
    for line in open(os.path.join(HERE, 'LIST')):
        f = line.split(None, 3)
        if f and not f[0].startswith('#'):
            yield f[0], f[1], f[2], f[3].split() if len(f) > 3 else []


def run(binary, capture, options):
    return subprocess.run([binary, '-r', os.path.join(HERE, capture), *options], stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=60, env=ENV)


def first_difference(want, got):
    w, g = want.split(b'\n'), got.split(b'\n')
    for i in range(max(len(w), len(g))):
        a, b = (w[i] if i < len(w) else b'(nothing)'), (g[i] if i < len(g) else b'(nothing)')
        if a != b:
            return 'line %d\n    - %s\n    + %s' % (i + 1, a.decode(errors='backslashreplace'), b.decode(errors='backslashreplace'))
    return ''


def golden(binary, test):
    name, capture, expected, options = test
    want = open(os.path.join(HERE, expected), 'rb').read()
    try:
        p = run(binary, capture, options)
    except subprocess.TimeoutExpired:
        return f'{name}: no end after 60 s'
    if p.returncode or SANITIZER.search(p.stderr):
        return f'{name}: exit {p.returncode}: {p.stderr.decode(errors="replace").strip()[-300:]}'
    if p.stdout != want:
        return f'{name}: {" ".join(options)}: {first_difference(want, p.stdout)}'
    return None


def no_twins(pairs):
    keys = [k for k, _ in pairs]
    twins = {k for k in keys if keys.count(k) > 1}
    if twins:
        raise ValueError('key twice: ' + ', '.join(sorted(twins)))
    return dict(pairs)


def no_constant(s):
    raise ValueError('not JSON: ' + s)


def json_of(binary, capture):
    """One object a packet, each on its line, no key twice, nothing but JSON."""
    p = run(binary, capture, ['-n', '--json'])
    if p.returncode:
        return f'{capture} --json: exit {p.returncode}: {p.stderr.decode(errors="replace").strip()[-300:]}'
    packets = run(binary, capture, ['--count']).stdout.split()
    lines = p.stdout.decode('utf-8', 'strict').splitlines()
    for i, line in enumerate(lines):
        try:
            o = json.loads(line, object_pairs_hook=no_twins, parse_constant=no_constant)
            if not isinstance(o, dict):
                raise ValueError('not an object')
        except ValueError as e:
            return f'{capture} --json: line {i + 1}: {e}: {line[:200]}'
    if not packets or int(packets[0]) != len(lines):
        return f'{capture} --json: {len(lines)} lines for {packets[:1]} packets'
    return None


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument('--binary', required=True)
    ap.add_argument('-j', type=int, default=2)
    ap.add_argument('--but', action='append', default=[])
    ap.add_argument('names', nargs='*')
    a = ap.parse_args()
    binary = os.path.abspath(a.binary)
    tests = [t for t in load() if (not a.names or t[0].startswith(tuple(a.names))) and not t[0].startswith(tuple(a.but))]
    captures = sorted({t[1] for t in tests})
    with ThreadPoolExecutor(a.j) as ex:
        bad = [*ex.map(lambda t: golden(binary, t), tests), *ex.map(lambda c: json_of(binary, c), captures)]
    for b in bad:
        if b:
            print('FAIL ' + b)
    failed = sum(b is not None for b in bad)
    print(f'{len(bad) - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
