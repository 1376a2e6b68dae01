#!/usr/bin/env python3
"""--recorder: every window is complete, before and after, by the numbers in the packets.

  tests/live/recorder.py [BINARY]

PPS=50000 SECONDS_RECORD=120 make the long form (10000 and 12): `make recorder-long`.
"""
import glob
import os
import re
import signal
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lab  # noqa: E402
from lab import binary, capture, finish, numbers, ok  # noqa: E402

PPS = int(os.environ.get('PPS', 10000))
SECONDS = int(os.environ.get('SECONDS_RECORD', 12))


def clean():
    for f in glob.glob('r-*'):
        os.unlink(f)


def times(name):
    b = open(name, 'rb').read()
    at, out = 24, []
    while at + 16 <= len(b):
        s, u, cap = (int.from_bytes(b[at + i:at + i + 4], 'little') for i in (0, 4, 8))
        out.append(s + u / 1e6)
        at += 16 + cap
    return out


def windows():
    """A signal now and then: each file has all of the time before it and after it."""
    c = capture('-i', 't1', '--recorder', '3s', '--after', '400ms', '-w', 'r.pcap')
    senders = [lab.send('t0', PPS, PPS * SECONDS)]
    began, fired = time.time(), []
    time.sleep(0.3)
    while time.time() - began < SECONDS - 2 and len(fired) < 20:
        fired.append(time.time())
        c.p.send_signal(signal.SIGUSR2)
        time.sleep(0.7 if SECONDS < 60 else 5)
    time.sleep(0.6)
    for s in senders:
        s.kill()
        s.wait()
    status = c.stop()
    files = sorted(glob.glob('r-*'))
    ok('a file for each trigger', status == 0 and files == ['r-%05d.pcap' % (i + 1) for i in range(len(fired))], files, c.err)
    ok('nothing dropped', c.count('dropped by kernel') == 0, c.err)
    for f, at in zip(files, fired):
        n, whole = numbers(f)
        t = times(f)
        ok(f + ': without a gap', whole and n == list(range(n[0], n[0] + len(n))), len(n))
        ok(f + ': all before it', abs(t[0] - max(began, at - 3)) < 0.15, t[0] - began, at - began)
        ok(f + ': all after it', 0.38 < t[-1] - at < 0.75, t[-1] - at)
    print('windows: %d files, %d packets in the largest, at %d/s' % (len(files), max(len(numbers(f)[0]) for f in files), PPS))
    clean()


def triggers():
    c = capture('-i', 't1', '--recorder', '16M', '--after', '500ms', '-w', 'r.pcap', '--trigger', 'udp port 53')
    s = lab.send('t0', 1000, 1000)
    time.sleep(0.3)
    x = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    x.bind(('t0', 0))
    x.send(bytes.fromhex('020000000001' '020000000002' '0800' '4500002000004000401100000a0000010a000002' '00070035000c0000') +
           b'TRIG' + bytes(30))
    s.wait()
    ok('--trigger: said', c.says('r-00001.pcap: trigger udp port 53'), c.messages())
    time.sleep(0.7)
    ok('--trigger: the file ends by itself', re.search(r'r-00001.pcap: \d+ packets before and \d+ after it', c.messages()), c.messages())
    c.stop()
    n, whole = numbers('r-00001.pcap')
    n = [i for i in n if i < 1000]
    ok('--trigger: complete', whole and n[0] == 0 and n == list(range(len(n))) and 600 < len(n) < 1000, len(n), c.err)
    ok('--trigger: one file', glob.glob('r-*') == ['r-00001.pcap'])
    c = capture('-i', 't1', '--recorder', '10s', '--after', '100ms', '-w', 'r.pcap', '--trigger', 'rate>2000', '--trigger', 'tcp')
    lab.send('t0', 1000, 1500).wait()
    ok('rate: not below', 'trigger' not in c.messages(), c.messages())
    lab.send('t0', 5000, 5000).wait()
    ok('rate: above', c.says('r-00002.pcap: trigger rate>2000'), c.messages())
    c.stop()
    ok('a name that is taken is not written over', os.path.getsize('r-00001.pcap') > 0 and os.path.exists('r-00002.pcap'))
    clean()


def limits():
    c = capture('-i', 't1', '--recorder', '4M', '--after', '0', '-w', 'r.pcapng')
    lab.send('t0', 100000, 300000).wait()
    time.sleep(0.3)
    with open('/proc/%d/status' % c.p.pid) as f:
        rss = int(re.search(r'RssAnon:\s+(\d+)', f.read())[1])
    c.p.send_signal(signal.SIGUSR2)
    c.says('before and')
    c.stop()
    before = int(re.search(r'(\d+) packets before', c.err)[1])
    ok('4M: so much and no more', 15000 < before < 290000 and rss < 12000, before, rss, c.err)
    p = subprocess.run([binary, '--count', '-r', 'r-00001.pcapng'], capture_output=True, text=True)
    ok('pcapng', p.stdout == '%d packets\n' % before, p.stdout, before)
    clean()
    c = capture('-i', 't1', '--recorder', '4M', '-w', 'r.pcap')
    lab.send('t0', 1000, 100).wait()
    ok('no trigger: no file', c.stop() == 0 and not glob.glob('r-*'), c.err)
    c = capture('-i', 't1', '--recorder', '1m', '--after', '1h', '-w', 'r.pcap.zst')
    lab.send('t0', 1000, 100).wait()
    time.sleep(0.3)
    c.p.send_signal(signal.SIGUSR2)
    c.says('SIGUSR2')
    lab.send('t0', 1000, 100).wait()
    ok('a stop ends the file', c.stop() == 0 and '100 packets before and 100 after' in c.err, c.err)
    clean()


