#!/usr/bin/env python3
"""seed.py DIR [PCAP...] - seeds for the three fuzzers from captures (the golden ones unless given)
in DIR/packet, DIR/savefile, DIR/filter.  To keep what a long run found:
    build/fuzz/packet -merge=1 tests/fuzz/corpus/packet DIR/packet"""
import glob
import hashlib
import os
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
OPTIONS = (b'\0\0\0', b'\7\0\0', b'\7\1\0', b'\x2b\0\0')  # plain; -vvv -e; the same as JSON; -q -X
FILTERS = ('', 'tcp', 'udp port 53', 'host 192.0.2.1', 'ip6', 'tcp[tcpflags] & tcp-syn != 0', 'net 192.0.2.0/24',
           'ether host 02:00:00:00:00:01', 'vlan 100 and arp', 'port 80 or port 443', 'not icmp', 'greater 100',
           'tcp.port == 80', 'src 1.2.3.4:80', '(ip', 'port', 'ip proto \\tcp', 'icmp[0] == 8', 'portrange 1-1024')


def packets(path):
    b = open(path, 'rb').read()
    e = {0xd4: '<', 0x4d: '<', 0xa1: '>'}.get(b[0])
    if not e or len(b) < 24:
        return 0, []
    at, out = 24, []
    while at + 16 <= len(b):
        cap, wire = struct.unpack(e + 'II', b[at + 8:at + 16])
        out.append((b[at + 16:at + 16 + cap], wire))
        at += 16 + cap
    return struct.unpack(e + 'I', b[20:24])[0] & 0xffff, out


def keep(out, kind, data):
    os.makedirs(os.path.join(out, kind), exist_ok=True)
    with open(os.path.join(out, kind, hashlib.sha1(data).hexdigest()[:16]), 'wb') as f:
        f.write(data)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    out = sys.argv[1]
    for path in sys.argv[2:] or sorted(glob.glob(os.path.join(HERE, '../golden/*.pcap'))):
        link, all_ = packets(path)
        whole = open(path, 'rb').read()
        if whole and len(whole) < 20000:
            keep(out, 'savefile', whole[:4000])
        for at in range(0, len(all_), 8):
            body = b''.join(struct.pack('>HB', len(d), min(w - len(d), 254)) + d for d, w in all_[at:at + 8] if len(d) < 2000)
            for o in OPTIONS:
                keep(out, 'packet', o + struct.pack('>H', link) + body)
        if all_ and os.path.basename(path)[:-5] in ('tcp_talk', 'vlan_tags', 'link_sll', 'ip6_headers'):
            for f in FILTERS:
                keep(out, 'filter', struct.pack('>H', link) + f.encode() + b'\0' + all_[0][0][:200])


main()
