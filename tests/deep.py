#!/usr/bin/env python3
"""tests/deep.py --binary B - what --deep and --json know of protocols that the reference does not know,
beside tshark's fields of the same packets (golden captures of real peers: OpenSSL, mosquitto, coturn,
PostgreSQL).  Without tshark: only that the text of --deep begins with the reference's line.

Last line: `N passed, M failed` (values)."""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GOLDEN = os.path.join(ROOT, 'tests/golden')
ENV = dict(os.environ, TZ='GMT0', LC_ALL='C')


def layer(packet, proto):
    for x in packet['layers']:
        if x.get('proto') == proto:
            return x
    return {}


def flat(proto, path, key):
    """values of key in each item of the lists along path: records.handshake, say"""
    def get(packet):
        at = [layer(packet, proto)]
        for p in path:
            at = [y for x in at for y in x.get(p, [])]
        return [str(x[key]) for x in at if key in x]
    return get


def redis(kind, key='value'):
    return lambda p: [str(e[key]) for e in layer(p, 'resp').get('elements', []) if e.get('type') == kind and key in e]


# capture, tshark's filter and field, ours
FIELDS = [
    ('tls.pcap', 'tls', 'tls.record.length', flat('tls', ['records'], 'length')),
    ('tls.pcap', 'tls', 'tls.handshake.type', flat('tls', ['records', 'handshake'], 'type')),
    ('tls.pcap', 'tls', 'tls.handshake.ja3', flat('tls', ['records', 'handshake'], 'ja3')),
    ('tls.pcap', 'tls', 'tls.handshake.ja3s', flat('tls', ['records', 'handshake'], 'ja3s')),
    ('tls.pcap', 'tls', 'tls.handshake.extensions_server_name',
     flat('tls', ['records', 'handshake'], 'server_name')),
    ('tls.pcap', 'tls', 'tls.handshake.extensions_alpn_str',
     flat('tls', ['records', 'handshake', 'alpn'], 'protocol')),
    ('tls.pcap', 'tls', 'x509ce.dNSName', flat('tls', ['records', 'handshake', 'certificates', 'names'], 'dns')),
    ('tls.pcap', 'tls', 'tls.alert_message.desc', flat('tls', ['records'], 'alert')),
    ('deep_peers.pcap', 'mqtt', 'mqtt.msgtype', flat('mqtt', ['packets'], 'type')),
    ('deep_peers.pcap', 'mqtt', 'mqtt.topic', flat('mqtt', ['packets'], 'topic')),
    ('deep_peers.pcap', 'mqtt', 'mqtt.clientid', flat('mqtt', ['packets'], 'client_id')),
    ('deep_peers.pcap', 'mqtt', 'mqtt.kalive', flat('mqtt', ['packets'], 'keep_alive')),
    ('deep_peers.pcap', 'stun', 'stun.att.type', flat('stun', ['attributes'], 'type')),
    ('deep_peers.pcap', 'stun', 'stun.att.error.reason', flat('stun', ['attributes'], 'reason')),
    ('deep_peers.pcap', 'pgsql', 'pgsql.query', flat('postgresql', ['messages'], 'query')),
    ('deep_peers.pcap', 'pgsql', 'pgsql.tag', flat('postgresql', ['messages'], 'tag')),
    ('deep_http2.pcap', 'http2', 'http2.header.name', flat('http2', ['frames', 'headers'], 'name')),
    ('deep_http2.pcap', 'http2', 'http2.header.value', flat('http2', ['frames', 'headers'], 'value')),
    ('deep_http2.pcap', 'http2', 'http2.settings.id', flat('http2', ['frames', 'settings'], 'id')),
    ('deep_ssh.pcap', 'ssh', 'ssh.protocol', flat('ssh', [], 'identification')),
    *[('deep_ssh.pcap', 'ssh', 'ssh.' + name, flat('ssh', ['messages'], key)) for name, key in (
        ('message_code', 'code'), ('padding_length', 'padding_length'), ('cookie', 'cookie'), ('kex.hassh', 'hassh'),
        ('kex.hasshserver', 'hassh_server'), ('host_key.type', 'host_key_type'),
        *[(x, x) for x in ('kex_algorithms', 'server_host_key_algorithms', 'encryption_algorithms_client_to_server',
                           'encryption_algorithms_server_to_client', 'mac_algorithms_client_to_server',
                           'mac_algorithms_server_to_client', 'compression_algorithms_client_to_server',
                           'compression_algorithms_server_to_client')])],
    *[('deep_mysql.pcap', 'mysql', 'mysql.' + name, flat('mysql', ['messages'], key)) for name, key in (
        ('command', 'command'), ('query', 'query'), ('error_code', 'error'), ('user', 'user'), ('version', 'version'),
        ('packet_length', 'length'), ('packet_number', 'seq'), ('affected_rows', 'affected_rows'),
        ('field.name', 'name'), ('num_fields', 'columns'))],
    ('deep_mysql.pcap', 'mysql', 'mysql.row.text',
     lambda p: [v.get('value', 'NULL') for m in layer(p, 'mysql').get('messages', []) for v in m.get('values', [])]),
    ('deep_redis.pcap', 'resp', 'resp.string', redis('simple_string')),
    ('deep_redis.pcap', 'resp', 'resp.integer', redis('integer')),
    ('deep_redis.pcap', 'resp', 'resp.error', redis('error')),
    ('deep_redis.pcap', 'resp', 'resp.array.length', redis('array', 'length')),
    ('deep_redis.pcap', 'resp', 'resp.bulk_string.value',
     lambda p: [number(x.encode().hex()) for x in redis('bulk_string')(p)]),
    ('deep_wan.pcap', 'wg', 'wg.type', flat('wireguard', [], 'type')),
    ('deep_wan.pcap', 'wg', 'wg.sender', flat('wireguard', [], 'sender')),
    ('deep_wan.pcap', 'wg', 'wg.receiver', flat('wireguard', [], 'receiver')),
    ('deep_wan.pcap', 'wg', 'wg.counter', flat('wireguard', [], 'counter')),
    ('deep_wan.pcap', 'mbtcp', 'mbtcp.trans_id', flat('modbus', ['messages'], 'transaction')),
    ('deep_wan.pcap', 'mbtcp', 'mbtcp.unit_id', flat('modbus', ['messages'], 'unit')),
    ('deep_wan.pcap', 'mbtcp', 'modbus.func_code', flat('modbus', ['messages'], 'function')),
    ('deep_wan.pcap', 'mbtcp', 'modbus.exception_code', flat('modbus', ['messages'], 'exception')),
]

