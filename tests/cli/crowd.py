#!/usr/bin/env python3
"""crowd.py - more conversations than the processor's caches hold: the text is tcpdump's, and the same
whether packets of a file can be looked at before their turn or come from a pipe."""
import os
import random
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common import binary, finish, header, ok  # noqa: E402

CONVERSATIONS, PACKETS = 50_000, 150_000
rng = random.Random(22)


def conversation(i):
    """Its two directions: Ethernet and IP headers, ports; whether it is IPv6."""
    a, b, p, q = 0x0a000000 + i * 7, 0xc6330000 + i % 250, 1024 + i % 60000, rng.choice((80, 443, 5000))
    if i % 5 == 0:
        x, y = b'\x20\x01\x0d\xb8' + bytes(8) + struct.pack('>I', a), b'\x20\x01\x0d\xb8' + bytes(8) + struct.pack('>I', b)
        return [bytes(12) + b'\x86\xdd' + struct.pack('>IHBB', 6 << 28, 20, 6, 64) + s + d for s, d in ((x, y), (y, x))], (p, q)
    return [bytes(12) + b'\x08\0' + struct.pack('>BBHHHBBHII', 0x45, 0, 40, i & 0xffff, 0x4000, 64, 6, 0, s, d)
            for s, d in ((a, b), (b, a))], (p, q)


def packets():
    open_ = {}
    for n in range(PACKETS):
        i = rng.randrange(CONVERSATIONS)
        if i not in open_:
            open_[i] = [conversation(i), [rng.getrandbits(32), rng.getrandbits(32)]]
        (heads, ports), seq = open_[i]
        way = rng.randrange(2)
        seq[way] = seq[way] + rng.randrange(1400) & 0xffffffff
        yield heads[way] + struct.pack('>HHIIBBHHH', ports[way], ports[1 - way], seq[way], seq[1 - way], 0x50,
                                       rng.choice((0x10, 0x10, 0x18, 0x12, 0x02, 0x04)), 512, 0, 0)


def text(program, path, *args, stdin=None):
    p = subprocess.run([program, *(['-Z', 'root'] if os.getuid() == 0 else []), '-nn', *args, '-r', path], stdin=stdin,
                       capture_output=True, env=dict(os.environ, TZ='GMT0'))
    return p.stdout


with tempfile.NamedTemporaryFile(suffix='.pcap', dir='/dev/shm' if os.path.isdir('/dev/shm') else None) as f:
    f.write(header(1))
    for n, b in enumerate(packets()):
        f.write(struct.pack('<IIII', 1000 + n // 100000, n % 100000, len(b), len(b)) + b)
    f.flush()
    os.chmod(f.name, 0o644)
    want = text('tcpdump', f.name)
    ok('the reference prints all', want.count(b'\n') == PACKETS)
    ok('read ahead: as the reference', text(binary, f.name) == want)
    ok('from a pipe: the same', text(binary, '-', stdin=open(f.name, 'rb')) == want)
    few = 'tcp[tcpflags] & tcp-syn != 0 or ip6'
    ok('read ahead, with a filter', text(binary, f.name, few) == text('tcpdump', f.name, few))
    ok('read ahead, up to -c', text(binary, f.name, '-c', '140001') == b''.join(want.splitlines(True)[:140001]))
    cut = os.path.getsize(f.name) - 30
    os.truncate(f.name, cut)
    got = text(binary, f.name)
    ok('the last packet cut off: all others are printed', got == b''.join(want.splitlines(True)[:-1]))


def talks(n):
    """n clients of SSH elsewhere than on port 22: all say who they are, then all send one more message."""
    body = b'\x00\x00\x00\x0c\x0a\x15' + bytes(10)
    for at, data in ((1, b'SSH-2.0-crowd\r\n'), (16, body)):
        for i in range(n):
            head = bytes(12) + b'\x08\0' + struct.pack('>BBHHHBBHII', 0x45, 0, 40 + len(data), 7, 0x4000, 64, 6, 0, 0x0a000000 + i, 0x0a800001)
            yield head + struct.pack('>HHIIBBHHH', 30000 + i, 9999, at, 1, 0x50, 0x18, 512, 0, 0) + data


TALKS = 1000
with tempfile.NamedTemporaryFile(suffix='.pcap') as f:
    f.write(header(1))
    for n, b in enumerate(talks(TALKS)):
        f.write(struct.pack('<IIII', 1000, n, len(b), len(b)) + b)
    f.flush()
    os.chmod(f.name, 0o644)
    for jobs in ('1', '2'):
        got = text(binary, f.name, '--json', '-j', jobs)
        ok(f'-j {jobs}: none of {TALKS} conversations is forgotten', got.count(b'"proto":"ssh"') == 2 * TALKS)
finish()
