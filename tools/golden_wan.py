"""The golden captures of wide-area, tunnel, VPN, wireless and application protocols.  tools/mkpcap.py
writes them with its own; see there.  Each protocol is a list of frames made from its specification:
ordinary messages, options, something unknown; the last one comes once more, cut short."""
import struct

from mkpcap import (A4, A6, B4, B6, MAC_A, MAC_B, Pcap, a4, a6, be16, be32, cksum, dname, eth, eth6, h, ip4, ip6, llc,
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
