#!/usr/bin/env python3
"""The sandbox of a live capture, in a network namespace: it is on in every thread, and names by a
real resolver, names of interfaces, statistics, signals, -z and a device that goes work in it.

  tests/live/sandbox.py [BINARY]
"""
import json, os, pwd, re, shutil, signal, socket, struct, subprocess, sys, tempfile, threading, time

here = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
binary = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else
                         os.environ.get('BINARY', here + '/build/release/sonde'))
passed = failed = 0


def ok(name, good, *more):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print('FAILED:', name, *more, flush=True)


def resolver():
    """Every address is host.example.net."""
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(('127.0.0.1', 53))
    while True:
        q, who = s.recvfrom(2000)
        end = q.index(0, 12) + 5
        name = b'\4host\7example\3net\0'
        s.sendto(q[:2] + b'\x81\x80' + q[4:6] + b'\0\1\0\0\0\0' + q[12:end] + b'\xc0\x0c' +
                 struct.pack('>HHIH', 12, 1, 60, len(name)) + name, who)


def talk(stop):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    while not stop.wait(0.02):
        s.sendto(b'hello', ('127.0.0.77', 9999))


def start(*args):
    p = subprocess.Popen([binary, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)
    line = b''
    while b'listening on' not in line:
        line = p.stderr.readline()
        if not line:
            raise SystemExit(f'{args}: it ended')
    return p


def state(pid):
    out = []
    for t in os.listdir(f'/proc/{pid}/task'):
        s = open(f'/proc/{pid}/task/{t}/status').read()
        out.append(tuple(int(re.search(k + r':\s*([0-9a-f]+)', s)[1], 16) for k in ('Seccomp', 'NoNewPrivs', 'CapEff')))
    return out


def captures():
    for name, args, want in (
            ('names', ['-i', 'lo', '-c', '20', 'port', '9999'], b'> host.example.net.9999'),
            ('any', ['-n', '-i', 'any', '-c', '20', 'port', '9999'], b' lo    In '),
            ('JSON', ['-i', 'lo', '--json', '-c', '20', 'port', '9999'], b'"dport":9999'),
            ('-w', ['-i', 'lo', '-w', 'a.pcap', '-c', '60'], b''),
            ('-w .gz', ['-i', 'lo', '-w', 'a.pcap.gz', '-c', '60'], b''),
            ('-C -z', ['-i', 'lo', '-w', 'b.pcap', '-C', '500k', '-z', 'echo', '--duration', '1'], b''),
            ('-G', ['-i', 'lo', '-w', 'c-%S.pcap', '-G', '1', '-W', '2'], b''),
            ('--atomic', ['-i', 'lo', '-w', 'd.pcapng', '--atomic', '--interval-report=1s', '--duration', '1'], b'')):
        p = start('-Z', 'root', *args)
        time.sleep(0.2)
        s = state(p.pid) if p.poll() is None else []
        out, err = p.communicate(timeout=20)
        ok(name + ': confined', s and all(t == (2, 1, t[2] & 0xe) for t in s), s)
        ok(name + ': its work', p.returncode == 0 and want in out, p.returncode, out[-200:], err[-300:])
        ok(name + ': statistics', b'packets received by filter' in err, err)


def verbs():
    """They have no -Z: the user is what it is without."""
    ids = sorted((p.pw_name, p.pw_uid) for p in pwd.getpwall() if p.pw_name in ('sonde', 'tcpdump'))
    want = ids[0][1] if ids else 0
    for verb, more, said in (('why', [], b'packets'), ('flows', ['--json'], b'"udp"'), ('stats', ['--json'], b'"packets"'),
                             ('grep', ['-c', 'hello'], b'')):
        for sandbox in True, False:
            no = [] if sandbox else ['--no-sandbox']
            p = subprocess.Popen([binary, verb, *no, '-i', 'lo', '--duration', '1', *more], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            time.sleep(0.5)
            s = state(p.pid) if p.poll() is None else []
            text = open(f'/proc/{p.pid}/status').read() if s else ''
            out, err = p.communicate(timeout=20)
            name = ' '.join([verb, *no])
            ok(name + ': confined', s and all(t == ((2, 1, 0) if sandbox and want else (2, 1, t[2] & 0xe) if sandbox else (0, 0, t[2]))
                                              for t in s), s)
            ok(name + ': the user', re.search(r'Uid:\s*(\d+)\s+(\d+)\s+(\d+)', text).groups() == (str(want),) * 3, text[:300])
            ok(name + ': its work', p.returncode in (0, 2, 3) and said in out, p.returncode, out[-300:], err)
            ok(name + ': something was heard', verb != 'grep' or int(out) > 10, out)


def verbs_stop():
    """What the kernel has taken when the signal comes is counted."""
    p = subprocess.Popen([binary, 'stats', '--json', '-i', 'lo', 'udp', 'port', '7777'], stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(0.5)
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for _ in range(1000):
        s.sendto(b'hello', ('127.0.0.1', 7777))
    p.send_signal(signal.SIGINT)
    out, err = p.communicate(timeout=10)
    ok('a verb is stopped', json.loads(out)['packets'] == 1000, out[:200], err)
    r = subprocess.run([binary, 'stats', '--json', '-i', 'lo', '-c', '7'], capture_output=True, timeout=20)
    ok('-c of a verb', json.loads(r.stdout)['packets'] == 7, r.stdout[:200], r.stderr)


def signals():
    p = start('-n', '-i', 'lo')
    time.sleep(0.3)
    p.send_signal(signal.SIGUSR1)
    p.send_signal(signal.SIGUSR2)
    time.sleep(0.3)
    p.send_signal(signal.SIGINT)
    out, err = p.communicate(timeout=10)
    ok('signals', p.returncode == 0 and err.count(b'received by filter') == 2, p.returncode, err)


def device_goes():
    if subprocess.run('ip link add sb0 type veth peer name sb1 && ip link set sb0 up', shell=True, capture_output=True).returncode:
        print('skipped: no veth')
        return
    p = start('-n', '-i', 'sb0')
    subprocess.run('ip link set sb0 down; sleep 0.5; ip link set sb0 up; sleep 0.5', shell=True)
    ok('down and up', p.poll() is None)
    subprocess.run('ip link del sb0', shell=True)
    out, err = p.communicate(timeout=10)
    ok('deleted', p.returncode == 1 and b'disappeared' in err, p.returncode, err)


def set_user_id():
    """A set-user-ID program reads what its user may."""
    if os.statvfs('.').f_flag & os.ST_NOSUID:
        print('skipped: no set-user-ID programs here')
        return
    os.chmod('.', 0o777)
    program = shutil.copy(binary, 'sonde-suid')
    os.chmod(program, 0o4755)
    for mode in 0o600, 0o644:
        shutil.copy(here + '/tests/sample.pcap', 'x.pcap')
        os.chmod('x.pcap', mode)
        for args in ['-nr', 'x.pcap'], ['flows', 'x.pcap'], ['why', 'x.pcap']:
            r = subprocess.run([os.path.abspath(program), *args], user=65534, group=65534, capture_output=True)
            ok(f'set-user-ID: {args}, {mode:o}', (r.returncode in (0, 2, 3)) == (mode == 0o644) and
               (mode == 0o644 or b'x.pcap: Permission denied' in r.stderr), r.returncode, r.stderr[-300:])


def user_with_rights():
    """Without root, by file capabilities: none is left."""
    program = shutil.copy(binary, 'sonde-caps')
    if subprocess.run(['setcap', 'cap_net_raw,cap_net_admin=eip', program], capture_output=True).returncode:
        print('skipped: no setcap')
        return
    os.chmod('.', 0o777)
    p = subprocess.Popen([os.path.abspath(program), '-n', '-i', 'lo', '-c', '30'], user=65534, group=65534,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(0.3)
    s = state(p.pid) if p.poll() is None else []
    out, err = p.communicate(timeout=10)
    ok('file capabilities', p.returncode == 0 and out.count(b'\n') == 30 and set(s) == {(2, 1, 0)}, p.returncode, s, err)


def main():
    if os.geteuid() != 0:
        print('skipped: it needs root')
        print('0 passed, 0 failed')
        return 0
    if b'seccomp' not in subprocess.run([binary, '--version'], capture_output=True).stdout:
        print('skipped: it is built without')
        print('0 passed, 0 failed')
        return 0
    if os.environ.get('SANDBOX_LAB') != '1':
        r = subprocess.run(['unshare', '-n', '-m', sys.executable, os.path.abspath(__file__), binary],
                           env=dict(os.environ, SANDBOX_LAB='1'))
        return r.returncode
    top = tempfile.mkdtemp(prefix='sonde-sandbox-')
    os.chdir(top)
    stop = threading.Event()
    try:
        with open('resolv.conf', 'w') as f:
            f.write('nameserver 127.0.0.1\n')
        subprocess.run('ip link set lo up; mount --bind resolv.conf "$(readlink -f /etc/resolv.conf)"', shell=True, check=True)
        threading.Thread(target=resolver, daemon=True).start()
        threading.Thread(target=talk, args=(stop,), daemon=True).start()
        captures()
        verbs()
        verbs_stop()
        signals()
        device_goes()
        set_user_id()
        user_with_rights()
    finally:
        stop.set()
        os.chdir('/')
        shutil.rmtree(top)
    print(f'{passed} passed, {failed} failed')
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
