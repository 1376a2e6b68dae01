#!/usr/bin/env python3
"""fuzz/run.py [--seconds S] [-j N] [TARGET...] - run each fuzzer of build/fuzz on the kept corpus, then
for S seconds on what it finds.  What makes it stop is kept in build/fuzz/artifacts."""
import argparse
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, '../..')
ENV = dict(os.environ, ASAN_OPTIONS='detect_leaks=1:allocator_may_return_null=1', UBSAN_OPTIONS='print_stacktrace=1')


def run(target, a):
    binary, kept = os.path.join(ROOT, 'build/fuzz', target), os.path.join(HERE, 'corpus', target)
    art = os.path.join(ROOT, 'build/fuzz/artifacts', target) + os.sep
    os.makedirs(art, exist_ok=True)
    os.makedirs(kept, exist_ok=True)
    with tempfile.TemporaryDirectory() as found:
        p = subprocess.run([binary, f'-max_total_time={a.seconds}', '-timeout=2', '-rss_limit_mb=2048', '-max_len=6000',
                            f'-artifact_prefix={art}', '-print_final_stats=1', f'-runs={a.runs}', found, kept],
                           stdin=subprocess.DEVNULL, capture_output=True, env=ENV)
    err = p.stderr.decode(errors='replace')
    m = re.search(r'number_of_executed_units:\s*(\d+)', err)
    return target, p.returncode, int(m[1]) if m else 0, len(os.listdir(kept)), err


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument('--seconds', type=int, default=60)
    ap.add_argument('--runs', type=int, default=-1)
    ap.add_argument('-j', type=int, default=2)
    ap.add_argument('targets', nargs='*')
    a = ap.parse_args()
    targets = a.targets or sorted(f[:-2] for f in os.listdir(HERE) if f.endswith('.c'))
    passed = failed = 0
    with ThreadPoolExecutor(max(1, a.j)) as ex:
        for target, rc, runs, kept, err in ex.map(lambda t: run(t, a), targets):
            if rc:
                failed += 1
                print(f'FAIL {target}: exit {rc} after {runs} runs\n' + '\n'.join(err.strip().split('\n')[-40:]))
            else:
                passed += 1
                print(f'{target}: {runs} runs in {a.seconds} s, {kept} kept, nothing found')
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
