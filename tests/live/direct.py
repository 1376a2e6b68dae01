#!/usr/bin/env python3
"""--direct: the same file, past the cache; whole records whenever it is killed, and on a full disk.

  tests/live/direct.py [BINARY]

PPS=200000 KILLS=40 are the long form.
"""
import filecmp
import glob
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lab  # noqa: E402
from lab import binary, capture, finish, numbers, ok  # noqa: E402

PPS = int(os.environ.get('PPS', 30000))
KILLS = int(os.environ.get('KILLS', 6))


def clean():
    for f in glob.glob('f*') + glob.glob('g*'):
        os.unlink(f)


def flags(c):
    """O_DIRECT of the descriptors of f.pcap."""
    d = '/proc/%d/fd' % c.p.pid
    at = [n for n in os.listdir(d) if os.readlink(d + '/' + n).endswith('f.pcap')]
    return sorted(bool(int(re.search(r'flags:\s+(\d+)', open('/proc/%d/fdinfo/%s' % (c.p.pid, n)).read())[1], 8) & os.O_DIRECT)
                  for n in at)


def complete():
    """All packets, also after a stop; and what is in hand is seen soon."""
    c = capture('-i', 't1', '-w', 'f.pcap', '--direct')
    ok('the header is there at once', numbers('f.pcap') == ([], True), os.path.getsize('f.pcap'))
    ok('one descriptor is direct', flags(c) == [False, True], flags(c))
    lab.send('t0', PPS, PPS * 2, 500).wait()
    status = c.stop()
    n, whole = numbers('f.pcap')
    ok('all packets', status == 0 and whole and n == list(range(PPS * 2)), status, len(n), c.err)
    c = capture('-i', 't1', '-w', 'f.pcap', '--direct')
    lab.send('t0', 1000, 100).wait()
    time.sleep(0.3)
    ok('no packet waits for others', numbers('f.pcap') == (list(range(100)), True), c.messages())
    lab.send('t0', 1000, 3, 9000).wait()
    time.sleep(0.3)
    ok('nor those that follow', numbers('f.pcap') == (list(range(100)) + [0, 1, 2], True))
    c.stop()
    c = capture('-i', 't1', '-U', '-w', 'f.pcap', '--direct', '--flush-interval', '10s')
    lab.send('t0', 300, 200).wait()
    time.sleep(0.3)
    ok('-U', numbers('f.pcap') == (list(range(200)), True))
    c.stop()
    c = capture('-i', 't1', '-w', 'f.pcap', '-C', '300k', '--direct')
    lab.send('t0', 20000, 20000).wait()
    ok('-C: status', c.stop() == 0, c.err)
    files = sorted(glob.glob('f.pcap*'), key=lambda f: int(f[6:] or 0))
    parts = [numbers(f) for f in files]
    ok('-C: all packets, in whole files', len(files) > 4 and all(w for _, w in parts) and
       sum((n for n, _ in parts), []) == list(range(20000)), [len(n) for n, _ in parts])
    clean()


