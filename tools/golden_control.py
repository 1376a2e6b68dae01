"""Captures of the protocols that control a LAN, and of SCTP and multipath TCP: see mkpcap.py.  From
the specifications named at each."""
import struct

from mkpcap import (A4, ACK, MAC_A, Pcap, SYN, a4, a6, be16, be32, capture, cksum, eth, h, ip4, llc, pseudo, tcp, u4,
                    udp)
from golden_lan import in4, in6, of

# --- Bridges: IEEE 802.1D, 802.1Q ---

ROOT, BRIDGE = h('1001 020000000001'), h('8002 020000000002')


def bpdu(version, type, flags=0, port=0x8003, root=ROOT, bridge=BRIDGE, more=b''):
    """Flags, root, cost, bridge, port, ages in 256ths of a second."""
    return llc(0x42, 0x42, b'\3', h('0000') + bytes([version, type, flags]) + root + be32(20000) + bridge + be16(port) +
               h('0100 1400 0200 0f00') + more)


@capture
def stp():
    """Configuration, topology change, RSTP, MSTP with instances, SPB; what is unknown."""
    digest, b = bytes(range(16)), BRIDGE

    def mst(n, flags=0x7c, name=b'region', more=b''):
        config = b'\0' + name.ljust(32, b'\0') + be16(1) + digest
        one = bytes([flags]) + ROOT + be32(200) + h('80 80 14')
        whole = config + be32(2000) + b + b'\x13' + one * n + more
        return b'\0' + be16(len(config) + 13 + 16 * n) + whole
    spb = h('0010') + bytes([0]) + bytes(32) + be16(1) + digest + bytes(4) + h('00 00000000 0000') + digest * 2
    f = [bpdu(0, 0), bpdu(0, 0, 0x81, root=BRIDGE), llc(0x42, 0x42, b'\3', h('0000 00 80')), *(bpdu(2, 2, x, more=b'\0') for x in (0x3c, 0x0e, 0x02, 0x79, 0xff, 0x04, 0x00)),
         bpdu(3, 2, 0x7c, more=mst(0)), bpdu(3, 2, 0x7c, more=mst(2)), bpdu(3, 2, 0x0e, more=mst(1, 0x0e, b'')), bpdu(4, 2, 0x7c, more=mst(1, more=be16(len(spb)) + spb)),
         llc(0x42, 0x42, b'\3', h('0001 00 00') + bytes(31)), bpdu(9, 2), llc(0x42, 0x42, b'\3', h('0000 00 77') + bytes(31)), llc(0x42, 0x42, b'\3', h('0000 02 02') + bytes(9)),
         llc(0xaa, 0xaa, b'\3', h('00000c 010b') + h('0000 02 02 3c') + ROOT + be32(4) + BRIDGE + h('8003 0000 1400 0200 0f00 00 0000 0002 0064'))]
    return of(*f, cut=((f[0], 20), (f[0], 30), (f[3], 40), (f[11], 60), (f[11], 110), (f[11], 140), (f[11], 128), (f[11], 136), (f[11], 120)))


# --- Discovery: IEEE 802.1AB and its annexes, ANSI/TIA-1057, 802.3 ---

