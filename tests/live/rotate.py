#!/usr/bin/env python3
"""Rotation of a live capture, in a network namespace: tcpdump's names, checked beside it; slices that
end without traffic; every packet in exactly one file, by the numbers inside; what is left after
kill -9; failing and hanging commands of -z; directories that go.

  tests/live/rotate.py [BINARY]

SECONDS_ROTATE=300 and KILLS=200 make the long forms (8 and 12): `make rotate-long`.
"""
import ctypes, glob, os, random, re, shutil, signal, struct, subprocess, sys, tempfile, threading, time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import common  # noqa: E402
from common import binary, ok  # noqa: E402

reference = '/usr/bin/tcpdump'
LOAD = int(os.environ.get('SECONDS_ROTATE', 8))
KILLS = int(os.environ.get('KILLS', 12))
ENV = dict(os.environ, TZ='UTC')


SENDER = '''
import socket, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
pps, n, size = float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
body = bytes(size - 8)
t0 = time.monotonic()
i = 0
while i < n:
    due = min(n, int((time.monotonic() - t0) * pps) + 1)
    while i < due:
        try:
            s.sendto(i.to_bytes(8, 'big') + body, ('127.0.0.1', 9999))
            i += 1
        except ConnectionRefusedError:
            pass
    time.sleep(0.0005)
'''


def sender(pps, n, size=100):
    return subprocess.Popen([sys.executable, '-c', SENDER, str(pps), str(n), str(size)])


def start(*args, program=None, cwd=None, env=ENV):
    p = subprocess.Popen([program or binary, '-Z', 'root', '-i', 'lo', *args, 'udp', 'dst', 'port', '9999'],
                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                         cwd=cwd, env=env, bufsize=0)
    line = b''
    while b'listening on' not in line:
        line = p.stderr.readline()
        if not line:
            break
    return p


def stop(p, sig=signal.SIGINT):
    p.send_signal(sig)
    return finish(p)


def finish(p, seconds=20):
    try:
        err = p.communicate(timeout=seconds)[1].decode(errors='replace')
    except subprocess.TimeoutExpired:
        p.kill()
        err = p.communicate()[1].decode(errors='replace') + 'TIMEOUT'
    return p.returncode, err


def unpack(name):
    b = open(name, 'rb').read()
    if name.endswith('.zst'):
        b = subprocess.run(['zstd', '-dcq', name], capture_output=True).stdout
    elif name.endswith('.gz'):
        b = subprocess.run(['gzip', '-dc', name], capture_output=True).stdout
    elif name.endswith('.lz4'):
        b = subprocess.run(['lz4', '-dcq', name], capture_output=True).stdout
    return b


def packets(name):
    """(time, octets) of each whole packet in a file; then None if it ends with a whole record."""
    b = unpack(name)
    ng = b[:4] == b'\x0a\x0d\x0d\x0a'
    at, head = (0, 12) if ng else (24, 16)
    while at + head <= len(b):
        a, c, cap = struct.unpack_from('<III', b, at)
        length = c if ng else 16 + cap
        if at + length > len(b) or length < head:
            return
        if not ng:
            yield a + c / 1e6, b[at + 16:at + length]
        elif a == 6:
            hi, lo = struct.unpack_from('<II', b, at + 12)
            t = (hi << 32 | lo) / 1e6
            yield t / 1e3 if t > 1e11 else t, b[at + 28:at + length]
        at += length
    if at == len(b) or not b:
        yield None


def numbers(name):
    """The sequence numbers of the packets in a file, and whether it ends with a whole record."""
    every = list(packets(name))
    return [int.from_bytes(p[1][42:50], 'big') for p in every if p], every[-1:] == [None]


def clean():
    for f in glob.glob('*'):
        shutil.rmtree(f) if os.path.isdir(f) else os.unlink(f)


def second_begins():
    time.sleep(1.05 - time.time() % 1)


# --- names ---

