#!/usr/bin/env python3
"""sonde why -i lo: findings are said while the capture goes on, once, when they are certain.

  tests/live/findings.py [BINARY]
"""
import json, os, pty, select, signal, socket, subprocess, sys, threading, time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common import binary, finish, ok  # noqa: E402

ENV = dict(os.environ, TZ='UTC')


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def knock(port):
    with socket.socket() as s:
        return s.connect_ex(('127.0.0.1', port))


def children(pid):
    try:
        return open('/proc/%d/task/%d/children' % (pid, pid)).read().split()
    except OSError:
        return []


def lines_of(p, seconds, enough):
    """What comes on standard output: (seconds since the start, object), until enough(them) or for so long."""
    t0, got, rest = time.monotonic(), [], b''
    while time.monotonic() - t0 < seconds and not enough(got):
        if not select.select([p.stdout], [], [], 0.2)[0]:
            continue
        more = os.read(p.stdout.fileno(), 65536)
        if not more:
            break
        rest += more
        *whole, rest = rest.split(b'\n')
        got += [(time.monotonic() - t0, json.loads(l)) for l in whole]
    return got


def start(port, *more, **kw):
    p = subprocess.Popen([binary, 'why', '-i', 'lo', *more, '127.0.0.1:%d' % port],
                         **{'stdin': subprocess.DEVNULL, 'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE, 'env': ENV, **kw})
    time.sleep(1)
    return p


def refused():
    port = free_port()
    p = start(port, '--jsonl', '--duration', '60')
    knock(port)
    early = lines_of(p, 15, len)
    ok('it is said while the capture goes on', p.poll() is None and len(early) == 1 and early[0][1]['class'] == 'tcp-refused', early)
    ok('when it is certain', early and 3 < early[0][0] < 12, early and early[0][0])
    knock(port)  # the same once more
    quiet = lines_of(p, 6, len)
    ok('and once', quiet == [], quiet)
    p.send_signal(signal.SIGINT)
    rest = [o for _, o in lines_of(p, 10, lambda got: False)]
    err = p.stderr.read()
    p.wait()
    ok('the verdict is last', len(rest) == 1 and rest[0]['verdict'] == 'findings' and rest[0]['findings'] == 1 and p.returncode == 2, rest, err)
    ok('no word on what is no terminal', err == b'', err)


def patience():
    """A reply that takes three seconds is late, not missing."""
    s = socket.socket()
    s.bind(('127.0.0.1', 0))
    s.listen()
    port = s.getsockname()[1]

    def serve():
        c, _ = s.accept()
        c.recv(100)
        time.sleep(3)
        c.sendall(b'at last\n')
        c.close()
    t = threading.Thread(target=serve)
    t.start()
    p = start(port, '--jsonl', '--duration', '12')
    with socket.create_connection(('127.0.0.1', port)) as c:
        c.sendall(b'well?\n')
        c.recv(100)
    got = [o for _, o in lines_of(p, 30, lambda got: False)]
    t.join()
    s.close()
    p.wait()
    classes = [o.get('class') for o in got[:-1]]
    ok('what is only late is not said to be missing', 'request-unanswered' not in classes and len(classes) == len(set(classes)), classes)
    ok('that it is late is', 'slow-server' in classes, classes)


def terminal():
    port = free_port()
    here, there = pty.openpty()
    p = start(port, '--duration', '60', stderr=there)
    os.close(there)
    knock(port)
    said, t0 = b'', time.monotonic()
    while b'\n' not in said and time.monotonic() - t0 < 15:
        if select.select([here], [], [], 0.2)[0]:
            said += os.read(here, 4096)
    ok('on a terminal in a line', said.count(b'\n') == 1 and b' error tcp-refused 127.0.0.1' in said and p.poll() is None, said)
    p.send_signal(signal.SIGINT)
    out = p.communicate()[0]
    ok('and the page at the end', out.startswith(b'1 error') and b'tcp-refused' in out and p.returncode == 2, out)
    os.close(here)


def children_end():
    port = free_port()
    p = start(port, '--jsonl', '--duration', '60')
    knock(port)
    most, t0 = 0, time.monotonic()
    while time.monotonic() - t0 < 3:
        most = max(most, len(children(p.pid)))
        time.sleep(0.001)
    ok('one child at a time', most <= 1, most)
    p.send_signal(signal.SIGTERM)
    p.communicate(timeout=10)
    ok('it ends at once', p.returncode == 2, p.returncode)


if os.getuid() != 0:
    print('skipped: sonde why -i lo (not root)')
else:
    for t in (refused, patience, terminal, children_end):
        t()
sys.exit(finish())
