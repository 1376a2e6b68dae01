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
    ok('--user by number', len(lines(both('--user', '0'))) > 8 and lines(both('--user', '65534')) == [])
    p = subprocess.run([binary, '--user', 'no-such-one', '-i', 'lo'], capture_output=True, text=True)
    ok('--user: there is none', p.returncode == 1 and 'no such user' in p.stderr, p.stderr)
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


def has_bpf():
    c = capture('-i', 'lo', '--process', '-w', '/dev/null')
    c.stop()
    if 'no BPF' in c.err:
        print('skipped: ' + c.err.split('\n')[0])
    return 'no BPF' not in c.err


PORT = {'tcp': 7777, 'udp': 20000, 'connected': 20000}


def first_packets(out, kind):
    """Of every child the first packet of: (its own port, the other end's) and whose it is said to be."""
    first = {}
    for l in out.split('\n'):
        m = re.match(r'(\S+) IP6? [0-9.:]+\.(\d+) > [0-9.:]+\.(\d+): ', l)
        if m:
            key = int(m[2]) if kind == 'tcp' else int(m[3]) - PORT[kind]
            first.setdefault(key, m[1])
    return first


def many():
    """Processes that end at once, eight at a time: whose the first packet is."""
    if subprocess.run([os.environ.get('CC', 'gcc'), '-std=c17', '-D_GNU_SOURCE', '-O2', '-o', 'many', lab.HERE + '/many.c']).returncode:
        print('skipped: many.c does not compile')
        return
    n = int(os.environ.get('CONNECTIONS', '1000'))
    for kind in 'tcp', 'udp', 'connected':
        for version in '4', '6':
            what = 'tcp port 7777 and tcp[tcpflags] & tcp-syn != 0' if kind == 'tcp' and version == '4' else \
                   'dst port 7777' if kind == 'tcp' else 'udp portrange 20000-%d' % (20000 + n)
            c = capture('-tnli', 'lo', '--process', what)
            p = subprocess.run(['./many', kind, version, str(PORT[kind]), str(n), '8'], capture_output=True, text=True)
            time.sleep(0.3)
            c.stop()
            first = first_packets(c.out, kind)
            right = wrong = unknown = 0
            children = [tuple(map(int, l.split())) for l in p.stdout.split('\n') if l]
            for i, pid, port in children:
                said = first.get(port if kind == 'tcp' else i, 'nothing')
                right += said == 'c%d[%d]' % (i, pid)
                unknown += '[' not in said
                wrong += '[' in said and said != 'c%d[%d]' % (i, pid)
            ok('%s, IPv%s, %d processes that end at once' % (kind, version, n),
               len(children) >= 0.99 * n and wrong == 0 and right >= 0.999 * len(children),
               '%d children, %d right, %d wrong, %d unknown' % (len(children), right, wrong, unknown), c.err, p.stderr)
            print('%s, IPv%s: %d of %d right, %d wrong' % (kind, version, right, len(children), wrong))


def cost():
    """What it takes from who makes connections: the least of some, with and without in turn, as the machine may be
    slower for a while."""
    def least():
        return min(float(subprocess.run(['./many', 'time', '4', '7790', '4000'], capture_output=True, text=True).stdout) for _ in range(3))
    if not os.path.exists('many'):
        return
    without = within = 1e9
    for _ in range(4):
        without = min(without, least())
        c = capture('-i', 'lo', '--process', '-w', '/dev/null', 'udp port 1')
        within = min(within, least())
        c.stop()
    print('a connection takes %.2f us, with --process %.2f us' % (without, within))
    ok('at most 5 us a connection', within - without <= 5, without, within)


def ends():
    """A port that is closed again is nobody's, the sockets of a fork are who uses them, a port of several is the
    one's who has the connection."""
    c = capture('-tnli', 'lo', '--process', 'tcp port 7795')
    s = server('127.0.0.1', 7795, 'closes', 0.1)
    p = python(CLIENT, '127.0.0.1', '7795', 'first', '0')
    p.wait()
    s.kill()
    s.wait()
    time.sleep(0.2)
    p = python('import socket,os\nopen("/proc/self/comm", "w").write("second")\nprint(os.getpid(), flush=True)\n'
               'socket.socket().connect_ex(("127.0.0.1", 7795))')
    pid = int(p.stdout.readline())
    p.wait()
    time.sleep(0.2)
    c.stop()
    resets = [l for l in lines(c) if 'Flags [R.]' in l]
    ok('the answer of a closed port is not of who had it', resets and not any(l.startswith('closes') for l in resets), c.out)
    ok('to it', any(l.startswith('second[%d] IP' % pid) and 'Flags [S]' in l for l in lines(c)), c.out)
    c = capture('-tnli', 'lo', '--process', 'udp')
    p = python('import socket,os,time\nu = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n'
               'for i in range(3):\n if os.fork() == 0:\n  open("/proc/self/comm", "w").write("fork%d" % i)\n  u.sendto(b"x", ("127.0.0.1", 30000 + i))\n'
               '  print(i, os.getpid(), flush=True)\n  os._exit(0)\n os.wait()\n time.sleep(0.25)')
    said = dict(map(int, l.split()) for l in p.communicate()[0].split('\n') if l)
    time.sleep(0.2)
    c.stop()
    whose = {int(l.split('.')[-1].split(':')[0]) - 30000: l.split(' IP')[0] for l in lines(c)}
    ok('a socket that several use: who sent', whose == {i: 'fork%d[%d]' % (i, said[i]) for i in range(3)}, c.out, said)


