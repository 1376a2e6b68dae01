#!/usr/bin/env python3
"""sonde follow, extract and grep beside real servers: nginx, vsftpd, tftpd, a mail server; asked by curl on the
loopback of a network namespace, over a way that loses, repeats and reorders packets (two tun devices and a relay between them). SHA-256 of what is extracted
and of what the servers have must be the same.

  [SONDE_LARGE=1] tests/live/streams.py [BINARY]
"""
import ctypes, fcntl, hashlib, json, os, random, select, shutil, signal, struct, subprocess, sys, threading, time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common import binary, finish, ok  # noqa: E402

ENV = dict(os.environ, TZ='UTC', LC_ALL='C')
running = []
at = []  # how to run in the client's namespace; nothing: it is the servers'


def sha(data):
    return hashlib.sha256(data).hexdigest()


def read(path):
    with open(path, 'rb') as f:
        return f.read()


def write(path, data):
    with open(path, 'wb') as f:
        f.write(data if isinstance(data, bytes) else data.encode())
    return path


def run(*cmd, **kw):
    return subprocess.run(cmd, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, env=ENV, **kw)


def start(*cmd, **kw):
    p = subprocess.Popen(cmd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENV, **kw)
    running.append(p)
    return p


def stop_all():
    for p in running:
        if p.poll() is None:
            p.terminate()
    for p in running:
        try:
            p.wait(5)
        except subprocess.TimeoutExpired:
            p.kill()


def serves(port, udp=False):
    """is somebody there?"""
    hexport = ':%04X' % port
    for f in ('/proc/net/udp', '/proc/net/udp6') if udp else ('/proc/net/tcp', '/proc/net/tcp6'):
        if any(hexport in l.split()[1] and (udp or l.split()[3] == '0A') for l in open(f).readlines()[1:]):
            return True
    return False


def wait_for(port, udp=False):
    for _ in range(100):
        if serves(port, udp):
            return True
        time.sleep(0.05)
    return False


def capture(name, work, device='lo', more=('-U',)):
    """what work() sends there"""
    p = subprocess.Popen([*at, binary, '-Z', 'root', *more, '-i', device, '-w', name], stdin=subprocess.DEVNULL,
                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=ENV)
    p.stderr.readline()
    time.sleep(0.3)
    work()
    time.sleep(0.7)
    p.send_signal(signal.SIGINT)
    p.communicate(timeout=20)
    return name


NGINX = '''
daemon off; user root; worker_processes 1; pid %(d)s/nginx.pid; error_log /dev/null;
events { worker_connections 64; }
http { access_log off; types { text/plain txt; application/octet-stream bin; } default_type application/octet-stream;
  client_body_temp_path %(d)s/b; proxy_temp_path %(d)s/p; fastcgi_temp_path %(d)s/f; uwsgi_temp_path %(d)s/u; scgi_temp_path %(d)s/s;
  gzip on; gzip_types text/plain; gzip_min_length 1; gzip_http_version 1.0; client_max_body_size 100m; sendfile off;
  server { listen 8080; root %(d)s/www; location /up { return 200 "thanks"; } } }
'''


def files(d):
    rnd = random.Random(4)
    os.makedirs(d + '/www')
    text = ('\n'.join('line %d of a text that is long' % i for i in range(20000))).encode()
    sizes = {'one.bin': 1, 'small.bin': 1000, 'large.bin': 3000000}
    for name, n in sizes.items():
        write(f'{d}/www/{name}', rnd.randbytes(n))
    write(f'{d}/www/text.txt', text)
    write(f'{d}/www/needle.bin', b'x' * 1448 * 3 + b'NEEDLE-%d-' % 7 + b'y' * 4000)
    return [*sizes, 'text.txt']


def extract(name, *more):
    shutil.rmtree('out', ignore_errors=True)
    p = run(binary, 'extract', '--json', '-o', 'out', name, *more)
    return p, [json.loads(l) for l in p.stdout.splitlines()]


