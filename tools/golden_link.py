"""Captures of link types and of what stands between a link and the network layer: see mkpcap.py.
From the specifications named at each."""
import struct

from mkpcap import (A4, A6, B4, B6, MAC_A, MAC_B, Pcap, arp_body, be16, be32, capture, eth, h, ip4, ip6, u4, udp, vlan)

IP4 = ip4(udp(b'link', 1000, 2000), 17)
IP6 = ip6(udp(b'link', 1000, 2000, src=A6, dst=B6), 17)
ASK = arp_body(1, MAC_A, A4, bytes(6), B4)
SNAP = h('aaaa03 000000')
ISIS = h('83 1b 01 00 11 01 00 00') + bytes(19)    # a point-to-point Hello, cut short


def of(link, *frames, cut=()):
    """A capture of a link type: whole frames, then for each (frame, n) of cut its first n octets."""
    p = Pcap(link=link)
    for f in frames:
        p.add(f)
    for f, n in cut:
        p.add(f, cap=n)
    return p


# --- ATM: RFC 2684, ITU-T I.610, ATM Forum LANE 1.0, Q.2931 ---

def crc10(b):
    """Of a cell's 46 octets and the six bits before the check, which are 0."""
    n = 0
    for bit in ''.join(f'{x:08b}' for x in b) + '000000':
        n = (n << 1 ^ (0x633 if (n >> 9) ^ int(bit) else 0)) & 0x3ff
    return n


def oam(type, function, body, pti=4, vci=33, clp=0):
    """A cell: VPI, VCI, payload type; the function and 45 octets; CRC-10."""
    b = (bytes([type << 4 | function]) + body).ljust(46, b'\x6a')
    return be32(0 << 20 | vci << 4 | pti << 1 | clp) + b + be16(crc10(b))


@capture
def atm():
    """RFC 2684: LLC with SNAP, routed OSI, NLPID, bridged Ethernet, an unknown SNAP."""
    return of(100, SNAP + be16(0x800) + IP4, SNAP + be16(0x86dd) + IP6, SNAP + be16(0x806) + ASK,
              h('fefe03') + ISIS, h('03 cc') + IP4, h('03 83') + ISIS[1:], h('03 8e') + IP6,
              h('aaaa03 0080c2 0007 0000') + eth(IP4), h('aaaa03 0080c2 0001 0000') + eth(IP4),
              h('aaaa03 0080c2 000e') + h('0000 00 00 00 8000 020000000001 00000000 8000 020000000001 8001 0000 1400 '
                                          '0200 0f00'),
              h('aaaa03 123456 0001 55'), bytes(range(16)) + h('47000000') + SNAP + be16(0x800) + IP4,
              cut=((SNAP + be16(0x800) + IP4, 5), (SNAP + be16(0x800) + IP4, 2)))


@capture
def atm_clip():
    """Classical IP over ATM, RFC 2225: with and without LLC."""
    arp = h('0013 0800 14 00 0001 04 14 00 04') + bytes(range(20)) + h('c0000201') + bytes(20) + h('c0000202')
    return of(106, SNAP + be16(0x800) + IP4, SNAP + be16(0x806) + arp, IP4, SNAP + be16(0x1234) + b'xx',
              cut=((SNAP + be16(0x800) + IP4, 6), (IP4, 10)))


@capture
def sunatm():
    """Direction and protocol, VPI, VCI; then signalling, ILMI, OAM cells, LAN emulation, LLC."""
    def q2931(message):
        return h('0600 0005 09 03 800001') + bytes([message]) + h('80 0000')

    frames = [h('0200 0021') + SNAP + be16(0x800) + IP4, h('8201 0064') + SNAP + be16(0x806) + ASK,
              h('8600 0001 00'), h('8600 0002 00'), h('8600 0005 01 02 03 04 05 06'),
              h('0500 0010 3018 0201 00 04 06 7075626c6963 a10b 0201 01 0201 00 0201 00 3000')]
    frames += [q2931(x) for x in (2, 5, 7, 15, 0x46, 0x4d, 0x4e, 0x5a, 0x75, 0x7d, 0x80, 0x81, 0x82, 0x83, 0x84, 0x33)]
    frames += [h('8100 0064 0007') + eth(IP4), h('0100 0064 0008') + eth(ASK, 0x806)]
    frames += [h('0100 0064 ff00 0101') + be16(op) + bytes(100)
               for op in (1, 0x101, 2, 0x102, 3, 0x103, 4, 0x104, 5, 0x105, 6, 0x106, 7, 0x107, 8, 9, 10)]
    return of(123, *frames, cut=((frames[0], 3), (frames[1], 8), (frames[6], 8), (frames[6], 4), (frames[24], 8)))


@capture
def sunatm_oam():
    """OAM cells, ITU-T I.610: fault management, performance, activation, one unknown, one broken."""
    loop = b'\1' + be32(0x12345678) + bytes(range(12)) + b'\xff' * 12
    cells = [oam(1, 4, b'', vci=3), oam(1, 5, b'', vci=4, clp=1), oam(2, 0, b''), oam(2, 1, b''), oam(2, 2, b''), oam(8, 0, b''), oam(8, 1, b''), oam(8, 5, b''), oam(15, 0, b''), oam(7, 3, b'', pti=6),
             oam(1, 9, b'', pti=7), *(oam(1, 4, b'', pti=x) for x in range(4)), oam(1, 4, b'')[:-1] + b'\x55']
    frames = [h('0000 0003 00') + x for x in cells] + [h('8000 0004 00') + cells[1]]
    lost = h('0000 0003 00') + oam(1, 8, loop, vci=3)
    return of(123, *frames, cut=((frames[0], 8), (frames[0], 9), (frames[0], 55), (lost, 12), (lost, 40)))


