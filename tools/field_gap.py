#!/usr/bin/env python3
"""tools/field_gap.py [--binary B] [-v] [--proto P,...] [--suggest] [DIR] - which of tshark's fields sonde's JSON lacks,
protocol by protocol, in the same packets (the captures of DIR, ../shared/corpus).

A field of tshark's counts if it stands for octets of the packet: not what Wireshark concludes (analysis, streams,
times, response in frame N), not the bits of a number that is a field itself, not lengths of padding, not subtrees:
those are the fields of type FT_NONE (`tshark -G fields`), labels of a tree that have no value to compare; not what
Wireshark itself marks as generated, in brackets.
Which of our keys is which of its fields is in tools/field_map.txt (and in field_names.c); PROTOS below says
which layer is which protocol.  JSON has a field if the key is in nine of ten packets in which tshark has it.

-v lists what is lacking, and in how many packets; --values lists fields whose values are not those of the keys that the
map has for them (to be looked at: some are the same thing written in another way, as a text's length and the text); --suggest finds keys whose values are those of a field that has no
key yet (to be looked at, then put into the map).  Last line: `N of M fields of K protocols`."""
import argparse
import collections
import concurrent.futures
import json
import os
import pickle
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENV = dict(os.environ, TZ='GMT0', LC_ALL='C')
MAP = os.path.join(ROOT, 'tools/field_map.txt')
PROTOS = '''eth=ether ip=ip ipv6=ip6 tcp=tcp udp=udp icmp=icmp icmpv6=icmp6 arp=arp dns=domain mdns=domain dhcp=bootp http=http
tls=tls ssh=ssh mysql=mysql mqtt=mqtt pgsql=postgresql resp=resp quic=quic ntp=ntp igmp=igmp sctp=sctp gre=gre ppp=ppp
pppoed=pppoe pppoes=pppoe radius=radius tftp=tftp nfs=nfs rpc=rpc snmp=snmp mpls=mpls vxlan=vxlan geneve=geneve
ospf=ospf3,ospf bgp=bgp rip=rip ripng=ripng eigrp=eigrp hsrp=hsrp vrrp=vrrp pim=pim stp=stp lldp=lldp cdp=cdp eap=eap,eapol
eapol=eap isakmp=isakmp esp=esp ah=ah l2tp=l2tp stun=stun wg=wireguard mbtcp=modbus modbus=modbus wlan=802.11
radiotap=radiotap llc=llc sll=sll sll2=sll2 null=null syslog=syslog sip=sip rtp=rtp rtcp=rtcp dhcpv6=dhcp6 kerberos=krb
llmnr=domain smtp=smtp ftp=ftp telnet=telnet chdlc=chdlc vlan=ether erspan=erspan arcnet=arcnet mptcp=mptcp m3ua=m3ua
bfd=bfd ldp=ldp rsvp=rsvp isis=isis cflow=cnfp sflow=sflow openflow=openflow someip=someip zmtp=zmtp http2=http2
ipcomp=ipcomp gquic=quic portmap=rpc mount=nfs wlan_mgt=802.11 netlink=netlink can=can'''
PROTOS = {a: b.split(',') for a, b in (x.split('=') for x in PROTOS.split())}
# Wireshark's own: what it concludes, counts, labels; and what is the same field under a second name.
OWN = re.compile(r'''(^_ws|^data|\.(analysis|stream|time_|response_in|response_to|response_time|reassembled|segment|fragment|
    |expert|completeness|payload|pdu|segment_data|resp_in|resp_to|request_in|request_to|time|nxtseq|checksum\.status|
    |len_unused|len_oct|flags\.str|ident_le|seq_le|data_time_relative|6to4_.*|src_6to4_.*|dst_6to4_.*|hash|other_hash|window_size_scalefactor|multiplier|slaac_mac|src_slaac_mac|dst_slaac_mac|oui|_le|.*_generated|.*_host|addr_resolved|addr\.oui|.*oui_resolved|.*_resolved|host|src_host|dst_host|port|addr|lg|ig)(\.|$|_))'''.replace('\n    ', ''))