def instances(packet):
    """what PTR records point to, put together again of what it was taken apart into"""
    return ['.'.join(r[k] for k in ('service_instance', 'service_type', 'service_domain') if k in r)
            if 'service_type' in r else r['ptr'] for r in layer(packet, 'domain').get('records', []) if 'ptr' in r]


FIELDS += [
    ('deep_mdns.pcap', 'mdns', 'dns.ptr.domain_name', instances),
    ('deep_mdns.pcap', 'mdns', 'dns.srv.target', flat('domain', ['records'], 'target')),
    ('deep_dot.pcap', 'tls', 'tls.handshake.extensions_alpn_str', flat('tls', ['records', 'handshake', 'alpn'], 'protocol')),
]
def flag(packet, key):
    x = layer(packet, 'can')
    return [str(int(x[key]))] if key in x else []


def is_fd(packet):
    return layer(packet, 'can')['type'] == 'fd'


def with_request(key):
    """of messages, and of those that errors are about"""
    return lambda packet: [str(x[key]) for m in layer(packet, 'netlink')['messages'] for x in (m, m.get('request', {}))
                           if key in x and not (key == 'error' and m['type'] != 2)]


def rtnl(group, name):
    """the value of an attribute, of the messages of a group: 16 RTM_xLINK, 20 ADDR, 24 ROUTE"""
    def get(packet):
        return [str(x.get(k)) for m in layer(packet, 'netlink').get('messages', []) if m['type'] // 4 * 4 == group
                for x in m.get('attributes', []) if x.get('type_name') == name
                for k in ('text', 'number', 'ip', 'ip6', 'mac') if k in x]
    return get