@capture
def sunatm_oam_ids():
    """Cells that tell places: what 4.99 prints of them is wrong, so their -v text is written by hand."""
    loop = be32(0x12345678) + bytes(range(1, 13)) + b'\xff' * 12
    return of(123, *(h('0000 0003 00') + x for x in (
        oam(1, 8, b'\1' + loop, vci=3), oam(1, 8, b'\0' + loop, vci=4), oam(1, 0, b'\2' + bytes(range(16))),
        oam(1, 1, b'\1' + b'\x6a' * 16, pti=5, clp=1))))


# --- ARCnet: RFC 1201, RFC 1051 ---

@capture
def arcnet():
    """Source, destination, protocol; but for the old ones a split flag and a sequence number."""
    new = lambda type, b, flag=0, seq=0x1234: bytes([1, 2, type, flag]) + be16(seq) + b
    arp = h('0007 0800 01 04 0001 01 c0000201 00 c0000202')
    frames = [new(212, IP4), new(196, IP6), new(213, arp), new(214, arp), bytes([1, 0, 240]) + IP4,
              bytes([1, 0, 241]) + arp, bytes([3, 4, 128]) + b'diagnose', new(212, IP4, 1), new(212, IP4, 3),
              new(212, b'rest', 2), new(212, b'last', 4), new(247, b'banyan'), new(99, b'unknown'),
              new(250, h('ffff 0020 00 00 00000000 ffffffffffff 0453 00000000 020000000001 0453 0000')),
              new(221, h('00 0d 0000 0000 0000 ff 01 02 02 01') + b'abcd'),
              bytes([1, 2, 212, 255, 255, 255, 212, 0]) + be16(7) + IP4]
    return of(7, *frames, cut=((frames[0], 2), (frames[0], 5), (frames[4], 12), (frames[15], 8)))


@capture
def arcnet_linux():
    new = lambda type, b, flag=0, seq=0x1234: h('0102 0000') + bytes([type, flag]) + be16(seq) + b
    arp = h('0007 0800 01 04 0001 01 c0000201 00 c0000202')
    frames = [new(212, IP4), new(196, IP6), new(213, arp), h('0102 0000 f0') + IP4, h('0102 0000 f1') + arp,
              h('0102 0000 80') + b'diagnose', new(99, b'unknown'), new(212, IP4, 2)]
    return of(129, *frames, cut=((frames[0], 4), (frames[0], 7), (frames[3], 14)))


# --- FDDI, Token Ring: RFC 1390, IEEE 802.5 ---

@capture
def fddi():
    """Frame control, destination, source; LLC, SMT, MAC frames, tokens, and what is reserved."""
    f = lambda fc, b: bytes([fc]) + MAC_B + MAC_A + b
    frames = [f(0x50, SNAP + be16(0x800) + IP4), f(0x54, SNAP + be16(0x806) + ASK), f(0x57, h('4242 03') + bytes(35)),
              f(0x50, SNAP + be16(0x9999) + b'pid'), f(0x51, h('0000 f3'))]
    frames += [f(x, b'body') for x in (0x40, 0x41, 0x42, 0x4f, 0x60, 0x80, 0xc0, 0xc1, 0xc2, 0xc3, 0xd1, 0xe2, 0x33)]
    return of(10, *frames, cut=((frames[0], 12), (frames[0], 16), (frames[0], 24)))


@capture
def token_ring():
    """Access and frame control, destination, source; a route of every kind behind it."""
    f = lambda ac, fc, b, rif=None: (bytes([ac, fc]) + MAC_B + bytes([MAC_A[0] | (0x80 if rif else 0)]) + MAC_A[1:] +
                                     (rif or b'') + b)
    ip = SNAP + be16(0x800) + IP4
    rif = lambda kind, size, back=0, *segs: struct.pack('>H', kind << 13 | (2 + 2 * len(segs)) << 8 | back << 7 |
                                                        size << 4) + b''.join(be16(s) for s in segs)
    frames = [f(0x10, 0x40, ip), f(0x10, 0x44, SNAP + be16(0x806) + ASK), f(0x18, 0x40, ip, rif(0, 0, 0, 0x0011, 0x0020)),
              f(0x10, 0x40, ip, rif(4, 1, 1, 0x0abc)), f(0x10, 0x40, ip, rif(6, 7)), f(0x10, 0x40, ip, rif(5, 2)),
              f(0x10, 0x40, ip, rif(7, 3, 1, 1, 2, 3, 4)), f(0x10, 0x40, ip, rif(2, 4)), f(0x10, 0x40, ip, rif(0, 5)),
              f(0x10, 0x40, ip, rif(0, 6)), f(0x10, 0x00, b'ring management'), f(0x10, 0x80, b'reserved'),
              f(0x10, 0x40, h('f0f0 7f')), f(0x10, 0x40, SNAP + be16(0x7777) + b'?')]
    return of(6, *frames, cut=((frames[0], 13), (frames[2], 15), (frames[2], 18), (frames[2], 26)))


# --- SLIP: RFC 1055, RFC 1144 ---

@capture
def slip():
    """Direction and a compressed header of 15 octets, then the packet: every change of RFC 1144, 3.2."""
    t = ip4(struct.pack('>HHIIHHHH', 1025, 2049, 100, 200, 5 << 12 | 16, 1000, 0, 0) + b'data', 6)
    f = lambda way, head, b: bytes([way]) + head.ljust(15, b'\0') + b
    frames = [f(0, b'\x45', IP4), f(1, b'\x45', IP4), f(1, b'\x45', IP6), f(0, b'\x70' + bytes(8) + b'\7', t),
              f(1, b'\x70' + bytes(8) + b'\5', t), f(2, b'\x45', IP4), f(2, b'\x70', t)]
    for changes in ('c0 07 1234', '80 1234', '81 1234 05', '82 1234 09', '82 1234 00 ffff', '84 1234 20', '88 1234 21',
                    '8f 1234', '8b 1234', '8c 1234 0a 0b', 'a0 1234 02', '8e 1234 00 0100 05', 'd8 05 1234 08',
                    'ff 07 1234 01', '9b 1234', 'af 1234 03', 'ae 1234 01 02 03 04'):
        frames.append(f(0, h(changes), t))
    frames += [f(1, h('c3 05 1234 01 02'), t), f(0, b'\x10', t), f(2, b'\x80', t), f(0, b'\x45', b'\x10' + IP4[1:])]
    return of(8, *frames, cut=((frames[0], 15), (frames[3], 20), (frames[7], 16 + 20), (frames[7], 40)))