# What a protocol carries for another, or for a file: JSON has its length, where it is said, and never the octets
# (`sonde extract` and `follow` write them).
CARRIED = re.compile(r'(^http\.(file_data|chunk_data)|^tls\.app_data|^quic\.remaining_payload|^nfs\.data)$')
PREFS = ['tcp.desegment_tcp_streams:FALSE', 'tcp.relative_sequence_numbers:FALSE', 'ip.defragment:FALSE',
         'ipv6.defragment:FALSE', 'tcp.analyze_sequence_numbers:FALSE']


def labels():
    """fields that have no value: a subtree's heading"""
    p = subprocess.run(['tshark', '-G', 'fields'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENV)
    rows = (x.split('\t') for x in p.stdout.decode('latin-1').splitlines())
    return {r[2] for r in rows if r[0] == 'F' and r[3] == 'FT_NONE'}


def number(s):
    try:
        return str(int(s, 0))
    except ValueError:
        pass
    if s in ('True', 'False'):
        return str(int(s == 'True'))
    return s.replace(':', '') if re.fullmatch('([0-9a-f]{2}:)+[0-9a-f]{2}', s) else s


def plain(s):
    return s.lower().replace(':', '').strip()


def theirs(path):
    """of each packet: {field: set of values}"""
    prefs = [x for p in PREFS for x in ('-o', p)]
    p = subprocess.run(['tshark', '-n', '-r', path, *prefs, '-T', 'pdml'], stdout=subprocess.PIPE,
                       stderr=subprocess.DEVNULL, env=ENV)
    out = []
    try:
        root = ET.fromstring(p.stdout)
    except ET.ParseError:
        return out
    for packet in root:
        seen = collections.defaultdict(set)
        for f in packet.iter('field'):
            name = f.get('name')
            if not name or f.get('size') == '0' or 'unmaskedvalue' in f.attrib or not f.get('show'):
                continue
            if (f.get('showname') or '').startswith('['):
                continue
            if name.split('.')[0] not in PROTOS or OWN.search(name):
                continue
            seen[name].add(number(f.get('show')))
        out.append(seen)
    return out


def flatten(o, path, to):
    if isinstance(o, dict):
        for k, v in o.items():
            bare = re.sub(r'_[0-9]+$', '', k)  # the second of a key is numbered
            bare = bare if bare in o else k
            if k != 'proto' or path == '':
                flatten(v, f'{path}.{bare}' if path else bare, to)
    elif isinstance(o, list):
        for v in o:
            flatten(v, path, to)
    else:
        to[path].add(number(str(int(o)) if isinstance(o, bool) else str(o)))


def layers(o, found):
    """every object with a proto, wherever it is"""
    if isinstance(o, dict):
        if isinstance(o.get('proto'), str):
            found.append(o)
        for v in o.values():
            layers(v, found)
    elif isinstance(o, list):
        for v in o:
            layers(v, found)


def ours(binary, path):
    """of each packet: {layer.path: set of values}"""
    p = subprocess.run([binary, '--json', '-n', '-r', path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENV)
    out = []
    for line in p.stdout.decode('latin-1').splitlines():
        seen, found = collections.defaultdict(set), []
        layers(json.loads(line), found)
        for x in found:
            one = collections.defaultdict(set)
            flatten({k: v for k, v in x.items() if k != 'proto'}, '', one)
            for k, v in one.items():
                seen[f'{x["proto"]}.{k}'] |= v
        out.append(seen)
    return out


def known():
    names = collections.defaultdict(set)
    source = open(os.path.join(ROOT, 'src/dissect/field_names.c')).read()
    for name, path in re.findall(r'\s[A-Z]+\(\s*"([^"]+)",\s*"([^"]+)"', source):
        names[name].add(path)
    if os.path.exists(MAP):
        for line in open(MAP):
            if line.strip() and not line.startswith('#'):
                name, *paths = line.split()
                names[name] |= set(paths)
    return names


def suggest(fields, values, minimum):
    for name in sorted(fields):
        n = fields[name]
        best = [(c, p) for p, c in values[name].items() if c >= 0.95 * n]
        best.sort(key=lambda x: (-similar(name, x[1]), -x[0], x[1]))
        if best and n >= minimum:
            print(name, best[0][1], '#', n, [p for _, p in best[1:4]])


def similar(a, b):
    a, b = set(re.split(r'[._]', a)), set(re.split(r'[._]', b))
    return len(a & b)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--binary', default=os.path.join(ROOT, 'build/release/sonde'))
    ap.add_argument('-v', action='store_true')
    ap.add_argument('--values', action='store_true')
    ap.add_argument('--suggest', action='store_true')
    ap.add_argument('--proto', default='')
    ap.add_argument('-j', type=int, default=2)
    ap.add_argument('--cache', help='a file for what tshark says, made if it is not there')
    ap.add_argument('dir', nargs='?', default=os.path.join(ROOT, '../shared/corpus'))
    a = ap.parse_args()
    only = set(a.proto.split(',')) if a.proto else set(PROTOS)
    names = known()
    fields, have = collections.Counter(), collections.Counter()
    packets = collections.Counter()
    values = collections.defaultdict(collections.Counter)
    differ, example, skip = collections.Counter(), {}, labels()
    paths = sorted(os.path.join(a.dir, f) for f in os.listdir(a.dir) if f.endswith(('.pcap', '.pcapng', '.cap')))
    said = {}
    if a.cache and os.path.exists(a.cache):
        said = pickle.load(open(a.cache, 'rb'))
    with concurrent.futures.ThreadPoolExecutor(a.j) as ex:
        for p, t, o in ex.map(lambda p: (p, said[p] if p in said else theirs(p), ours(a.binary, p)), paths):
            path, said[p] = p, t
            for want, got in zip(t, o):
                there = {k.split('.')[0] for k in got}
                for p in {name.split('.')[0] for name in want}:
                    packets[p] += bool(set(PROTOS[p]) & there)
                for name, v in want.items():
                    proto = name.split('.')[0]
                    if OWN.search(name) or CARRIED.search(name) or name in skip:
                        continue
                    if proto not in only or not set(PROTOS[proto]) & there:
                        continue  # of a protocol that we do not see there: that is another question
                    fields[name] += 1
                    if names[name]:
                        have[name] += any(x in got for x in names[name])
                        w = set().union(*(got.get(x, ()) for x in names[name]))
                        if a.values and w and not {plain(x) for x in v} <= {plain(x) for x in w}:
                            differ[name] += 1
                            example[name] = (os.path.basename(path), sorted(v)[:4], sorted(w)[:6])
                    elif a.suggest:
                        for k, w in got.items():
                            if k.split('.')[0] in PROTOS[proto] and v <= w:
                                values[name][k] += 1
    if a.cache:
        pickle.dump(said, open(a.cache, 'wb'))
    if a.suggest:
        suggest(fields, values, 1)
        return 0
    if a.values:
        for name, n in differ.most_common():
            print(f'{name}: {n} of {fields[name]}', *example[name])
        return 0
    table = collections.defaultdict(list)
    for name, n in fields.items():
        table[name.split('.')[0]].append((name, n, have[name] >= 0.9 * n))
    total = 0
    print(f'{"protocol":12} {"packets":>8} {"fields":>7} {"in JSON":>8} {"lacking":>8} {"of values":>10}')
    for p, rows in sorted(table.items(), key=lambda x: -sum(n for _, n, ok in x[1] if not ok)):
        ok = sum(r[2] for r in rows)
        total += ok
        share = 100 * sum(min(have[name], n) for name, n, _ in rows) / sum(n for _, n, _ in rows)
        print(f'{p:12} {packets[p]:8} {len(rows):7} {ok:8} {len(rows) - ok:8} {share:9.1f}%')
        for name, n, good in sorted(rows, key=lambda r: -r[1]) if a.v else []:
            if not good:
                print(f'    {name} {n}' + (f', in JSON {have[name]}' if names[name] else ''))
    print(f'{total} of {len(fields)} fields of {len(table)} protocols')
    return 0


if __name__ == '__main__':
    sys.exit(main())
