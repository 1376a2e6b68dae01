#!/usr/bin/env python3
"""A flood of SYNs, each from another address and port, does not slow the printing: CPU a packet beside that of as
many SYNs of one conversation, and nothing is lost.

  tests/live/flood.py [BINARY]
"""
import os
import resource
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lab  # noqa: E402
from lab import finish, ok  # noqa: E402

SYNS = 100000
PPS = 50000
RUNS = 3


def cost(kind):
    """CPU seconds of a capture that prints them all."""
    c = lab.capture('-nni', 't1', 'tcp')
    s = lab.send('t0', PPS, SYNS, 64, kind)
    s.wait()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    c.stop()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    lines = [l for l in c.out.split('\n') if l]
    ok('%s: all are printed' % kind, len(lines) == SYNS == c.count('captured') and c.count('dropped by kernel') == 0,
       len(lines), c.err)
    ok('%s: from how many' % kind, (len({l.split()[2] for l in lines}) > SYNS * .99) == (kind == 'flood'))
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    lab.enter()
    try:
        lab.veth()
        took = {kind: [] for kind in ('syn', 'flood')}
        for _ in range(RUNS):
            for kind in took:
                took[kind].append(cost(kind))
        one, many = (sorted(took[k])[RUNS // 2] for k in ('syn', 'flood'))
        print('figure: %.2f us a SYN of one conversation, %.2f us each from another address' % (one / SYNS * 1e6, many / SYNS * 1e6))
        ok('a flood costs at most half as much again', many < 1.5 * one + .02, took)
    finally:
        lab.leave()
    return finish()


if __name__ == '__main__':
    sys.exit(main())