@capture
def slip_bsdos():
    f = lambda way, head, b: bytes([way]) + head.ljust(15, b'\0') + b
    frames = [f(0, b'\x45', IP4), f(1, b'\x45', IP4), f(1, b'\x80', IP4)]
    return of(102, *frames, cut=((frames[0], 15), (frames[0], 26)))


# --- Fibre Channel (RFC 2625), InfiniBand (RFC 4391), IEEE 1394 (RFC 2734) ---

@capture
def ip_over_fc():
    f = lambda b: h('1000') + MAC_B + h('1000') + MAC_A + b
    frames = [f(SNAP + be16(0x800) + IP4), f(SNAP + be16(0x806) + ASK), f(SNAP + be16(0x86dd) + IP6),
              f(SNAP + be16(0x4321) + b'what'), f(h('4242 03') + bytes(35)), f(h('0102 03'))]
    return of(122, *frames, cut=((frames[0], 15), (frames[0], 18), (frames[0], 30)))


@capture
def ip_over_ib():
    f = lambda type, b: bytes(40) + be16(type) + b'\0\0' + b
    arp = h('0020 0800 14 04 0001') + bytes(range(20)) + h('c0000201') + bytes(20) + h('c0000202')
    frames = [f(0x800, IP4), f(0x86dd, IP6), f(0x806, arp), f(0x8847, h('000100ff') + IP4)]
    return of(242, *frames, cut=((frames[0], 43), (frames[0], 50)))


@capture
def ip_over_ib_unknown():
    return of(242, *(bytes(40) + be16(type) + b'\0\0' + b for type, b in ((0x1234, b'what'), (0x9998, b''))))


@capture
def ip_over_1394():
    f = lambda type, b: b'\xff' * 8 + bytes(range(8)) + be16(type) + b
    arp = h('0018 0800 10 04 0001') + bytes(range(16)) + h('c0000201 c0000202')
    frames = [f(0x800, IP4), f(0x86dd, IP6), f(0x806, arp), f(0x1234, b'what'), f(0x9999, b'')]
    return of(138, *frames, cut=((frames[0], 17), (frames[0], 30)))


# --- what a firewall, a monitor or an operating system puts before a packet ---

def pf(b, af=2, action=0, reason=0, ifname=b'em0', ruleset=b'', rule=3, sub=0xffffffff, uid=0xffffffff, dir=1):
    """struct pfloghdr: length, family, action, reason, interface, ruleset, rule, subrule, ids, direction, padding."""
    return (bytes([61, af, action, reason]) + ifname.ljust(16, b'\0') + ruleset.ljust(16, b'\0') + be32(rule) +
            be32(sub) + be32(uid) + be32(0) + be32(0) + be32(0) + bytes([dir]) + bytes(3) + b)


@capture
def pflog():
    f = pf
    frames = [f(IP4), f(IP6, af=24), f(IP6, af=28, dir=2), f(IP6, af=30, dir=0), f(IP4, dir=7),
              f(IP4, ruleset=b'ftp-proxy', sub=9), f(b'other', af=99),
              f(IP4, ifname=b'a-sixteen-octet-')]
    frames += [f(IP4, reason=x) for x in range(9, 15)] + [f(IP4, action=x, reason=x) for x in (0, 1, 2, 5, 6, 7, 8)]
    return of(117, *frames, cut=((frames[0], 30), (frames[0], 63), (frames[0], 70)))


@capture
def pflog_new():
    """What 4.99 reads otherwise than 5.0: users, rules without a number, some reasons.  Text by hand."""
    return of(117, pf(IP4, rule=0xffffffff), pf(IP4, uid=1000), pf(IP4, sub=4), pf(IP4, action=3, reason=3),
              pf(IP4, action=4, reason=4))


@capture
def nflog():
    """Family, version, resource; then TLVs of the host's byte order up to the payload's, which is 9."""
    tlv = lambda t, b: struct.pack('<HH', 4 + len(b), t) + b + bytes(-len(b) % 4)
    some = tlv(1, h('0800 01 00')) + tlv(10, b'prefix\0') + tlv(4, be32(2)) + tlv(8, be16(6) + bytes(2) + MAC_A + bytes(2))
    frames = [h('02 00 0005') + some + tlv(9, IP4), h('0a 00 0000') + some + tlv(9, IP6), h('07 00 0001') + tlv(9, b'bridge'),
              h('02 01 0005') + some, h('02 00 0005') + some]
    return of(239, *frames[:4], cut=((frames[0], 3), (frames[0], 6)))


@capture
def pktap():
    """Apple's header: its length, kind, link type, interface ... 108 octets."""
    def f(b, dlt=1, kind=1, n=108):
        return struct.pack('<III', n, kind, dlt) + b'en0'.ljust(24, b'\0') + bytes(n - 36) + b
    frames = [f(eth(IP4)), f(be32(2)[::-1] + IP4, dlt=0), f(IP4, dlt=12), f(b'', kind=0), f(eth(ASK, 0x806), n=156),
              f(b'what', kind=2), f(b'what', dlt=9999)]
    return of(258, *frames, cut=((frames[0], 11), (frames[0], 107), (frames[0], 108 + 13), (h('03000000') + frames[0][4:], 50)))


@capture
def ppi():
    """Version, flags, length, link type, fields; then a packet of that link type."""
    def f(b, dlt=1, fields=b''):
        return struct.pack('<BBHI', 0, 0, 8 + len(fields), dlt) + fields + b
    gps = struct.pack('<HH', 30002, 4) + bytes(4)
    frames = [f(eth(IP4)), f(eth(ASK, 0x806), fields=gps), f(IP4, dlt=12), f(b'what', dlt=9876)]
    return of(192, *frames, cut=((h('0000 0700') + frames[0][4:], 20), (frames[0], 7), (frames[1], 10), (frames[0], 20)))