NAMES = [
    ('-C', ['-w', 'f', '-C', '1'], 0),
    ('-C -W 3', ['-w', 'f', '-C', '1', '-W', '3'], 0),
    ('-C -W 10', ['-w', 'f', '-C', '1', '-W', '10'], 0),
    ('-C -W 20', ['-w', 'f', '-C', '1', '-W', '20'], 0),
    ('-C -W 1', ['-w', 'f', '-C', '1', '-W', '1'], 0),
    ('-G', ['-w', 'f-%H%M%S', '-G', '1'], 1),
    ('-G, one name', ['-w', 'f', '-G', '1'], 1),
    ('-G -C', ['-w', 'f-%H%M%S', '-G', '2', '-C', '1'], 1),
    ('-G -C -W', ['-w', 'f-%H%M%S', '-G', '2', '-C', '1', '-W', '3'], 1),
    ('-G -W', ['-w', 'f-%H%M%S', '-G', '1', '-W', '2'], 1),
]


def names():
    """Both at the same time, the same packets: the same files."""
    if not os.path.exists(reference):
        print('skipped: names beside tcpdump')
        return
    runs, jobs = [], []
    for i, (name, args, timed) in enumerate(NAMES):
        for kind, program in (('ours', binary), ('its', reference)):
            os.makedirs('%s%d' % (kind, i))
    second_begins()
    for i, (name, args, timed) in enumerate(NAMES):  # all at once: in the same second
        for kind, program in (('ours', binary), ('its', reference)):
            d = '%s%d' % (kind, i)
            p = subprocess.Popen([program, '-Z', 'root', '-i', 'lo', *args, 'udp', 'dst', 'port', '9999'],
                                 cwd=d, env=ENV, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, bufsize=0)
            runs.append((i, kind, p))
    began = time.time()
    for i, kind, p in runs:
        line = b'-'
        while line and b'listening on' not in line:
            line = p.stderr.readline()
    same_second = int(began) == int(time.time())
    sender(400, 1300, 10000).wait()
    for kind, wait in ('ours', 0.3), ('its', 1):  # tcpdump loses what it has not seen by then
        time.sleep(wait)
        for i, of, p in runs:
            if of == kind and p.poll() is None:
                p.send_signal(signal.SIGINT)
        for i, of, p in runs:
            if of == kind:
                finish(p)
    for i, (name, args, timed) in enumerate(NAMES):
        a, b = sorted(os.listdir('ours%d' % i)), sorted(os.listdir('its%d' % i))
        if timed and not same_second:
            continue
        if name == '-G -C' or name == '-G -C -W':  # where a slice of 2 s ends is a packet's matter
            a, b = [x[:8] for x in a], [x[:8] for x in b]
            a, b = sorted(set(a)), sorted(set(b))
        if timed and len(b) == len(a) + 1:  # it gets its last packets up to a second late
            b.pop()
        ok('names as tcpdump: ' + name, a == b, a, b)
        if name == '-C -W 20':
            ok('as large as tcpdump: ' + name, [os.path.getsize('ours%d/%s' % (i, f)) for f in a] ==
               [os.path.getsize('its%d/%s' % (i, f)) for f in b])
    clean()


# --- time ---

def silence():
    """Slices end, and -W too, when no packet comes."""
    t = time.monotonic()
    p = start('-w', 'f-%H%M%S', '-G', '1', '-W', '3', '-z', 'echo >>done')
    rc, err = finish(p, 8)
    took = time.monotonic() - t
    files = sorted(glob.glob('f-*'))
    ok('-G -W without traffic', rc == 0 and 'Maximum file limit reached: 3' in err and took < 4.5, rc, err, took)
    ok('no empty files but the first', len(files) == 1, files)
    clean()
    p = start('-w', 'f-%H%M%S.pcap', '-G', '1')
    sender(100, 20).wait()
    time.sleep(1.3)
    first = sorted(glob.glob('f-*'))[0]
    n, whole = numbers(first)
    ok('a slice ends on time', whole and len(n) > 0, n, whole)
    rc, err = stop(p)
    ok('a slice ends: status', rc == 0, err)
    clean()
    t = time.monotonic()
    p = start('-w', 'f', '--duration', '1500ms')
    sender(100, 20).wait()
    rc, err = finish(p, 8)
    ok('--duration', rc == 0 and 1.3 < time.monotonic() - t < 3 and len(numbers('f')[0]) == 20, rc, err)
    clean()
    p = start('-w', 'f-%S', '-G', '2', '--align', '--atomic', '--interval-report')
    sender(50, 240).wait()
    time.sleep(0.2)
    parts = glob.glob('*.part')
    rc, err = stop(p)
    files = sorted(glob.glob('f-*'))
    ok('--atomic: no name before it is complete', len(parts) <= 1 and not glob.glob('*.part'), parts)
    ok('--align', len(files) >= 3 and sum(int(f[2:]) % 2 for f in files) <= 1, files)
    ok('--interval-report', err.count('packets, ') == len(files) and 'dropped by kernel' in err, err)
    clean()


