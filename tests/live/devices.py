#!/usr/bin/env python3
"""Which devices: several at once, patterns, some that come and go, other network namespaces, and a capture
that lasts as long as a command.

  tests/live/devices.py [BINARY]
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lab  # noqa: E402
from lab import binary, capture, finish, ok, run  # noqa: E402


def sonde(*args, **more):
    return subprocess.run([binary, *args], capture_output=True, text=True, timeout=30, **more)


def several():
    c = capture('-tnl', '-i', 'a1', '-i', 'b1', '-i', 'lo', '-Z', 'root')
    s = [lab.send(d, 2000, 1000) for d in ('a0', 'b0')]
    for x in s:
        x.wait()
    c.stop()
    names = [l.split()[0] for l in c.out.split('\n') if l]
    ok('several -i: names and all packets', names.count('a1') == names.count('b1') == 1000 and
       'lo' not in names, len(names), c.err)
    ok('several -i: each is said', c.err.count('listening on ') == 3, c.err)
    ok('several -i: counts are of all', c.count('captured') == c.count('received by filter') == 2000, c.err)
    c = capture('-i', '?1', '-w', 'many.pcapng')
    s = [lab.send(d, 20000, 5000) for d in ('a0', 'b0')]
    for x in s:
        x.wait()
    c.stop()
    p = sonde('-tt', '-nr', 'many.pcapng')
    t = [float(l.split()[0]) for l in p.stdout.split('\n') if l]
    ok('a pattern: both, each packet', len(t) == 10000, len(t), c.err)
    ok('packets of several devices are in the order of time', t == sorted(t))
    if shutil.which('capinfos'):
        info = subprocess.run(['capinfos', 'many.pcapng'], capture_output=True, text=True).stdout
        ok('pcapng: an interface each', 'Name = a1' in info and 'Name = b1' in info and
           info.count('Number of packets = 5000') == 2, info)
    else:
        print('skipped: no capinfos')
    c = capture('-n', '--json', '-i', 'a1', '-i', 'b1', '-c', '2')
    lab.send('b0', 1000, 5).wait()
    c.wait()
    p = [json.loads(l) for l in c.out.split('\n') if l]
    ok('--json has the name', [x['interface_name'] for x in p] == ['b1', 'b1'] and p[0]['interface'] == 1, c.out)
    c = capture('-n', '-i', 'any', '-i', 'a1', '-w', 'both', '-c', '4')
    lab.send('a0', 1000, 5).wait()
    c.wait()
    ok('several link types: pcapng, and said', open('both', 'rb').read(4) == b'\x0a\x0d\x0d\x0a' and
       'written as pcapng' in c.err, c.err)
    p = sonde('-i', 'any', '-i', 'a1', '-w', 'both.pcap')
    ok('several link types: pcap is refused', p.returncode == 1 and '--format pcapng can' in p.stderr, p.stderr)
    p = sonde('-i', 'zz*')
    ok('a pattern of nothing', p.returncode == 1 and p.stderr == 'sonde: zz*: no interface has such a name\n', p.stderr)
    os.symlink(binary, 'tcpdump')
    c = capture('-tni', 'lo', '-i', 'a1', '-c', '2', program=os.getcwd() + '/tcpdump')
    lab.send('a0', 1000, 5).wait()
    c.wait()
    ok('as tcpdump: the last -i alone', c.err.count('listening on') == 1 and c.out.startswith('IP ') and
       c.count('captured') == 2, c.err, c.out)


def come_and_go():
    c = capture('-tnl', '-i', 'a1', '-i', 'b1')
    run('ip link set a1 down; sleep 0.3; ip link set a1 up; sleep 0.2; ip link set b1 mtu 1200')
    lab.send('a0', 1000, 3).wait()
    time.sleep(0.2)
    run('ip link del b0; sleep 0.2')
    lab.send('a0', 1000, 3).wait()
    time.sleep(0.2)
    ok('of several, one goes: said, the others stay', c.p.poll() is None and
       'b1: the interface disappeared\n' in c.messages(), c.messages())
    run('ip link del a0')
    ok('the last goes: the end', c.wait(5) == 1 and c.out.count('a1    IP') == 6, c.err, c.out)
    lab.veth('a0', 'a1')
    c = capture('-tnl', '-i', 'a1')
    run('ip link set a1 down; ip link set a1 name a9; ip link set a9 up; sleep 0.2')
    lab.send('a0', 1000, 3).wait()
    time.sleep(0.2)
    ok('renamed: it goes on', c.p.poll() is None)
    c.stop()
    ok('renamed: packets', c.out.count('IP ') == 3, c.out, c.err)
    run('ip link del a0')


def waits():
    c = lab.Capture('-tnl', '-i', 'w1', '--wait', 'udp')
    ok('--wait: said', c.says('w1') and 'waiting for it' in c.messages() and c.p.poll() is None, c.messages())
    for i in range(3):
        lab.veth('w0', 'w1')
        ok('--wait: it is there', c.says('listening on w1') if i == 0 else c.says('there again'), c.messages())
        time.sleep(0.4)
        lab.send('w0', 10000, 1000).wait()
        run('ip link del w0')
        time.sleep(0.4)
    ok('--wait: it goes on', c.p.poll() is None)
    c.stop()
    ok('--wait: every packet each time', c.out.count('9999') == 3000 == c.count('received by filter'), c.err)
    ok('--wait: each time is said', c.err.count('disappeared; waiting for it') == 3 and
       c.err.count('is there again') == 2, c.err)


def namespaces():
    ns = 'sonde-test-%d' % os.getpid()
    if run('ip netns add %s && ip -n %s link set lo up' % (ns, ns), False).returncode:
        print('skipped: no ip netns')
        return
    try:
        for name, which in (('NAME', ns), ('PATH', '/run/netns/' + ns)):
            c = capture('--netns', which, '-tni', 'any', '-c', '2', 'icmp')
            run('ip netns exec %s ping -q -c 1 127.0.0.1' % ns)
            run('ping -q -c 1 127.0.0.1', False)
            ok('--netns %s' % name, c.wait() == 0 and c.out.count('lo    In  IP 127.0.0.1') == 2, c.out, c.err)
        p = subprocess.Popen(['ip', 'netns', 'exec', ns, 'sleep', '30'])
        time.sleep(0.3)
        c = capture('--netns', str(p.pid), '-tni', 'lo', '-w', 'ns.pcap')
        run('ip netns exec %s ping -q -c 1 127.0.0.1' % ns)
        c.stop()
        p.kill()
        p.wait()
        ok('--netns PID', c.count('captured') == 2, c.err)
        r = sonde('--netns', ns, '-D')
        ok('--netns with -D', r.returncode == 0 and 'lo ' in r.stdout and 'a0' not in r.stdout, r.stdout, r.stderr)
    finally:
        run('ip netns del ' + ns)
    r = sonde('--netns', 'nosuch')
    ok('--netns that is not there', r.returncode == 1 and
       r.stderr == 'sonde: --netns nosuch: /run/netns/nosuch: No such file or directory\n', r.stderr)
    r = sonde('--netns', 'nosuch', '-r', 'x')
    ok('--netns with -r', r.returncode == 1 and 'are for captures' in r.stderr, r.stderr)


def commands():
    ping = ['ping', '-q', '-c', '1', '127.0.0.1']
    r = sonde('-tni', 'lo', 'icmp', '--', *ping)
    ok('a command: its packets and no more', r.returncode == 0 and r.stdout.count('ICMP echo') == 2, r.stdout, r.stderr)
    r = sonde('-i', 'lo', '-w', 'c.pcap', '--', 'sh', '-c', 'ping -q -c 2 -i 0.2 127.0.0.1 >/dev/null; exit 7')
    ok('a command: its status', r.returncode == 7 and '4 packets captured' in r.stderr, r.returncode, r.stderr)
    r = sonde('-i', 'lo', '--', './nosuch')
    ok('a command that is not there', r.returncode == 127 and 'sonde: ./nosuch: No such file' in r.stderr, r.returncode, r.stderr)
    r = sonde('-tni', 'lo', '-c', '1', 'icmp', '--', 'sh', '-c', 'ping -q -c 2 127.0.0.1 >/dev/null; echo end >ended')
    ok('-c before it ends: it is waited for', r.returncode == 0 and os.path.exists('ended') and
       r.stdout.count('ICMP') == 1, r.stdout, r.stderr)
    r = sonde('-i', 'nosuch', '--', 'touch', 'never')
    ok('no capture, no command', r.returncode == 1 and not os.path.exists('never'), r.stderr)
    c = capture('-ni', 'lo', '--', 'sleep', '47')
    status = c.stop(signal.SIGTERM)
    ok('a signal ends both', status == 143 and not run('pgrep -fx "sleep 47"', False).stdout, status, c.err)
    for i in range(20):
        r = sonde('-tni', 'lo', 'icmp', '--', *ping)
        if r.stdout.count('ICMP echo') != 2:
            break
    ok('twenty times: the first packet is there, and the last', r.stdout.count('ICMP echo') == 2, i, r.stdout)
    r = sonde('--')
    ok('nothing behind --', r.returncode == 1 and 'a command is missing' in r.stderr, r.stderr)
    r = sonde('--count', '-r', 'c.pcap', 'icmp', '--', 'and', 'icmp[0]', '=', '8')
    ok('behind -- with -r: the filter', r.returncode == 0 and r.stdout == '2 packets\n', r.stdout, r.stderr)
    r = sonde('-d', '--', 'udp')
    ok('behind -- with -d: the filter', r.returncode == 0 and 'ret' in r.stdout, r.stdout, r.stderr)


def often():
    """Two hundred starts and stops."""
    before = len(os.listdir('/proc/self/fd'))
    bad = 0
    for i in range(200):
        c = capture('-ni', 'lo', '-w', 'o.pcap')
        bad += c.stop() != 0 or not re.search(r'\d+ packets? captured', c.err)
    ok('200 starts and stops', bad == 0 and len(os.listdir('/proc/self/fd')) == before, bad)


def main():
    lab.enter()
    try:
        lab.veth('a0', 'a1')
        lab.veth('b0', 'b1')
        several()
        come_and_go()
        waits()
        namespaces()
        commands()
        often()
    finally:
        lab.leave()
    return finish()


if __name__ == '__main__':
    sys.exit(main())