@capture
def usb():
    """usbmon: id, event, transfer, endpoint, device, bus, set-up and data flags; 48 octets."""
    def f(event, transfer, endpoint, device=3, bus=1, setup=0x2d, n=48):
        return (struct.pack('<QcBBBHBB', 0x1234, event, transfer, endpoint, device, bus, setup, 0)).ljust(n, b'\0')
    frames = [f(event, transfer, endpoint) for event in (b'S', b'C', b'E', b'X') for transfer in range(5)
              for endpoint in (0x81, 2)] + [f(b'S', 2, 0, setup=0) + b'data', f(b'C', 2, 0x80, setup=0, bus=257, device=127)]
    return of(189, *frames, cut=((frames[0], 47), (frames[0], 10)))


@capture
def usb_mmapped():
    frames = [struct.pack('<QcBBBHBB', 9, event, transfer, 0x82, 5, 2, 0x2d, 0x3d).ljust(64, b'\0') + b'data'
              for event in (b'S', b'C', b'E') for transfer in range(4)]
    return of(220, *frames, cut=((frames[0], 63),))


@capture
def bluetooth_h4():
    """A direction in four octets, then HCI: command, event, ACL data."""
    frames = [h('00000000 01 03 0c 00'), h('00000001 04 0e 04 01 03 0c 00'), h('00000001 02 40 20 04 00 00 00 04 00')]
    return of(201, *frames, cut=((frames[0], 3), (frames[1], 6)))


@capture
def vsock():
    """struct af_vsockmon_hdr, then for virtio its own header again, then data."""
    def f(op, transport, b=b'', src=2, dst=3):
        return struct.pack('<QQIIHHHH', src, dst, 1024, 5201, op, transport, len(b), 0) + b
    def virtio(type, op, n=0):
        return struct.pack('<QQIIIHHIII', 2, 3, 1024, 5201, n, type, op, 3, 262144, 17)
    frames = [f(op, 2, virtio(1, x), ) for op, x in ((1, 1), (1, 2), (2, 3), (2, 4), (3, 6), (3, 7), (0, 0), (9, 9))]
    frames += [f(4, 2, virtio(1, 5, 4)) + b'data', f(4, 2, virtio(2, 5, 40)) + bytes(40), f(1, 1), f(1, 0, b'ab'), f(4, 7, b''),
               f(4, 1) + b'payload', f(1, 1, src=0xffffffffffffffff, dst=1 << 40)]
    return of(271, *frames, cut=((frames[0], 31), (frames[0], 40)))


@capture
def ipnet():
    """Version, family, kind, zones ...: 24 octets."""
    f = lambda family, b: bytes([1, family]) + h('0001 00000002 00000000 00000003') + be32(1) + be32(4096) + b
    frames = [f(2, IP4), f(26, IP6), f(99, b'what')]
    return of(226, *frames, cut=((frames[0], 23), (frames[0], 34)))


@capture
def enc():
    """Family, SPI, flags, of either byte order."""
    f = lambda order, family, flags, b: struct.pack(order + 'I', family) + be32(0x1001) + struct.pack(order + 'I', flags) + b
    frames = [f('<', 2, x, IP4) for x in (0, 0x400, 0x800, 0xc00, 0x2c00, 0x1000)] + [
        f('>', 2, 0xc00, IP4), f('<', 24, 0xc00, IP6), f('<', 28, 0x400, IP6), f('<', 30, 0, IP6)]
    return of(109, *frames, cut=((frames[0], 11), (frames[0], 20)))


@capture
def symantec():
    """An Ethernet type in 44 octets of unknown meaning."""
    f = lambda type, b: bytes(6) + be16(type) + bytes(36) + b
    frames = [f(0x800, IP4), f(0x86dd, IP6), f(0x806, ASK), f(0x1234, b'what'), f(60, b'length'), f(0x5dc, b'1500')]
    return of(99, *frames, cut=((frames[0], 43), (frames[0], 50)))


@capture
def netanalyzer():
    return of(240, h('4012 0000') + eth(IP4), h('4012 0000') + eth(ASK, 0x806), h('0102 0304') + eth(vlan(7, IP4), 0x8100),
              cut=((h('4012 0000') + eth(IP4), 3), (h('4012 0000') + eth(IP4), 16)))


@capture
def netanalyzer_transparent():
    preamble = h('4012 0000') + b'\x55' * 7 + b'\xd5'
    return of(241, preamble + eth(IP4), preamble + eth(ASK, 0x806), cut=((preamble + eth(IP4), 11), (preamble + eth(IP4), 24)))


@capture
def link_sll2():
    """Protocol, interface, ARP hardware, kind of packet, address length and address."""
    f = lambda proto, kind, b, index=1, hatype=1, halen=6: (struct.pack('>HHIHBB', proto, 0, index, hatype, kind, halen) +
                                                            MAC_A + b'\0\0' + b)
    frames = [f(0x800, 0, IP4), f(0x86dd, 4, IP6), f(0x806, 1, ASK), f(0x800, 2, IP4), f(0x800, 3, IP4), f(0x800, 9, IP4),
              f(0x800, 0, IP4, halen=0, hatype=772), f(4, 0, h('4242 03') + bytes(35)), f(1, 0, bytes(30)),
              f(0x8100, 0, vlan(5, IP4)), f(0x8100, 4, vlan(5, IP6, 0x86dd, 3, 1)), f(0x1234, 0, b'what'),
              f(0x8100, 0, vlan(5, vlan(6, IP4), 0x8100)),
              f(0x800, 0, IP4, index=4000000000)]
    return of(276, *frames, cut=((frames[0], 19), (frames[0], 28), (frames[9], 22)))


# --- switches' tags in Ethernet frames ---

def tagged(tag, type=0x800, b=IP4):
    return MAC_B + MAC_A + tag + be16(type) + b


