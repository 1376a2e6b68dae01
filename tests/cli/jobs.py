#!/usr/bin/env python3
"""-j N prints the same bytes as -j 1: TCP conversations, also in tunnels and in ICMP's quotes, what is
remembered of RPC, IKE and QUIC, times since the packet before, cut files, pipes, full disks.

  tests/cli/jobs.py [BINARY]

Makes its captures itself."""
import gzip, os, random, shutil, signal, struct, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common import binary, finish, header, ok  # noqa: E402

JOBS = ('2', '3', '8')
rnd = random.Random(7)


def run(*args, **kw):
    kw.setdefault('stdin', subprocess.DEVNULL)
    kw.setdefault('stdout', subprocess.PIPE)
    p = subprocess.run([kw.pop('program', binary), *args], stderr=subprocess.PIPE, timeout=120,
                       env=dict(os.environ, TZ='GMT0'), **kw)
    return p.returncode, p.stdout, p.stderr


# --- packets ---

def tcp(sport, dport, seq, ack, flags, data=b''):
    return struct.pack('>HHIIBBHHH', sport, dport, seq & 0xffffffff, ack & 0xffffffff, 0x50, flags, 512, 0, 0) + data


def udp(sport, dport, data=b''):
    return struct.pack('>HHHH', sport, dport, 8 + len(data), 0) + data


def ip4(src, dst, proto, data, off=0):
    return struct.pack('>BBHHHBBHII', 0x45, 0, 20 + len(data), 1, off, 64, proto, 0, src, dst) + data


def ip6(src, dst, proto, data):
    a = [bytes.fromhex('20010db8') + bytes(8) + struct.pack('>I', x) for x in (src, dst)]
    return struct.pack('>IHBB', 0x60000000, len(data), proto, 64) + a[0] + a[1] + data


def eth(kind, data):
    return bytes(range(12)) + struct.pack('>H', kind) + data


def quic(long, cid):
    if long:
        return b'\xc0\0\0\0\1' + bytes([len(cid)]) + cid + b'\0' + b'\0' + b'\x05' + bytes(5)
    return b'\x40' + cid + bytes(24)


def rpc(xid, answer):
    if answer:
        return struct.pack('>6I', xid, 1, 0, 0, 0, 0) + bytes(4)
    return struct.pack('>10I', xid, 0, 2, 100003, 3, 0, 0, 0, 0, 0)


class Hosts:
    """Conversations; every packet of one goes on where the last ended."""

    def __init__(self, n):
        self.c = [[rnd.getrandbits(32), rnd.getrandbits(32)] for _ in range(n)]

    def packet(self, i):
        a, b = 0x0a000000 + i % 7, 0x0a000100 + i % 5
        c, back = self.c[i], rnd.random() < .5
        ports = (1024 + i, 80)
        data = rnd.randbytes(rnd.randrange(60))
        if back:
            a, b, ports = b, a, ports[::-1]
        out = tcp(*ports, c[back], c[not back], 0x18, data)
        c[back] += len(data)
        return a, b, out


def wrapped(kind, a, b, seg):
    """The segment in a packet of some kind; its hosts are the same in each."""
    plain = ip4(a, b, 6, seg)
    out = lambda proto, data: eth(0x800, ip4(0xc0a80001 + kind, 0xc0a80101, proto, data))
    return {
        0: lambda: eth(0x800, plain),
        1: lambda: eth(0x8100, struct.pack('>HH', 5, 0x800) + plain),
        2: lambda: out(4, plain),
        3: lambda: out(47, struct.pack('>HH', 0, 0x800) + plain),
        4: lambda: out(47, struct.pack('>HHII', 0x3000, 0x6558, 1, 2) + eth(0x800, plain)),
        5: lambda: out(17, udp(9999, 4789, b'\x08' + bytes(7) + eth(0x800, plain))),
        6: lambda: out(1, b'\3\1' + bytes(6) + plain),
        7: lambda: eth(0x8847, struct.pack('>I', 17 << 12 | 0x1ff) + plain),
        8: lambda: eth(0x8864, struct.pack('>BBHHH', 0x11, 0, 1, len(plain) + 2, 0x21) + plain),
        9: lambda: eth(0x86dd, ip6(a, b, 6, seg)),
        10: lambda: out(17, udp(9999, 6081, struct.pack('>BBHI', 0, 0, 0x800, 7) + plain)),
        11: lambda: out(103, b'\x21\0\0\0\0\0\0\0' + plain),  # PIM's register: odd
        12: lambda: eth(0x880b, struct.pack('>H', 0x21) + plain),  # PPP: odd
    }[kind]()


