#!/usr/bin/env python3
"""What changes while a capture runs: the clock is set, the MTU, the namespace of the device, another device has its
name; the reader is slow, or goes.

  LONG=600 tests/live/changes.py [BINARY]	and for so long devices go down and up under 200,000 packets a second
"""
import ctypes
import os
import re
import signal
import struct
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lab  # noqa: E402
from lab import binary, capture, finish, ok, run  # noqa: E402

LONG = int(os.environ.get('LONG', '10'))


def set_clock(seconds):
    with open('clock', 'r+b') as f:
        f.write(struct.pack('<q', seconds))


def clock():
    """Set by an hour, forth and back. The kernel stamps packets with the true one: so for us they are of the future,
    or of the past."""
    if subprocess.run([os.environ.get('CC', 'gcc'), '-std=c17', '-D_GNU_SOURCE', '-shared', '-fPIC', '-o', 'clock.so',
                       lab.HERE + '/clock.c']).returncode:
        print('skipped: clock.c does not compile')
        return
    with open('clock', 'wb') as f:
        f.write(bytes(8))
    os.chmod('clock', 0o644)
    shifted = dict(os.environ, LD_PRELOAD=os.getcwd() + '/clock.so')
    for name, args in (('-w', ['-i', 't1', '-w', 'clock.pcap']), ('-G', ['-i', 't1', '-w', 'clock-%s.pcap', '-G', '1']),
                       ('two devices', ['-i', 't1', '-i', 'lo', '-w', 'two.pcapng', 'udp']),
                       ('printed', ['-tni', 't1']), ('--recorder', ['-i', 't1', '--recorder', '20s', '-w', 'recorder.pcap']),
                       ('--duration', ['-i', 't1', '-w', 'clock.pcap', '--duration', '2.5'])):
        set_clock(0)
        c = capture(*args, env=shifted)
        s = lab.send('t0', 1000, 2000)
        time.sleep(0.7)
        set_clock(3600)
        time.sleep(0.7)
        set_clock(-3600)
        s.wait()
        time.sleep(0.3)
        began = time.monotonic()
        if name == '--recorder':
            c.p.send_signal(signal.SIGUSR2)
            ok('clock, --recorder: the file is there', c.says('recorder-00001.pcap') or c.says('recorder.pcap'), c.messages())
            time.sleep(0.5)
        status = c.stop() if name != '--duration' else c.wait(5)
        ok('clock, %s: it ends at once' % name, status == 0 and time.monotonic() - began < 3, status, c.err)
        ok('clock, %s: every packet' % name, name == '--recorder' or c.count('captured') == 2000, c.err)
        if name == 'printed':
            ok('clock: all is printed', c.out.count('9999') == 2000, c.out[-300:])
    files = [f for f in os.listdir('.') if f.startswith('clock-')]
    n = sorted(x for f in files for x in lab.numbers(f)[0])
    ok('clock, -G: each packet is in a file', n == list(range(2000)), len(n), files)
    ok('clock, -G: new files still begin', len(files) >= 3, files)
    r = subprocess.run([binary, '-r', 'two.pcapng', '--count'], capture_output=True, text=True)
    ok('clock, two devices: all are written', r.stdout == '2000 packets\n', r.stdout, r.stderr)


def size():
    """The MTU grows and shrinks: frames are whole."""
    c = capture('-ni', 't1', '-w', 'mtu.pcap')
    lab.send('t0', 1000, 100, 1400).wait()
    run('ip link set t0 mtu 9000; ip link set t1 mtu 9000; sleep 0.1')
    lab.send('t0', 1000, 100, 8900).wait()
    run('ip link set t0 mtu 1500; ip link set t1 mtu 1500; sleep 0.1')
    lab.send('t0', 1000, 100, 1400).wait()
    c.stop()
    sizes = []
    b, at = open('mtu.pcap', 'rb').read(), 24
    while at + 16 <= len(b):
        kept, wire = struct.unpack_from('<II', b, at + 8)
        sizes.append((kept, wire))
        at += 16 + kept
    ok('MTU: every frame is whole', sizes == [(1400, 1400)] * 100 + [(8900, 8900)] * 100 + [(1400, 1400)] * 100, c.err, set(sizes))


