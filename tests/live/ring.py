#!/usr/bin/env python3
"""Our own packet socket beside libpcap's: the same packets, text, counts and messages of both.

  tests/live/ring.py [BINARY]
"""
import os
import re
import shutil
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lab  # noqa: E402
from lab import binary, capture, finish, ok, run  # noqa: E402


def frame(payload, kind=b'\x08\x00', to=b'\x02\0\0\0\0\x01'):
    return to + b'\x02\0\0\0\0\x02' + kind + payload


def udp(n, size, port=9999):
    u = bytes([0, 7, port >> 8, port & 255]) + (8 + size).to_bytes(2, 'big') + b'\0\0' + bytes([n % 256]) * size
    return b'\x45\0' + (20 + len(u)).to_bytes(2, 'big') + b'\0\0\x40\0\x40\x11\0\0' + bytes([10, 0, 0, 1, 10, 0, 0, 2]) + u


def traffic():
    """Of all kinds, on all devices."""
    t = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    t.bind(('t0', 0))
    v = None
    if os.path.exists('/sys/class/net/t0.5'):
        v = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        v.bind(('t0.5', 0))
    back = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    back.bind(('t1', 0))
    u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sink = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sink.bind(('127.0.0.1', 9999))
    for i in range(40):
        t.send(frame(udp(i, 10 + 30 * i)))
        t.send(frame(udp(i, 10), to=b'\xff' * 6))
        t.send(frame(udp(i, 20), to=b'\x01\0\x5e\0\0\x05'))
        t.send(frame(udp(i, 20), to=b'\x02\0\0\0\x77\x01'))
        t.send(frame(b'\0\7\x08\0' + udp(i, 30), b'\x81\0'))               # tagged in the frame
        t.send(frame(b'\0\x03\x81\0\0\7\x08\0' + udp(i, 30), b'\x88\xa8'))  # twice
        t.send(frame(bytes(40), b'\0\x28'))                                # 802.3
        if v:
            v.send(frame(udp(i, 50)))                                      # tagged by the device
            v.send(frame(b'\0\7\x08\0' + udp(i, 30), b'\x81\0'))
        back.send(frame(udp(i, 33, 53)))
        u.sendto(bytes(10 + 100 * i if i < 38 else 1560 * i), ('127.0.0.1', 9999))
    time.sleep(0.1)


CASES = [
    ('t1',), ('t1', '-Q', 'in'), ('t1', '-Q', 'out'), ('t1', '-Q', 'inout'), ('t1', '-s', '60'), ('t1', '-s', '16'),
    ('t1', '-s', '13'), ('t1', '--nano'), ('t1', '-p'), ('t1', 'vlan'), ('t1', 'vlan', '5'), ('t1', 'not', 'vlan'),
    ('t1', 'vlan', 'and', 'udp'), ('t1', 'inbound'), ('t1', 'outbound'), ('t1', 'udp', 'port', '53'), ('t1', 'greater', '500'),
    ('t1', 'ether', 'broadcast'), ('t1', 'udp[10] = 9'), ('t1', '-y', 'EN10MB'), ('t1', '-j', 'host'), ('t1', '-j', 'adapter_unsynced'), ('t1', '-j', 'host_hiprec', '--nano'), ('t1', '-c', '7'),
    ('t1', '-c', '100', '-s', '100'), ('t1', 'ether[14] & 0xf = 5 and ip[2:2] > 200'), ('t1', '--immediate-mode'), ('t1', '-B', '2048'),
    ('t1', '-l'), ('t1', '-U'), ('t1', '-O', 'udp'), ('t0.5',), ('t0',), ('lo',), ('lo', '-Q', 'in'), ('lo', '-Q', 'out'), ('lo', 'udp[8] = 0'),
    ('lo', '-s', '100'), ('any',), ('any', '-Q', 'in'), ('any', '-Q', 'out'), ('any', 'udp'), ('any', 'udp', 'port', '53'),
    ('any', 'inbound'), ('any', 'outbound'), ('any', '-y', 'LINUX_SLL'), ('any', '-y', 'LINUX_SLL', 'udp'),
    ('any', '-y', 'LINUX_SLL', 'inbound'), ('any', '-y', 'LINUX_SLL2', 'ip'), ('any', 'ifindex', '1'), ('any', 'ip[2:2] > 900'),
    ('any', 'not', 'udp'), ('any', '-s', '50'), ('any', 'vlan'), ('any', '-y', 'LINUX_SLL', 'vlan'), ('any', 'less', '80'),
    ('any', 'ether', 'multicast'), ('any', '-p'), ('tun0',), ('tun0', 'ip'), ('dummy0',), ('t1', 'host', '10.0.0.2', 'and', 'less', '300'),
]
# libpcap looks again at the first packets itself, until the filter is surely the kernel's, and there it
# does not know where packets came from: it leaves out some that the kernel counts.
INCOMPLETE = (('t1', 'inbound'), ('t1', 'outbound'), ('any', 'not', 'udp'), ('any', 'inbound'), ('any', 'outbound'),
              ('any', '-y', 'LINUX_SLL', 'inbound'))
