#!/usr/bin/env python3
"""--process: whose packet it is, by real clients and servers; what is not known is said to be unknown, and none
is wrong.

  tests/live/process.py [BINARY]
"""
import json
import os
import re
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lab  # noqa: E402
from lab import binary, capture, finish, ok, run  # noqa: E402

SERVER = '''
import socket, sys, time
family = socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET
open('/proc/self/comm', 'w').write(sys.argv[3])
s = socket.create_server((sys.argv[1], int(sys.argv[2])), family=family)
print(flush=True)
while True:
    c, _ = s.accept()
    c.send(b'hello')
    time.sleep(float(sys.argv[4]))
    c.close()
'''
CLIENT = '''
import os, socket, sys, time
open('/proc/self/comm', 'w').write(sys.argv[3])
family = socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET
print(os.getpid(), flush=True)
c = socket.create_connection((sys.argv[1], int(sys.argv[2])))
while c.recv(100):
    pass
time.sleep(float(sys.argv[4]))
'''
UDP = '''
import os, socket, sys, time
open('/proc/self/comm', 'w').write('asks')
u = socket.socket(socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET, socket.SOCK_DGRAM)
print(os.getpid(), flush=True)
for i in range(5):
    u.sendto(b'question', (sys.argv[1], 5353))
    time.sleep(0.02)
time.sleep(0.5)
'''


def python(code, *args, **more):
    return subprocess.Popen([sys.executable, '-c', code, *args], stdout=subprocess.PIPE, text=True, **more)


def server(address, port, name, seconds=0.2):
    p = python(SERVER, address, str(port), name, str(seconds))
    p.stdout.readline()
    return p


def lines(c):
    return [l for l in c.out.split('\n') if l]


def tcp():
    for address in ('127.0.0.1', '::1'):
        s = server(address, 7777, 'my server')
        c = capture('-tnli', 'lo', '--process', 'tcp port 7777')
        p = python(CLIENT, address, '7777', 'my client', '0.4')
        pid = int(p.stdout.readline())
        p.wait()
        time.sleep(0.2)
        c.stop()
        s.kill()
        s.wait()
        to = [l for l in lines(c) if '7777: ' in l.split('Flags')[0]]
        back = [l for l in lines(c) if l not in to]
        ok('TCP, %s: the client from the first packet' % address, len(to) > 2 and 'Flags [S]' in to[0] and
           all(l.startswith('my client[%d] IP' % pid) for l in to[:-1]), c.out, c.err)
        ok('TCP, %s: the server' % address, len(back) > 1 and back[1].startswith('my server[%d] IP' % s.pid), c.out)
        named = {l.split(' IP')[0] for l in lines(c)}
        ok('TCP, %s: nobody else' % address, named <= {'my client[%d]' % pid, 'my server[%d]' % s.pid, '(unknown)', '(uid 0)'}, named)


def udp():
    for address in ('127.0.0.1', '::1'):
        c = capture('-tnli', 'lo', '--process', 'udp port 5353')
        p = python(UDP, address)
        pid = int(p.stdout.readline())
        p.wait()
        c.stop()
        ok('UDP that is not connected, %s' % address, len(lines(c)) == 5 and
           all(l.startswith('asks[%d] IP' % pid) for l in lines(c)), c.out, c.err)


def strangers():
    """Packets from elsewhere to elsewhere are nobody's, whatever is bound here."""
    s = python('import socket\nu = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\nu.bind(("0.0.0.0", 1))\n'
               'v = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\nv.bind(("0.0.0.0", 53))\nprint(flush=True)\n'
               'import time\ntime.sleep(60)')
    s.stdout.readline()
    import socket
    c = capture('-tnli', 't1', '--process')
    x = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    x.bind(('t0', 0))
    for i in range(5):
        x.send(bytes.fromhex('020000000001' '020000000002' '0800' '4500002000004000401100000a0000010a000002' '00010035000c0000') + bytes(40))
        x.send(bytes.fromhex('ffffffffffff' '020000000002' '0806' '0001080006040001' + '00' * 20))
    time.sleep(0.3)
    c.stop()
    s.kill()
    s.wait()
    ok('of others: unknown', sum(l.startswith('(unknown) IP ') for l in lines(c)) == 5, c.out)
    ok('of no socket: nothing is said', sum(l.startswith('ARP') for l in lines(c)) == 5, c.out)


