#!/usr/bin/env python3
"""sonde why --html, on captures made here: what is on the page, that nothing hostile becomes markup, how
the file is written; and the page in headless Chromium with Playwright (report_page.mjs), if they can be had.

  tests/cli/report.py [BINARY]

Pictures of the pages are in build/test/html.
"""
import base64, hashlib, html.parser, json, os, re, resource, shutil, signal, socket, stat, struct, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from cap import A, ACK, B, Cap, Conn, FIN, MA, PSH, R, RST, SYN  # noqa: E402
from common import binary, finish, here, ok  # noqa: E402

DIR = tempfile.mkdtemp()
SHOTS = os.path.join(here, 'build/test/html')
PLAYWRIGHT = 'playwright-core@1.65.1'
GET = b'GET /x HTTP/1.1\r\nHost: h\r\n\r\n'
FINE = b'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'
ENV = dict(os.environ, TZ='UTC')
# What a page consists of.
EMPTY = {'meta', 'input'}
TAGS = EMPTY | set('''html head style title body a header p span h1 h2 h3 main section ul li nav table thead tbody tr th td
    form label fieldset legend article code dl dt dd div figure figcaption svg g line path circle text footer script details summary'''.split())


def at(name):
    return os.path.join(DIR, name)


def sonde(*args, **kw):
    return subprocess.run([binary, *args], **{'stdin': subprocess.DEVNULL, 'capture_output': True, 'timeout': 60, 'env': ENV, **kw})


