"""The golden captures of wide-area, tunnel, VPN, wireless and application protocols.  tools/mkpcap.py
writes them with its own; see there.  Each protocol is a list of frames made from its specification:
ordinary messages, options, something unknown; the last one comes once more, cut short."""
import struct

from mkpcap import (A4, A6, ACK, B4, B6, MAC_A, MAC_B, PSH, Pcap, Talk, a4, a6, be16, be32, cksum, dname, eth, eth6, h, ip4, ip6, llc,
                    pseudo, tcp, u4, u6, udp)

CAPTURES = {}


def capture(f):
    CAPTURES[f.__name__] = f
    return f


class Whole(list):
    """Frames of which none is cut short: where 4.99 stops elsewhere than 5.0 does."""


def fill(*protocols, link=1):
    """A capture of lists of frames; the last of each once more with three quarters of it held."""
    p = Pcap(link)
    for frames in protocols:
        for f in frames:
            p.add(f)
        if not isinstance(frames, Whole):
            p.add(frames[-1], cap=len(frames[-1]) * 3 // 4)
    return p


def t4(port, *bodies, src=40000):
    """Segments to port, each on its own."""
    return [eth(ip4(tcp(b, src, port, 1, 1, 0x18), 6)) for b in bodies]


def d4(port, *bodies, src=40000):
    return [u4(b, src, port) for b in bodies]


def d6(port, *bodies, src=40000):
    return [u6(b, src, port) for b in bodies]


def i4(proto, *bodies, **k):
    return [eth(ip4(b, proto, **k)) for b in bodies]


def be24(n):
    return be32(n)[1:]


def be64(n):
    return struct.pack('>Q', n)


def pad4(b):
    return b + bytes(-len(b) % 4)


def tl11(t, body=b'', length=None):
    """Type and length of an octet each; the length is the body's."""
    return bytes([t, len(body) if length is None else length]) + body


def tl22(t, body=b'', length=None):
    return be16(t) + be16(len(body) if length is None else length) + body


def with_length(b, at, add=0, size=2):
    """b with its own length (+ add) in size octets at offset at."""
    return b[:at] + (len(b) + add).to_bytes(size, 'big') + b[at + size:]


def summed(b, at):
    """b with the Internet checksum in it at offset at."""
    return b[:at] + be16(cksum(b[:at] + b'\0\0' + b[at + 2:])) + b[at + 2:]


# --- routing ---

def bfd(state=3, flags=0, diag=0, auth=b'', version=1, length=None, mine=1, yours=2):
    """RFC 5880 section 4.1."""
    return struct.pack('>BBBBIIIII', version << 5 | diag, state << 6 | flags | (4 if auth else 0), 3,
                       24 + len(auth) if length is None else length, mine, yours, 1000000, 300000, 50000) + auth


@capture
def routing_bfd():
    """BFD and its authentication (RFC 5880), echo and multihop (5881, 5883)."""
    return fill(d4(3784, *(bfd(s, d, g) for s, d, g in ((0, 0, 7), (1, 0, 0), (2, 0x20, 1), (3, 0x10, 0), (3, 0x3b, 3),
                                                        (1, 0, 31))),
                   bfd(auth=b'\1\7\1abcd'), bfd(auth=b'\2\x18\1\0' + be32(9) + bytes(range(16))),
                   bfd(auth=b'\3\x18\2\0' + be32(10) + bytes(range(16))), bfd(auth=b'\4\x1c\1\0' + be32(9) + bytes(range(20))),
                   bfd(auth=b'\5\x1c\1\0' + be32(9) + bytes(range(20))), bfd(auth=b'\x09\4ab'), bfd(auth=b'\1\x30\1ab'),
                   bfd(version=0), bfd(version=2), bfd(length=20), bfd(0, 0, 8)),
                d4(3785, bytes(12)), d4(4784, bfd()), d6(3784, bfd(1)))


def babel(*tlvs, trailer=b'', version=2):
    """RFC 8966 section 4.2."""
    body = b''.join(tlvs)
    return bytes([42, version]) + be16(len(body)) + body + trailer


@capture
def routing_babel():
    """Every TLV of RFC 8966, those of the extensions (7298, 8967, 9079, diversity, RTT), one unknown."""
    id8, v6, ll = bytes.fromhex('0200000000000001'), a6('2001:db8:7::')[:8], a6('fe80::1')[8:]
    update = tl11(8, h('02 80 40 00 0190 0005 0060') + v6)
    mac = tl11(12, be16(1) + bytes(range(20)))
    return fill(
        d6(6696, babel(tl11(4, h('0000 0007 0190')), tl11(5, h('03 00 0100 012c') + ll)),
           babel(b'\0', tl11(1, bytes(3)), tl11(2, h('0000 1234 0064')), tl11(3, h('1234'))),
           babel(tl11(6, be16(0) + id8), tl11(7, h('0300') + ll), update, tl11(8, h('01 00 18 00 0190 0006 ffff 0a0102'))),
           babel(tl11(7, h('0100') + a4('192.0.2.9')), tl11(8, h('02 40 80 08 0190 0006 0000') + a6('2001:db8:7::1')[8:]),
                 tl11(8, h('00 00 00 00 ffff 0001 ffff'))),
           babel(tl11(9, h('0000')), tl11(9, h('02 40') + v6), tl11(10, h('01 18 0007 40 00') + id8 + h('0a0102'))),
           babel(tl11(11, h('0009') + be32(1700000000)), mac),
           babel(tl11(11, h('0009') + be32(1700000000)), trailer=mac),
           babel(tl11(13, h('02 40 40 00 0190 0005 0060') + v6 + v6), tl11(14, h('02 40 40 00') + v6 + v6),
                 tl11(15, h('02 40 40 0b 0007 1000') + id8 + v6 + v6)),
           babel(tl11(4, h('0000 0007 0190') + tl11(3, be32(77)) + tl11(1, b'\0') + tl11(200, b'xy')),
                 tl11(5, h('03 00 0100 012c') + ll + tl11(3, be32(77) + be32(88))),
                 tl11(8, h('01 00 18 00 0190 0006 0010 0a0102') + tl11(2, h('0106')) + tl11(128, b'\0'))),
           babel(tl11(77, b'what'), tl11(4, b'\0\0')), babel(version=3), babel(tl11(6, b'\0\0\0', 40)), babel(update)),
        d4(6696, bytes([43, 2, 0, 0]), bytes([42])))


def ahcp(type, *options, pad=0):
    """draft-chroboczek-ahcp-00: the header of version 1, then one body."""
    body = b''.join(options)
    return (h('2b 01 03 05') + be32(0xcafe0001) + bytes(range(8)) + bytes(range(16, 24)) + bytes([type, pad]) + be16(len(body)) +
            body)


@capture
def routing_ahcp():
    return fill(d6(
        5359, ahcp(0), ahcp(1, b'\0', b'\1', tl11(2, be32(1700000000)), tl11(3, be32(3600)), tl11(4, a6(A6)), tl11(5, a4(A4))),
        ahcp(3, tl11(6, a6('2001:db8:7::') + b'\x40'), tl11(7, a4('10.0.0.0') + b'\x08'), tl11(8, a6(A6) + a6(B6)),
             tl11(9, a4(A4) + a4(B4))),
        ahcp(3, tl11(10, a6('2001:db8:8::') + b'\x30'), tl11(11, a4('10.1.0.0') + b'\x10'), tl11(12, a6(A6)), tl11(13, a6(B6))),
        ahcp(2, tl11(90, b'abc')), ahcp(4, pad=7), ahcp(9), ahcp(5, tl11(2, b'\0\0')), ahcp(1, tl11(4, b'123')), h('2b02 0000'),
        h('2c01'), ahcp(1, tl11(4, a6(A6)))))


def dncp(t, body=b''):
    """RFC 7787 section 7: a TLV on four octets."""
    return tl22(t, body) + bytes(-len(body) % 4)


@capture
def routing_hncp():
    """Home networking: DNCP's TLVs (RFC 7787) and HNCP's (RFC 7788)."""
    node, hash8, eid = h('0a0b0c0d'), bytes(range(8)), be32(3)
    lease, dhcp6 = a4('192.0.2.53'), h('0017 0010') + a6('2001:db8::53')
    state = lambda *inner: dncp(5, node + be32(7) + be32(12000) + hash8 + b''.join(inner))
    prefix = lambda text, bits: bytes([bits]) + pad4(a6(text)[:(bits + 7) // 8])
    return fill(d6(
        8231, dncp(1), dncp(2, node), dncp(3, node + eid) + dncp(4, hash8) + dncp(9, eid + be32(20000)),
        state(dncp(8, h('0b0c0d0e') + eid + be32(4)), dncp(32, h('0000 3451') + b'sonde/0'),
              dncp(33, dncp(34, be32(7200) + be32(3600) + prefix('2001:db8::', 32)) + dncp(37, dhcp6) +
                   dncp(38, h('0604') + lease))),
        state(dncp(35, eid + b'\2' + prefix('2001:db8:7::', 64)), dncp(36, eid + a6(A6)), dncp(36, eid + a6('::ffff:c000:201')),
              dncp(39, a6('2001:db8::53') + b'\7' + dname('home')), dncp(40, dname('home')),
              dncp(41, a6(A6) + b'\6router\0'), dncp(42, bytes(range(32)))),
        dncp(33, dncp(34, be32(7200) + be32(3600) + prefix('2001:db8::', 32) + b'\0\0\0' + dncp(43, b'\0') + dncp(43, h('01 40') + bytes(8)) +
                      dncp(43, h('81') + dname('example.org')) + dncp(43, h('82 616263')) + dncp(43, b'\x90') )),
        dncp(10, bytes(range(32)) + b'\0\0\0\1' + b'reason'), dncp(37, h('0018 000d') + dname('example.org') + h('001f 0010') + a6(B6)),
        dncp(38, h('2a04 c0000204 7709') + dname('a.b.cde') + h('ff01 00')), dncp(700, b'private'), dncp(3, node), tl22(5, bytes(12), 60),
        state(dncp(8, h('0b0c0d0e') + eid + be32(4)))))


@capture
def routing_rip6():
    """RIPng (RFC 2080): requests, answers with a next hop, what is left over."""
    entry = lambda p, n, m, tag=0: a6(p) + be16(tag) + bytes([n, m])
    return fill(Whole(d6(521, h('01 01 0000') + entry('::', 0, 16), h('01 01 0000') + entry('2001:db8::', 32, 1),
                   h('01 01 0000') + entry('2001:db8::', 32, 1) + entry('2001:db8:1::', 48, 1),
                   h('02 01 0000') + entry('fe80::9', 0, 255) + entry('2001:db8:1::', 48, 3, 77) + entry('::', 0, 2),
                   h('07 01 0000'), h('02 01 0007') + entry('2001:db8::', 32, 3) + b'abc',
                   h('02 01 0000') + entry('2001:db8:1::', 48, 3), src=521)))


@capture
def routing_aodv():
    """RFC 3561, and with IPv6 addresses; no port is its own here, -T aodv forces it."""
    rreq = h('01 00 00 03') + be32(0x1234) + a4(B4) + be32(9) + a4(A4) + be32(11)
    rrep = h('02 00 05 02') + a4(B4) + be32(9) + a4(A4) + be32(3000)
    rreq6 = h('01 00 00 03') + be32(0x1234) + a6(B6) + be32(9) + a6(A6) + be32(11)
    rrep6 = h('02 00 05 02') + a6(B6) + be32(9) + a6(A6) + be32(3000)
    return fill(d4(654, rreq, rreq + tl11(1, be32(1000)), rrep, rrep + tl11(1, be32(500)), rrep + tl11(9, b'xyz'),
                   h('03 80 00 02') + a4(B4) + be32(9) + a4('10.9.8.7') + be32(1),
                   h('0400'), h('09 00 00 00')),
                Whole(d6(654, rreq6, rrep6, h('03 00 00 01') + a6(B6) + be32(9), h('0400'))))


def olsr(*messages, seq=77):
    """RFC 3626 section 3.3: (type, body, size) after one packet header; the originator is A4."""
    body = b''
    for type, m, *size in messages:
        body += bytes([type, 0x86]) + be16(size[0] if size else 12 + len(m)) + a4(A4) + b'\x40\x02' + be16(9) + m
    return with_length(be16(0) + be16(seq) + body, 0)


@capture
def routing_olsr():
    """OLSR: its four messages, olsrd's own (link quality, names), in IPv4 and IPv6."""
    def six(type, m):
        b = bytes([type, 0x86]) + be16(24 + len(m)) + a6(A6) + b'\x40\x02' + be16(9) + m
        return with_length(be16(0) + be16(5) + b, 0)
    link = lambda code, *n: with_length(bytes([code, 0, 0, 0]) + b''.join(n), 2)
    hello = h('0000 05 03') + link(6, a4(B4)) + link(10, a4('10.1.1.1'), a4('10.1.1.2')) + link(0x13)
    lq = h('0000 05 03') + link(6, a4(B4) + h('ff80 0000'))
    name = h('0000 0001') + h('0000 0005') + a4(B4) + b'alpha\0\0\0'
    return fill(d4(698, olsr((1, hello)), olsr((2, be16(3) + be16(0) + a4(B4) + a4('10.1.1.1'))),
                   olsr((3, a4('10.1.1.1') + a4('10.1.1.2')), (4, a4('10.0.0.0') + a4('255.0.0.0') + a4('0.0.0.0') + a4('0.0.0.0'))),
                   olsr((4, a4('0.0.0.0') + h('001f 0a0b')), (128, bytes(8))), olsr((201, lq)),
                   olsr((202, be16(3) + be16(0) + a4(B4) + h('ff80 0000'))), olsr((130, name)), olsr((99, b'unknown!')),
                   olsr((1, hello, 900)), olsr((1, hello))),
                d6(698, six(1, h('0000 05 03') + with_length(h('06 00 0000') + a6(B6), 2)), six(2, be16(3) + be16(0) + a6(B6)),
                   six(3, a6(B6)), six(4, a6('2001:db8:1::') + a6('ffff:ffff:ffff::')),
                   six(201, h('0000 05 03') + with_length(h('06 00 0000') + a6(B6) + h('ff80 0000'), 2)),
                   six(130, h('0000 0001') + h('0002 0003') + a6(B6) + b'ns6\0')))


@capture
def routing_old():
    """DVMRP (draft-ietf-idmr-dvmrp-v3 in IGMP), EGP (RFC 904), IGRP (Cisco), Auto-RP (Cisco)."""
    def dvmrp(code, body, level=h('0000 ff03')):
        return summed(bytes([0x13, code, 0, 0]) + level + body, 2)

    def egp(type, code, status, body=b'', version=2):
        return summed(bytes([version, type, code, status]) + be16(0) + be16(65001) + be16(7) + body.ljust(6, b'\0'), 4)

    def igrp(op, inside, system, outside, sum=None):
        b = bytes([0x10 | op, 5]) + be16(100) + be16(inside) + be16(system) + be16(outside) + be16(0)
        route = h('0102 03') + be24(2000) + be24(6476) + be16(1500) + b'\xff\x01\x02'
        return summed(b + route * (inside + system + outside), 10)
    tables = a4(A4) + h('01 01 41 02') + a4('10.1.1.1') + a4('10.1.1.2')
    update = a4('10.0.0.0') + h('010203 02 05 02 0a 0b 14 01 8001') + h('010204 00')
    rp = lambda v, *groups: a4('192.0.2.7') + bytes([v, len(groups)]) + b''.join(groups)
    return fill(
        i4(2, dvmrp(1, be32(0x1234) + a4(B4) + a4('10.1.1.1')), dvmrp(2, h('ffff00 0a01 81 0b 02 83') + h('ffffff 0a0203 a0')),
           dvmrp(2, h('000000 00 81')), dvmrp(3, b''), dvmrp(4, a4(A4) + h('0101 01') + a4(B4)), dvmrp(5, b''),
           dvmrp(6, tables + a4(B4) + h('02 40 e3 01') + a4('10.1.1.3'), h('00 06 ff03')), dvmrp(7, a4('10.0.0.0') + a4('224.5.6.7') + be32(7200)),
           dvmrp(8, a4('10.0.0.0') + a4('224.5.6.7')), dvmrp(9, a4('10.0.0.0') + a4('224.5.6.7')), dvmrp(77, b''),
           dvmrp(2, h('ffff00 0a01')), dvmrp(6, tables, h('00 06 ff03')), dst='224.0.0.4'),
        Whole(i4(8, egp(3, 0, 1, be16(30) + be16(120)), egp(3, 1, 2, be16(30) + be16(120)), egp(3, 2, 4), egp(3, 3, 5), egp(3, 4, 0),
           egp(5, 0, 1), egp(5, 1, 2), egp(2, 0, 1, be16(0) + a4('10.0.0.0')), egp(8, 0, 0, be16(1) + bytes(12)),
           egp(1, 0, 0x81, h('01 01') + update), egp(1, 0, 0, h('02 00') + update), egp(4, 0, 0), egp(9, 9, 9), egp(3, 9, 9),
           egp(1, 0, 0, h('01 01') + update))),
        i4(9, igrp(2, 0, 0, 0), igrp(1, 1, 1, 1), igrp(9, 0, 1, 0), igrp(1, 0, 1, 0) + b'ext', igrp(1, 1, 1, 1)[:-2] + b'\0\0', igrp(1, 2, 1, 0)),
        d4(496, h('11 01 00b4 00000000') + rp(2, h('00 04') + a4('224.0.0.0')),
           h('12 02 0000 00000000') + rp(3, h('01 08') + a4('239.0.0.0'), h('02 20') + a4('224.1.1.1')) + rp(9),
           h('33 01 0000 00000000'), h('12 01 00b4 00000000') + rp(1, h('00 04') + a4('224.0.0.0')), src=496))


@capture
def routing_tcp():
    """MSDP (RFC 3618) and the RPKI to router protocol (RFC 6810, 8210), in TCP."""
    msdp = lambda t, body: with_length(bytes([t, 0, 0]) + body, 1)
    entry = h('000000 20') + a4('239.1.1.1') + a4('10.0.0.5')
    inner = ip4(udp(b'first', 4000, 4001, src='10.0.0.5', dst='239.1.1.1'), 17, src='10.0.0.5', dst='239.1.1.1')

    def rtr(type, session=0, body=b'', version=1, length=None):
        return bytes([version, type]) + be16(session) + be32(8 + len(body) if length is None else length) + body
    timers = be32(3600) + be32(600) + be32(7200)
    err = lambda code, pdu, text: rtr(10, code, be32(len(pdu)) + pdu + be32(len(text)) + text)
    return fill(
        t4(639, msdp(1, b'\1' + a4(A4) + entry), msdp(1, b'\1' + a4(A4) + entry + inner), msdp(3, b'\2' + a4(A4) + entry * 2),
           msdp(2, b'\0' + a4('239.1.1.1')), msdp(4, b'') + msdp(5, h('8302 00')), msdp(7, b'xx'),
           msdp(1, b'\1' + a4(A4) + entry)),
        t4(323, rtr(0, 7, be32(100)), rtr(1, 7, be32(100), 0), rtr(2), rtr(3, 7),
           rtr(4, 0, h('01 18 18 00') + a4('192.0.2.0') + be32(65001)) + rtr(4, 0, h('00 18 20 00') + a4('192.0.2.0') + be32(65001)),
           rtr(6, 0, h('01 20 30 00') + a6('2001:db8::') + be32(4200000000)), rtr(7, 7, be32(101), 0), rtr(7, 7, be32(101) + timers), rtr(8),
           rtr(9, 0x0100, bytes(range(20)) + be32(65001) + bytes(91)), err(2, rtr(2), b'No data\x01'), err(99, b'', b''), err(0, rtr(4, 0, bytes(12)), b''),
           rtr(77, 0, b'abcd'), rtr(2, version=3), rtr(2, length=4), rtr(4, length=12) + bytes(4),
           err(3, rtr(2), b'Bad PDU')))


# --- OSI routing ---

def osi(body, pad=True):
    """In LLC, with its one-octet NLPID first.  ISO/IEC 8802-2."""
    return llc(0xfe, 0xfe, b'\3', body)


def fletcher(b, at):
    """ISO 8473 annex C: the checksum of b for its two octets at offset at."""
    c0 = c1 = 0
    for i, x in enumerate(b):
        c0 = (c0 + (0 if i in (at, at + 1) else x)) % 255
        c1 = (c1 + c0) % 255
    n = len(b)
    x = ((n - at - 1) * c0 - c1) % 255
    y = (c1 - (n - at) * c0) % 255
    return b[:at] + bytes([x or 255, y or 255]) + b[at + 2:]


SYS1, SYS2 = bytes.fromhex('192000002001'), bytes.fromhex('192000002002')
AREA = bytes.fromhex('03490001')


def isis(type, fixed, *tlvs, length_at=None, hlen=None):
    """ISO/IEC 10589 section 9: the common header, a PDU's own fields, TLVs; length_at is where the PDU's length stands."""
    b = bytes([0x83, 8 + len(fixed) if hlen is None else hlen, 1, 0, type, 1, 0, 0]) + fixed + b''.join(tlvs)
    return with_length(b, length_at) if length_at else b


def hello(type, *tlvs, prio=64):
    if type == 17:
        return isis(type, b'\3' + SYS1 + be16(27) + be16(0) + b'\1', *tlvs, length_at=17)
    return isis(type, bytes([type - 14]) + SYS1 + be16(27) + be16(0) + bytes([prio]) + SYS1 + b'\1', *tlvs, length_at=17)


def lsp(*tlvs, type=20, id=SYS1 + b'\0\0', seq=5, flags=3, sum=True, life=1199):
    b = isis(type, be16(0) + be16(life) + id + be32(seq) + be16(0) + bytes([flags]), *tlvs, length_at=8)
    return b[:12] + fletcher(b[12:], 12) if sum else b


@capture
def osi_isis():
    """IS-IS: hellos, LSPs, sequence numbers.  ISO/IEC 10589, RFC 1195, 5301 to 5311, 8667."""
    area, speaks, addr = tl11(1, AREA), tl11(129, b'\xcc\x8e'), tl11(132, a4(A4))
    entries = tl11(9, be16(1199) + SYS1 + b'\0\0' + be32(5) + be16(0x1234) + be16(0) + SYS2 + b'\0\1' + be32(6) + be16(0xabcd))
    frame = [osi(x) for x in (
        hello(15, area, speaks, addr, tl11(6, MAC_A + MAC_B), tl11(8, bytes(20)), tl11(211, h('01 0014'))),
        hello(16, tl11(232, a6('fe80::1')), tl11(240, h('02 00000001')), tl11(10, b'\1secret'), prio=0xc0),
        hello(17, tl11(240, h('00 00000001') + SYS2 + be32(7)), tl11(229, h('0000 4002')), tl11(211, h('03 001e') + SYS2),
              tl11(10, b'\x36' + bytes(16)), tl11(10, b'\3' + be16(1) + bytes(20)), tl11(10, b'\xffx')),
        lsp(area, speaks, tl11(137, b'router-1'), addr, tl11(14, be16(1492))),
        lsp(tl11(2, b'\0' + h('0a 80 80 80') + SYS2 + b'\0' + h('8a 01 02 43') + SYS2 + b'\1'),
            tl11(128, h('0a 80 80 80') + a4('10.0.0.0') + a4('255.0.0.0') + h('4a 81 82 83') + a4('10.1.0.0') + a4('255.255.0.0')),
            tl11(130, h('80 80 80 80') + a4('172.16.0.0') + a4('255.240.0.0')), type=18, flags=0x5b),
        lsp(tl11(134, a4(A4)), tl11(140, a6(A6)), tl11(22, SYS2 + b'\0' + be24(10) + with_length(
            b'\0' + tl11(3, be32(1)) + tl11(4, be32(1) + be32(2)) + tl11(6, a4(A4)) + tl11(8, a4(B4)) + tl11(9, struct.pack('>f', 125e6)) +
            tl11(10, struct.pack('>f', 1e6)) + tl11(11, struct.pack('>8f', *[125e6] * 8)) + tl11(18, be24(20)) + tl11(20, h('0402')) + tl11(5, h('03 04')),
            0, -1, 1))),
        lsp(tl11(135, be32(10) + b'\x18' + a4('10.1.1.0')[:3] + be32(20) + b'\xa0' + a4(A4) + be32(30) + b'\x58' + a4('10.2.2.0')[:3] +
                 with_length(b'\0' + tl11(1, be32(77)) + tl11(2, bytes(7) + b'\x09') + tl11(117, b'\0\2'), 0, -1, 1)),
            tl11(236, be32(10) + b'\x40\x40' + a6('2001:db8:7::')[:8] + be32(20) + b'\0\0'), tl11(222, be16(2) + SYS2 + b'\0' + be24(10) + b'\0'),
            tl11(235, be16(3) + be32(10) + b'\x18\x0a\x01\x01'), tl11(237, be16(2) + be32(10) + b'\0\x40' + a6('2001:db8:7::')[:8])),
        lsp(tl11(138, SYS2 + b'\0\1' + a4(A4) + a4(B4) + be32(7)), tl11(12, be16(0x1234)), tl11(15, SYS1 * 2), tl11(131, h('02 fde9')), tl11(242, a4(A4) + b'\1' +
            tl11(2, h('c0 0003e8 01 03 003e80')) + tl11(19, h('00 01'))), tl11(144, h('01 02 03')), tl11(77, b'what'), sum=False, life=0),
        lsp(tl11(3, b'\0' + h('0a 80 80 80') + SYS2 + b'\0' + SYS1), tl11(5, AREA), tl11(141, a4(A4)), tl11(13, b'x'), tl11(7, b'yy')),
        isis(24, be16(0) + SYS1 + b'\0' + bytes(8) + b'\xff' * 8, entries, length_at=8),
        isis(25, be16(0) + SYS1 + b'\0' + bytes(8) + b'\xff' * 8, entries, tl11(12, h('1234')), length_at=8),
        isis(26, be16(0) + SYS1 + b'\0', entries, length_at=8), isis(27, be16(0) + SYS2 + b'\0', entries, length_at=8),
        hello(15, area, tl11(129, b'\xcc')))]
    return fill(frame)


@capture
def osi_esis():
    """ES-IS (ISO 9542) and CLNP (ISO 8473): hellos, a redirect, echo, an error."""
    nsap = lambda *x: b''.join(bytes([len(n)]) + n for n in x)
    end, mid = h('49 0001 020000000001 01'), h('49 0001 020000000002 00')

    def esis(type, body, sum=False, hold=60):
        b = bytes([0x82, 0, 1, 0, type]) + be16(hold) + b'\0\0' + body
        return osi(fletcher(with_length(b, 1, size=1), 7) if sum else with_length(b, 1, size=1))

    def clnp(type, body, options=b'', seg=b'', flags=0x80):
        head = bytes([0x81, 0, 1, 64, flags | type]) + be16(0) + b'\0\0' + nsap(end, mid) + seg + options
        return osi(with_length(with_length(head, 1, size=1), 5, len(body)) + body)
    return fill([esis(2, b'\1' + nsap(end)), esis(2, b'\2' + nsap(end, mid), True), esis(4, nsap(mid) + tl11(0xc6, be16(120)), True),
                 esis(6, nsap(end, MAC_B, mid) + tl11(0xe1, b'\xff\xff')), esis(6, nsap(end, MAC_B, b'') + tl11(0xcd, b'\x0f')),
                 esis(2, b'\1' + nsap(end) + tl11(0xc5, b'\1\2') + tl11(0xc3, b'\xc0\0') + tl11(0x99, b'??')), esis(4, nsap(mid))],
                [clnp(28, b'data'), clnp(28, b'data', tl11(0xcd, b'\x20') + tl11(0xcc, b'\1\2') + tl11(0xc3, b'\xc0\0')), clnp(30, b'echo', flags=0),
                 clnp(31, b'echo', flags=0), clnp(28, b'seg', seg=be16(7) + be16(0) + be16(100), flags=0xc0),
                 clnp(1, b'', tl11(0xc1, h('8400'))), clnp(28, h('82 0e 01 00 02 003c 0000 01 01 49'))])


# --- MPLS ---

@capture
def mpls_lspping():
    """LSP ping (RFC 4379): every FEC, downstream mapping, vendor TLV, BFD's discriminator (RFC 5884)."""
    def ping(*tlvs, type=1, mode=2, code=0, sub=0, version=1):
        return (be16(version) + be16(0) + bytes([type, mode, code, sub]) + be32(0x11223344) + be32(9) +
                be32(0xe0000000) + be32(0x80000000) + (bytes(8) if type == 1 else be32(0xe0000001) + be32(0)) + b''.join(tlvs))
    tlv = lambda t, b=b'', n=None: tl22(t, b, n) + bytes(-len(b) % 4)
    rd, rsvp = h('0000 fde9 00000064'), be16(0) + be16(7)
    fecs = ((1, a4('10.0.0.0') + b'\x20'), (2, a6(A6) + b'\x80'), (3, a4(B4) + rsvp + a4(A4) + a4(A4) + be16(0) + be16(5)),
            (4, a6(B6) + rsvp + a6(A6) + a6(A6) + be16(0) + be16(5)), (6, rd + a4('10.0.0.0') + b'\x08'), (7, rd + a6('2001:db8::') + b'\x20'),
            (8, rd + be16(1) + be16(2) + be16(5) + be16(0)), (9, a4(B4) + be32(100) + be16(5) + be16(0)),
            (10, a4(A4) + a4(B4) + be32(100) + be16(4) + be16(0)), (11, bytes(8)), (12, a4('10.0.0.0') + b'\x08'), (13, a6('2001:db8::') + b'\x20'), (77, b'??'))
    down = lambda t, *a: tlv(2, be16(1500) + bytes([t, 0]) + b''.join(a) + h('00 00 0000') + h('00064101'))
    return fill(d4(3503, *(ping(tlv(1, tlv(*f))) for f in fecs), ping(tlv(1, tlv(1, b'\x0a\0\0\0\x20') + tlv(1, b'\x0b\0\0\0\x20')), tlv(3, b'\1\1\1\1')),
                   ping(down(1, a4(B4), a4(A4)), type=2, code=3, sub=1), ping(down(2, a4(B4), be32(7)), type=2, code=8, sub=2),
                   ping(down(3, a6(B6), a6(A6)), type=2, code=10), ping(down(4, a6(B6), be32(7)), type=2, mode=4, code=13), ping(tlv(5, be32(9) + b'v'), tlv(15, be32(77))),
                   ping(tlv(7, b'abcd'), tlv(9, tlv(1, b'\x0a\0\0\0\x20')), tlv(10, b'\xe0\0\0\0'), tlv(0xfc00, bytes(4)), tlv(99, b'unknown!')), ping(type=2, mode=9, code=99),
                   ping(version=2), ping(tlv(1, tlv(2, a6(A6) + b'\x80')))))


def rsvp(type, *objects, sum=True, flags=0, version=1):
    """RFC 2205 section 3.1.1."""
    b = bytes([version << 4 | flags, type]) + be16(0) + b'\xff\0' + be16(0) + b''.join(objects)
    b = with_length(b, 6)
    return summed(b, 2) if sum else b


def rob(cls, ctype, body=b''):
    body = pad4(body)
    return be16(4 + len(body)) + bytes([cls, ctype]) + body


@capture
def mpls_rsvp():
    """RSVP (RFC 2205, 2210), its TE extensions (3209, 3473, 4090, 2961, 2747, 3477, 4873): messages and objects."""
    f = lambda x: struct.pack('>f', x)
    session, hop, time = rob(1, 7, a4(B4) + be16(0) + be16(5) + a4(A4)), rob(3, 1, a4(A4) + be32(3)), rob(5, 1, be32(30000))
    sender = rob(11, 7, a4(A4) + be16(0) + be16(9))
    bucket = f(1e6) + f(2e4) + f(2e6) + be32(64) + be32(1500)
    tspec = rob(12, 2, h('0000 0007 01 000006 7f000005') + bucket)
    ero = rob(20, 1, h('01 08') + a4(B4) + h('2000') + h('81 08') + a4('10.9.9.0') + h('1800') + h('20 04 fde9') + h('04 0c 0000') + a4(B4) + be32(7))
    rro = rob(21, 1, h('01 08') + a4(B4) + h('2001') + h('03 08 01 01') + be32(100) + h('02 14') + a6(A6) + h('8000'))
    attrs = rob(207, 7, h('07 07 04 05') + b'lsp-1\0\0\0')
    flow = rob(9, 2, h('0000 000a 02 000009 7f000005') + bucket + h('82 000002') + f(1e6) + be32(0))
    cl = rob(9, 2, h('0000 0007 05 000006 7f000005') + bucket)
    label = rob(16, 1, be32(0x1234))
    errors = [rob(6, 1, a4(A4) + bytes([0, code]) + be16(v)) for code, v in ((1, 0), (2, 0x0003), (24, 5), (25, 4), (125, 1), (200, 9))]
    adspec = rob(13, 2, h('0000 0013 01 000008 04 000001') + be32(2) + h('06 000001') + f(1e6) + h('08 000001') + be32(0) + h('0a 000001') + be32(1500) +
                 h('02 000008 85 000001') + be32(1) + h('86 000001') + be32(2) + h('87 000001') + be32(3) + h('88 000001') + be32(4) + h('05 000000'))
    return fill(i4(
        46, rsvp(1, session, hop, time, ero, rob(19, 1, be32(0x0800)), attrs, sender, tspec, adspec, rro),
        rsvp(2, session, hop, time, rob(15, 1, a4(A4)), rob(8, 1, h('00 00000a')), cl, rob(10, 7, a4(A4) + be16(0) + be16(9)), label, rro),
        rsvp(2, rob(1, 1, a4(B4) + h('11 01 1234')), hop, rob(8, 1, h('00 000012')), flow, rob(10, 1, a4(A4) + be16(0) + be16(99))),
        rsvp(3, session, errors[0], errors[1], errors[2]), rsvp(4, session, hop, errors[3], errors[4], errors[5]), rsvp(5, session, hop), rsvp(6, session, hop),
        rsvp(7, session, hop, rob(15, 1, a4(A4))), rsvp(20, rob(22, 1, be32(1) + be32(2)), rob(131, 1, be32(5000) + be32(1000))),
        rsvp(20, rob(22, 2, be32(1) + be32(2))), rsvp(12, rsvp(5, session, hop)), rsvp(13, rob(24, 1, be32(0x01000007) + be32(9)), rob(24, 2, be32(7) + be32(9))),
        rsvp(15, rob(23, 1, be32(7) + be32(9)), rob(25, 1, be32(7) + be32(9) + be32(10))), flags=2), i4(
        46, rsvp(1, rob(4, 1, h('01 00 000000000009') + be64(7) + bytes(16)), rob(1, 8, a6(B6) + be16(0) + be16(5) + a6(A6)), rob(3, 2, a6(A6) + be32(3)),
                 rob(19, 4, h('08 01 0021')), rob(11, 8, a6(A6) + be16(0) + be16(9)), rob(12, 1, b'xxxx')),
        rsvp(1, session, rob(63, 1, a4(A4) + a4(B4)), rob(205, 1, h('0303 0080') + f(1e6) + be32(1) + be32(2)), rob(205, 7, h('0303 0080') + f(1e6) + be32(1) + be32(2)),
             rob(229, 1, h('0101 0008') + a4(B4) + h('0202 000c') + bytes(8)), rob(161, 1, a4(A4)), rob(230, 1, h('00 01 000c') + a4(A4) + a4(B4))),
        rsvp(2, session, rob(16, 2, be32(0x1234) + be32(9)), rob(35, 2, be32(7)), rob(34, 1, a4(A4)), rob(36, 1, h('0000 0001') + h('0000 0002')), rob(42, 1, be32(1)),
             rob(37, 1, h('80 00 0001')), rob(37, 2, h('c0 01 01 01') + be32(7)), rob(14, 1, b'policy!!'), rob(125, 1, bytes(4)), rob(20, 1, h('05 04 abcd'))),
        rsvp(14, session, rob(64, 1, be32(1)), rob(162, 1, be32(1) + be32(2)), rob(227, 1, b'abcd'), rob(230, 1, b'abcd')), rsvp(99, session), rsvp(5, session, sum=False),
        rsvp(5, b'\0\2\1\1' + session), rsvp(3, session, rob(6, 2, a6(A6) + h('00 18 0005')), rob(6, 3, be32(9) + h('00 18 0005') + h('0001 0008') + be32(1))), rsvp(1, session, hop)))


@capture
def mpls_lmp():
    """LMP (RFC 4204, OIF UNI's service discovery, RFC 5420's trace not): its messages and objects, at its UDP port."""
    f = lambda x: struct.pack('>f', x)

    def obj(cls, ctype, body=b'', negotiable=0):
        body = pad4(body)
        return bytes([negotiable << 7 | ctype, cls]) + be16(4 + len(body)) + body

    def lmp(type, *objects, flags=0, version=1):
        return with_length(bytes([version << 4, 0, flags, type]) + be16(0) + be16(0) + b''.join(objects), 4)
    ccid, node, mid = obj(1, 1, be32(7)), obj(2, 1, a4(A4)), obj(5, 1, be32(99))
    subs = h('01 0c 01 01') + f(1e6) + f(1e9) + h('02 08 0000') + be32(1550) + h('63 04 0000')
    verify = obj(8, 1, h('0003 000a') + be32(4) + h('0001 8000') + f(1e7) + be32(0))
    return fill(d4(
        701, lmp(1, ccid, mid, node, obj(6, 1, be16(500) + be16(2000), 1), flags=3), lmp(2, ccid, node, obj(1, 2, be32(8)), obj(2, 2, a4(B4)), obj(5, 2, be32(9))),
        lmp(3, obj(6, 1, be16(500) + be16(2000)), obj(20, 1, be32(3))), lmp(4, obj(7, 1, be32(1) + be32(2))),
        lmp(5, obj(3, 1, a4(A4)), obj(3, 3, a6(A6)), obj(3, 5, be32(9)), verify, obj(8, 2, be32(7))), lmp(6, obj(9, 1, h('0001 0003')), obj(10, 1, be32(77))),
        lmp(14, obj(11, 1, h('01 00 0000') + a4(A4) + a4(B4), 1), obj(11, 3, h('03 00 0000') + be32(5) + be32(6)), obj(12, 1, h('01 00 0000') + a4(A4) + a4(B4) + subs),
            obj(12, 3, h('04 00 0000') + be32(1) + be32(2)), obj(12, 2, h('02 00 0000') + a6(A6) + a6(B6))),
        lmp(17, obj(13, 1, a4(A4) + be32(0x80000001) + a4(B4) + be32(0x40000002)), obj(13, 3, be32(1) + be32(0xc0000003)), obj(13, 2, a6(A6) + be32(3))),
        lmp(19, obj(14, 1, a4(A4) + a4(B4)), obj(14, 3, be32(1)), obj(14, 2, a6(A6))), lmp(10, obj(10, 1, be32(7)), obj(4, 1, a4(A4)), obj(4, 2, a6(A6)), obj(4, 5, be32(8))),
        lmp(50, obj(51, 1, h('03 02 00 00')), obj(51, 2, h('00 01') + h('03 07') + be32(9) + be32(1) + be32(255)), obj(51, 3, b'\0\0\3\1'), obj(51, 4, h('00000003'))),
        lmp(16, obj(20, 1, be32(1)), obj(20, 2, be32(6)), obj(99, 1, b'what')), lmp(77), lmp(1, version=2), lmp(9, h('01 01 0002')), lmp(1, ccid, mid), src=701))


# --- tunnels ---

def gre(type, body, flags=0x1000, seq=7):
    """RFC 2784 and 2890, with a sequence number if the flags say so."""
    return be16(flags) + be16(type) + (be32(seq) if flags & 0x1000 else b'') + body


INNER = eth(ip4(udp(b'in a tunnel', 4000, 4001, src='10.0.0.1', dst='10.0.0.2'), 17, src='10.0.0.1', dst='10.0.0.2'), pad=False)


@capture
def tunnels_erspan():
    """ERSPAN I to III in GRE.  draft-foschiano-erspan-03.  Text by hand: 4.99 does not know it."""
    two = lambda vlan, bits, session, index=5: be32(1 << 28 | vlan << 16 | bits << 10 | session) + be32(index)
    three = lambda mid, last, tail=b'': be32(2 << 28 | mid) + be32(0x11223344) + be16(9) + be16(last) + tail
    return fill(Whole(i4(47, gre(0x88be, INNER, 0), gre(0x88be, two(100, 0, 9) + INNER), gre(0x88be, two(100, 0x2b, 9) + INNER), gre(0x88be, two(4, 4, 1023, 0xfffff) + INNER),
                   gre(0x88be, two(100, 6, 9) + INNER), gre(0x88be, be32(0x30000000) + be32(0) + INNER), gre(0x88be, two(100, 0x16, 9) + INNER))),
                Whole(i4(47, gre(0x22eb, three(100 << 16 | 9, 0) + INNER), gre(0x22eb, three(0xfff << 16 | 7 << 13 | 3 << 11 | 1 << 10 | 9, 0x8ff7, be64(7)) + INNER),
                   gre(0x22eb, three(9, 2 << 10 | 2) + INNER[14:]), gre(0x22eb, three(9, 9 << 10 | 4) + b'??'), gre(0x22eb, be32(0x50000000) + bytes(20)),
                   gre(0x22eb, three(100 << 16 | 1 << 11 | 9, 6) + INNER))))


def nsh(next, body, md=1, context=bytes(16), ttl=63, flags=0, spi=0x1234, si=255, length=None, version=0):
    """RFC 8300 section 2."""
    n = 2 + len(context) // 4 if length is None else length
    return be16(version << 14 | flags | ttl << 6 | n) + bytes([md, next]) + be32(spi << 8 | si) + context + body


@capture
def tunnels_nsh():
    """NSH (RFC 8300) in Ethernet, VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe) with each payload."""
    four, six = INNER[14:], ip6(udp(b'six', 4000, 4001, src=A6, dst=B6), 17)
    gpe = lambda flags, next, body, vni=0x2a: bytes([flags, 0, 0, next]) + be32(vni << 8) + body
    context = be32(1) + be32(2) + be32(3) + be32(4)
    two = h('0103 05 06') + b'abcdef\0\0' + h('0009 81 00')
    frames = [eth(x, 0x894f) for x in (nsh(1, four), nsh(2, six, context=context), nsh(3, INNER, 2, b''), nsh(3, INNER, 2, two, flags=0x2000),
                                       nsh(4, nsh(1, four)), nsh(0xfe, b'experiment'), nsh(0x77, b'unknown', 9, b''), nsh(1, four, version=1),
                                       nsh(1, four, length=1), nsh(1, four, 1, b''), nsh(1, four, length=60), nsh(1, four))]
    return fill(frames, d4(4790, gpe(0x0c, 1, four), gpe(0x0c, 2, six), gpe(0x0c, 3, INNER), gpe(0x0c, 4, nsh(1, four)),
                           gpe(0x0c, 77, b'unknown'), gpe(0x0c, 1, four)))


@capture
def tunnels_lisp():
    """LISP's control messages: map register and notify are told in full.  RFC 9301."""
    def lisp(first, *records, nonce=0x1122334455667788, key=1, auth=bytes(range(20)), count=None, tail=b''):
        head = be32(first | (len(records) if count is None else count)) + be64(nonce)
        return head + be16(key) + be16(len(auth)) + auth + b''.join(records) + tail

    def record(eid, mask, *rlocs, ttl=1440, act=0, version=7):
        v6 = ':' in eid
        b = be32(ttl) + bytes([len(rlocs), mask]) + be16(act) + be16(version) + be16(2 if v6 else 1) + (a6(eid) if v6 else a4(eid))
        return b + b''.join(rlocs)
    loc = lambda a, flags=1: bytes([1, 100, 255, 0]) + be16(flags) + be16(2 if ':' in a else 1) + (a6(a) if ':' in a else a4(a))
    reg, notify = 3 << 28, 4 << 28
    return fill(d4(4342, lisp(reg | 0x08000100, record('10.0.0.0', 8, loc(A4))), lisp(reg, record('10.1.0.0', 16, loc(A4, 7), loc(A6, 0), act=0x1000)),
                   lisp(reg | 0x0f000100, record('2001:db8::', 32, loc(A6, 5), act=0x6000), tail=bytes(range(16)) + be64(9), key=2, auth=bytes(32)),
                   lisp(notify, record('10.0.0.0', 8, act=0x4000)), lisp(notify | 0x0c000000, record('10.0.0.0', 8, loc(B4)), tail=bytes(16) + be64(8), key=0, auth=b''),
                   lisp(1 << 28), lisp(2 << 28), lisp(8 << 28), lisp(0), lisp(reg, record('10.0.0.0', 8, loc(A4)), record('10.2.0.0', 15, loc(B4))), src=4342))


@capture
def tunnels_nhrp():
    """NHRP (RFC 2332) as an IP protocol: requests, replies, an error, Cisco's indication, extensions.  Text by hand: 4.99 does not know it."""
    def cie(code=0, nbma='', proto='', bits=32):
        n, q = (a4(nbma) if nbma else b''), (a4(proto) if proto else b'')
        return bytes([code, bits]) + be16(0) + be16(1400) + be16(600) + bytes([len(n), 0, len(q), 7]) + n + q

    def nhrp(type, *cies, flags=0x8000, id=9, ext=b'', src='10.0.0.1', dst='10.0.0.9', version=1, rest=b'', afn=1, pro=0x800, nbma=a4(A4)):
        six = pro == 0x86dd
        s, t = (a6(A6), a6(B6)) if six else (a4(src), a4(dst))
        mand = bytes([len(s), len(t)]) + be16(flags) + (id if isinstance(id, bytes) else be32(id)) + nbma + s + t + b''.join(cies) + rest
        size = 20 + len(mand) + len(ext)
        b = be16(afn) + be16(pro) + bytes(5) + b'\xff' + be16(size) + be16(0) + be16(20 + len(mand) if ext else 0) + bytes([version, type, len(nbma), 0]) + mand + ext
        return summed(b, 12)
    end = h('8000 0000')
    return fill(Whole(i4(54, nhrp(1, cie()), nhrp(1, cie(), flags=0x6800, ext=h('8003 0000 8004 0000') + end), nhrp(2, cie(0, B4, '10.0.0.9'), cie(4, B4, '10.0.0.8', 24)),
                   nhrp(3, cie(0, A4, '10.0.0.1')), nhrp(4, cie(5)), nhrp(5, cie(0, A4, '10.0.0.1')), nhrp(6, cie()), nhrp(7, id=be16(6) + be16(12), rest=b'quoted packet'),
                   nhrp(7, id=be16(99) + be16(0)), nhrp(8, id=be16(0) + be16(0), rest=INNER[14:]), nhrp(99), nhrp(1, version=2), nhrp(1, cie(), pro=0x86dd),
                   nhrp(1, cie(), afn=6, nbma=MAC_A), nhrp(1, afn=99), nhrp(1, pro=0x1234), nhrp(1, cie()))))


# --- VPN and AAA ---

COOKIE = bytes.fromhex('1122334455667788'), bytes.fromhex('99aabbccddeeff00')


def isakmp(exchange, *payloads, major=1, flags=0, mid=0, answer=True, length=None, minor=0):
    """RFC 2408 section 3.1, RFC 7296 section 3.1; payloads are (type, body)."""
    b = b''
    for i, (_, body) in enumerate(payloads):
        b += bytes([payloads[i + 1][0] if i + 1 < len(payloads) else 0, 0]) + be16(4 + len(body)) + body
    return (COOKIE[0] + (COOKIE[1] if answer else bytes(8)) + bytes([payloads[0][0] if payloads else 0, major << 4 | minor, exchange, flags]) +
            be32(mid) + be32(28 + len(b) if length is None else length) + b)


def chain(*bodies, more=3):
    """Proposals (more=2) or transforms one behind the other."""
    return b''.join(bytes([more if i + 1 < len(bodies) else 0, 0]) + be16(4 + len(b)) + b for i, b in enumerate(bodies))


def tv(t, v):
    return be16(0x8000 | t) + be16(v)


@capture
def vpn_ike1():
    """IKE version 1 (RFC 2408, 2409): main, aggressive and quick mode, notifications, deletion, NAT-T (RFC 3947, 3948)."""
    ike = bytes([1, 1, 0, 0]) + tv(1, 7) + tv(14, 256) + tv(2, 4) + tv(3, 1) + tv(4, 14) + tv(11, 1) + tl22(12, be32(28800))
    ike2 = bytes([2, 1, 0, 0]) + tv(1, 5) + tv(2, 2) + tv(3, 3) + tv(4, 2) + tv(5, 1) + tv(13, 9) + tv(99, 1)
    esp = bytes([1, 12, 0, 0]) + tv(1, 1) + tv(2, 3600) + tv(4, 1) + tv(5, 2) + tv(6, 128) + tv(3, 5) + tl22(2, be32(4096)) + tv(77, 7)
    sa = lambda *props: (1, be32(1) + be32(1) + chain(*props, more=2))
    main = sa(bytes([1, 1, 0, 2]) + chain(ike, ike2))
    quick = sa(bytes([1, 3, 4, 1]) + be32(0xabcd) + chain(esp), bytes([1, 2, 4, 1]) + be32(0xabce) + chain(bytes([1, 3, 0, 0]) + tv(4, 2) + tv(5, 2)),
               bytes([2, 4, 2, 1]) + be16(9) + chain(bytes([1, 2, 0, 0]) + tv(4, 1)))
    ke, nonce, hash = (4, bytes(range(32))), (10, bytes(range(16))), (8, bytes(range(20)))
    ids = [(5, b'\1\x11' + be16(500) + a4(A4)), (5, b'\2\0' + be16(0) + b'gate.example'), (5, b'\3\0' + be16(0) + b'a@example'), (5, b'\4\6' + be16(80) + a4('10.0.0.0') + a4('255.0.0.0')),
           (5, b'\5\0' + be16(0) + a6(A6)), (5, b'\7\0' + be16(0) + a4(A4) + a4(B4)), (5, b'\x0b\0' + be16(0) + b'key'), (5, b'\x09\0' + be16(0) + b'\x30\0'), (5, b'\6\x3a' + be16(0) + a6(A6) + a6(B6)), (5, b'\x08\0' + be16(0) + a6(A6) + a6(B6))]
    note = lambda t, spi=b'', data=b'', proto=1: (11, be32(1) + bytes([proto, len(spi)]) + be16(t) + spi + data)
    return fill(d4(500, isakmp(2, main, (13, bytes(range(16))), answer=False), isakmp(2, main), isakmp(2, ke, nonce), isakmp(4, main, ke, nonce, ids[1], hash, answer=False),
                   isakmp(4, main, ke, nonce, ids[0], hash), isakmp(2, ids[2], (9, b'signature'), (6, b'\4cert'), (7, b'\4ca')), isakmp(32, hash, quick, nonce, ids[3], ids[4], mid=7),
                   isakmp(32, *ids[5:], mid=8), isakmp(5, hash, note(24578, COOKIE[0] + COOKIE[1]), mid=9), isakmp(5, note(14), note(36136, COOKIE[0], be32(7)), note(777), note(24576, be32(1), tv(1, 1) + tl22(2, be32(7)), 3)),
                   isakmp(5, (12, be32(1) + bytes([3, 4]) + be16(2) + be32(1) + be32(2)), mid=10), isakmp(2, (1, bytes(44)), flags=1), isakmp(32, (8, bytes(44)), flags=3, mid=9), isakmp(9, (130, b'x'), (20, b'nat-d'), (99, b'y')),
                   isakmp(2), isakmp(2, main, major=3), isakmp(2, ke, nonce), src=500),
                d4(4500, be32(0) + isakmp(2, ke, nonce), b'\xff', be32(0x1234) + be32(1) + bytes(24), be32(0) + isakmp(2, ke, nonce), src=4500))


@capture
def vpn_ike2():
    """IKE version 2 (RFC 7296): the first exchanges, children, notifications, configuration."""
    tr = lambda t, id, a=b'': bytes([t, 0]) + be16(id) + a
    prop = lambda n, proto, spi, *ts: bytes([n, proto, len(spi), len(ts)]) + spi + chain(*ts)
    sa = (33, chain(prop(1, 1, b'', tr(1, 12, tv(14, 256)), tr(2, 2), tr(3, 2), tr(4, 14), tr(3, 12)), prop(2, 1, b'', tr(1, 3), tr(9, 9)), more=2))
    esp = (33, chain(prop(1, 3, be32(0xcafe), tr(1, 20, tv(14, 128)), tr(5, 1), tr(5, 0)), more=2))
    ke, nonce = (34, be16(14) + be16(0) + bytes(range(32))), (40, bytes(range(32)))
    note = lambda t, spi=b'', data=b'', proto=0: (41, bytes([proto, len(spi)]) + be16(t) + spi + data)
    ts = lambda t: (t, b'\1\0\0\0' + b'\7\x11' + be16(16) + be16(0) + be16(65535) + a4('10.0.0.0') + a4('10.0.0.255'))
    id = lambda t, n, body: (t, bytes([n, 0, 0, 0]) + body)
    return fill(d4(500, isakmp(34, sa, ke, nonce, note(16388, data=bytes(20)), note(16389, data=bytes(20)), major=2, flags=8, answer=False), isakmp(34, sa, ke, nonce, (43, b'sonde'), major=2, flags=0x20),
                   isakmp(34, note(17, data=be16(19)), note(16390, data=b'cookie'), note(9999), note(14, be32(7), b'', 3), major=2, flags=0x20),
                   isakmp(35, id(35, 1, a4(A4)), id(36, 2, b'gate.example'), (37, b'\4cert'), (38, b'\4ca'), (39, b'\2\0\0\0' + bytes(20)), esp, ts(44), ts(45), major=2, flags=8, mid=1),
                   isakmp(35, id(35, 3, b'a@example'), id(35, 5, a6(A6)), id(35, 9, b'\x30\0'), id(35, 10, b'\x30\0'), id(36, 11, b'key'), id(36, 99, b'?'), (39, b'\1\0\0\0' + bytes(8)), (39, b'\x09\0\0\0' + bytes(8)), major=2, flags=0x28, mid=1),
                   isakmp(36, esp, nonce, note(16393, be32(9), b'', 3), major=2, mid=2), isakmp(37, (42, bytes([3, 4]) + be16(2) + be32(1) + be32(2)), major=2, mid=3), isakmp(37, major=2, mid=4),
                   isakmp(35, (47, b'\1\0\0\0' + tl22(1, a4(A4)) + tl22(8)), (48, h('0101000501')), (46, bytes(40)), major=2, mid=5), isakmp(77, (99, b'what'), major=2),
                   isakmp(34, ke, nonce, major=2, flags=8), src=500))


def radius(code, *attrs, id=7, auth=bytes(range(16)), length=None):
    b = b''.join(attrs)
    return bytes([code, id]) + be16(20 + len(b) if length is None else length) + auth + b


def avp(t, body, length=None):
    return bytes([t, 2 + len(body) if length is None else length]) + body


@capture
def aaa_radius():
    """RADIUS (RFC 2865 to 2869, 3162, 3576, 4675, 5090, 5580): each kind of attribute."""
    u = lambda t, v: avp(t, be32(v))
    vsa = lambda vendor, *sub: avp(26, be32(vendor) + b''.join(sub))
    return fill(Whole(d4(1812, radius(1, avp(1, b'alice'), avp(2, bytes(16)), avp(4, a4(A4)), u(5, 17), u(6, 2), u(61, 15), avp(30, b'00-11-22'), avp(31, b'33-44'), avp(80, bytes(16))),
            radius(1, avp(3, b'\7' + bytes(16)), avp(60, bytes(16)), avp(32, b'nas-1'), u(61, 19), avp(95, a6(A6)), avp(79, h('0207 0009 01') + b'bob'), avp(24, b'state'), u(12, 1500), u(6, 10), u(6, 77))) +
         d4(1812, radius(2, avp(8, a4('10.0.0.9')), avp(9, a4('255.255.255.0')), avp(8, b'\xff' * 4), avp(8, b'\xff\xff\xff\xfe'), u(7, 1), u(13, 1), u(10, 3), u(15, 0), u(16, 23), u(27, 3600), u(28, 600), u(29, 1), avp(11, b'std.in'), avp(18, b'Welcome'),
                            avp(22, b'10.1.0.0/16 10.0.0.1 1'), avp(25, b'class'), u(64, 0x0100000d), u(65, 0x01000006), avp(81, b'\x01' + b'100'), avp(66, b'\2' + b'192.0.2.7'), u(83, 0x01000005), avp(69, b'\1\x80\1' + bytes(16))),
            radius(2, avp(97, h('0040') + a6('2001:db8:7::')[:8]), avp(96, be64(1)), avp(98, a6(B6)), avp(99, b'2001:db8::/32'), avp(100, b'pool6'), avp(123, h('0030') + a6('2001:db8:8::')[:6]), avp(56, h('31000064')), u(57, 1), avp(58, b'1guest'), avp(59, bytes(8)),
                   vsa(311, avp(17, bytes(20)), avp(7, be32(1))), vsa(9, avp(1, b'shell:priv-lvl=15')), vsa(99999, avp(1, b'x'))), radius(3, avp(18, b'No'), avp(79, h('0407 0004'))), radius(11, avp(18, b'Code?'), avp(24, b's1'), avp(79, h('0108 0006 0d20'))), src=40001) +
         d4(1813, radius(4, u(40, 1), avp(44, b'0001'), u(45, 1), u(46, 61), u(41, 0), u(42, 1000), u(43, 2000), u(47, 10), u(48, 20), u(49, 1), avp(50, b'multi'), u(51, 1), u(52, 0), u(53, 1), u(55, 1700000000), avp(85, be32(300)), avp(87, b'ge-0/0/1')),
            radius(5), radius(4, u(40, 7), u(40, 77)), radius(4, avp(90, b'\1x'), avp(82, b'\1y'), avp(67, b'\1z'), avp(86, be32(3)), avp(68, b'id'), avp(91, b'\1r'))) +
         d4(3799, radius(40, avp(44, b'0001'), u(101, 503)), radius(41), radius(42), radius(43, avp(1, b'a')), radius(44), radius(45, u(101, 401), u(101, 999)), radius(12), radius(13), radius(77), radius(1, avp(250, b'custom'), avp(241, h('01') + b'ext'), avp(126, b'\x30' + b'operator'), avp(103, b'realm'), avp(122, b'auth')),
            radius(1, avp(1, b'alice'), u(5, 17), avp(32, b'nas-1')))))


@capture
def aaa_eap():
    """EAP (RFC 3748) over the LAN (IEEE 802.1X): identities, methods, success; EAPOL's own kinds."""
    eapol = lambda type, body=b'', v=1: eth(with_length(bytes([v, type, 0, 0]) + body, 2, -4), 0x888e)
    eap = lambda code, type=None, body=b'', id=7: eapol(0, with_length(bytes([code, id, 0, 0]) + (b'' if type is None else bytes([type]) + body), 2))
    key = h('02 008a 0010') + be64(9) + bytes(32) + bytes(32) + be16(0)
    return fill([eapol(1), eapol(2, v=2), eap(1, 1), eap(2, 1, b'alice'), eap(1, 2, b'Hello'), eap(2, 3, bytes([13, 25])), eap(1, 4, b'\x10' + bytes(16)), eap(1, 5, b'otp'), eap(1, 13, h('20')), eap(1, 13, h('c0 00000400') + bytes(12)), eap(2, 21, h('81 00000100')),
                 eap(1, 25, h('21')), eap(2, 17, h('01 00 08') + bytes(8)), eap(1, 18, h('0a 0000') + h('0f02 0002 0001 0000')), eap(2, 23, h('01 0000')), eap(1, 43, h('21')), eap(1, 254, b'expanded'), eap(2, 77, b'unknown'), eap(1, 6, b'gtc'), eap(1, 26, b'mschap'), eap(3), eap(4), eap(9), eapol(3, key), eapol(4, b'alert'), eapol(9), eap(2, 1, b'alice')])


@capture
def aaa_kerberos():
    """Kerberos 4 (Project Athena Technical Plan E.2.1), and version 5 by its tag (RFC 4120)."""
    who = b'alice\0\0EXAMPLE.ORG\0'
    return fill(d4(750, b'\4\2' + who + be32(1700000000) + b'\x60krbtgt\0EXAMPLE.ORG\0', b'\4\3' + who + bytes(4) + b'\x0ctelnet\0host\0', b'\4\4' + who + be32(1) + b'\1' + be32(2) + b'\3' + be16(300) + b'x',
                   b'\4\5' + who + be32(1) + b'\1' + be32(2) + b'\3\x2c\1', b'\4\6\2EXAMPLE.ORG\0\x40\x20', b'\4\x0a' + who + be32(1) + be32(8) + b'who?\0', b'\4\x0b' + who + be32(1) + h('0900') + b'\0\0dup\0', b'\4\x0c', b'\4\x10', b'\4\x7e', b'\4\x42',
                   b'\2xx', b'\x6a\x81', b'\x6b\x81', b'\5', b'\4\x0a' + b'al\1ce\0i\0R\0' + be32(1) + be32(77) + b'no\0', b'\4\2' + who + be32(1) + b'\x60krbtgt\0EXAMPLE.ORG\0', src=750),
                d4(88, b'\x6a\x81\x10' + bytes(16), src=88))


# --- PPP ---

def cp(protocol, code, body=b'', id=1, length=None):
    """A control protocol's packet.  RFC 1661 section 5."""
    return be16(protocol) + bytes([code, id]) + be16(4 + len(body) if length is None else length) + body


def po(t, body=b'', length=None):
    return bytes([t, 2 + len(body) if length is None else length]) + body


LCP, IPCP, IPV6CP, CCP, ECP, BACP, PAP, CHAP, SPAP, EAP_PPP = 0xc021, 0x8021, 0x8057, 0x80fd, 0x8053, 0xc02b, 0xc023, 0xc223, 0xc027, 0xc227

PPP_FRAMES = [
    cp(LCP, 1, po(1, be16(1500)) + po(2, be32(0xa0000)) + po(3, h('c223 05')) + po(5, be32(0x1a2b3c4d)) + po(7) + po(8)), cp(LCP, 2, po(3, h('c023')) + po(4, h('c025') + be32(100)) + po(13, b'\6') + po(13, b'\1x') + po(17, be16(1600)) + po(18) + po(19, b'\1local') + po(19, b'\3' + MAC_A) + po(19, b'\2' + a4(A4)) + po(23, be16(7))),
    cp(LCP, 3, po(3, h('c223 80')) + po(3, h('c223 81')) + po(3, h('c227')) + po(9, b'\7') + po(10, b'\4') + po(11, b'\1\2') + po(27, b'\2\4') + po(0, h('00000c') + b'\1\2') + po(99, b'z')), cp(LCP, 4, po(19, b'\5abc') + po(15, b'\1')), cp(LCP, 5, b'bye'), cp(LCP, 6), cp(LCP, 7, h('63010004')),
    cp(LCP, 8, h('80fd 01010004')), cp(LCP, 9, be32(0x1a2b3c4d) + b'ping'), cp(LCP, 10, be32(0x1a2b3c4d)), cp(LCP, 11, be32(1) + b'x'), cp(LCP, 12, be32(1) + b'ident'), cp(LCP, 13, be32(1) + be32(60)), cp(LCP, 0, be32(1) + h('00000c') + b'\1v'), cp(LCP, 77, b'?'),
    cp(IPCP, 1, po(3, a4(A4)) + po(2, h('002d 0f 01')) + po(129, a4('192.0.2.53')) + po(131, a4('192.0.2.54')) + po(130, a4(B4)) + po(132, a4(B4))), cp(IPCP, 3, po(1, a4(A4) + a4(B4)) + po(4, a4('10.9.9.9')) + po(2, h('0061 000f 000f 0100 0005 00a8') + h('0102 0204'))),
    cp(IPV6CP, 1, po(1, bytes(range(8))) + po(2, b'\0\x4f')), cp(CCP, 1, po(18, be32(0x01000060)) + po(17, b'\0\1\1\1') + po(21, b'\x2f') + po(24, h('7800')) + po(26, h('7800')) + po(0, b'\0\0\x0c\1') + po(99, b'')), cp(CCP, 14), cp(CCP, 15), cp(ECP, 1, po(0, b'\0\0\x0c\1') + po(1, bytes(8)) + po(3, bytes(8))),
    cp(BACP, 1, po(1, be32(7))), cp(PAP, 1, b'\5alice\6secret'), cp(PAP, 2, b'\2ok'), cp(PAP, 3, b'\2no'), cp(CHAP, 1, b'\x08' + bytes(range(8)) + b'nas'), cp(CHAP, 2, b'\x10' + bytes(range(16)) + b'alice'), cp(CHAP, 3, b'welcome'), cp(CHAP, 4, b'no'), cp(CHAP, 9),
    cp(SPAP, 1, b'x'), cp(EAP_PPP, 1, b'\1'), be16(0xc02d) + h('01 01 0008 0104 0001'), be16(0xc02d) + h('03 02 000b 01 0302 20 02 03 07'), be16(0xc02d) + h('07 02 0008 0204 0000'), be16(0x3d) + h('c0000001') + b'data', be16(0x3d) + h('40000002'), be16(0x21) + INNER[14:], be16(0x57) + ip6(udp(b'six', 4000, 4001, src=A6, dst=B6), 17), be16(0x281) + h('00064140') + INNER[14:],
    be16(0xfd) + b'compressed', be16(0x4567) + b'unknown', be16(0x2d) + b'vj', be16(0x23) + h('81 09'), be16(0x2b) + b'ipx!', cp(LCP, 1, po(1, be16(1500)) + po(5, be32(0x1a2b3c4d)))]


@capture
def ppp():
    """PPP (RFC 1661): its control protocols and their options, authentication, multilink (1990), BAP (2125)."""
    return fill([b'\xff\3' + f for f in PPP_FRAMES], link=9)


@capture
def ppp_hdlc():
    """PPP in HDLC-like framing (RFC 1662), and Cisco's framing in it; the protocol field may be short."""
    return fill([b'\xff\3' + PPP_FRAMES[0], b'\xff\3' + PPP_FRAMES[15], b'\xff\3\x21' + INNER[14:], b'\x0f\0' + be16(0x800) + INNER[14:], b'\x8f\0' + be16(0x8035) + be32(2) + be32(5) + be32(6) + h('ffff 0001 0001'), PPP_FRAMES[0], b'\xff\3' + PPP_FRAMES[0]], link=50)


@capture
def ppp_over_ethernet():
    """PPPoE (RFC 2516, 4638, TR-101): discovery with its tags, a session."""
    tag = lambda t, b=b'': tl22(t, b)
    disc = lambda code, *tags, session=0, n=None: eth(with_length(bytes([0x11, code]) + be16(session) + be16(0) + b''.join(tags), 4, -6), 0x8863)
    sess = lambda b: eth(bytes([0x11, 0]) + be16(77) + be16(len(b)) + b, 0x8864)
    return fill([disc(9, tag(0x101), tag(0x103, be32(0xcafe))), disc(7, tag(0x102, b'ac-1'), tag(0x101, b'internet'), tag(0x104, bytes(range(20)))), disc(0x19, tag(0x101), tag(0x120, be16(1500)), tag(0x105, h('00000de9') + b'x')), disc(0x65, tag(0x101, b'a' * 30), session=77),
                 disc(0xa7, tag(0x203, b'Generic'), tag(0x201, b'Name'), tag(0x202, b'AC'), session=77), disc(0x88, tag(0x110, be16(1)), tag(0x999, b'??'), tag(0)), sess(PPP_FRAMES[0]), sess(be16(0x21) + INNER[14:]), sess(PPP_FRAMES[22]), disc(9, tag(0x101), tag(0x103, be32(0xcafe)))])


@capture
def chdlc():
    """Cisco's HDLC: IP, SLARP, others.  The fields are Cisco's own."""
    slarp = lambda type, a, b, rest=h('ffff 0001 0002'): b'\x8f\0' + be16(0x8035) + be32(type) + a + b + rest
    return fill([b'\x0f\0' + be16(0x800) + INNER[14:], b'\x0f\0' + be16(0x86dd) + ip6(b'', 59), b'\x8f\0' + be16(0xfefe) + b'\0' + h('82 0b 01 00 02 003c 0000 01 00'), b'\x0f\0' + be16(0x8847) + h('00064140') + INNER[14:], b'\x0f\0' + be16(0x21) + INNER[14:], b'\x0f\0' + be16(0x1234) + b'what',
                 slarp(0, a4('0.0.0.0'), a4('0.0.0.0'), bytes(6)), slarp(1, a4(A4), a4('255.255.255.0'), bytes(6)), slarp(9, bytes(4), bytes(4)), slarp(2, be32(5), be32(6), h('ffff')), slarp(2, be32(5), be32(6))], link=104)


def l2tp(*avps, flags=0xc802, tunnel=1, session=2, ns=3, nr=4):
    return with_length(be16(flags) + be16(0) + be16(tunnel) + be16(session) + be16(ns) + be16(nr) + b''.join(avps), 2)


@capture
def l2tp_avps():
    """L2TP version 2 (RFC 2661): every control message's own AVPs, data with and without each field."""
    a = lambda t, b=b'', m=1, hid=0, vendor=0: be16(m << 15 | hid << 14 | 6 + len(b)) + be16(vendor) + be16(t) + b
    msg = lambda n: a(0, be16(n))
    return fill(d4(1701, l2tp(msg(1), a(2, b'\1\0'), a(3, be32(3)), a(4, be32(1)), a(5, be64(9)), a(6, be16(0x1130), 0), a(7, b'lac'), a(8, b'vendor', 0), a(9, be16(7)), a(10, be16(4)), a(11, bytes(16))), l2tp(msg(2), a(13, bytes(16))), l2tp(msg(3)), l2tp(msg(4), a(1, be16(2) + be16(6) + b'gone'), a(9, be16(7))), l2tp(msg(6)),
                   l2tp(msg(7), a(14, be16(9)), a(15, be32(99)), a(16, be32(300)), a(17, be32(99999)), a(18, be32(3)), a(19, be32(2)), a(21, b'5551234'), a(22, b'5554321'), a(23, b'sub')), l2tp(msg(10), a(14, be16(9)), a(18, be32(1)), a(25, be32(7)), a(24, be32(100000)), a(38, be32(64000))), l2tp(msg(12), a(26, bytes(6)), a(27, bytes(6)), a(28, bytes(6)), a(29, be16(2)), a(30, b'alice'), a(31, bytes(8)), a(32, be16(1)), a(33, bytes(8)), a(37, b'group'), a(39)),
                   l2tp(msg(14), a(1, be16(3)), a(12, be16(16) + b'\0busy')), l2tp(msg(15), a(34, be16(0) + b''.join(be32(x) for x in range(6)))), l2tp(msg(16), a(35, be16(0) + be32(0xffffffff) * 2)), l2tp(msg(99), a(20, b'x'), a(77, b'??'), a(1, b'secret', 1, 1), a(5, b'own', 0, 0, 9), a(36, b'random')), l2tp(),
                   be16(2) + be16(1) + be16(2) + b'\xff\3' + PPP_FRAMES[0], be16(0x4802) + be16(12) + be16(1) + be16(2) + be16(3) + be16(4), be16(0x0202) + be16(1) + be16(2) + be16(2) + b'pp' + PPP_FRAMES[37], be16(0x0102) + be16(1) + be16(2) + PPP_FRAMES[15], be16(3) + b'v3', l2tp(msg(1), a(2, b'\1\0'), a(7, b'lac')), src=1701))


def pptp(type, body, length=None, cookie=0x1a2b3c4d, kind=1):
    return with_length(be16(0) + be16(kind) + be32(cookie) + be16(type) + be16(0) + body, 0)


@capture
def pptp_messages():
    """PPTP's control messages (RFC 2637)."""
    start = lambda r=0: be16(0x100) + be16(r) + be32(3) + be32(3) + be16(0) + be16(1) + b'host'.ljust(64, b'\0') + b'vendor'.ljust(64, b'\0')
    return fill(t4(1723, pptp(1, start()), pptp(2, start(0x0100)), pptp(3, b'\1\0\0\0'), pptp(4, b'\1\0\0\0'), pptp(5, be32(7)), pptp(6, be32(7) + b'\1\0\0\0'),
                   pptp(7, be16(1) + be16(2) + be32(300) + be32(100000) + be32(3) + be32(3) + be16(64) + be16(0) + be16(7) + be16(0) + b'5551234'.ljust(64, b'\0') + b'sub'.ljust(64, b'\0')), pptp(8, be16(1) + be16(2) + b'\1\0' + be16(0) + be32(64000) + be16(64) + be16(0) + be32(0)),
                   pptp(9, be16(1) + be16(2) + be32(1) + be32(1) + be16(7) + be16(7) + b'5551234'.ljust(64, b'\0') + b'5554321'.ljust(64, b'\0') + b'\0' * 64), pptp(10, be16(1) + be16(2) + b'\1\0' + be16(64) + be16(0) + be16(0)), pptp(11, be16(2) + be16(0) + be32(64000) + be16(64) + be16(0) + be32(1)), pptp(12, be16(1) + be16(0)),
                   pptp(13, be16(1) + b'\1\0' + be16(0) + be16(0) + b'stats'.ljust(128, b'\0')), pptp(14, be16(1) + be16(0) + b''.join(be32(x) for x in range(6))), pptp(15, be16(1) + be16(0) + be32(0xffffffff) + be32(0)), pptp(77, b''), pptp(5, be32(7), cookie=9, kind=2), pptp(1, start()))[:-1])


# --- wireless ---

def crc(b, poly, init, width=32, final=0):
    """Reflected CRC."""
    for x in b:
        init ^= x
        for _ in range(8):
            init = init >> 1 ^ (poly if init & 1 else 0)
    return init ^ final


def fcs32(b):
    return b + struct.pack('<I', crc(b, 0xedb88320, 0xffffffff, final=0xffffffff))


def le16(n):
    return struct.pack('<H', n)


def le32(n):
    return struct.pack('<I', n)


def le64(n):
    return struct.pack('<Q', n)


BSS, STA = bytes.fromhex('0200000000b5'), bytes.fromhex('02000000005a')


def wifi(type, sub, body=b'', flags=0, a1=STA, a2=BSS, a3=BSS, seq=0x20, a4=b'', qos=b''):
    """A management or data frame without its FCS.  IEEE 802.11 section 9.2."""
    return bytes([sub << 4 | type << 2, flags]) + le16(44) + a1 + a2 + a3 + le16(seq) + a4 + qos + body


def wctl(sub, body, flags=0):
    return bytes([sub << 4 | 4, flags]) + le16(300) + body


IES = tl11(0, b'office') + tl11(1, h('8284 8b96 0c12 1824')) + tl11(3, b'\x06')
LLC_IP = h('aaaa03 000000 0800') + INNER[14:]
WIFI_FRAMES = [
    wifi(0, 8, le64(123456789) + le16(100) + le16(0x0431) + IES + tl11(5, h('00 01 00 02')) + tl11(48, h('0100 000fac04 0100 000fac04 0100 000fac02 0000')) + tl11(221, h('0050f2 02 01 01')), a1=b'\xff' * 6), wifi(0, 8, le64(1) + le16(200) + le16(2) + tl11(0) + tl11(4, bytes(6)) + tl11(2, bytes(5)) + tl11(6, b'\0\0')),
    wifi(0, 4, tl11(0, b'office') + tl11(1, h('0204')), a1=b'\xff' * 6, a2=STA), wifi(0, 5, le64(2) + le16(100) + le16(0x21) + IES), wifi(0, 11, le16(0) + le16(1) + le16(0)), wifi(0, 11, le16(1) + le16(2) + le16(0) + tl11(16, bytes(range(128)))), wifi(0, 11, le16(1) + le16(4) + le16(15)), wifi(0, 11, le16(2) + le16(1) + le16(0)), wifi(0, 11, bytes(20), flags=0x40),
    wifi(0, 0, le16(0x431) + le16(10) + IES), wifi(0, 1, le16(0x431) + le16(0) + le16(0xc001) + tl11(1, h('8284'))), wifi(0, 1, le16(0x431) + le16(17) + le16(0xc001)), wifi(0, 2, le16(0x431) + le16(10) + BSS + IES), wifi(0, 3, le16(0x431) + le16(0) + le16(0xc002) + tl11(1, h('8284'))), wifi(0, 9), wifi(0, 10, le16(8)), wifi(0, 12, le16(7)), wifi(0, 12, le16(99), a2=STA),
    wifi(0, 13, h('03 00 01') + bytes(6)), wifi(0, 13, h('03 01') + bytes(7)), wifi(0, 13, h('03 02')), wifi(0, 13, h('07 00 01')), wifi(0, 13, h('0d 01') + tl11(114, b'mesh')), wifi(0, 13, h('0f 01 0000') + tl11(114, b'mesh')), wifi(0, 13, h('00 04')), wifi(0, 13, h('7f 00')), wifi(0, 13, h('63 09')), wifi(0, 7), wifi(0, 14, b'x'),
    wctl(10, BSS + STA), wctl(11, BSS + STA), wctl(12, STA), wctl(13, STA), wctl(14, b'\xff' * 6 + BSS), wctl(15, b'\xff' * 6 + BSS), wctl(8, BSS + STA + le16(5) + le16(0x1230)), wctl(9, STA + BSS + le16(5) + le16(0x1230) + bytes(8)), wctl(7, STA + le16(0x00b4) + le32(0)), wctl(7, STA + le16(0x00b4)), wctl(3, STA),
    wifi(2, 0, LLC_IP), wifi(2, 0, LLC_IP, 1, BSS, STA, MAC_A), wifi(2, 0, LLC_IP, 2, STA, BSS, MAC_B), wifi(2, 0, LLC_IP, 3, BSS, STA, MAC_A, a4=MAC_B), wifi(2, 8, LLC_IP, 1, BSS, STA, MAC_A, qos=le16(5)), wifi(2, 4, b'', 0x11, BSS, STA, BSS), wifi(2, 12, b'', 1, BSS, STA, BSS, qos=le16(0)), wifi(2, 0, h('01020340') + bytes(20), 0x41, BSS, STA, MAC_A),
    wifi(2, 8, LLC_IP, 0x3b, BSS, STA, MAC_A, a4=MAC_B, qos=le16(7)), wifi(2, 0, h('e0e003') + b'ipx', 0), wifi(3, 0, b'reserved'), wifi(2, 0, LLC_IP, 0x84), wifi(2, 1, LLC_IP), wifi(2, 0, LLC_IP, 1, BSS, STA, MAC_A)]


@capture
def wifi_frames():
    """802.11: management with its elements, control, data between each pair of ends."""
    return fill(WIFI_FRAMES, link=105)


@capture
def wifi_radiotap():
    """The radiotap header (radiotap.org): every field told, two name spaces, an unknown bit."""
    def rt(present, fields, frame, version=0, length=None):
        p = b''.join(le32(x) for x in (present if isinstance(present, tuple) else (present,)))
        return bytes([version, 0]) + le16(4 + len(p) + len(fields) if length is None else length) + p + fields + frame
    beacon, data = WIFI_FRAMES[0], WIFI_FRAMES[-1]
    common = le64(1000001) + h('00 6c') + le16(2437) + le16(0x480) + h('c4 a1 01')
    return fill([rt(0, b'', beacon), rt(0x186f & ~0x1000 | 0, common + h('01'), beacon), rt(0x2, h('10'), fcs32(data)), rt(0x2, h('50'), data + b'\0\0\0\0'), rt(0x2, h('20'), wifi(2, 0, b'\0\0' + LLC_IP, 1, BSS, STA, MAC_A)),
                 rt(0x8, le16(5180) + le16(0x140), data), rt(0x8, le16(2412) + le16(0xa0), data), rt(0x8, le16(5200) + le16(0x8140), data), rt(0x4, h('0b'), data), rt(0x4, h('82'), data), rt(0x10, h('0102'), data), rt(0x7e0, h('c4 a1') + le16(5) + le16(7) + le16(9) + h('14'), data), rt(0x3000, h('28 05'), data), rt(0x4800, h('01 00') + le16(2), data),
                 rt(0x8000, le16(8), data), rt(0x40000, le32(0x10140) + le16(5180) + h('24 17'), data), rt(0x80000, h('ff 00 07'), data), rt(0x80000, h('07 05 0f'), data), rt(0x80000, h('1f 3c 0a'), data), rt(0x100000, be32(1) + be32(2), data), rt(0x200000, le16(0x1ff) + h('04 04') + h('92 00 00 00') + h('01 00') + le16(0), data),
                 rt((0xa0000004, 0x00000020), h('0b c4'), data), rt(0x02000000, b'', data), rt(0x4, h('0b'), data, version=1), rt(0x2, h('10'), data, length=4)], link=127)


@capture
def wifi_avs():
    """802.11 behind the AVS header: rate, signal, then the frame; and behind Prism's."""
    def avs(rate, signal, channel=6, ssi=1, noise=0):
        return (be32(0x80211001) + be32(64) + be64(1000) + be64(2000) + be32(6) + be32(channel) + be32(rate) + be32(0) + be32(0) + be32(ssi) +
                be32(signal) + be32(noise) + be32(0) + be32(0))
    return fill([avs(110, 0xffffffd0) + WIFI_FRAMES[0], avs(540, 40) + WIFI_FRAMES[-1], be32(0x80211001) + be32(72) + avs(10, 1)[8:] + bytes(8) + WIFI_FRAMES[2], be32(0x80211001) + be32(500) + bytes(60), prism() + WIFI_FRAMES[0], avs(110, 1) + WIFI_FRAMES[0]], link=163)


def prism(name=b'wlan0', length=144):
    """The header of Prism II's driver: ten values of a number, a status, a length and the value."""
    b = le32(0x44) + le32(length) + name.ljust(16, b'\0')
    for i in range(10):
        b += le32((i + 1) << 12 | 0x44) + le16(0) + le16(4) + le32(i)
    return b


@capture
def wifi_prism():
    return fill([prism() + WIFI_FRAMES[0], prism() + WIFI_FRAMES[-1], prism() + WIFI_FRAMES[30], avs_in_prism() + WIFI_FRAMES[2], WIFI_FRAMES[0], prism()], link=119)


def avs_in_prism():
    return be32(0x80211001) + be32(64) + bytes(56)


def zig(control, body=b'', seq=b'\x09', dst=b'', src=b''):
    """IEEE 802.15.4 section 7.2, without its FCS."""
    return le16(control) + seq + dst + src + body


def fcs16(b):
    return b + le16(crc(b, 0x8408, 0))


P1, P2, SHORT, LONG = le16(0x1234), le16(0x5678), le16(0xbeef), le64(0x0200000000000001)
ZIG_FRAMES = [
    zig(0x8841, b'data', dst=P1 + b'\xff\xff', src=SHORT), zig(0xcc61, b'data', dst=P1 + LONG, src=LONG), zig(0x8861, b'x', dst=P1 + SHORT, src=LONG[:2]), zig(0x8801, b'x', dst=P1 + SHORT, src=P2 + SHORT), zig(0x0002), zig(0x0012, seq=b'\x0a'),
    zig(0x8000, le16(0xcfff) + b'\0\0beacon', src=P1 + SHORT), zig(0x8000, le16(0x3f8f) + b'\x81' + le16(1) + LONG[:0] + h('02') + SHORT + h('11') + SHORT + LONG + b'pay', src=P1 + SHORT), zig(0xc823, b'\1\x8e', dst=P1 + SHORT, src=b'\xff\xff' + LONG), zig(0xcc63, b'\2' + SHORT + b'\0', dst=P1 + LONG, src=LONG), zig(0xcc63, b'\3\1', dst=P1 + LONG, src=LONG), zig(0x8863, b'\4', dst=P1 + SHORT, src=SHORT), zig(0x8863, b'\6', dst=P1 + SHORT, src=SHORT), zig(0x0803, b'\7', dst=b'\xff\xff\xff\xff'),
    zig(0xcc63, b'\x08' + P1 + SHORT + b'\x0b' + SHORT, dst=P1 + LONG, src=LONG), zig(0xcc63, b'\x09\xf8' + le16(7), dst=P1 + LONG, src=LONG), zig(0x8863, b'\x77', dst=P1 + SHORT, src=SHORT),
    zig(0x9849, h('0d') + le32(7) + b'\3' + b'secret' + bytes(4), dst=P1 + SHORT, src=SHORT), zig(0x9849, h('15') + le32(7) + le32(0x99) + b'\3' + b'secret' + bytes(4), dst=P1 + SHORT, src=SHORT), zig(0x9849, h('1e') + le32(7) + le64(0x77) + b'\3' + b'secret' + bytes(8), dst=P1 + SHORT, src=SHORT), zig(0x9849, h('00') + le32(7) + b'open', dst=P1 + SHORT, src=SHORT),
    zig(0xa861, b'v2', dst=P1 + SHORT, src=SHORT), zig(0xe821, b'v2', dst=P1 + SHORT, src=P2 + LONG), zig(0xa941, b'noseq', seq=b'', dst=P1 + SHORT, src=SHORT), zig(0xaa41, h('020f 1234') + h('003f') + b'ie', dst=P1 + SHORT, src=SHORT), zig(0xaa41, h('003f') + h('0488') + b'\1\2\3\4' + h('00f8') + b'after', dst=P1 + SHORT, src=SHORT), zig(0x2e40, h('0b1a 01 02') + h('803f'), dst=P1 + LONG), zig(0x6402, h('020f 3412')), zig(0x0004, b'res'), zig(0x3005, b'\1\2\3'), zig(0x0006, b'f'), zig(0x0007, b'e'), zig(0xb841, b'v3', dst=P1 + SHORT, src=SHORT), zig(0x8841, b'data', dst=P1 + b'\xff\xff', src=SHORT)]


@capture
def zigbee_fcs():
    """IEEE 802.15.4 with its FCS, right and wrong: frames of every type, addresses, security, elements."""
    return fill([fcs16(f) for f in ZIG_FRAMES] + [ZIG_FRAMES[0] + b'\1\2', fcs16(ZIG_FRAMES[0])], link=195)


@capture
def zigbee_nofcs():
    return fill([ZIG_FRAMES[0], ZIG_FRAMES[6], ZIG_FRAMES[0]], link=230)


@capture
def zigbee_nonask():
    """With four octets of preamble, a start delimiter, a length.  Text by hand: 4.99 with Debian's libpcap does not read it."""
    return fill(Whole([h('00000000 a7') + bytes([len(f) + 2]) + fcs16(f) for f in (ZIG_FRAMES[0], ZIG_FRAMES[4], ZIG_FRAMES[8])]), link=215)


@capture
def zigbee_tap():
    """Behind the TAP header's TLVs (github.com/jkcko/ieee802.15.4-tap)."""
    def tap(frame, *tlvs, version=0):
        b = b''.join(le16(t) + le16(len(v)) + v + bytes(-len(v) % 4) for t, v in tlvs)
        return bytes([version, 0]) + le16(4 + len(b)) + b + frame
    return fill([tap(ZIG_FRAMES[0], (0, b'\0')), tap(fcs16(ZIG_FRAMES[0]), (0, b'\1')), tap(ZIG_FRAMES[0] + bytes(4), (0, b'\2'), (1, struct.pack('<f', -60)), (3, le16(11) + b'\0'), (10, b'\xff')), tap(ZIG_FRAMES[0]), tap(ZIG_FRAMES[0], (0, b'\0'), (99, b'abcde')), tap(ZIG_FRAMES[0], version=1), tap(fcs16(ZIG_FRAMES[1]), (0, b'\1'))], link=283)


@capture
def zigbee_zep():
    """ZEP, version 1, and data and acknowledgement of version 2."""
    v2 = lambda f, mode=1, time=be32(0xe0000000) + be32(0x80000000): b'EX\2\1\x0b' + be16(7) + bytes([mode, 0xff]) + time + be32(9) + bytes(10) + bytes([len(f)]) + f
    v1 = lambda f, mode=0: b'EX\1\x0b' + be16(7) + bytes([mode, 0x80]) + bytes(7) + bytes([len(f)]) + f
    return fill(d4(17754, v1(fcs16(ZIG_FRAMES[0])), v1(fcs16(ZIG_FRAMES[0]), 1), v2(fcs16(ZIG_FRAMES[0])), v2(ZIG_FRAMES[0] + b'\xff\x80', 0), v2(fcs16(ZIG_FRAMES[4]), time=bytes(8)), b'EX\2\2' + be32(9), b'XX' + bytes(40), v2(fcs16(ZIG_FRAMES[0])), src=17754))


@capture
def wireless_cars():
    """CALM FAST (ISO 29281) and GeoNetworking (ETSI TS 102 636-4-1 of 2011)."""
    gn = lambda next, type, extra=b'', body=b'', btp=h('07d1 0000'): (bytes([next, type, 0, 0]) + be16(len(body)) + bytes([10, 0]) + h('8c00020000000001') + be32(1000) + struct.pack('>ii', 487654321, 23456789) + be16(500) + be16(900) + be16(0) + be16(0) + extra + btp + body)
    return fill([eth(bytes([1, 2]) + b'calm fast', 0x1111)], [eth(x, 0x707) for x in (gn(1, 0x50, b'', h('00 02') + b'cam'), gn(2, 0x51, bytes(28), h('00 01') + b'denm'), gn(1, 0x40, bytes(28)), gn(0, 0x10, btp=b''), gn(3, 0x20, bytes(28), b'ip6'), gn(0xf0, 0xf0, b''), gn(1, 0x30, bytes(40)), gn(1, 0x50, b'', h('00 02') + b'cam'))])


@capture
def wireless_lwapp():
    """LWAPP (RFC 5412): control messages' elements, data.  Text by hand: 4.99 tells no elements."""
    def control(type, *elements, session=0x11223344, ap=None, flags=4, seq=9, n=None):
        b = b''.join(bytes([t]) + be16(len(v)) + v for t, v in elements)
        b = bytes([type, seq]) + be16(len(b) if n is None else n) + be32(session) + b
        return (ap or b'') + bytes([flags, 0]) + be16(len(b)) + be16(0) + b
    return fill(Whole(d4(12223, control(1, (58, b'\0'), (3, bytes(16)), (4, b'\0\1'), ap=MAC_A), control(22, ap=MAC_A), control(12, (38, h('01003c')), (77, b'??'), ap=MAC_A), control(77, ap=MAC_A)) +
                      d4(40000, control(2, (2, bytes(7)), (31, b'ac-1')), control(4, (60, b'\0'), flags=0x0c), src=12223) +
                      d4(12222, h('00 00') + be16(16) + h('4020') + b'a frame of wifi!', h('03 07') + be16(4) + h('4020') + b'frag')))


# --- OpenFlow ---

def of(type, body=b'', version=1, xid=7, length=None):
    return bytes([version, type]) + be16(8 + len(body) if length is None else length) + be32(xid) + body


def of10_match(wild=0x3820ff & ~0x10, port=3, tp=(80, 81), type=0x800, proto=6):
    return (be32(wild) + be16(port) + MAC_A + MAC_B + be16(100) + b'\5\0' + be16(type) + bytes([0x20, proto, 0, 0]) + a4(A4) + a4(B4) + be16(tp[0]) + be16(tp[1]))


def of10_action(t, body):
    return be16(t) + be16(4 + len(body)) + body


def of10_port(n, name):
    return be16(n) + MAC_A + name.ljust(16, b'\0') + be32(0x21) + be32(0x201) + be32(0x82) + be32(0x300) + be32(0xfff) + be32(0x40)


@capture
def openflow_10():
    """OpenFlow 1.0: every message, action and statistic; Big Switch's extensions, an unknown vendor."""
    act = of10_action
    actions = (act(0, be16(2) + be16(0)) + act(0, be16(0xfffd) + be16(128)) + act(1, be16(9) + be16(0)) + act(2, b'\3\0\0\0') + act(3, bytes(4)) + act(4, MAC_A + bytes(6)) + act(5, MAC_B + bytes(6)) + act(6, a4(A4)) + act(7, a4(B4)) +
               act(8, b'\x10\0\0\0') + act(9, be16(80) + be16(0)) + act(10, be16(81) + be16(0)) + act(11, be16(1) + bytes(6) + be32(5)) + act(0xffff, be32(0x5c16c7) + be32(1) + be32(7) + be32(0x8100000f) + b'\1\0\0\0') + act(0xffff, be32(0x5c16c7) + be32(9) + bytes(4)) + act(0xffff, be32(0x2320) + b'nicira!!'))
    mod = lambda command, acts=b'', flags=0, wild=0: of(14, of10_match(wild) + be64(77) + be16(command) + be16(60) + be16(0) + be16(32768) + be32(0xffffffff) + be16(0xffff) + be16(flags) + acts)
    stat = lambda t, body=b'', reply=0, flags=0: of(16 + reply, be16(t) + be16(flags) + body)
    flow = lambda acts: with_length(be16(0) + b'\1\0' + of10_match(0x3fffff) + be32(60) + be32(7) + be16(5) + be16(6) + be16(7) + bytes(6) + be64(77) + be64(100) + be64(6400) + acts, 0)
    return fill(t4(6653, of(0) + of(5), of(1, be16(0) + be16(0) + b'no'), of(1, be16(3) + be16(1) + of(0)), of(1, be16(9) + be16(9)), of(2, b'ping'), of(3, b'ping'), of(6, be64(0x1122) + be32(256) + b'\2\0\0\0' + be32(0xc7) + be32(0xfff) + of10_port(1, b'eth1') + of10_port(0xfffe, b'local')),
                   of(7), of(8, be16(1) + be16(128)), of(9, be16(3) + be16(65535))), t4(6653, of(10, be32(9) + be16(60) + be16(3) + b'\0\0' + INNER), of(10, be32(0xffffffff) + be16(60) + be16(3) + b'\1\0'),
                   of(11, of10_match(0) + be64(77) + be16(5) + b'\2\0' + be32(60) + be32(5) + be16(30) + be16(0) + be64(9) + be64(900)), of(12, b'\2' + bytes(7) + of10_port(1, b'eth1')), of(13, be32(0xffffffff) + be16(0xffff) + be16(len(act(0, be32(0x20000)))) + act(0, be16(2) + be16(0)) + INNER)),
                t4(6633, mod(0, actions), mod(1, flags=1), mod(3, wild=0x3fffff), mod(4, wild=0x380fff), of(15, be16(1) + MAC_A + be32(1) + be32(0x7f) + be32(0x80) + bytes(4)), of(18) + of(19), of(20, be16(1) + be16(0)),
                   of(21, be16(1) + bytes(6) + with_length(be32(5) + be16(0) + be16(0) + be16(1) + be16(16) + bytes(4) + be16(500) + bytes(6), 4) + with_length(be32(6) + be16(0) + be16(0) + be16(0) + be16(8) + bytes(4), 4)), mod(9, wild=0x100000)),
                t4(6633, stat(0), stat(1, of10_match(0x3fffff) + b'\xff\0' + be16(0xffff)), stat(2, of10_match(0) + b'\1\0' + be16(2)), stat(3), stat(4, be16(0xffff) + bytes(6)), stat(5, be16(0xfffc) + bytes(2) + be32(0xffffffff)), stat(0xffff, be32(0x5c16c7) + b'x'), stat(77, b'what'),
                   stat(0, b'maker'.ljust(256, b'\0') + b'hw'.ljust(256, b'\0') + b'sw'.ljust(256, b'\0') + b'serial'.ljust(32, b'\0') + b'dp'.ljust(256, b'\0'), 1), stat(1, flow(act(0, be16(2) + be16(0))) + flow(b''), 1, 1), stat(2, be64(5) + be64(500) + be32(2) + bytes(4), 1),
                   stat(3, b'\1\0\0\0' + b'classifier'.ljust(32, b'\0') + be32(0x3fffff) + be32(1000) + be32(3) + be64(90) + be64(80), 1), stat(4, be16(1) + bytes(6) + b''.join(be64(x) for x in range(12)), 1), stat(5, be16(1) + bytes(2) + be32(5) + be64(1) + be64(2) + be64(3), 1)),
                t4(6633, *(of(4, be32(0x5c16c7) + be32(s) + b) for s, b in ((0, b'\1\0\0\0' + a4('255.255.0.0')), (1, b'\1' + bytes(7)), (2, b'\1\0\0\0' + a4('255.0.0.0')), (3, b'\1\0\0\0'), (4, bytes(4)), (5, bytes(4)), (9, b''), (77, b'??'))), of(4, be32(0x1234) + b'other'), of(77, b'unknown'), of(0, length=4), of(0, version=9) + bytes(8), of(2, b'pingping')))


@capture
def openflow_13():
    """OpenFlow 1.3: messages, multipart, meters, queues."""
    o = lambda t, b=b'', **k: of(t, b, version=4, **k)
    port = lambda n, name: be32(n) + bytes(4) + MAC_A + bytes(2) + name.ljust(16, b'\0') + be32(0x21) + be32(4) + be32(0x2840) + be32(1) + be32(0xffff) + be32(0x40) + be32(1000000) + be32(10000000)
    match = with_length(be16(1) + be16(0) + h('80000004 00000003') + h('80000a02 0800'), 2) + bytes(2)
    multi = lambda t, b=b'', reply=0, flags=0: o(18 + reply, be16(t) + be16(flags) + bytes(4) + b)
    queue = be32(5) + be32(1) + be16(16 + 16) + bytes(6) + be16(1) + be16(16) + bytes(4) + be16(500) + bytes(6)
    band = lambda t, rest: be16(t) + be16(16) + be32(1000) + be32(64) + rest
    return fill(t4(6653, o(0, be16(1) + be16(8) + be32(0x12)), o(0, be16(9) + be16(8) + b'what'), o(0), o(1, be16(1) + be16(1) + o(0)), o(1, be16(0) + be16(0) + b'only 1.3'), o(1, be16(0xffff) + be16(9) + be32(0x4f4e4600) + b'x'), o(1, be16(77) + be16(7)), o(2, b'ping'), o(3), o(4, be32(0x4f4e4600) + be32(9) + b'ext'), o(4, be32(0x1234) + be32(9) + b'ext'), o(5),
                   o(6, be64(0x1122) + be32(256) + b'\xfe\1\0\0' + be32(0x14f) + be32(0)), o(7), o(8, be16(1) + be16(128)), o(9, be16(2) + be16(0xffe5))),
                t4(6653, o(10, be32(0xffffffff) + be16(60) + b'\1\2' + be64(77) + match + bytes(2) + INNER), o(11, be64(77) + be16(5) + b'\0\1' + be32(60) + be32(7) + be16(30) + be16(0) + be64(9) + be64(900) + match), o(12, b'\1' + bytes(7) + port(1, b'eth1')), o(12, b'\0' + bytes(7) + port(0xfffffffe, b'local')), o(13, be32(9) + be32(0xfffffffd) + be16(16) + bytes(6) + be16(0) + be16(16) + be32(2) + be16(0) + bytes(6)),
                   o(14, be64(1) + be64(0) + b'\1\0' + be16(0) + be16(9) + be16(5) + be32(0xffffffff) + be32(0xffffffff) * 2 + be16(1) + bytes(2) + match + be16(4) + be16(8) + bytes(4)), o(15, be16(0) + b'\1\0' + be32(9) + be16(16) + be16(5) + be32(2) + be32(3) + bytes(4)), o(16, be32(1) + bytes(4) + MAC_A + bytes(2) + be32(1) + be32(0x65) + be32(0x2000) + bytes(4)), o(17, b'\xff\0\0\0' + be32(3)), o(17, b'\1\0\0\0' + be32(0))),
                t4(6653, *(multi(t) for t in (0, 3, 7, 8, 11, 13)), multi(1, b'\xff\0\0\0' + be32(0xffffffff) * 2 + bytes(4) + be64(0) + be64(0) + match), multi(2, b'\1\0\0\0' + be32(2) * 2 + bytes(4) + be64(1) + be64(1) + match), multi(4, be32(0xffffffff) + bytes(4)), multi(5, be32(1) + be32(0xffffffff)), multi(6, be32(0xfffffffc) + bytes(4)), multi(9, be32(0xffffffff) + bytes(4)), multi(10, be32(3) + bytes(4)), multi(12), multi(0xffff, be32(0x4f4e4600) + be32(9)), multi(77, b'????')),
                t4(6653, multi(0, b'maker'.ljust(256, b'\0') + b'hw'.ljust(256, b'\0') + b'sw'.ljust(256, b'\0') + b'serial'.ljust(32, b'\0') + b'dp'.ljust(256, b'\0'), 1), multi(2, be64(5) + be64(500) + be32(2) + bytes(4), 1), multi(3, b'\1\0\0\0' + be32(3) + be64(90) + be64(80), 1, 1), multi(4, be32(1) + bytes(4) + b''.join(be64(x) for x in range(12)) + be32(60) + be32(7), 1), multi(5, be32(1) + be32(5) + be64(1) + be64(2) + be64(3) + be32(60) + be32(7), 1),
                   multi(8, be32(1) + be32(0xf) + be32(100) * 4 + be32(7) * 4, 1), multi(11, be32(100) + be32(6) + be32(0xf) + bytes([8, 16, 0, 0]), 1), multi(13, port(1, b'eth1'), 1), multi(1, b'', 1), multi(12, b'x' * 8, 1)),
                t4(6653, o(20) + o(21), o(22, be32(1) + bytes(4)), o(23, be32(1) + bytes(4) + queue), o(24, be32(2) + bytes(4) + be64(9)), o(25, be32(3) + bytes(4) + be64(9)), o(26), o(27, be32(7) + be32(3) + be32(7) + be32(0) + be32(15) + be32(0)), o(28, be32(1) * 6), o(29, be16(0) + be16(0xf) + be32(3) + band(1, bytes(4)) + band(2, b'\1\0\0\0') + band(0xffff, be32(0x4f4e4600)) + band(9, bytes(4))), o(29, be16(2) + be16(0) + be32(0xffffffff)),
                   o(77, b'unknown'), of(0, version=2), of(0, version=3), of(0, version=5), of(6, bytes(24), version=6), o(24, be32(2) + bytes(4) + be64(9))))


# --- applications ---

@capture
def app_sflow():
    """sFlow version 5: samples and their records, both forms; an older version."""
    rec = lambda t, b: be32(t) + be32(len(b)) + b
    head = lambda *s, version=5, v6=0: be32(version) + (be32(2) + a6(A6) if v6 else be32(1) + a4(A4)) + be32(3) + be32(99) + be32(1000) + be32(len(s)) + b''.join(s)
    raw = rec(1, be32(1) + be32(60) + be32(4) + be32(len(INNER)) + pad4(INNER))
    flow = lambda *r: rec(1, be32(7) + be32(3) + be32(512) + be32(1000) + be32(2) + be32(3) + be32(0x40000002) + be32(len(r)) + b''.join(r))
    xflow = lambda *r: rec(3, be32(7) + be32(0) + be32(3) + be32(512) + be32(1000) + be32(0) + be32(0) + be32(3) + be32(1) + be32(4) + be32(len(r)) + b''.join(r))
    iface = rec(1, be32(3) + be32(6) + be64(10**9) + be32(1) + be32(3) + be64(1000) + b''.join(be32(x) for x in range(6)) + be64(2000) + b''.join(be32(x) for x in range(6)))
    counters = (iface, rec(2, b''.join(be32(x) for x in range(13))), rec(3, b''.join(be32(x) for x in range(18))), rec(4, b''.join((be32 if i % 2 else be64)(x) for i, x in enumerate((1, 2) * 4)) + bytes(32)), rec(5, be32(100) + be64(1) + be32(2) * 5), rec(1001, be32(10) * 3 + be64(1 << 30) + be64(1 << 29)), rec(77, b'what'))
    count = lambda *r: rec(2, be32(7) + be32(3) + be32(len(r)) + b''.join(r))
    xcount = lambda *r: rec(4, be32(7) + be32(0) + be32(3) + be32(len(r)) + b''.join(r))
    more = (rec(2, be32(60) + MAC_A + bytes(2) + MAC_B + bytes(2) + be32(0x800)), rec(3, be32(60) + be32(6) + a4(A4) + a4(B4) + be32(80) + be32(81) + be32(2) + be32(0)), rec(1001, be32(10) + be32(1) + be32(20) + be32(2)), rec(1002, be32(1) + a4(B4) + be32(24) + be32(24)), rec(77, b'what'))
    return fill(d4(6343, head(flow(raw)), head(flow(raw, *more)), head(xflow(raw)), head(count(*counters[:3])), head(count(*counters[4:])), head(xcount(iface)), head(rec(77, b'what')), head(flow(raw), count(iface), v6=1), head(version=4), head(flow(raw))))


@capture
def app_aoe():
    """ATA over Ethernet: each command, requests and answers."""
    aoe = lambda flags, command, body=b'', error=0, version=1: eth(bytes([version << 4 | flags, error]) + be16(1) + bytes([2, command]) + be32(0xcafe) + body, 0x88a2, pad=False)
    ata = h('50 00 08 25') + bytes([1, 2, 3, 4, 5, 6, 0, 0])
    return fill([aoe(0, 0, ata), aoe(8, 0, h('03 00 08 40') + ata[4:] + bytes(512)), aoe(0, 1, be16(16) + be16(0x4010) + b'\2\x10' + be16(0)), aoe(8, 1, be16(16) + be16(0x4010) + b'\2\x13' + be16(5) + b'shelf'), aoe(0, 1, be16(0) + be16(0) + b'\0\x14' + be16(0)), aoe(0, 2, b'\0\0\0\0'), aoe(0, 2, b'\0\1\0\2' + b'\0\1' + MAC_A + b'\0\2' + MAC_B), aoe(8, 2, b'\0\0\3\0'),
                 aoe(0, 3, b'\1\2' + MAC_A + MAC_B), aoe(8, 3, b'\0\1' + MAC_A), aoe(12, 0, ata, 3), aoe(12, 1, b'', 9), aoe(0, 0xf0, b'vendor'), aoe(0, 77), aoe(0, 0, ata, version=2), aoe(3, 0, h('ff 00 08 25') + ata[4:]), aoe(0, 0, ata)])


def dhcp6(type, *options, xid=0x123456):
    return bytes([type]) + be24(xid) + b''.join(options)


@capture
def app_dhcp6():
    """DHCPv6 (RFC 8415) with the options of its many extensions; relays."""
    o = tl22
    duid, llt, en, uuid = o(1, be16(3) + be16(1) + MAC_A), o(2, be16(1) + be16(1) + be32(1000) + MAC_B), o(2, be16(2) + be32(9) + b'id'), o(1, be16(4) + bytes(range(16)))
    addr = lambda a, *x: o(5, a6(a) + be32(300) + be32(600) + b''.join(x))
    status = lambda n, t=b'': o(13, be16(n) + t)
    down = d6(547, dhcp6(1, duid, o(6, be16(23) + be16(24) + be16(59) + be16(999)), o(8, be16(0)), o(3, be32(1) + be32(0) + be32(0)), o(14)), dhcp6(3, uuid, llt, o(3, be32(1) + be32(100) + be32(200) + addr('2001:db8::9')), o(16, be32(9) + tl22(0, b'cls')[2:]), o(15, be16(3) + b'usr'), o(39, b'\1' + dname('host.example.org'))),
              dhcp6(4, duid, o(3, be32(1) + bytes(8) + addr('2001:db8::9'))), dhcp6(5, duid), dhcp6(6, duid), dhcp6(8, duid, en), dhcp6(9, duid, o(4, be32(2) + addr('2001:db8::8'))), dhcp6(11, duid), dhcp6(11, o(6, be16(23)), o(8, be16(65535))), src=546)
    up = d6(546, dhcp6(2, duid, llt, o(3, be32(1) + be32(100) + be32(200) + addr('2001:db8::9', status(0, b'fine'))), o(7, b'\xff'), o(12, a6(A6)), o(23, a6(A6) + a6(B6)), o(24, dname('example.org') + dname('example.com'))),
            dhcp6(7, duid, llt, o(25, be32(1) + be32(100) + be32(200) + o(26, be32(300) + be32(600) + b'\x38' + a6('2001:db8:8::'))), status(6), o(20), o(82, be32(60)), o(83, be32(3600)), o(32, be32(7200)), o(31, a6(A6)), o(27, a6(A6)), o(28, a6(A6)), o(29, dname('nis.example')), o(30, dname('nisp.example')), o(21, dname('sip.example')), o(22, a6(A6)), o(33, dname('bcmcs.example')), o(34, a6(A6))),
            dhcp6(7, status(2, b'no addr'), o(59, b'tftp://x/y'), o(60, be16(3) + b'arg'), o(61, be16(7) + be16(9)), o(62, b'\1\3\0'), o(56, tl22(1, a6(A6)) + tl22(2, a6('ff02::1')) + tl22(3, dname('ntp.example'))), o(64, dname('aftr.example')), o(37, be32(9) + b'remote'), o(38, b'subscriber'), o(36, b'\0\1US'), o(41, b'EST5EDT'), o(42, b'America/New_York'), o(17, be32(9) + tl22(1, b'x')), o(11, b'\3\1\0' + be64(9) + b'\1' + bytes(16)), o(11, b'\2\0\1' + be64(9) + b'realm'), o(79, be16(1) + MAC_A), o(999, b'unknown')),
            dhcp6(10, duid, llt, o(19, b'\5')), dhcp6(15), dhcp6(77, duid), dhcp6(7, o(3, b'\0')), dhcp6(7, o(1, b'abc', 40)), src=547)
    relay = lambda type, inner, *x: bytes([type, 1]) + a6(B6) + a6('fe80::9') + o(9, inner) + b''.join(x)
    return fill(down, up, d6(547, relay(12, dhcp6(1, duid), o(18, b'eth0'), o(37, be32(9) + b'r')), relay(13, dhcp6(2, duid), o(18, b'eth0')), relay(12, relay(12, dhcp6(1, duid))), relay(12, dhcp6(1, duid)), src=547))


@capture
def app_quic():
    """QUIC (RFC 9000, 9369): long headers of each type, a short one, negotiation, a retry, a draft.  Text by hand: 4.99 does not know it."""
    dcid, scid = bytes(range(8)), bytes(range(16, 24))
    long = lambda first, version, body: bytes([first]) + be32(version) + bytes([8]) + dcid + bytes([8]) + scid + body
    var = lambda n: be16(0x4000 | n)
    initial = long(0xc3, 1, b'\0' + var(40) + bytes(40))
    return fill(Whole(d4(443, initial, long(0xc3, 1, b'\5token' + var(40) + bytes(40)), long(0xd3, 1, var(30) + bytes(30)), long(0xe3, 1, var(30) + bytes(30)), long(0xf0, 1, b'retry token' + bytes(16)), long(0xc0, 0, be32(1) + be32(0x6b3343cf) + be32(0x1a2a3a4a)), long(0xc3, 0xff00001d, b'\0' + var(40) + bytes(40)),
                   initial + long(0xe3, 1, var(20) + bytes(20)), b'\x40' + dcid + bytes(20), b'\x53' + scid + bytes(20))))


@capture
def app_someip():
    """SOME/IP and its service discovery (AUTOSAR)."""
    msg = lambda service, method, type=0, code=0, body=b'', n=None: be16(service) + be16(method) + be32(8 + len(body) if n is None else n) + be16(1) + be16(2) + bytes([1, 1, type, code]) + body
    entry = lambda t, ttl: bytes([t, 0, 0, 0x10]) + be16(0x1234) + be16(1) + b'\1' + be24(ttl) + be32(5)
    sd = h('c0000000') + be32(32) + entry(0, 3) + entry(1, 0) + be32(12) + h('0009 04 00') + a4(A4) + h('00 11') + be16(30509)
    return fill(d4(30490, msg(0x1234, 5), msg(0x1234, 0x8001, 2, body=b'event'), msg(0x1234, 5, 0x80, body=b'r'), msg(0x1234, 5, 0x81, 9), msg(0x1234, 5, 1), msg(0x1234, 5, 0x20, body=be32(0x101) + b'seg'), msg(0x1234, 5, 0x77, 0x77), msg(0xffff, 0x8100, 2, body=sd), msg(0x1234, 5, n=900), msg(0x1234, 5, n=4), msg(0x1234, 5) + msg(0x1234, 6), msg(0x1234, 5, body=b'payload!')))


@capture
def app_telnet():
    """Telnet's commands and options (RFC 854 and those for each option)."""
    iac = lambda *b: bytes([255, *b])
    wills = b''.join(iac(251 + i % 4, n) for i, n in enumerate((0, 1, 3, 5, 6, 24, 31, 32, 33, 34, 35, 36, 37, 38, 39, 44, 200)))
    return fill(t4(23, wills, iac(250, 24, 1) + iac(240), iac(250, 24, 0) + b'xterm' + iac(240), iac(250, 31, 0, 80, 0, 24) + iac(240), iac(250, 32, 0) + b'38400,38400' + iac(240), iac(250, 36, 0, 0) + b'HOME' + iac(240), iac(250, 37, 1, 0, 0, 2, 3) + iac(240), iac(250, 37, 0, 2, 0) + b'x' + iac(240), iac(250, 38, 1, 1) + iac(240), iac(250, 38, 7, 1, 2) + iac(240), iac(250, 34, 1, 3) + iac(240), iac(250, 5, 0) + iac(240), iac(250, 39, 1) + iac(240),
                   b''.join(iac(n) for n in (236, 237, 238, 239, 241, 242, 243, 244, 245, 246, 247, 248, 249)), iac(255) + b'text', b'login: ', iac(253), iac(250, 24, 0) + b'open', iac(253, 1) + iac(251, 3)))


@capture
def app_zmtp():
    """ZMTP 1.0 in TCP: frames of both lengths, a greeting of a later version.  -T zmtp1 forces it."""
    frame = lambda body, flags=0: bytes([len(body) + 1, flags]) + body
    greeting = b'\xff' + be64(1) + b'\x7f\3\0' + b'NULL'.ljust(20, b'\0') + b'\0' + bytes(31)
    return fill(t4(5555, frame(b'id') + frame(b'hello', 1) + frame(b'world'), b'\xff' + be64(6) + b'\0' + b'12345', b'\xff' + be64(1) + b'\x7f', greeting, frame(b''), frame(b'bits', 0x7e), b'\xff' + be64(1 << 40) + b'\0abc', frame(b'hello, world')))


@capture
def app_zmtp_pgm():
    """ZMTP 1.0's frames as PGM carries them, behind the offset of the first; -T pgm_zmtp1."""
    frame = lambda body, flags=0: bytes([len(body) + 1, flags]) + body
    return fill(d4(5555, be16(0) + frame(b'hello'), be16(0xffff) + b'partial', be16(3) + b'xyz' + frame(b'hello'), be16(99) + frame(b'hello')))


@capture
def app_beep():
    """BEEP (RFC 3081): frames by their first word, on a port of no one."""
    return fill(t4(10288, b'MSG 1 0 . 0 5\r\nhelloEND\r\n', b'RPY 1 0 . 0 0\r\nEND\r\n', b'ERR 1 0 . 0 0\r\n', b'ANS 1 0 . 0 0 0\r\n', b'NUL 1 0 . 0 0\r\n', b'SEQ 1 0 4096\r\n', b'END\r\n', b'what', b'MSG'))


@capture
def app_timed():
    """timed (BSD): message types, with a time or a name."""
    b = lambda t, version=1, sec=1700000000, us=5, name=b'host\0': bytes([t, version]) + be16(9) + be32(sec) + be32(us) + name.ljust(64, b'\0')
    return fill(d4(525, *(b(t) for t in (0, 1, 2, 3, 4, 7, 9, 12, 17, 18, 22, 24, 25, 77)), b(1, 2), b(2), src=525))


@capture
def app_text():
    """Protocols of lines: whois, SSH's banner."""
    return fill(t4(43, b'example.org\r\n', b'% No match\r\n% bye\r\n', b'\0\1binary'), t4(22, b'SSH-2.0-sonde_1.0\r\n', bytes(range(40)), b'SSH-1.99-old\n'))


@capture
def app_wb():
    """The white board of LBL: its packets, as far as it tells them."""
    head = lambda t, body, flags=0: a4(A4) + be32(1700000000) + bytes([t, flags]) + be16(0) + body
    page = a4(A4) + be32(7)
    dop = lambda t, body: be32(1700000000) + be16(8 + len(body)) + bytes([t, 0]) + body
    return fill(d4(4567, head(1, a4(A4) + be32(1) + page + be32(5) + be32(6) + be32(7)), head(1, page + be32(9)), head(2, page + be32(5) + be32(6) + a4(B4) + page), head(3, page + be32(5) + be32(6) + page), head(4, page + be32(1)), head(5, page + be32(0) + be32(1) + page), head(2, bytes(20), 0x10), head(77, bytes(8)), head(4, page)))


@capture
def app_cnfp():
    """NetFlow versions 1, 5 and 6, which -T cnfp forces (its port is not fixed)."""
    flow = lambda v: (a4(A4) + a4(B4) + a4('192.0.2.9') + be16(1) + be16(2) + be32(10) + be32(1000) + be32(5000) + be32(6000) + be16(40000) + be16(80) +
                      {1: bytes([0, 0, 6, 0x10, 0x1b, 0, 0, 0]) + bytes(8), 5: bytes([0, 0x1b, 6, 0x10]) + be16(65001) + be16(65002) + bytes([24, 16]) + be16(0), 6: bytes([0, 0x1b, 6, 0x10]) + be16(65001) + be16(65002) + bytes([24, 16]) + be16(0) + a4('192.0.2.8')}[v])
    # tcpdump takes the count for four octets long: what is here is told by it as n records.
    head = lambda v, n: be16(v) + be32(n) + be16(0) + be32(1700000000) + be32(5)
    return fill(d4(2055, head(1, 1) + flow(1), head(6, 1) + be32(9) + bytes(4) + flow(6), head(9, 0), head(5, 1) + be32(9) + bytes(4) + flow(5) + bytes(8)))


# --- what only --deep tells ---

@capture
def deep_wan():
    """WireGuard (wireguard.com/protocol) and Modbus in TCP (modbus.org): the reference knows neither.  --deep text by hand."""
    key, mac = bytes(range(32)), bytes(32)
    wg = d4(51820, b'\1\0\0\0' + le32(0x11223344) + key + bytes(48 + 28) + mac, b'\2\0\0\0' + le32(0x55667788) + le32(0x11223344) + key + bytes(16) + mac, b'\3\0\0\0' + le32(0x11223344) + bytes(24 + 32), b'\4\0\0\0' + le32(0x55667788) + le64(0) + bytes(16), b'\4\0\0\0' + le32(0x55667788) + le64(1) + bytes(112))
    mb = lambda id, pdu, unit=1: be16(id) + be16(0) + be16(1 + len(pdu)) + bytes([unit]) + pdu
    p = fill(wg)
    t = Talk(p, dport=502)
    for ask, tell in ((mb(1, h('01 0000 0008')), mb(1, h('01 01 cd'))), (mb(2, h('03 006b 0003')), mb(2, h('83 02'))), (mb(3, h('05 00ac ff00')), mb(3, h('05 00ac ff00'))), (mb(4, h('06 0001 0003'), 17), mb(4, h('86 0b'), 17)),
                      (mb(5, h('0f 0013 000a 02 cd01')) + mb(6, h('10 0001 0002 04 000a 0102')), mb(5, h('0f 0013 000a')) + mb(6, h('10 0001 0002'))), (mb(7, h('2b 0e 01 00')), mb(7, h('ab 01'))), (mb(8, h('63')), mb(8, h('e3 01'))), (mb(9, h('04 0008 0001')), mb(9, h('04 02 000a')))):
        t.send(0, PSH | ACK, ask)
        t.send(1, PSH | ACK, tell)
    return p


# --- BGP ---

def bgp(type, body=b'', length=None):
    """RFC 4271 section 4.1."""
    return b'\xff' * 16 + be16(19 + len(body) if length is None else length) + bytes([type]) + body


def battr(type, body, flags=0x40):
    return (bytes([flags | 0x10, type]) + be16(len(body)) if len(body) > 255 else bytes([flags, type, len(body)])) + body


def update(*attrs, withdrawn=b'', nlri=b''):
    a = b''.join(attrs)
    return bgp(2, be16(len(withdrawn)) + withdrawn + be16(len(a)) + a + nlri)


def reach(afi, safi, hop, nlri, snpa=b'\0'):
    return battr(14, be16(afi) + bytes([safi, len(hop)]) + hop + snpa + nlri, 0x80)


def unreach(afi, safi, nlri):
    return battr(15, be16(afi) + bytes([safi]) + nlri, 0x80)


@capture
def bgp_session():
    """BGP's OPEN with its capabilities, notifications, keepalive, refresh.  RFC 4271, 5492, 2918, 4486, 8203, 9003."""
    cap = lambda c, b=b'': bytes([c, len(b)]) + b
    opened = lambda *caps, asn=65001, version=4: bgp(1, bytes([version]) + be16(asn) + be16(180) + a4(A4) + (lambda o: bytes([len(o)]) + o)(b''.join(bytes([2, len(c)]) + c for c in caps)))
    every = (cap(1, h('0001 00 01')), cap(1, h('0002 00 01')), cap(1, h('0019 00 46')), cap(2), cap(128), cap(3, h('0001 00 01 02 40 03 80 03')), cap(4, b'\1'), cap(5, h('0001 0001 0002')), cap(64, h('80b4 0001 01 80 0002 01 00')), cap(65, be32(4200000000)), cap(66), cap(67, b'\1'), cap(68), cap(69, h('0001 01 03 0002 01 01')), cap(71, h('0001 01 80 000e10')), cap(73, b'\4host\0'), cap(130), cap(77, b'what'))
    note = lambda c, s, d=b'': bgp(3, bytes([c, s]) + d)
    return fill(t4(179, opened(*every[:4], every[6], every[11]), opened(*every), opened(), bgp(1, bytes([4]) + be16(23456) + be16(90) + a4(B4) + b'\6\1\4abcd'), opened(version=3), bgp(4) + bgp(4), bgp(5, h('0001 00 01')), bgp(5, h('0002 01 80')), bgp(6), bgp(77, b'??')),
                t4(179, *(note(c, s) for c, s in ((1, 1), (1, 2), (2, 2), (2, 6), (3, 1), (3, 11), (4, 0), (5, 1), (6, 3), (6, 9), (8, 0))), note(2, 7, cap(1, h('0001 00 01'))), note(6, 2, b'\x0cplanned work'), note(6, 4, b'\4done'), note(6, 1, h('0001 01') + be32(1000)), note(6, 2, b'\xf0short'), note(1, 3, be16(5000)), note(4, 0)))


@capture
def bgp_updates():
    """BGP's path attributes.  RFC 4271, 1997, 4360, 4456, 4760, 5701, 6514, 8092, 9234 and what else the registry has."""
    base = battr(1, b'\0') + battr(2, h('0202 fde9 fdea')) + battr(3, a4(B4))
    u = lambda *a, nlri=h('18 0a0101 10 0a02 00 20 0a030304'): update(base, *a, nlri=nlri)
    ext = lambda t, b: battr(16, be16(t) + b, 0xc0)
    exts = ((0x0002, be16(65001) + be32(100)), (0x0102, a4(A4) + be16(7)), (0x0202, be32(70000) + be16(7)), (0x0003, be16(65001) + be32(9)), (0x0103, a4(A4) + be16(9)), (0x4004, be16(65001) + struct.pack('>f', 1.25e6)), (0x0005, be16(65001) + be32(5)), (0x800a, h('13 00 05dc 0064')), (0x0306, a4('0.0.0.1') + h('05 01')), (0x8000, be32(1) + h('05 01')),
            (0x8001, a4(A4) + be16(0)), (0x0007, be16(7) + a4(A4)), (0x0107, a4(A4) + be16(7)), (0x8006, be16(0) + struct.pack('>f', 1e6)), (0x8007, h('0000 0000 0003')), (0x8008, be16(65001) + be32(66)), (0x8009, h('0000 0000 0020')), (0x030b, be32(7) + be16(0)), (0x030c, be32(0) + be16(8)), (0x0600, h('01 00 0000 0007')), (0x0601, h('01 0000 000641')), (0x0602, MAC_A), (0x0603, MAC_B), (0x7777, b'what??'))
    return fill(t4(179, u(battr(4, be32(50), 0x80), battr(5, be32(100))), u(battr(6, b''), battr(7, be16(65001) + a4(A4), 0xc0)), u(battr(8, be32(0xfde90064) + be32(0xffffff01) + be32(0xffffff02) + be32(0xffffff03) + be32(0xffff0006) + be32(0xffff029a), 0xc0)), u(battr(9, a4(A4), 0x80), battr(10, a4(A4) + a4(B4), 0x80)), u(battr(11, be16(7) + a4(A4), 0xc0)), u(battr(12, a4(A4), 0xc0)),
                   *(u(ext(t, b)) for t, b in exts), u(battr(17, h('0202') + be32(70000) + be32(4200000000), 0xc0), battr(18, be32(70000) + a4(A4), 0xc0)), u(battr(22, h('00 06 000640') + a4(A4), 0xc0)), u(battr(22, h('01 01 000000') + be32(1) + a4(A4), 0xc0)), u(battr(22, h('00 02 000640') + a4(A4) + a4('232.1.1.1'), 0xc0)), u(battr(23, be16(1) + be16(0), 0xc0)), u(battr(25, bytes(20), 0xc0)), u(battr(26, h('01 000b 0000000000000064'), 0x80)),
                   u(battr(29, tl22(1088, be32(1)), 0x80)), u(battr(32, be32(65001) + be32(1) + be32(2) + be32(4200000000) + be32(3) + be32(4), 0xc0)), u(battr(40, h('01 0007 00 0000 00000064'), 0xc0)), u(battr(128, be32(70000) + battr(5, be32(200)) + battr(2, h('0201') + be32(70001)), 0xc0)), u(battr(77, b'unknown', 0xe0))),
                t4(179, update(withdrawn=h('18 0a0101 08 0b')), update(), update(battr(1, b'\2'), battr(1, b'\1'), battr(1, b'\7'), battr(2, b''), battr(2, h('0102 0001 0002 0201 0003 0301 fff0 0401 fff1')), nlri=h('20 01020304')), update(base, nlri=h('21 0102030405')), update(base, nlri=h('18 0a')), u(battr(3, b'\1\2')), u(battr(4, be32(50), 0x80))))


@capture
def bgp_families():
    """The routes of BGP's address families (RFC 4760 and each family's own), reached and withdrawn."""
    rd, rd1, rd2, label = h('0000 fde9 00000064'), h('0001') + a4(A4) + be16(7), h('0002') + be32(70000) + be16(7), h('000641')
    v6 = h('40') + a6('2001:db8:7::')[:8]
    fam = lambda afi, safi, hop, nlri: update(battr(1, b'\0') + battr(2, b''), reach(afi, safi, hop, nlri), unreach(afi, safi, nlri))
    vpn = bytes([88 + 24]) + label + rd + a4('10.1.1.0')[:3]
    evpn = lambda t, b: bytes([t, len(b)]) + b
    esi = bytes(range(10))
    return fill(t4(179, fam(1, 1, a4(B4), h('18 0a0101')), fam(1, 2, a4(B4), h('18 0a0101')), fam(2, 1, a6(B6), v6), fam(2, 1, a6(B6) + a6('fe80::2'), v6), fam(2, 2, a6(B6), v6), fam(1, 4, a4(B4), bytes([24 + 24]) + label + h('0a0101')), fam(2, 4, a6(B6), bytes([24 + 64]) + label + v6[1:]), fam(1, 128, bytes(8) + a4(B4), vpn), fam(1, 128, bytes(8) + a4(B4), bytes([88 + 24]) + label + rd1 + a4('10.1.1.0')[:3]), fam(1, 128, bytes(8) + a4(B4), bytes([88 + 24]) + label + rd2 + a4('10.1.1.0')[:3]),
                   fam(2, 128, bytes(8) + a6(B6), bytes([88 + 64]) + label + rd + v6[1:]), fam(1, 132, a4(B4), bytes([96]) + be32(65001) + h('0002 fde9 00000064')), fam(1, 132, a4(B4), b'\0'), fam(1, 5, a4(B4), evpn(1, rd + be32(65001))), fam(1, 5, a4(B4), evpn(5, rd + b'\x20' + a4(A4) + b'\x20' + a4('232.1.1.1')) + evpn(6, rd + be32(65001) + b'\x20' + a4(A4) + b'\x20' + a4('239.1.1.1')) + evpn(7, rd + be32(65001) + b'\x20' + a4(A4) + b'\x20' + a4('239.1.1.1'))), fam(1, 66, a4(B4), bytes([96 + 32]) + rd + a4('239.1.1.1') + a4(A4)),
                   fam(25, 65, a4(B4), be16(17) + rd + be16(1) + be16(0) + be16(8) + h('000640')), fam(25, 70, a4(B4), evpn(1, rd + esi + be32(0) + label)), fam(3, 1, b'\x14' + bytes(20), h('20 49000102'))), t4(179, update(unreach(1, 1, b''), unreach(2, 1, b'')), update(reach(99, 99, b'\1\2', b'??')), update(reach(1, 1, b'', b'')), update(reach(1, 1, a4(B4), h('18 0a0101'), b'\1\4\x12\x34')), fam(2, 1, a6(B6), v6)))
