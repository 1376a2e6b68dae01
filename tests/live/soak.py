#!/usr/bin/env python3
"""Captures that go on and on: neither descriptors nor memory grow.

  tests/live/soak.py [BINARY]

20 seconds at 20,000 packets a second; PPS=200000 SECONDS_SOAK=600 are the long form: `make soak-long`.
"""
import glob
import os
import re
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lab  # noqa: E402
from lab import capture, finish, ok  # noqa: E402

PPS = int(os.environ.get('PPS', 20000))
SECONDS = int(os.environ.get('SECONDS_SOAK', 20))
ONCE = 5000000  # of the sender's packets
GROWS = 1 << 10  # kB that may come and go


class Watched:
    def __init__(self, name, *args, **more):
        self.name, self.seen = name, []
        self.c = capture('-i', 't1', *args, **more)

    def look(self):
        pid = self.c.p.pid
        try:
            status = open('/proc/%d/status' % pid).read()
            self.seen.append((len(os.listdir('/proc/%d/fd' % pid)), int(re.search(r'RssAnon:\s+(\d+)', status)[1]),
                              int(re.search(r'Threads:\s+(\d+)', status)[1])))
        except OSError:
            pass

    def judge(self):
        """In the second half there is no more of anything than in the first, once it has settled; but while the machine
        is stuck packets are kept in memory, so what counts of that is what there is most of the time, and at the end."""
        status = self.c.stop()
        n = len(self.seen)
        settled, late = self.seen[n // 4:n // 2], self.seen[n // 2:]
        usual = [statistics.median(x[1] for x in part) for part in (late, self.seen[-n // 8:])]
        most = [[max(x[i] for x in part) for i in range(3)] for part in (settled, late)]
        ok('%s: it ended well' % self.name, status == 0 and n > SECONDS * 0.8, status, n, self.c.err)
        ok('%s: descriptors' % self.name, most[1][0] <= most[0][0] + 1, most, self.seen)
        ok('%s: memory' % self.name, max(usual) <= most[0][1] * 1.05 + GROWS, usual, most, self.seen[::max(1, n // 60)])
        ok('%s: threads' % self.name, most[1][2] <= most[0][2], most)
        print('%-9s %11d captured, %d dropped; descriptors %d, then %d; memory %d kB, then %d kB (once %d); threads %d'
              % (self.name + ':', self.c.count('captured'), self.c.count('dropped by kernel'), most[0][0], most[1][0], most[0][1],
                 usual[0], most[1][1], most[1][2]))


def sender(seconds):
    return lab.send('t0', PPS, min(ONCE, int(PPS * seconds) + 1))


def main():
    lab.enter()
    try:
        lab.veth()
        all_ = [Watched('files', '-w', 'soak.pcap', '-C', '8' if SECONDS < 60 else '64', '-W', '3'),
                Watched('text', '-nn', stdout=subprocess.DEVNULL),
                Watched('json', '--json', stdout=subprocess.DEVNULL),
                Watched('recorder', '--recorder', '4M', '--after', '0', '--trigger', 'why:error', '-w', 'soak-r.pcap')]
        end, s = time.monotonic() + SECONDS, None
        while time.monotonic() < end:
            if s is None or s.poll() is not None:
                s = sender(end - time.monotonic())
            time.sleep(1)
            for w in all_:
                w.look()
        s.kill()
        s.wait()
        for w in all_:
            w.judge()
        files = glob.glob('soak.pcap*')
        ok('files: as many as there may be', len(files) == 3 or PPS * SECONDS * 80 < 3 * 8000000, files)
    finally:
        lab.leave()
    return finish()


if __name__ == '__main__':
    sys.exit(main())