class Page(html.parser.HTMLParser):
    """A page as a browser would see its markup; what is not as it should be is in .odd."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.odd, self.open, self.text, self.json, self.scripts, self.styles = [], [], '', '', [], []
        self.rows, self.articles, self.policy, self.tags = [], [], '', {}
        self.feed(text)
        self.close()
        if self.open:
            self.odd.append('open: %s' % self.open)

    def handle_starttag(self, tag, attrs):
        d = dict(attrs)
        self.tags[tag] = self.tags.get(tag, 0) + 1
        if tag not in TAGS or len(d) != len(attrs):
            self.odd.append('<%s %s>' % (tag, attrs))
        if any(k.startswith('on') or k in ('src', 'style', 'srcset', 'action') for k in d) or not d.get('href', '#').startswith('#'):
            self.odd.append('<%s %s>' % (tag, attrs))
        if d.get('http-equiv') == 'Content-Security-Policy':
            self.policy = d['content']
        if tag == 'article':
            self.articles.append('')
        if tag == 'tr':
            self.rows.append([])
        if tag in ('td', 'th'):
            self.rows[-1].append('')
        if tag not in EMPTY:
            self.open.append((tag, d))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop()[0] != tag:
            self.odd.append('</%s>' % tag)

    def handle_data(self, data):
        tag, d = self.open[-1] if self.open else ('', {})
        if tag == 'script' and d.get('type') == 'application/json':
            self.json += data
        elif tag == 'script':
            self.scripts.append(data)
        elif tag == 'style':
            self.styles.append(data)
        else:
            self.text += data
            if any(t == 'article' for t, _ in self.open):
                self.articles[-1] += data
            if any(t in ('td', 'th') for t, _ in self.open):
                self.rows[-1][-1] += data

    def handle_comment(self, data):
        self.odd.append('a comment')

    def packets(self):
        return [(int(r[0]), r[2]) for r in self.rows if len(r) == 3 and r[0].isdigit()]


def page_of(path, *more):
    """The page, and what was printed."""
    out = at('page.html')
    if os.path.exists(out):
        os.unlink(out)
    r = sonde('why', '--html', out, path, *more)
    try:
        return Page(open(out, encoding='utf-8').read()), r
    except OSError as e:
        ok('a page of %s' % path, False, r.stderr, e)
        return Page(''), r


def refused():
    c = Cap()
    x = Conn(c).open()
    x.turn(GET, FINE)
    x.close()
    c.tcp(A, B, 40001, 81, SYN, 7)
    c.tcp(B, A, 81, 40001, RST | ACK, 0, 8, dt=0.01)
    return c


def silent():
    c = Cap()
    for dt in (0.001, 1, 2, 4):
        c.tcp(A, B, 40000, 8443, SYN, 7, dt=dt)
    for dt in (0.001, 1, 1):
        c.arp(1, MA, A, '', '192.0.2.77', dt)
    return c


def small(n=300):
    c = Cap()
    x = Conn(c, dport=6379, rtt=0.004).open()
    for i in range(n):
        x.turn(b'*2\r\n$3\r\nGET\r\n$5\r\nk:%03d\r\n' % (i % 1000), b'$3\r\nabc\r\n')
    x.close()
    return c


def healthy():
    c = Cap()
    x = Conn(c).open()
    x.turn(GET, b'HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n')
    for _ in range(60):
        x.say(1, b'd' * 1000, dt=0.002)
        x.say(0, dt=0.0005)
    x.close()
    return c


def scan():
    c = Cap()
    for port in range(1, 90):
        c.tcp(A, B, 40000 + port, port, SYN, 7)
        c.tcp(B, A, port, 40000 + port, RST | ACK, 0, 8, dt=0.0001)
    return c


EVIL = b'</script><script>pwned=1</script><img src=x onerror=pwned=1>"\'&amp;--><!--<svg/onload=pwned=1>\x1b[31m\xe2\x80\xae'


def hostile():
    c = Cap()
    for i, status in enumerate((b'500 ', b'404 ')):
        x = Conn(c, sport=40000 + i, dport=8080).open()
        x.turn(b'GET /' + EVIL.replace(b' ', b'+') + b' HTTP/1.1\r\nHost: ' + EVIL + b'\r\n\r\n',
               b'HTTP/1.1 ' + status + EVIL + b'\r\nContent-Length: 0\r\n\r\n')
        x.close()
    x = Conn(c, sport=41000, dport=6379).open()
    x.turn(b'*1\r\n$4\r\nPING\r\n', b'-ERR ' + EVIL + b'\r\n')
    x.close()
    x = Conn(c, sport=41001, dport=25).open()
    x.say(1, b'220 ' + EVIL + b'\r\n')
    x.turn(b'MAIL FROM:<' + EVIL + b'>\r\n', b'550 ' + EVIL + b'\r\n')
    x.close()
    label = b'<b onclick="x">'
    name = bytes([len(label)]) + label + b'\x07example\0'
    c.udp(A, R, 5354, 53, struct.pack('>HHHHHH', 1, 0x100, 1, 0, 0, 0) + name + b'\0\1\0\1')
    c.udp(R, A, 53, 5354, struct.pack('>HHHHHH', 1, 0x8183, 1, 0, 0, 0) + name + b'\0\1\0\1', dt=0.01)
    return c


def content():
    path = refused().save(at('r.pcap'))
    plain = sonde('why', path)
    p, r = page_of(path)
    ok('the page is sound', not p.odd and p.tags.get('h1') == 1, p.odd[:5])
    ok('the text is as without it', r.stdout == plain.stdout and r.returncode == plain.returncode == 2 and not r.stderr, r.stderr)
    f = json.loads(sonde('why', '--json', path).stdout)['findings'][0]
    for key in ('class', 'subject', 'what', 'ruled_out', 'next', 'command'):
        ok('the finding: %s' % key, len(p.articles) == 1 and f[key] in p.articles[0], f[key])
    lines = sonde('-tnr', path).stdout.decode().splitlines()
    ok('packets in the printer\'s text', p.packets() == [(n, lines[n - 1]) for n in f['packets']], p.packets())
    scripts = ["'sha256-%s'" % base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in p.scripts + p.styles]
    ok('the policy allows this script and style only', p.policy == "default-src 'none'; script-src %s; style-src %s; "
       "base-uri 'none'; form-action 'none'" % tuple(scripts), p.policy, scripts)
    o = sonde('why', '--html', '-', path)
    ok('--html - is the page alone', o.returncode == 2 and o.stdout.startswith(b'<!DOCTYPE html>') and o.stdout.endswith(b'</html>\n'))
    ok('no addresses of the net but names', not re.search(r'https?://(?!github.com/leeoniya)', o.stdout.decode().replace('http://www.w3.org', '')))
    p, r = page_of(healthy().save(at('h.pcap')))
    ok('healthy', r.returncode == 0 and 'Healthy' in p.text and 'no proof' in p.text and 'The largest conversations' in p.text, p.text[:300])
    d = json.loads(p.json)[0]
    ok('its octets', d['ways'][1]['seq'][1][-1] == 60042 and sum(d['ways'][1]['rate']) == 60042 and d['main'] == 1, d['ways'][1]['seq'][1][-3:])
    ok('round trips', d['ways'][0]['rtt'][1][0] == 10000, d['ways'][0]['rtt'])
    p, r = page_of(Cap().save(at('none.pcap')))
    ok('no packets: cannot tell', r.returncode == 3 and 'Cannot tell' in p.text and not p.odd, p.text[:200])
    p, r = page_of(scan().save(at('scan.pcap')))
    rows = p.packets()
    ok('a scan: the first packets only', len(rows) == 20 and 'of which 20 are below' in p.text and 'SYN to port 5' in p.text, len(rows))
    p, r = page_of(small().save(at('small.pcap')))
    n = len(json.loads(p.json)[0]['ways'][0]['seq'][1])
    ok('many small requests are plotted', n == 300, n)
    f = json.loads(sonde('why', '--json', at('small.pcap')).stdout)['findings'][0]
    rows, evidence = [n for n, _ in p.packets()], sorted(f['packets'])
    ok('what came back is shown with them', rows == sorted(evidence + [n + 1 for n in evidence]) and 'What is grey' in p.text, rows)
    lines = sonde('-tnr', at('small.pcap')).stdout.decode().splitlines()
    ok('in the same words', p.packets() == [(n, lines[n - 1]) for n in rows], p.packets())
    p, r = page_of(at('small.pcap'), at('r.pcap'))
    numbers = [n for n, _ in p.packets()]
    whole = sonde('-tnr', at('small.pcap'), '-r', at('r.pcap')).stdout.decode().splitlines()
    ok('two files as one', r.returncode == 2 and numbers and max(numbers) > len(small().packets) and
       all(whole[n - 1] == t for n, t in p.packets()), numbers)


def guarded():
    path = hostile().save(at('"><script>pwned=1<.pcap'))
    p, r = page_of(path)
    ok('hostile strings are no markup', not p.odd and p.tags.get('script') == 2 and len(p.articles) >= 4, p.odd[:5], p.tags)
    ok('they are text', 'onerror=pwned=1' in p.text and '<svg/onload' in p.text and '<script>pwned=1<.pcap' in p.text)
    raw = open(at('page.html'), 'rb').read()
    ok('no escape, no change of direction', b'\x1b' not in raw and b'\xe2\x80\xae' not in raw)
    ok('the data is JSON without markup', isinstance(json.loads(p.json), list) and not re.search('[<>&]', p.json))
    odd = os.path.join(DIR.encode(), b'\xff\xfe\x1b[31m\xc3\xbc.pcap')
    os.rename(path, odd)
    r = sonde('why', '--html', at('page.html'), odd)
    text = open(at('page.html'), encoding='utf-8').read()
    ok('a name that is no UTF-8', r.returncode == 2 and not Page(text).odd and '\\xff\\xfe\\x1b[31m\xfc.pcap' in text)


def bounded():
    c = Cap()
    for i in range(1500):  # 1,500 causes: each another port
        c.tcp('192.0.2.%d' % (i % 200 + 1), '198.51.100.%d' % (i // 200 + 1), 40000 + i, 1000 + i, SYN, 7, dt=0.5)
        c.tcp('198.51.100.%d' % (i // 200 + 1), '192.0.2.%d' % (i % 200 + 1), 1000 + i, 40000 + i, RST | ACK, 0, 8, dt=0.01)
    for k in range(20):
        x = Conn(c, sport=50000 + k, dport=9000, rtt=0.02).open()
        for i in range(1200):
            x.turn(b'q%010d\n' % i, b'x' * (900 if i == 777 else 40))
        x.say(1, flags=FIN | ACK)
        x.say(0, flags=FIN | ACK)
    p, r = page_of(c.save(at('big.pcap')))
    size = os.path.getsize(at('page.html'))
    ok('a large capture, a page below 5 MB', size < 5000000 and not p.odd, size, p.odd[:3])
    ok('it says what it leaves out', 'Left out' in p.text and 'there are 1000 at most' in p.text or 'have a line only' in p.text, p.text[-900:])
    p, r = page_of(at('big.pcap'), '198.51.100.20:9000')
    d = json.loads(p.json)
    lengths = [len(v[0]) for x in d for w in x['ways'] for k, v in w.items() if k not in ('points', 'rate')]
    ok('lines of plots are bounded', d and max(lengths) <= 512 and min(x['ways'][0]['points'] for x in d) == 1200, max(lengths or [0]))
    ok('conversations are bounded', len(d) <= 16, len(d))


def sources():
    path = refused().save(at('r.pcap'))
    want = [t for t in page_of(path)[0].articles]
    data = open(path, 'rb').read()
    r = sonde('why', '--html', at('s.html'), '-', stdin=None, input=data)
    p = Page(open(at('s.html')).read())
    ok('standard input', r.returncode == 2 and not p.odd and p.packets() == page_of(path)[0].packets() and 'standard input' in p.text, r.stderr)
    os.mkfifo(at('fifo'))
    w = subprocess.Popen(['cp', path, at('fifo')])
    p, r = page_of(at('fifo'))
    w.wait()
    ok('a pipe by name', r.returncode == 2 and len(p.articles) == len(want) and p.packets() == page_of(path)[0].packets(), r.stderr)
    text = [re.sub(r'Made by.*', '', open(at('page.html')).read()) for _ in (page_of(path), page_of(path, '--no-sandbox'))]
    ok('the sandbox is not in the way', text[0] == text[1])
    with open(at('cut.pcap'), 'wb') as f:
        f.write(data[:-5])
    p, r = page_of(at('cut.pcap'))
    ok('a file that is cut is said once', r.returncode == 1 and r.stderr.count(b'\n') == 1 and not p.odd and 'Healthy' in p.text, r.stderr)
    if os.getuid() != 0:
        print('skipped: a page of lo (not root)')
        return
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        port = s.getsockname()[1]
    for how in ('duration', 'signal'):
        w = subprocess.Popen([binary, 'why', '-i', 'lo', '--html', at(how), '--duration', '2' if how == 'duration' else '50', '127.0.0.1:%d' % port],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV)
        time.sleep(1)
        with socket.socket() as s:
            s.connect_ex(('127.0.0.1', port))
        time.sleep(0.5)
        if how == 'signal':
            w.send_signal(signal.SIGINT)
        out, err = w.communicate(timeout=20)
        p = Page(open(at(how)).read()) if os.path.exists(at(how)) else Page('')
        ok('of lo, ended by a %s' % how, w.returncode == 2 and any('tcp-refused' in a for a in p.articles) and len(p.packets()) == 2,
           w.returncode, out, err)


def complaint(name, r, status, *words):
    err = r.stderr.decode()
    ok(name, r.returncode == status and err.startswith('sonde: ') and err.count('\n') == 1 and all(w in err for w in words), r.returncode, err)


def writing():
    path = refused().save(at('r.pcap'))
    complaint('a directory that is not there', sonde('why', '--html', at('no/x.html'), path), 14, 'no/x.html', 'No such file')
    complaint('a directory', sonde('why', '--html', DIR, path), 14, DIR, 'Is a directory')
    complaint('a full device', sonde('why', '--html', '/dev/full', path), 14, '/dev/full', 'No space')
    complaint('--json and a page on standard output', sonde('why', '--json', '--html', '-', path), 1, '--html -', 'file')
    with open('/dev/full', 'wb') as full:
        r = subprocess.run([binary, 'why', '--html', '-', path], stdout=full, stderr=subprocess.PIPE, env=ENV)
    complaint('standard output is full', r, 14, 'No space')
    old = at('old.html')
    with open(old, 'w') as f:
        f.write('as it was')
    os.chmod(old, 0o640)

    def little():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
    before = set(os.listdir(DIR))
    r = sonde('why', '--html', old, path, preexec_fn=little, restore_signals=False)
    complaint('it cannot be written to its end', r, 14, 'old.html', 'File too large')
    ok('what was there stays, nothing else is left', open(old).read() == 'as it was' and set(os.listdir(DIR)) == before)
    complaint('nothing is left of a failed run', sonde('why', '--html', old, at('nothing.pcap')), 1, 'nothing.pcap')
    ok('what was there stays then too', open(old).read() == 'as it was' and set(os.listdir(DIR)) == before, set(os.listdir(DIR)) - before)
    os.symlink('old.html', at('link.html'))
    r = sonde('why', '--html', at('link.html'), path)
    ok('a link leads to the page, which keeps its mode', r.returncode == 2 and os.path.islink(at('link.html')) and
       open(old).read().endswith('</html>\n') and stat.S_IMODE(os.stat(old).st_mode) == 0o640)
    r = subprocess.run(['sh', '-c', 'umask 027; cd "$1"; exec "$0" why --html new.html "$2"', binary, DIR, path], capture_output=True, env=ENV)
    ok('a new one has the mode of the umask', stat.S_IMODE(os.stat(at('new.html')).st_mode) == 0o640, r.stderr)
    if os.getuid() == 0:
        print('skipped: a page that may not be written over (root may)')
    else:
        os.chmod(old, 0o440)
        complaint('a page that is read-only', sonde('why', '--html', old, path), 14, 'Permission')


def playwright():
    """The directory from which node finds Playwright; None after a word."""
    node = shutil.which('node') or shutil.which('nodejs')
    chromium = next(filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))), None)
    if not node or not chromium:
        print('skipped: the page in a browser (no %s)' % ('node' if not node else 'Chromium'))
        return None
    place = os.path.join(here, 'build/node')

    def there(d):
        return subprocess.run([node, '-e', "require.resolve('playwright-core')"], cwd=d, capture_output=True).returncode == 0
    os.makedirs(place, exist_ok=True)
    if not there(place) and shutil.which('npm'):
        try:
            subprocess.run(['npm', 'install', '--prefix', place, '--no-save', '--no-audit', '--no-fund', PLAYWRIGHT],
                           stdin=subprocess.DEVNULL, capture_output=True, timeout=180)
        except subprocess.TimeoutExpired:
            pass
    if not there(place):
        print('skipped: the page in a browser (npm cannot get %s)' % PLAYWRIGHT)
        return None
    return node, chromium, place


def browser():
    have = playwright()
    if not have:
        return
    node, chromium, place = have
    pages = {}
    os.makedirs(SHOTS, exist_ok=True)
    c = refused()
    c.packets += [(t + 1, p, n) for t, p, n in silent().packets]  # several findings
    for name, cap in (('refused', refused()), ('silent', silent()), ('small', small()), ('healthy', healthy()), ('scan', scan()),
                      ('several', c), ('hostile', hostile())):
        pages[name] = at(name + '.html')
        sonde('why', '--html', pages[name], cap.save(at(name + '.pcap')))
    conf = {'place': place, 'chromium': chromium, 'pages': pages, 'shots': SHOTS}
    r = subprocess.run([node, os.path.join(here, 'tests/cli/report_page.mjs'), json.dumps(conf)], stdin=subprocess.DEVNULL,
                       capture_output=True, text=True, timeout=300)
    if r.returncode == 3 and r.stdout.startswith('no start: '):
        print('skipped: the page in a browser (Chromium: %s)' % r.stdout.strip())
        return
    lines = [json.loads(l) for l in r.stdout.splitlines() if l.startswith('{')]
    for l in lines:
        ok('in a browser: ' + l['name'], l['good'], l.get('more', ''))
    ok('in a browser: to the end', r.returncode == 0 and len(lines) > 30, len(lines), r.stderr[-800:])


try:
    for t in (content, guarded, bounded, sources, writing, browser):
        t()
finally:
    shutil.rmtree(DIR)
sys.exit(finish())