@capture
def dsa():
    """Marvell: mode and device, port and bits, priority and VLAN, in four octets behind the addresses."""
    tags = [h(x) for x in ('0008 0001', '2010 2064', '0002 1000', '0004 0000', '0002 1fff', '0008 3000', '4110 0000',
                           '6208 e00a', '8308 0001', 'a30c 0002', 'c018 0003', 'e41c 8004', 'c019 0005', 'df fc 0fff')]
    return of(284, *(tagged(t) for t in tags), tagged(tags[1], 0x806, ASK), tagged(tags[2], 35, h('4242 03') + bytes(35)),
              tagged(tags[3], 0x8100, vlan(9, IP4)), tagged(tags[4], 0x1234, b'what'),
              cut=((tagged(tags[0]), 11), (tagged(tags[0]), 15), (tagged(tags[0]), 24)))


@capture
def edsa():
    """The same behind an Ethernet type and two reserved octets."""
    tags = [h('dada 0000') + h(x) for x in ('0008 0001', '2010 2064', '4110 0000', '8308 0001', 'a30c 0002', 'c018 0003',
                                            'e41c 8004')] + [h('1234 0102 c018 0003')]
    return of(285, *(tagged(t) for t in tags), tagged(tags[1], 0x86dd, IP6), tagged(tags[3], 0x1234, b'what'),
              cut=((tagged(tags[0]), 19), (tagged(tags[0]), 30)))


@capture
def broadcom_tag():
    """Operation and its fields in four octets behind the addresses."""
    tags = [h(x) for x in ('00011024', '00ff01ff', '0000fe20', '20000001', '3c8001ff', '2e000040', '40000000', 'e0000000')]
    return of(281, *(tagged(t) for t in tags), tagged(tags[0], 0x806, ASK), tagged(tags[3], 0x8100, vlan(3, IP6, 0x86dd)),
              cut=((tagged(tags[0]), 15), (tagged(tags[0]), 20)))


@capture
def broadcom_tag_prepended():
    return of(282, *(h(t) + eth(IP4) for t in ('00011024', '000055e3', '20800003', '80000000')),
              cut=((h('00011024') + eth(IP4), 3), (h('00011024') + eth(IP4), 15)))


@capture
def realtek():
    """Ethernet type 0x8899: RRCP (hello, get, set; asked and answered), REP, RLDP, switches' tags."""
    f = lambda x: eth(h(x), 0x8899)
    cookie = '1122334455667788'
    frames = [f('01 00 2379'), f('01 80 2379 01 05 020000000009 8306 00da10ec'), f('01 01 2379 0500 00000000' + cookie),
              f('01 81 2379 0500 04000000' + cookie), f('01 02 2379 0602 78563412' + cookie), f('01 82 2379 0602 00000000'),
              f('01 03 2379'), f('01 ff 0000'), f('02 01'), f('03 01'), f('23 01'), f('04 00'), f('94 00'), f('a4 00'),
              f('77 00'), f('00')]
    return of(1, *frames, cut=((frames[0], 14), (frames[0], 15), (frames[0], 17), (frames[1], 24), (frames[2], 22),
                               (frames[2], 30)))


@capture
def broadcom_li():
    """Lawful intercept, from UDP port 49152: direction, kind, tags and an identity in four octets."""
    f = lambda way, kind, sub, id, b: u4(be32(way << 29 | kind << 25 | sub << 22 | id) + b, 49152, 6000)
    frames = [f(2, 5, 3, 1, IP4), f(3, 6, 1, 4194303, IP6), f(1, 7, 2, 77, eth(IP4)), f(2, 4, 0, 5, IP4), f(3, 4, 4, 5, IP6),
              f(0, 4, 0, 5, b'\x99' + bytes(20)), f(7, 9, 7, 5, b'what')]
    return of(1, *frames, u4(h('4a'), 49152, 6000), cut=((frames[0], 44), (frames[0], 60)))


@capture
def arista():
    """Timestamps of 64 and 48 bits before the Ethernet type proper: 0xd28b, EtherType 0x0001."""
    f = lambda x, b=IP4, t=0x800: eth(h(x) + be16(t) + b, 0xd28b, pad=False)
    frames = [f('0001 01 10 68000000 1dcd6500'), f('0001 00 11 68000000 00000001'), f('0001 01 20 1234 00bc614e'),
              f('0001 00 21 ffff 3b9ac9ff'), f('0001 05 12 68000000 3b9ac9ff'), f('0001 01 30 0000'), f('0002 0110'),
              f('0001 01 10 68000000 1dcd6500', ASK, 0x806)]
    return of(1, *frames, cut=((frames[0], 15), (frames[0], 17), (frames[0], 24), (frames[0], 27)))


@capture
def ether_few():
    """Types that few use: loopback (0x9000), NLB heartbeats (0x886f), CALM FAST (0x1111)."""
    e = lambda t, x, pad=True: eth(h(x) if isinstance(x, str) else x, t, pad=pad)
    frames = [e(0x9000, '0000 0200 020000000001 0000 0100 1234'), e(0x9000, '0000 0100 0700'),
              e(0x9000, '0800 0000000000000000 0100 0800'), e(0x9000, '0300 000000 0100 0900'), e(0x9000, '0000 0300 00'),
              e(0x886f, 'c0de 01bf 0400 0000 01000000 c0000205 c0000206'), e(0x886f, 'c0de 01bf 0400 0000 20000000 00000000 e0000001'),
              e(0x1111, '01 02 03 04 05'), e(0x1111, 'ff 00', False)]
    return of(1, *frames, cut=((frames[0], 15), (frames[0], 20), (frames[5], 25), (frames[5], 33), (frames[7], 15)))


# --- Juniper's interfaces: "MGC", flags (0x80 extensions, 0x02 no layer 2, 0x01 inwards), then a cookie by the card ---

IN, OUT, BARE = h('4d474301'), h('4d474300'), h('4d474302')
EXT = h('4d474381 0012') + h('0101 07 0204 67653030 0301 04 0501 09 0601 12')
ADAPTIVE, LINK = '47 01 00 00', '54'     # the cookies of an adaptive services card, of a link services card