def other(i):
    """What TCP's conversations have nothing to do with, memories among it."""
    a, b = 0x0a000000 + i % 9, 0x0a000100 + i % 3
    if i & 1:
        a, b = b, a
    cid = bytes([i % 13] * 8)
    return [
        lambda: eth(0x806, bytes.fromhex('0001080006040001') + bytes(20)),
        lambda: eth(0x800, ip4(a, b, 17, udp(4000 + i % 50, 53, bytes(20)))),
        lambda: eth(0x800, ip4(a, b, 17, udp(4000 + i % 20, 443, quic(i % 3 == 0, cid)))),
        lambda: eth(0x800, ip4(a, b, 17, udp(*((800, 2049) if a < b else (2049, 800)), rpc(i // 14, a > b)))),
        lambda: eth(0x800, ip4(a, b, 17, udp(500, 500, struct.pack('>QQ', i % 11 + 1, i % 2) +
                                             bytes.fromhex('01102500000000000000001c')))),
        lambda: eth(0x800, ip4(a, b, 1, b'\x08\0' + bytes(30))),
        lambda: eth(0x800, ip4(a, b, 6, rnd.randbytes(30), 100)),  # a later fragment
        lambda: eth(38, b'\x42\x42\x03' + bytes(35)),
        lambda: rnd.randbytes(rnd.randrange(1, 80)),
    ][i % 9]()


def capture(name, n, kinds, link=1):
    hosts, t = Hosts(40), 1700000000.0
    with open(name, 'wb') as f:
        f.write(header(link))
        for i in range(n):
            t += rnd.random() * rnd.choice((1e-4, .1, 3, -1))
            p = wrapped(rnd.choice(kinds), *hosts.packet(rnd.randrange(40))) if rnd.random() < .7 else other(i)
            cut = len(p) if rnd.random() < .95 else rnd.randrange(len(p) + 1)
            f.write(struct.pack('<IIII', int(t), int(t % 1 * 1e6), cut, len(p)) + p[:cut])
    return name


def same(name, *args, data=None, **kw):
    """All jobs say what one says."""
    kw['input'] = data
    if data is not None:
        kw['stdin'] = None
        kw = {k: v for k, v in kw.items() if k != 'stdin'}
        go = lambda j: run_in(data, '-j', j, *args)
    else:
        kw.pop('input')
        go = lambda j: run('-j', j, *args, **kw)
    want = go('1')
    for j in JOBS:
        got = go(j)
        ok(f'{name} -j {j} {" ".join(args)}', got == want, want[0], want[2][-200:], got[0], got[2][-200:])
    return want


def run_in(data, *args):
    p = subprocess.run([binary, *args], input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
                       env=dict(os.environ, TZ='GMT0'))
    return p.returncode, p.stdout, p.stderr


def text():
    plain = capture('plain.pcap', 9000, (0, 9))
    tunnels = capture('tunnels.pcap', 9000, range(11))
    odd = capture('odd.pcap', 400, range(11))
    with open(odd, 'ab') as f:  # late in the file
        f.write(open(capture('odd2.pcap', 4000, range(13)), 'rb').read()[24:])
    for f in (plain, tunnels, odd):
        for o in (['-nn'], ['-nn', '-v', '-ttt'], ['-nn', '-vvv', '-e', '-ttttt'], ['-nn', '--json'],
                  ['-nn', '-X', '-#'], ['-nnq'], ['-nn', '-S', '--nano', '-ttt']):
            same('text', *o, '-r', f)
    got = run('-j', '3', '-nn', '-r', plain)
    ok('relative numbers', got[0] == 0 and got[1].count(b'\n') > 8000 and b'seq 1:' in got[1])
    for link in (0, 101, 113, 276, 228, 229, 9, 105):
        f = capture('link.pcap', 1500, (0,), link)
        same('link type %d' % link, '-nn', '-v', '-r', f)
    return plain, tunnels


def options(plain, tunnels):
    same('options', '-nn', '-c', '5000', '-r', plain)
    same('options', '-nn', '--skip', '1500', '-c', '3', '-ttt', '-r', plain)
    same('options', '-nn', '-ttt', '-#', '-r', plain, 'tcp and host 10.0.0.3')
    same('options', '-nn', '--print-sampling', '7', '-ttt', '-r', plain)
    same('options', '-nn', '-r', plain, '-r', tunnels)
    same('options', '-nn', '-r', plain, '-r', tunnels, '--merge', '-ttt')
    same('options', '-nn', '-r', plain, '-r', tunnels, '--reorder', '--dedupe')
    same('options', '-nn', '-r', plain, '--packets', '5-6,100-8000')
    same('options', '--count', '-r', plain)
    same('options', '-nn', '--memory=1m', '-r', plain, '-r', tunnels)
    same('options', '-nn', '--deep', '-ttt', '-Y', 'tcp.srcport == 80', '-r', tunnels)
    same('options', '-r', plain, '--resolve-wait', '0', '-c', '50')
    same('options', '-nn', '-T', 'rpc', '-r', tunnels)
    same('options', '-nnl', '-c', '500', '-r', plain)
    for j in ('1', '3'):
        run('-j', j, '-nn', '-r', plain, '-w', 'copy%s.pcap' % j, '--print')
    ok('-w --print', open('copy1.pcap', 'rb').read() == open('copy3.pcap', 'rb').read() != b'')
    for bad in ('0', '65', '99999999999999999999'):
        got = run('-j', bad, '-nn', '-r', plain)
        ok('-j ' + bad, got[0] == 1 and got[2].startswith(b'sonde: invalid number of jobs'), got)
    got = run('--jobs', '2', '-nn', '-r', plain)
    ok('--jobs', got[0] == 0 and got[1] == run('-nn', '-r', plain)[1])
    ok('-j host', run('-j', 'host', '-nn', '-r', plain)[0] == 0)
    ok('-j nonsense', b'invalid time stamp type' in run('-j', '2x', '-nn', '-r', plain)[2])
    os.symlink(binary, 'tcpdump')
    got = run('-j', '2', '-nn', '-r', plain, program='./tcpdump')
    ok('tcpdump -j', got[0] == 1 and b'invalid time stamp type 2' in got[2], got)


def files(plain):
    data = open(plain, 'rb').read()
    same('a pipe', '-nn', '-v', '-r', '-', data=data)
    with gzip.open('plain.gz', 'wb', 1) as f:
        f.write(data)
    same('compressed', '-nn', '-v', '-r', 'plain.gz')
    open('cut.pcap', 'wb').write(data[:-7])
    want = same('cut', '-nn', '-r', 'cut.pcap')
    ok('cut: status', want[0] == 1)
    damaged = bytearray(data)
    damaged[len(data) // 2:len(data) // 2 + 64] = b'\xff' * 64
    open('damaged.pcap', 'wb').write(damaged)
    same('damaged', '-nn', '-r', 'damaged.pcap', '-r', plain)
    with open('large.pcap', 'wb') as f:  # packets larger than others are together
        f.write(data[:24])
        for i in range(12):
            n = 262144 if i % 2 else 200000
            f.write(struct.pack('<IIII', 1, i, n, n) + eth(0x800, ip4(1, 2, 17, bytes(n - 34 - 65000)[:60000])).ljust(n, b'a'))
    same('large', '-nn', '-X', '-r', 'large.pcap')
    same('large', '-nn', '-X', '-r', '-', data=open('large.pcap', 'rb').read())


def waits(plain):
    """What comes slowly is heard, and ^C is, whoever reads."""
    data = open(plain, 'rb').read()
    os.mkfifo('fifo')
    for j in ('1',) + JOBS:
        p = subprocess.Popen([binary, '-j', j, '-nn', '-r', '-'], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL)
        p.stdin.write(data[:100000])
        p.stdin.flush()
        first = p.stdout.readline()
        p.send_signal(signal.SIGINT)
        ok('a pipe that waits -j ' + j, first and p.stdout.read().endswith(b'\n') and p.wait(20) == 0, p.returncode)
        p.stdin.close()
        p = subprocess.Popen([binary, '-j', j, '-nn', '-r', plain, '-r', 'fifo'], stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(.3)
        p.send_signal(signal.SIGINT)
        try:
            p.wait(20)
        except subprocess.TimeoutExpired:
            p.kill()
        ok('a file that does not open -j ' + j, p.wait() in (0, -signal.SIGINT), p.returncode)


def ends(plain):
    for j in ('1',) + JOBS:
        with open('/dev/full', 'wb') as full:
            got = run('-j', j, '-nn', '-r', plain, stdout=full)
        ok('full disk -j ' + j, got[0] == 14 and got[2].count(b'Unable to write output') == 1, got)
        p = subprocess.Popen([binary, '-j', j, '-nn', '-vvv', '-X', '-r', plain], stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL)
        p.stdout.read(1000)
        p.stdout.close()
        try:
            p.wait(20)
        except subprocess.TimeoutExpired:
            p.kill()
        ok('closed pipe -j ' + j, p.returncode in (0, 14, -signal.SIGPIPE), p.returncode)
        p = subprocess.Popen([binary, '-j', j, '-nn', '-vvv', '-X', '-r', plain], stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL)
        head = p.stdout.read(1000)
        p.send_signal(signal.SIGINT)
        rest = p.stdout.read()
        ok('interrupted -j ' + j, p.wait(20) == 0 and (head + rest).endswith(b'\n'), p.returncode)


os.chdir(tempfile.mkdtemp())
try:
    plain, tunnels = text()
    options(plain, tunnels)
    files(plain)
    waits(plain)
    ends(plain)
finally:
    shutil.rmtree(os.getcwd())
sys.exit(finish())
