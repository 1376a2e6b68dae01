#!/usr/bin/env python3
"""The sandbox: refused from inside (tests/unit/sandbox.c, built without sanitizer), and what must
still work in it.

  tests/cli/sandbox.py [BINARY]
"""
import glob, os, pwd, re, shutil, stat, struct, subprocess, sys, tempfile, time

import talk

here = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
binary = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else
                         os.environ.get('BINARY', here + '/build/release/sonde'))
sample = here + '/tests/sample.pcap'
root = os.geteuid() == 0
passed = failed = 0


def ok(name, good, *more):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print('FAILED:', name, *more, flush=True)


def sonde(*args, program=binary, **kw):
    return subprocess.run([program, *args], stdin=subprocess.DEVNULL, capture_output=True, timeout=60, **kw)


def start(*args, program=binary, **kw):
    return subprocess.Popen([program, *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **kw)


def status(pid):
    """Of every thread: (seccomp mode, no_new_privs, capabilities)."""
    def one(path):
        t = open(path + '/status').read()
        g = lambda k, base=10: int(re.search(k + r':\s*([0-9a-f]+)', t)[1], base)
        return g('Seccomp'), g('NoNewPrivs'), g('CapPrm', 16)
    return [one(p) for p in sorted(glob.glob(f'/proc/{pid}/task/*'))]


def wait_for(what, seconds=5):
    end = time.monotonic() + seconds
    while not what() and time.monotonic() < end:
        time.sleep(0.02)
    return what()


def inside():
    """The unit test, of a build that can have a sandbox, as root and as nobody."""
    made = subprocess.run(['make', '-s', 'build/gcc/unit/sandbox'], cwd=here, capture_output=True, text=True)
    ok('build/gcc/unit/sandbox', made.returncode == 0, made.stderr[-300:])
    program = shutil.copy(here + '/build/gcc/unit/sandbox', 'unit')
    os.chmod(program, 0o755)
    for user in [None, 65534] if root else [None]:
        r = subprocess.run([os.path.abspath(program)], capture_output=True, text=True, user=user, group=user, cwd='/')
        ok(f'inside, as {user or "ourselves"}', r.returncode == 0, r.stdout[-600:])
        if 'skipped' in r.stdout:
            print('skipped: no sandbox on this machine')
            return False
    return True


def is_on():
    data = open(sample, 'rb').read()
    os.symlink(binary, 'tcpdump')
    for name, args, program, mode in (
            ('-r', ['-n', '-r', '-'], binary, 2),
            ('-r with names', ['-r', '-'], binary, 2),
            ('-w', ['-r', '-', '-w', 'plain.pcap'], binary, 2),
            ('-w .gz', ['-r', '-', '-w', 'packed.pcap.gz'], binary, 2),
            ('tcpdump', ['-n', '-r', '-'], os.path.abspath('tcpdump'), 2),
            ('info', ['info', '-'], binary, 2),
            ('anon', ['anon', '-', 'anon.pcap'], binary, 2),
            ('merge', ['merge', '-f', 'merged.pcap', '-', sample], binary, 2),
            ('split', ['split', '--packets', '3', '-', 'part.pcap'], binary, 2),
            ('flows', ['flows', '-'], binary, 2),
            ('stats', ['stats', '-'], binary, 2),
            ('grep', ['grep', 'a', '-'], binary, 2),
            ('follow', ['follow', '-'], binary, 2),
            ('extract', ['extract', '-o', 'files', '-'], binary, 2),
            ('why', ['why', '-'], binary, 2),
            ('baseline', ['baseline', 'usual', '-'], binary, 2),
            ('diff', ['diff', '-', sample], binary, 2),
            ('stats --no-sandbox', ['stats', '--no-sandbox', '-'], binary, 0),
            ('grep --no-sandbox', ['grep', '--no-sandbox', 'a', '-'], binary, 0),
            ('follow --no-sandbox', ['follow', '--no-sandbox', '-'], binary, 0),
            ('extract --no-sandbox', ['extract', '--no-sandbox', '-o', 'files', '-'], binary, 0),
            ('--no-sandbox', ['-n', '-r', '-', '--no-sandbox'], binary, 0),
            ('info --no-sandbox', ['info', '--no-sandbox', '-'], binary, 0),
            ('anon --no-sandbox', ['anon', '--no-sandbox', '-', 'anon.pcap'], binary, 0),
            ('split --no-sandbox', ['split', '--no-sandbox', '--packets', '3', '-', 'part.pcap'], binary, 0),
            ('merge --no-sandbox', ['merge', '--no-sandbox', '-f', 'merged.pcap', '-', sample], binary, 0)):
        p = start(*args, program=program)
        p.stdin.write(data)
        p.stdin.flush()
        on = wait_for(lambda: status(p.pid)[0][0] == mode) if mode else time.sleep(0.3) or status(p.pid)[0][0] == 0
        threads = status(p.pid)
        ok(f'{name}: seccomp', on and all(t[0] == mode for t in threads), threads)
        if mode:
            ok(f'{name}: no_new_privs', all(t[1] == 1 for t in threads), threads)
            ok(f'{name}: capabilities', all(t[2] & ~0xe == 0 for t in threads), threads)
        out, err = p.communicate(timeout=20)
        fine = (0, 2) if args[0] in ('why', 'diff') else (0,)
        ok(f'{name}: its work', p.returncode in fine, p.returncode, err[-300:])


def users():
    """root becomes somebody else; files of others that only root may read are still heard, and files go where they
    are to go."""
    if not root:
        print('skipped: it needs root')
        return
    ids = [(p.pw_uid, p.pw_name) for p in pwd.getpwall() if p.pw_name in ('sonde', 'tcpdump')]
    want = min(ids, key=lambda i: i[1])[0] if ids else 0
    data = open(sample, 'rb').read()
    web = talk.opened().say(0, b'GET /page.txt HTTP/1.1\r\n\r\n').say(1, b'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello')
    talk.pcap('web.pcap', web.end())
    for name in 'a', 'b':
        with open(name + '.secret', 'wb') as f:
            f.write(open(sample, 'rb').read())
        os.chmod(name + '.secret', 0o600)
    r = sonde('why', 'a.secret', 'b.secret')
    ok('why of files that are root\'s', r.returncode in (0, 2), r.returncode, r.stderr)
    r = sonde('diff', 'a.secret', 'b.secret')
    ok('diff of files that are root\'s', r.returncode == 0, r.returncode, r.stderr)
    r = sonde('why', 'a.secret', 'nowhere')
    ok('one that is not there', r.returncode == 1 and b'sonde: nowhere: No such file' in r.stderr, r.returncode, r.stderr)
    os.makedirs('hers')
    os.chown('hers', 65534, 65534)
    os.makedirs('roots', 0o700)
    for verb in ['flows'], ['stats'], ['grep', 'a'], ['follow'], ['why']:
        p = start(*verb, '-')
        p.stdin.write(data)
        p.stdin.flush()
        wait_for(lambda: status(p.pid)[0][0] == 2)
        uid = int(re.search(r'Uid:\s*(\d+)', open(f'/proc/{p.pid}/status').read())[1])
        ok(f'{verb[0]}: another user', uid == want, uid, want)
        p.communicate(timeout=20)
    for where, owner in ('fresh', want), ('hers', 65534), ('roots', 0):
        r = sonde('extract', '-o', where, 'web.pcap')
        made = os.listdir(where)
        ok(f'extract -o {where}', r.returncode == 0 and made, r.returncode, r.stderr, made)
        ok(f'extract -o {where}: whose', {os.stat(f'{where}/{n}').st_uid for n in [*made, '.']} == {owner}, made)
    try:
        os.mknod('sink', 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    except PermissionError:
        print('skipped: a device as -w (mknod is not allowed here)')
    else:
        for name, owner in ('sink', 0), ('written.pcap', want):
            r = sonde('-w', name, '-r', 'web.pcap')
            ok(f'-w {name}: whose', r.returncode == 0 and os.stat(name).st_uid == owner, r.stderr, os.stat(name).st_uid)
    r = sonde('baseline', 'hers/usual', sample)
    ok('baseline: whose', r.returncode == 0 and os.stat('hers/usual').st_uid == 65534, r.returncode, r.stderr)


def rotation():
    z = ['-Z', 'root'] if root else []
    with open('said.sh', 'w') as f:
        f.write('#!/bin/sh\necho "$1" >>said\nwc -c <"$1" >>said\n')
    os.chmod('said.sh', 0o755)
    os.makedirs('far')
    os.symlink('far/cap', 'cap')
    for name, args, files in (
            ('-C', ['-w', 'c.pcap', '-C', '1k', '-z', './said.sh'], 'c.pcap*'),
            ('-C .gz', ['-w', 'd.pcap.gz', '-C', '1k'], 'd.pcap*'),
            ('-C through a link', ['-w', 'cap', '-C', '1k'], 'cap*'),
            ('-C in another directory', ['-w', 'far/x', '-C', '1k', '--atomic'], 'far/x*'),
            ('-G', ['-w', 'far/%H-%M-%S', '-G', '1', '--max-files', '5'], 'far/*-*'),
            ('--max-size', ['-w', 'e', '-C', '1k', '--max-size', '1k', '--min-free', '1k'], 'e*')):
        r = sonde(*z, '-r', sample, *args)
        ok(name, r.returncode == 0 and glob.glob(files), r.returncode, r.stderr[-300:], glob.glob(files))
    ok('-z ran', wait_for(lambda: os.path.exists('said') and len(open('said').read().split()) >= 4))


def reading():
    # A file that is not read yet may be opened later, one that is not there fails as ever.
    r = sonde('-n', '-r', sample, '-r', 'nowhere.pcap', '-r', sample, '--count')
    ok('several files', r.returncode == 1 and b'nowhere.pcap: No such file' in r.stderr and b'38 packets' in r.stdout,
       r.stdout, r.stderr)
    with open('list', 'w') as f:
        f.write(f'{sample}\n{sample}\n')
    r = sonde('-n', '-V', 'list', '--count')
    ok('-V', b'38 packets' in r.stdout, r.stdout, r.stderr)
    # strftime() and TZ, -M's libcrypto, names of protocols, SLL2's of interfaces
    plain = {k: v for k, v in os.environ.items() if k != 'TZ'}
    for args in (['-tttt', '-n'], ['-v'], ['-M', 'secret', '-vvv', '-n'], ['--json'], ['-e', '-X']):
        a, b = sonde(*args, '-r', sample, env=plain), sonde('--no-sandbox', *args, '-r', sample, env=plain)
        ok('the same as without: ' + ' '.join(args), a.stdout == b.stdout and a.stdout, a.stderr[-200:])
    sll2 = struct.pack('>HHIHBB8s', 0x800, 0, 1, 772, 0, 6, bytes(8)) + bytes.fromhex('45000014') + bytes(16)
    with open('sll2', 'wb') as f:
        f.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 262144, 276))
        f.write(struct.pack('<IIII', 1, 0, len(sll2), len(sll2)) + sll2)
    r = sonde('-n', '-r', 'sll2')
    ok('names of interfaces', b' lo    In ' in r.stdout, r.stdout, r.stderr)
    for f in here + '/tests/golden/ip4_protos.pcap', 'sll2':
        a, b = (sonde(*no, '--resolve-wait', '0', '-v', '-r', f) for no in ([], ['--no-sandbox']))
        ok('the same as without: ' + f, a.stdout == b.stdout and a.stdout, a.stderr[-200:])
    a, b = (sonde('info', *no, '--hash', sample) for no in ([], ['--no-sandbox']))
    ok('info --hash', a.returncode == 0 and a.stdout == b.stdout, a.stderr)


def follow():
    data = open(sample, 'rb').read()
    with open('grows', 'wb') as f:
        f.write(data)
    p = start('-l', '-n', '-r', 'grows', '--follow', bufsize=0)
    count = lambda: len(seen.split(b'\n')) - 1
    seen = b''
    os.set_blocking(p.stdout.fileno(), False)

    def more():
        nonlocal seen
        seen += p.stdout.read() or b''
        return seen
    first = wait_for(lambda: more().count(b'ARP') >= 2) and more().count(b'ARP')
    with open('new', 'wb') as f:
        f.write(data)
    os.rename('new', 'grows')
    ok('--follow: another file takes its place', wait_for(lambda: more().count(b'ARP') >= 2 * max(first, 1)), first, seen[-300:])
    p.terminate()
    p.communicate(timeout=10)


def main():
    top = tempfile.mkdtemp(prefix='sonde-sandbox-')
    os.chmod(top, 0o777)
    os.chdir(top)
    try:
        if inside() and b'seccomp' in sonde('--version').stdout:
            is_on()
            users()
        rotation()
        reading()
        follow()
    finally:
        os.chdir('/')
        shutil.rmtree(top)
    print(f'{passed} passed, {failed} failed')
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