def names():
    """The device that was asked for is captured, not its name's."""
    lab.veth('n0', 'n1')
    c = capture('-tnl', '-i', 'n1')
    run('ip link set n1 down; ip link set n1 name n2; ip link set n2 up')
    lab.veth('m0', 'n1')
    lab.send('m0', 1000, 5).wait()
    lab.send('n0', 1000, 3).wait()
    time.sleep(0.3)
    c.stop()
    ok('another device gets the name', c.out.count('9999') == 3, c.out, c.err)
    ns = 'sonde-changes-%d' % os.getpid()
    if run('ip netns add ' + ns, False).returncode:
        print('skipped: no ip netns')
        return
    try:
        c = capture('-tnl', '-i', 'n2')
        lab.send('n0', 1000, 3).wait()
        run('ip link set n2 netns ' + ns)
        ok('it goes to another namespace: said, the end', c.wait(5) == 1 and 'disappeared' in c.err, c.err)
        ok('and what came before is printed', c.out.count('9999') == 3, c.out)
    finally:
        run('ip netns del ' + ns)
    run('ip link del m0', False)


def namespace():
    """All processes of a namespace without a name end: ours is the last that has it."""
    p = subprocess.Popen(['unshare', '-n', 'sh', '-c', 'ip link set lo up; echo; exec sleep 60'], stdout=subprocess.PIPE)
    p.stdout.readline()
    c = capture('--netns', str(p.pid), '-tnli', 'lo')
    subprocess.run(['nsenter', '-n', '-t', str(p.pid), 'ping', '-q', '-c', '1', '127.0.0.1'], capture_output=True)
    p.kill()
    p.wait()
    time.sleep(0.5)
    ok('a namespace without processes: the capture goes on', c.p.poll() is None, c.messages())
    ok('until it is stopped', c.stop() == 0 and c.out.count('ICMP echo') == 2, c.out, c.err)


def slow():
    """A reader that takes 1 MB a second: it gets all there is, also after a stop."""
    r, w = os.pipe()
    c = capture('-tni', 't1', stdout=w)
    os.close(w)
    got = []

    def read():
        while b := os.read(r, 10000):
            got.append(b)
            time.sleep(0.01)
    t = threading.Thread(target=read)
    t.start()
    lab.send('t0', 50000, 50000).wait()
    c.p.send_signal(signal.SIGTERM)
    t.join(60)
    c.text = None
    status = c.wait(10)
    os.close(r)
    ok('a slow reader: every packet', status == 0 and b''.join(got).count(b'9999') == 50000 and
       c.count('dropped by kernel') == 0, status, len(got), c.err)
    r, w = os.pipe()
    c = capture('-tni', 't1', stdout=w)
    os.close(w)
    os.close(r)
    lab.send('t0', 1000, 100).wait()
    c.text = None
    ok('a reader that goes: the end', c.wait(5) in (-signal.SIGPIPE, 14, 0, 141), c.p.returncode, c.err)


def soak():
    """Up and down under load: nothing hangs, nothing grows."""
    c = capture('-ni', 't1', '-w', '/dev/null')
    state = lambda: (len(os.listdir('/proc/%d/fd' % c.p.pid)),
                     int(re.search(r'RssAnon:\s+(\d+)', open('/proc/%d/status' % c.p.pid).read())[1]))
    end = time.monotonic() + LONG
    before, times = None, 0
    while time.monotonic() < end:
        s = lab.send('t0', 200000, 200000)
        time.sleep(0.5)
        run('ip link set t1 down; sleep 0.05; ip link set t1 up')
        s.wait()
        times += 1
        before = before or state()
    after = state()
    c.stop()
    ok('%d s, %d times down and up' % (LONG, times), after[0] == before[0] and after[1] - before[1] < 4000, before, after)
    ok('all that the kernel had', c.count('captured') == c.count('received by filter') - c.count('dropped by kernel') > 0, c.err)


def main():
    lab.enter()
    try:
        lab.veth()
        clock()
        size()
        names()
        namespace()
        slow()
        soak()
    finally:
        lab.leave()
    return finish()


if __name__ == '__main__':
    sys.exit(main())