def same_files(what, p, found, want):
    """each of want (path) is among the extracted, by its hash"""
    have = {sha(read('out/' + f['name'])) for f in found}
    for path in want:
        ok(f'{what}: {os.path.basename(path)}', sha(read(path)) in have, p.stderr.decode()[-300:],
           [(f['name'], f['size'], f['note']) for f in found])


def http(d, names, way, host='127.0.0.1', device='lo'):
    base = f'http://{host}:8080'

    def work():
        for n in names:
            run(*at, 'curl', '-s', '-o', '/dev/null', base + '/' + n)
        run(*at, 'curl', '-s', '--compressed', '-o', '/dev/null', base + '/text.txt')
        run(*at, 'curl', '-s', '-o', '/dev/null', *[base + '/' + n for n in names])  # one connection
        run(*at, 'curl', '-s', '-o', '/dev/null', '-I', base + '/large.bin')
        run(*at, 'curl', '-s', '-o', '/dev/null', '--data-binary', '@' + d + '/www/large.bin', base + '/up/sent')
        run(*at, 'curl', '-s', '-o', '/dev/null', '-H', 'Transfer-Encoding: chunked', '--data-binary', '@' + d + '/www/small.bin',
            base + '/up/chunks')
        run(*at, 'curl', '-s', '-o', '/dev/null', base + '/needle.bin')
    c = capture('http.pcap', work, device)
    p, found = extract(c)
    same_files('http ' + way, p, found, [d + '/www/' + n for n in names])
    ok(f'http {way}: whole, without a note', p.returncode == 0 and not any(f['note'] or f['missing'] for f in found), p)
    ok(f'http {way}: each as often as it was sent',
       [sha(read('out/' + f['name'])) for f in found].count(sha(read(d + '/www/text.txt'))) == 3 and
       [sha(read('out/' + f['name'])) for f in found].count(sha(read(d + '/www/large.bin'))) == 3, [f['name'] for f in found])
    again = run(binary, 'extract', '-o', 'out', c)
    ok(f'http {way}: nothing is overwritten', len(os.listdir('out')) == 2 * len(found), again)
    l = run(binary, 'follow', c).stdout.decode().splitlines()
    n = next(x.split()[0] for x in l if int(x.split()[5]) > 3000000)
    p = run(binary, 'follow', '--raw', '--side', 'server', c, n)
    ok(f'follow --raw {way}', p.returncode == 0 and sha(p.stdout.split(b'\r\n\r\n', 1)[1]) == sha(read(d + '/www/large.bin')), p.stderr)
    p = run(binary, 'follow', c, '1')
    ok(f'follow {way}', p.stdout.startswith(b'--- ') and b'\nGET /one.bin HTTP/1.1\n' in p.stdout and b'\x1b' not in p.stdout, p)
    p = run(binary, 'follow', '--hex', '--side', 'client', c, '1')
    ok(f'follow --hex {way}', b'00000000  47 45 54 20 2f' in p.stdout, p)
    p = run(binary, 'grep', '-c', 'NEEDLE-[0-9]-y', c)
    ok(f'grep {way}', p.stdout == b'1\n' and p.returncode == 0, p)
    p = run(binary, 'grep', '--json', '^GET /(needle|one).bin', c)
    ok(f'grep --json {way}', {json.loads(x)['match'] for x in p.stdout.splitlines()} == {'GET /needle.bin', 'GET /one.bin'}, p)
    ok(f'grep finds nothing {way}', run(binary, 'grep', 'no such thing', c).returncode == 1)


def live():
    """grep and stats on a device"""
    g = subprocess.Popen([binary, 'grep', '--json', '-m', '1', '--duration', '20', '-i', 'lo', 'NEEDLE-[0-9]-'],
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV)
    t = subprocess.Popen([binary, 'stats', '--json', '-c', '12', '--duration', '20', '-i', 'lo', 'tcp'],
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV)
    time.sleep(0.7)
    for _ in range(3):
        run('curl', '-s', '-o', '/dev/null', 'http://127.0.0.1:8080/needle.bin')
    o, e = g.communicate(timeout=30)
    ok('grep -i', g.returncode == 0 and [json.loads(x)['match'] for x in o.splitlines()] == ['NEEDLE-7-'], o, e)
    o, e = t.communicate(timeout=30)
    ok('stats -i', t.returncode == 0 and json.loads(o)['packets'] >= 12, o, e)


