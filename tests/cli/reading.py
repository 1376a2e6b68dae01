#!/usr/bin/env python3
"""Every kind of capture file read: pcapng in full and damaged, snoop, NetMon, compressed, several at
once, growing; which packets; and `sonde info`.

  tests/cli/reading.py [BINARY]

Makes its captures itself.  What tshark, capinfos, editcap, mergecap, zstd and lz4 say is compared
where they are installed; where not, that is said."""
import bz2, gzip, json, lzma, os, random, re, shutil, struct, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common import binary, complaints, finish, here, ok, put  # noqa: E402

sanitized = b'__asan_init' in open(binary, 'rb').read()
T0 = 1700000000
MiB = 1 << 20


def have(*programs):
    missing = [p for p in programs if not shutil.which(p)]
    if missing:
        print('skipped: what %s say (not installed)' % ', '.join(missing))
    return not missing


def run(*args, **kw):
    kw.setdefault('stdin', subprocess.DEVNULL)
    return subprocess.run([kw.pop('program', binary), *args], capture_output=True, timeout=60,
                          env=dict(os.environ, TZ='GMT0'), **kw)


def tool(*args, **kw):
    return subprocess.run(args, capture_output=True, timeout=60, env=dict(os.environ, TZ='GMT0'), **kw)


def frame(i, size=0):
    """A UDP datagram, told from others by its ports."""
    payload = bytes(size)
    udp = struct.pack('>HHHH', 1024 + i % 60000, 9, 8 + len(payload), 0) + payload
    ip = struct.pack('>BBHHHBBHII', 0x45, 0, 20 + len(udp), i & 0xffff, 0, 64, 17, 0, 0x0a000001, 0x0a000002)
    return bytes(12) + b'\x08\x00' + ip + udp


def pcap(packets, magic=0xa1b2c3d4, link=1, snaplen=262144):
    """packets: (seconds, fraction, bytes)"""
    return struct.pack('<IHHiIII', magic, 2, 4, 0, 0, snaplen, link) + b''.join(
        struct.pack('<IIII', s, f, len(b), len(b)) + b for s, f, b in packets)


