#!/usr/bin/env python3
"""Troubles made on purpose, and what `sonde why` says of them.

  tests/lab/lab.py [--runs N] [--seed S] [--only NAME] [--keep DIR] [--binary PATH] [-v]

Two network namespaces, a client's and a server's, and between them a forwarder (this program) that
delays, drops, doubles, reorders or cuts what goes through, and answers in others' names.  Addresses,
ports, family, timings, sizes and the place of the capture are random by the seed.  Needs root; all
namespaces it makes it removes.  The last line is "N passed, N failed".
"""
import argparse
import ctypes
import heapq
import json
import os
import random
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LIBC = ctypes.CDLL(None, use_errno=True)
ETH_P_ALL = 3
NS = 'sondelab%d' % os.getpid()


def run(*words, check=True):
    return subprocess.run(words, capture_output=True, text=True, check=check)


def enter(ns):
    fd = os.open('/run/netns/' + ns, os.O_RDONLY)
    if LIBC.setns(fd, 0x40000000):
        raise OSError(ctypes.get_errno(), 'setns')
    os.close(fd)


# --- the way: frames from one side to the other ---


def cksum(b):
    b += bytes(len(b) % 2)
    s = sum(struct.unpack('>%dH' % (len(b) // 2), b))
    while s >> 16:
        s = (s & 0xffff) + (s >> 16)
    return ~s & 0xffff


class Frame:
    """What of a frame the forwarder looks at."""

    def __init__(self, b):
        self.b, self.proto, self.sport, self.dport, self.flags, self.data, self.ver = b, 0, 0, 0, 0, 0, 0
        kind = b[12:14]
        if kind == b'\x08\x00':
            self.ver, self.l3, self.l4, self.proto = 4, 14, 14 + (b[14] & 15) * 4, b[23]
            self.len = struct.unpack_from('>H', b, 16)[0]
        elif kind == b'\x86\xdd':
            self.ver, self.l3, self.l4, self.proto = 6, 14, 54, b[20]
            self.len = struct.unpack_from('>H', b, 18)[0] + 40
        if self.proto in (6, 17) and len(b) >= self.l4 + 8:
            self.sport, self.dport = struct.unpack_from('>HH', b, self.l4)
        if self.proto == 6 and len(b) >= self.l4 + 20:
            self.flags = b[self.l4 + 13]
            self.data = self.l3 + self.len - self.l4 - (b[self.l4 + 12] >> 4) * 4


def answer(f, proto, body, ttl, src=None):
    """A packet back to whoever sent f."""
    b = f.b
    if f.ver == 4:
        s, d = src or b[30:34], b[26:30]
        h = struct.pack('>BBHHHBBH', 0x45, 0, 20 + len(body), random.randrange(1, 65535), 0, ttl, proto, 0) + s + d
        h = h[:10] + struct.pack('>H', cksum(h)) + h[12:]
        pseudo = s + d + struct.pack('>HH', proto, len(body))
    else:
        s, d = src or b[38:54], b[22:38]
        h = struct.pack('>IHBB', 6 << 28, len(body), proto, ttl) + s + d
        pseudo = s + d + struct.pack('>II', len(body), proto)
    at = {6: 16, 1: 2, 58: 2}[proto]
    c = cksum((pseudo if proto != 1 else b'') + body)
    body = body[:at] + struct.pack('>H', c) + body[at + 2:]
    return b[6:12] + b[:6] + b[12:14] + h + body


def reset_for(f, ttl):
    seq = struct.unpack_from('>I', f.b, f.l4 + 4)[0]
    return answer(f, 6, struct.pack('>HHIIBBHHH', f.dport, f.sport, 0, (seq + 1) & 0xffffffff, 0x50, 0x14, 0, 0, 0), ttl)


def icmp_for(f, code4, code6, ttl, src=None):
    quote = f.b[f.l3:f.l3 + 64 if f.ver == 4 else f.l3 + 200]
    if f.ver == 4:
        return answer(f, 1, struct.pack('>BBHI', 3, code4, 0, 0) + quote, ttl, src)
    return answer(f, 58, struct.pack('>BBHI', 1, code6, 0, 0) + quote, ttl, src)


class Way(threading.Thread):
    """Frames between two interfaces; rule(frame, side) says what becomes of each: a list of
    (delay, side it leaves by, bytes)."""

    def __init__(self, ns, names):
        super().__init__(daemon=True)
        self.ns, self.names, self.rule, self.stop, self.delay = ns, names, None, False, 0.0
        self.ready = threading.Event()

    def run(self):
        enter(self.ns)
        socks = []
        for n in self.names:
            s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
            s.setsockopt(socket.SOL_SOCKET, 33, 64 << 20)  # SO_RCVBUFFORCE
            s.bind((n, 0))
            socks.append(s)
        self.ready.set()
        queue, n = [], 0
        while not self.stop:
            wait = max(0, queue[0][0] - time.monotonic()) if queue else 0.02
            for s in select.select(socks, [], [], min(wait, 0.02))[0]:
                side = socks.index(s)
                b, where = s.recvfrom(65536)
                if where[2] == 4:
                    continue
                now = time.monotonic()
                out = self.rule(Frame(b), side) if self.rule else [(self.delay, 1 - side, b)]
                for delay, to, data in out:
                    n += 1
                    heapq.heappush(queue, (now + delay, n, to, data))
            now = time.monotonic()
            while queue and queue[0][0] <= now:
                _, _, to, data = heapq.heappop(queue)
                try:
                    socks[to].send(data)
                except OSError:
                    pass
        for s in socks:
            s.close()


class Lab:
    def __init__(self, rng):
        self.rng = rng
        self.net = '10.%d.%d' % (rng.randrange(1, 255), rng.randrange(1, 255))
        self.net6 = 'fd%02x:%x:%x::' % (rng.randrange(256), rng.randrange(1, 65536), rng.randrange(1, 65536))
        c, s = rng.sample(range(2, 250), 2)
        self.addr = {4: ('%s.%d' % (self.net, c), '%s.%d' % (self.net, s)),
                     6: ('%s%x' % (self.net6, c), '%s%x' % (self.net6, s))}
        self.dead = {4: '%s.251' % self.net, 6: '%sdead' % self.net6}
        self.client, self.server, self.middle = NS + 'c', NS + 's', NS + 'm'
        for ns in (self.client, self.server, self.middle):
            run('ip', 'netns', 'add', ns)
        for i, (ns, dev) in enumerate(((self.client, 'c0'), (self.server, 's0'))):
            run('ip', '-n', ns, 'link', 'add', dev, 'type', 'veth', 'peer', 'name', 'm%d' % i, 'netns', self.middle)
            run('ip', '-n', ns, 'addr', 'add', self.addr[4][i] + '/24', 'dev', dev)
            run('ip', '-n', ns, 'addr', 'add', self.addr[6][i] + '/64', 'dev', dev, 'nodad')
            run('ip', '-n', self.middle, 'link', 'set', 'm%d' % i, 'up')
            run('ip', 'netns', 'exec', self.middle, 'sysctl', '-qw', 'net.ipv6.conf.m%d.disable_ipv6=1' % i)
            for ns_, d in ((ns, dev), (self.middle, 'm%d' % i)):
                run('ip', 'netns', 'exec', ns_, 'ethtool', '-K', d, 'tso', 'off', 'gso', 'off', 'gro', 'off', 'tx', 'off',
                    check=False)
            run('ip', '-n', ns, 'link', 'set', 'lo', 'up')
            run('ip', '-n', ns, 'link', 'set', dev, 'up')
        self.way = Way(self.middle, ('m0', 'm1'))
        self.way.start()
        self.way.ready.wait(5)
        time.sleep(0.3)

    def close(self):
        self.way.stop = True
        self.way.join(2)
        for ns in (self.client, self.server, self.middle):
            run('ip', 'netns', 'del', ns, check=False)

    def capture(self, where, path):
        ns, dev = {'client': (self.client, 'c0'), 'server': (self.server, 's0')}[where]
        p = subprocess.Popen(['ip', 'netns', 'exec', ns, BINARY, '-i', dev, '-Z', 'root', '-w', path, '-U', '--immediate-mode'],
                             stderr=subprocess.PIPE)
        p.stderr.readline()
        time.sleep(0.1)
        return p


def inside(ns, f, *args):
    """f in a thread of that namespace."""
    box = {}

    def go():
        enter(ns)
        try:
            box['value'] = f(*args)
        except Exception as e:  # what the trouble does to the program is not our concern
            box['error'] = e

    t = threading.Thread(target=go, daemon=True)
    t.box = box
    t.start()
    return t


# --- programs ---


class Case:
    """What one run may use: the lab, random numbers, and the ends."""

    def __init__(self, lab, rng):
        self.lab, self.rng = lab, rng
        self.ver = rng.choice((4, 4, 6))
        self.port = rng.choice((8080, 3000, 9000, rng.randrange(2000, 30000)))
        self.a, self.b = lab.addr[self.ver]
        self.family = socket.AF_INET if self.ver == 4 else socket.AF_INET6
        self.open, self.socks = [], []

    def listen(self, handler, port=None, backlog=64, rcvbuf=0):
        """A server: handler(connection) in a thread each."""
        def make():
            s = socket.socket(self.family, socket.SOCK_STREAM)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if rcvbuf:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
            s.bind(('', port or self.port))
            s.listen(backlog)
            return s
        t = inside(self.lab.server, make)
        t.join(2)
        s = t.box['value']
        self.open.append(s)

        def serve():
            while True:
                try:
                    c, _ = s.accept()
                except OSError:
                    return
                threading.Thread(target=self.guard, args=(handler, c), daemon=True).start()
        if handler:
            threading.Thread(target=serve, daemon=True).start()

    @staticmethod
    def guard(handler, c):
        try:
            handler(c)
        except OSError:
            pass
        try:
            c.close()
        except OSError:
            pass

    def go(self, f, *args, wait=30):
        t = inside(self.lab.client, f, *args)
        t.join(wait)
        for s in self.socks:
            s.close()
        return t.box

    def connect(self, port=None, timeout=10, rcvbuf=0, addr=None):
        s = socket.socket(self.family, socket.SOCK_STREAM)
        s.settimeout(timeout)
        if rcvbuf:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
        self.socks.append(s)
        s.connect((addr or self.b, port or self.port))
        return s

    def get(self, path='/', n=1, close=True, gap=0.0, timeout=10, **kw):
        s = self.connect(timeout=timeout, **kw)
        for _ in range(n):
            s.sendall(b'GET %s HTTP/1.1\r\nHost: x\r\n\r\n' % path.encode())
            self.reply(s)
            time.sleep(gap)
        if close:
            s.close()
        return s

    @staticmethod
    def reply(s):
        b = b''
        while b'\r\n\r\n' not in b:
            d = s.recv(65536)
            if not d:
                return b
            b += d
        head, body = b.split(b'\r\n\r\n', 1)
        n = 0
        for line in head.split(b'\r\n'):
            if line.lower().startswith(b'content-length:'):
                n = int(line.split(b':')[1])
        while len(body) < n:
            d = s.recv(65536)
            if not d:
                break
            body += d
        return head

    def http(self, body=None, status=b'200 OK', think=0.0, length=None, **kw):
        """An HTTP server that answers so."""
        text = body if body is not None else b'x' * self.rng.randrange(50, 3000)

        def handle(c):
            c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while True:
                b = b''
                while b'\r\n\r\n' not in b:
                    d = c.recv(65536)
                    if not d:
                        return
                    b += d
                if think:
                    time.sleep(think)
                c.sendall(b'HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n' % (status, len(text) if length is None else length) + text)
                if length is not None and length > len(text):
                    return
        self.listen(handle, **kw)


def linger(s):
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    s.close()


def ask(c, data=b'hello there, please\n'):
    s = c.connect()
    s.sendall(data)
    return s


# --- troubles: each returns what must be found; more may be listed behind ---


def refused(c):
    c.go(lambda: c.connect())
    return 'tcp-refused'


def filtered(c):
    c.lab.way.rule = lambda f, side: [] if c.port in (f.dport, f.sport) and f.proto == 6 else [(0, 1 - side, f.b)]
    c.go(lambda: c.connect(timeout=4.2))
    return 'tcp-filtered'


def firewall(c):
    other = c.port + 1
    ttl = c.rng.choice((63, 128, 255))

    def rule(f, side):
        if side == 0 and f.dport == c.port and f.proto == 6:
            return [(0, 0, reset_for(f, ttl))]
        return [(0, 1 - side, f.b)]
    c.listen(lambda s: s.recv(100), port=other)
    c.go(lambda: c.connect(port=other).close())
    c.lab.way.rule = rule
    c.go(lambda: c.connect())
    return 'tcp-refused-by-firewall'


def rejected(c):
    def rule(f, side):
        if side == 0 and f.dport == c.port and f.proto == 6:
            return [(0, 0, icmp_for(f, c.rng.choice((9, 10, 13)), 1, 64))]
        return [(0, 1 - side, f.b)]
    c.lab.way.rule = rule
    c.go(lambda: c.connect(timeout=3))
    return 'icmp-rejected'


def no_route(c):
    def rule(f, side):
        if side == 0 and f.dport == c.port and f.proto == 6:
            return [(0, 0, icmp_for(f, 0, 0, 64))]
        return [(0, 1 - side, f.b)]
    c.lab.way.rule = rule
    c.go(lambda: c.connect(timeout=3))
    return 'no-route'


def dead_host(c):
    c.go(lambda: c.connect(addr=c.lab.dead[c.ver], timeout=4))
    return 'host-unreachable'


def slow_connect(c):
    seen, n = [], c.rng.choice((1, 1, 2))

    def rule(f, side):
        if f.flags & 2 and side == 0 and len(seen) < n:
            seen.append(1)
            return []
        return [(0, 1 - side, f.b)]
    c.http()
    c.lab.way.rule = rule
    c.go(lambda: c.get())
    return 'slow-connect'


def backlog(c):
    c.listen(None, backlog=1)
    socks = []

    def go():
        for _ in range(5):
            s = socket.socket(c.family, socket.SOCK_STREAM)
            s.setblocking(False)
            s.connect_ex((c.b, c.port))
            socks.append(s)
            time.sleep(0.2)
        time.sleep(4)
    c.go(go)
    return 'syn-backlog-full', 'slow-connect'


def loss(c):
    n, every = [0], c.rng.randrange(20, 45)

    def rule(f, side):
        if side == 1 and f.data > 500:
            n[0] += 1
            if n[0] % every == 0:
                return []
        return [(delay, 1 - side, f.b)]
    delay = c.rng.choice((0.002, 0.01))
    c.http(body=b'y' * c.rng.randrange(200000, 500000))
    c.lab.way.rule = rule
    c.go(lambda: c.get())
    return 'packet-loss', 'spurious-retransmission', 'rate-limited'


def reorder(c):
    n, every, delay = [0], c.rng.randrange(20, 40), c.rng.choice((0.005, 0.02))

    def rule(f, side):
        if side == 1 and f.data > 500:
            n[0] += 1
            if n[0] % every == 0:
                return [(delay + 0.003, 0, f.b)]
        return [(delay, 1 - side, f.b)]
    c.http(body=b'y' * c.rng.randrange(300000, 500000))
    c.lab.way.rule = rule
    c.go(lambda: c.get())
    return 'reordering', 'spurious-retransmission'


def twice(c):
    n, every = [0], c.rng.randrange(8, 25)

    def rule(f, side):
        if side == 1 and f.data > 0:
            n[0] += 1
            if n[0] % every == 0:
                return [(0.001, 0, f.b), (0.0012, 0, f.b)]
        return [(0.001, 1 - side, f.b)]
    c.http(body=b'y' * c.rng.randrange(200000, 400000))
    c.lab.way.rule = rule
    c.go(lambda: c.get())
    return 'duplicate-packets', 'spurious-retransmission'


def far(c):
    c.http()
    c.lab.way.delay = c.rng.uniform(0.1, 0.3)
    c.go(lambda: c.get(n=c.rng.randrange(1, 4)))
    return 'high-rtt'


def jitter(c):
    def handle(s):
        while s.recv(1000):
            s.sendall(b'+OK\r\n')
    last = [0.0, 0.0]

    def rule(f, side):
        now = time.monotonic()
        last[side] = max(last[side], now + c.rng.uniform(0.003, 0.1))
        return [(last[side] - now, 1 - side, f.b)]

    def go():
        s = c.connect()
        for _ in range(30):
            s.sendall(b'PING %d\r\n' % c.rng.randrange(1000))
            s.recv(100)
            time.sleep(0.02)
        s.close()
    c.listen(handle)
    c.lab.way.rule = rule
    c.go(go)
    return 'jitter', 'high-rtt', 'many-small-requests', 'spurious-retransmission', 'packet-loss'


def queue_rule(rate, most):
    free = [0.0, 0.0]

    def rule(f, side):
        now = time.monotonic()
        start = max(free[side], now)
        if start - now > most:
            return []
        free[side] = start + len(f.b) * 8 / rate
        return [(free[side] - now + 0.002, 1 - side, f.b)]
    return rule


def bloat(c):
    up = c.rng.random() < 0.5
    n = c.rng.randrange(900000, 1400000)

    def handle(s):
        if up:
            while s.recv(65536):
                pass
        else:
            s.recv(100)
            s.sendall(b'z' * n)

    def go():
        s = c.connect(timeout=30)
        if up:
            s.sendall(b'z' * n)
            s.shutdown(socket.SHUT_WR)
            s.recv(10)
        else:
            s.sendall(b'send\n')
            while s.recv(65536):
                pass
        s.close()
    c.listen(handle)
    c.lab.way.rule = queue_rule(c.rng.uniform(2e6, 4e6), 100)
    c.go(go)
    return 'bufferbloat', 'rate-limited', 'spurious-retransmission', 'zero-window'


def black_hole(c):
    up = c.vantage == 'client'  # where the long ones are lost they are not seen
    limit = c.rng.randrange(1280, 1440)

    def rule(f, side):
        return [] if f.ver and f.len > limit and side == (0 if up else 1) else [(0.001, 1 - side, f.b)]

    def handle(s):
        s.recv(100)
        s.sendall(b'z' * (10 if up else 40000))
        s.settimeout(5)
        s.recv(100000)

    def go():
        s = c.connect(timeout=4)
        s.sendall(b'hello\n')
        if up:
            s.recv(100)
            s.sendall(b'z' * 30000)
            time.sleep(4)
        else:
            s.recv(100)
        s.close()
    c.listen(handle)
    c.lab.way.rule = rule
    c.go(go)
    return 'mtu-black-hole', 'packet-loss', 'request-unanswered', 'connection-reset', 'peer-vanished'


def vanish(c):
    gone = []

    def handle(s):
        while True:
            d = s.recv(1000)
            if not d:
                return
            s.sendall(b'ack ' + d)

    def go():
        s = c.connect(timeout=5)
        for i in range(4):
            s.sendall(b'message %d\n' % i)
            s.recv(1000)
            time.sleep(0.1)
        gone.append(1)
        s.sendall(b'anybody?\n')
        s.recv(1000)
    c.listen(handle)
    c.lab.way.rule = lambda f, side: [] if gone and f.proto == 6 else [(0, 1 - side, f.b)]
    c.go(go)
    return 'peer-vanished', 'request-unanswered', 'one-way-capture'


def zero_window(c):
    def go():
        s = c.connect(rcvbuf=8192, timeout=20)
        s.sendall(b'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
        for _ in range(3):
            time.sleep(0.7)
            s.recv(20000)
        while s.recv(65536):
            pass
    size = c.rng.randrange(200000, 400000)

    def handle(s):
        s.recv(1000)
        s.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n' % size + b'x' * size)
    c.listen(handle)
    c.go(go)
    return 'zero-window', 'small-window', 'silly-window', 'spurious-retransmission'


def small_window(c):
    c.http(body=b'x' * c.rng.randrange(100000, 200000))
    c.lab.way.delay = c.rng.uniform(0.01, 0.03)
    c.go(lambda: c.get(rcvbuf=c.rng.choice((2048, 4096))))
    return 'small-window', 'silly-window', 'zero-window'


def empty(c):
    def handle(s):
        s.recv(1000)
        time.sleep(c.rng.uniform(0, 0.3))
    c.listen(handle)
    c.go(lambda: c.reply(ask(c, b'GET /x HTTP/1.1\r\nHost: x\r\n\r\n')))
    return 'zero-size-reply'


def empty_plain(c):
    c.listen(lambda s: s.recv(1000))
    c.go(lambda: ask(c).recv(100))
    return 'zero-size-reply'


def no_answer(c):
    c.listen(lambda s: time.sleep(20))

    def go():
        s = ask(c, b'GET /x HTTP/1.1\r\nHost: x\r\n\r\n')
        time.sleep(c.rng.uniform(2, 4))
        s.close()
    c.go(go)
    return 'request-unanswered'


def slow(c):
    c.http(think=c.rng.uniform(1.3, 2.5))
    c.go(lambda: c.get(n=2))
    return 'slow-server'


def aborted(c):
    size = c.rng.randrange(20000, 60000)

    def handle(s):
        s.recv(1000)
        s.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n' + b'x' * size)
        time.sleep(0.2)
        linger(s)
    c.listen(handle)
    c.go(lambda: c.get())
    return 'connection-reset', 'truncated-body'


def short_body(c):
    c.http(body=b'x' * c.rng.randrange(10, 3000), length=9999)
    c.go(lambda: c.get())
    return 'truncated-body'


def status(c, code, word):
    bad = [0]

    def handle(s):
        while True:
            d = s.recv(1000)
            if not d:
                return
            b = b'oops' if b'/bad' in d else b'fine, thank you'
            s.sendall(b'HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n' % (code if b'/bad' in d else b'200 OK', len(b)) + b)
    c.listen(handle)

    def go():
        s = c.connect()
        for i in range(c.rng.randrange(2, 6)):
            s.sendall(b'GET /%d HTTP/1.1\r\nHost: x\r\n\r\n' % i)
            c.reply(s)
        s.sendall(b'GET /bad HTTP/1.1\r\nHost: x\r\n\r\n')
        c.reply(s)
        s.close()
    bad[0] = 1
    c.go(go)
    return word


def not_found(c):
    return status(c, c.rng.choice((b'404 Not Found', b'403 Forbidden', b'400 Bad Request')), 'http-error-4xx')


def failing(c):
    return status(c, c.rng.choice((b'500 Oops', b'502 Bad Gateway', b'503 Busy', b'504 Late')), 'http-error-5xx')


def empty_body(c):
    c.http(body=b'')
    c.go(lambda: c.get('/report'))
    return 'http-empty-body'


def loop(c):
    def handle(s):
        d = s.recv(1000)
        to = b'/b' if b'GET /a' in d else b'/a'
        s.sendall(b'HTTP/1.1 302 Found\r\nLocation: http://x%s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' % to)
    c.listen(handle)

    def go():
        for i in range(c.rng.randrange(8, 14)):
            c.get('/a' if i % 2 == 0 else '/b')
    c.go(go)
    return 'redirect-loop', 'connection-churn'


def idle_reset(c):
    gone = []

    def handle(s):
        while True:
            d = s.recv(1000)
            if not d:
                return
            s.sendall(b'fine\n')

    def rule(f, side):
        if gone and side == 0 and f.data > 0:
            seq, ackn = struct.unpack_from('>II', f.b, f.l4 + 4)
            body = struct.pack('>HHIIBBHHH', f.dport, f.sport, ackn, 0, 0x50, 4, 0, 0, 0)
            return [(0.0005, 0, answer(f, 6, body, 64))]
        return [] if gone else [(0, 1 - side, f.b)]

    def go():
        s = c.connect()
        s.sendall(b'hello\n')
        s.recv(100)
        time.sleep(c.rng.uniform(4, 7))
        gone.append(1)
        s.sendall(b'still there?\n')
        s.recv(100)
    c.listen(handle)
    c.lab.way.rule = rule
    c.go(go)
    return 'idle-timeout-reset', 'connection-reset'


def turns(c):
    def handle(s):
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            d = s.recv(1000)
            if not d:
                return
            s.sendall(b'$3\r\nabc\r\n')
    c.listen(handle)
    c.lab.way.delay = c.rng.choice((0, 0.001, 0.004))

    def go():
        s = c.connect()
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for i in range(c.rng.randrange(120, 300)):
            s.sendall(b'*2\r\n$3\r\nGET\r\n$5\r\nk%04d\r\n' % i)
            s.recv(100)
        s.close()
    c.go(go)
    return 'many-small-requests'


def nagle(c):
    def handle(s):
        while True:
            b = b''
            while len(b) < 150:
                d = s.recv(1000)
                if not d:
                    return
                b += d
            s.sendall(b'done\n')
    c.listen(handle)

    def go():
        s = c.connect()
        for _ in range(c.rng.randrange(20, 40)):
            s.sendall(b'h' * 50)
            s.sendall(b'b' * 100)
            s.recv(100)
            time.sleep(0.005)
        s.close()
    c.go(go)
    return 'delayed-ack-stall', 'many-small-requests'


def churn(c):
    c.http()

    def go():
        for _ in range(c.rng.randrange(40, 80)):
            c.get()
    c.go(go)
    return 'connection-churn', 'many-small-requests'


def scan(c):
    ports = c.rng.sample(range(1, 60000), c.rng.randrange(30, 120))

    def go():
        for p in ports:
            try:
                c.connect(port=p, timeout=0.3).close()
            except OSError:
                pass
    c.go(go)
    return 'port-scan', 'tcp-refused'


def beacon(c):
    c.http()
    period = c.rng.uniform(0.9, 1.3)

    def go():
        for _ in range(12):
            c.get('/x')
            time.sleep(period * c.rng.uniform(0.9, 1.1))
    c.go(go)
    return 'beaconing'


def guess_ftp(c):
    def handle(s):
        s.sendall(b'220 FTP server ready\r\n')
        while True:
            d = s.recv(100)
            if not d:
                return
            s.sendall(b'331 Password?\r\n' if d.startswith(b'USER') else b'530 Login incorrect\r\n')
    c.listen(handle)

    def go():
        for i in range(c.rng.randrange(10, 25)):
            s = c.connect()
            s.recv(100)
            s.sendall(b'USER root\r\n')
            s.recv(100)
            s.sendall(b'PASS pw%d\r\n' % i)
            s.recv(100)
            s.close()
    c.go(go)
    return 'brute-force', 'cleartext-credentials', 'connection-churn'


def secret(c):
    c.http()

    def go():
        s = c.connect()
        s.sendall(b'GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic dXNlcjpzZWNyZXQ=\r\n\r\n')
        c.reply(s)
        s.close()
    c.go(go)
    return 'cleartext-credentials'


def wrong_protocol(c):
    c.port = c.rng.choice((443, 80))

    def handle(s):
        s.sendall(b'SSH-2.0-OpenSSH_9.2\r\n')
        s.recv(100)
        s.sendall(b'x' * 300)
        s.recv(1000)
    c.listen(handle)

    def go():
        s = c.connect()
        s.recv(100)
        s.sendall(b'SSH-2.0-client\r\n')
        s.recv(1000)
        s.sendall(b'y' * 200)
        s.close()
    c.go(go)
    return 'protocol-mismatch'


def shell(c):
    c.port = c.rng.choice((4444, 31337, 9001, c.rng.randrange(2000, 60000)))

    def handle(s):
        s.sendall(c.rng.choice((b'sh-5.2$ ', b'# ', b'Microsoft Windows [Version 10.0.19045]\r\n\r\nC:\\Windows>')))
        while s.recv(100):
            s.sendall(b'uid=0(root) gid=0(root) groups=0(root)\n# ')
    c.listen(handle)

    def go():
        s = c.connect()
        s.recv(100)
        for w in (b'id\n', b'uname -a\n'):
            s.sendall(w)
            s.recv(1000)
            time.sleep(0.2)
        s.close()
    c.go(go)
    return 'unknown-service', 'protocol-mismatch'


def alert(c):
    def handle(s):
        s.recv(1000)
        s.sendall(bytes([21, 3, 3, 0, 2, 2, c.rng.choice((40, 70, 112))]))
    c.listen(handle)
    hello = bytes([1, 0, 0, 40, 3, 3]) + bytes(32) + bytes([0, 0, 2, 0x13, 1, 1, 0])[:6]

    def go():
        s = c.connect()
        s.sendall(bytes([22, 3, 1]) + struct.pack('>H', len(hello)) + hello)
        s.recv(100)
        s.close()
    c.go(go)
    return 'tls-handshake-failure'


# --- health ---


def fine_http(c):
    c.http()
    c.lab.way.delay = c.rng.choice((0, 0.005, 0.03))
    c.go(lambda: c.get(n=c.rng.randrange(1, 12), gap=c.rng.choice((0, 0.05))))


def fine_bulk(c):
    c.http(body=b'x' * c.rng.randrange(500000, 2000000))
    c.lab.way.delay = c.rng.choice((0, 0.002, 0.02))
    c.go(lambda: c.get())


def fine_upload(c):
    def handle(s):
        while s.recv(65536):
            pass
        s.sendall(b'thanks\n')

    def go():
        s = c.connect()
        s.sendall(b'u' * c.rng.randrange(300000, 900000))
        s.shutdown(socket.SHUT_WR)
        s.recv(10)
        s.close()
    c.listen(handle)
    c.go(go)


def fine_chat(c):
    def handle(s):
        while True:
            d = s.recv(1000)
            if not d:
                return
            s.sendall(b'echo ' + d)

    def go():
        s = c.connect()
        for _ in range(c.rng.randrange(4, 10)):
            s.sendall(b'a line typed by somebody\n')
            s.recv(1000)
            time.sleep(c.rng.uniform(0.1, 0.6))
        s.close()
    c.listen(handle)
    c.go(go)


def fine_abort(c):
    c.http(body=b'x' * 100000)

    def go():
        s = c.get(close=False)
        linger(s)
    c.go(go)


def fine_checks(c):
    c.http()

    def go():
        for _ in range(4):
            c.connect().close()
            time.sleep(0.4)
    c.go(go)


def fine_idle(c):
    def handle(s):
        s.recv(1000)
        s.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
        time.sleep(c.rng.uniform(1, 3))

    def go():
        s = c.get(close=False)
        s.recv(10)
        s.close()
    c.listen(handle)
    c.go(go)


def fine_parallel(c):
    c.http()

    def go():
        ts = [inside(c.lab.client, c.get, '/', 4) for _ in range(6)]
        for t in ts:
            t.join(10)
    c.go(go)


def fine_push(c):
    def handle(s):
        for _ in range(5):
            s.sendall(b'tick\n')
            time.sleep(c.rng.uniform(0.2, 1.2))

    def go():
        s = c.connect()
        while s.recv(100):
            pass
        s.close()
    c.listen(handle)
    c.go(go)


def fine_half_close(c):
    def handle(s):
        while s.recv(1000):
            pass
        s.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello')

    def go():
        s = ask(c, b'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
        s.shutdown(socket.SHUT_WR)
        c.reply(s)
        s.close()
    c.listen(handle)
    c.go(go)


def fine_redirect(c):
    def handle(s):
        for answer in (b'302 Found\r\nLocation: /there', b'200 OK'):
            s.recv(1000)
            s.sendall(b'HTTP/1.1 ' + answer + b'\r\nContent-Length: 2\r\n\r\nok')
        s.recv(1000)
    c.listen(handle)
    c.go(lambda: c.get(n=2))


def fine_pipelined(c):
    n = c.rng.randrange(3, 20)

    def handle(s):
        b = b''
        while b.count(b'\r\n\r\n') < n:
            b += s.recv(65536)
        s.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok' * n)
        s.recv(10)

    def go():
        s = ask(c, b'GET / HTTP/1.1\r\nHost: x\r\n\r\n' * n)
        b = b''
        while b.count(b'ok') < n:
            b += s.recv(65536)
        s.close()
    c.listen(handle)
    c.go(go)


def fine_keepalive(c):
    c.http()

    def go():
        s = c.get(close=False)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)
        time.sleep(c.rng.uniform(2.2, 4.2))
        s.close()
    c.go(go)


def talk(c, port, greeting, answers):
    """A dialogue of lines: what the server says first, and to each line of the client."""
    c.port = port

    def handle(s):
        s.sendall(greeting)
        for _, answer in answers:
            s.recv(1000)
            s.sendall(answer)
        s.recv(10)

    def go():
        s = c.connect()
        if greeting:
            s.recv(1000)
        for line, _ in answers:
            time.sleep(c.rng.uniform(0, 0.05))
            s.sendall(line)
            s.recv(1000)
        s.close()
    c.listen(handle)
    c.go(go)


def fine_mail(c):
    talk(c, 25, b'220 mx ESMTP\r\n', [
        (b'EHLO me\r\n', b'250 mx\r\n'), (b'MAIL FROM:<a@example.org>\r\n', b'250 ok\r\n'),
        (b'RCPT TO:<b@example.org>\r\n', b'250 ok\r\n'), (b'DATA\r\n', b'354 go on\r\n'),
        (b'Subject: x\r\n\r\n550 is no answer here\r\n.\r\n', b'250 queued\r\n'), (b'QUIT\r\n', b'221 bye\r\n')])


def fine_redis(c):
    talk(c, 6379, b'', [(b'*1\r\n$4\r\nPING\r\n', b'+PONG\r\n'),
                        (b'*2\r\n$3\r\nGET\r\n$1\r\na\r\n', b'$-1\r\n'),
                        (b'*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n', b'+OK\r\n')])


def fine_datagrams(c):
    def make():
        s = socket.socket(c.family, socket.SOCK_DGRAM)
        s.bind(('', c.port))
        return s
    t = inside(c.lab.server, make)
    t.join(2)
    server = t.box['value']
    c.open.append(server)

    def echo():
        while True:
            try:
                d, who = server.recvfrom(65536)
                if not who:
                    return
                server.sendto(d, who)
            except OSError:
                return
    threading.Thread(target=echo, daemon=True).start()

    def go():
        s = socket.socket(c.family, socket.SOCK_DGRAM)
        s.settimeout(2)
        c.socks.append(s)
        for n in (10, 1200, c.rng.randrange(2000, 9000)):  # the last goes in fragments
            s.sendto(b'd' * n, (c.b, c.port))
            s.recv(65536)
    c.go(go)


def fine_chunked(c):
    def handle(s):
        s.recv(1000)
        s.sendall(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
        for _ in range(c.rng.randrange(2, 8)):
            n = c.rng.randrange(1, 4000)
            s.sendall(b'%x\r\n%s\r\n' % (n, b'c' * n))
            time.sleep(c.rng.uniform(0, 0.2))
        s.sendall(b'0\r\n\r\n')
        s.recv(10)

    def go():
        s = ask(c, b'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
        b = b''
        while not b.endswith(b'0\r\n\r\n'):
            b += s.recv(65536)
        s.close()
    c.listen(handle)
    c.go(go)


def fine_both_ways(c):
    n = c.rng.randrange(200000, 800000)

    def pump(s):
        t = threading.Thread(target=lambda: s.sendall(b'w' * n), daemon=True)
        t.start()
        have = 0
        while have < n:
            have += len(s.recv(65536))
        t.join(10)

    def go():
        s = c.connect()
        pump(s)
        s.close()
    c.listen(pump)
    c.go(go)


def fine_server_close(c):
    def handle(s):
        s.recv(1000)
        s.sendall(b'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n' + b'b' * c.rng.randrange(1, 50000))

    def go():
        s = ask(c, b'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
        while s.recv(65536):
            pass
        s.close()
    c.listen(handle)
    c.go(go)


def fine_icon(c):
    c.http(status=b'404 Not Found', body=b'no')
    c.go(lambda: c.get('/favicon.ico'))


def mail_rejected(c):
    talk(c, 25, b'220 mx ESMTP\r\n', [
        (b'EHLO me\r\n', b'250 mx\r\n'), (b'MAIL FROM:<a@example.org>\r\n', b'250 ok\r\n'),
        (b'RCPT TO:<b@example.org>\r\n', b'%d 5.7.1 relaying denied\r\n' % c.rng.choice((550, 554, 451))),
        (b'QUIT\r\n', b'221 bye\r\n')])
    return 'smtp-error'


def redis_wrong(c):
    talk(c, 6379, b'', [(b'*1\r\n$4\r\nPING\r\n', b'+PONG\r\n'),
                        (b'*2\r\n$4\r\nLLEN\r\n$1\r\na\r\n', b'-WRONGTYPE Operation against a key\r\n')])
    return 'redis-error'


TROUBLES = [refused, filtered, firewall, rejected, no_route, dead_host, slow_connect, backlog, loss, reorder, twice, far,
            jitter, bloat, black_hole, vanish, zero_window, small_window, empty, empty_plain, no_answer, slow, aborted,
            short_body, not_found, failing, empty_body, loop, idle_reset, turns, nagle, churn, scan, beacon, guess_ftp,
            secret, wrong_protocol, shell, alert, mail_rejected, redis_wrong]
HEALTHY = [fine_http, fine_bulk, fine_upload, fine_chat, fine_abort, fine_checks, fine_idle, fine_parallel, fine_push,
           fine_half_close, fine_redirect, fine_pipelined, fine_keepalive, fine_mail, fine_redis, fine_datagrams,
           fine_chunked, fine_both_ways, fine_server_close, fine_icon]


def one(lab, f, rng, path):
    c = Case(lab, rng)
    c.vantage = rng.choice(('client', 'server'))
    if f in (filtered, firewall, rejected, no_route, dead_host, slow_connect, scan, vanish, idle_reset):
        c.vantage = 'client'
    lab.way.rule, lab.way.delay = None, 0.0
    for ns, n in ((lab.client, 'c0'), (lab.server, 's0')):
        run('ip', '-n', ns, 'neigh', 'flush', 'dev', n, check=False)
        run('ip', '-n', ns, 'tcp_metrics', 'flush', check=False)
    p = lab.capture(c.vantage, path)
    try:
        want = f(c)
        time.sleep(0.3)
    finally:
        lab.way.rule = None  # what is left over can end
        for s in c.open:
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            s.close()
        p.send_signal(signal.SIGINT)
        p.wait(5)
    lab.way.rule = None
    want = () if want is None else (want,) if isinstance(want, str) else want
    r = subprocess.run([BINARY, 'why', '--json', path], capture_output=True, text=True)
    found = json.loads(r.stdout)['findings']
    loud = [x['class'] for x in found if x['severity'] != 'notice']
    right = not want or want[0] in [x['class'] for x in found]
    extra = sorted(set(loud) - set(want))
    return c, right, extra, want, found


def main():
    global BINARY
    p = argparse.ArgumentParser()
    p.add_argument('--runs', type=int, default=len(TROUBLES) + len(HEALTHY))
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--only')
    p.add_argument('--keep')
    p.add_argument('--binary', default=os.path.join(ROOT, 'build/release/sonde'))
    p.add_argument('-v', action='store_true')
    a = p.parse_args()
    BINARY = os.path.abspath(a.binary)
    if os.getuid() != 0 or run('ip', 'netns', 'list', check=False).returncode:
        print('skipped: needs root and ip netns')
        print('0 passed, 0 failed')
        return 0
    rng = random.Random(a.seed)
    cases = [f for f in TROUBLES + HEALTHY if not a.only or f.__name__ in a.only.split(',')]
    order = [cases[i % len(cases)] for i in range(a.runs if not a.only else max(a.runs if a.runs < 40 else 1, len(cases)))]
    d = a.keep or tempfile.mkdtemp()
    os.makedirs(d, exist_ok=True)
    good = bad = 0
    lab = Lab(rng)
    try:
        for i, f in enumerate(order):
            path = os.path.join(d, '%03d-%s.pcap' % (i, f.__name__))
            c, right, extra, want, found = one(lab, f, random.Random(a.seed * 100003 + i), path)
            ok = right and not extra
            good, bad = good + ok, bad + (not ok)
            if not ok or a.v:
                print('%s %s (IPv%d, port %d, seen at the %s): wanted %s; %s' % (
                    'ok  ' if ok else 'FAIL', f.__name__, c.ver, c.port, c.vantage, want[0] if want else 'nothing',
                    '; '.join('%s %s' % (x['severity'], x['class']) for x in found) or 'nothing found'), flush=True)
            if ok and not a.keep:
                os.unlink(path)
    finally:
        lab.close()
    print('%d passed, %d failed' % (good, bad))
    return bad > 0


if __name__ == '__main__':
    sys.exit(main())
