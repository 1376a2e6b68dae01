#!/usr/bin/env python3
"""sonde flows: captures that were cut, fragments, tunnels.

  tests/cli/flows.py [BINARY]
"""
import itertools, json, os, random, shutil, socket, struct, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common import binary, finish, header, here, ok, put  # noqa: E402


def sonde(*args):
    return subprocess.run([binary, *args], stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                          env=dict(os.environ, TZ='UTC'))


def flows(*args):
    p = sonde('flows', '--json', *args)
    return p, [json.loads(l) for l in p.stdout.splitlines()]


def records(b):
    """The records of a classic capture in this machine's order."""
    at, out = 24, []
    while at + 16 <= len(b):
        n = struct.unpack_from('<I', b, at + 8)[0]
        out.append(b[at:at + 16 + n])
        at += 16 + n
    return out


def pcap(frames, link=1):
    return header(link) + b''.join(struct.pack('<IIII', 1700000000, i, len(f), len(f)) + f for i, f in enumerate(frames))


A4, B4 = bytes([192, 0, 2, 1]), bytes([198, 51, 100, 7])
A6, B6, C6, H6 = (bytes.fromhex('20010db8' + '00' * 11 + '%02x' % i) for i in (1, 2, 3, 4))


def cksum(b):
    s = sum(struct.unpack('>%dH' % (len(b) // 2), b))
    while s >> 16:
        s = (s & 0xffff) + (s >> 16)
    return ~s & 0xffff


def ip4(body, proto=17, ident=1, off=0, more=False, src=A4, dst=B4):
    h = struct.pack('>BBHHHBBH', 0x45, 0, 20 + len(body), ident, off // 8 | more << 13, 64, proto, 0) + src + dst
    return h[:10] + struct.pack('>H', cksum(h)) + h[12:] + body


def ip6(body, nxt=17, src=A6, dst=B6):
    return struct.pack('>IHBB', 6 << 28, len(body), nxt, 64) + src + dst + body


def frag6(body, nxt=17, ident=1, off=0, more=False, **kw):
    return ip6(struct.pack('>BBHI', nxt, 0, off | more, ident) + body, 44, **kw)


def udp(data, sport=4000, dport=5000):
    return struct.pack('>HHHH', sport, dport, 8 + len(data), 0) + data


def ether(body, kind=0x0800):
    return bytes.fromhex('001122334455 66778899aabb') + struct.pack('>H', kind) + body


def eventful():
    """A connection in which all happens that a cut can fall into: handshake, loss and what mends it, a reordered and a
    doubled packet, a closed window and probes, fragments, the end; and one on the same ports."""
    out, ids = [], itertools.count(1)

    def a(seq, ack, flags=0x10, data=b'', ident=None):
        out.append(ether(ip4(tcp(seq, ack, flags, data), 6, ident or next(ids))))

    def b(seq, ack, flags=0x10, data=b'', window=64000, options=b''):
        t = bytearray(tcp(seq, ack, flags, options + data, (80, 4000)))
        t[12] += len(options) << 2
        t[14:16] = struct.pack('>H', window)
        out.append(ether(ip4(bytes(t), 6, next(ids), src=B4, dst=A4)))

    def connection(x, y):
        a(x, 0, 2)
        a(x, 0, 2)
        b(y, x + 1, 0x12)
        a(x + 1, y + 1)
        x, y = x + 1, y + 1
        a(x, y, 0x18, b'G' * 100)
        a(x, y, 0x18, b'G' * 100, ident=next(ids) - 1)  # a copy
        b(y, x + 100)
        for i in (1, 3, 4, 5, 2):  # the third is late
            a(x + 100 * i, y, 0x18, b'D' * 100, ident=900 + i)
        sack = b'\1\1\5\n' + struct.pack('>II', x + 700, x + 800)
        a(x + 700, y, 0x18, b'E' * 100)
        for _ in range(4):
            b(y, x + 600, options=sack)
        a(x + 600, y, 0x18, b'E' * 100)  # by fast retransmission
        b(y, x + 800, window=0)
        a(x + 800, y, 0x18, b'P')
        b(y, x + 800, window=0)
        b(y, x + 800)
        a(x + 799, y)  # keep-alive
        b(y, x + 800)
        whole = tcp(x + 800, y, 0x18, b'F' * 500)
        out.extend(ether(f) for f in pieces(lambda p, **kw: ip4(p, 6, 77, **kw), whole, 136))
        b(y, x + 1300, 0x18, b'answer')
        b(y, x + 1300, 0x18, b'answer')  # after a timeout
        a(x + 1300, y + 6, 0x11)
        b(y + 6, x + 1301, 0x11)
        a(x + 1301, y + 7)

    connection(1000, 5000)
    connection(900000, 700000)
    return put('eventful.pcap', pcap(out))


def cutting():
    """A capture in two files is the same capture, wherever it is cut."""
    whole = [f'{here}/tests/golden/{f}.pcap' for f in ('tcp_talk', 'tcp6', 'udp_cases', 'first_lines', 'ip4_fragments')]
    for path in (*whole, eventful()):
        name = os.path.basename(path).split('.')[0]
        b = open(path, 'rb').read()
        rs = records(b)
        all_of_it = {v: sonde(*v, path).stdout for v in (('flows',), ('flows', '--json'))}
        why = json.loads(sonde('why', '--json', path).stdout)
        bad = []
        for at in range(len(rs) + 1):
            put('a', b[:24] + b''.join(rs[:at]))
            put('b', b[:24] + b''.join(rs[at:]))
            bad += [(at, *v) for v in all_of_it if sonde(*v, 'a', 'b').stdout != all_of_it[v]]
            if at % 5 == 0:
                w = json.loads(sonde('why', '--json', 'a', 'b').stdout)
                for f in w['findings'] + why['findings']:
                    f.pop('command')
                bad += [(at, 'why')] * (w != why)
                why = json.loads(sonde('why', '--json', path).stdout)
        ok(f'{name}: {len(rs) + 1} cuts in two', not bad, bad[:5])
        bad = []
        rnd = random.Random(len(rs))
        for _ in range(20):
            ends = sorted(rnd.choices(range(len(rs) + 1), k=rnd.randint(2, 6)))
            parts = [put(f'part{i}', b[:24] + b''.join(rs[x:y])) for i, (x, y) in enumerate(zip([0, *ends], [*ends, len(rs)]))]
            bad += [(ends, *v) for v in all_of_it if sonde(*v, *parts).stdout != all_of_it[v]]
        ok(f'{name}: in pieces', not bad, bad[:3])
        if len(rs) > 3:
            parts = []
            for i in range(3):
                parts.append(put(f'part{i}', b[:24] + b''.join(rs[i * len(rs) // 3:(i + 1) * len(rs) // 3])))
            ok(f'{name}: in three', sonde('flows', *parts).stdout == all_of_it['flows',])
            tcp = sonde('flows', path, 'tcp').stdout
            ok(f'{name}: in three, with an expression', sonde('flows', *parts, 'tcp').stdout == tcp)
            put('tcp', b'')
            p = sonde('flows', *parts, '--', 'tcp')
            ok(f'{name}: -- ends the files', p.stdout == tcp, p.stderr)
            os.unlink('tcp')


def pieces(make, payload, size):
    return [make(payload[i:i + size], off=i, more=i + size < len(payload)) for i in range(0, len(payload), size)]


def fragments():
    payload = udp(bytes(range(256)) * 2)  # 520 octets
    for name, make, kind in (('IPv4', ip4, 0x0800), ('IPv6', frag6, 0x86dd)):
        frames = [ether(f, kind) for f in pieces(make, payload, 136)]
        ok(f'{name}: in four', len(frames) == 4)
        bad = []
        for order in itertools.permutations(frames):
            _, got = flows(put('f', pcap(order)))
            if len(got) != 1 or got[0]['packets'] != [1, 0] or got[0]['payload'] != [512, 0] or \
                    got[0]['bytes'] != [len(order[-1]), 0] or got[0]['last_packet'] != 4:
                bad.append(got)
        ok(f'{name}: fragments in any order', not bad, bad[:1])
        _, got = flows(put('f', pcap(frames[:3])))
        ok(f'{name}: one is missing', got == [], got)
        _, got = flows(put('f', pcap([frames[0], frames[0], *frames[1:], frames[1]])))
        ok(f'{name}: copies', len(got) == 1 - (name == 'IPv6'), got)
        text = sonde('-nr', put('f', pcap(frames))).stdout
        ok(f'{name}: the text has four lines', len(text.splitlines()) == 4, text)
    halves = [ether(f) for f in pieces(ip4, payload, 136)]
    put('a', pcap(halves[:2]))
    put('b', pcap(halves[2:]))
    _, got = flows('a', 'b')
    ok('fragments in two files', len(got) == 1, got)
    # Of what comes twice the first octets stay; what is told twice of an end is not believed.
    end = ip4(payload[272:], off=272)
    late = ip4(bytes(600), off=272, more=True)
    p, got = flows(put('f', pcap([ether(x) for x in (ip4(payload[:272], more=True), end, late)])))
    ok('more than its end', p.returncode == 0 and len(got) == 1, got)
    # A flood of pieces that never become whole: bounded, and what is whole among them is found.
    random.seed(6)
    flood = []
    for i in range(20000):
        flood.append(ether(ip4(bytes(1480), ident=i & 0xffff, off=random.randrange(8000) * 8, more=True)))
    flood += [ether(f) for f in pieces(lambda b, **kw: ip4(b, ident=77, src=bytes([10, 0, 0, 1]), **kw), payload, 136)]
    _, got = flows(put('f', pcap(flood)))
    ok('a flood of fragments', [g['client'] for g in got] == ['10.0.0.1'], got)


def tunnels():
    inner = ip4(udp(b'inside'), src=bytes([10, 0, 0, 1]), dst=bytes([10, 0, 0, 2]))
    vxlan = b'\x08\0\0\0\0\0\7\0'
    ways = {
        'VLAN': ether(struct.pack('>HH', 5, 0x0800) + inner, 0x8100),
        'QinQ': ether(struct.pack('>HHHH', 5, 0x8100, 6, 0x0800) + inner, 0x88a8),
        'MPLS': ether(struct.pack('>I', 16 << 12 | 1 << 8 | 64) + inner, 0x8847),
        'IP in IP': ether(ip4(inner, 4)),
        'IP in IPv6': ether(ip6(inner, 4), 0x86dd),
        'GRE': ether(ip4(struct.pack('>HH', 0, 0x0800) + inner, 47)),
        'VXLAN': ether(ip4(udp(vxlan + ether(inner), 50000, 4789))),
        'Geneve': ether(ip4(udp(struct.pack('>BBHI', 0, 0, 0x6558, 7 << 8) + ether(inner), 50000, 6081))),
    }
    for name, frame in ways.items():
        _, got = flows(put('t', pcap([frame])))
        ends = [(g['client'], g['server'], g['server_port']) for g in got]
        ok(f'in {name}', ('10.0.0.1', '10.0.0.2', 5000) in ends, got)
        ok(f'in {name}: the tunnel too', len(got) == 1 + (name in ('VXLAN', 'Geneve')), got)
    whole = ip4(udp(vxlan + ether(inner), 50000, 4789))[20:]
    _, got = flows(put('t', pcap([ether(f) for f in pieces(ip4, whole, 32)])))
    ok('a tunnel in fragments', len(got) == 2, got)


def routes():
    """With whom it is talked: where the route ends, and the address that lasts."""
    route = struct.pack('>BBBBI', 17, 2, 0, 1, 0) + C6
    _, got = flows(put('r', pcap([ether(ip6(route + udp(b'x'), 43), 0x86dd)])))
    ok('a routing header', [g['server'] for g in got] == ['2001:db8::3'], got)
    home = struct.pack('>BB', 17, 2) + b'\1\2\0\0' + b'\xc9\x10' + H6
    _, got = flows(put('r', pcap([ether(ip6(home + udp(b'x'), 60), 0x86dd)])))
    ok('a home address', [g['client'] for g in got] == ['2001:db8::4'], got)


def named(name, port):
    try:
        return socket.getservbyname(name, 'udp') == port
    except OSError:
        return False


def links():
    """A filter is made anew for a file of another link type."""
    with tempfile.TemporaryDirectory() as d:
        os.chmod(d, 0o755)
        a, b = os.path.join(d, 'a.pcap'), os.path.join(d, 'b.pcap')
        wanted, other = ip4(udp(b'x' * 40, 4000, 69)), ip4(udp(b'y' * 40, 4000, 6000))
        for path, frames, link in ((a, [ether(wanted), ether(other)], 1), (b, [wanted, other], 101)):
            with open(path, 'wb') as f:
                f.write(pcap(frames, link))
        exprs = ['udp port 69', 'port 69 and host 192.0.2.1']
        if named('tftp', 69):
            exprs.append('udp port tftp')
        else:
            print('skipped: a port by name (/etc/services has none)')
        for files, expr in itertools.product(((a, b), (b, a), (a, b, a)), exprs):
            r = sonde('flows', '--json', *files, '--', expr)
            rows = [json.loads(l) for l in r.stdout.splitlines()]
            found = sum(sum(x['packets']) for x in rows)
            ok('%s: %s' % (expr, ' '.join(map(os.path.basename, files))),
               r.returncode == 0 and len(rows) == 1 and found == len(files), r)


def tcp(seq, ack, flags, data=b'', ports=(4000, 80)):
    return struct.pack('>HHIIBBHHH', *ports, seq, ack, 5 << 4, flags, 64000, 0, 0) + data


def fast_open():
    """Data of a SYN (RFC 7413) is data if the SYN-ACK acknowledges it; else it is sent again."""
    syn, back = ip4(tcp(999, 0, 2, b'x' * 40), 6), dict(proto=6, src=B4, dst=A4)
    taken = [syn, ip4(tcp(4999, 1040, 0x12, ports=(80, 4000)), **back), ip4(tcp(1040, 5000, 0x18, b'y' * 10), 6, 2)]
    refused = [syn, ip4(tcp(4999, 1000, 0x12, ports=(80, 4000)), **back), ip4(tcp(1000, 5000, 0x18, b'x' * 40), 6, 2),
               ip4(tcp(1040, 5000, 0x18, b'y' * 10), 6, 3)]
    for name, packets, segments, sent in (('taken', taken, 2, 50), ('refused', refused, 2, 90)):
        _, got = flows(put('o', pcap([ether(p) for p in packets])))
        h = got[0]['from_client'] if len(got) == 1 else {}
        ok(f'data of a SYN: {name}', (h.get('data'), h.get('segments'), h.get('gaps'), h.get('retransmitted')) ==
           (50, segments, 0, 0) and got[0]['payload'] == [sent, 0], got)


def tcptrace():
    """The figures of TCP are tcptrace's, where it means the same."""
    if not shutil.which('tcptrace'):
        print('skipped: no tcptrace')
        return
    os.mkdir('traced')
    for name in ('tcp_talk', 'tcp6'):
        os.symlink(f'{here}/tests/golden/{name}.pcap', f'traced/{name}.pcap')
    p = subprocess.run([sys.executable, f'{here}/tools/tcptrace_check.py', '-v', '--binary', os.path.abspath(binary), 'traced'],
                       stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
    last = p.stdout.decode().splitlines()[-1].split()
    ok('tcptrace', p.returncode == 0 and int(last[0]) >= 4 and last[0] == last[2], p)


def main():
    with tempfile.TemporaryDirectory() as tmp:
        os.chdir(tmp)
        cutting()
        fragments()
        tunnels()
        routes()
        links()
        fast_open()
        tcptrace()
    return finish()


if __name__ == '__main__':
    sys.exit(main())