@capture
def lldp():
    """Every basic TLV, those of 802.1, 802.3, MED, DCB, and one that nobody knows."""
    t = lambda kind, b: be16(kind << 9 | len(b)) + b
    o = lambda oui, sub, x='': t(127, h(oui) + bytes([sub]) + (h(x) if isinstance(x, str) else x))
    start = t(1, b'\4' + MAC_A) + t(2, b'\5' + b'Gi0/1') + t(3, be16(120))
    e = lambda *x: eth(start + b''.join(x) + t(0, b''), 0x88cc, dst=h('0180c200000e'), pad=False)
    chassis = [t(1, bytes([k]) + b) for k, b in ((1, b'chassis'), (2, b'alias'), (3, b'port'), (5, b'\1' + a4('192.0.2.9')), (5, b'\2' + a6('2001:db8::9')), (6, b'eth0'), (7, b'local'), (9, b'?'))]
    ports = [t(2, bytes([k]) + b) for k, b in ((1, b'alias'), (2, b'component'), (3, MAC_A), (4, b'\1' + a4('192.0.2.9')), (6, b'circuit'), (7, b'local'), (0, b'?'))]
    f = [e(t(4, b'port description'), t(5, b'name'), t(6, b'A system.\nTwo lines'), t(7, h('00ff 0014')), t(8, b'\5\1' + a4('192.0.2.9') + b'\2' + be32(7) + b'\0'),
           t(8, b'\x11\2' + a6('2001:db8::9') + b'\3' + be32(9) + b'\3\1\2\3')),
         *(eth(c + p + t(3, be16(0)) + t(0, b''), 0x88cc, pad=False) for c, p in zip(chassis, ports + [ports[0]])),
         e(o('0080c2', 1, '0064'), o('0080c2', 2, '07 0064'), o('0080c2', 3, b'\0\x64\5users'), o('0080c2', 4, '03 888e01'), o('0080c2', 5, '00000001'), o('0080c2', 6, '0007'), o('0080c2', 7, '03 00000005'),
           o('0080c2', 0x99, '01')),
         e(o('00120f', 1, '03 6c03 001e'), o('00120f', 2, '07 01 04'), o('00120f', 3, '03 00000001'), o('00120f', 4, '05f2'), o('00120f', 2, '0f 01 04 53 0082 0064'), o('00120f', 9, '01')),
         e(o('0012bb', 1, '003f 04'), o('0012bb', 2, '01 80 64 2e'), o('0012bb', 2, '05 00 00 00'), o('0012bb', 3, '01') , o('0012bb', 3, b'\2\x0e\2DE\6\6Berlin\1\3Mit'), o('0012bb', 3, b'\x03112'),
           o('0012bb', 4, '52 0096'), *(o('0012bb', k, b'text') for k in range(5, 12)), o('0012bb', 3, '01 52 2b4c8d0f5a 11 3f6a 00 01'), o('0012bb', 77, '01')),
         e(o('0080c2', 8, '01'), o('0080c2', 9, '83 01234567 14141414 00000000 0202020202020202'), o('0080c2', 10, '03 01234567 14141414 00000000 0202020202020202'), o('0080c2', 11, '88 08'),
           o('0080c2', 12, '00 61 8906')), e(o('000ecf', 2, '0000 0000'), o('001b21', 2, '0001'), o('123456', 1, '01')), eth(start + t(9, b'reserved') + t(0, b''), 0x88cc),
         eth(t(1, b''), 0x88cc), eth(start, 0x88cc, pad=False)]
    return of(*f, cut=((f[0], 15), (f[0], 30), (f[0], 70), (f[10], 60)))


# --- Slow protocols: IEEE 802.3 (57), 802.1AX ---

@capture
def slow():
    """LACP, markers, OAM.  4.99 does not know ESMC."""
    s = lambda b: eth(b, 0x8809, dst=h('0180c2000002'), pad=False)
    system = lambda kind, state: bytes([kind, 20]) + h('8000') + MAC_A + h('0001 00ff 0002') + bytes([state]) + bytes(3)
    lacp = h('01 01') + system(1, 0x3d) + system(2, 0xc7) + h('03 10 8000') + bytes(12) + bytes(2) + bytes(50)
    marker = lambda kind: h('02 01') + bytes([kind]) + h('10 0001') + MAC_A + h('00000007 0000') + bytes(92)
    info = lambda kind: bytes([kind, 16]) + h('01 0001 0f 03 05dc 00000c 00000001')
    f = [s(lacp), s(marker(1)), s(marker(2)), s(h('03 0050 00') + info(1) + info(2) + bytes(8)), s(h('03 0008 00') + info(1) + bytes(24)),
         s(h('03 0050 01 0001') + b'\1\x28' + h('0001') + bytes(36) + b'\2\x1a' + bytes(24) + b'\3\x1a' + bytes(24) + b'\4\x12' + bytes(16)), s(h('03 0050 02 07 0008') + bytes(20)), s(h('03 0050 03 07 0008 02 0001') + bytes(20)),
         s(h('03 0050 04 01') + bytes(38)), s(h('03 0050 04 02') + bytes(38)), s(h('03 0050 fe 00000c') + bytes(30)), s(h('03 ffff 77') + bytes(36)),
         s(h('77 01') + bytes(20)), s(h('01 09') + bytes(20))]
    return of(*f, cut=((f[0], 15), (f[0], 30), (f[1], 25), (f[3], 30)))


# --- Routers' substitutes: HSRP (RFC 2281), VRRP (RFC 3768, RFC 5798) ---

