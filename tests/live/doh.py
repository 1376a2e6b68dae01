#!/usr/bin/env python3
"""DNS over HTTPS and over TLS between real peers (unbound, asked by curl --doh-url and by openssl) on the loopback
of a network namespace: what --json and --deep say of it, beside tshark.

  tests/live/doh.py [BINARY]
"""
import base64
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lab  # noqa: E402
from lab import binary, capture, finish, ok, run  # noqa: E402

NAME = 'www.sonde.test'
# One question for its address, of type A: RFC 8484, 4.2.1.
QUESTION = b'\0\7\1\0\0\1\0\0\0\0\0\0' + b''.join(bytes([len(x)]) + x.encode() for x in NAME.split('.')) + b'\0\0\1\0\1'
CONF = '''server:
  directory: "{top}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  logfile: "{top}/unbound.log"
{interfaces}
  http-notls-downstream: {clear}
  tls-service-key: key.pem
  tls-service-pem: cert.pem
  access-control: 0.0.0.0/0 allow
  access-control: ::/0 allow
  local-zone: "sonde.test." static
  local-data: "{name}. A 127.0.0.1"
remote-control:
  control-enable: no
'''
running = []


def unbound(name, clear, ports, *where):
    with open(name, 'w') as f:
        f.write(CONF.format(top=lab.top, clear=clear, name=NAME,
                            interfaces='\n'.join([f'  interface: {w}' for w in where] + [f'  {p}' for p in ports])))
    running.append(subprocess.Popen(['unbound', '-d', '-c', lab.top + '/' + name], stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL))


def connects(address, port):
    for _ in range(100):
        try:
            socket.create_connection((address, port), 1).close()
            return True
        except OSError:
            time.sleep(0.1)
    return False