# --- no gap, no packet twice ---

def load():
    pps = 5000
    p = start('-w', 'f-%H%M%S', '-G', '1', '-B', '65536')
    sender(pps, pps * LOAD, 64).wait()
    time.sleep(0.3)
    rc, err = stop(p)
    files = sorted(glob.glob('f-*'))
    all_of = [numbers(f) for f in files]
    n = sum((x for x, _ in all_of), [])
    m = re.search(r'(\d+) packets? captured', err)
    ok('%d slices of 1 s under load: each packet once, in order' % len(files),
       rc == 0 and n == list(range(pps * LOAD)) and len(files) >= LOAD, rc, len(n), pps * LOAD, err)
    ok('slices are whole', all(w for _, w in all_of))
    print('load: %d packets in %d files, %s' % (len(n), len(files), m and m.group(0)))
    clean()
    p = start('-w', 'f.pcap.zst', '-C', '20k', '-B', '65536')
    sender(pps, pps * 3, 64).wait()
    time.sleep(0.3)
    rc, err = stop(p)
    files = sorted(glob.glob('f*.zst'), key=lambda f: int(re.sub(r'\D', '', f[1:-4]) or 0))
    n = sum((numbers(f)[0] for f in files), [])
    ok('-C of .zst: each packet once', rc == 0 and n == list(range(pps * 3)) and len(files) > 2, files, err)
    clean()


# --- kill -9 ---

KINDS = [('plain', ['-w', 'f.pcap']), ('zstd', ['-w', 'f.pcap.zst']), ('gzip', ['-w', 'f.pcap.gz']),
         ('lz4', ['-w', 'f.pcap.lz4']), ('pcapng', ['-w', 'f.pcapng']),
         ('rotating', ['-w', 'f-%H%M%S.pcap', '-G', '1'])]


