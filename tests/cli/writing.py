#!/usr/bin/env python3
"""Files we write: pcapng copies that lose nothing, comments, what pcap can't hold, cut packets; compressed
files, also cut, and on a full disk.  tshark, capinfos and tcpdump read them without a word, if they are there.

  tests/cli/writing.py [BINARY]
"""
import glob, os, random, resource, shutil, signal, struct, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common import binary, complaints, finish, FRAME, header, here, ok, put  # noqa: E402

root = os.getuid() == 0
features = subprocess.run([binary, '--version'], capture_output=True).stdout


def sonde(*args, program=None, **kw):
    return subprocess.run([program or binary, *(['-Z', 'root'] if root else []), *args],
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                          env=dict(os.environ, TZ='UTC'), **kw)


# --- making and taking apart pcapng ---

def option(o, code, value):
    return struct.pack(o + 'HH', code, len(value)) + value + bytes(-len(value) % 4)


def block(o, kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack(o + 'II', kind, len(body) + 12) + body + struct.pack(o + 'I', len(body) + 12)


def section(o, *options):
    return block(o, 0x0a0d0d0a, struct.pack(o + 'IHHq', 0x1a2b3c4d, 1, 0, -1) + b''.join(options))


def interface(o, link=1, snaplen=0, *options):
    return block(o, 1, struct.pack(o + 'HHI', link, 0, snaplen) + b''.join(options))


def packet(o, i, t, data, *options):
    return block(o, 6, struct.pack(o + 'IIIII', i, t >> 32, t & 0xffffffff, len(data), len(data)) + data +
                 bytes(-len(data) % 4) + b''.join(options))


def everything(o):
    end = option(o, 0, b'')
    names = block(o, 4, struct.pack(o + 'HH', 1, 10) + bytes([192, 0, 2, 1]) + b'a.bcd\0' + bytes(2) +
                  struct.pack(o + 'HH', 0, 0) + option(o, 2, b'ns') + end)
    secrets = block(o, 10, struct.pack(o + 'II', 0x544c534b, 5) + b'abcde\0\0\0')
    custom = block(o, 0xbad, struct.pack(o + 'I', 32473) + b'whatever')
    return (section(o, option(o, 2, b'machine'), option(o, 1, b'hello'), end) + names +
            interface(o, 1, 0, option(o, 2, b'eth0'), option(o, 9, b'\x09'), option(o, 8, struct.pack(o + 'Q', 10**9)), end) +
            interface(o, 101, 96, option(o, 14, struct.pack(o + 'q', 5)), end) + secrets +
            packet(o, 0, 17 * 10**17 + 123456789, FRAME, option(o, 1, b'a comment'),
                   option(o, 2, struct.pack(o + 'I', 0x61)), option(o, 5, struct.pack(o + 'Q', 7)), end) +
            custom + packet(o, 1, 1700000000123456, FRAME[14:]) +
            block(o, 0x80000001, b'nobody knows') +
            block(o, 3, struct.pack(o + 'I', len(FRAME)) + FRAME) +
            block(o, 2, struct.pack(o + 'HHIIII', 0, 3, 395812, 1234, len(FRAME), 99) + FRAME + bytes(-len(FRAME) % 4) +
                  option(o, 2, struct.pack(o + 'I', 1)) + end) +
            block(o, 5, struct.pack(o + 'III', 1, 395812, 99) + option(o, 4, struct.pack(o + 'Q', 9)) + end) +
            block(o, 9, b'__REALTIME_TIMESTAMP=1700000000000000\nMESSAGE=x\n\0'))


def blocks(name):
    b, at, o, out = open(name, 'rb').read(), 0, '<', []
    while at + 12 <= len(b):
        if b[at:at + 4] == b'\x0a\x0d\x0d\x0a':
            o = '<' if b[at + 8:at + 12] == b'\x4d\x3c\x2b\x1a' else '>'
        kind, n = struct.unpack_from(o + 'II', b, at)
        if n < 12 or at + n > len(b):
            return out + ['cut']
        body = bytearray(b[at + 8:at + n - 4])
        fixed = {0x0a0d0d0a: 16, 1: 8, 5: 12}.get(kind, len(body))
        if kind in (2, 6):
            fixed = 20 + ((struct.unpack_from(o + 'I', body, 12)[0] + 3) & ~3)
        if kind == 0x0a0d0d0a:
            body[8:16] = b'\xff' * 8  # the section's length may be unknown
        options, k = [], fixed
        while k + 4 <= len(body):
            code, length = struct.unpack_from(o + 'HH', body, k)
            if code == 0:
                break
            options.append((code, bytes(body[k + 4:k + 4 + length])))
            k += 4 + ((length + 3) & ~3)
        out.append((kind, o, bytes(body[:fixed]), options))
        at += n
    return out


def readers(name, n):
    """Every other program reads it, and says nothing."""
    for tool, args in (('capinfos', ['-c', name]), ('tshark', ['-n', '-r', name]), ('tcpdump', ['-nr', name])):
        if not shutil.which(tool):
            continue
        p = subprocess.run([tool, *args], capture_output=True, timeout=60)
        err = [l for l in p.stderr.decode().split('\n') if l and 'Running as user' not in l and
               not l.startswith('reading from') and 'dropped privs' not in l]
        good = p.returncode == 0 and not err
        if tool != 'capinfos':
            good = good and p.stdout.count(b'\n') == n
        ok('%s reads %s' % (tool, name), good, p.returncode, err, p.stdout.count(b'\n'))


# --- tests ---

def copies():
    files = sorted(glob.glob(here + '/../shared/pcapng/*.pcapng'))
    for o, name in ('<', 'le.pcapng'), ('>', 'be.pcapng'):
        files.append(put(name, everything(o)))
    files.append(put('both.pcapng', everything('<') + everything('>') + everything('<')))
    for f in files:
        p = sonde('-r', f, '-w', 'copy.pcapng')
        ok('copy of %s: nothing lost' % os.path.basename(f), p.returncode == 0 and not complaints(p) and
           blocks(f) == blocks('copy.pcapng'), complaints(p), blocks('copy.pcapng')[:3])
        q = sonde('-nr', f, '-tttt')
        ok('copy of %s: the same text' % os.path.basename(f), q.stdout == sonde('-nr', 'copy.pcapng', '-tttt').stdout)
    p = sonde('-r', 'be.pcapng', '-w', 'copy.pcapng', 'link[0] & 0 = 0 and less 1')
    kinds = [b[0] for b in blocks('copy.pcapng')]
    ok('a filter takes packets only', 6 not in kinds and 4 in kinds and 10 in kinds and 5 in kinds, kinds, complaints(p))
    p = sonde('-r', 'both.pcapng', '-w', 'r.pcapng', '-C', '1k')
    files = sorted(glob.glob('r.pcapng*'))
    parts = [blocks(f) for f in files]
    ok('rotated: every file begins with section and interfaces', p.returncode == 0 and len(files) > 1 and
       all([b[0] for b in q][0] == 0x0a0d0d0a and 1 in [b[0] for b in q] for q in parts), len(files))
    ok('rotated: each packet once', sum(b[0] in (2, 3, 6) for q in parts for b in q) == 12)
    p = sonde('--merge', '-r', 'le.pcapng', '-r', 'be.pcapng', '-w', 'm.pcapng')
    b = blocks('m.pcapng')
    ok('merged: one section', p.returncode == 0 and [x[0] for x in b].count(0x0a0d0d0a) == 1 and
       [x[0] for x in b].count(1) == 4, complaints(p))
    comments = [x[3] for x in b if x[0] == 6 and x[3]]
    ok('merged: options of both byte orders are the same', len(comments) >= 2 and comments[0] == comments[1], comments)


def made():
    recs = b''.join(struct.pack('<IIII', 1700000000 + i, i, len(FRAME), len(FRAME)) + FRAME for i in range(10))
    put('a.pcap', struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1) + recs)
    put('n.pcap', struct.pack('<IHHiIII', 0xa1b23c4d, 2, 4, 0, 0, 65535, 1) + recs)
    for name in 'a', 'n':
        p = sonde('-r', name + '.pcap', '-w', name + '.pcapng', '--comment', '3:it fails here', '--comment',
                  'of all', '--comment', '3:twice')
        b = blocks(name + '.pcapng')
        ok(name + ': comments', p.returncode == 0 and (1, b'of all') in b[0][3] and
           b[4][3] == [(1, b'it fails here'), (1, b'twice')], complaints(p), b[:5])
        ok(name + ': resolution', (9, b'\x09' if name == 'n' else b'\x06') in b[1][3], b[1])
        ok(name + ': the same text', sonde('-nr', name + '.pcapng', '-tttt').stdout == sonde('-nr', name + '.pcap', '-tttt').stdout)
        readers(name + '.pcapng', 10)
        sonde('-r', name + '.pcapng', '-w', 'back.pcap', *(['--nano'] if name == 'n' else []))
        a, c = open(name + '.pcap', 'rb').read(), open('back.pcap', 'rb').read()
        ok(name + ': and back', a[24:] == c[24:] and a[:4] == c[:4])
    p = sonde('-r', 'a.pcap', '-w', 'cut.pcap', '--write-snaplen', '20')
    b = open('cut.pcap', 'rb').read()
    ok('--write-snaplen', struct.unpack_from('<I', b, 16)[0] == 20 and len(b) == 24 + 10 * 36 and
       struct.unpack_from('<II', b, 32) == (20, len(FRAME)), len(b))
    readers('cut.pcap', 10)
    p = sonde('-r', 'le.pcapng', '-w', 'x')
    ok('several link types: pcapng, and said', p.returncode == 0 and b'pcapng' in p.stderr and
       blocks('x') == blocks('le.pcapng'), complaints(p))
    p = sonde('-r', 'le.pcapng', '-w', 'x.pcap', '-c', '1')
    ok('pcap: what is left out is said', p.returncode == 0 and b"can't hold 1 packet's options" in p.stderr and
       b'block of names' in p.stderr, complaints(p))
    p = sonde('-r', 'le.pcapng', '-w', 'x.pcap')
    ok('pcap: a second link type', p.returncode == 1 and b'--format pcapng' in p.stderr, complaints(p))
    p = sonde('-r', 'a.pcap', '-w', 'x.pcap', '--comment', 'y')
    ok('pcap: no comments', p.returncode == 1 and b'pcapng' in p.stderr, complaints(p))
    p = sonde('-r', 'a.pcap', '-w', '-', '--format', 'pcapng')
    ok('pcapng to standard output', p.stdout == open('a.pcapng', 'rb').read() or p.stdout[:4] == b'\x0a\x0d\x0d\x0a')
    os.symlink(binary, 'tcpdump')
    sonde('-r', 'a.pcap', '-w', 'y.pcapng', program='./tcpdump')
    ok('tcpdump writes pcap', open('y.pcapng', 'rb').read() == open('a.pcap', 'rb').read()[:16] +
       open('y.pcapng', 'rb').read()[16:])