def kills():
    rnd, late = random.Random(7), []
    for i in range(KILLS):
        c = capture('-i', 't1', '-w', 'f.pcap', '--direct')
        s = lab.send('t0', PPS, PPS * 20, 1400)
        time.sleep(0.5 + rnd.random())
        at = time.time()
        c.p.kill()
        c.wait()
        s.kill()
        s.wait()
        n, whole = numbers('f.pcap')
        ok('kill -9: whole records, all from the first', whole and n and n == list(range(len(n))), len(n), whole)
        b = open('f.pcap', 'rb').read()
        last = b[24 + 1416 * (len(n) - 1):] if n else b''
        late.append(at - int.from_bytes(last[:4], 'little') - int.from_bytes(last[4:8], 'little') / 1e6 if last else 9)
        clean()
    print('kill -9: lost at most %d ms' % (max(late) * 1000))
    # The time between the last packet and the kill is also the machine's, which may be busy.
    ok('kill -9: no more than --flush-interval', sorted(late)[len(late) // 2] < 0.12 and max(late) < 1, late)


def disks():
    os.mkdir('d')
    script = 'mount -t tmpfs -o size=5m tmpfs d && "$@"; s=$?; cp d/f got; exit $s'
    p = subprocess.Popen(['unshare', '-m', 'sh', '-c', script, 'sh', binary, '-Z', 'root', '-i', 't1', '-w', 'd/f', '--direct'],
                         stderr=subprocess.PIPE, text=True)
    time.sleep(0.5)
    s = lab.send('t0', 10000, 20000, 900)
    try:
        err = p.communicate(timeout=10)[1]
    except subprocess.TimeoutExpired:
        p.kill()
        err = 'it went on'
    s.kill()
    s.wait()
    n, whole = numbers('got')
    ok('full disk: said, status 14', p.returncode == 14 and err.count('No space left on device') == 1, p.returncode, err)
    ok('full disk: whole records, all from the first', whole and len(n) > 3000 and n == list(range(len(n))), len(n), whole)
    p = subprocess.run(['bash', '-c', 'ulimit -f 3000; exec "$@"', 'sh', binary, '-Z', 'root', '-i', 't1', '-w', 'f', '--direct',
                        '--', 'sh', '-c', './sender t0 10000 10000 900 >/dev/null'], capture_output=True, text=True, timeout=30)
    n, whole = numbers('f')
    ok('file size limit: the same', p.returncode == 14 and 'File too large' in p.stderr and whole and len(n) > 500, p.returncode, p.stderr,
       len(n), whole)
    shutil.rmtree('d')
    os.unlink('got')
    clean()


def large(name):
    """Packets and other blocks of all sizes, some larger than what is written at once."""
    def block(kind, body):
        body += bytes(-len(body) % 4)
        return struct.pack('<II', kind, len(body) + 12) + body + struct.pack('<I', len(body) + 12)
    rnd = random.Random(1)
    out = block(0x0a0d0d0a, struct.pack('<IHHq', 0x1a2b3c4d, 1, 0, -1)) + block(1, struct.pack('<HHI', 1, 0, 262144))
    for i in range(60):
        d = rnd.randbytes(rnd.choice([60, 1500, 262144, 200001, 9000]))
        out += block(6, struct.pack('<IIIII', 0, 0, i * 1000, len(d), len(d)) + d)
        if i % 7 == 3:
            out += block(0xbad, struct.pack('<I', 32473) + rnd.randbytes(rnd.choice([100, 3 << 20, 700001, (5 << 20) + 3])))
    open(name, 'wb').write(out)


def others():
    """Of files; and where it can't be."""
    c = capture('-i', 't1', '-w', 'g.pcap')
    lab.send('t0', 20000, 5000, 1200).wait()
    c.stop()
    large('g.pcapng')
    for source in ('g.pcap', 'g.pcapng'):
        for kind in ('pcap', 'pcapng'):
            for more in ([], ['--direct']):
                p = subprocess.run([binary, '-Z', 'root', '-r', source, '-w', 'f%d.%s' % (len(more), kind), *more], capture_output=True)
                ok('-r %s, %s %s' % (source, kind, more), p.returncode == 0, p.stderr)
            ok('-r %s: the same %s' % (source, kind), filecmp.cmp('f0.' + kind, 'f1.' + kind, False))
    os.mkfifo('f.fifo')
    r = subprocess.Popen([binary, '--count', '-r', 'f.fifo'], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    p = subprocess.run([binary, '-Z', 'root', '-r', 'g.pcap', '-w', 'f.fifo', '--direct'], capture_output=True, text=True, timeout=20)
    ok('a pipe: as usual, and that is said', p.returncode == 0 and p.stderr.count('WARNING: --direct: f.fifo') == 1 and
       r.communicate(timeout=20)[0] == b'5000 packets\n', p.stderr)
    for args, word in ((['-w', '-'], 'the name of a file'), ([], 'the name of a file'), (['-w', 'f.zst'], 'compressed files')):
        p = subprocess.run([binary, '-r', 'g.pcap', '--direct', *args], capture_output=True, text=True, timeout=20)
        ok('refused: %s' % args, p.returncode == 1 and word in p.stderr, p.stderr)
    clean()


def main():
    lab.enter()
    try:
        try:
            os.close(os.open('probe', os.O_WRONLY | os.O_CREAT | os.O_DIRECT))
        except OSError:
            lab.skip('no O_DIRECT in ' + os.getcwd())
        os.unlink('probe')
        lab.veth()
        lab.run('ip link set t0 mtu 9000; ip link set t1 mtu 9000')
        complete()
        kills()
        disks()
        others()
    finally:
        lab.leave()
    return finish()


if __name__ == '__main__':
    sys.exit(main())