# What libpcap does not count as long as it is asked: -c leaves packets behind.
UNCOUNTED = ('-c',)


def run_pairs(cases):
    """The same traffic for both backends of every case, all at once: (case, both captures, both statuses)."""
    pairs = [(case, [lab.Capture('-tnxxei', case[0], '--backend', b, *case[1:]) for b in ('libpcap', 'ring')]) for case in cases]
    for case, both in pairs:
        for c in both:
            if not c.listens():
                c.p.wait()
    traffic()
    time.sleep(0.4)
    for case, both in pairs:
        for c in both:
            if c.p.poll() is None:
                c.p.send_signal(2)
        yield case, both, [c.wait() for c in both]


def lost(both):
    """Where packets did not fit the buffers there is nothing to compare: libpcap's in immediate mode has eight places."""
    return any(c.count('dropped by kernel') for c in both)


def side_by_side():
    n = count_lines = 0
    for case, both, status in list(run_pairs(CASES)):
        for _ in range(3):  # alone, without 115 others on two processors
            if lost(both):
                print('again, for packets were lost: ' + ' '.join(case))
                (case, both, status), = run_pairs([case])
        compare(case, both, status)
        n += 1
        count_lines += both[1].out.count('\n')
    print('side by side: %d captures, %d lines' % (n, count_lines))


def compare(case, both, status):
    a, b = both
    name = ' '.join(case)
    ok(name + ': status', status[0] == status[1], status, a.err, b.err)
    if case in INCOMPLETE:
        ok(name + ': no packet that libpcap has is missing', part(a.out, b.out), *different(a.out, b.out))
        ok(name + ': counts', b.count('captured') >= a.count('captured') and
           b.count('received by filter') == a.count('received by filter') > 0, a.err, b.err)
        return
    ok(name + ': text', a.out == b.out, *different(a.out, b.out))
    said = [c.err for c in both]
    if set(case) & set(UNCOUNTED):
        said = [re.sub(r'\d+ packets received', 'N packets received', s) for s in said]
    ok(name + ': messages and counts', said[0] == said[1], *said)


def part(a, b):
    """Are a's lines about packets all in b, in the same order?"""
    rest = iter(l for l in b.split('\n') if not l.startswith('\t') and 'domain' not in l and '.53:' not in l)
    return all(l in rest for l in a.split('\n') if not l.startswith('\t') and 'domain' not in l and '.53:' not in l)


def different(a, b):
    a, b = a.split('\n'), b.split('\n')
    for i, (x, y) in enumerate(zip(a, b)):
        if x != y:
            return len(a), len(b), i, '\n'.join(a[max(0, i - 1):i + 3]), '\n'.join(b[max(0, i - 1):i + 3])
    return len(a), len(b)


