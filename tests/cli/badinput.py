#!/usr/bin/env python3
"""Bad input and bad places for output: one clear line, the right status, and all that is good
before it printed or saved.

  tests/cli/badinput.py [BINARY]

Makes its captures itself.  What a file is called by libpcap's reader is compared with
/usr/bin/tcpdump, if there is one, cut at every byte.
"""
import os, resource, shutil, struct, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common import binary, finish, FRAME, header, ok, put  # noqa: E402

reference = '/usr/bin/tcpdump'
root = os.getuid() == 0
sanitized = b"__asan_init" in open(binary, "rb").read()  # its shadow needs address space



def pcap(*records, order='<', magic=0xa1b2c3d4, version=(2, 4), snaplen=262144, link=1):
    return header(link, snaplen, order, magic, version) + b''.join(records)


def rec(data=FRAME, cap=None, order='<', sec=1000):
    n = len(data) if cap is None else cap
    return struct.pack(order + 'IIII', sec, 5, n, len(data)) + data


def block(kind, body, order='<', total=None):
    body += bytes(-len(body) % 4)
    n = len(body) + 12
    return struct.pack(order + 'II', kind, total or n) + body + struct.pack(order + 'I', n)


def pcapng(order='<'):
    return (block(0x0a0d0d0a, struct.pack(order + 'IHHq', 0x1a2b3c4d, 1, 0, -1), order) +
            block(1, struct.pack(order + 'HHI', 1, 0, 262144), order) +
            b''.join(block(6, struct.pack(order + 'IIIII', 0, 0, 10**9 + i, len(FRAME), len(FRAME)) +
                           FRAME, order) for i in range(2)))


def run(*args, program=None, **kw):
    kw.setdefault('stdin', subprocess.DEVNULL)
    if kw.get('stdout') is None:
        kw['stdout'] = subprocess.PIPE
    return subprocess.run([program or binary, *args], stderr=subprocess.PIPE, timeout=20,
                          env=dict(os.environ, TZ='GMT0'), **kw)


def complaint(p):
    """stderr without the line that is no complaint."""
    return [l for l in p.stderr.decode(errors='replace').split('\n')
            if l and not l.startswith('reading from file ')]


def one_line(name, p, status, *words):
    c = complaint(p)
    ok(name, p.returncode == status and len(c) == 1 and all(w in c[0] for w in words),
       p.returncode, c)


def files():
    one_line('empty', run('-r', put('empty', b'')), 1, 'sonde: ', 'only got 0')
    one_line('text', run('-r', put('text', b'This is no capture at all, but a text.\n' * 9)), 1,
             'text', 'unknown file format')
    one_line('gzip', run('-r', put('gz', bytes.fromhex('1f8b0800') + bytes(60))), 1, 'gzip')
    one_line('missing', run('-r', 'missing'), 1, 'missing', 'No such file')
    one_line('directory', run('-r', '.'), 1, 'Is a directory')
    for cut, got in ((10, 6), (23, 19)):
        one_line('header cut', run('-r', put('cut', pcap()[:cut])), 1,
                 'tried to read 24 file header bytes, only got %d' % got)
    p = run('-nr', put('huge', pcap(rec(), rec(cap=0xfffffff0))), preexec_fn=small)
    one_line('4 GB claimed', p, 1, 'invalid packet capture length 4294967280')
    ok('4 GB claimed: the packet before', p.stdout.count(b'\n') == 1, p.stdout)
    ng = pcapng() + block(6, bytes(20), total=0xfffffff0)
    p = run('-nr', put('hugeng', ng), preexec_fn=small)
    one_line('4 GB claimed, pcapng', p, 1, 'pcapng block size 4294967280 > maximum')
    ok('4 GB claimed, pcapng: the packets before', p.stdout.count(b'\n') == 2)
    with open('hugeng') as f:
        p = run('-nr', '-', stdin=subprocess.Popen(['cat'], stdin=f, stdout=subprocess.PIPE).stdout,
                preexec_fn=small)
    one_line('4 GB claimed, pipe', p, 1, 'pcapng block size 4294967280 > maximum')
    for n in (0, 0xffffffff):
        p = run('-nr', put('snap', pcap(rec(), snaplen=n)))
        ok('snaplen %d' % n, p.returncode == 0 and b'snapshot length 262144' in p.stderr and
           p.stdout.count(b'\n') == 1)


def small():
    """No more than 200 MB: a claimed length must not be believed."""
    if not sanitized:
        resource.setrlimit(resource.RLIMIT_AS, (200 << 20, 200 << 20))


