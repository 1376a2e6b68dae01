#!/usr/bin/env python3
"""tsan.py --binary build/tsan/sonde DIR... - what runs in several threads, under ThreadSanitizer: -j 2 and -j 3 over
captures of DIR, the same bytes as -j 1 and no report; compressed output by its thread."""
import argparse
import os
import random
import subprocess
import sys
import tempfile

MOST = 250  # captures, the same ones every time


def captures(dirs):
    found = [os.path.join(d, f) for top in dirs for d, _, files in sorted(os.walk(top)) for f in sorted(files)
             if f.endswith(('.pcap', '.pcapng', '.cap'))]
    random.Random(3).shuffle(found)
    return found[:MOST]


def run(binary, *args):
    p = subprocess.run([binary, *args], stdin=subprocess.DEVNULL, capture_output=True, timeout=300,
                       env=dict(os.environ, TSAN_OPTIONS='exitcode=99'))
    return p.returncode, p.stdout, p.stderr


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument('--binary', required=True)
    ap.add_argument('dirs', nargs='+')
    a = ap.parse_args()
    passed = failed = 0

    def ok(what, good, *say):
        nonlocal passed, failed
        passed += good
        failed += not good
        if not good:
            print('FAIL', what, *(repr(s[-2000:]) for s in say))

    with tempfile.TemporaryDirectory() as tmp:
        for i, path in enumerate(captures(a.dirs)):
            want = run(a.binary, '-j', '1', '-nnv', '-r', path)
            for j in '2', '3':
                got = run(a.binary, '-j', j, '-nnv', '-r', path)
                ok(f'{path} -j {j}', got == want, want[2], got[2])
            if i % 10 == 0:
                for suffix in 'zst', 'gz', 'lz4':
                    got = run(a.binary, '-Zroot', '-r', path, '-w', f'{tmp}/out.pcapng.{suffix}')
                    ok(f'{path} {suffix}', got[0] == want[0] and b'ThreadSanitizer' not in got[2], want[2], got[2])
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
