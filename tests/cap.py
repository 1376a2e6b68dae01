"""cap.py - captures made by tests: packets with addresses, ports and times as they are wanted.

    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from cap import Cap, Conn
"""
import struct

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
A, B, R = '192.0.2.10', '198.51.100.20', '192.0.2.1'
MA, MB = '02:00:00:00:00:0a', '02:00:00:00:00:0b'


def ip4(a):
    return bytes(map(int, a.split('.')))


def mac(a):
    return bytes.fromhex(a.replace(':', ''))


def cksum(b):
    b += bytes(len(b) % 2)
    s = sum(struct.unpack('>%dH' % (len(b) // 2), b))
    while s >> 16:
        s = (s & 0xffff) + (s >> 16)
    return ~s & 0xffff


class Cap:
    """A capture in the making: time goes on with each packet."""

    def __init__(self):
        self.packets, self.t, self.id = [], 1700000000.0, 100

    def add(self, p, dt=0.001, length=None):
        self.t += dt
        self.packets.append((self.t, p, length or len(p)))
        return len(self.packets)

    def ip(self, src, dst, proto, body, ttl=64, ident=None, dt=0.001):
        self.id += 1
        h = struct.pack('>BBHHHBBH', 0x45, 0, 20 + len(body), (self.id if ident is None else ident) & 0xffff, 0x4000, ttl, proto, 0)
        h += ip4(src) + ip4(dst)
        h = h[:10] + struct.pack('>H', cksum(h)) + h[12:]
        m = (MA, MB) if src == A else (MB, MA)
        return self.add(mac(m[1]) + mac(m[0]) + b'\x08\x00' + h + body, dt)

    def tcp(self, src, dst, sport, dport, flags, seq, ack=0, data=b'', win=65535, options=b'', **kw):
        options += b'\1' * (-len(options) % 4)
        h = struct.pack('>HHIIBBHHH', sport, dport, seq & 0xffffffff, ack & 0xffffffff, (20 + len(options)) << 2, flags, win, 0, 0)
        return self.ip(src, dst, 6, h + options + data, **kw)

    def udp(self, src, dst, sport, dport, data, **kw):
        return self.ip(src, dst, 17, struct.pack('>HHHH', sport, dport, 8 + len(data), 0) + data, **kw)

    def arp(self, op, sha, spa, tha, tpa, dt=0.001):
        to = 'ff:ff:ff:ff:ff:ff' if op == 1 else tha
        return self.add(mac(to) + mac(sha) + b'\x08\x06' + struct.pack('>HHBBH', 1, 0x800, 6, 4, op) + mac(sha) + ip4(spa) +
                        mac(tha if op == 2 else '00:00:00:00:00:00') + ip4(tpa), dt)

    def save(self, name):
        with open(name, 'wb') as f:
            f.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
            for t, p, n in self.packets:
                f.write(struct.pack('<IIII', int(t), int(t % 1 * 1e6), len(p), n) + p)
        return name


class Conn:
    """A TCP connection from A to B, kept in step."""

    def __init__(self, cap, sport=40000, dport=80, rtt=0.01, a=A, b=B):
        self.c, self.s, self.d, self.rtt, self.a, self.b = cap, sport, dport, rtt, a, b
        self.seq = [1000, 5000]

    def open(self):
        o = struct.pack('>BBH', 2, 4, 1460)
        self.syn = self.c.tcp(self.a, self.b, self.s, self.d, SYN, self.seq[0], options=o)
        self.c.tcp(self.b, self.a, self.d, self.s, SYN | ACK, self.seq[1], self.seq[0] + 1, options=o, dt=self.rtt)
        self.seq = [self.seq[0] + 1, self.seq[1] + 1]
        self.c.tcp(self.a, self.b, self.s, self.d, ACK, *self.seq, dt=0.0001)
        return self

    def say(self, side, data=b'', flags=ACK, dt=0.001, **kw):
        ends = (self.a, self.b, self.s, self.d) if side == 0 else (self.b, self.a, self.d, self.s)
        n = self.c.tcp(*ends, flags | (PSH if data else 0), self.seq[side], self.seq[1 - side], data, dt=dt, **kw)
        self.seq[side] += len(data) + (1 if flags & FIN else 0)
        return n

    def turn(self, ask, reply, think=0.0):
        n = self.say(0, ask)
        self.say(1, dt=self.rtt)
        self.say(1, reply, dt=think + 0.0002)
        self.say(0, dt=0.0001)
        return n

    def close(self, first=0):
        self.say(first, flags=FIN | ACK)
        self.say(1 - first, flags=FIN | ACK, dt=self.rtt)
        self.say(first, dt=0.0001)