def machines():
    s = server('127.0.0.1', 7778, 'serves')
    c = capture('-nli', 'lo', '--process', '--json', 'tcp port 7778')
    d = capture('-i', 'lo', '--process', '-w', 'p.pcapng', 'tcp port 7778')
    p = python(CLIENT, '127.0.0.1', '7778', 'reads', '0.4')
    pid = int(p.stdout.readline())
    p.wait()
    time.sleep(0.1)
    c.stop()
    d.stop()
    s.kill()
    s.wait()
    first = json.loads(lines(c)[0])['process']
    ok('JSON', first['pid'] == pid and first['comm'] == 'reads' and first['uid'] == 0 and first['user'] == 'root' and
       first['ppid'] == os.getpid() and first['parent'] and 'cgroup' in first, first)
    r = subprocess.run([binary, 'info', '--json', 'p.pcapng'], capture_output=True, text=True)
    ok('pcapng: it can be read', r.returncode == 0, r.stderr)
    if shutil.which('tshark'):
        t = subprocess.run(['tshark', '-r', 'p.pcapng', '-T', 'fields', '-e', 'frame.comment'], capture_output=True, text=True).stdout
        ok('pcapng: Wireshark shows it', t.startswith('process reads[%d], user root, parent ' % pid), t)
    else:
        print('skipped: no tshark')
    c = capture('-tnvli', 'lo', '--process', '-c', '1', 'tcp')
    s = server('127.0.0.1', 7779, 'x')
    p = python(CLIENT, '127.0.0.1', '7779', 'talks', '0.3')
    p.wait()
    c.wait()
    ok('-v: user, parent and cgroup', re.match(r'talks\[\d+\] \(root, parent .*\[%d\], /.*\) IP ' % os.getpid(), c.out), c.out)
    s.kill()
    s.wait()


def filters():
    s = server('127.0.0.1', 7777, 'wanted')
    t = server('127.0.0.1', 7778, 'other')
    def both(*args):
        c = capture('-tnli', 'lo', *args, 'tcp')
        a = python(CLIENT, '127.0.0.1', '7777', 'one', '0.3')
        b = python(CLIENT, '127.0.0.1', '7778', 'two', '0.3')
        a.wait()
        b.wait()
        time.sleep(0.1)
        c.stop()
        return c
    c = both('--comm', 'one', '--process')
    ok('--comm', len(lines(c)) > 2 and all(l.startswith('one[') for l in lines(c)), c.out, c.err)
    c = both('--comm', 'two')
    ok('--comm without --process', len(lines(c)) > 2 and all(l.startswith('IP ') and '.7778' in l for l in lines(c)), c.out)
    c = both('--pid', str(s.pid), '--process')
    ok('--pid', lines(c) and all(l.startswith('wanted[%d]' % s.pid) for l in lines(c)), c.out)
    ok('--user', len(lines(both('--user', 'root'))) > 8 and lines(both('--user', 'nobody')) == [])
    group = open('/proc/self/cgroup').read().split('\n')[0].split(':')[2]
    ok('--container: part of the cgroup', len(lines(both('--container', group))) > 4 and lines(both('--container', 'no-such-one')) == [])
    for p in (s, t):
        p.kill()
        p.wait()
    p = subprocess.run([binary, '--pid', 'x', '-i', 'lo'], capture_output=True, text=True)
    ok('--pid that is no number', p.returncode == 1 and 'wants a number' in p.stderr, p.stderr)
    p = subprocess.run([binary, '--process', '-r', 'p.pcapng'], capture_output=True, text=True)
    ok('--process with -r', p.returncode == 1 and 'are for captures' in p.stderr, p.stderr)


def quick():
    """Processes that end at once: some are unknown, none is wrong."""
    s = server('127.0.0.1', 7777, 'srv', 0)
    c = capture('-tnli', 'lo', '--process', 'tcp[tcpflags] = tcp-syn and port 7777')
    pids = []
    for i in range(60):
        p = python(CLIENT, '127.0.0.1', '7777', 'quick%d' % i, '0')
        pids.append(int(p.stdout.readline()))
        p.wait()
    c.stop()
    s.kill()
    s.wait()
    named = [re.match(r'quick(\d+)\[(\d+)\] ', l) for l in lines(c)]
    right = sum(bool(m) and int(m[2]) == pids[int(m[1])] == pids[i] for i, m in enumerate(named))
    wrong = sum(bool(m) for m in named) - right + sum('[' in l.split(' IP')[0] for m, l in zip(named, lines(c)) if not m)
    ok('quick processes: none is wrong', len(named) == 60 and wrong == 0, wrong, c.out[:2000])
    print('processes that end at once: %d of 60 known at the first packet' % right)


def main():
    lab.enter()
    try:
        lab.veth()
        tcp()
        udp()
        strangers()
        machines()
        filters()
        quick()
    finally:
        lab.leave()
    return finish()


if __name__ == '__main__':
    sys.exit(main())