def short(*frames):
    """Where to cut: in the flags, behind them, in the cookie, in the packet."""
    f = frames[0]
    return tuple((f, n) for n in (3, 4, 6, 9)) + tuple((x, len(x) - 20) for x in frames[1:])


@capture
def juniper_ppp():
    f = [IN + h('ff03 0021') + IP4, OUT + h('0057') + IP6, EXT + h('ff03 c021 0101 0004'), BARE + bytes(4) + IP4, IN + h('1234 00')]
    return of(179, *f, cut=short(f[0])[:3])


@capture
def juniper_frelay():
    f = [IN + h('1841 03cc') + IP4, OUT + h('1841 038e') + IP6, EXT + h('1841 0300 80000000 0800') + IP4, IN + h('1841 0381')]
    return of(180, *f, cut=(*short(f[0])[:3], (IN + h('1841 0800') + IP4, 7)))


@capture
def juniper_chdlc():
    f = [IN + h('0f00 0800') + IP4, OUT + h('8f00 86dd') + IP6, EXT + h('8f00 8035 00000002 00000001 00000002 ffff 00015180'),
         IN + h('0f00 1234')]
    return of(181, *f, cut=short(f[0])[:3])


@capture
def juniper_atm1():
    """A cookie of four octets; 0x80 first: an OAM cell."""
    f = [IN + bytes(4) + SNAP + be16(0x800) + IP4, OUT + bytes(4) + h('fefe03') + ISIS, IN + bytes(4) + h('03cc') + IP4,
         IN + bytes(4) + IP4, EXT + bytes(4) + IP6, OUT + h('80000000') + oam(8, 0, b''), IN + bytes(4) + h('99887766'),
         BARE + bytes(4) + IP6, BARE + bytes(4) + h('99')]
    return of(137, *f, cut=short(f[0]))


@capture
def juniper_atm2():
    """A cookie of eight octets; 0x70 in the last: a cell behind a control word."""
    c = bytes(8)
    f = [IN + c + SNAP + be16(0x800) + IP4, OUT + c + h('fefe03') + ISIS, IN + c + h('03cc') + IP4, IN + c + IP4, EXT + c + IP6,
         OUT + bytes(7) + b'\x10' + bytes(4) + oam(8, 0, b''), IN + bytes(7) + b'\x70' + h('08000000') + oam(15, 0, b''),
         IN + bytes(7) + b'\x40' + oam(2, 0, b''), IN + c + h('0021') + IP4, IN + c + h('c021 0101 0004'),
         *(OUT + bytes(3) + bytes([x]) + bytes(4) + eth(IP4) for x in (1, 2, 0x40, 0x80)), IN + bytes(3) + b'\x02' + bytes(4) + IP4, IN + c + h('0099 8877')]
    return of(135, *f, cut=short(f[0]))


@capture
def juniper_mlppp():
    """Bundles of PPP: the cookie of either card, or the PPP header of a link below."""
    a = lambda engine, proto: h(ADAPTIVE) + bytes([engine, proto]) + be16(5 << 3)
    f = [IN + h(LINK + '07 00 00') + h('0021') + IP4, OUT + h(LINK + '07 00 00') + h('003d c001') + bytes(20),
         IN + a(0, 0) + IP4, IN + a(12, 0) + h('0021') + IP4, IN + a(0, 0x10) + IP6, OUT + a(0, 0x20) + h('000101ff') + IP4,
         IN + a(0, 0x30) + ISIS, IN + h('ff03 0021') + IP4, IN + h('0023') + ISIS, IN + h('0102 0021') + IP4,
         EXT + a(0, 0x40) + h('0021') + IP4]
    return of(130, *f, cut=short(f[0], f[2]))


@capture
def juniper_mlfr():
    """Bundles of Frame Relay."""
    a = h(ADAPTIVE + '00 00 0028')
    f = [IN + h(LINK + '07 00 00 0000 03cc')[:-2] + h('03cc') + IP4, OUT + h(LINK + '09 00 00') + h('0000 038e') + IP6,
         IN + h('0102 0000 03cc') + IP4, IN + a + h('03cc') + IP4, IN + a + IP4, OUT + h('0102 0000 0300 83') + ISIS[1:],
         IN + h('0102 0000 7777') + bytes(20)]
    return of(131, *f, cut=short(f[0], f[3]))


@capture
def juniper_mfr():
    """FRF.16 bundles: of a link below at once, or behind a cookie."""
    a = lambda proto: h(ADAPTIVE + '00') + bytes([proto]) + be16(5 << 3)
    f = [IN + h('c001 1841 03cc') + IP4, IN + h('e100 05 03 06 00000007'), OUT + h('00000001 03cc') + IP4,
         OUT + h('00000005 038e') + IP6, IN + h('00000005 fefe 03') + ISIS, IN + a(0) + IP4, IN + a(0x10) + IP6,
         IN + a(0x20) + h('000101ff') + IP4, IN + a(0x30) + ISIS, IN + h(LINK + '07 00 00 0000 0000 03cc') + IP4,
         IN + h('00000005 7777') + bytes(20)]
    return of(134, *f, cut=short(f[0], f[2]))


@capture
def juniper_es():
    """Encryption: an association's index, TTL, kind, then but for kind 1 an SPI and two addresses."""
    tunnel = h('00000007 c6336401 c6336402')
    f = [IN + h('0005 40') + bytes([kind]) + tunnel + IP4 for kind in (3, 4, 5, 9)] + [OUT + h('0005 40 00') + tunnel]
    return of(132, *f, cut=((f[0], 4), (f[0], 6), (f[0], 12)))


@capture
def juniper_ggsn():
    """A cookie: reserved, the protocol, a VLAN."""
    c = lambda proto, vlan: h('00 00') + bytes([proto, 0]) + be16(vlan) + h('0000')
    f = [IN + c(2, 5) + IP4, OUT + c(6, 4095) + IP6, IN + c(1, 0) + bytes(20), EXT + c(9, 0) + bytes(20)]
    return of(133, *f, cut=short(f[0]))