def large(d, way, host='127.0.0.1', device='lo'):
    """A body of a gigabyte; over the bad way, which is slow, a tenth of it."""
    if 'SONDE_LARGE' not in os.environ:
        print(f'skipped: a large body {way} (it is asked for by SONDE_LARGE=1; 4 GB of /dev/shm)')
        return
    n, want = (1 << 30) // (1 if device == 'lo' else 10), hashlib.sha256()
    with open(d + '/www/huge.bin', 'wb') as f:
        for _ in range(n >> 20):
            piece = os.urandom(1 << 20)
            want.update(piece)
            f.write(piece)
    c = capture('large.pcap', lambda: subprocess.run(
        [*at, 'curl', '-s', '--limit-rate', '40M', '-o', '/dev/null', f'http://{host}:8080/huge.bin'], timeout=600), device,
                ('-B', '262144'))  # what the kernel drops would be holes
    os.unlink(d + '/www/huge.bin')
    p, found = extract(c)
    ok(f'a large body {way}', p.returncode == 0 and [(f['size'], f['missing']) for f in found] == [(n >> 20 << 20, 0)], found, p)
    got = hashlib.sha256()
    with open('out/' + found[0]['name'], 'rb') as f:
        while piece := f.read(1 << 20):
            got.update(piece)
    ok(f'a large body {way}: SHA-256', got.digest() == want.digest())
    shutil.rmtree('out')
    q = subprocess.Popen([binary, 'follow', '--raw', '--side', 'server', c, '1'], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=ENV)
    while q.stdout.read(1) not in b'\r' or q.stdout.read(3) != b'\n\r\n':
        pass
    got = hashlib.sha256()
    while piece := q.stdout.read(1 << 20):
        got.update(piece)
    ok(f'a large body {way}: follow --raw', q.wait() == 0 and got.digest() == want.digest())
    os.unlink(c)


def holes(d):
    """Packets that are not in the capture are holes, and told."""
    c = [x for x in run(binary, 'follow', 'http.pcap').stdout.decode().splitlines() if int(x.split()[5]) > 3000000][0].split()
    port = c[2].rsplit(':', 1)[1]
    run(binary, '-Z', 'root', '-r', 'http.pcap', '-w', 'one.pcap', f'port {port}')
    n = int(run(binary, '-r', 'one.pcap', '--count').stdout.split()[0])
    run(binary, '-Z', 'root', '-r', 'one.pcap', '--packets', f'1-{n // 2},{n // 2 + 6}-{n}', '-w', 'hole.pcap')
    p, found = extract('hole.pcap')
    big = next((f for f in found if f['size'] == 3000000), None)
    if not ok or big is None:
        ok('holes: the size is right', False, p, found)
        return
    ok('holes: told', p.returncode == 1 and big['missing'] > 0 and big['note'], p, found)
    a, b = read('out/' + big['name']), read(d + '/www/large.bin')
    ok('holes: the rest is where it belongs', len(a) == len(b) and sum(x != y for x, y in zip(a, b)) <= big['missing'] and
       all(y == x or x == 0 for x, y in zip(a, b)))
    p = run(binary, 'follow', '--raw', '--side', 'server', 'hole.pcap', '1')
    ok('holes: follow tells', p.returncode == 1 and b'are not in the capture' in p.stderr, p.stderr)


