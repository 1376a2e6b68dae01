#!/usr/bin/env python3
"""Nothing that the kernel had taken is missing after a stop: by signals, -c and --duration, at 1, 50 and 200
thousand packets a second, written and printed; and nothing is lost while the output is stuck for 0.5, 1
and 2 s. What is lost in longer ones is counted exactly, and said.

  tests/live/stops.py [BINARY]
"""
import fcntl
import os
import re
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lab  # noqa: E402
from lab import capture, finish, ok  # noqa: E402

RATES = (1000, 50000, 200000)


def stop_by(name, rate, c, sig=None):
    """Stop it while packets come: what the kernel counted is what there is."""
    s = lab.send('t0', rate, min(1000000, rate * 3))
    time.sleep(0.5)
    status = c.stop(sig) if sig else c.wait(10)
    s.kill()
    s.wait()
    got, received, dropped = (c.count(w) for w in ('captured', 'received by filter', 'dropped by kernel'))
    ok('%s at %d/s: status' % (name, rate), status == 0, status, c.err)
    return got, received, dropped


def stops():
    missing = 0
    for rate in RATES:
        for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            c = capture('-i', 't1', '-w', 'out.pcap')
            got, received, dropped = stop_by(sig.name, rate, c, sig)
            n, whole = lab.numbers('out.pcap')
            ok('%s at %d/s: nothing missing' % (sig.name, rate), got and got == received - dropped == len(n), c.err, len(n))
            ok('%s at %d/s: from the first, without a gap' % (sig.name, rate),
               whole and (dropped or n == list(range(len(n)))), len(n))
            missing += received - dropped - len(n)
        c = capture('-ni', 't1')
        got, received, dropped = stop_by('printed', rate, c, signal.SIGINT)
        ok('printed at %d/s: nothing missing' % rate,
           got == received - dropped == c.out.count('127.0.0.1.9999'), c.err, c.out.count('127.0.0.1.9999'))
        c = capture('-i', 't1', '-w', 'out.pcap', '--duration', '400ms')
        got, received, dropped = stop_by('--duration', rate, c)
        n, whole = lab.numbers('out.pcap')
        ok('--duration at %d/s: nothing missing' % rate, got and got == received - dropped == len(n) and whole, c.err, len(n))
        c = capture('-i', 't1', '-w', 'out.pcap', '-c', '300')
        got, received, dropped = stop_by('-c', rate, c)
        n, whole = lab.numbers('out.pcap')
        ok('-c at %d/s: so many' % rate, got == 300 and n == list(range(300)) and whole, c.err, len(n))
        c = capture('-i', 't1', '--backend', 'libpcap', '-w', 'out.pcap')
        got, received, dropped = stop_by('libpcap', rate, c, signal.SIGINT)
        ok('libpcap at %d/s: nothing missing' % rate, got == received - dropped == len(lab.numbers('out.pcap')[0]), c.err)
    print('stops: %d packets missing' % missing)


def idle():
    c = capture('-ni', 't1')
    t = time.monotonic()
    c.stop()
    ok('a stop without traffic does not wait', time.monotonic() - t < 0.3, time.monotonic() - t)


class SlowReader(threading.Thread):
    """Reads a pipe, but for some seconds once it has begun."""

    def __init__(self, fd, seconds):
        super().__init__()
        self.fd, self.seconds, self.data = fd, seconds, []
        self.start()

    def run(self):
        stuck = got = 0
        while True:
            b = os.read(self.fd, 1 << 20)
            if not b:
                return
            self.data.append(b)
            got += len(b)
            if not stuck and got > 300000:
                stuck = 1
                time.sleep(self.seconds)


def stalled(name, seconds, args, rate=100000, send=None):
    r, w = os.pipe()
    fcntl.fcntl(w, 1031, 1 << 16)  # F_SETPIPE_SZ
    reader = SlowReader(r, seconds)
    c = capture('-i', 't1', *args, stdout=w)
    os.close(w)
    n = send or int(rate * (seconds + 0.6))
    lab.send('t0', rate, n).wait()
    time.sleep(0.3)
    c.stop(seconds=60)
    reader.join()
    os.close(r)
    data = b''.join(reader.data)
    if '-w' in args:
        with open('stalled', 'wb') as f:
            f.write(data)
        got = len(lab.numbers('stalled')[0]) if 'pcapng' not in args else None
    else:
        got = data.count(b'127.0.0.1.9999')
    return c, n, got


def stalls():
    for name, args in (('-w -', ['-w', '-']), ('-w - -U', ['-w', '-', '-U']), ('text', ['-n']), ('text -l', ['-nl'])):
        for seconds in (0.5, 1, 2) if name == '-w -' else (2,):
            c, sent, got = stalled(name, seconds, args)
            ok('%s stuck for %.1f s: nothing lost' % (name, seconds), got == sent and c.count('dropped by kernel') == 0, sent, got, c.err)
    c, sent, got = stalled('too long', 3, ['-w', '-', '--ring', '1m'])
    dropped = c.count('dropped by kernel')
    ok('stuck too long: counted exactly', dropped and got == c.count('captured') == sent - dropped, sent, got, dropped, c.err)
    said = [int(x.replace(',', '')) for x in re.findall(r'^-- ([\d,]+) packets? dropped(?: here)? --$', c.err, re.M)]
    ok('stuck too long: said, at most once a second', said and sum(said) <= dropped and len(said) <= 6, said, dropped)
    ok('stuck too long: all of it is said in the end', sum(said) == dropped, said, dropped)
    n = lab.numbers('stalled')[0]
    gaps = sum(b - a - 1 for a, b in zip(n, n[1:])) + n[0] + (sent - 1 - n[-1])
    ok('stuck too long: that is what is missing', gaps == dropped and n == sorted(n), gaps, dropped)
    c, sent, got = stalled('as pcapng', 3, ['-w', '-', '--format', 'pcapng', '--ring', '1m'])
    dropped = c.count('dropped by kernel')
    ok('pcapng: the loss is in its statistics', dropped and statistics('stalled').get(7) == dropped, dropped, statistics('stalled'))


def statistics(name):
    """The options of the last interface statistics block."""
    b = open(name, 'rb').read()
    at, out = 0, {}
    while at + 12 <= len(b):
        kind, length = (int.from_bytes(b[at + i:at + i + 4], 'little') for i in (0, 4))
        if kind == 5:
            o = at + 20
            while o < at + length - 4:
                code, n = (int.from_bytes(b[o + i:o + i + 2], 'little') for i in (0, 2))
                out[code] = int.from_bytes(b[o + 4:o + 4 + n], 'little')
                o += 4 + (n + 3) // 4 * 4
        at += length
    return out


def main():
    lab.enter()
    try:
        lab.veth()
        stops()
        idle()
        stalls()
    finally:
        lab.leave()
    return finish()


if __name__ == '__main__':
    sys.exit(main())