@capture
def juniper_monitor():
    c = h('1122334455667788')
    f = [IN + c + h('00 00 0007 00000009') + IP4, IN + c + IP4, OUT + c + IP6, IN + c + h('01 00 0007 00000009')]
    return of(164, *f, cut=short(f[1]))


@capture
def juniper_services():
    c = h('1122334455667788')
    f = [IN + c + IP4, OUT + c + IP6, IN + c + h('01 02 0007 00000009'), EXT + h(ADAPTIVE + '00 00 0028') + IP4]
    return of(136, *f, cut=short(f[0]))


@capture
def juniper_pppoe():
    f = [IN + eth(h('1100 0001 0022 0021') + IP4, 0x8864), OUT + eth(IP4), EXT + eth(ASK, 0x806)]
    return of(167, *f, cut=short(f[0])[:3])


@capture
def juniper_pppoe_atm():
    f = [IN + be16(0x8864) + h('1100 0001 0022 0021') + IP4, OUT + be16(0x8863) + h('1109 0000 0004 0101 0000'),
         IN + be16(0x800) + IP4, IN + be16(0x1234) + b'what', EXT + be16(0x86dd) + IP6]
    return of(168, *f, cut=short(f[0])[:3])


@capture
def juniper_extensions():
    """Every extension, those whose length is wrong, one that is unknown."""
    f = lambda *tlv: IN[:3] + b'\x81' + be16(len(b''.join(tlv))) + b''.join(tlv) + h('ff03 0021') + IP4
    t = lambda type, b: bytes([type, len(b)]) + b
    frames = [f(*(t(3, bytes([x])) for x in (0, 1, 2, 3, 6, 8, 12, 17, 21, 24, 38, 45, 60))),
              f(*(t(6, bytes([x])) for x in (1, 2, 3, 6, 10, 14, 17, 19, 28, 33, 45, 65, 99))),
              f(t(1, h('0001')), t(2, b'ge-0/0/0.0'), t(4, h('01020304')), t(5, h('0100')), t(7, b'\1'), t(8, b'\2'),
                t(9, b'\1'), t(200, h('0001'))), f(t(1, h('0001')), b'\3\x09\1'), f(t(0, b''), t(1, b'\1'))]
    return of(179, *frames, cut=((frames[0], 5), (frames[0], 20)))


# --- PPP and HDLC on lines: RFC 1661, RFC 1662, RFC 1547 ---

@capture
def ppp_serial():
    """Address and control; or Cisco's HDLC in its place; or something else."""
    f = [h('ff03 0021') + IP4, h('ff03 0057') + IP6, h('ff03 c021 0101 000e 0104 05dc 0506 12345678'), h('ff03 8021 0101 0004'),
         h('0f00 0800') + IP4, h('8f00 8035 00000002 00000001 00000002 ffff'), h('ff03 4321') + b'what', h('0103 0021') + IP4,
         h('ff03 00fd') + b'compressed', h('ff03 0281 000101ff') + IP4, h('ff03 003d c001') + b'multi']
    return of(50, *f, cut=((f[0], 1), (f[0], 3), (f[0], 10)))


@capture
def ppp_frames():
    """The protocols of PPP, with and without address and control, compressed; as on an asynchronous line."""
    def wire(b):
        return b''.join(bytes([0x7d, x ^ 0x20]) if x < 0x20 or x in (0x7d, 0x7e) else bytes([x]) for x in b)
    f = [h('ff03 0021') + IP4, h('21') + IP4, h('ff03 57') + IP6, h('0057') + IP6, h('ff03 0023') + ISIS,
         h('ff03 002b ffff 0020 00 00 00000000 ffffffffffff 0453 00000000 020000000001 0453 0000'), h('ff03 002f') + IP4,
         h('ff03 003d 8001') + b'begin', h('ff03 003d 4002') + b'end', h('ff03 003d 0003') + b'none', h('ff03 003d c004') + b'both',
         h('ff03 0281 000101ff') + IP4, h('ff03 0283 000101ff') + IP4, h('ff03 00fd') + b'compressed', h('ff03 0800') + IP4,
         h('ff03 86dd') + IP6, h('ff03 c02d 01'), h('ff03 4567') + b'what', h('7e') + wire(h('ff03 0021') + IP4) + h('7e'),
         h('7e 21') + wire(IP4), h('7e') + wire(h('c021 0101 0004'))]
    return of(9, *f, cut=((f[0], 3), (f[0], 10), (f[7], 5)))


@capture
def ppp_pppd():
    """pppd's direction in the address's place."""
    f = [h('0003 0021') + IP4, h('0103 0057') + IP6, h('0003 c021 0901 0008 12345678'), h('ff03 0021') + IP4]
    return of(166, *f, cut=((f[0], 2), (f[0], 20)))


