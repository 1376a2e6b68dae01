#!/usr/bin/env python3
"""tests/conformance.py --binary B [--raise] - the reference's own cases and captures, which are kept
beside the project (SHARED, default ../shared; not there: said, and skipped).

Prints a figure for each set.  Each must not fall below tests/conformance.floor (`set packets`
a line); --raise writes today's figures there where they are higher."""
import argparse
import json
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FLOOR = os.path.join(ROOT, 'tests/conformance.floor')


def shared():
    for d in (os.environ.get('SHARED'), os.path.join(ROOT, '../shared')):
        if d and os.path.isdir(os.path.join(d, 'conformance')):
            return os.path.abspath(d)
    return None


def tail(command):
    p = subprocess.run(command, capture_output=True, text=True, errors='replace', stdin=subprocess.DEVNULL)
    return p.stdout + p.stderr


def figures(d, binary, jobs):
    """(set, good, all)"""
    have = 'crypto' if 'libcrypto' in tail([binary, '--version']) else ''
    out = tail([sys.executable, f'{d}/conformance/run.py', '--binary', binary, '--cases', f'{d}/conformance/cases.json',
                '-j', str(jobs), '-q', '--max-show', '0'] + (['--have', have] if have else ['--have', '']))
    m = re.search(r'(\d+) passed, (\d+) failed\s*$', out)
    yield ('conformance', int(m[1]), int(m[1]) + int(m[2])) if m else ('conformance', 0, 0)
    cases = json.load(open(f'{d}/conformance/cases.json'))
    cases = cases['cases'] if isinstance(cases, dict) else cases
    smb = [x for c in cases if 'smb' in (c.get('requires') or []) for x in ('--only', c['id'])]
    if smb:
        out = tail([sys.executable, f'{d}/conformance/run.py', '--binary', binary + ' --smb', '--cases', f'{d}/conformance/cases.json',
                    '-j', str(jobs), '-q', '--max-show', '0', '--have', (have + ',smb').lstrip(','), *smb])
        m = re.search(r'(\d+) passed, (\d+) failed\s*$', out)
        yield ('smb', int(m[1]), int(m[1]) + int(m[2])) if m else ('smb', 0, 0)
    for name in ('corpus', 'torture', 'generated'):
        if not os.path.exists(f'{d}/{name}/INDEX.tsv'):
            continue
        out = tail([sys.executable, f'{d}/check.py', '--binary', binary, f'{d}/{name}', '-j', str(jobs), '--show', '0'])
        m = re.search(r'packets the same: (\d+)/(\d+)', out)
        yield (name, int(m[1]), int(m[2])) if m else (name, 0, 0)
        bad = sum(int(x) for x in re.findall(r'%  +(\d+)$', out, re.M))
        if bad:
            print(f'FAIL {name}: {bad} crashed or hung')


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--binary', required=True)
    ap.add_argument('--jobs', type=int, default=2)
    ap.add_argument('--raise', dest='up', action='store_true')
    a = ap.parse_args()
    d = shared()
    if not d:
        print('skipped: no ../shared beside the project (SHARED=DIR names another place)')
        print('0 passed, 0 failed')
        return 0
    floor = dict((l.split()[0], int(l.split()[1])) for l in open(FLOOR) if l.strip() and l[0] != '#') \
        if os.path.exists(FLOOR) else {}
    passed = failed = 0
    now = {}
    for name, good, all_ in figures(d, os.path.abspath(a.binary), a.jobs):
        low = floor.get(name, 0)
        now[name] = max(good, low)
        print(f'figure {name}: {good} of {all_} ({100 * good / max(all_, 1):.2f} %), floor {low}', flush=True)
        if good < low:
            print(f'FAIL {name}: {good} is less than {low}')
            failed += 1
        else:
            passed += 1
    if a.up:
        with open(FLOOR, 'w') as f:
            f.write('# What must not fall: cases (conformance) or packets the same.  tests/conformance.py --raise\n')
            f.writelines(f'{k} {v}\n' for k, v in now.items())
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