def ftp(d, names, way, host='127.0.0.1', device='lo'):
    if not shutil.which('vsftpd'):
        print('skipped: no vsftpd')
        return
    if not serves(21):
        os.makedirs('/var/run/vsftpd/empty', exist_ok=True)
        os.chmod(d + '/www', 0o555)
        conf = write('vsftpd.conf', 'listen=YES\nbackground=NO\nanonymous_enable=YES\nlocal_enable=NO\n'
                     f'anon_root={d}/www\nno_anon_password=YES\nseccomp_sandbox=NO\nport_enable=YES\nconnect_from_port_20=NO\n'
                     'xferlog_enable=NO\nrun_as_launching_user=NO\nsecure_chroot_dir=/var/run/vsftpd/empty\n')
        start('vsftpd', os.path.abspath(conf))
        if not wait_for(21):
            print('skipped: vsftpd does not start here')
            return
    url, mine = f'ftp://{host}/', '-'

    def work():
        for n in names:
            run(*at, 'curl', '-s', '-o', 'got', url + n)
        run(*at, 'curl', '-s', '-o', 'got', '--disable-epsv', url + 'small.bin')
        run(*at, 'curl', '-s', '-o', 'got', '-P', mine, '--disable-eprt', url + 'one.bin')
        run(*at, 'curl', '-s', '-o', 'got', '-P', mine, url + 'text.txt')
    p, found = extract(capture('ftp.pcap', work, device))
    same_files('ftp ' + way, p, found, [d + '/www/' + n for n in names])
    got = [f['name'].split('.')[0].split('-')[0] for f in found if f['kind'] == 'ftp']
    ok(f'ftp {way}: passive, extended and active', [got.count(x) for x in ('one', 'small', 'text')] == [2, 2, 2] and p.returncode == 0, got, p)


def tftp(d, way, host='127.0.0.1', device='lo'):
    if not shutil.which('in.tftpd'):
        print('skipped: no in.tftpd')
        return
    if not serves(69, udp=True):
        subprocess.run(['ip', 'addr', 'add', '10.9.9.9/32', 'dev', 'lo'])  # it asks for a family that has an address
        start('in.tftpd', '--foreground', '--ipv4', '--user', 'root', '--address', '0.0.0.0:69', '--secure', d + '/www')
        if not wait_for(69, udp=True):
            print('skipped: in.tftpd does not start here')
            return
    # What is lost is sent again after a second.
    names = ['text.txt'] * 3 if device == 'lo' else ['needle.bin'] * 3

    def work():
        for n, more in zip(names, ([], ['--tftp-blksize', '1400'], ['--tftp-no-options'])):
            run(*at, 'curl', '-s', '-m', '60', '-o', 'got', *more, f'tftp://{host}/{n}')
    p, found = extract(capture('tftp.pcap', work, device))
    same_files('tftp ' + way, p, found, [d + '/www/' + names[0]])
    # A request that comes twice is answered twice; nobody takes the second answer, and it ends with its first block.
    whole = [f for f in found if sha(read('out/' + f['name'])) == sha(read(d + '/www/' + names[0]))]
    ok(f'tftp {way}: three times', len(whole) == 3 and (device != 'lo' or found == whole) and
       all(f['note'] for f in found if f not in whole), found, p)


SMTPD = '''
import asyncore, smtpd, sys
class S(smtpd.SMTPServer):
    def process_message(self, peer, mailfrom, rcpttos, data, **kw):
        open(sys.argv[1], 'ab').write(data)
S(('0.0.0.0', 25), None, decode_data=False)
asyncore.loop()
'''


def smtp(way, host='127.0.0.1', device='lo'):
    if run(sys.executable, '-W', 'ignore', '-c', 'import smtpd').returncode:
        print('skipped: this Python has no smtpd')
        return
    mail = 'From: a@x\r\nSubject: dots\r\n\r\n.one dot\r\n..two\r\n.\r\n' + 'a line of a mail that is long\r\n' * 4000 + 'last\r\n'
    write('mail', mail)
    write('received', '')
    if not serves(25):
        start(sys.executable, '-W', 'ignore', '-c', SMTPD, os.path.abspath('received'))
        if not wait_for(25):
            print('skipped: the mail server does not start here')
            return
    p, found = extract(capture('smtp.pcap', lambda: run(
        *at, 'curl', '-s', f'smtp://{host}:25', '--mail-from', 'a@x', '--mail-rcpt', 'b@x', '--upload-file', 'mail'), device))
    got = [read('out/' + f['name']) for f in found]
    ok(f'smtp {way}: the mail', [sha(g) for g in got] == [sha(mail.encode())] and found[0]['name'] == 'mail.eml' and p.returncode == 0,
       [len(g) for g in got], p)
    ok(f'smtp {way}: what the server has', read('received').replace(b'\r\n', b'\n').strip() == mail.encode().replace(b'\r\n', b'\n').strip())