TOOLS = {'gz': ['gzip', '-dc'], 'zst': ['zstd', '-dcq'], 'lz4': ['lz4', '-dcq']}
BUILT = {'gz': b'zlib', 'zst': b'zstd', 'lz4': b'lz4'}


def compressed():
    rnd = random.Random(1)
    data = [bytes(12) + b'\x08\x00' + rnd.randbytes(60) * 3 for _ in range(20000)]
    put('big.pcap', header() +
        b''.join(struct.pack('<IIII', 1000, i, len(d), len(d)) + d for i, d in enumerate(data)))
    big = open('big.pcap', 'rb').read()
    step = 16 + len(data[0])
    for kind, tool in TOOLS.items():
        if BUILT[kind] not in features or not shutil.which(tool[0]):
            print('skipped: .' + kind)
            continue
        p = sonde('-r', 'big.pcap', '-w', 'big.pcap.' + kind)
        q = subprocess.run(tool + ['big.pcap.' + kind], capture_output=True)
        ok('.%s: a good file' % kind, p.returncode == 0 and q.returncode == 0 and q.stdout == big and not q.stderr,
           complaints(p), q.stderr)
        packed = open('big.pcap.' + kind, 'rb').read()
        for part in (0.1, 0.5, 0.999):
            put('cut.' + kind, packed[:int(len(packed) * part)])
            q = subprocess.run(tool + ['cut.' + kind], capture_output=True)
            ok('.%s cut at %g: what is there' % (kind, part), big.startswith(q.stdout) and
               len(q.stdout) > len(big) * part - (400 << 10), len(q.stdout))
        for how in ([], ['-U']):
            p = sonde('-r', 'big.pcap', '-c', '100', '-w', 'u.pcap.' + kind, *how)
            q = subprocess.run(tool + ['u.pcap.' + kind], capture_output=True)
            ok('.%s %s' % (kind, ' '.join(how)), q.returncode == 0 and q.stdout == big[:24 + 100 * step])
        if not root:
            continue
        os.makedirs('disk', exist_ok=True)
        script = ('mount -t tmpfs -o size=1m tmpfs disk && %s -Z root -r big.pcap -w disk/x.pcap.%s; s=$?; '
                  'cp disk/x.pcap.%s got.%s; exit $s' % (binary, kind, kind, kind))
        p = subprocess.run(['unshare', '-m', 'sh', '-c', script], capture_output=True, timeout=30)
        q = subprocess.run(tool + ['got.' + kind], capture_output=True)
        ok('.%s on a full disk: status 14, said once' % kind, p.returncode == 14 and len(complaints(p)) == 1 and
           'No space left' in complaints(p)[0], p.returncode, complaints(p))
        ok('.%s on a full disk: a good file of whole packets' % kind, q.returncode == 0 and not q.stderr and
           big.startswith(q.stdout) and (len(q.stdout) - 24) % step == 0 and len(q.stdout) > 500000,
           q.returncode, q.stderr, len(q.stdout))
    if root:
        os.makedirs('disk', exist_ok=True)
        script = ('mount -t tmpfs -o size=1m tmpfs disk && %s -Z root -r big.pcap -w disk/x.pcapng; s=$?; '
                  'cp disk/x.pcapng got.pcapng; exit $s' % binary)
        p = subprocess.run(['unshare', '-m', 'sh', '-c', script], capture_output=True, timeout=30)
        b = blocks('got.pcapng')
        ok('pcapng on a full disk', p.returncode == 14 and 'cut' not in b and len(b) > 3000, p.returncode, len(b),
           complaints(p))
    with open('/dev/full', 'wb'):
        p = sonde('-r', 'big.pcap', '-w', '/dev/full', '--format', 'pcapng')
        ok('pcapng to /dev/full', p.returncode == 14, p)


