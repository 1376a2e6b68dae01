#!/usr/bin/env python3
"""-C, -G, -W and -z on a file that is read: tcpdump's file names, every packet in exactly one file
and in order, slices of the packets' own time.

  tests/cli/rotate.py [BINARY]
"""
import glob, os, shutil, struct, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common import binary, finish, header, ok  # noqa: E402

N, SIZE = 2000, 76 + 16


def capture():
    with open('../in.pcap', 'wb') as f:
        f.write(header())
        for i in range(N):
            f.write(struct.pack('<IIII', 1700000000 + i // 10, i, 76, 76) + struct.pack('<I', i) +
                    bytes(72))


def numbers(name):
    b = open(name, 'rb').read()
    return [struct.unpack_from('<I', b, at + 16)[0] for at in range(24, len(b), SIZE)]


def sonde(*args):
    for f in glob.glob('*'):
        os.unlink(f)
    p = subprocess.run([binary, '-Z', 'root', '-r', '../in.pcap', *args], stdin=subprocess.DEVNULL,
                       capture_output=True, timeout=20, env=dict(os.environ, TZ='UTC'))
    ok(' '.join(args), p.returncode == 0, p)
    return sorted(glob.glob('*'), key=lambda f: (numbers(f) or [-1])[0])


def day():
    """A day, a packet a second; and days on which the clocks change."""
    def write(t0, n, step):
        with open('../day.pcap', 'wb') as f:
            f.write(header())
            for i in range(n):
                f.write(struct.pack('<IIII', t0 + i * step, 0, 76, 76) + struct.pack('<I', i) + bytes(72))

    def cut(zone, *args):
        for f in glob.glob('*'):
            os.unlink(f)
        p = subprocess.run([binary, '-Z', 'root', '-r', '../day.pcap', *args], stdin=subprocess.DEVNULL,
                           capture_output=True, timeout=60, env=dict(os.environ, TZ=zone))
        f = sorted(glob.glob('*'), key=lambda f: numbers(f)[0])
        return p, f, [numbers(x) for x in f]

    write(1700000000, 86400, 1)
    p, f, n = cut('UTC', '-w', 'f-%d-%H%M%S', '-G', '3600')
    ok('24 hours: 24 files of an hour', len(f) == 24 and all(len(x) == 3600 for x in n) and
       sum(n, []) == list(range(86400)), p, f)
    p, f, n = cut('UTC', '-w', 'f-%d-%H%M', '-G', '3600', '--align')
    ok('24 hours, --align', len(f) == 25 and f[1].endswith('00') and sum(n, []) == list(range(86400)), p, f)
    for name, t0 in (('autumn', 1698350400), ('spring', 1711584000)):  # two days before
        write(t0, 5 * 144, 600)
        p, f, n = cut('CET-1CEST,M3.5.0,M10.5.0/3', '-w', 'f-%d', '-G', '86400', '--align')
        ok(name + ': a file a day', len(f) == 6 and sum(n, []) == list(range(720)) and
           max(map(len, n)) == (150 if name == 'autumn' else 144), p, f, [len(x) for x in n])
        p, f, n = cut('CET-1CEST,M3.5.0,M10.5.0/3', '-w', 'f-%d-%H', '-G', '3600', '--align')
        ok(name + ': a file an hour, nothing lost', sum(n, []) == list(range(720)), p, len(f))


def all_once(name, files):
    ok(name + ': every packet once', sum((numbers(f) for f in files), []) == list(range(N)))


def main():
    top = tempfile.mkdtemp(prefix='sonde-rotate.', dir='/var/tmp')
    os.mkdir(top + '/o')
    os.chdir(top + '/o')
    try:
        capture()
        per = 10240 // SIZE + 1  # a file is closed when it is larger than the limit
        count = -(-N // per)
        f = sonde('-w', 'f', '-C', '10k')
        ok('-C: names', f == ['f'] + ['f%d' % i for i in range(1, count)], f)
        ok('-C: size', os.path.getsize('f') == 24 + per * SIZE, os.path.getsize('f'))
        all_once('-C', f)
        f = sonde('-w', 'f', '-C', '10k', '-W', '10')
        ok('-C -W 10: names', sorted(f) == ['f%d' % i for i in range(10)], f)
        ok('-C -W 10: the last are kept', sum((numbers(x) for x in f), [])[-1] == N - 1)
        f = sonde('-w', 'f', '-C', '10k', '-W', '20')
        ok('-C -W 20: names', f == ['f%02d' % i for i in range(count)], f)
        all_once('-C -W 20', f)
        f = sonde('-w', 'f', '-C', '10k', '-W', '1')
        ok('-C -W 1: names', f == ['f'], f)
        f = sonde('-w', 'f%H%M%S', '-G', '20')
        ok('-G: names', f == [time.strftime('f%H%M%S', time.gmtime(1700000000 + 20 * i))
                              for i in range(10)], f)
        ok('-G: a slice is 20 s', all(len(numbers(x)) == 200 for x in f))
        all_once('-G', f)
        f = sonde('-w', 'f%S', '-G', '20', '-W', '2')
        ok('-G -W 2: two files', len(f) == 2 and numbers(f[1])[-1] == 399, f)
        day()
        f = sonde('-w', 'f', '-G', '100', '-C', '10k')
        ok('-G -C: names', set(f) == {'f'} | {'f%d' % i for i in range(1, -(-N // 2 // per))}, f)
        f = sonde('-w', 'f', '-W', '5')
        ok('-W alone', f == ['f'])
        all_once('-W alone', f)
        with open('../z', 'w') as z:
            z.write('#!/bin/sh\necho "$@" >>../done\n')
        os.chmod('../z', 0o755)
        sonde('-w', 'f', '-C', '50k', '-z', '../z')
        time.sleep(0.5)
        ok('-z: each, the last too', sorted(open('../done').read().split()) == ['f', 'f1', 'f2', 'f3'],
           open('../done').read())
        os.unlink('../done')
        sonde('-w', 'f', '-C', '50k', '-z', '../z', '--compat-z')
        time.sleep(0.3)
        ok('-z: each but the last', sorted(open('../done').read().split()) == ['f', 'f1', 'f2'],
           open('../done').read())
    finally:
        os.chdir('/')
        shutil.rmtree(top)
    return finish()


sys.exit(main())