def cuts():
    kinds = (('classic', pcap(rec(), rec()), 24, 16 + len(FRAME)),
             ('big-endian', pcap(rec(order='>'), rec(order='>'), order='>'), 24, 16 + len(FRAME)),
             ('pcapng', pcapng(), 48, 32 + len(FRAME) + -len(FRAME) % 4),
             ('pcapng big-endian', pcapng('>'), 48, 32 + len(FRAME) + -len(FRAME) % 4))
    for name, data, start, step in kinds:
        for i in range(len(data)):
            put('cut', data[:i])
            p = run('-nr', 'cut')
            good = max(0, (i - start) // step)
            whole = i >= start and (i - start) % step == 0
            whole |= 'pcapng' in name and i == 28  # a section without an interface
            ok('%s cut at %d' % (name, i), p.stdout.count(b'\n') == good and
               p.returncode == (0 if whole else 1) and len(complaint(p)) == (0 if whole else 1),
               p.returncode, p.stdout, p.stderr)
            if os.path.exists(reference):
                ours = run('-r', 'cut', '-w', '-', program='./tcpdump')
                its = run('-r', 'cut', '-w', '-', program=reference)
                ok('%s cut at %d, as tcpdump' % (name, i),
                   (ours.returncode, ours.stdout, ours.stderr) ==
                   (its.returncode, its.stdout, its.stderr), ours, its)


def outputs():
    put('some', pcap(*[rec(sec=i) for i in range(50000)]))
    with open('/dev/full', 'wb') as full:
        one_line('text to /dev/full', run('-nr', 'some', stdout=full), 14, 'No space left on device')
        one_line('-w - to /dev/full', run('-r', 'some', '-w', '-', stdout=full), 14,
                 'No space left on device')
        one_line('--count to /dev/full', run('-r', 'some', '--count', stdout=full), 14,
                 'No space left on device')
        one_line('--version to /dev/full', run('--version', stdout=full), 14, 'No space left')
    one_line('-w /dev/full', run('-r', 'some', '-w', '/dev/full'), 14, '/dev/full',
             'No space left on device')
    one_line('-w nowhere', run('-r', 'some', '-w', 'no/where'), 1, 'no/where', 'No such file')
    p = subprocess.Popen([binary, '-nr', 'some'], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    p.stdout.readline()
    p.stdout.close()
    err = p.stderr.read()
    ok('closed pipe', p.wait(20) == 14 and err.count(b'\n') == 2 and b'Broken pipe' in err, err)
    one_line('-w on the file read', run('-r', 'some', '-w', './some'), 1, 'being read')
    ok('it is still there', os.path.getsize('some') == 24 + 50000 * (16 + len(FRAME)))
    for closed, status in (('1', 14), ('2', 0)):
        p = subprocess.run(['sh', '-c', '%s -nr some -c 2 %s>&-; exit $?' % (binary, closed)],
                           capture_output=True, timeout=20)
        ok('descriptor %s closed' % closed, p.returncode == status, p)
    p = subprocess.run(['sh', '-c', binary + ' -r some -w out 2>&- >&- <&-'], timeout=20)
    ok('all closed, -w', p.returncode == 0 and os.path.getsize('out') == os.path.getsize('some'), p)
    if not root:
        print('skipped: a full disk, files that may not be read (not root)')
        return
    os.mkdir('disk')
    script = ('mount -t tmpfs -o size=1m tmpfs disk && %s -Z root -r some -w disk/x; s=$?; '
              'cp disk/x got; exit $s' % binary)
    p = subprocess.run(['unshare', '-m', 'sh', '-c', script], capture_output=True, timeout=20)
    one_line('full disk', p, 14, 'disk/x', 'No space left on device')
    n = os.path.getsize('got')
    ok('full disk: whole records', n > 900000 and (n - 24) % (16 + len(FRAME)) == 0, n)
    p = run('-r', 'got', '--count')
    ok('full disk: readable', p.returncode == 0 and b' packets' in p.stdout, p)
    os.chmod('some', 0o600)
    p = run('-r', 'some', user='nobody')
    one_line('unreadable', p, 1, 'some', 'Permission denied')


def devices():
    one_line('no such device', run('-i', 'nosuch0'), 1, 'nosuch0', 'No such device')
    one_line('no such number', run('-i', '4711'), 1, 'Invalid adapter index')
    if root:
        one_line('no permission', run('-i', 'lo', user='nobody'), 1, 'lo', 'permission')
    p = run('-i', 'lo', program='./tcpdump', **({'user': 'nobody'} if root else {}))
    ok('no permission, as tcpdump', p.returncode == 1 and
       p.stderr.startswith(b"tcpdump: lo: You don't have permission"), p)


def main():
    top = tempfile.mkdtemp(prefix='sonde-bad.', dir='/var/tmp')
    os.chmod(top, 0o755)
    os.chdir(top)
    global binary
    try:
        shutil.copy(binary, 'sonde')  # where user nobody can run it
        os.symlink('sonde', 'tcpdump')
        binary = top + '/sonde'
        files()
        cuts()
        outputs()
        devices()
    finally:
        shutil.rmtree(top)
    return finish()


sys.exit(main())