def knock(port):
    with socket.socket() as s:
        return s.connect_ex(('127.0.0.1', port))


def findings():
    """--trigger why:CLASS: what `sonde why` is certain of, once for each finding, in the middle of other traffic."""
    c = capture('-i', 'lo', '-i', 't1', '--recorder', '1m', '--after', '300ms', '-w', 'r.pcap', '--trigger', 'why:tcp-refused')
    w = capture('-i', 'lo', '--recorder', '64M', '--after', '0', '-w', 'r-warning.pcap', '--trigger', 'why:warning')
    n = capture('-i', 'lo', '--recorder', '64M', '--after', '0', '-w', 'r-no.pcap', '--trigger', 'why:dns-servfail',
                '--trigger', 'why:tcp-filtered')
    s = lab.send('t0', PPS, PPS * 15)
    time.sleep(0.3)
    knock(9)
    began = time.monotonic()
    said = c.says('127.0.0.1:9: Nothing listens on port 9', 15)
    took = time.monotonic() - began
    ok('why: said, with what it is', said and 'r-00001.pcap: trigger why:tcp-refused: tcp-refused 127.0.0.1:' in c.messages(), c.messages())
    ok('why: when it is certain', 3 < took < 13, took)
    with open('/proc/%d/status' % c.p.pid) as f:
        ok('why: in the sandbox', re.search(r'Seccomp:\s+2', f.read()))
    ok('why: the file ends by itself', c.says('packets before and'), c.messages())
    knock(9)
    time.sleep(0.1)
    knock(11)
    ok('why: another finding is another trigger', c.says('Nothing listens on port 11', 15), c.messages())
    s.kill()
    s.wait()
    zombies = subprocess.run(['ps', '--ppid', str(c.p.pid), '-o', 'stat='], capture_output=True, text=True).stdout
    ok('why: no zombies', 'Z' not in zombies, zombies)
    ok('why: nothing dropped', c.stop() == 0 and c.count('dropped by kernel') == 0, c.err)
    ok('why: a finding is a trigger once', sorted(glob.glob('r-0*')) == ['r-00001.pcap', 'r-00002.pcap'], glob.glob('r-*'), c.err)
    for f in ('r-00001.pcap', 'r-00002.pcap'):
        no, whole = numbers(f)
        no = [i for i in no if i < PPS * 15]
        ok('why: %s without a gap' % f, whole and len(no) > 2 * PPS and no == list(range(len(no))), len(no))
        p = subprocess.run([binary, '-nr', f, 'tcp port 9'], capture_output=True, text=True)
        ok('why: %s has what led to it' % f, 'Flags [S]' in p.stdout and 'Flags [R.]' in p.stdout, p.stdout)
    ok('why:warning: also what is worse', w.says('trigger why:warning: tcp-refused') and w.stop() == 0, w.messages() if w.p.poll() is None else w.err)
    ok('why: not what was not asked for', n.stop() == 0 and 'trigger' not in n.err, n.err)
    clean()


def refusals():
    for args, word in ((['--recorder', '1m'], 'needs -w'), (['--recorder', 'x', '-w', 'r'], 'such as 5m'),
                       (['--recorder', '1k', '-w', 'r'], 'at least 4M'), (['--after', '1s', '-w', 'r'], 'without --recorder'),
                       (['--recorder', '1m', '-w', 'r', '-C', '1'], 'mutually exclusive'),
                       (['--recorder', '1m', '-w', 'r', '-r', 'x'], 'not for -r'),
                       (['--recorder', '1m', '-w', 'r', '--trigger', 'rate>x', '-i', 'lo'], 'rate>10000'),
                       (['--recorder', '1m', '-w', 'r', '--trigger', 'nosuch word', '-i', 'lo'], '--trigger nosuch word: '),
                       (['--recorder', '1m', '-w', 'r', '--trigger', 'why:refused', '-i', 'lo'], 'tcp-refused-by-firewall'),
                       (['--recorder', '1m', '-w', 'nosuch/r', '-i', 'lo'], 'nosuch: No such file')):
        p = subprocess.run([binary, *args], capture_output=True, text=True, timeout=20)
        ok(' '.join(args), p.returncode == 1 and word in p.stderr, p.returncode, p.stderr)


def main():
    lab.enter()
    try:
        lab.veth()
        windows()
        triggers()
        limits()
        findings()
        refusals()
    finally:
        lab.leave()
    return finish()


if __name__ == '__main__':
    sys.exit(main())