def of_group(group, key):
    return lambda packet: [str(m[key]) for m in layer(packet, 'netlink').get('messages', [])
                           if m['type'] // 4 * 4 == group and key in m]


FIELDS += [
    *[(capture, 'can', name, get) for capture in ('deep_can.pcap', 'deep_can_sll.pcap') for name, get in (
        ('can.id', lambda p: [] if layer(p, 'can')['error'] else flat('can', [], 'id')(p)),  # of errors it is none
        ('can.len', flat('can', [], 'length')),
        ('can.flags.rtr', lambda p: [] if is_fd(p) or layer(p, 'can')['error'] else flag(p, 'remote')),
        ('can.flags.xtd', lambda p: [] if layer(p, 'can')['error'] else flag(p, 'extended')),
        ('can.flags.err', lambda p: [] if is_fd(p) else flag(p, 'error')), ('canfd.flags.brs', lambda p: flag(p, 'bitrate_switch')),
        ('canfd.flags.esi', lambda p: flag(p, 'error_state')))],
    *[('deep_netlink.pcap', 'netlink', 'netlink.' + name, with_request(key)) for name, key in (
        ('hdr_len', 'length'), ('hdr_seq', 'seq'), ('hdr_pid', 'pid'), ('error', 'error'))],
    *[('deep_netlink.pcap', 'netlink-route', 'netlink-route.' + name, get) for name, get in (
        ('nltype', lambda p: [str(m['type']) for m in layer(p, 'netlink')['messages'] if m['type'] >= 16]),
        ('ifi_index', of_group(16, 'index')), ('ifi_flags', of_group(16, 'link_flags')),
        ('ifi_type', of_group(16, 'link_type')), ('ifla_ifname', rtnl(16, 'ifname')), ('ifla_mtu', rtnl(16, 'mtu')),
        ('ifla_qdisc', rtnl(16, 'qdisc')), ('ifla_txqlen', rtnl(16, 'txqlen')), ('ifa_label', rtnl(20, 'label')),
        ('ifa_index', of_group(20, 'index')), ('ifa_prefixlen', of_group(20, 'prefix_length')),
        ('rt_dst_len', of_group(24, 'dst_length')), ('rt_table', of_group(24, 'table')),
        ('rt_protocol', of_group(24, 'route_protocol')), ('rt_scope', of_group(24, 'scope')),
        ('rt_type', of_group(24, 'route_type')), ('rta_oif', rtnl(24, 'oif')), ('nd_index', of_group(28, 'index')),
        ('nd_state', of_group(28, 'state')))],
]
def smb(key, *places):
    """a value of the header, or of a block of the message"""
    def get(packet):
        at = layer(packet, 'nbt')
        return [str(b[key]) for b in ([at.get(x, {}) for x in places] if places else [at]) if key in b]
    return get


def servers(packet):
    at = layer(packet, 'nbt_udp138').get('browse', {})
    return [str(at['server_type'])] if 'server_type' in at else []


FIELDS += [
    *[('smb_files.pcap', 'smb', 'smb.' + name, get) for name, get in (
        ('cmd', lambda p: smb('code')(p) + smb('next_command', 'parameters')(p)), ('mid', smb('multiplex')), ('tid', smb('tree')), ('pid', smb('process')),
        ('uid', smb('user')), ('wct', smb('words')), ('trans2.cmd', lambda p: smb('function')(p) or ['16'] * (layer(p, 'nbt').get('status') == 0xc0000225)),  # it remembers
        ('search_count', smb('count', 'transaction_parameters')), ('end_of_search', smb('end', 'transaction_parameters')),
        ('dialect.name', lambda p: [x['name'] for x in layer(p, 'nbt').get('data', {}).get('dialects', [])]),
        ('native_lanman', smb('lanman', 'data')), ('native_os', smb('os', 'data')),
        ('security_blob_len', smb('blob_length', 'parameters')),
        ('volume.serial', smb('serial', 'transaction_data')), ('find_first2.flags', smb('find_flags', 'transaction_parameters')))],
    ('netbios.pcap', 'nbns', 'nbns.id', flat('nbt_udp137', [], 'id')),
    ('netbios.pcap', 'nbns', 'nbns.addr', flat('nbt_udp137', ['records', 'addresses'], 'address')),
    ('netbios.pcap', 'nbns', 'nbns.number_of_names', lambda p: [
        str(len(r['names'])) for r in layer(p, 'nbt_udp137').get('records', []) if 'names' in r]),
    ('netbios.pcap', 'nbdgm', 'nbdgm.dgram_id', flat('nbt_udp138', [], 'id')),
    ('netbios.pcap', 'nbdgm', 'nbdgm.src.ip', flat('nbt_udp138', [], 'address')),
    ('netbios.pcap', 'browser', 'browser.server_type', servers),
]
# What is only told if it is asked for.
OPTIONS = {'smb_files.pcap': ['--smb'], 'netbios.pcap': ['--smb']}
# What tshark says nothing of: (capture, ours, what it is)
KNOWN = [
    ('deep_dot.pcap', flat('tls', ['records', 'handshake'], 'dns_over'), ['tls', 'tls', 'tls', 'perhaps https']),
    ('deep_dot.pcap', flat('tls', ['records', 'handshake'], 'dns_over_by'), ['alpn', 'port', 'alpn', 'server_name']),
    ('deep_mdns.pcap', lambda p: sorted(set(flat('domain', ['records'], 'service_instance')(p)))[:1],
     ['Front Office [A.1]'] * 10),
    ('deep_mdns.pcap', flat('domain', ['questions'], 'service_subtype'), ['_universal']),
]
# The same of the whole capture: tshark tells DATA with the segment it ends in, sonde where it begins.
WHOLE = [
    ('deep_http2.pcap', 'http2', 'http2.type', flat('http2', ['frames'], 'type')),
    ('deep_http2.pcap', 'http2', 'http2.length', flat('http2', ['frames'], 'length')),
    ('deep_http2.pcap', 'http2', 'http2.streamid', flat('http2', ['frames'], 'stream')),
    ('deep_http2.pcap', 'grpc', 'grpc.message_length',
     lambda p: [str(m['length']) for f in layer(p, 'http2').get('frames', [])
                for m in f.get('grpc', {}).get('messages', [])]),
]
# What the reference only dumps: with --deep it is told instead.
REPLACED = ['deep_can.pcap', 'deep_can_sll.pcap', 'deep_netlink.pcap']
# What tshark does not take for what it is by the port.
DECODE = {'deep_http2.pcap': ['tcp.port==8000,http2', 'tcp.port==8080,http2', 'tcp.port==8001,http2',
                              'tcp.port==50051,http2'],
          'deep_mysql.pcap': [], 'deep_redis.pcap': [], 'deep_ssh.pcap': ['tcp.port==2222,ssh']}


def number(s):
    try:
        return str(int(s, 0))
    except ValueError:
        return s


def tshark(capture, field):
    p = subprocess.run(['tshark', '-r', os.path.join(GOLDEN, capture), '-T', 'fields', '-E', 'aggregator=|',
                        '-o', 'tcp.desegment_tcp_streams:' + ('TRUE' if capture in DECODE else 'FALSE'),
                        *[x for d in DECODE.get(capture, []) for x in ('-d', d)], '-e', field], capture_output=True, text=True, env=ENV)
    return [[number(x) for x in line.split('|') if x] for line in p.stdout.split('\n')]


def ours(binary, capture):
    p = subprocess.run([binary, '--json', *OPTIONS.get(capture, []), '-r', os.path.join(GOLDEN, capture)], capture_output=True, text=True, env=ENV)
    return [json.loads(line) for line in p.stdout.splitlines()]


def lines(binary, capture, *options):
    p = subprocess.run([binary, '-n', *options, '-r', os.path.join(GOLDEN, capture)], capture_output=True, text=True, env=ENV)
    return p.stdout.splitlines()


def told(packets):
    """(packet, place, key): value of all that header fields say"""
    return {(p['ts'], i, k, key): h[key] for p in packets for i, f in enumerate(layer(p, 'http2').get('frames', []))
            for k, h in enumerate(f.get('headers', [])) for key in ('name', 'value') if key in h}


def without_one(binary, capture):
    """A segment that is missing makes header fields unknown, never wrong.  tests, failures"""
    path = os.path.join(GOLDEN, capture)
    whole = ours(binary, capture)
    want = told(whole)
    raw = open(path, 'rb').read()
    at, records = 24, []
    while at < len(raw):
        n = int.from_bytes(raw[at + 8:at + 12], 'little') + 16
        records.append(raw[at:at + n])
        at += n
    good = bad = 0
    for i, p in enumerate(whole):
        if 'frames' not in layer(p, 'http2'):
            continue
        with tempfile.NamedTemporaryFile() as f:
            f.write(raw[:24] + b''.join(records[:i] + records[i + 1:]))
            f.flush()
            got = told(ours(binary, f.name))
        wrong = [k for k in got if want.get(k) != got[k]]
        good += not wrong
        bad += bool(wrong)
        for k in wrong[:2]:
            print(f'FAIL {capture} without {i + 1}: {k} {got[k]}, of the whole {want.get(k)}')
    return good, bad


def behind_a_filter(binary):
    """What -Y leaves out teaches all the same.  tests, failures"""
    whole = [p['layers'][-1] for p in ours(binary, 'deep_http2.pcap') if 'headers' in json.dumps(p)]
    p = subprocess.run([binary, '--json', '-Y', 'http2.header.name', '-r', os.path.join(GOLDEN, 'deep_http2.pcap')],
                       capture_output=True, text=True, env=ENV)
    got = [json.loads(line)['layers'][-1] for line in p.stdout.splitlines()]
    want = [x for x in whole if any(f.get('headers') for f in x.get('frames', []))]
    if got != want:
        print('FAIL -Y http2.header.name: what passes is told otherwise than without the filter')
    return int(got == want and len(got) > 5), int(got != want or len(got) <= 5)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--binary', default=os.path.join(ROOT, 'build/release/sonde'))
    a = ap.parse_args()
    good = bad = 0
    for capture in sorted({f[0] for f in FIELDS + WHOLE}):
        for plain, deep in () if capture in REPLACED else zip(lines(a.binary, capture), lines(a.binary, capture, '--deep')):
            if deep.startswith(plain):
                good += 1
            else:
                bad += 1
                print(f'FAIL {capture}: {deep} does not begin with {plain}')
    g, b = without_one(a.binary, 'deep_http2.pcap')
    good, bad = good + g, bad + b
    g, b = behind_a_filter(a.binary)
    good, bad = good + g, bad + b
    if not shutil.which('tshark'):
        print('skipped: no tshark to compare with')
        FIELDS.clear()
        WHOLE.clear()
    for capture, get, want in KNOWN:
        got = [x for p in ours(a.binary, capture) for x in get(p)]
        good += got == want
        bad += got != want
        if got != want:
            print(f'FAIL {capture}: {got} is not {want}')
    packets = {c: ours(a.binary, c) for c in {f[0] for f in FIELDS + WHOLE}}
    for capture, _, field, get in WHOLE:
        want = sorted(x for line in tshark(capture, field) for x in line)
        if want and want == sorted(x for p in packets[capture] for x in get(p)):
            good += len(want)
        else:
            bad += 1
            print(f'FAIL {capture} {field}: tshark {want}')
    for capture, _, field, get in FIELDS:
        want = tshark(capture, field)
        for i, p in enumerate(packets[capture]):
            w, g = want[i] if i < len(want) else [], get(p)
            if w == g:
                good += bool(w)
                continue
            bad += 1
            print(f'FAIL {capture} {i + 1} {field}: tshark {w}, sonde {g}')
    print(f'{good} passed, {bad} failed')
    return bad != 0


if __name__ == '__main__':
    sys.exit(main())