def tun(name, address):
    """a device in this namespace, and the descriptor behind it"""
    fd = os.open('/dev/net/tun', os.O_RDWR)
    fcntl.ioctl(fd, 0x400454ca, struct.pack('16sH22x', name.encode(), 0x1001))  # TUNSETIFF: IFF_TUN, IFF_NO_PI
    for words in f'addr add {address}/24 dev {name}', f'link set {name} up mtu 1500':
        subprocess.run(['ip', *words.split()], check=True)
    return fd


def relay(near, far):
    """Between the two until this process ends: of a hundred packets one is lost, one comes twice, three come late."""
    rnd = random.Random(9)
    late = []
    while True:
        ready, _, _ = select.select([near, far], [], [], 0.003)
        for fd in ready:
            p, to = os.read(fd, 65536), far if fd == near else near
            r = rnd.random()
            if r < 0.01:
                continue
            if 0.01 <= r < 0.04:
                late.append((time.monotonic() + 0.004 * rnd.random(), to, p))
                continue
            os.write(to, p)
            if r > 0.99:
                os.write(to, p)
        now = time.monotonic()
        for item in [x for x in late if x[0] <= now]:
            os.write(item[1], item[2])
            late.remove(item)


def bad_way():
    near = tun('near', '10.8.0.1')
    holder = subprocess.Popen(['unshare', '-n', 'sleep', '600'])
    running.append(holder)
    time.sleep(0.3)
    home = os.open('/proc/self/ns/net', os.O_RDONLY)
    there = os.open('/proc/%d/ns/net' % holder.pid, os.O_RDONLY)
    libc = ctypes.CDLL(None, use_errno=True)
    ok('the other namespace', libc.setns(there, 0) == 0)
    far = tun('far', '10.8.0.2')
    libc.setns(home, 0)
    at[:] = ['nsenter', '--net=/proc/%d/ns/net' % holder.pid]
    threading.Thread(target=relay, args=(near, far), daemon=True).start()


def inside():
    d = os.getcwd()
    subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)
    subprocess.run(['ip', 'link', 'set', 'lo', 'mtu', '1500'], check=True)
    names = files(d)
    if not shutil.which('nginx') or not shutil.which('curl'):
        print('skipped: no nginx or no curl')
        return
    start('nginx', '-c', write(d + '/nginx.conf', NGINX % {'d': d}))
    ok('nginx', wait_for(8080))
    http(d, names, 'plain')
    holes(d)
    live()
    ftp(d, names, 'plain')
    tftp(d, 'plain')
    smtp('plain')
    large(d, 'plain')
    if not os.path.exists('/dev/net/tun'):
        print('skipped: no /dev/net/tun, so no way that loses and reorders')
        return
    bad_way()
    there = 'over a bad way', '10.8.0.1', 'far'
    http(d, names, *there)
    ftp(d, names, *there)
    tftp(d, *there)
    smtp(*there)
    large(d, *there)


def main():
    if os.geteuid() != 0:
        print('skipped: not root')
        print('0 passed, 0 failed')
        return 0
    if 'SONDE_STREAMS_INSIDE' not in os.environ:
        env = dict(os.environ, SONDE_STREAMS_INSIDE='1')
        return subprocess.run(['unshare', '-n', '-m', sys.executable, os.path.abspath(__file__), binary], env=env).returncode
    d = '/dev/shm/sonde-streams-%d' % os.getpid()
    os.makedirs(d)
    os.chmod(d, 0o755)
    os.chdir(d)
    try:
        inside()
    finally:
        stop_all()
        os.chdir('/')
        shutil.rmtree(d, ignore_errors=True)
    return finish()


sys.exit(main())