def written():
    """Files: the same records, but for the moment's small change."""
    c = [capture('-i', 't1', '--backend', b, '-w', b + '.pcap') for b in ('libpcap', 'ring')]
    traffic()
    time.sleep(0.3)
    for x in c:
        x.stop()
    a, b = (open(f + '.pcap', 'rb').read() for f in ('libpcap', 'ring'))
    ok('-w: size', len(a) == len(b) > 10000, len(a), len(b))
    ok('-w: header', a[:24] == b[:24])
    at = far = 0
    same = len(a) == len(b)
    p = 24
    while same and p < len(a):
        n = 16 + int.from_bytes(a[p + 8:p + 12], 'little')
        ta, tb = (int.from_bytes(x[p:p + 4], 'little') * 10**6 + int.from_bytes(x[p + 4:p + 8], 'little') for x in (a, b))
        far = max(far, abs(ta - tb))
        same = a[p + 8:p + n] == b[p + 8:p + n]
        p += n
        at += 1
    ok('-w: records', same and at > 300, at)
    ok('-w: times', far < 50000, far)


BAD = [('nosuch',), ('t1', '-y', 'NOSUCH'), ('t1', '-y', 'RAW'), ('t1', 'nosuch', 'thing'), ('t1', '-I'), ('1x',), ('99',),
       ('t1', '-j', 'nosuch'), ('down0',), ('',)]


def refusals():
    for case in BAD:
        device, *rest = case
        said = []
        for b in ('libpcap', 'ring'):
            if '-I' in rest:
                b = 'libpcap'
            p = subprocess.run([binary, '--backend', b, '-i', device, '-c', '1', *rest], capture_output=True, timeout=20) \
                if device != 'down0' else subprocess.run(['timeout', '-s', 'INT', '1', binary, '-Z', 'root', '--backend', b, '-i', device],
                                                         capture_output=True)
            said.append((p.returncode, p.stderr))
        ok('refused the same: ' + ' '.join(case), said[0] == said[1], *said)
    said = []
    shutil.copy(binary, 'sonde')  # where nobody may run it, too
    for b in ('libpcap', 'ring'):
        p = subprocess.run(['./sonde', '--backend', b, '-i', 't1'], capture_output=True, user=65534, group=65534, timeout=20)
        said.append((p.returncode, p.stderr))
    ok('no right: the same', said[0] == said[1] and b'setcap' in said[0][1], *said)
    p = subprocess.run([binary, '--backend', 'ring', '-I', '-i', 't1'], capture_output=True, timeout=20)
    ok('--backend ring with what it can not: said', p.returncode == 1 and b'--backend ring' in p.stderr, p.stderr)
    p = subprocess.run([binary, '--backend', 'rung'], capture_output=True, timeout=20)
    ok('--backend: an unknown word', p.returncode == 1 and b'(libpcap or ring)' in p.stderr, p.stderr)
    for size in ('0', 'x', '2g', '-1'):
        p = subprocess.run([binary, '--ring', size], capture_output=True, timeout=20)
        ok('--ring ' + size, p.returncode == 1 and b'such as 64m' in p.stderr, p.stderr)


def goes():
    """A device that is down is waited for; one that is deleted ends the capture, and nothing is lost."""
    for b in ('libpcap', 'ring'):
        lab.veth('g0', 'g1')
        c = capture('-tni', 'g1', '--backend', b, '-w', 'gone.pcap')
        run('ip link set g1 down; sleep 0.2; ip link set g1 up; sleep 0.2')
        ok(b + ': down and up', c.p.poll() is None)
        lab.send('g0', 10000, 2000).wait()
        run('ip link del g0')
        status = c.wait(5)
        ok(b + ': deleted: said', status == 1 and 'sonde: pcap_loop: The interface disappeared\n' in c.err, status, c.err)
        n, whole = lab.numbers('gone.pcap')
        if b == 'ring':
            ok('deleted: nothing lost', n == list(range(2000)) and whole, len(n), c.err)