@capture
def ppp_control():
    """LCP, IPCP, IPV6CP, CCP, MPLSCP, OSICP, BACP: every code and option; PAP and CHAP."""
    p = lambda proto, code, b=b'', id=7, n=None: h('ff03') + be16(proto) + bytes([code, id]) + be16(4 + len(b) if n is None else n) + b
    o = lambda t, x='': bytes([t, 2 + len(h(x))]) + h(x)
    f = [p(0xc021, 1, b''.join((o(1, '05d4'), o(2, '000a0000'), o(3, 'c023'), o(5, '12345678'), o(7), o(8), o(17, '05dc'), o(18),
                                o(19, '03020000000001')))),
         p(0xc021, 2, o(3, 'c22305') + o(3, 'c22380') + o(3, 'c227') + o(3, '1234') + o(3, '0027') + o(4, 'c02500000064')),
         p(0xc021, 3, o(0, '00104b41') + o(9, '0004') + o(10, '01') + o(13, '06') + o(19, '01c0000201') + o(23, '0001') + o(77, '01')),
         p(0xc021, 4, o(15) + o(12, '01') + o(6, '01') + o(11, '0102')), p(0xc021, 5, b'bye'), p(0xc021, 6),
         p(0xc021, 7, h('0107 0004')), p(0xc021, 8, h('8057 0107 0004')), p(0xc021, 9, h('12345678') + b'echo'),
         p(0xc021, 10, h('87654321')), p(0xc021, 11, h('12345678')), p(0xc021, 12, h('12345678') + b'who am I'),
         p(0xc021, 13, h('12345678 0000003c')), p(0xc021, 0, h('12345678 00104b 01') + b'x'), p(0xc021, 99),
         p(0x8021, 1, o(2, '002d0f01') + o(3, 'c0000201') + o(129, 'c0000235') + o(130, '00000000') + o(131, 'c0000236') + o(132, '00000000')),
         p(0x8021, 1, o(1, 'c0000201c0000202') + o(4, 'c0000201') + o(99, '01')), p(0x8057, 1, o(1, '020000fffe000001')),
         p(0x8057, 3, o(2, '0061') + o(9, '00')), p(0x80fd, 1, o(0, '00104b') + o(18, '01000060') + o(21, '7800') + o(26, '7800') + o(77)),
         p(0x80fd, 14), p(0x80fd, 15), p(0x8281, 1), p(0x8023, 1, o(1, '01')), p(0xc02b, 1, o(1, '12345678')), p(0xc021, 1, n=3),
         p(0xc021, 1, h('0101')), p(0xc021, 1, h('0109 05')),
         p(0xc023, 1, b'\5alice\6secret'), p(0xc023, 2, b'\2ok'), p(0xc023, 3, b'\2no'), p(0xc023, 9),
         p(0xc223, 1, b'\4\1\2\3\4server'), p(0xc223, 2, b'\x10' + bytes(range(16)) + b'alice'), p(0xc223, 3, b'Welcome'),
         p(0xc223, 4, b'Denied'), p(0xc223, 9)]
    return of(9, *f, cut=((f[0], 5), (f[0], 20), (f[28], 11), (f[32], 10)))


@capture
def ppp_bsdos():
    """For BSD/OS: said to be unsupported on anything else.  Text by hand: 4.99 says nothing."""
    return of(103, h('ff03 0021') + b'sixteen octets..')


@capture
def cisco_hdlc():
    """Address, control, Ethernet type; SLARP: asked, answered, kept alive."""
    alive = h('8f00 8035 00000002 00000001 00000002 ffff 0a4cb800')
    f = [h('0f00 0800') + IP4, h('8f00 86dd') + IP6, h('0f00 8847 000101ff') + IP4, alive, alive[:-4], alive + b'junk',
         h('8f00 8035 00000000 00000000 00000000 ffff'), h('8f00 8035 00000001 c0000201 ffffff00 ffff'),
         h('8f00 8035 00000009 00000000 00000000 ffff'), h('0f00 fefe 03') + ISIS, h('0f00 fefe') + ISIS, h('7700 1234') + b'what',
         h('0f00 2000') + b'cdp?', h('8f00 8035 0000')]
    return of(104, *f, cut=((f[0], 3), (f[0], 10), (f[3], 14), (f[3], 22), (f[6], 14), (f[8], 10), (f[8], 20)))


@capture
def pppoe():
    """Discovery with its tags, sessions, 3Com's types, lengths that are too much.  RFC 2516."""
    d = lambda code, b, n=None, type=0x8863, session=0, first=0x11: eth(
        bytes([first, code]) + be16(session) + be16(len(b) if n is None else n) + b, type, pad=False)
    t = lambda kind, b: be16(kind) + be16(len(b)) + b
    tags = [t(0x101, b'isp'), t(0x102, b'concentrator'), t(0x103, h('00ff')), t(0x104, b'cookie'), t(0x105, h('000000090102')),
            t(0x110, b'relay'), t(0x201, b'wrong'), t(0x202, b'broken'), t(0x203, b'error'), t(0x999, b'?')]
    session = h('0021') + IP4
    frames = [d(9, tags[0] + tags[2]), *(d(7, x) for x in tags), d(0x19, tags[0] + tags[3]), d(0x65, tags[0], session=7), d(0xa7, tags[8], session=7),
              d(0, session, session=7, type=0x8864), d(0, session, session=7, type=0x3c13), d(9, tags[0], type=0x3c12), d(9, tags[0], 1479), d(9, tags[0], 1478),
              d(0x33, b''), d(9, tags[0], first=0x22), d(9, t(0, b'') + tags[0])]
    return of(1, *frames, cut=((frames[0], 16), (frames[0], 22), (frames[0], 26), (frames[14], 21), (frames[14], 30)))


@capture
def mpls_cut():
    """Label stacks: of the explicit nulls, of a payload nobody knows, cut in it."""
    f = [eth(h(x) + b, 0x8847, pad=False) for x, b in (('000001ff', IP4), ('000021ff', IP6), ('0001003f 000101ff', IP4), ('000101ff', b'\x99unknown'), ('000101ff', b''), ('000111ff', b'\x01alert'))]
    return of(1, *f, cut=((f[3], 22), (f[0], 16), (f[2], 21), (f[0], 30)))


@capture
def dump_cut():
    """What -x, -X and -A show of frames that are cut short, of an unknown type, and of TCP whose header is too long."""
    p = Pcap()
    seg = lambda n, data=b'': eth(ip4(struct.pack('>HHIIBBHHH', 4000, 80, 1000, 2000, n << 4, 0x18, 512, 0, 0) + data, 6), pad=False)
    http, arp = seg(5, b'GET / HTTP/1.0\r\n\r\n'), eth(h('0001 0800 0604 0001') + bytes(20), 0x806, pad=False)
    name = eth(ip4(udp(b'\0' * 12, 4000, 5353), 17), pad=False)
    for f in (eth(bytes(range(60)), 0x1234, pad=False), seg(15), http, arp, name):
        p.add(f)
    for f, n in ((http, 9), (http, 20), (http, 40), (arp, 20), (name, 50)):
        p.add(f, cap=n)
    return p
