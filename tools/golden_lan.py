"""Captures of IP's neighbours and of what speaks on a LAN only: see mkpcap.py.  From the
specifications named at each."""
import struct

from mkpcap import (A4, A6, B4, B6, MAC_A, MAC_B, Pcap, a4, a6, be16, be32, capture, cksum, eth, eth6, h, ip4, ip6,
                    llc, pseudo, u4, udp)


def of(*frames, cut=()):
    """Frames of Ethernet, then for each (frame, n) of cut its first n octets."""
    p = Pcap()
    for f in frames:
        p.add(f)
    for f, n in cut:
        p.add(f, cap=n)
    return p


def in4(proto, b, **k):
    return eth(ip4(b, proto, **k), pad=False)


def in6(next, b, **k):
    return eth6(ip6(b, next, **k), pad=False)


# --- DCCP: RFC 4340 ---

def dccp(type, b=b'', options=b'', data=b'', x=1, seq=0x10203, cover=0, sport=5001, dport=5002, offset=None, ck=None):
    """Generic header, what the type adds, options in words of four octets, data."""
    options += bytes(-len(options) % 4)
    n = (16 if x else 12) + len(b) + len(options)
    head = struct.pack('>HHBB', sport, dport, n // 4 if offset is None else offset, cover)
    rest = bytes([type << 1 | x]) + (b'\0' + seq.to_bytes(6, 'big') if x else seq.to_bytes(3, 'big')) + b + options
    if ck is None:
        covered = rest + data if not cover & 15 else (rest + data)[:n - 8 + ((cover & 15) - 1) * 4]
        ck = cksum(pseudo(A4, B4, 33, len(head) + 2 + len(rest) + len(data)) + head + covered)
    return head + be16(ck) + rest + data


@capture
def dccp_types():
    """Every packet type, with sequence numbers of 48 and of 24 bits; codes of resets; checksums."""
    ack = h('0000 000000000009')
    d = lambda *a, **k: in4(33, dccp(*a, **k))
    f = [d(0, be32(42)), d(1, ack + be32(42)), d(2, data=b'data'), d(3, ack), d(4, ack, data=b'data'), d(5, ack), d(6, ack),
         d(7, ack + h('01000000')), d(8, ack), d(9, ack), d(2, x=0, data=b'short'), d(3, h('00000009') + bytes(4), x=0),
         d(4, h('00000008') + bytes(4), x=0, data=b'short'), d(2, data=b'12345678', cover=0x31), d(2, data=b'12345678', cover=0x02),
         d(2, data=b'12345678', cover=0x0f), d(2, data=b'sum', ck=0x1234)]
    f += [d(7, ack + bytes([code]) + b'abc') for code in (0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)]
    return of(*f, in6(33, dccp(0, be32(1819239286), ck=0)), cut=tuple((f[n], 34 + x) for n, x in (
        (0, 8), (0, 12), (2, 14), (11, 10))))


@capture
def dccp_options():
    """Options and features, RFC 4340, 5.8 and 6; each in a packet of its own, then many."""
    d = lambda o: in4(33, dccp(2, options=h(o), data=b'x'))
    f = [d(o) for o in ('00000000', '01', '02', '20 04 01 02', '21 05 01 02 03', '22 04 05 02', '23 04 06 01', '20 0a 03 000000000064 00',
                        '22 04 07 00', '20 04 08 01', '20 04 09 01', '20 04 04 01', '20 04 02 01', '24 06 cafebabe',
                        '25 03 01', '25 08 010203040506', '26 04 41 82', '27 03 c3', '28 04 80 01', '29 06 00000064',
                        '2a 06 00000064', '2a 08 00000064 0001', '2a 0a 00000064 00000001', '2b 04 0001', '2b 06 00000001',
                        '2c 06 12345678', '81 04 0001', 'c0 06 00000001')]
    f += [in4(33, dccp(1, h('0000 000000000009') + be32(1), h('20 04 01 02 22 04 01 02 29 06 00000064 26 03 41 2c 06 00000000')))]
    return of(*f, cut=((f[3], 45), (f[20], 48)))


# --- SCTP's M3UA: RFC 4666 ---

@capture
def m3ua():
    """Every class and type of message, every parameter; padding, an unknown one, a wrong length."""
    def chunk(b):
        return struct.pack('>BBHIHHI', 0, 3, 16 + len(b), 1, 2, 3, 3) + b + bytes(-len(b) % 4)

    def message(c, t, b=b'', n=None):
        return bytes([1, 0, c, t]) + be32(8 + len(b) if n is None else n) + b

    def sctp(b):
        return in4(132, struct.pack('>HHII', 2905, 2905, 1, 0) + chunk(b))
    p = lambda tag, b: be16(tag) + be16(4 + len(b)) + b + bytes(-len(b) % 4)
    n, kinds = be32(5), {0: (0, 1, 2), 1: (1,), 2: (1, 2, 3, 4, 5, 6), 3: (1, 2, 3, 4, 5, 6), 4: (1, 2, 3, 4), 9: (1, 2, 3, 4), 5: (1,)}
    f = [sctp(message(c, t)) for c in kinds for t in kinds[c]]
    f += [sctp(message(0, 0, p(12, n) + p(6, n) + p(7, b'diagnose'))), sctp(message(0, 1, p(13, h('00010002')) + p(17, n) + p(4, b'info text'))),
          sctp(message(1, 1, p(0x200, n) + p(6, n) + p(0x210, bytes(13)) + p(0x13, n))), sctp(message(3, 3, p(9, b'beat'))),
          sctp(message(2, 4, p(0x12, n) + p(0x206, n) + p(0x205, n) + p(0x204, n))), sctp(message(4, 1, p(11, n))),
          sctp(message(9, 1, p(0x207, p(0x20a, n) + p(0x20b, n) + p(0x20c, b'\5') + p(0x20e, n)))),
          sctp(message(9, 2, p(0x208, p(0x212, n)) + p(0x209, p(0x213, n)))), sctp(message(1, 1, p(0x999, b'?'))),
          sctp(message(1, 1, p(4, b'ten octets'), n=99)), sctp(h('02000101 00000008'))]
    return of(*f, cut=((f[-10], 34 + 12 + 16 + 6), (f[-10], 34 + 12 + 16 + 14)))


# --- PGM: RFC 3208 ---

def pgm(type, b, options=b'', tsdu=0, sport=3000, dport=3001):
    return struct.pack('>HHBBH', sport, dport, type, 1 if options else 0, 0) + h('0123456789ab') + be16(tsdu) + b + options


def pgm_options(*o):
    b = b''.join(o)
    return h('0004') + be16(4 + len(b)) + b


V4, V6 = h('0001 0000') + a4('192.0.2.9'), h('0002 0000') + a6('2001:db8::9')


@capture
def pgm_types():
    n = be32(7) + be32(5) + be32(9)
    d = lambda *a, **k: in4(113, pgm(*a, **k), dst='239.1.1.1')
    f = [d(0, n + V4), d(0, n + V6), d(1, be32(3) + h('0001 0000') + V4 + be32(100) + h('11223344 0000ffff')), d(1, be32(3) + h('0001 0000') + V6 + be32(100) + h('11223344 0000ffff')),
         d(2, be32(3) + h('0002 0000')), d(4, be32(7) + be32(5) + b'data', tsdu=4), d(5, be32(7) + be32(5) + b'data', tsdu=4),
         *(d(x, be32(7) + V4 + h('0001 0000 0001 0203')) for x in (8, 9, 10)), d(13, be32(7) + bytes(4)), d(12, b''), d(0x33, b'')]
    return of(*f, cut=tuple((f[0], 34 + x) for x in (3, 10, 20, 30)))


@capture
def pgm_more():
    """Options, RFC 3208, 9; PGMCC's."""
    o = lambda t, b: bytes([t, 4 + len(b), 0, 0]) + b
    n = be32(7)
    d = lambda *x: in4(113, pgm(4, n + be32(5), pgm_options(*x[:-1], bytes([x[-1][0] | 0x80]) + x[-1][1:])), dst='239.1.1.1')
    f = [d(x) for x in (o(1, n * 3), o(2, n * 3), o(3, n), o(4, n * 2), o(5, n * 2), o(7, V4), o(7, V6), o(8, n), o(9, n), o(10, n), o(11, b''),
                        o(12, V4), o(13, b''), o(14, b''), o(15, b''), o(16, b'ab'), o(17, b''), o(18, n + V4), o(18, n + V6), o(19, n + V4),
                        o(33, b'what'), o(1, n), o(4, n), o(7, V4[:6]), o(8, b''))]
    f += [d(o(13, b''), o(9, n), o(1, n * 3)), in4(113, pgm(4, n * 2, h('0304 0004'))), in4(113, pgm(4, n * 2, h('0005 0004'))),
          in4(113, pgm(4, n * 2, h('0004 0003')))]
    return of(*f, cut=((f[0], 34 + 16 + 10), (f[0], 34 + 16 + 20)))


# --- TIPC 2, Minimal Encapsulation (RFC 2004), IPComp (RFC 3173), mobility (RFC 6275), routing headers ---

@capture
def tipc():
    """Users and types; short and long headers; what links say to each other; neighbours."""
    node = lambda z, c, n: be32(z << 24 | c << 12 | n)

    def m(user, type, words=10, low=0x0102):
        """Version 2, user, header's words, size; type and acknowledgments; more words."""
        b = be32(2 << 29 | user << 25 | words << 21 | words * 4) + be32(type << 29 | 3 << 16 | low) + be32(0x00040005)
        b += node(1, 1, 10) + be32(0x11223344) + be32(0x55667788)
        return eth((b + node(1, 1, 11) + node(1, 1, 12) + be32(77) + be32(0x00020bb8))[:words * 4], 0x88ca)
    f = [m(user, type) for user in (0, 1, 2, 3, 8, 11) for type in (0, 2)] + [m(0, type, 6) for type in (0, 1, 3, 4)]
    f += [m(user, 0) for user in (5, 6, 7, 10, 12)] + [m(7, 1), m(4, 0), m(15, 0), m(13, 0), m(13, 1), m(13, 5, 6)]
    return of(*f, cut=((f[0], 20), (f[0], 40), (f[16], 40), (f[16], 50), (f[-1], 25), (f[-1], 32)))


@capture
def mobile_ip():
    """Minimal Encapsulation with and without the source; IPComp."""
    def m(flags, b, ck=None):
        whole = bytes([17, flags]) + be16(0) + b
        return in4(55, whole[:2] + be16(cksum(whole) if ck is None else ck) + b[:8 if flags else 4] + udp(b'x', 1000, 2000))
    f = [m(0, a4('192.0.2.7')), m(0x80, a4('192.0.2.7') + a4('192.0.2.8')), m(0, a4('192.0.2.7'), 0xdead),
         in4(108, h('06000002') + bytes(20)), in4(108, h('11 00 0100') + bytes(4)), in6(108, h('3a 00 0004') + bytes(8))]
    return of(*f, cut=((f[3], 34 + 2),))


@capture
def mobility():
    """Every message; options of each, and what does not fit."""
    def m(type, b, options=b'', next=59, n=None):
        b = bytes(2) + b if len(b) % 8 == 0 and type not in (0, 5, 6, 7) else b
        options += bytes(-(6 + len(b) + len(options)) % 8)
        whole = 6 + len(b) + len(options)
        return in6(135, bytes([next, whole // 8 - 1 if n is None else n, type, 0]) + be16(0) + b + options + b'\0\0')
    c = bytes(range(8))
    f = [m(0, bytes(2)), m(1, bytes(2) + c), m(2, bytes(2) + c), m(3, be16(7) + c + c), m(4, be16(7) + c + c), m(5, h('0001 d000 0064')),
         m(5, h('0002 2000 ffff')), m(5, h('0003 0000 0000')), m(6, h('00 80 0001 0064')), m(6, h('86 00 0002 0064')), m(7, h('01 00') + a6('2001:db8::7')),
         m(9, bytes(2)), m(5, h('0001 8000 0064'), h('01 02 0000')),
         m(5, h('0001 8000 0064'), h('02 02 000a 00 00')), m(5, h('0001 8000 0064'), h('03 10') + a6('2001:db8::8')),
         m(5, h('0001 8000 0064'), h('04 04 0001 0002')), m(5, h('0001 8000 0064'), h('05 0c') + bytes(12)), m(5, h('0001 8000 0064'), h('09 02 0000'))]
    return of(*f, cut=tuple((f[5], 54 + x) for x in (3, 8, 11)) + ((f[14], 54 + 20),))


@capture
def routing_headers():
    """IPv6's: source routes, mobility's, RPL's (RFC 6554), segments' (RFC 8754), unknown and malformed ones."""
    d = udp(b'six', 4000, 4001, src=A6, dst=B6)
    x, y = a6('2001:db8::9'), a6('2001:db8::a')
    f = [in6(43, bytes([17, 2, 0, 1]) + bytes(4) + x + d), in6(43, bytes([17, 4, 0, 2]) + bytes(4) + x + y + d), in6(43, bytes([17, 2, 2, 1]) + bytes(4) + x + d),
         in6(43, bytes([17, 2, 3, 1]) + h('00000000') + x + d), in6(43, bytes([17, 4, 4, 1]) + h('01 00 0007') + x + y + d),
         in6(43, bytes([17, 2, 9, 0]) + bytes(20) + d)]
    return of(*f, cut=((f[1], 54 + 3), (f[1], 54 + 20), (f[4], 54 + 30)))


# --- Cisco's, in SNAP: CDP, UDLD (RFC 5171), DTP, VTP; VQP in UDP ---

def cisco(pid, b, dst='01000ccccccc'):
    return llc(0xaa, 0xaa, b'\3', h('00000c') + be16(pid) + b, dst=h(dst))


def tl(t, b):
    """Type and length of 16 bits each, the length with them."""
    return be16(t) + be16(4 + len(b)) + b


@capture
def cdp():
    """Every TLV; addresses of each kind; what is too short."""
    c = lambda *t, v=2: cisco(0x2000, bytes([v, 180]) + be16(0x1234) + b''.join(t))
    four, six = h('01 01 cc 0004') + a4('192.0.2.9'), h('02 08 aaaa0300000086dd 0010') + a6('2001:db8::9')
    f = [c(tl(1, b'switch.example.org'), tl(2, be32(1) + four), tl(3, b'GigabitEthernet0/1'), tl(4, be32(0x28)),
           tl(5, b'Cisco IOS Software\nCopyright'), tl(6, b'cisco WS-C2960')),
         c(tl(2, be32(2) + four + six), tl(7, a4('10.0.0.0') + b'\x08' + a4('192.0.2.0') + b'\x18'), tl(7, a4('10.0.0.0')),
           tl(8, h('00000c 0112') + bytes(27)), tl(9, b'domain'), tl(10, be16(1)), tl(11, b'\1'), tl(11, b'\0')),
         c(tl(14, h('01 0064')), tl(15, h('01 0064')), tl(15, h('0102')), tl(16, be16(6300)), tl(17, be32(1500)), tl(18, b'\0'),
           tl(19, b'\7'), tl(20, b'system'), tl(21, h('06082b0601')), tl(22, be32(1) + four), tl(23, b'\0London'), tl(23, b'\1')),
         c(tl(0x1b, b'abcd'), tl(0x1f, b'\1'), tl(0x99, b'what'), tl(4, be32(0)), tl(4, be32(0x7f))),
         c(tl(2, be32(1) + h('01 01 81 0003 490001')), v=1), c(tl(2, be32(1) + h('02 01')), tl(2, be32(2) + four), tl(2, be32(1) + four + b'stray')),
         c(tl(1, b'')), c(tl(16, b'\x05')), c(tl(16, h('001234')))]
    return of(*f, cut=((f[0], 28), (f[0], 40), (f[0], 30)))


@capture
def cdp_short():
    """What 4.99 says rightly without -v."""
    c = lambda b, v=2: cisco(0x2000, bytes([v, 180]) + be16(0x1234) + b)
    f = [c(tl(1, b'switch.example.org')), c(tl(1, b'SEP001122334455\0'), v=1), c(tl(1, b'\x01\xff'))]
    return of(*f, cut=((f[0], 28), (f[0], 36)))


@capture
def udld():
    u = lambda op, flags, *t: cisco(0x111, bytes([1 << 5 | op, flags]) + be16(0xabcd) + b''.join(t))
    f = [u(1, 0, tl(1, b'FOC1031Z7JG'), tl(2, b'Gi0/1'), tl(3, be32(0)), tl(4, b'\7'), tl(5, b'\5'), tl(6, b'S1'), tl(7, be32(1))),
         u(2, 1, tl(3, be32(1) + be16(3) + b'DEV' + be16(5) + b'Gi0/2')), u(3, 2), u(0, 0xff, tl(9, b'what')), u(7, 3, tl(4, b'\7\7'))]
    return of(*f, cut=((f[0], 27), (f[0], 40)))


@capture
def dtp():
    d = lambda *t, v=1: cisco(0x2004, bytes([v]) + b''.join(t))
    f = [d(tl(1, b'domain\0'), tl(2, b'\x81'), tl(3, b'\xa5'), tl(4, MAC_A)), d(tl(9, b'what')), d(tl(2, b'\1\2')), d(tl(0, b'')), d()]
    return of(*f, cut=((f[0], 23), (f[0], 30)))


@capture
def vtp():
    """Summaries, subsets with VLANs and their parameters, requests, joins."""
    v = lambda code, third, b, version=2, name=b'lab': cisco(0x2003, bytes([version, code, third, len(name)]) + name.ljust(32, b'\0') + b)
    p = lambda t, x: bytes([t, 1]) + be16(x)

    def vlan_info(id, name, *params, kind=1, status=0):
        b = bytes([status, kind, len(name)]) + be16(id) + be16(1500) + be32(100000 + id) + name + bytes(-len(name) % 4) + b''.join(params)
        return bytes([len(b) + 1]) + b
    f = [v(1, 1, be32(5) + a4('192.0.2.9') + b'930301000000' + bytes(range(16))),
         v(2, 1, be32(5) + vlan_info(1, b'default') + vlan_info(20, b'users', status=1) + vlan_info(
             1002, b'fddi-default', p(1, 7), p(2, 1), p(3, 1), p(4, 1005), p(5, 0x1234), p(6, 0), kind=2)),
         v(2, 1, be32(6) + vlan_info(1003, b'tr', p(3, 2), p(6, 1), p(7, 1), p(8, 7), p(9, 7), p(10, 1), kind=3) + vlan_info(
             1004, b'fdn', p(3, 3), p(7, 0), p(10, 0), p(11, 1), kind=4) + vlan_info(1005, b'trb', p(3, 9), kind=5) + vlan_info(9, b'x', kind=9, status=7)),
         v(3, 0, be32(0)), v(4, 0, bytes(8)), v(9, 0, b'', version=1), v(1, 0, be32(1) + a4('0.0.0.0') + bytes(28), version=3, name=b'x' * 32)]
    return of(*f, cut=((f[0], 22 + 40), (f[1], 22 + 44), (f[1], 22 + 70)))


@capture
def vqp():
    o = lambda t, b: be32(t) + be16(len(b)) + b
    q = lambda type, error, *obj, n=None, v=1: u4(bytes([v, type, error, len(obj) if n is None else n]) + be32(7) + b''.join(obj), 50000, 1589)
    f = [q(1, 0, o(0xc01, a4('192.0.2.9')), o(0xc02, b'Fa0/1\0'), o(0xc03, b'--NONE--'), o(0xc04, b'lab'), o(0xc06, bytes(6)), o(0xc08, MAC_A)),
         q(2, 0, o(0xc03, b'users'), o(0xc08, MAC_A)), q(3, 3), q(4, 4), q(2, 5), q(9, 9, o(0xc05, b'frame'), o(0x999, b'what')),
         q(2, 0, o(0xc01, b'ab')), q(1, 0, v=2)]
    return of(*f, u4(bytes(7), 50000, 1589), cut=((f[0], 42 + 5), (f[0], 42 + 12), (f[0], 42 + 17), (f[6], 42 + 15)))


# --- IEEE's: CFM (802.1Q, 21), MPCP (802.3, 64), PTP (1588) ---

@capture
def cfm():
    """Every opcode, name format, and TLV."""
    def m(op, flags, fixed, *t, level=3, offset=None, version=0):
        return eth(bytes([level << 5 | version, op, flags, len(fixed) if offset is None else offset]) + fixed + b''.join(t), 0x8902, pad=False)
    t = lambda kind, b: bytes([kind]) + be16(len(b)) + b

    def ccm(md, ma):
        return be32(1) + be16(7) + (md + ma).ljust(48, b'\0') + bytes(16)
    md = lambda f, b: bytes([f, len(b)]) + b
    f = [m(1, 4, ccm(md(4, b'operator'), md(2, b'service')), t(2, b'\2'), t(3, b'\1'), b'\0'),
         m(1, 0x85, ccm(b'\1', md(3, h('0007'))), t(1, b'\6\4' + MAC_A), b'\0'), m(1, 1, ccm(md(2, b'example.org'), md(1, h('0064'))), b'\0'),
         m(1, 2, ccm(md(3, MAC_A + b'\0\1'), md(4, bytes(7))), b'\0'), m(1, 0, ccm(md(0, b'ab'), md(0, b'cd')), b'\0'),
         m(1, 7, ccm(md(3, MAC_A), md(9, b'?')), b'\0'),
         m(2, 0, be32(9), t(3, b'data'), b'\0'), m(3, 0, be32(9), t(4, bytes(range(40))), b'\0'),
         m(4, 0xe0, be32(9) + b'\x3f\2', t(5, b'\1' + MAC_A), t(6, b'\2' + MAC_B), b'\0'), m(4, 0, be32(9) + b'\x3f\7', b'\0'),
         m(5, 0x80, be32(9) + b'\x40' + MAC_A + MAC_B, t(8, bytes(8)), t(31, h('00000c 01') + b'org'), b'\0'),
         m(5, 0, be32(9) + b'\x40' + MAC_A + MAC_B, *(t(1, bytes([len(b)]) + bytes([k]) + b) for k, b in (
             (1, b'chassis'), (2, b'alias'), (3, b'port'), (5, b'\1' + a4('192.0.2.9')), (5, b'\2' + a6('2001:db8::9')), (5, b'\1abc'), (6, b'eth0'),
             (7, b'local'), (9, b'new'), (4, b'abc'))), b'\0'),
         m(3, 0, be32(9), t(1, b'\3\7lab\4\1\2\3\4\2\5\6'), t(1, b'\0\0'), t(2, b'\1'), t(2, b'\7'), *(t(3, bytes([x])) for x in (2, 3, 4, 5, 6, 7)), b'\0'),
         *(m(3, 0, be32(9), t(1, h(x)), t(2, b'\1'), b'\0') for x in ('0001aa02bb', '0001aa', '0005aa', '0207aabb01cc01dd', '05', '0507aa', '0207aabb0011')),
         m(3, 0, be32(9), t(31, h('00000c01')), t(31, b'abc'), t(2, b'\1')), m(40, 0, bytes(4), b'\0'), m(47, 0, b'', offset=99), m(1, 4, bytes(20)), m(3, 0, be32(9), t(2, b''), t(99, b'ab'), b'\3\0\x09'), m(1, 0, b'', version=1)]
    return of(*f, cut=((f[0], 17), (f[0], 40), (f[0], 90), (f[11], 50)))


@capture
def mpcp():
    """Pause, gate with grants, report with queues, registering; an unknown opcode."""
    m = lambda op, b: eth(be16(op) + be32(1000) + b, 0x8808, dst=h('0180c2000001'))
    f = [m(1, b''), m(2, h('00 0000')), m(2, h('1a 00000064 0010 00000128 0020 0007')), m(2, h('fc 00000064 0010 00000064 0010 00000064 0010 00000064 0010 0001')),
         m(3, h('02 03 0010 0020')), m(3, h('03 80 0010 00 ff') + be16(9) * 8), m(4, h('01 04')), m(4, h('03 00')), m(4, h('02 00')),
         *(m(5, h('1234') + bytes([x]) + h('0007 04')) for x in range(6)), m(6, h('00 1234 0007')), m(6, h('01 1234 0007')), m(9, b'what')]
    return of(*f, cut=((f[0], 15), (f[2], 22), (f[2], 30), (f[5], 23), (f[6], 20)))


def ptp_message(type, b, flags=0, domain=0, version=2, control=0, cf=0, n=None, sdo=0):
    return (bytes([sdo << 4 | type, version]) + be16(34 + len(b) if n is None else n) + bytes([domain, 0]) + be16(flags) + struct.pack('>q', cf) +
            be32(0) + h('020000fffe000001') + be16(1) + be16(7) + bytes([control, 1]) + b)


@capture
def ptp():
    """Every type, in Ethernet and in UDP; flags; versions."""
    when, port = h('000068000000 1dcd6500'), h('020000fffe000002 0001')
    announce = when + h('0025 00 80 f8 fe ffff 80 020000fffe000001 0000 a0')
    bodies = {0: when, 1: when, 2: when + bytes(10), 3: when + port, 8: when, 9: when + port, 10: when + port, 11: announce, 12: port + h('0004 0006') + bytes(6), 5: b'', 15: b''}
    f = [eth(ptp_message(t, bodies[t], control=min(t, 5)), 0x88f7) for t in bodies]
    f += [eth(ptp_message(0, when, flags=1 << x, cf=1 << 16 | 3), 0x88f7) for x in range(16)]
    f += [u4(ptp_message(0, when, flags=0x200, domain=3), 319, 319, dst='224.0.1.129'), u4(ptp_message(11, announce), 320, 320, dst='224.0.1.129'),
          eth(ptp_message(0, when, version=1), 0x88f7)]
    return of(*f, cut=((f[0], 20), (f[0], 14 + 36), (f[7], 14 + 50)))


# --- CARP, AppleTalk (Inside AppleTalk), IPX, DECnet phase IV ---

@capture
def carp():
    """Advertisements in protocol 112, which -T carp tells from VRRP's."""
    def c(first=0x21, auth=7, ttl=255, counter=bytes(8), ck=None):
        b = bytes([first, 1, 100, auth, 0, 1]) + be16(0) + counter + bytes(range(20))
        return in4(112, b[:6] + be16(cksum(b) if ck is None else ck) + b[8:], dst='224.0.0.18', ttl=ttl)
    f = [c(), c(counter=h('0123456789abcdef')), c(ttl=64), c(ck=0x1234), c(first=0x22), c(first=0x31), c(auth=0)]
    return of(*f, cut=((f[0], 38), (f[0], 46)))


def ddp(type, b, src=(1, 2, 3), dst=(4, 255, 6)):
    return be16(13 + len(b)) + be16(0) + be16(dst[0]) + be16(src[0]) + bytes([dst[1], src[1], dst[2], src[2], type]) + b


def nbp(control, *tuples, id=9):
    return bytes([control, id]) + b''.join(tuples)


def entity(net, node, socket, number, *names):
    return be16(net) + bytes([node, socket, number]) + b''.join(bytes([len(n)]) + n for n in names)


@capture
def appletalk():
    """DDP with names, transactions and the rest; address resolution."""
    a = lambda *x, **k: eth(ddp(*x, **k), 0x809b)
    me, other = entity(1, 2, 3, 0, b'=', b'LaserWriter', b'*'), entity(7, 8, 9, 1, b'Printer', b'LaserWriter', b'Lab')
    atp = lambda control, bits, b=b'', user=0: bytes([control, bits]) + be16(77) + be32(user) + b
    f = [a(2, nbp(0x11, me)), a(2, nbp(0x21, me)), a(2, nbp(0x31, entity(1, 2, 3, 1, b'A', b'B', b'C'))), a(2, nbp(0x32, other, entity(1, 2, 5, 2, b'x', b'y', b'z'))),
         a(2, nbp(0x22, other)), a(2, nbp(0x41, me)), a(3, atp(0x40, 1)), a(3, atp(0x60, 0xff, b'more')), a(3, atp(0x48, 0x0f, user=0x12345678)), a(3, atp(0x40, 0x15)),
         a(3, atp(0x80, 2, b'answer')), a(3, atp(0x98, 3)), a(3, atp(0xa8, 0)), a(3, atp(0xc0, 1)), a(3, atp(0xe0, 0x41, b'x')), a(3, atp(0x00, 0)),
         a(1, b'rtmp'), a(4, b'\1echo'), a(5, b''), a(22, b'ip'), a(99, b'what'), a(1, b'', dst=(0, 255, 1)),
         llc(0xaa, 0xaa, b'\3', h('080007 809b') + ddp(4, b'\1echo')),
         *(eth(h('0001 809b 06 04') + be16(op) + MAC_A + h('00 0001 02') + MAC_B + h('00 0003 04'), 0x80f3) for op in (1, 2, 3, 4)),
         llc(0xaa, 0xaa, b'\3', h('000000 80f3') + h('0001 809b 06 04 0001') + MAC_A + h('00 0001 02') + MAC_B + h('00 0003 04'))]
    return of(*f, cut=((f[0], 14 + 24), (f[-5], 14 + 20)))


@capture
def localtalk():
    """LLAP: short and long DDP, control frames."""
    p, s = Pcap(link=114), lambda b: be16(len(b) + 2) + b
    f = [h('04 02 01') + s(h('02 02 02') + nbp(0x21, entity(0, 2, 2, 0, b'=', b'x', b'*'))), h('ff 02 02') + ddp(4, b'\1echo'), h('04 02 81'), h('04 02 84'),
         h('04 02 01') + s(h('01 01 01') + bytes(5)), h('02 04 01') + s(h('04 06 03') + h('4001 0009 00000000'))]
    for b in f:
        p.add(b)
    return p.add(f[0], cap=2).add(f[0], cap=6).add(f[1], cap=12)


@capture
def appletalk_in_udp():
    """KIP: the same behind ports 200 + socket (or 16384 + socket) of UDP."""
    k = lambda b, port: u4(b, port, port)
    f = [k(h('04 02 02') + ddp(2, nbp(0x21, entity(1, 2, 3, 0, b'=', b'x', b'*'))), 202), k(h('04 02 02') + ddp(4, b'\1echo'), 204), k(h('04 02 02') + ddp(1, b'r'), 201),
         k(h('04 02 02') + ddp(3, h('4001 0009 00000000')), 16512)]
    return of(*f, cut=((f[0], 42 + 10),))


def ipx_packet(b, dsock=0x451, ssock=0x4000, dst=b'\xff' * 6, n=None, type=17):
    return h('ffff') + be16(30 + len(b) if n is None else n) + bytes([0, type]) + be32(0x10) + dst + be16(dsock) + be32(0x20) + MAC_A + be16(ssock) + b


@capture
def ipx():
    """In each frame type; services, routes, other sockets."""
    e = lambda *a, **k: eth(ipx_packet(*a, **k), 0x8137)
    server = be16(4) + b'FS1'.ljust(48, b'\0') + be32(0x10) + MAC_B + be16(0x451) + be16(1)
    route = be32(0x30) + be16(2) + be16(3)
    one = ipx_packet(b'ncp data')
    f = [e(b'ncp data'), e(b'x', 0x455), e(b'x', 0x456), e(b'x', 0x553), e(b'x', 0x9999), e(be16(1) + be16(4), 0x452), e(be16(2) + server, 0x452), e(be16(3) + be16(7), 0x452),
         e(be16(4) + server * 2, 0x452), e(be16(9), 0x452), e(be16(1) + be32(0xffffffff) + be16(0xffff) * 2, 0x453), e(be16(2) + route * 3, 0x453), e(be16(7), 0x453),
         eth(one, type=len(one)), llc(0xe0, 0xe0, b'\3', one), llc(0xaa, 0xaa, b'\3', h('000000 8137') + one), e(be16(1), 0x452)]
    return of(*f, cut=((f[0], 14 + 20), (f[6], 14 + 40), (f[11], 14 + 36), (e(bytes(30), n=12), 50)))


@capture
def decnet():
    """Routing messages; data packets with NSP messages: every kind, as little-endian as the protocol."""
    def dn(b, n=None, pad=b''):
        return eth(struct.pack('<H', len(pad + b) if n is None else n) + pad + b, 0x6003)
    le = lambda n: struct.pack('<H', n)
    node = lambda a, n: le(a << 10 | n)
    hi = h('aa000400')
    wide = lambda b, flags=0x26: bytes([flags]) + h('0000') + hi + node(1, 2) + h('0000') + hi + node(1, 3) + h('00 05 00 00') + b
    nsp = lambda flags, b, dst=0x2001, src=0x2002: bytes([flags]) + le(dst) + le(src) + b
    f = [dn(h('0b 02 00 00') + hi + node(1, 1) + h('02') + le(1498) + h('40 00') + le(15) + h('00')), dn(h('0b 02 00 00') + hi + node(1, 1) + h('61') + le(1498) + h('40 00') + le(15) + h('00')),
         dn(h('0d 02 00 00') + hi + node(1, 5) + h('03') + le(1498) + bytes(9) + hi + node(1, 1) + le(10) + h('00 02 aaaa')), dn(h('01') + node(1, 2) + h('0d') + le(576) + h('02 00 00') + le(30) + h('00')),
         dn(h('03') + node(1, 2) + h('00 00')), dn(h('03') + node(1, 2) + h('07 0000')), dn(h('05') + node(1, 2) + h('02 aaaa')), dn(h('07') + node(1, 2) + h('00') + le(2) + le(1) + le(0x0405) + le(0x0405) + le(0)),
         dn(h('09') + node(1, 2) + h('00') + le(1) + le(1) + le(0x7fff) + le(0)), dn(h('0f 0102030405'))]
    f += [dn(wide(nsp(k, b))) for k, b in ((0x00, le(0x8005) + le(6) + b'data'), (0x20, le(0xa005) + le(6)), (0x40, le(7)), (0x60, le(0x9005) + le(0xb003) + le(7)), (0x00, le(0x8005) + le(0xa003) + le(6)),
                                           (0x30, le(0x8001) + le(2)), (0x10, le(5) + h('00 07')), (0x10, le(5) + h('01 00')), (0x10, le(5) + h('02 00')), (0x10, le(5) + h('04 01')), (0x10, le(5) + h('08 01')),
                                           (0x50, b''), (0x04, le(0x8001) + le(0xa002)), (0x14, le(0x9001) + le(0xb002)), (0x24, b''), (0x34, b''), (0x18, h('01 02') + le(1459) + b'user'),
                                           (0x28, h('05 01') + le(1459) + b'\0'), (0x28, h('09 00') + le(576) + b'\4'), (0x68, h('01 03') + le(1459)), (0x38, le(9) + b'\0'), (0x38, le(38) + b'\3abc'), (0x48, le(42)),
                                           (0x48, le(99)), (0x58, b''), (0x0c, b''))]
    f += [dn(h('02') + node(1, 2) + node(1, 3) + h('07') + nsp(0x48, le(41))), dn(h('1a') + node(1, 2) + node(1, 3) + h('07') + nsp(0x24, b'')), dn(h('44 0102030405')),
          dn(wide(nsp(0x48, le(43)), 0x2e), pad=h('82 00')), dn(h('04 000000000000')), dn(wide(nsp(0x48, le(41))), n=99)]
    return of(*f, cut=((f[0], 15), (f[0], 24), (f[9], 14 + 12), (f[9], 14 + 26), (f[9], 14 + 30)))