def stamps():
    """-j: a device that says it has a clock (stamps.c); there is none here that has."""
    if subprocess.run([os.environ.get('CC', 'gcc'), '-std=c17', '-D_GNU_SOURCE', '-shared', '-fPIC', '-o', 'stamps.so',
                       lab.HERE + '/stamps.c']).returncode:
        print('skipped: stamps.c does not compile')
        return
    has_clock = dict(os.environ, LD_PRELOAD=os.getcwd() + '/stamps.so')
    if subprocess.run([binary, '-J', '-i', 't1'], capture_output=True, text=True, env=has_clock).stdout.count('adapter_unsynced') != 1:
        print('skipped: stamps.c has no effect on this program')
        return
    p = subprocess.run([binary, '-J', '-i', 't1'], capture_output=True, text=True)
    ok('-J: what it has', p.stdout == 'Time stamp types for t1 (use option -j to set):\n  host (Host)\n', p.stdout, p.stderr)
    asked = 'stamps: of all that comes in: 1\n'
    for b, sockets in (('libpcap', 1), ('ring', 2)):
        c = capture('-tt', '--nano', '-ni', 't1', '--backend', b, '-j', 'adapter_unsynced', env=has_clock)
        ok('-j %s: the device is told to' % b, c.messages().count(asked) == 1, c.messages())
        ok('-j %s: the socket takes its stamps' % b, c.messages().count('stamps: socket: 1\n') == sockets, c.messages())
        ok('-j %s: no warning without packets' % b, 'WARNING' not in c.messages(), c.messages())
        now = time.time()
        lab.send('t0', 1000, 20).wait()
        c.stop()
        times = [float(l.split()[0]) for l in c.out.split('\n') if l]
        ok('-j %s: packets without one have the time of the host' % b, len(times) == 20 and all(0 <= t - now < 2 for t in times), c.out)
        ok('-j %s: and that is said once' % b,
           c.err.count("sonde: WARNING: t1: it gives packets no time stamps: they have the host's\n") == (b == 'ring'), c.err)
    c = capture('-ni', 't0', '--backend', 'ring', '-j', 'adapter_unsynced', env=has_clock)
    lab.send('t0', 1000, 20).wait()
    c.stop()
    ok('-j: not of what goes out', 'no time stamps' not in c.err and c.count('captured') == 20, c.err)


def sleeps(pid):
    """How often all its threads have slept."""
    n = 0
    for t in os.listdir('/proc/%d/task' % pid):
        n += int(re.search(r'\nvoluntary_ctxt_switches:\s+(\d+)', open('/proc/%d/task/%s/status' % (pid, t)).read())[1])
    return n


def wakes():
    """A wake-up serves what came in most of the flush interval; the thread that keeps sleeps all the time."""
    c = capture('-i', 't1', '-w', 'wakes.pcap')
    s = lab.send('t0', 5000, 15000)
    time.sleep(0.5)
    before = sleeps(c.p.pid)
    time.sleep(2)
    n = sleeps(c.p.pid) - before
    s.wait()
    time.sleep(0.3)
    c.stop()
    ok('a steady capture wakes at most 20 times a second', n <= 40, n)
    ok('... and has it all', lab.numbers('wakes.pcap') == (list(range(15000)), True), c.err)


def main():
    lab.enter()
    try:
        lab.veth()
        run('ip link add link t0 name t0.5 type vlan id 5; ip link set t0.5 up; ip link add dummy0 type dummy; '
            'ip link set dummy0 up; ip link add down0 type dummy; ip tuntap add tun0 mode tun; ip link set tun0 up; '
            'sysctl -qw net.ipv6.conf.all.disable_ipv6=1', False)
        time.sleep(0.3)
        devices = run('ip -o link').stdout
        global CASES
        for d in ('t0.5', 'tun0', 'dummy0', 'down0'):
            if d not in devices:
                print('skipped: no device %s here' % d)
                CASES = [c for c in CASES if c[0] != d]
        side_by_side()
        written()
        refusals()
        goes()
        stamps()
        wakes()
    finally:
        lab.leave()
    return finish()


if __name__ == '__main__':
    sys.exit(main())