@capture
def hsrp():
    m = lambda op, state, auth=b'cisco', version=0, more=b'': u4(bytes([version, op, state, 3, 10, 100, 1, 0]) + auth.ljust(8, b'\0') + a4('192.0.2.9') + more, 1985, 1985, dst='224.0.0.2')
    f = [m(op, state) for op, state in ((0, 0), (0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (1, 8), (2, 16), (3, 0), (9, 33))]
    f += [m(0, 16, b''), m(0, 16, b'secret!!'), m(0, 16, version=1), m(0, 16, more=h('04 1c 01000000') + a4('192.0.2.1') + bytes(20))]
    return of(*f, cut=((f[0], 43), (f[0], 48), (f[0], 60)))


@capture
def vrrp():
    """Versions 2 and 3, over both of IP."""
    def two(type=1, addrs=('192.0.2.9',), auth=0, prio=100, text=b'', ck=None, version=2):
        b = bytes([version << 4 | type, 1, prio, len(addrs), auth, 1]) + be16(0) + b''.join(a4(x) for x in addrs) + text.ljust(8, b'\0')
        return in4(112, b[:6] + be16(cksum(b) if ck is None else ck) + b[8:], dst='224.0.0.18', ttl=255)

    def three(addrs, prio=100, adv=100, v6=False, ck=None):
        b = bytes([0x31, 7, prio, len(addrs)]) + be16(adv) + be16(0) + b''.join((a6 if v6 else a4)(x) for x in addrs)
        src, dst = ('fe80::1', 'ff02::12') if v6 else (A4, '224.0.0.18')
        b = b[:6] + be16(cksum(pseudo(src, dst, 112, len(b)) + b) if ck is None else ck) + b[8:]
        return in6(112, b, src=src, dst=dst, hlim=255) if v6 else in4(112, b, dst=dst, ttl=255)
    f = [two(), two(addrs=('192.0.2.9', '192.0.2.10')), two(auth=1, text=b'password'), two(auth=2), two(auth=9), two(prio=0), two(prio=255), two(type=2), two(ck=0x1234), two(version=1), two(addrs=()),
         three(['192.0.2.9']), three(['192.0.2.9', '192.0.2.10'], prio=0, adv=0x0fff), three(['192.0.2.9'], ck=0x1234), three(['fe80::9', '2001:db8::9'], v6=True)]
    return of(*f, cut=((f[0], 35), (f[0], 38), (f[1], 48), (f[2], 60)))


# --- Port access: IEEE 802.1X, RFC 3748; MACsec: IEEE 802.1AE ---

@capture
def eapol():
    """EAPOL's packets; EAP's codes and types."""
    p = lambda kind, b=b'', version=1: eth(bytes([version, kind]) + be16(len(b)) + b, 0x888e, dst=h('0180c2000003'))
    e = lambda code, b=b'', id=5: bytes([code, id]) + be16(4 + len(b)) + b
    f = [p(1), p(2), p(4, b'alert'), p(3, h('02 010a 0010 0000000000000001') + bytes(80), 2), p(9), p(0, e(3)), p(0, e(4)), p(0, e(1, b'\1')), p(0, e(2, b'\1alice')), p(0, e(1, b'\2Hello, world')),
         p(0, e(2, b'\3\x15\x19')), p(0, e(1, b'\4\x10' + bytes(range(16)) + b'name')), p(0, e(1, b'\5challenge')), p(0, e(1, b'\6card')), p(0, e(1, h('0d 20'))), p(0, e(1, h('0d c0 00000400') + b'\x16\3\1')),
         p(0, e(2, h('15 80 00000004') + b'abcd')), p(0, e(1, h('19 21'))), p(0, e(1, h('12 0a 0000 0f02'))), p(0, e(1, h('17 01 0000') + bytes(8))), p(0, e(1, h('2b 01') + b'fast')), p(0, e(1, h('2b 21 0004 0005') + bytes(9))),
         p(0, e(1, h('fe 00000c 00000001'))), p(0, e(1, h('ff'))), p(0, e(1, h('63'))), p(0, e(7)), p(0, e(1, h('1a 0102')))]
    return of(*f, cut=((f[0], 15), (f[7], 19), (f[9], 23), (f[10], 22)))


@capture
def macsec():
    """SecTAGs: with and without an SCI, encrypted, short; integrity only, whose payload is read."""
    f = lambda tci, sl, pn, sci=b'', b=be16(0x800) + ip4(udp(b'clear', 1000, 2000), 17), icv=bytes(16): eth(bytes([tci, sl]) + be32(pn) + sci + b + icv, 0x88e5, pad=False)
    sci = MAC_A + be16(1)
    frames = [f(0x20, 0, 1, sci), f(0x00, 0, 2), f(0x2c, 0, 3, sci), f(0x0d, 0, 4), f(0x2e, 0, 5, sci), f(0x50, 0, 6), f(0x10, 0, 7), f(0x2c, 20, 8, sci, bytes(20)), f(0x2c, 20, 9, sci, bytes(30)),
              f(0x80, 0, 10), f(0x60, 0, 11, sci), f(0x2c, 0x7f, 12, sci, bytes(4)), f(0x08, 0, 13), f(0x04, 0, 14), f(0x03, 0, 0)]
    return of(*frames, cut=((frames[0], 16), (frames[0], 22), (frames[0], 40)))


# --- SCTP: RFC 9260 and its extensions; multipath TCP: RFC 8684 ---

@capture
def sctp_chunks():
    """Every chunk, the parameters of INIT, causes of errors, payload protocols."""
    c = lambda type, flags, b, n=None: bytes([type, flags]) + be16(4 + len(b) if n is None else n) + b + bytes(-len(b) % 4)
    s = lambda *x: in4(132, struct.pack('>HHII', 5000, 5001, 7, 0) + b''.join(x))
    p = lambda t, b: be16(t) + be16(4 + len(b)) + b + bytes(-len(b) % 4)
    init = be32(1) + be32(65535) + be16(10) + be16(20) + be32(100)
    params = p(5, a4('192.0.2.9')) + p(6, a6('2001:db8::9')) + p(7, b'cookie') + p(9, be32(100)) + p(11, b'host.example') + p(12, be16(5) + be16(6)) + p(0x8000, b'') + p(0xc000, b'') + p(0x8008, b'\x80') + p(0x1234, b'?')
    data = lambda ppid, b=b'data', flags=3: c(0, flags, be32(1) + be16(2) + be16(3) + be32(ppid) + b)
    f = [s(c(1, 0, init)), s(c(1, 0, init + params)), s(c(2, 0, init + params)), s(data(0)), s(data(0, flags=0), data(0, flags=2), data(0, flags=1), data(0, flags=4), data(0, flags=7)), *(s(data(x)) for x in (*range(1, 28), 46, 99)),
         s(c(3, 0, be32(5) + be32(1000) + be16(0) + be16(0))), s(c(3, 0, be32(5) + be32(1000) + be16(2) + be16(2) + h('0002 0003 0005 0007') + be32(3) + be32(4))), s(c(4, 0, p(1, bytes(8)))), s(c(5, 0, p(1, bytes(8)))),
         s(c(6, 0, b'')), s(c(6, 1, p(12, b'user'))), s(c(7, 0, be32(5))), s(c(8, 0, b'')), s(c(9, 0, *[b''.join(p(k, b) for k, b in ((1, h('0005 0000')), (2, be32(1) + be16(5)), (3, be32(9)), (4, b''), (5, b'addr'), (6, b'chunk'), (7, b''), (8, b'param'), (9, be32(5)), (10, b''), (13, b'violation'), (77, b'')))])),
         s(c(10, 0, b'cookie'), data(0)), s(c(11, 0, b'')), s(c(12, 0, be32(5))), s(c(13, 0, be32(5))), s(c(14, 0, b'')), s(c(14, 1, b'')), s(c(0xc0, 0, be32(9))), s(c(0x0f, 0, be16(1) + bytes(20))), s(c(0x80, 0, be32(1))), s(c(0xc1, 0, be32(1))), s(c(0x77, 0, b'?')),
         s(c(11, 0, b''), c(11, 0, b'')), s(c(11, 0, b'', n=2))]
    return of(*f, cut=((f[0], 40), (f[0], 50), (f[1], 80), (f[3], 60)))


@capture
def mptcp():
    """Subtypes of option 30, but what 5.0 says otherwise: MP_CAPABLE's flags, MP_TCPRST."""
    o = lambda x: bytes([30, 2 + len(h(x))]) + h(x)
    k, t = '0102030405060708', 'a1a2a3a4a5a6a7a8'
    p, n = Pcap(), 0
    for flags, x in ((SYN, '11 05 01020304 05060708'), (SYN | ACK, '10 05' + k + '05060708'), (ACK, '10 00' + 'ab' * 20),
                     (ACK, '20 01 00000005'), (ACK, '20 03' + k), (ACK, '20 05 00000005 00000006 00000007 0010 1234'), (ACK, '20 0f' + k + t + '00000007 0010'), (ACK, '20 1f' + k + t + '00000007 0010 1234'), (ACK, '20 14'),
                     (ACK, '34 05 c0000209'), (ACK, '34 05 c0000209 1f90'), (ACK, '36 05' + '20010db8' + '00' * 11 + '09'), (ACK, '30 05 c0000209 1122334455667788'), (ACK, '31 05 c0000209'), (ACK, '40 05 06 07'), (ACK, '50'), (ACK, '51 05'), (ACK, '60' + '00' + k),
                     (ACK, '70 00' + k), (ACK, '9000'), (ACK, '00 01'), (ACK, '20 04 00')):
        p.add(eth(ip4(tcp(b'', 40000, 80, 1 + n, 5 if flags & ACK else 0, flags, options=o(x)), 6), pad=False))
        n += 1
    return p
