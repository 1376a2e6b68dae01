#!/usr/bin/env python3
"""mkpcap.py DIR [NAME...] - write the captures of the golden tests into DIR, byte for byte the same
each time.  tools/mkpcap.py tests writes tests/sample.pcap too.

Each capture is a function that fills a Pcap; packets are built from layers inside out:
    eth(ip4(udp(b'hello', 1000, 2000)))
Every field can be given, so that a test can be wrong on purpose.
"""
import os
import struct
import sys

MAC_A, MAC_B = bytes.fromhex('020000000001'), bytes.fromhex('020000000002')
BROADCAST = b'\xff' * 6
A4, B4 = '192.0.2.1', '192.0.2.2'
A6, B6 = '2001:db8::1', '2001:db8::2'
CAPTURES = {}


def capture(f):
    CAPTURES[f.__name__] = f
    return f


class Pcap:
    """A classic capture; one packet each 1.000001 s from 2026-01-01 00:00:00 unless told."""

    def __init__(self, link=1, snaplen=262144, magic=0xa1b2c3d4, endian='<'):
        self.endian = endian
        self.b = struct.pack(endian + 'IHHiIII', magic, 2, 4, 0, 0, snaplen, link)
        self.t = (1767225600, 0)

    def add(self, frame, cap=None, wire=None, gap=(1, 1)):
        held = frame if cap is None else frame[:cap]
        self.b += struct.pack(self.endian + 'IIII', *self.t, len(held), wire or len(frame)) + held
        self.t = (self.t[0] + gap[0], self.t[1] + gap[1])
        return self


# --- small helpers ---

def be16(n):
    return struct.pack('>H', n)


def be32(n):
    return struct.pack('>I', n)


def a4(s):
    return bytes(int(x) for x in s.split('.'))


def a6(s):
    """Only what the captures need: at most one ::, no dotted quad."""
    if '::' in s:
        l, r = s.split('::')
        l, r = [x for x in l.split(':') if x], [x for x in r.split(':') if x]
        parts = l + ['0'] * (8 - len(l) - len(r)) + r
    else:
        parts = s.split(':')
    return b''.join(be16(int(x, 16)) for x in parts)