def setup():
    """servers: DoH and DoT with TLS, at addresses of which two are public resolvers' (here nobody else's); DoH without"""
    run('ip addr add 9.9.9.9/32 dev lo')
    run('sysctl -qw net.ipv6.conf.lo.disable_ipv6=0; ip -6 addr add 2620:fe::fe/128 dev lo nodad', check=False)
    run('openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout key.pem -out cert.pem -subj /CN=localhost -addext '
        'subjectAltName=DNS:localhost,DNS:dns.google,DNS:doh.sonde.test,DNS:other.sonde.test,IP:127.0.0.1,IP:9.9.9.9,IP:2620:fe::fe')
    six = '2620:fe::fe' in run('ip -6 addr show dev lo', check=False).stdout
    unbound('tls.conf', 'no', ['https-port: 443', 'tls-port: 853'],
            '127.0.0.1@443', '9.9.9.9@443', '127.0.0.1@853', *(['2620:fe::fe@443'] if six else []))
    unbound('clear.conf', 'yes', ['https-port: 8080'], '127.0.0.1@8080')
    running.append(subprocess.Popen([sys.executable, '-m', 'http.server', '-b', '127.0.0.1', '8000'],
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    with open('hello', 'w') as f:
        f.write('hello')
    return six, all([connects('127.0.0.1', p) for p in (443, 853, 8080, 8000)])


def curl(*args):
    return subprocess.run(['curl', '-sS', '--max-time', '10', *args], capture_output=True)


def by_doh(what, url, *args):
    """a page whose server's address is asked for over HTTPS"""
    p = curl('--cacert', 'cert.pem', '--doh-insecure', '--doh-url', url, *args, f'http://{NAME}:8000/hello')
    ok(f'curl gets the page by {what}', p.stdout == b'hello', p.stderr)


def message(what, *args):
    p = curl('--cacert', 'cert.pem', '-H', 'accept: application/dns-message', *args)
    ok(f'curl gets an answer by {what}', p.stdout[-4:] == b'\x7f\0\0\1', p.stdout, p.stderr)


def over_tls(alpn):
    context = ssl.create_default_context(cafile='cert.pem')
    if alpn:
        context.set_alpn_protocols(['dot'])
    with socket.create_connection(('127.0.0.1', 853), 5) as s, context.wrap_socket(s, server_hostname='localhost') as t:
        t.sendall(len(QUESTION).to_bytes(2, 'big') + QUESTION)
        ok('an answer over TLS', t.recv(1000)[-4:] == b'\x7f\0\0\1')


def traffic(six):
    to = ['--resolve', 'dns.google:443:127.0.0.1', '--resolve', 'doh.sonde.test:443:127.0.0.1', '--resolve',
          'other.sonde.test:443:127.0.0.1']
    with open('question', 'wb') as f:
        f.write(QUESTION)
    post = ['-H', 'content-type: application/dns-message', '--data-binary', '@question']
    get = 'dns-query?dns=' + base64.urlsafe_b64encode(QUESTION).decode().rstrip('=')
    by_doh('a resolver\'s name', 'https://dns.google/dns-query', *to)
    by_doh('a name of doh', 'https://doh.sonde.test/dns-query', *to)
    by_doh('a resolver\'s address', 'https://9.9.9.9/dns-query')
    if six:
        by_doh('a resolver\'s address, version 6', 'https://[2620:fe::fe]/dns-query')
    else:
        print('skipped: a resolver\'s address of version 6, for lo has none here')
    by_doh('a name that says nothing', 'https://other.sonde.test/dns-query', *to)
    message('TLS 1.2', '--tls-max', '1.2', *post, 'https://localhost/dns-query')
    message('POST in clear', '--http2-prior-knowledge', *post, 'http://127.0.0.1:8080/dns-query')
    message('GET in clear', '--http2-prior-knowledge', 'http://127.0.0.1:8080/' + get)
    over_tls(True)
    over_tls(False)


def hellos(packets, kind):
    """of each handshake message of that type: (source, destination, message)"""
    for p in packets:
        layers = {x['proto']: x for x in p['layers']}
        ip = layers.get('ip') or layers.get('ip6') or {}
        for r in layers.get('tls', {}).get('records', []):
            for h in r.get('handshake', []):
                if h.get('type') == kind:
                    yield ip.get('src'), ip.get('dst'), h


def judge(packets, six):
    asked = [(dst, h.get('server_name'), h.get('dns_over'), h.get('dns_over_by')) for _, dst, h in hellos(packets, 1)]
    want = [('127.0.0.1', 'dns.google', 'perhaps https', 'server_name'), ('127.0.0.1', 'doh.sonde.test', 'perhaps https', 'server_name'),
            ('9.9.9.9', None, 'perhaps https', 'address')]
    want += [('2620:fe::fe', None, 'perhaps https', 'address')] if six else []
    want += [('127.0.0.1', 'other.sonde.test', None, None), ('127.0.0.1', 'localhost', None, None),
             ('127.0.0.1', 'localhost', 'tls', 'alpn'), ('127.0.0.1', 'localhost', 'tls', 'port')]
    for w in want:
        ok(f'told: {w}', w in asked, asked)
    ok('nothing else is told', not set(asked) - set(want), set(asked) - set(want))
    protocols = [[a['protocol'] for a in h.get('alpn', [])] for _, _, h in hellos(packets, 1) if h.get('dns_over') == 'perhaps https']
    ok('ALPN of DoH has h2', protocols and all('h2' in a for a in protocols), protocols)
    chosen = [[a['protocol'] for a in h['alpn']] for _, _, h in hellos(packets, 2) if h.get('alpn')]
    ok('a server of TLS 1.2 says h2 in clear', ['h2'] in chosen, chosen)
    frames = [f for p in packets for x in p['layers'] if x['proto'] == 'http2' for f in x.get('frames', []) if 'headers' in f]
    for method in ('POST', 'GET'):
        ok(f'in clear: {method} of DNS', any(f.get('method') == method and f.get('dns_over_http') is True and
                                             f.get('path', '').startswith('/dns-query') for f in frames), frames)
    ok('in clear: the answers', sum(f.get('status') == 200 and f.get('dns_over_http') is True for f in frames) == 2, frames)


def beside_tshark(packets):
    if not shutil.which('tshark'):
        print('skipped: no tshark to compare with')
        return
    p = run('tshark -r doh.pcap -Y "tls.handshake.type == 1" -T fields -e tls.handshake.extensions_server_name '
            '-e tls.handshake.extensions_alpn_str -e tls.handshake.ja3')
    want = sorted(p.stdout.rstrip('\n').split('\n'))
    got = sorted('\t'.join([h.get('server_name', ''), ','.join(a['protocol'] for a in h.get('alpn', [])), h.get('ja3', '')])
                 for _, _, h in hellos(packets, 1))
    ok('names, ALPN and JA3 as tshark', got == want, got, want)


def main():
    missing = [x for x in ('unbound', 'curl', 'openssl') if not shutil.which(x) and not os.path.exists('/usr/sbin/' + x)]
    if missing:
        lab.skip('no ' + ', '.join(missing))
    lab.enter()
    try:
        six, there = setup()
        if not there:
            lab.skip('unbound does not answer here: ' + open('unbound.log').read()[-300:])
        c = capture('-i', 'lo', '-U', '-w', 'doh.pcap')
        traffic(six)
        time.sleep(0.5)
        ok('captured', c.stop() == 0, c.err)
        p = subprocess.run([binary, '--json', '-r', 'doh.pcap'], capture_output=True, text=True)
        packets = [json.loads(line) for line in p.stdout.splitlines()]
        judge(packets, six)
        beside_tshark(packets)
        text = subprocess.run([binary, '-n', '--deep', '-r', 'doh.pcap'], capture_output=True, text=True).stdout
        ok('text', ', SNI dns.google, ALPN h2' in text and ', perhaps DNS over HTTPS' in text and ', DNS over TLS' in text)
        plain = subprocess.run([binary, '-n', '-r', 'doh.pcap'], capture_output=True, text=True).stdout
        ok('without --deep nothing of it', 'SNI' not in plain and 'DNS over' not in plain)
    finally:
        for p in running:
            p.terminate()
        for p in running:
            p.wait()
        os.chdir('/')
        lab.leave()
    return finish()


if __name__ == '__main__':
    sys.exit(main())
