#!/usr/bin/env python3
"""tools/fields_check.py [--binary B] [-v] [DIR] - sonde --fields beside tshark -T fields: how many values of
each field are the same, packet by packet, over all captures of DIR (../shared/corpus).

tshark is told not to put segments and fragments together (sonde looks at packets), and to leave sequence
numbers alone.  A field of a packet is compared as the whole list of its values.  What neither has is not
counted.  -v shows the first differences of each field.  Last line: `N of M values equal: P %`."""
import argparse
import collections
import concurrent.futures
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENV = dict(os.environ, TZ='GMT0', LC_ALL='C')
FIELDS = '''frame.number frame.len frame.cap_len frame.time_epoch frame.time_delta frame.time_relative
eth.dst eth.src eth.type vlan.id vlan.priority
arp.hw.type arp.proto.type arp.opcode arp.src.hw_mac arp.src.proto_ipv4 arp.dst.proto_ipv4
ip.version ip.hdr_len ip.dsfield ip.len ip.id ip.flags ip.frag_offset ip.ttl ip.proto ip.checksum ip.src ip.dst
ipv6.src ipv6.dst ipv6.nxt ipv6.hlim ipv6.plen
icmp.type icmp.code icmp.ident icmp.seq icmpv6.type icmpv6.code
tcp.srcport tcp.dstport tcp.seq_raw tcp.ack_raw tcp.hdr_len tcp.len tcp.flags tcp.flags.syn tcp.window_size_value
tcp.checksum tcp.options.mss_val tcp.options.wscale.shift tcp.options.timestamp.tsval tcp.options.timestamp.tsecr
udp.srcport udp.dstport udp.length udp.checksum
dns.id dns.flags dns.flags.response dns.flags.rcode dns.count.queries dns.count.answers dns.qry.name dns.qry.type
dns.resp.name dns.resp.type dns.resp.ttl dns.a dns.aaaa dns.cname
dhcp.type dhcp.id dhcp.hw.mac_addr dhcp.ip.your dhcp.option.dhcp dhcp.option.hostname
http.request.method http.request.uri http.host http.user_agent http.response.code http.content_type
tls.record.content_type tls.handshake.type tls.handshake.extensions_server_name
ntp.stratum ntp.flags.mode igmp.type radius.code tftp.opcode'''.split()
PREFS = ['tcp.desegment_tcp_streams:FALSE', 'tcp.relative_sequence_numbers:FALSE', 'tcp.analyze_sequence_numbers:FALSE',
         'ip.defragment:FALSE', 'ipv6.defragment:FALSE', 'tcp.reassemble_out_of_order:FALSE',
         'http.desegment_headers:FALSE', 'http.desegment_body:FALSE']


def run(cmd):
    p = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENV, timeout=600)
    return [l.split('\t') for l in p.stdout.decode('latin-1').split('\n')[:-1]]


def both(binary, path):
    prefs = [x for p in PREFS for x in ('-o', p)]
    theirs = run(['tshark', '-n', '-r', path, *prefs, '-T', 'fields', *[x for f in FIELDS for x in ('-e', f)]])
    ours = run([binary, '-n', '--fields', ','.join(FIELDS), '-r', path])
    return path, theirs, ours


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--binary', default=os.path.join(ROOT, 'build/release/sonde'))
    ap.add_argument('-v', action='store_true')
    ap.add_argument('-j', type=int, default=2)
    ap.add_argument('--least', type=float, default=0, help='exit 1 below so many percent')
    ap.add_argument('dir', nargs='?', default=os.path.join(ROOT, '../shared/corpus'))
    a = ap.parse_args()
    paths = sorted(os.path.join(a.dir, f) for f in os.listdir(a.dir) if f.endswith(('.pcap', '.pcapng', '.cap')))
    same, other = collections.Counter(), collections.Counter()
    shown = collections.defaultdict(list)
    where = collections.defaultdict(collections.Counter)
    with concurrent.futures.ThreadPoolExecutor(a.j) as ex:
        for path, theirs, ours in ex.map(lambda p: both(a.binary, p), paths):
            if not theirs or not ours:
                continue  # one of them does not read it
            for i in range(min(len(theirs), len(ours))):
                for f, t, o in zip(FIELDS, theirs[i], ours[i]):
                    if t == o:
                        same[f] += t != ''
                    else:
                        other[f] += 1
                        where[f][os.path.basename(path)] += 1
                        if len(shown[f]) < 4:
                            shown[f].append(f'{os.path.basename(path)} {i + 1}: tshark {t!r}, sonde {o!r}')
    for f in FIELDS:
        n = same[f] + other[f]
        print(f'{f:40s} {same[f]:7d} of {n:7d}  {100 * same[f] / n if n else 100:6.2f} %')
        for s in shown[f] if a.v else []:
            print('    ' + s)
        if a.v and other[f]:
            print('    most:', where[f].most_common(3))
    s, o = sum(same.values()), sum(other.values())
    p = 100 * s / (s + o) if s + o else 0
    print(f'{len(FIELDS)} fields, {len(paths)} captures')
    print(f'{s} of {s + o} values equal: {p:.2f} %')
    return p < a.least


if __name__ == '__main__':
    sys.exit(main())
