#!/usr/bin/env python3
"""The same story told otherwise: a capture over IPv6, on other ports, cut, cooked, tagged.

  tests/lab/transform.py HOW in.pcap out.pcap      HOW: ipv6, ports, snap96, sll, vlan, later

Trouble does not depend on any of these, so what `sonde why` finds must not either.
"""
import struct
import sys

PORTS = {80: 8088, 8080: 9191, 6379: 7001, 5432: 15432, 443: 9443, 22: 2200, 25: 2525, 21: 2121, 5001: 6001, 7000: 7100}


def read(name):
    b = open(name, 'rb').read()
    e = '<' if b[:4] in (b'\xd4\xc3\xb2\xa1', b'\x4d\x3c\xb2\xa1') else '>'
    head, at, out = b[:24], 24, []
    while at + 16 <= len(b):
        s, f, n, w = struct.unpack_from(e + 'IIII', b, at)
        out.append((s, f, b[at + 16:at + 16 + n], w))
        at += 16 + n
    return e, head, out


def write(name, e, head, packets, link=None):
    if link is not None:
        head = head[:20] + struct.pack(e + 'I', link)
    with open(name, 'wb') as f:
        f.write(head)
        for s, u, p, w in packets:
            f.write(struct.pack(e + 'IIII', s, u, len(p), w) + p)


def v6(a):
    return bytes.fromhex('20010db8000000000000ffff') + a


def icmp6(b):
    """An ICMP message as ICMPv6, as far as it means the same."""
    t, c = b[0], b[1]
    if t == 8 or t == 0:
        return bytes([128 if t == 8 else 129, 0, 0, 0]) + b[4:]
    if t == 3 and c == 4:
        return bytes([2, 0, 0, 0]) + struct.pack('>I', max(1280, struct.unpack_from('>H', b, 6)[0])) + ip6(b[8:])[:1200]
    if t == 3:
        code = {0: 0, 1: 3, 2: 4, 3: 4, 6: 0, 7: 3, 9: 1, 10: 1, 13: 1}.get(c, 1)
        return bytes([1, code, 0, 0, 0, 0, 0, 0]) + ip6(b[8:])[:1200]
    if t == 11:
        return bytes([3, c, 0, 0, 0, 0, 0, 0]) + ip6(b[8:])[:1200]
    return None


def ip6(b):
    """An IPv4 packet as an IPv6 one; None if there is no such thing."""
    if len(b) < 20 or b[0] >> 4 != 4:
        return b''
    hlen, total, proto, ttl = (b[0] & 15) * 4, struct.unpack_from('>H', b, 2)[0], b[9], b[8]
    body, wire = b[hlen:], total - hlen
    if proto == 1:
        new = icmp6(body)
        if new is None:
            return None
        wire += len(new) - len(body)
        body, proto = new, 58
    elif proto not in (6, 17):
        return None
    return struct.pack('>IHBB', 6 << 28, wire & 0xffff, proto, ttl) + v6(b[12:16]) + v6(b[16:20]) + body


def arp6(p):
    """ARP as neighbour discovery."""
    sha, spa, tpa, op = p[22:28], p[28:32], p[38:42], struct.unpack_from('>H', p, 20)[0]
    if spa == tpa or op == 2:  # an answer, or a claim that nobody asked for
        asked = op == 2 and p[:6] != b'\xff' * 6
        body = bytes([136, 0, 0, 0, 0x60 if asked else 0x20, 0, 0, 0]) + v6(spa) + bytes([2, 1]) + sha
        src, dst = v6(spa), v6(tpa) if asked else bytes.fromhex('ff02' + '00' * 13 + '01')
    elif spa == b'\0' * 4:
        body = bytes([135, 0, 0, 0, 0, 0, 0, 0]) + v6(tpa)
        src, dst = bytes(16), bytes.fromhex('ff02000000000000000000 01ff'.replace(' ', '')) + tpa[1:]
    else:
        body = bytes([135, 0, 0, 0, 0, 0, 0, 0]) + v6(tpa) + bytes([1, 1]) + sha
        unicast = p[:6] != b'\xff' * 6
        src = v6(spa)
        dst = v6(tpa) if unicast else bytes.fromhex('ff0200000000000000000001ff') + tpa[1:]
    return p[:12] + b'\x86\xdd' + struct.pack('>IHBB', 6 << 28, len(body), 58, 255) + src + dst + body


def to_ipv6(p):
    kind = p[12:14]
    if kind == b'\x08\x06' and len(p) >= 42:
        return arp6(p)
    if kind == b'\x08\x00':
        new = ip6(p[14:])
        return p[:12] + b'\x86\xdd' + new if new else None
    return p


def to_ports(p):
    if p[12:14] != b'\x08\x00' or p[23] != 6:
        return p
    at = 14 + (p[14] & 15) * 4
    if len(p) < at + 4 or struct.unpack_from('>H', p, 20)[0] & 0x1fff:
        return p
    s, d = struct.unpack_from('>HH', p, at)
    return p[:at] + struct.pack('>HH', PORTS.get(s, s), PORTS.get(d, d)) + p[at + 4:]


def main(how, src, dst):
    e, head, packets = read(src)
    link, out = None, []
    for s, f, p, w in packets:
        if how == 'ipv6':
            q = to_ipv6(p)
            if q is None:
                q = p  # numbers of packets stay what they were
            w += len(q) - len(p)
            p = q
        elif how == 'ports':
            p = to_ports(p)
        elif how == 'snap96':
            p = p[:96]
        elif how == 'sll':
            link = 113
            p = struct.pack('>HHH', 4 if p[0] & 1 else 0, 1, 6) + p[6:12] + b'\0\0' + p[12:]
            w += 2
        elif how == 'vlan':
            p = p[:12] + b'\x81\x00\x00\x2a' + p[12:]
            w += 4
        elif how == 'later':
            s += 86400 * 400
        out.append((s, f, p, w))
    write(dst, e, head, out, link)


if __name__ == '__main__':
    main(*sys.argv[1:4])