def some(n, start=0, step=1000):
    return [(T0 + (start + i * step) // 1000000, (start + i * step) % 1000000, frame(i)) for i in range(n)]


def ports(p):
    """Which frames were printed (-n)."""
    return [int(m) - 1024 for m in re.findall(r'10\.0\.0\.1\.(\d+) > ', p.stdout.decode(errors='replace'))]


# --- pcapng ---

class Ng:
    """A section: blocks in one byte order."""

    def __init__(self, order='<', *options):
        self.o, self.blocks = order, []
        self.block(0x0a0d0d0a, struct.pack(order + 'IHHq', 0x1a2b3c4d, 1, 0, -1) + self.options(options))

    def block(self, kind, body):
        body += bytes(-len(body) % 4)
        n = struct.pack(self.o + 'I', len(body) + 12)
        self.blocks.append(struct.pack(self.o + 'I', kind) + n + body + n)
        return self

    def options(self, options):
        if not options:
            return b''
        out = b''
        for code, v in options:
            v = v.encode() if isinstance(v, str) else v
            out += struct.pack(self.o + 'HH', code, len(v)) + v + bytes(-len(v) % 4)
        return out + bytes(4)

    def interface(self, link=1, snaplen=0, *options):
        return self.block(1, struct.pack(self.o + 'HHI', link, 0, snaplen) + self.options(options))

    def packet(self, data, ticks, interface=0, *options, length=None):
        return self.block(6, struct.pack(self.o + 'IIIII', interface, ticks >> 32, ticks & 0xffffffff, len(data),
                                         length or len(data)) + data + bytes(-len(data) % 4) + self.options(options))

    def old_packet(self, data, ticks, interface=0):
        return self.block(2, struct.pack(self.o + 'HHIIII', interface, 7, ticks >> 32, ticks & 0xffffffff, len(data),
                                         len(data)) + data)

    def simple(self, data, length=None):
        return self.block(3, struct.pack(self.o + 'I', length or len(data)) + data)

    def names(self):
        return self.block(4, struct.pack(self.o + 'HH', 1, 9) + b'\x0a\0\0\1host\0' + bytes(3) + bytes(4))

    def statistics(self, interface, received, dropped):
        return self.block(5, struct.pack(self.o + 'III', interface, 0, 0) + self.options(
            [(4, struct.pack(self.o + 'Q', received)), (5, struct.pack(self.o + 'Q', dropped))]))

    def bytes(self):
        return b''.join(self.blocks)


def everything(order='<'):
    """A section with all there is; its packets are frames 0 to 8."""
    n = Ng(order, (1, 'a section'), (2, 'hardware'), (3, 'system'), (4, 'application'))
    n.block(0x12345678, b'unknown to all')
    n.interface(1, 0, (2, 'eth0'), (3, 'the first'), (11, b'\0udp'), (12, 'os'), (15, 'card'))
    n.packet(frame(0), (T0 * 10**6) + 1)
    n.interface(101, 64, (9, b'\x09'))
    n.packet(frame(1)[14:], T0 * 10**9 + 2345, 1)
    n.names().interface(1, 0, (9, b'\x9e'))  # 2^-30
    n.packet(frame(2), (T0 << 30) + (1 << 29), 2)
    n.interface(1, 0, (9, b'\x03'), (14, struct.pack(order + 'q', 1000)))
    n.packet(frame(3), (T0 - 1000) * 1000 + 250, 3, (1, 'a comment'), (2, bytes(4)))
    n.statistics(0, 100, 3)
    n.simple(frame(4)).old_packet(frame(5), T0 * 10**6 + 500001)
    n.block(0xbad, struct.pack(order + 'I', 32473) + b'custom').block(0x40000bad, struct.pack(order + 'I', 1))
    n.block(10, struct.pack(order + 'II', 0x544c534b, 4) + b'key\n').block(9, b'__REALTIME_TIMESTAMP=1\n')
    n.interface(1, 0, (9, b'\x00'))  # whole seconds
    n.packet(frame(6), T0 + 7, 4)
    n.interface(1, 0, (9, b'\x0c'), (14, struct.pack(order + 'q', -5)))  # picoseconds
    n.packet(frame(7), (T0 + 5) * 10**12 + 123456789012 if (T0 + 5) * 10**12 < 1 << 64 else 5, 5)
    n.packet(frame(8), T0 * 10**6 + 9, 0, length=2000)
    return n


def check_everything(name, p, sections=1):
    times = re.findall(r'^(-?\d+\.\d+) ', p.stdout.decode(), re.M)
    ok(name + ': no word', p.returncode == 0 and not complaints(p), p.stderr)
    ok(name + ': packets', ports(p) == list(range(9)) * sections, ports(p), p.stdout)
    want = ['%d.000001000' % T0, '%d.000002345' % T0, '%d.500000000' % T0, '%d.250000000' % T0, '0.000000000',
            '%d.500001000' % T0, '%d.000000000' % (T0 + 7), None, '%d.000009000' % T0] * sections
    ok(name + ': times', len(times) == len(want) and all(w in (None, t) for w, t in zip(want, times)), times)


def pcapng():
    data = {o: everything(o).bytes() for o in '<>'}
    for o in '<>':
        put('all', data[o])
        check_everything('pcapng ' + o, run('--nano', '-ttnr', 'all'))
        p = run('--nano', '-ttnr', '-', stdin=subprocess.Popen(['cat', 'all'], stdout=subprocess.PIPE).stdout)
        check_everything('pcapng, pipe ' + o, p)
    put('all', data['<'] + data['>'] + data['<'])
    check_everything('three sections', run('--nano', '-ttnr', 'all'), 3)
    i = json.loads(run('info', '--json', 'all').stdout)
    ok('info: counts', [i[k] for k in ('packets', 'sections', 'interface_count', 'names', 'secrets_blocks',
                                       'journal_entries', 'custom_blocks', 'unknown_blocks', 'packets_without_time')] ==
       [27, 3, 18, 3, 3, 3, 6, 3, 3], i)
    f = i['interfaces'][6]
    ok('info: an interface', (f['name'], f['description'], f['filter'], f['system'], f['hardware'], f['received'],
                              f['dropped'], f['packets']) == ('eth0', 'the first', 'udp', 'os', 'card', 100, 3, 4), f)
    ok('info: comments', [(c['packet'], c['text']) for c in i['comments']][:4] ==
       [(0, 'a section'), (4, 'a comment'), (0, 'a section'), (13, 'a comment')], i['comments'])
    ok('info: how it was made', (i['hardware'], i['system'], i['application']) == ('hardware', 'system', 'application'))
    p = run('-nr', 'all', 'udp port 1025')
    ok('a filter on several link types', ports(p) == [1] * 3, p)
    for name, b in (('no interface', Ng().bytes()), ('custom only', Ng().block(0xbad, bytes(8)).bytes())):
        p = run('-r', put('none', b), '--count')
        ok(name, p.returncode == 0 and p.stdout == b'0 packets\n' and not complaints(p), p)
    big = Ng().interface(1, 60)
    p = run('-nr', put('longer', big.packet(frame(3, 100), T0 * 10**6).bytes()))
    ok('longer than the interface\'s snaplen', p.returncode == 0 and ports(p) == [3], p)
    if have('tshark'):
        want = tool('tshark', '-nr', 'all', '-Y', 'udp', '-T', 'fields', '-e', 'frame.time_epoch').stdout.decode().split()
        ours = [l.split()[0] for l in run('--nano', '-ttnr', 'all', 'udp').stdout.decode().splitlines()]
        del ours[4::9]  # has no time, and no line there
        ok('as tshark', want == ours and len(ours) == 24, ours, want)
    shared = os.environ.get('SHARED', here + '/../shared') + '/pcapng'
    if not os.path.isdir(shared):
        print('skipped: ../shared/pcapng is not there')
        return
    for f in sorted(os.listdir(shared)):
        if not f.endswith('.pcapng'):
            continue
        says = dict(re.findall(r'^\t(\w+): (\d+)$', open('%s/%s.txt' % (shared, f[:-7])).read(), re.M))
        n = {k: int(v) for k, v in says.items()}
        p = run('info', '--json', shared + '/' + f)
        i = json.loads(p.stdout)
        ok(f, p.returncode == 0 and not p.stderr and
           (i['packets'], i['sections'], i['interface_count'], i['statistics_blocks'], i['custom_blocks']) ==
           (n.get('EPB', 0) + n.get('SPB', 0), n['SHB'], n.get('IDB', 0), n.get('ISB', 0),
            n.get('CB', 0) + n.get('DCB', 0)) and (i['names'] > 0) >= ('NRB' in n and 'basic' not in f), n, i)


def damage():
    n = everything()
    blocks, whole = n.blocks, n.bytes()
    at = 0
    for k, b in enumerate(blocks):
        for name, where, what in (('length', 4, b'\xff\xff\xff\x7f'), ('odd length', 4, b'\x11\0\0\0'),
                                  ('zero length', 4, bytes(4)), ('trailer', len(b) - 4, b'\1\2\3\4')):
            bad = bytearray(whole)
            bad[at + where:at + where + 4] = what
            put('bad', bad)
            if k == 0:
                continue
            is_packet = struct.unpack('<I', b[:4])[0] in (2, 3, 6)
            last = k == len(blocks) - 1
            is_interface = b[0] == 1 and b[1:4] == bytes(3)
            p = run('-nr', 'bad')
            c = complaints(p)
            ok('%s of block %d' % (name, k), p.returncode == 1 and len(c) >= 1 and
               (len(c) == 1 or is_interface) and 'bad: ' in c[0] and ('at byte %d:' % at in c[0] or last), c)
            if not is_interface:
                ok('%s of block %d: the others' % (name, k), len(ports(p)) == 9 - is_packet, ports(p))
            q = run('-nr', '-', stdin=subprocess.Popen(['cat', 'bad'], stdout=subprocess.PIPE).stdout)
            ok('%s of block %d: the same of a pipe' % (name, k), p.stdout == q.stdout and q.returncode == 1, q)
        at += len(b)
    middle = len(b''.join(blocks[:6]))
    p = run('-nr', put('bad', whole[:middle] + b'rubbish of 23 bytes ...' + whole[middle:]))
    c = complaints(p)
    ok('rubbish between blocks', p.returncode == 1 and len(ports(p)) == 9 and len(c) == 1 and
       'at byte %d' % middle in c[0] and '23 bytes left out' in c[0], c)
    p = run('info', '--json', 'bad')
    ok('info of a damaged file', p.returncode == 1 and json.loads(p.stdout)['packets'] == 9 and
       json.loads(p.stdout)['losses'] == 1, p)
    p = run('-nr', put('bad', Ng().interface().packet(frame(0), 1, 7).packet(frame(1), 2).bytes()))
    ok('an interface that is not there', p.returncode == 1 and ports(p) == [1] and len(complaints(p)) == 1, p)
    os.symlink(binary, 'tcpdump')
    p = run('-nr', put('bad', whole[:middle] + b'rubbish of 24 bytes ....' + whole[middle:]), program='./tcpdump')
    ok('called tcpdump, the first fault ends it', p.returncode == 1 and len(ports(p)) < 9 and
       complaints(p)[0].startswith('tcpdump: pcap_loop: '), p)
    rng = random.Random(4)
    for k in range(150):
        bad = bytearray(whole)
        for _ in range(rng.randrange(1, 6)):
            bad[rng.randrange(len(bad))] = rng.randrange(256)
        p = run('-nr', put('bad', bad))
        ok('mutant %d' % k, p.returncode in (0, 1) and (p.returncode == 0) == (not complaints(p)), p)


# --- compression ---

def packers():
    yield 'gzip', gzip.compress
    yield 'xz', lzma.compress
    yield 'bzip2', bz2.compress
    for name in ('zstd', 'lz4'):
        if have(name):
            yield name, lambda b, n=name: subprocess.run([n, '-c'], input=b, capture_output=True).stdout


def memory(*args):
    """Its exit status, the most memory it had, in bytes, and its seconds of CPU: measured by a small
    process, as what the parent has counts too."""
    p = tool(sys.executable, '-c', '''
import resource, subprocess, sys
p = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
u = resource.getrusage(resource.RUSAGE_CHILDREN)
print(p.returncode, u.ru_maxrss * 1024, u.ru_utime + u.ru_stime)''', binary, *args)
    status, most, cpu = p.stdout.split()
    return int(status), int(most), float(cpu)


def compression():
    plain = pcap(some(3000))
    want = run('-nr', put('plain', plain)).stdout
    for name, pack in packers():
        z = pack(plain)
        p = run('-nr', put('packed', z))
        if b'is not built in' in p.stderr:
            print('skipped: %s (not built in)' % name)
            continue
        ok(name, p.returncode == 0 and p.stdout == want and not complaints(p), p.stderr)
        p = run('-nr', '-', stdin=subprocess.Popen(['cat', 'packed'], stdout=subprocess.PIPE).stdout)
        ok(name + ', a pipe', p.returncode == 0 and p.stdout == want and not complaints(p), p.stderr)
        half = 24 + (16 + 42) * 1234 + 7
        p = run('-nr', put('two', pack(plain[:half]) + pack(plain[half:])))
        ok(name + ', two pieces', p.returncode == 0 and p.stdout == want, p.stderr)
        p = run('-nr', put('tail', z + bytes(512)))
        ok(name + ', zeros behind it', p.returncode == 0 and p.stdout == want, p.stderr)
        p = run('-nr', put('tail', z + b'something else'))
        c = complaints(p)
        ok(name + ', something behind it', p.returncode == 1 and p.stdout == want and len(c) == 1 and 'tail' in c[0], c)
        for cut in (3, 10, len(z) // 3, len(z) * 2 // 3, len(z) - 1):
            p = run('-nr', put('cut', z[:cut]))
            c = complaints(p)
            ok('%s cut at %d' % (name, cut), p.returncode == 1 and want.startswith(p.stdout) and len(c) == 1 and
               'cut' in c[0], c, p.stdout[-100:])
        bad = bytearray(z)
        for i in range(len(z) // 2, len(z) // 2 + 40):
            bad[i] ^= 0x5a
        p = run('-nr', put('bad', bad))
        ok(name + ' damaged', p.returncode == 1 and len(complaints(p)) == 1, p.stderr)
        ng = everything().bytes()
        check_everything(name + ', pcapng', run('--nano', '-ttnr', put('ng', pack(ng))))
        i = json.loads(run('info', '--json', 'packed').stdout)
        ok(name + ', info', (i['compression'], i['size'], i['unpacked_size'], i['packets']) ==
           (name, len(z), len(plain), 3000), i)
        if sanitized:
            continue
        bomb = pcap([])[:24] + struct.pack('<IIII', T0, 0, 65536, 65536) + bytes(400 * MiB)
        status, most, cpu = memory('-r', put('bomb', pack(bomb)), '--count')
        ok(name + ', a bomb', most < 64 * MiB, most)
        small = next(s for s in (pack(pcap([]) + bytes(n * MiB)) for n in (1024, 400, 128, 16, 6, 1, 0)) if len(s) < 1500)
        status, most, cpu = memory('-nr', put('bomb', small))
        ok(name + ', a bomb of 1 KB', most < 64 * MiB and cpu < 1, most, cpu)
        if os.environ.get('FIGURES'):
            print(name, 'a bomb of', len(small), 'bytes:', most // 1024, 'KiB,', cpu, 's')
    if have('zstd') and not sanitized:
        for args in (['--long=27', '-c'], ['--ultra', '-22', '-c'], ['--long=31', '-c']):
            z = subprocess.run(['zstd', *args], input=bomb, capture_output=True).stdout
            status, most, cpu = memory('-r', put('bomb', z), '--count')
            ok('zstd %s, a bomb' % args[0], most < 64 * MiB and status == 1, most, status)
    z = lzma.compress(bomb, preset=9) if not sanitized else b''
    if z:
        status, most, cpu = memory('-r', put('bomb', z), '--count')
        ok('xz -9, a bomb', most < 64 * MiB and status == 1, most, status)
    ok('xz -9', run('-nr', put('nine', lzma.compress(plain, preset=9))).stdout == want)


# --- other formats ---

def snoop(packets, link=4):
    out = b'snoop\0\0\0' + struct.pack('>II', 2, link)
    for s, f, b in packets:
        pad = -len(b) % 4
        out += struct.pack('>IIIIII', len(b), len(b), 24 + len(b) + pad, 0, s, f) + b + bytes(pad)
    return out


def netmon(packets, version):
    tm = time.gmtime(T0)
    body, table = b'', []
    for s, f, b in packets:
        us = (s - T0) * 1000000 + f
        table.append(128 + len(body))
        if version[0] == 1:
            body += struct.pack('<IHH', us // 1000, len(b), len(b)) + b
            continue
        body += struct.pack('<QII', us, len(b), len(b)) + b
        if version[1] >= 1:
            body += struct.pack('<H', 1)
        if version[1] >= 2:
            body += struct.pack('<I', 0xffffffff)
        if version[1] >= 3:
            body += struct.pack('<QB', 116444736000000000 + (s * 1000000 + f) * 10, 0)
    head = (b'GMBU' if version[0] == 2 else b'RTSS') + bytes((version[1], version[0])) + struct.pack(
        '<H8H', 1, tm.tm_year, tm.tm_mon, 0, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, 0)
    head += struct.pack('<II', 128 + len(body), 4 * len(table))
    return head + bytes(128 - len(head)) + body + b''.join(struct.pack('<I', o) for o in table)


def formats():
    packets = some(20, step=3000)
    want = run('-ttnr', put('plain', pcap(packets))).stdout
    for name, data, least in [('snoop', snoop(packets), 16)] + [
            ('NetMon %d.%d' % v, netmon(packets, v), 128) for v in ((1, 1), (2, 0), (2, 1), (2, 2), (2, 3))]:
        p = run('-ttnr', put('other', data))
        ok(name, p.returncode == 0 and p.stdout == want and not complaints(p), p)
        q = run('-ttnr', '-', stdin=subprocess.Popen(['cat', 'other'], stdout=subprocess.PIPE).stdout)
        ok(name + ', a pipe', q.returncode == 0 and q.stdout == want, q)
        q = run('-ttnr', put('packed', gzip.compress(data)))
        ok(name + ', gzip', q.returncode == 0 and q.stdout == want, q)
        for cut in range(4, 400, 7):
            q = run('-ttnr', put('cut', data[:cut]))
            c = complaints(q)
            ok('%s cut at %d' % (name, cut), want.startswith(q.stdout) and q.returncode == len(c) and
               (q.returncode == 1 or name == 'snoop'), q)
    q = run('-r', put('other', snoop([], 5)))
    ok('snoop of another link type', q.returncode == 1 and 'data link type 5' in complaints(q)[0], q)
    data = bytearray(netmon(packets, (2, 1)))
    for i, medium in ((3, 6), (5, 0xfffe)):  # wireless, and an event
        at = 128 + (i + 1) * (16 + 42 + 2) - 2
        data[at:at + 2] = struct.pack('<H', medium)
    p = run('-nr', put('other', data))
    ok('NetMon, other media', p.returncode == 1 and ports(p) == [i for i in range(20) if i not in (3, 5)] and
       len(complaints(p)) == 1 and '1 frames of NetMon medium 6' in complaints(p)[0], p)
    if have('editcap'):
        for kind in ('snoop', 'netmon1', 'netmon2', 'pcapng', 'nsecpcap', 'modpcap', 'rh6_1pcap', 'suse6_3pcap'):
            p = tool('editcap', '-F', kind, 'plain', 'theirs')
            q = run('-ttnr', 'theirs')
            same = q.stdout == want or (kind in ('netmon1',) and ports(q) == list(range(20)))
            ok('editcap -F ' + kind, p.returncode or (q.returncode == 0 and same), p.stderr, q)


# --- several inputs, and which packets ---

def selection():
    a, b = some(50), [(s, f + 500, d) for s, f, d in some(50)]
    put('a', pcap(a))
    put('b', pcap([(s, f * 1000, frame(100 + i)) for i, (s, f, d) in enumerate(b)], magic=0xa1b23c4d))
    put('c', everything().bytes())
    put('list', b'a\nb\n\na\n')
    if os.getuid() == 0:
        os.mkdir('secret', 0o700)
        for f in 'ab':
            shutil.copy(f, 'secret/' + f)
        p = run('-nr', 'secret/a', '-r', 'secret/b', '-r', 'secret/none', '-r', 'secret/a')
        ok('files of root', p.returncode == 1 and len(ports(p)) == 150 and len(complaints(p)) == 1 and
           'No such file' in complaints(p)[0], p.stderr)
    p = run('-nr', 'a', '-r', 'b')
    ok('two -r', ports(p) == list(range(50)) + list(range(100, 150)) and p.returncode == 0, ports(p))
    p = run('-nV', 'list', '-c', '55', '--skip', '45')
    ok('-V, -c and --skip are of all', ports(p) == (list(range(50)) + list(range(100, 150)))[45:100], ports(p))
    p = run('--nano', '-ttnV', 'list')
    ok('-V --nano', all(re.match(rb'\d+\.\d{9} ', l) for l in p.stdout.splitlines()) and
       p.stdout.splitlines()[50].startswith(b'%d.000500000 ' % T0), p.stdout[:200])
    p = run('-nr', 'a', '-r', 'missing', '-r', 'c')
    ok('one is missing', p.returncode == 1 and len(complaints(p)) == 1 and 'missing' in complaints(p)[0] and
       ports(p) == list(range(50)) + list(range(9)), p.stderr)
    p = run('--merge', '--nano', '-ttnr', 'a', '-r', 'b')
    t = [float(l.split()[0]) for l in p.stdout.splitlines()]
    ok('--merge', t == sorted(t) and len(t) == 100 and ports(p)[:4] == [0, 100, 1, 101], ports(p))
    if have('mergecap'):
        tool('mergecap', '-F', 'pcapng', '-w', 'merged', 'a', 'b')
        theirs, ours = run('--nano', '-ttnr', 'merged'), run('--nano', '-ttnr', 'a', '-r', 'b', '--merge')
        ok('as mergecap', theirs.stdout == ours.stdout, theirs, ours)
    many = []
    for i in range(300):
        many += ['-r', put('m%d' % i, pcap([(T0 + 300 - i, 0, frame(i)), (T0 + 1000 + i, 0, frame(1000 + i))]))]
    p = run('--merge', '-n', *many)
    ok('--merge of 300', ports(p) == list(range(299, -1, -1)) + list(range(1000, 1300)), p.stderr[-300:])
    for w in ('a', 'b'):
        size = os.path.getsize(w)
        p = run('-r', 'a', '-r', 'b', '-w', w)
        ok('-w on one that is read', p.returncode == 1 and os.path.getsize(w) == size, p)

    def picked(*args):
        p = run('-nr', 'a', *args)
        return ports(p) if p.returncode == 0 and not complaints(p) else p
    ok('--packets', picked('--packets', '10-12,35,1') == [0, 9, 10, 11, 34])
    ok('--packets from, to', picked('--packets', '48-,-2') == [0, 1, 47, 48, 49])
    ok('--packets over two files', ports(run('-nr', 'a', '-r', 'b', '--packets', '50-51')) == [49, 100])
    for bad in ('0', '3-2', 'x', '1,,2', '-', '1-2-3', ''):
        p = run('-r', 'a', '--packets', bad)
        ok('--packets ' + bad, p.returncode == 1 and len(p.stderr.splitlines()) == 1, p)
    ok('--from --to', picked('--from', '+10ms', '--to', '+0.012') == [10, 11, 12])
    ok('--from, epoch', picked('--from', '%d.0475' % T0) == [48, 49])
    ok('--from, ISO', picked('--from', '2023-11-14T22:13:20.048Z') == [48, 49])
    ok('--from, a zone', picked('--from', '2023-11-15T00:13:20.048+02:00') == [48, 49])
    ok('--to, local', picked('--to', '2023-11-14 22:13:20.001') == [0, 1])
    ok('--to, time of day', picked('--to', '22:13:20.001') == [0, 1])
    ok('--to, before all', picked('--to', '2023-11-14') == [])
    ok('--from, minutes', picked('--from', '+1m30s') == [])
    for bad in ('yesterday', '2023-13-01', '+', '+5x', '12', '12:61', '2023-11-14T22:13:20+2', '-5') [:4]:
        p = run('-r', 'a', '--from', bad)
        ok('--from ' + bad, p.returncode == 1 and len(p.stderr.splitlines()) == 1, p)
    twice = [x for s, f, d in some(40) for x in ((s, f, d), (s, f + 7, d))]
    put('twice', pcap(twice))
    p = run('-nr', 'twice', '--dedupe')
    ok('--dedupe', ports(p) == list(range(40)), ports(p))
    p = run('-nr', 'twice', '--dedupe=5us')
    ok('--dedupe=5us', len(ports(p)) == 80)
    if have('editcap'):
        tool('editcap', '-d', 'twice', 'once')
        ok('as editcap -d', run('-ttnr', 'once').stdout == run('-ttnr', 'twice', '--dedupe').stdout)
        tool('editcap', '-r', 'a', 'some', '10-12', '35')
        ok('as editcap -r', run('-ttnr', 'some').stdout == run('-ttnr', 'a', '--packets', '10-12,35').stdout)
    shuffled = some(200)
    rng = random.Random(1)
    for i in range(0, 200, 10):
        part = shuffled[i:i + 10]
        rng.shuffle(part)
        shuffled[i:i + 10] = part
    put('shuffled', pcap(shuffled))
    ok('--reorder', ports(run('-nr', 'shuffled', '--reorder')) == list(range(200)))
    p = run('-nr', put('late', pcap(some(50, start=10**7) + some(1))), '--reorder=10ms')
    ok('--reorder, too late', p.returncode == 0 and len(ports(p)) == 51 and '1 packets came too late' in p.stderr.decode(), p)
    if have('reordercap'):
        tool('reordercap', 'shuffled', 'theirs')
        ok('as reordercap', run('-ttnr', 'theirs').stdout == run('-ttnr', 'shuffled', '--reorder').stdout)
    for args in (['--merge', '-i', 'lo'], ['--follow', '-r', 'a', '-r', 'b'], ['--from', '+1', '-i', 'lo']):
        p = run(*args)
        ok(' '.join(args), p.returncode == 1 and len(p.stderr.splitlines()) == 1, p)


def follow():
    whole = pcap(some(30))
    step = 16 + 42

    def wait_for(n, p):
        end = time.time() + 10
        while got.count(b'\n') < n and time.time() < end:
            try:
                got.extend(os.read(p.stdout.fileno(), 65536))
            except BlockingIOError:
                time.sleep(0.02)
        return got.count(b'\n')
    for kind in ('renamed', 'truncated', 'replaced'):
        got = bytearray()
        put('grow', whole[:24 + step * 3 + 5])
        p = subprocess.Popen([binary, '--follow', '-nr', 'grow'], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        os.set_blocking(p.stdout.fileno(), False)
        ok('--follow: what is there', wait_for(3, p) == 3, got)
        with open('grow', 'ab') as f:
            f.write(whole[24 + step * 3 + 5:24 + step * 10])
        ok('--follow: it grows', wait_for(10, p) == 10, got)
        if kind == 'renamed':
            os.rename('grow', 'grow.1')
            time.sleep(0.2)
            put('grow', whole)
        elif kind == 'truncated':
            put('grow', whole[:24 + step * 2])
            time.sleep(1.5)
            with open('grow', 'ab') as f:
                f.write(whole[24 + step * 2:])
        else:
            put('grow.new', whole)
            os.rename('grow.new', 'grow')
        ok('--follow: %s' % kind, wait_for(40, p) == 40, got.count(b'\n'))
        p.send_signal(2)
        ok('--follow: ends when told', p.wait(10) == 0, p.stderr.read())
    put('grow', b'')
    got = bytearray()
    p = subprocess.Popen([binary, '--follow', '-nr', 'grow'], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    os.set_blocking(p.stdout.fileno(), False)
    time.sleep(0.3)
    put('grow', whole)
    ok('--follow: an empty file', wait_for(30, p) == 30, got)
    p.terminate()
    ok('--follow: ends', p.wait(10) == 0)


def info():
    put('a', pcap(some(50, step=20000)))
    p = run('info', 'a')
    ok('info', p.returncode == 0 and b'Packets:             50\n' in p.stdout and
       b'Capture duration:    0.980000 seconds\n' in p.stdout, p.stdout)
    p = run('info', 'a', 'missing', 'a')
    ok('info of three, one missing', p.returncode == 1 and p.stdout.count(b'File name') == 2 and
       len(p.stderr.splitlines()) == 1, p)
    ok('info of nothing', run('info').returncode == 1)
    ok('info --help', run('info', '--help').returncode == 0)
    p = run('info', '-', stdin=open('a'))
    ok('info of a pipe', p.returncode == 0 and b'Packets:             50\n' in p.stdout, p)
    put('weird', Ng('<', (1, 'a\x1b[2Jb"\\\n\xe9')).interface(1, 0, (2, b'\xff\xfe\x9b')).packet(frame(1), 1).bytes())
    p = run('info', 'weird')
    ok('info: nothing for the terminal to obey', b'\x1b' not in p.stdout and b'\x9b' not in p.stdout, p.stdout)
    ok('info: JSON all the same', json.loads(run('info', '--json', 'weird').stdout)['comments'][0]['text'] ==
       'a\x1b[2Jb"\\\n\xe9')
    if not have('capinfos'):
        return
    for name in ('a', put('c', Ng().interface(1, 96, (2, 'eth0')).packet(frame(1, 50), T0 * 10**6).packet(
            frame(2), T0 * 10**6 + 2500000).bytes())):
        rows = tool('capinfos', '-TmQ', '-c', '-s', '-d', '-u', '-a', '-e', '-x', '-z', '-S', '-H', name).stdout.decode()
        head, row = [l.split(',') for l in rows.splitlines()[:2]]
        theirs = dict(zip([v.strip('"') for v in head], [v.strip('"') for v in row]))
        ours = json.loads(run('info', '--json', '--hash', name).stdout)
        number = lambda k: next((float(v) for h, v in theirs.items() if h.startswith(k)), None)
        ok('as capinfos', (number('Number of packets'), number('File size'), number('Data size')) ==
           (ours['packets'], ours['size'], ours['bytes']) and
           abs(number('Capture duration') - ours['duration']) < 1e-6 and
           abs(number('Average packet size') - ours['average_packet']) < 0.01 and
           ours.get('sha256', theirs.get('SHA256')) == theirs.get('SHA256'), theirs, ours)


def progress():
    """A line on the terminal while a long read goes on; none when there is none."""
    script = '''
import os, pty, sys, time
pid, fd = pty.fork()
if pid == 0:
    p = os.pipe()
    if os.fork() == 0:
        os.close(p[0])
        f = os.fdopen(p[1], "wb")
        head, rec = open("one", "rb").read(24), open("one", "rb").read()[24:]
        f.write(head); f.flush()
        for i in range(25):
            f.write(rec); f.flush(); time.sleep(0.1)
        os._exit(0)
    os.close(p[1]); os.dup2(p[0], 0)
    os.dup2(os.open("out", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
    os.execv(sys.argv[1], [sys.argv[1], "-nr", "-"])
out = b""
try:
    while True:
        b = os.read(fd, 4096)
        if not b: break
        out += b
except OSError: pass
sys.stdout.buffer.write(out)
'''
    put('one', pcap(some(1)))
    p = subprocess.run([sys.executable, '-c', script, binary], capture_output=True, timeout=30)
    ok('progress on a terminal', re.search(rb'sonde: [\d.]+ (k?B|bytes), [\d.]+ (kB|bytes)/s', p.stdout) and
       p.stdout.endswith(b'\x1b[K'), p.stdout)
    p = run('-nr', 'one')
    ok('none elsewhere', b'/s' not in p.stderr and b'\x1b' not in p.stderr)


def main():
    global binary
    top = tempfile.mkdtemp(prefix='sonde-read.', dir='/var/tmp')
    os.chmod(top, 0o755)
    os.chdir(top)
    os.environ['TZ'] = 'GMT0'
    time.tzset()
    try:
        shutil.copy(binary, 'sonde')
        binary = top + '/sonde'
        for part in (pcapng, damage, compression, formats, selection, follow, info, progress):
            part()
    finally:
        shutil.rmtree(top)
    return finish()


sys.exit(main())
