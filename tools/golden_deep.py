#!/usr/bin/env python3
"""tools/golden_deep.py DIR - captures of link layers that only --deep knows: DIR/deep_can.pcap, deep_can_xl.pcap,
deep_can_sll.pcap and deep_netlink.pcap (root).  CAN frames are built here, by Linux's struct can_frame and canfd_frame, as the kernel had
no vcan; the messages of netlink are the kernel's own, asked for through a socket in a network namespace of
its own, behind the header that nlmon would have put before them."""
import os
import socket
import struct
import subprocess
import sys


def write(path, link, packets):
    with open(path, 'wb') as f:
        f.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, link))
        for i, p in enumerate(packets):
            f.write(struct.pack('<IIII', 1700000000 + i, 1000 * i, len(p), len(p)) + p)


def can(ident, data, flags=0, size=8, order='>'):
    return struct.pack(order + 'IBB2x', ident, len(data), flags) + data.ljust(size, b'\0')


def can_frames(order):  # the identifier of a cooked frame is as the machine has it, libpcap turns the other
    return [can(*frame, order=order) for frame in (
        (0x123, bytes(range(1, 9))), (0x7ff, b''), (0x80000000 | 0x18daf110, b'\x02\x10\x03'),
        (0x40000000 | 0x321, b''), (0x20000000 | 0x84, b'\0\x08\0\0\0\0\0\0'),
        (0x456, bytes(range(32)), 4 | 1, 64), (0x80000000 | 0x1abcdef, bytes(64), 4 | 1 | 2, 64))]


def xl(order):  # CAN XL: priority and VCID, flags, type, length, acceptance field, data
    return struct.pack(order + 'IBB', 0x00050123, 0x81, 3) + struct.pack('<HI', 20, 0x11223344) + bytes(range(20))


def sll(kind, frame):
    return struct.pack('>HHH8sH', 4 if kind == 0xd else 1, 280, 0, b'', kind) + frame


class Netlink:
    def __init__(self):
        self.s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
        self.s.bind((0, 0))
        self.s.settimeout(2)
        self.seq, self.seen = 1, []

    def ask(self, kind, body, dump=True):
        m = struct.pack('=IHHII', 16 + len(body), kind, 0x301 if dump else 5, self.seq, 0) + body
        self.seq += 1
        self.s.send(m)
        self.note(m, True)
        while True:
            got = self.s.recv(65536)
            self.note(got, False)
            at, kinds = 0, []
            while at < len(got):
                size, kind_ = struct.unpack_from('=IH', got, at)
                kinds.append(kind_)
                at += size + 3 & ~3
            if not dump or 2 in kinds or 3 in kinds:
                return

    def note(self, m, out):  # to the kernel: PACKET_KERNEL; to user space: PACKET_USER
        self.seen.append(struct.pack('>HH10xH', 7 if out else 6, 824, 0) + m)


def netlink():
    def ip(line):
        subprocess.run(['ip', *line.split()], check=True)
    ip('link set lo up')
    ip('link add one type veth peer name two')
    ip('addr add 10.1.2.3/24 dev one')
    ip('addr add 2001:db8::1/64 dev one')
    ip('link set one up')
    ip('link set two up')
    ip('route add 192.0.2.0/24 via 10.1.2.1')
    ip('neigh add 10.1.2.1 lladdr 02:00:00:00:00:01 dev one')
    n = Netlink()
    n.ask(18, struct.pack('=BxHiII', 0, 0, 0, 0, 0))  # RTM_GETLINK
    n.ask(22, struct.pack('=BBBBI', 0, 0, 0, 0, 0))  # RTM_GETADDR
    n.ask(26, struct.pack('=BBBBBBBBI', 2, 0, 0, 0, 0, 0, 0, 0, 0))  # RTM_GETROUTE
    n.ask(30, struct.pack('=BxxxiHBB', 2, 0, 0, 0, 0))  # RTM_GETNEIGH
    n.ask(38, struct.pack('=BxxxiIII', 0, 0, 0, 0, 0))  # RTM_GETQDISC
    n.ask(18, struct.pack('=BxHiII', 0, 0, 999, 0, 0), dump=False)  # no such device
    return n.seen


def main():
    to = sys.argv[1]
    if os.environ.get('GOLDEN_DEEP_INSIDE') != '1':
        os.execvpe('unshare', ['unshare', '-n', sys.executable, __file__, to], dict(os.environ, GOLDEN_DEEP_INSIDE='1'))
    write(os.path.join(to, 'deep_can.pcap'), 227, can_frames('>'))
    write(os.path.join(to, 'deep_can_xl.pcap'), 227, [xl('>')])
    write(os.path.join(to, 'deep_can_sll.pcap'), 113,
          [sll(0xd if len(f) > 16 else 0xc, f) for f in can_frames('<')])
    write(os.path.join(to, 'deep_netlink.pcap'), 253, netlink())


if __name__ == '__main__':
    main()