def cksum(b):
    if len(b) % 2:
        b += b'\0'
    n = sum(struct.unpack('>%dH' % (len(b) // 2), b))
    while n >> 16:
        n = (n & 0xffff) + (n >> 16)
    return ~n & 0xffff


# --- layers ---

def eth(payload, type=0x0800, src=MAC_A, dst=MAC_B, pad=True):
    f = dst + src + be16(type) + payload
    return f + bytes(60 - len(f)) if pad and len(f) < 60 else f


def eth6(payload, **k):
    return eth(payload, type=0x86dd, **k)


def vlan(vid, payload, type=0x0800, prio=0, dei=0):
    return be16(prio << 13 | dei << 12 | vid) + be16(type) + payload


def llc(dsap, ssap, control, payload=b'', src=MAC_A, dst=MAC_B):
    body = bytes([dsap, ssap]) + control + payload
    return eth(body, type=len(body), src=src, dst=dst)


def ip4(payload, proto, src=A4, dst=B4, ttl=64, tos=0, id=1, flags=2, off=0, options=b'', length=None,
        ck=None, ihl=None, version=4):
    options += bytes(-len(options) % 4)
    n = 20 + len(options)
    h = struct.pack('>BBHHHBBH', version << 4 | (n // 4 if ihl is None else ihl), tos,
                    n + len(payload) if length is None else length, id, flags << 13 | off // 8, ttl, proto, 0)
    h += a4(src) + a4(dst) + options
    c = cksum(h) if ck is None else ck
    return h[:10] + be16(c) + h[12:] + payload


def ip6(payload, next, src=A6, dst=B6, hlim=64, tclass=0, flow=0, length=None):
    return (be32(6 << 28 | tclass << 20 | flow) + be16(len(payload) if length is None else length) +
            bytes([next, hlim]) + a6(src) + a6(dst) + payload)


def pseudo(src, dst, proto, n):
    if ':' in src:
        return a6(src) + a6(dst) + be32(n) + bytes([0, 0, 0, proto])
    return a4(src) + a4(dst) + bytes([0, proto]) + be16(n)


def udp(payload, sport, dport, src=A4, dst=B4, length=None, ck=None):
    h = be16(sport) + be16(dport) + be16(8 + len(payload) if length is None else length)
    if ck is None:
        ck = cksum(pseudo(src, dst, 17, 8 + len(payload)) + h + b'\0\0' + payload) or 0xffff
    return h + be16(ck) + payload


FIN, SYN, RST, PSH, ACK, URG, ECE, CWR, AE = 1, 2, 4, 8, 16, 32, 64, 128, 256


def tcp(payload, sport, dport, seq, ack, flags, win=64240, options=b'', src=A4, dst=B4, urg=0, ck=None,
        hlen=None):
    options += bytes(-len(options) % 4)
    n = 5 + len(options) // 4 if hlen is None else hlen
    h = struct.pack('>HHIIHH', sport, dport, seq, ack, n << 12 | flags, win)
    if ck is None:
        ck = cksum(pseudo(src, dst, 6, 20 + len(options) + len(payload)) + h + be16(0) + be16(urg) + options + payload)
    return h + be16(ck) + be16(urg) + options + payload


def icmp(type, code, rest=b'\0\0\0\0', body=b'', ck=None):
    m = bytes([type, code]) + be16(0) + rest + body
    return m[:2] + be16(cksum(m) if ck is None else ck) + m[4:]


def icmp6(type, code, body, src=A6, dst=B6, ck=None):
    m = bytes([type, code]) + be16(0) + body
    return m[:2] + be16(cksum(pseudo(src, dst, 58, len(m)) + m) if ck is None else ck) + m[4:]


def u4(payload, sport, dport, **k):
    """UDP in IPv4 in Ethernet."""
    a = {x: k[x] for x in ('src', 'dst') if x in k}
    return eth(ip4(udp(payload, sport, dport, **a), 17, **k))


def u6(payload, sport, dport, **k):
    a = {'src': k.get('src', A6), 'dst': k.get('dst', B6)}
    return eth6(ip6(udp(payload, sport, dport, **a), 17, **k))


class Talk:
    """One TCP conversation that keeps count."""

    def __init__(self, pcap, sport=40000, dport=80, src=A4, dst=B4, isn=1000, peer=5000):
        self.p, self.port, self.addr, self.n = pcap, (sport, dport), (src, dst), [isn, peer]
        self.id = 1

    def send(self, who, flags, payload=b'', options=b'', win=64240, seq=None, ack=None, cap=None, gap=(0, 1200), urg=0):
        s, d = self.addr[who], self.addr[1 - who]
        a = (self.n[1 - who] if ack is None else ack) if flags & ACK else 0
        seg = tcp(payload, self.port[who], self.port[1 - who], self.n[who] if seq is None else seq, a, flags, win,
                  options, s, d, urg)
        mac = dict(src=(MAC_A, MAC_B)[who], dst=(MAC_B, MAC_A)[who])
        if ':' in s:
            self.p.add(eth6(ip6(seg, 6, s, d), **mac), cap=cap, gap=gap)
        else:
            self.p.add(eth(ip4(seg, 6, s, d, id=self.id), **mac), cap=cap, gap=gap)
        self.id += 1
        if seq is None:
            self.n[who] = (self.n[who] + len(payload) + bool(flags & (SYN | FIN))) % (1 << 32)

    def open(self, options=b''):
        self.send(0, SYN, options=options)
        self.send(1, SYN | ACK, options=options)
        self.send(0, ACK)

    def close(self):
        self.send(0, FIN | ACK)
        self.send(1, FIN | ACK)
        self.send(0, ACK)


# --- DNS ---

def dname(s):
    return b''.join(bytes([len(l)]) + l.encode() for l in s.split('.') if l) + b'\0'


def question(name, type=1, cls=1):
    return dname(name) + be16(type) + be16(cls)


def rr(name, type, data, ttl=300, cls=1):
    n = name if isinstance(name, bytes) else dname(name)
    return n + be16(type) + be16(cls) + be32(ttl) + be16(len(data)) + data


def dns(id, flags, qd=(), an=(), ns=(), ar=()):
    return struct.pack('>HHHHHH', id, flags, len(qd), len(an), len(ns), len(ar)) + b''.join([*qd, *an, *ns, *ar])


OPT = b'\0' + be16(41) + be16(1232) + be32(0) + be16(0)
OPT_DO = b'\0' + be16(41) + be16(4096) + be32(0x8000) + be16(0)
AT12 = b'\xc0\x0c'  # the name at offset 12: the question's

# --- the captures ---


def arp_body(op, sha, spa, tha, tpa, hrd=1, pro=0x800, hln=6, pln=4):
    return struct.pack('>HHBBH', hrd, pro, hln, pln, op) + sha + a4(spa) + tha + a4(tpa)


@capture
def arp():
    p = Pcap()
    ask = arp_body(1, MAC_A, A4, bytes(6), B4)
    p.add(eth(ask, 0x806, dst=BROADCAST))
    p.add(eth(arp_body(2, MAC_B, B4, MAC_A, A4), 0x806, src=MAC_B, dst=MAC_A))
    p.add(eth(arp_body(1, MAC_A, A4, bytes(6), A4), 0x806, dst=BROADCAST))        # gratuitous
    p.add(eth(arp_body(1, MAC_A, '0.0.0.0', bytes(6), B4), 0x806, dst=BROADCAST))  # probe
    p.add(eth(arp_body(1, MAC_A, A4, MAC_B, B4), 0x806))                           # target given
    p.add(eth(arp_body(3, MAC_A, '0.0.0.0', MAC_A, '0.0.0.0'), 0x8035, dst=BROADCAST))
    p.add(eth(arp_body(4, MAC_B, B4, MAC_A, A4), 0x8035, src=MAC_B, dst=MAC_A))
    p.add(eth(arp_body(8, MAC_A, A4, MAC_B, '0.0.0.0'), 0x806))
    p.add(eth(arp_body(9, MAC_B, B4, MAC_A, A4), 0x806, src=MAC_B, dst=MAC_A))
    p.add(eth(arp_body(2, bytes(6), B4, MAC_A, A4), 0x806))                        # nobody's address
    p.add(eth(ask[:8] + ask[8:], 0x806, dst=BROADCAST), cap=42)                    # no padding held
    p.add(eth(arp_body(1, b'\1\2\3\4\5\6\7\x08', A4, bytes(8), B4, hrd=6, hln=8), 0x806, dst=BROADCAST))
    return p


@capture
def vlan_tags():
    p = Pcap()
    ask = arp_body(1, MAC_A, A4, bytes(6), B4)
    p.add(eth(vlan(100, ask, 0x806), 0x8100, dst=BROADCAST))
    p.add(eth(vlan(4094, ip4(icmp(8, 0, be16(7) + be16(1), bytes(range(32))), 1), prio=5), 0x8100))
    p.add(eth(vlan(200, vlan(300, ask, 0x806, prio=3, dei=1), 0x8100), 0x88a8, dst=BROADCAST))
    p.add(eth(vlan(0, ip4(udp(b'priority tag', 4000, 4001), 17), prio=7), 0x8100))
    p.add(eth(vlan(12, ip6(udp(b'six', 4000, 4001, src=A6, dst=B6), 17), 0x86dd), 0x8100))
    p.add(eth(vlan(1, vlan(2, vlan(3, ip4(udp(b'three', 4000, 4001), 17)), 0x8100), 0x8100), 0x9100))
    return p


@capture
def ether_llc():
    p = Pcap()
    snap = bytes([0xaa, 0xaa, 3]) + b'\0\0\0' + be16(0x800)
    body = snap + ip4(udp(b'in SNAP', 4000, 4001), 17)
    p.add(eth(body, type=len(body)))
    p.add(llc(0, 0, b'\xf3'))                        # TEST
    p.add(llc(0x42, 0x40, b'\xaf', b'\x81\1\2'))     # XID
    p.add(llc(0xf0, 0xf0, b'\x7f'))                  # SABME, NetBIOS
    p.add(llc(0xf0, 0xf1, b'\1\2'))                  # RR
    p.add(llc(4, 4, b'\2\4', b'SNA'))                # I frame
    p.add(llc(0xaa, 0xaa, b'\3', b'\0\0\x99' + be16(0x1234) + b'unknown OUI'))
    p.add(eth(b'no such type', type=0x1234))
    p.add(eth(b'experimental', type=0x88b5))
    return p


@capture
def ip4_options():
    p = Pcap()
    body = udp(b'options', 4000, 4001)
    ra = b'\x94\4\0\0'
    rr_ = bytes([7, 15, 8]) + a4('203.0.113.1') + a4('0.0.0.0') + a4('0.0.0.0')
    ts = bytes([68, 12, 13, 0]) + be32(1) + be32(0x80000002)
    tsa = bytes([68, 20, 21, 0x11]) + a4('203.0.113.1') + be32(1000) + a4('203.0.113.2') + be32(3000)
    lsrr = bytes([131, 11, 4]) + a4('203.0.113.1') + a4('203.0.113.2')
    ssrr = bytes([137, 7, 8]) + a4('203.0.113.9')
    for o in (ra, rr_, ts, tsa, lsrr, ssrr, b'\1\1\1\0', b'\x82\x0b' + bytes(9), b'\x88\4\0\7', b'\x55\4\1\2'):
        p.add(eth(ip4(body, 17, options=o)))
    p.add(eth(ip4(body, 17, tos=0xb8 | 1)))
    p.add(eth(ip4(body, 17, tos=2, flags=0, ttl=1)))
    p.add(eth(ip4(body, 17, tos=3, flags=4, id=0xffff, ttl=255)))
    p.add(eth(ip4(body, 17, ck=0x1234)))
    return p


@capture
def ip4_protos():
    p = Pcap()
    for proto in (61, 99, 253, 255, 77):
        p.add(eth(ip4(b'payload of an unknown protocol', proto)))
    p.add(eth(ip4(ip4(udp(b'inner', 4000, 4001, src='10.0.0.1', dst='10.0.0.2'), 17, src='10.0.0.1', dst='10.0.0.2'), 4)))
    p.add(eth(ip4(ip6(udp(b'six in four', 4000, 4001, src=A6, dst=B6), 17), 41)))
    return p


@capture
def ip4_fragments():
    p = Pcap()
    whole = udp(bytes(range(256)) * 8, 4000, 4001)
    for off in (0, 1024, 2048):
        part = whole[off:off + 1024]
        p.add(eth(ip4(part, 17, id=77, flags=1 if off + 1024 < len(whole) else 0, off=off)))
    seg = tcp(b'x' * 100, 40000, 80, 1, 1, ACK)
    p.add(eth(ip4(seg[:64], 6, id=78, flags=1)))
    p.add(eth(ip4(seg[64:], 6, id=78, flags=0, off=64)))
    echo = icmp(8, 0, be16(9) + be16(1), bytes(64))
    p.add(eth(ip4(echo[:32], 1, id=79, flags=1)))
    p.add(eth(ip4(echo[32:], 1, id=79, flags=0, off=32)))
    return p


@capture
def icmp4():
    p = Pcap()
    quote = ip4(udp(b'to nowhere', 4000, 4001), 17)
    tquote = ip4(tcp(b'', 40000, 80, 1, 0, SYN), 6)
    add = lambda *a, **k: p.add(eth(ip4(icmp(*a, **k), 1)))
    add(8, 0, be16(0x1234) + be16(1), bytes(range(48)))
    add(0, 0, be16(0x1234) + be16(1), bytes(range(48)))
    for code in (0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15):
        add(3, code, bytes(4), quote)
    add(3, 3, bytes(4), tquote)
    add(3, 4, bytes(2) + be16(1400), quote)
    add(3, 4, bytes(4), quote)
    add(4, 0, bytes(4), quote)
    for code in range(4):
        add(5, code, a4('192.0.2.254'), quote)
    add(11, 0, bytes(4), quote)
    add(11, 1, bytes(4), quote)
    add(12, 0, b'\x14\0\0\0', quote)
    add(12, 1, bytes(4), quote)
    add(13, 0, be16(1) + be16(2), be32(3600000) + be32(0) + be32(0))
    add(14, 0, be16(1) + be16(2), be32(3600000) + be32(3600005) + be32(3600005))
    add(17, 0, be16(1) + be16(2), bytes(4))
    add(18, 0, be16(1) + be16(2), a4('255.255.255.0'))
    add(9, 0, b'\2\2' + be16(1800), a4('192.0.2.254') + be32(0) + a4('192.0.2.253') + be32(10))
    add(10, 0, bytes(4))
    add(8, 0, be16(1) + be16(2), b'bad checksum', ck=0xdead)
    return p


@capture
def ip6_headers():
    p = Pcap()
    data = udp(b'six', 4000, 4001, src=A6, dst=B6)
    p.add(eth6(ip6(data, 17)))
    p.add(eth6(ip6(data, 17, tclass=0xb8, flow=0x12345, hlim=255)))
    p.add(eth6(ip6(bytes([17, 0, 1, 4, 0, 0, 0, 0]) + data, 0)))            # HBH, PadN
    p.add(eth6(ip6(bytes([17, 0, 5, 2, 0, 0, 1, 0]) + data, 0)))            # router alert
    p.add(eth6(ip6(bytes([17, 0, 1, 4, 0, 0, 0, 0]) + data, 60)))           # destination options
    p.add(eth6(ip6(bytes([17, 2, 0, 1]) + bytes(4) + a6('2001:db8::9') + data, 43)))  # type 0
    p.add(eth6(ip6(bytes([17, 0, 0, 1]) + be32(0x01020304) + data, 44)))    # first fragment
    p.add(eth6(ip6(bytes([17, 0]) + be16(1448) + be32(0x01020304) + bytes(40), 44)))
    p.add(eth6(ip6(b'', 59)))
    p.add(eth6(ip6(b'unknown', 253)))
    p.add(eth6(ip6(ip4(udp(b'four in six', 4000, 4001), 17), 4)))
    p.add(eth6(ip6(ip6(data, 17), 41)))
    p.add(eth6(ip6(data, 17, src='::', dst='ff02::1')), cap=54 + 4)
    p.add(eth6(ip6(data, 17, src='::1', dst='fe80::1:0:0:1')))
    return p


@capture
def icmp6_nd():
    p = Pcap()
    quote = ip6(udp(b'to nowhere', 4000, 4001, src=A6, dst=B6), 17)
    sll, tll = b'\1\1' + MAC_A, b'\2\1' + MAC_B
    add = lambda t, c, b, **k: p.add(eth6(ip6(icmp6(t, c, b, **k), 58, hlim=255, **{x: k[x] for x in k if x != 'ck'})))
    add(128, 0, be16(7) + be16(1) + bytes(range(32)))
    add(129, 0, be16(7) + be16(1) + bytes(range(32)))
    add(135, 0, bytes(4) + a6(B6) + sll, dst='ff02::1:ff00:2')
    add(136, 0, be32(0x60000000) + a6(B6) + tll, src=B6, dst=A6)
    add(133, 0, bytes(4) + sll, src='fe80::1', dst='ff02::2')
    prefix = b'\3\4\x40\xc0' + be32(86400) + be32(14400) + bytes(4) + a6('2001:db8:1::')
    mtu = b'\5\1\0\0' + be32(1500)
    rdnss = b'\x19\3\0\0' + be32(600) + a6('2001:db8::53')
    dnssl = b'\x1f\3\0\0' + be32(600) + dname('example.org') + bytes(3)
    route = b'\x18\2\x30\x08' + be32(1800) + a6('2001:db8:2::')[:8]
    add(134, 0, b'\x40\xc0' + be16(1800) + be32(30000) + be32(1000) + sll + mtu + prefix + rdnss + dnssl + route,
        src='fe80::2', dst='ff02::1')
    add(137, 0, bytes(4) + a6('fe80::2') + a6(B6) + tll, src='fe80::3', dst=A6)
    for code in range(7):
        add(1, code, bytes(4) + quote, src=B6, dst=A6)
    add(2, 0, be32(1280) + quote, src=B6, dst=A6)
    add(3, 0, bytes(4) + quote, src=B6, dst=A6)
    add(3, 1, bytes(4) + quote, src=B6, dst=A6)
    for code in range(3):
        add(4, code, be32(40) + quote, src=B6, dst=A6)
    add(128, 0, be16(7) + be16(2) + b'bad', ck=0xdead)
    return p


@capture
def mld():
    p = Pcap()
    ra = lambda m: bytes([58, 0, 5, 2, 0, 0, 1, 0]) + m
    l, g = 'fe80::1', 'ff02::fb'
    add = lambda dst, t, b: p.add(eth6(ip6(ra(icmp6(t, 0, b, src=l, dst=dst)), 0, src=l, dst=dst, hlim=1)))
    add('ff02::1', 130, be16(10000) + be16(0) + a6('::'))
    add(g, 131, bytes(4) + a6(g))
    add('ff02::2', 132, bytes(4) + a6(g))
    add('ff02::1', 130, be16(10000) + be16(0) + a6('::') + b'\2\x7d\0\0')
    add('ff02::16', 143, be16(0) + be16(2) + b'\4\0\0\0' + a6(g) + b'\3\0\0\0' + a6('ff02::1:3'))
    add('ff02::16', 143, be16(0) + be16(1) + b'\1\0' + be16(1) + a6('ff3e::8') + a6('2001:db8::8'))
    return p


@capture
def igmp():
    p = Pcap()

    def m(body):
        return body[:2] + be16(cksum(body)) + body[4:]
    ra = b'\x94\4\0\0'
    add = lambda dst, b: p.add(eth(ip4(m(b), 2, dst=dst, ttl=1, options=ra, tos=0xc0)))
    g = a4('239.1.2.3')
    add('224.0.0.1', b'\x11\0\0\0' + bytes(4))
    add('224.0.0.1', b'\x11\x64\0\0' + bytes(4))
    add('239.1.2.3', b'\x11\x0a\0\0' + g)
    add('239.1.2.3', b'\x12\0\0\0' + g)
    add('239.1.2.3', b'\x16\0\0\0' + g)
    add('224.0.0.2', b'\x17\0\0\0' + g)
    add('224.0.0.1', b'\x11\x64\0\0' + bytes(4) + b'\2\x7d\0\0')
    add('239.1.2.3', b'\x11\x0a\0\0' + g + b'\2\x7d' + be16(1) + a4('198.51.100.1'))
    add('224.0.0.22', b'\x22\0\0\0\0\0' + be16(2) + b'\4\0\0\0' + g + b'\3\0\0\0' + a4('239.4.5.6'))
    add('224.0.0.22', b'\x22\0\0\0\0\0' + be16(1) + b'\1\0' + be16(2) + g + a4('198.51.100.1') + a4('198.51.100.2'))
    p.add(eth(ip4(b'\x11\x64\0\1' + bytes(4), 2, dst='224.0.0.1', ttl=1)))
    return p


MSS, WS, SACKOK, TS = b'\2\4\5\xb4', b'\3\3\7', b'\4\2', lambda a, b: b'\x08\x0a' + be32(a) + be32(b)


@capture
def tcp_talk():
    p = Pcap()
    t = Talk(p)
    t.open(MSS + SACKOK + TS(100, 0) + b'\1' + WS)
    t.send(0, PSH | ACK, b'GET / HTTP/1.1\r\nHost: example.org\r\n\r\n', options=b'\1\1' + TS(101, 100))
    t.send(1, ACK)
    t.send(1, PSH | ACK, b'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n')
    t.send(0, ACK)
    t.close()
    r = Talk(p, 40001, 1025)
    r.send(0, SYN, options=MSS)
    r.send(1, RST | ACK, win=0)
    return p


@capture
def tcp_cases():
    p = Pcap()
    t = Talk(p, 40002, 9999, isn=0xffffff00, peer=0x7ffffff0)
    t.open()
    t.send(0, PSH | ACK, b'a' * 600)                       # wraps
    t.send(1, ACK)
    t.send(0, PSH | ACK, b'a' * 600, seq=0xffffff01)       # again
    t.send(1, ACK, options=b'\1\1\5\x12' + be32(1000) + be32(2000) + be32(3000) + be32(4000))
    t.send(0, PSH | ACK | URG, b'urgent', urg=6)
    t.send(1, ACK | ECE)
    t.send(0, ACK | CWR | PSH, b'x')
    t.send(1, ACK, win=0)
    t.send(0, ACK, seq=t.n[0] - 1)                         # keep-alive
    t.send(1, RST)
    t.send(0, SYN | ECE | CWR)
    t.send(0, 0)
    t.send(0, FIN | PSH | URG)
    t.send(0, SYN | FIN | RST | PSH | ACK | URG | ECE | CWR, b'xmas')
    for o in (b'\x13\x12' + bytes(range(16)), b'\x22\x02', b'\x22\x0a' + bytes(8), b'\x1c\4\x80\x0a', b'\xfe\4\xf9\x89',
              b'\x06\6' + be32(5), b'\x0b\6' + be32(7), b'\x0e\3\1', b'\x12\3\0', b'\x20\4ab', b'\0', b'\1\1\1\0'):
        t.send(0, ACK, options=o)
    return p


@capture
def tcp6():
    p = Pcap()
    t = Talk(p, 40003, 4022, src=A6, dst=B6)
    t.open(MSS + b'\1' + WS)
    t.send(1, PSH | ACK, b'a line of text\r\n')
    t.send(0, ACK)
    t.close()
    return p


@capture
def udp_cases():
    p = Pcap()
    p.add(u4(b'hello', 4000, 4001))
    p.add(u4(b'', 4000, 4001))
    p.add(eth(ip4(udp(b'no checksum', 4000, 4001, ck=0), 17)))
    p.add(eth(ip4(udp(b'bad checksum', 4000, 4001, ck=0xbeef), 17)))
    p.add(u6(b'hello', 4000, 4001))
    p.add(eth6(ip6(udp(b'bad checksum', 4000, 4001, src=A6, dst=B6, ck=0xbeef), 17)))
    p.add(eth(ip4(udp(bytes(range(200)), 65535, 1), 17)), cap=100)
    return p


@capture
def dns_cases():
    p = Pcap()
    q = lambda *a, **k: p.add(u4(dns(*a, **k), 40000, 53, dst='192.0.2.53'))
    r = lambda *a, **k: p.add(u4(dns(*a, **k), 53, 40000, src='192.0.2.53', dst=A4))
    ex, org = 'www.example.org', 'example.org'
    for i, t in enumerate((1, 28, 15, 16, 2, 6, 33, 12, 5, 11, 43, 48, 255, 252)):
        q(100 + i, 0x0100, [question(ex, t)])
    q(120, 0x0100, [question(ex)], ar=[OPT])
    q(121, 0x0110, [question(ex)], ar=[OPT_DO])
    q(122, 0x2000, [question(org, 6)])
    q(123, 0x0000, [question('', 2)])
    q(124, 0x0100, [question(ex, 1, 3)])
    r(100, 0x8180, [question(ex)], [rr(AT12, 1, a4('192.0.2.80')), rr(AT12, 1, a4('192.0.2.81'))])
    r(101, 0x8180, [question(ex, 28)], [rr(AT12, 28, a6('2001:db8::80'))])
    r(102, 0x8580, [question(org, 15)], [rr(AT12, 15, be16(10) + dname('mail.example.org'))])
    r(103, 0x8180, [question(org, 16)], [rr(AT12, 16, b'\x0bv=spf1 -all\x03two')])
    r(104, 0x8180, [question(org, 2)], [rr(AT12, 2, dname('ns1.example.org')), rr(AT12, 2, b'\3ns2\xc0\x0c')])
    soa = dname('ns1.example.org') + dname('hostmaster.example.org') + b''.join(map(be32, (2026010100, 7200, 3600, 1209600, 300)))
    r(105, 0x8183, [question(ex)], [], [rr(org, 6, soa)])
    r(106, 0x8180, [question('_sip._tcp.example.org', 33)], [rr(AT12, 33, be16(1) + be16(2) + be16(5060) + dname('sip.example.org'))])
    r(107, 0x8180, [question('80.2.0.192.in-addr.arpa', 12)], [rr(AT12, 12, dname(ex))])
    r(108, 0x8180, [question(ex)], [rr(AT12, 5, dname('a.example.net'), ttl=86400), rr('a.example.net', 1, a4('192.0.2.90'))],
      ar=[OPT])
    r(109, 0x8182, [question(ex)])
    r(110, 0x8185, [question(ex)])
    r(111, 0x8380, [question(ex)])
    p.add(u4(dns(0, 0, [question('printer.local', 255, 0x8001)]), 5353, 5353, dst='224.0.0.251'))
    p.add(u4(dns(0, 0x8400, [], [rr('printer.local', 1, a4('192.0.2.9'), 120, 0x8001)]), 5353, 5353, dst='224.0.0.251'))
    t = Talk(p, 40004, 53)
    t.open()
    m = dns(200, 0x0100, [question(ex)])
    t.send(0, PSH | ACK, be16(len(m)) + m)
    t.close()
    return p


@capture
def dhcp():
    p = Pcap()

    def m(op, type, opts=b'', yi='0.0.0.0', ci='0.0.0.0', flags=0, secs=0, si='0.0.0.0', file=b''):
        return (bytes([op, 1, 6, 0]) + be32(0x3903f326) + be16(secs) + be16(flags) + a4(ci) + a4(yi) + a4(si) +
                a4('0.0.0.0') + MAC_A + bytes(10) + bytes(64) + file + bytes(128 - len(file)) + be32(0x63825363) +
                bytes([53, 1, type]) + opts + b'\xff')
    o = lambda t, b: bytes([t, len(b)]) + b
    c2s = lambda b: p.add(u4(b, 68, 67, src='0.0.0.0', dst='255.255.255.255'))
    s2c = lambda b: p.add(u4(b, 67, 68, src='192.0.2.254', dst='192.0.2.10'))
    ask = o(61, b'\1' + MAC_A) + o(12, b'host') + o(55, bytes([1, 3, 6, 12, 15, 28, 42, 51, 54, 58, 59, 119]))
    c2s(m(1, 1, ask + o(57, be16(1500)), flags=0x8000, secs=3))
    lease = (o(54, a4('192.0.2.254')) + o(51, be32(86400)) + o(58, be32(43200)) + o(59, be32(75600)) +
             o(1, a4('255.255.255.0')) + o(3, a4('192.0.2.254')) + o(6, a4('192.0.2.53') + a4('198.51.100.53')) +
             o(15, b'example.org') + o(28, a4('192.0.2.255')) + o(42, a4('192.0.2.123')))
    s2c(m(2, 2, lease, yi='192.0.2.10', si='192.0.2.254'))
    c2s(m(1, 3, o(50, a4('192.0.2.10')) + o(54, a4('192.0.2.254')) + ask))
    s2c(m(2, 5, lease, yi='192.0.2.10', file=b'boot.img'))
    s2c(m(2, 6, o(54, a4('192.0.2.254')) + o(56, b'no lease')))
    c2s(m(1, 7, o(54, a4('192.0.2.254')), ci='192.0.2.10'))
    c2s(m(1, 8, o(60, b'MSFT 5.0') + o(43, b'\1\2\3'), ci='192.0.2.10'))
    c2s(m(1, 4, o(50, a4('192.0.2.10')) + o(82, o(1, b'port 7') + o(2, MAC_B))))
    return p


@capture
def ntp():
    p = Pcap()
    t = lambda s, f=0: be32(0xe0000000 + s) + be32(f)
    add = lambda s, d, b: p.add(u4(b, s, d))
    for v in (3, 4):
        add(40000, 123, bytes([v << 3 | 3, 0, 6, 0xec]) + bytes(36) + t(7, 0x40000000))
    add(123, 40000, bytes([0x24, 2, 6, 0xe9]) + be32(0x500) + be32(0x800) + a4('192.0.2.123') + t(1) + t(7) + t(8) + t(8, 1 << 30))
    add(123, 123, bytes([0xe3, 0, 10, 0xfa]) + bytes(44))
    add(123, 123, bytes([0x25, 1, 6, 0xe9]) + bytes(8) + b'GPS\0' + t(1) + t(0) + t(0) + t(9))
    return p


@capture
def first_lines():
    p = Pcap()
    for port, ask, answer in (
            (80, b'GET /index.html HTTP/1.1\r\nHost: example.org\r\nUser-Agent: sonde\r\n\r\n',
             b'HTTP/1.1 404 Not Found\r\nServer: test\r\n\r\n'),
            (8080, b'POST /form HTTP/1.0\r\nContent-Length: 5\r\n\r\na=b\r\n', b'HTTP/1.0 302 Found\r\nLocation: /\r\n\r\n'),
            (25, b'EHLO example.org\r\n', b'220 mail.example.org ESMTP\r\n'),
            (21, b'USER anonymous\r\n', b'331 Please specify the password.\r\n'),
            (554, b'OPTIONS rtsp://example.org/ RTSP/1.0\r\nCSeq: 1\r\n\r\n', b'RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n')):
        t = Talk(p, 41000, port)
        t.send(0, PSH | ACK, ask)
        t.send(1, PSH | ACK, answer)
    p.add(u4(b'OPTIONS sip:bob@example.org SIP/2.0\r\nCSeq: 1 OPTIONS\r\n\r\n', 5060, 5060))
    p.add(u4(b'SIP/2.0 200 OK\r\nCSeq: 1 OPTIONS\r\n\r\n', 5060, 5060))
    return p


@capture
def link_raw():
    p = Pcap(link=101)
    p.add(ip4(udp(b'raw four', 4000, 4001), 17))
    p.add(ip6(udp(b'raw six', 4000, 4001, src=A6, dst=B6), 17))
    return p


@capture
def link_null():
    p = Pcap(link=0)
    p.add(struct.pack('<I', 2) + ip4(udp(b'null four', 4000, 4001), 17))
    p.add(struct.pack('<I', 30) + ip6(udp(b'null six', 4000, 4001, src=A6, dst=B6), 17))
    p.add(struct.pack('>I', 2) + ip4(udp(b'the other order', 4000, 4001), 17))
    return p


@capture
def link_loop():
    p = Pcap(link=108)
    p.add(struct.pack('>I', 2) + ip4(udp(b'loop', 4000, 4001), 17))
    p.add(struct.pack('>I', 24) + ip6(udp(b'loop six', 4000, 4001, src=A6, dst=B6), 17))
    return p


@capture
def link_sll():
    p = Pcap(link=113)
    h = lambda k, t, ha=1: be16(k) + be16(ha) + be16(6) + MAC_A + b'\0\0' + be16(t)
    p.add(h(0, 0x800) + ip4(udp(b'cooked', 4000, 4001), 17))
    p.add(h(4, 0x86dd) + ip6(udp(b'cooked six', 4000, 4001, src=A6, dst=B6), 17))
    p.add(h(1, 0x806) + arp_body(1, MAC_A, A4, bytes(6), B4))
    p.add(h(3, 0x800, 772) + ip4(icmp(8, 0, be16(1) + be16(1)), 1))
    p.add(h(2, 0x8100) + vlan(5, ip4(udp(b'tagged', 4000, 4001), 17)))
    return p


@capture
def link_ethernet_be():
    """Big-endian, nanoseconds."""
    p = Pcap(magic=0xa1b23c4d, endian='>')
    for i in range(3):
        p.add(u4(b'nano %d' % i, 4000, 4001), gap=(0, 123456789))
    return p


def h(s):
    return bytes.fromhex(s.replace(' ', ''))


@capture
def rtp():
    """RTP, RTCP and vat: what -T forces, and vat's port.  RFC 3550."""
    p = Pcap()

    def header(first, mark, type, seq=10, ts=20, ssrc=30):
        return struct.pack('>BBHII', first, mark << 7 | type, seq, ts, ssrc)

    def control(type, body, count=0):
        return struct.pack('>BBH', 0x80 | count, type, len(body) // 4) + body
    for b in (header(0x80, 0, 0) + b'x' * 20, header(0x80, 1, 96) + b'x' * 4,
              header(0x90, 0, 0) + h('bede0001 00000005') + b'x' * 8, header(0x90, 0, 0) + h('bede0009'),
              header(0x80, 0, 31) + b'x' * 8, header(0x40, 0, 5) + b'1234', header(0x80, 0, 31) + b'x' * 3,
              h('4080000a 00000014 80010000'), h('4080000a 00000014 80020000'), h('800000'), h('80' + '00' * 9)):
        p.add(u4(b, 5000, 6000))
    ssrc, report = be32(0x1234), struct.pack('>6I', 7, 0x05000009, 100, 200, 0x20003, 0x10000)
    sender = struct.pack('>6I', 0x1234, 0x83aa7e80, 0x80000000, 777, 8, 9)
    for b in (control(200, sender), control(200, sender + report, 1), control(201, ssrc + report * 2, 2),
              control(202, ssrc + b'\1\4abcd\0\0', 1), control(203, ssrc, 1), control(210, ssrc),
              control(200, sender) + control(203, ssrc, 1), control(200, sender[:12]), h('80c8')):
        p.add(u4(b, 5001, 6001))
    for b in (h('00000014 00000063') + b'x' * 4, h('0f9f0014 00000063'), h('20050000 000063'), h('0001'), h('01')):
        p.add(u4(b, 3456, 3456))
    return p


@capture
def icmp_errors():
    """Errors cut in the datagram they quote: what must be there before anything is said."""
    p = Pcap()
    quoted = ip4(udp(b'z' * 40, 4369, 8738), 17)
    for type, code in ((11, 0), (11, 1), (11, 9), (3, 3), (3, 1), (12, 0), (5, 1)):
        for n in (0, 8, 19, 20, 23, 24, 28):
            p.add(eth(ip4(icmp(type, code, bytes(4), quoted[:n]), 1), pad=False))
    for code in range(5):
        for n in (0, 12, 30, 40, 48):
            inner = ip6(udp(b'z' * 8, 4369, 8738), 17)
            p.add(eth6(ip6(icmp6(1, code, bytes(4) + inner[:n]), 58), pad=False))
    return p


@capture
def igmp_trace():
    """mtrace, and messages shorter than their type."""
    p = Pcap()
    for type in (0x1e, 0x1f):
        for group in ('0.0.0.0', '224.1.1.1'):
            for reply in ('10.0.0.9', '224.9.9.9'):
                p.add(eth(ip4(struct.pack('>BBH', type, 0, 0) + a4(group) + a4('1.2.3.4') + a4('5.6.7.8') +
                              a4(reply) + be32(9 << 24 | 77), 2), pad=False))
    for n in (1, 2, 3, 4):
        p.add(eth(ip4(b'\1' * n, 2), pad=False)).add(eth(ip4(b'\x13' * n, 2), pad=False))
    return p


@capture
def forces():
    """ForCES in SCTP: every message, data paths, LFB operations, and what does not fit.  RFC 5810."""
    p = Pcap()

    def tlv(t, body, length=None):
        return struct.pack('>HH', t, 4 + len(body) if length is None else length) + body + bytes(-len(body) % 4)

    def message(t, body=b'', flags=0x38000000, length=None):
        return struct.pack('>BBHIIQI', 0x10, t, (24 + len(body)) // 4 if length is None else length, 0x40000001, 2,
                           7, flags) + body

    def add(body, port=6704, cut=None):
        chunk = struct.pack('>BBHIHHI', 0, 3, 16 + len(body), 1, 1, 0, 0) + body + bytes(-len(body) % 4)
        frame = eth(ip4(struct.pack('>HHII', port, port, 0, 0) + chunk, 132))
        p.add(frame, cut and len(frame) - cut, len(frame))

    def lfb(*operations):
        return tlv(0x1000, struct.pack('>II', 1, 1) + b''.join(operations))

    def path(body=b'', flags=0, ids=(1,)):
        return tlv(0x110, struct.pack('>HH', flags, len(ids)) + b''.join(be32(x) for x in ids) + body)
    full, result = tlv(0x112, h('00000001')), tlv(0x114, h('01000000'))
    for body in (tlv(7, path()), tlv(7, path(ids=(1, 2, 3))), tlv(7, path(path(ids=(2,)))),
                 tlv(9, path(result)), tlv(9, path(full)), tlv(1, path(full)),
                 tlv(5, path(flags=0x8000))):
        for t in (4, 20, 3):
            add(message(t, lfb(body)))
    for t, body in ((1, lfb(tlv(7, path()))), (17, tlv(0x10, be32(0))), (2, tlv(0x11, be32(1))), (15, b''),
                    (5, lfb(tlv(12, path(full))))):
        add(message(t, body))
    add(message(15, flags=0xc0000000), 6705)
    add(message(15, flags=0x40000000), 6706)
    add(message(4, lfb(tlv(7, path()))), cut=9)
    add(b'x' * 12)
    return p


@capture
def frame_relay():
    """Frame Relay: addresses, NLPIDs, Q.933 status, ARP.  RFC 2427, FRF.16."""
    p = Pcap(link=107)
    inner = ip4(udp(b'relay', 1000, 2000), 17)
    for b in (h('1841 03cc') + inner, h('1c41 03cc') + inner, h('184f 03cc') + inner, h('8010 0341 03cc') + inner,
              h('1841 0300 80000000 0800') + inner, h('1841 0300 800080c2 0007') + eth(inner),
              h('1841 0300 80000000 0806 000f 0800 0204 0008 1841 c0000201 0000 c0000202'),
              h('1841 0300 80000000 0806 000f 0800 0204 0009 1841 c0000201 1c51 c0000202'),
              h('0001 0308 00 7501 01 00 03 02 0506'), h('0001 0308 00 7d01 01 00 03 02 0506 07 03 06a082'),
              h('0001 0308 00 75 95 01 01 00 03 02 0506'), h('0001 0308 00 77'), h('1841 038e') + ip6(b'', 59),
              h('1841 0381'), h('1841 0377 01'), h('1841 03'), h('1841')):
        p.add(b)
    return p


@capture
def multilink_fr():
    """Multilink Frame Relay: control messages, fragments.  FRF.16."""
    p = Pcap(link=182)
    inner = ip4(udp(b'bundle', 1000, 2000), 17)
    for b in (h('e100 01 01 08 6c696e6b 0000 02 06 61626300 03 06 00000007'), h('e100 05 03 06 00000007'),
              h('e100 0a 04 03 05'), h('e100 63 09 04 0102'), h('c001 1841 03cc') + inner,
              h('8047 1841 03cc') + inner, h('4002 01020304'), h('e047 1841 03cc'), h('c001')):
        p.add(b)
    return p


@capture
def juniper():
    """Juniper's header before Ethernet, with extensions of each kind and without a link layer."""
    p = Pcap(link=178)
    inner = ip4(udp(b'juniper', 1000, 2000), 17)
    extensions = h('0101 07 0204 67653030 0301 04 0402 0100 0501 09 0601 12 0701 28 0801 3c')
    for b in (h('4d474300') + eth(inner), h('4d474301') + eth(inner),
              h('4d474380') + be16(len(extensions)) + extensions + eth(inner), h('4d474302 00000800') + inner,
              h('4d474302 00000800 11'), h('4d474380 0004 0305 0001'), h('4d474400'), h('4d4743')):
        p.add(b)
    return p


@capture
def pim1():
    """PIM version 1, in IGMP."""
    p = Pcap()
    for b in (h('1400 0000 10000000 0000 0069'), h('1401 0000 10000000') + ip4(udp(b'x', 1, 2), 17),
              h('1402 0000 10000000 e0010101 c0000209'), h('1403 0000 10000000 c0000209 0000 0069 04 20 20 01'
              'e0010101 ffffffff 0001 0001 00 20 c0000207 00 20 c0000208'),
              h('1404 0000 10000000 e0010101 ffffffff c0000209 0069'),
              h('1405 0000 10000000 e0010101 ffffffff c0000209 00000065 00000002'),  h('1409 0000 10000000')):
        p.add(eth(ip4(b, 2), pad=False))
    return p


@capture
def gre():
    """GRE of both versions: keys, numbers, and lengths that do not fit.  RFC 2784, RFC 2890, RFC 2637."""
    p = Pcap()
    inner = ip4(udp(b'tunnel', 1000, 2000), 17)
    for b in (h('8000 0800 1234 0000') + inner, h('b000 0800 1234 0000 00000007 00000008') + inner,
              h('0000 6558') + eth(inner), h('0000 8847 00010140') + inner, h('0000 1234'),
              h('3001 880b 0020 0007 00000009') + h('ff03 0021') + inner, h('3081 880b 0000 0007 00000009 00000005'),
              h('2081 880b 0000 0007 00000005'), h('0003 0800'),
              h('4000 0800 0000 0000 1234 00 04 deadbeef 0800 00 08 0a000001 0a000002 fffe 00 02 0001 0000 00 00') + inner,
              h('4000 0800 0000 0000 0800 04 08 0a000001 0a000002 0000 00 00') + inner):
        p.add(eth(ip4(b, 47)))
    return p


@capture
def printers():
    """A message of each of many printers, of those that tcpdump 4.99 prints as 5.0 does."""
    p = Pcap()
    for b, port in ((h('0001') + b'file\0octet\0blksize\x001428\0', 69), (h('0005 0001') + b'gone\0', 69),
                    (h('0201 0000 0002 0000 0a000000 ff000000 00000000 00000003'), 520),
                    (h('0202 0000 0002 0001 0a000000 ff000000 00000000 00000005'), 520),
                    (h('0202 0000 ffff 0009') + b'k' * 16, 520),
                    (b'<34>hello syslog', 514),
                    (h('0000 0800 0000 0a 00') + ip4(udp(b'x' * 4, 1, 2), 17), 6081),
                    (h('0800 0000 0000 2a 00') + bytes(12) + h('0800') + ip4(udp(b'x' * 4, 1, 2), 17), 4789),
                    (h('3026 0201 00 04 06 7075626c6963 a019 0202 3039 0201 00 0201 00 300d 300b 0607 2b060102010103'
                       '0500'), 161),
                    (h('c802 0014 0001 0000 0000 0000 8008 0000 0000 0001'), 1701),
                    (h('0001 1600 c0000201 0000 0100 000c 00000001 0400 0004 000f 0000'), 646),
                    (h('00000000 0a0a0001 0100 0000 0000 0000'), 1985)):
        p.add(u4(b, 40000, port))
    for n, b in ((47, h('0000 0800') + ip4(udp(b'x', 1, 2), 17)),
                 (47, h('2000 0800 00000007') + ip4(udp(b'x', 1, 2), 17)),
                 (89, h('0201 002c 01010101 00000000 0000 0000 00000000 00000000 ffffff00 000a 02 01 00000028'
                        '00000000 00000000')),
                 (103, h('2000 0000 0001 0002 0069 0014 0004 12345678')),
                 (112, h('2101 6401 0001 0000 c0000202') + bytes(8)),
                 (88, h('0205 0000 00000000 00000000 00000000 00000064 0001 000c 0100 0100 0000 000f')),
                 (50, h('00000001 00000002') + bytes(16)), (51, h('0604 0000 00000001 00000002') + bytes(12) +
                  tcp(b'', 1, 2, 3, 4, 0x10)), (4, ip4(udp(b'x', 1, 2), 17)), (41, ip6(udp(b'x', 1, 2), 17)),
                 (132, h('0b59 0b59 00000000 00000000 0100 0014 00000001 00010000 0001 0001 00000001'))):
        p.add(eth(ip4(b, n)))
    marker = b'\xff' * 16
    for b, port in ((marker + h('001d 01 04 fde8 00b4 0a000001 00'), 179), (marker + h('0013 04'), 179),
                    (marker + h('0015 03 06 02'), 179), (h('009c 0001 1a2b3c4d 0001 0000 0100') + bytes(144), 1723),
                    (b'*2\r\n$3\r\nGET\r\n$1\r\nk\r\n', 6379), (b'+OK\r\n', 6379), (b'GET k\r\n', 6379)):
        p.add(eth(ip4(tcp(b, 40000, port, 1, 1, 0x18), 6)))
    p.add(llc(0x42, 0x42, b'\3', h('0000 00 00 00 8000 020000000001 00000000 8000 020000000001 8001 0000 1400 0200 0f00')))
    p.add(eth(h('0207 04 020000000001 0403 026131 0602 0078 0000'), 0x88cc))
    p.add(eth(h('000100 ff') + ip4(udp(b'x', 1, 2), 17), 0x8847))
    p.add(eth(h('1109 0000 000c') + h('0101 0000 0004 0103 0000'), 0x8863))
    p.add(eth(h('1100 0001 0006 c021 0101 0004'), 0x8864))
    p.add(eth(h('0101 0014') + bytes(0), 0x888e))
    p.add(eth(h('0100 0000 0000'), 0x8809))
    return p


@capture
def files():
    """Calls and answers of NFS (RFC 1813 over RFC 5531) and Rx, a question to lwresd, a Zephyr notice."""
    p = Pcap()
    there, back = lambda b, port: u4(b, 50001, port), lambda b, port: u4(b, port, 50001, src=B4, dst=A4)
    fh = be32(32) + bytes(range(32))
    call = lambda xid, proc, body: (be32(xid) + be32(0) + be32(2) + be32(100003) + be32(3) + be32(proc) +
        bytes(16) + body)
    answer = lambda xid, body: be32(xid) + be32(1) + bytes(16) + body
    attr = (be32(1) + be32(0o644) + be32(1) + be32(1000) + be32(100) + be32(0) + be32(1234) + be32(0) +
        be32(4096) + bytes(8) + bytes(8) + bytes(4) + be32(77) + bytes(24))
    string = lambda t: be32(len(t)) + t + bytes(-len(t) % 4)
    for xid, proc, ask, tell in (
            (1, 1, fh, be32(0) + attr),
            (2, 3, fh + string(b'name.txt'), be32(0) + fh + be32(1) + attr + be32(0)),
            (3, 4, fh + be32(0x3f), be32(0) + be32(1) + attr + be32(0x1f)),
            (4, 6, fh + be32(0) + be32(512) + be32(100), be32(0) + be32(1) + attr + be32(5) + be32(1) +
                string(b'hello')),
            (5, 3, fh + string(b'none'), be32(2) + be32(0))):
        p.add(there(call(xid, proc, ask), 2049))
        p.add(back(answer(xid, tell), 2049))
    rx = lambda n, flags, service, body: (be32(0x20000) + be32(0x10004) + be32(n) + be32(1) + be32(n) +
        bytes([1, flags, 0, 0]) + be16(0) + be16(service) + body)
    p.add(u4(rx(1, 5, 1, be32(132) + be32(5) + be32(6) + be32(7)), 7001, 7000))
    p.add(u4(rx(1, 4, 1, be32(1) + bytes(80)), 7000, 7001, src=B4, dst=A4))
    p.add(u4(rx(2, 5, 52, be32(504) + b''.join(be32(x) for x in b'root.cell'.ljust(65, b'\0'))), 7001, 7003))
    lw = be16(0) + be16(0) + be32(9) + be32(0x10001) + be32(0) + be32(16384) + be16(0) + be16(0)
    body = be32(0) + be32(1) + be16(11) + b'example.org\0'
    p.add(u4(be32(len(lw) + 4 + len(body)) + lw + body, 40001, 921))
    fields = [b'ZEPH0.2', b'0x00000013', b'0x00000002', b'0xC0000201 0x41000001 0x00000001', b'0x0834',
        b'0x00000000', b'0x00000000', b'',
        b'message', b'personal', b'', b'alice@EXAMPLE.ORG', b'bob@EXAMPLE.ORG', b'', b'0x00000000', b'',
        b'0xC0000201 0x41000001 0x00000001']
    p.add(u4(b'\0'.join(fields) + b'\0' + b'hello\0', 2100, 2103))
    return p


@capture
def times():
    """Time stamps that step back, leap a day, and begin before 1970 is over."""
    p = Pcap()
    frame = u4(b'tick', 4000, 4001)
    for t in ((0, 1), (86399, 999999), (86400, 0), (1767225600, 5), (1767225599, 999999), (1782910800, 250000)):
        p.t = t
        p.add(frame)
    return p


def sample():
    """What `make run` shows: a small office morning."""
    p = Pcap()
    gap = (0, 210)
    p.t = (1767254400, 12345)
    me, web, ns, gw = '192.0.2.10', '198.51.100.80', '192.0.2.53', '192.0.2.1'
    p.add(eth(arp_body(1, MAC_A, me, bytes(6), gw), 0x806, dst=BROADCAST), gap=gap)
    p.add(eth(arp_body(2, MAC_B, gw, MAC_A, me), 0x806, src=MAC_B, dst=MAC_A), gap=(0, 4100))
    q = question('www.example.org')
    p.add(u4(dns(0x3a1c, 0x0100, [q]), 51234, 53, src=me, dst=ns), gap=(0, 9200))
    p.add(u4(dns(0x3a1c, 0x8180, [q], [rr(AT12, 1, a4(web))]), 53, 51234, src=ns, dst=me), gap=(0, 800))
    t = Talk(p, 44312, 80, src=me, dst=web, isn=0x1e2d3c4b, peer=0x5a697887)
    t.open(MSS + SACKOK + TS(7000, 0) + b'\1' + WS)
    t.send(0, PSH | ACK, b'GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n')
    t.send(1, ACK)
    t.send(1, PSH | ACK, b'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world\n')
    t.send(0, ACK)
    t.close()
    echo = be16(0x51) + be16(1)
    p.add(eth(ip4(icmp(8, 0, echo, bytes(range(56))), 1, src=me, dst=gw)), gap=(0, 640))
    p.add(eth(ip4(icmp(0, 0, echo, bytes(range(56))), 1, src=gw, dst=me), src=MAC_B, dst=MAC_A), gap=(0, 90000))
    l = 'fe80::ff:fe00:1'
    ns6 = icmp6(135, 0, bytes(4) + a6('2001:db8::1') + b'\1\1' + MAC_A, src=l, dst='ff02::1:ff00:1')
    p.add(eth6(ip6(ns6, 58, src=l, dst='ff02::1:ff00:1', hlim=255), dst=bytes.fromhex('3333ff000001')), gap=gap)
    na6 = icmp6(136, 0, be32(0xe0000000) + a6('2001:db8::1') + b'\2\1' + MAC_B, src='2001:db8::1', dst=l)
    p.add(eth6(ip6(na6, 58, src='2001:db8::1', dst=l, hlim=255), src=MAC_B, dst=MAC_A), gap=gap)
    p.add(u6(dns(0x77, 0x0100, [question('example.org', 28)]), 40123, 53, src='2001:db8::10', dst='2001:db8::53'))
    return p


def write(path, pcap):
    with open(path, 'wb') as f:
        f.write(pcap.b)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    out, only = sys.argv[1], sys.argv[2:]
    import golden_wan  # it builds with what is above
    CAPTURES.update(golden_wan.CAPTURES)
    os.makedirs(os.path.join(out, 'golden'), exist_ok=True)
    if not only:
        write(os.path.join(out, 'sample.pcap'), sample())
    import golden_control, golden_lan, golden_link  # noqa: they build with these layers
    from mkpcap import CAPTURES as every            # and add to this module's captures
    for name, f in every.items():
        if not only or name in only:
            write(os.path.join(out, 'golden', name + '.pcap'), f())


if __name__ == '__main__':
    main()