def kept():
    """What a pcap file can hold, if its header is right; and what it can't."""
    end = option('<', 0, b'')
    head = section('<') + interface('<', 1, 20)
    f = put('long.pcapng', head + packet('<', 0, 10**15, FRAME) + packet('<', 0, 10**15 + 1, FRAME[:20]))
    p = sonde('-r', f, '-w', 'long.pcap')
    ok('packets longer than their interface says', p.returncode == 0 and not complaints(p) and
       sonde('-nXr', f).stdout == sonde('-nXr', 'long.pcap').stdout, complaints(p))
    f = put('late.pcapng', head + packet('<', 0, (1 << 32) * 10**6, FRAME[:20]))
    p = sonde('-r', f, '-w', 'late.pcap')
    ok('a time after 2106 is lost with a word', p.returncode == 0 and '1 time before 1970 or after 2106' in
       ''.join(complaints(p)), complaints(p))
    sonde('-r', f, '-w', 'late2.pcapng')
    ok('but not in pcapng', blocks(f) == blocks('late2.pcapng'))
    f = put('behind.pcapng', section('<') + interface('<', 1) +
            packet('<', 0, 10**15, FRAME, option('<', 1, b'a'), end, b'behind  '))
    sonde('-r', f, '-w', 'behind2.pcapng')
    ok('what stands behind the last option stays', open(f, 'rb').read()[48:] == open('behind2.pcapng', 'rb').read()[48:])
    f = put('ns.pcap', struct.pack('<IHHiIII', 0xa1b23c4d, 2, 4, 0, 0, 262144, 1) +
            struct.pack('<IIII', 1700000000, 123456789, len(FRAME), len(FRAME)) + FRAME)
    sonde('-r', f, '-w', 'ns2.pcap')
    ok('nanoseconds stay', open(f, 'rb').read() == open('ns2.pcap', 'rb').read())
    sonde('--micro', '-r', f, '-w', 'us.pcap')
    ok('unless microseconds are asked for', open('us.pcap', 'rb').read()[:4] == b'\xd4\xc3\xb2\xa1')