def container():
    """The cgroup of a process that has ended is known by its number."""
    top = next((d for d in ('/sys/fs/cgroup', '/sys/fs/cgroup/unified') if os.path.exists(d + '/cgroup.procs') and
                os.path.exists(d + '/cgroup.controllers')), None)
    name = 'sonde-test-%d' % os.getpid()
    try:
        os.mkdir(top + '/' + name)
    except (OSError, TypeError):
        print('skipped: no cgroup can be made')
        return
    try:
        c = capture('-tnli', 'lo', '--json', '--container', name, '--process', 'udp')
        for group in name, '.':
            subprocess.run(['sh', '-c', 'echo $$ >%s/%s/cgroup.procs; exec ./many udp 4 20000 5 1' % (top, group)], capture_output=True)
        time.sleep(0.3)
        c.stop()
        p = [json.loads(l) for l in lines(c)]
        ok('--container of processes that have ended', len(p) == 5 and all(x['process']['cgroup'] == '/' + name for x in p), c.out, c.err)
    finally:
        time.sleep(0.1)
        os.rmdir(top + '/' + name)


def shared_port():
    code = ('import socket, sys, os\nopen("/proc/self/comm", "w").write(sys.argv[1])\ns = socket.socket()\n'
            's.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)\ns.bind(("127.0.0.1", 7796))\ns.listen()\nprint(flush=True)\n'
            'while True:\n c, a = s.accept()\n print(a[1], flush=True)\n c.sendall(b"hello")\n c.close()')
    c = capture('-tnli', 'lo', '--process', 'tcp src port 7796')
    servers = [python(code, 'one'), python(code, 'two')]
    for s in servers:
        s.stdout.readline()
    for i in range(20):
        python(CLIENT, '127.0.0.1', '7796', 'x', '0.05').wait()
    time.sleep(0.2)
    c.stop()
    wrong = right = 0
    for s, name in zip(servers, ('one', 'two')):
        s.kill()
        ports = {int(l) for l in s.communicate()[0].split('\n') if l}
        for l in lines(c):
            m = re.match(r'(\S+)\[\d+\] IP .* > 127.0.0.1.(\d+):', l)
            if m and int(m[2]) in ports:
                right += m[1] == name
                wrong += m[1] != name
    ok('several have bound a port: none is wrong', wrong == 0, right, wrong, c.out)
    ok('and only the first packet of a connection may be unknown', right >= 60, right, wrong, c.out)


def without_bpf():
    """What is left of rights is not enough for it."""
    if not shutil.which('setpriv'):
        print('skipped: no setpriv')
        return
    with open('no-bpf', 'w') as f:
        f.write('#!/bin/sh\nexec setpriv --bounding-set -sys_admin,-bpf %s "$@"\n' % binary)
    os.chmod('no-bpf', 0o755)
    s = server('127.0.0.1', 7797, 'serves')
    c = capture('-tnli', 'lo', '--process', 'tcp port 7797', program='./no-bpf')
    p = python(CLIENT, '127.0.0.1', '7797', 'asks', '0.4')
    pid = int(p.stdout.readline())
    p.wait()
    c.stop()
    s.kill()
    s.wait()
    ok('without BPF: it is said', '--process: no BPF (Operation not permitted): ' in c.err, c.err)
    ok('without BPF: processes that last are known', len(lines(c)) > 2 and lines(c)[0].startswith('asks[%d] IP' % pid), c.out)


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
        without_bpf()
        if has_bpf():
            many()
            cost()
            ends()
            container()
            shared_port()
    finally:
        lab.leave()
    return finish()


if __name__ == '__main__':
    sys.exit(main())
