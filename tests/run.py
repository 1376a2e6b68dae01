#!/usr/bin/env python3
"""tests/run.py [--jobs N] [--fuzz-seconds S] [SUITE...] - every suite (or those named), each with its
time; the log of each is build/test/SUITE.log.  The last line is "N passed, N failed", the sum."""
import argparse
import glob
import os
import re
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SUM = re.compile(r'(\d+) passed, (\d+) failed\s*$')
TIMEOUT = 1200


def suites(a):
    """(name, command); a command that prints no sum counts as one test, by its exit status."""
    make = ['make', '--no-print-directory', '-j%d' % a.jobs]
    yield 'build-gcc', [*make, 'build/gcc/sonde']
    yield 'build-clang', [*make, 'build/clang/sonde']
    yield 'build-asan', [*make, 'build/asan/sonde', 'unit']
    yield 'lint', ['tools/lint.sh']
    yield 'captures', ['tests/captures.sh']
    yield 'unit', ['tests/unit.sh', 'build/asan/unit']
    yield 'poison', ['tests/poison.sh']
    yield 'docs', ['tests/docs.sh']
    yield 'golden', ['tests/golden/run.py', '--binary', 'build/gcc/sonde', '-j', str(a.jobs)]
    yield 'deep', ['tests/deep.py', '--binary', 'build/gcc/sonde']
    yield 'golden-clang', ['tests/golden/run.py', '--binary', 'build/clang/sonde', '-j', str(a.jobs)]
    yield 'golden-asan', ['tests/golden/run.py', '--binary', 'build/asan/sonde', '-j', str(a.jobs)]
    shared = [d for d in (os.environ.get('SHARED'), '../shared') if d and os.path.isdir(d)][:1]
    yield 'sanitize', ['tests/sanitize.py', '--binary', 'build/asan/sonde', '-j', str(a.jobs), 'tests', *shared]
    yield 'build-tsan', [*make, 'build/tsan/sonde']
    yield 'tsan', ['tests/tsan.py', '--binary', 'build/tsan/sonde', 'tests', *shared]
    yield 'tsan-jobs', ['tests/cli/jobs.py', 'build/tsan/sonde']
    yield 'torture', ['tests/torture/sweep.py', '--binary', 'build/asan/sonde', '--peer', 'tcpdump']
    for kind in ('cli', 'live'):
        for t in sorted(glob.glob(f'tests/{kind}/*')):
            if os.path.isfile(t) and os.access(t, os.X_OK):
                yield f'{kind}-{os.path.splitext(os.path.basename(t))[0]}', [t]
    yield 'fuzz-build', [*make, 'fuzz-build']
    yield 'fuzz', ['tests/fuzz/run.py', '--seconds', str(a.fuzz_seconds), '-j', str(a.jobs)]
    yield 'conformance', ['tests/conformance.py', '--binary', 'build/gcc/sonde', '--jobs', str(a.jobs)]


def run(name, command, env):
    """passed, failed, seconds, what to say"""
    t0 = time.monotonic()
    log = f'build/test/{name}.log'
    with open(log, 'wb') as f:
        try:
            rc = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=f, stderr=subprocess.STDOUT, env=env,
                                timeout=TIMEOUT).returncode
        except subprocess.TimeoutExpired:
            rc = 'no end after %d s' % TIMEOUT
        except OSError as e:
            rc = str(e)
    text = open(log, errors='replace').read().rstrip()
    last = text.rsplit('\n', 1)[-1] if text else ''
    m = SUM.search(last)
    passed, failed = (int(m[1]), int(m[2])) if m else (int(rc == 0), 0)
    if rc != 0 and not failed:
        failed = 1
    say = ''
    if failed:
        lines = [l for l in text.split('\n') if not SUM.search(l)]
        bad = [l for l in lines if 'FAIL' in l or 'error' in l.lower()] or lines
        say = ''.join(f'\n    {l[:200]}' for l in (bad[:8] if bad else [str(rc)]))
        say += f'\n    ({rc if isinstance(rc, str) else "exit %d" % rc}; {log})'
    elif 'skipped' in last or 'skipped' in text:
        say = next((l.strip()[:120] for l in text.split('\n') if 'skipped' in l), '')
    elif name == 'conformance':
        say = ''.join('\n    ' + l for l in text.split('\n')[:-1] if l.startswith('figure'))
    return passed, failed, time.monotonic() - t0, say


def needs(suite, variant):
    """Does it run build/VARIANT?"""
    name, command = suite
    return any(f'build/{variant}/' in word + '/' for word in command) or variant == 'gcc' and name.startswith(('cli', 'live'))


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument('--jobs', type=int, default=os.cpu_count() or 1)
    ap.add_argument('--fuzz-seconds', type=int, default=60)
    ap.add_argument('suites', nargs='*')
    a = ap.parse_args()
    os.chdir(ROOT)
    os.makedirs('build/test', exist_ok=True)
    env = {k: v for k, v in os.environ.items() if k not in ('MAKEFLAGS', 'MFLAGS', 'MAKELEVEL')}
    env['ASAN_OPTIONS'] = 'detect_leaks=1:abort_on_error=0:exitcode=99'
    env['TSAN_OPTIONS'] = 'exitcode=99'
    env['SONDE'] = env['BINARY'] = os.path.abspath('build/gcc/sonde')  # what cli and live tests run
    total, t0 = [0, 0], time.monotonic()
    every = list(suites(a))
    chosen = [c for c in every if not a.suites or any(c[0] == s or c[0].startswith(s + '-') for s in a.suites)]
    for name, command in every:
        # What a chosen suite runs is built first, so that it is today's.
        v = name.removeprefix('build-')
        if (name, command) not in chosen and (v == name or not any(needs(c, v) for c in chosen)):
            continue
        passed, failed, seconds, say = run(name, command, env)
        total[0] += passed
        total[1] += failed
        print(f'{"FAIL" if failed else "ok  "} {name:<16} {passed:6d} passed {failed:5d} failed {seconds:7.1f} s  {say}', flush=True)
    print(f'{time.monotonic() - t0:.0f} s')
    print(f'{total[0]} passed, {total[1]} failed')
    return 1 if total[1] or not total[0] else 0


if __name__ == '__main__':
    sys.exit(main())