def kills():
    pps, worst, losses = 4000, {}, []
    rnd = random.Random(4)
    for i in range(KILLS):
        name, args = KINDS[i % len(KINDS)]
        p = start(*args)
        s = sender(pps, 10**9, 64)
        while not any(map(os.path.getsize, glob.glob('f*'))) or not last_time(sorted(glob.glob('f*'))[-1]):
            time.sleep(0.01)
        time.sleep(rnd.random() * 1.2)
        s.send_signal(signal.SIGSTOP)
        # What was sent is what the counter of the sender says, near enough: the last packet seen by
        # a capture that is not killed.
        p.kill()
        p.wait()
        p.stderr.close()
        at_kill = time.time()
        s.kill()
        s.wait()
        files = sorted(glob.glob('f*'))
        n = sum((numbers(f)[0] for f in files), [])
        ok('kill -9, %s: in order, from the first' % name, n == list(range(len(n))) and n, len(n), files)
        last = last_time(files[-1])
        if last:
            worst[name] = max(worst.get(name, 0), at_kill - last)
            losses.append(at_kill - last)
        clean()
    print('kill -9: lost at most (ms): ' + ', '.join('%s %d' % (k, v * 1000) for k, v in worst.items()))
    # The time between the last packet and the kill is also the machine's, which may be busy.
    ok('kill -9: no more than --flush-interval', sorted(losses)[len(losses) // 2] < 0.12 and
       max(losses) < 1, sorted(losses))


def last_time(name):
    times = [p[0] for p in packets(name) if p]
    return times[-1] if times else None


# --- what fails ---

def commands():
    for name, z, said in (('fails', 'false', 'exit status 1'), ('is missing', './nosuch', "can't run"),
                          ('fails in the shell', 'exit 7; echo', 'exit status 7'),
                          ('is killed', 'kill -9 $$; :', 'killed by signal 9')):
        p = start('-w', 'f', '-C', '10k', '-z', z)
        sender(500, 200, 100).wait()
        rc, err = stop(p)
        n = sum((numbers(f)[0] for f in sorted(glob.glob('f*'), key=lambda f: int(f[1:] or 0))), [])
        ok('-z that %s: said, status 14, nothing lost' % name, rc == 14 and said in err and
           n == list(range(200)), rc, err, len(n))
        clean()
    p = start('-w', 'f', '-C', '10k', '-z', 'sleep 7; :')
    sender(500, 400, 100).wait()
    t = time.monotonic()
    p.send_signal(signal.SIGINT)
    p.wait(8)
    took = time.monotonic() - t
    rc, err = finish(p)
    ok('-z that hangs: the capture ends', rc == 0 and 'still running' in err and took < 5, rc, err, took)
    ok('-z that hangs: nothing lost', len(glob.glob('f*')) >= 4)
    clean()
    p = start('-w', 'f', '-C', '10k', '-z', 'gzip -9')
    sender(500, 300, 100).wait()
    rc, err = stop(p)
    names = sorted(glob.glob('f*'))
    ok('-z with arguments', rc == 0 and names and all(f.endswith('.gz') for f in names), rc, err, names)
    clean()
    p = start('-w', 'f', '-C', '10k', '-z', 'echo "$(nice) $1" >>done')
    sender(500, 300, 100).wait()
    rc, err = stop(p)
    lines = open('done').read().split('\n')
    ok('-z in the shell: $1, nice 19', '19 f' in lines and '19 f1' in lines, lines, err)
    clean()
    if os.path.exists('/usr/bin/setpriv') or True:
        os.makedirs('n', exist_ok=True)
        os.chown('n', 65534, 65534)
        p = subprocess.Popen([binary, '-Z', 'nobody', '-i', 'lo', '-w', 'n/f', '-C', '10k', '-z',
                              'id -un >"$1.who"; :', 'udp', 'dst', 'port', '9999'],
                             stderr=subprocess.PIPE, env=ENV)
        time.sleep(0.5)
        sender(500, 300, 100).wait()
        rc, err = stop(p)
        ok('-z as the user of -Z', rc == 0 and open('n/f.who').read() == 'nobody\n', rc, err, os.listdir('n'))
        clean()


def directories():
    os.mkdir('d')
    p = start('-w', 'd/f-%H%M%S', '-G', '1')
    s = sender(200, 100000)
    time.sleep(0.5)
    shutil.rmtree('d')
    t = time.monotonic()
    rc, err = finish(p, 6)
    s.kill()
    s.wait()
    ok('directory removed: said, status 14', rc == 14 and 'd/f-' in err and time.monotonic() - t < 3, rc, err)
    os.mkdir('d')
    script = ('mount -t tmpfs -o size=1m tmpfs d && exec "$@"')
    p = subprocess.Popen(['unshare', '-m', 'sh', '-c', script, 'sh', binary, '-Z', 'root', '-i', 'lo', '-w', 'd/f',
                          '-C', '300k', '-W', '5', 'udp', 'dst', 'port', '9999'], stderr=subprocess.PIPE, env=ENV)
    time.sleep(0.5)
    sender(2000, 4000, 900).wait()
    ring = '/proc/%d/root' % p.pid + os.getcwd() + '/d/'
    files = [numbers(f) for f in glob.glob(ring + 'f*')]
    rc, err = stop(p)
    ok('full disk under a ring: said at once, goes on, status 14', rc == 14 and 'No space left' in err, rc, err)
    ok('full disk under a ring: whole records', files and all(w for _, w in files), [(len(n), w) for n, w in files], err)
    ok('full disk under a ring: the newest are there', max(max(n) for n, _ in files if n) > 3500)
    script = 'ulimit -f 200; exec "$@"'
    p = subprocess.Popen(['bash', '-c', script, 'sh', binary, '-Z', 'root', '-i', 'lo', '-w', 'q',
                          'udp', 'dst', 'port', '9999'], stderr=subprocess.PIPE, env=ENV)
    time.sleep(0.5)
    s = sender(2000, 4000, 900)
    rc, err = finish(p, 6)
    s.kill()
    s.wait()
    ok('file size limit: said, status 14, whole', rc == 14 and 'File too large' in err and numbers('q')[1], rc, err)
    clean()


QUOTA = '''
truncate -s 256M image && mkfs.btrfs -q image >/dev/null 2>&1 && mkdir -p m && mount -o loop image m && btrfs quota enable m &&
btrfs subvolume create m/s >/dev/null && btrfs qgroup limit 2M m/s || exit 77
"$0" -Z root -r in.pcap -w "m/s/$1"
echo $?
"$0" -Z root --count -r "m/s/$1" | head -1
'''


def quota():
    """A real one: btrfs counts for each subvolume.  (Its kernel may refuse to shorten the file then, so that the
    last record is not a whole one.)"""
    packets = [(i // 1000, i % 1000, os.urandom(1000)) for i in range(4000)]
    with open('in.pcap', 'wb') as f:
        f.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
        for sec, usec, data in packets:
            f.write(struct.pack('<IIII', sec, usec, len(data), len(data)) + data)
    for name in 'f.pcap', 'f.pcapng', 'f.pcap.zst':
        p = subprocess.run(['unshare', '-m', 'bash', '-c', QUOTA, binary, name], capture_output=True, text=True, env=ENV)
        if p.returncode == 77:
            print('skipped: quota: no btrfs with quotas here')
            break
        out = p.stdout.split()
        ok(f'quota, {name}: said, status 14', out[:1] == ['14'] and 'Disk quota exceeded' in p.stderr, p.stdout, p.stderr)
        ok(f'quota, {name}: what fitted is there', len(out) > 1 and int(out[1]) > 1000, p.stdout, p.stderr)
        os.remove('image')
    clean()


def limits():
    for i in range(3):
        p = start('-w', 'f-%H%M%S', '-G', '1', '--max-files', '2')
        sender(100, 150).wait()
        rc, err = stop(p)
        ok('--max-files, also across runs', rc == 0 and len(glob.glob('f-*')) == 2, glob.glob('f-*'), err)
    with open('f-1', 'w') as f:
        f.write('not ours')
    p = start('-w', 'f', '-C', '10k', '--max-size', '30k')
    sender(1000, 1000).wait()
    rc, err = stop(p)
    files = [f for f in glob.glob('f*') if '-' not in f]
    ok('--max-size of all', rc == 0 and len(files) > 1 and sum(map(os.path.getsize, files)) <= 30 << 10, files, err)
    ok('what is not ours stays', os.path.exists('f-1'))
    clean()
    p = start('-w', 'f', '--max-size', '20k')
    s = sender(1000, 100000)
    rc, err = finish(p, 8)
    s.kill()
    s.wait()
    ok('--max-size of one file: the end', rc == 0 and os.path.getsize('f') <= 20 << 10 and
       'Maximum size reached' in err and numbers('f')[1], rc, err)
    clean()
    p = start('-w', 'f', '--min-free', '99.9%')
    rc, err = finish(p, 8)
    ok('--min-free', rc == 14 and 'is free' in err, rc, err)
    clean()


def main():
    if os.getuid() != 0:
        print('skipped: needs root for network namespaces')
        print('0 passed, 0 failed')
        return 0
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(0x40000000) != 0:  # CLONE_NEWNET
        print('skipped: no network namespaces here')
        print('0 passed, 0 failed')
        return 0
    subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)
    top = tempfile.mkdtemp(prefix='sonde-rotate.', dir='/var/tmp')
    os.chmod(top, 0o755)
    os.mkdir(top + '/o')
    os.chdir(top + '/o')
    only = os.environ.get('ONLY', '').split()
    global binary
    try:
        shutil.copy(binary, '../sonde')
        binary = top + '/sonde'
        for part in (names, silence, load, kills, commands, directories, quota, limits):
            if not only or part.__name__ in only:
                part()
    finally:
        os.chdir('/')
        shutil.rmtree(top)
    return common.finish()


sys.exit(main())