# --- records that go from file to file as they are ---

def records(b, o='<'):
    at = 24
    while at + 16 <= len(b):
        n = struct.unpack_from(o + 'I', b, at + 8)[0]
        yield b[at:at + 16 + n]
        at += 16 + n


def as_they_are():
    r = random.Random(3)
    head = header()
    many = [struct.pack('<IIII', 1700000000 + i, i, n, n + i % 2) + r.randbytes(n)
            for i in range(9000) for n in (r.choice((0, 60, 1500, 20000 if i % 500 == 0 else 300)),)]
    whole = head + b''.join(many)
    open('w.pcap', 'wb').write(whole)
    ok('a copy is the same file', sonde('-r', 'w.pcap', '-w', 'c.pcap').returncode == 0 and open('c.pcap', 'rb').read() == whole)
    ok('to a pipe', sonde('-r', 'w.pcap', '-w', '-').stdout == whole)
    ok('some of it', sonde('-r', 'w.pcap', '-w', '-', '--skip', '5', '-c', '4000').stdout == head + b''.join(many[5:4005]))
    ok('with a filter', sonde('-r', 'w.pcap', '-w', '-', 'greater 301').stdout ==
       head + b''.join(x for x in many if struct.unpack_from('<I', x, 12)[0] >= 301))
    cut = list(records(sonde('-r', 'w.pcap', '-w', '-', '--write-snaplen', '100').stdout))
    ok('cut', [x[16:] for x in cut] == [x[16:116] for x in many])
    nano = list(records(sonde('-r', 'w.pcap', '-w', '-', '--nano').stdout))
    ok('other units', len(nano) == len(many) and all(
        x[16:] == y[16:] and struct.unpack_from('<I', x, 4)[0] == 1000 * struct.unpack_from('<I', y, 4)[0] for x, y in zip(nano, many)))
    short = head[:16] + struct.pack('<I', 200) + head[20:]  # records longer than the file's snaplen
    open('s.pcap', 'wb').write(short + b''.join(many))
    cut = list(records(sonde('-r', 's.pcap', '-w', '-').stdout))
    ok('longer than the snaplen', [x[16:] for x in cut] == [x[16:216] for x in many])
    p = sonde('-r', 'w.pcap', '-w', 'f.pcap', preexec_fn=full_at(1000000))
    b = open('f.pcap', 'rb').read()
    ok('no place: whole records stay', p.returncode == 14 and 900000 < len(b) <= 1000000 and
       b == head + b''.join(many[:len(list(records(b)))]), p.returncode, p.stderr)


def full_at(n):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (n, n))
    return limit


def main():
    top = tempfile.mkdtemp(prefix='sonde-writing.', dir='/var/tmp')
    os.chdir(top)
    try:
        copies()
        made()
        kept()
        compressed()
        as_they_are()
    finally:
        os.chdir('/')
        shutil.rmtree(top)
    return finish()


sys.exit(main())
