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
    ('deep_wan.pcap', 'wg', 'wg.type', flat('wireguard', [], 'type')),
    ('deep_wan.pcap', 'wg', 'wg.sender', flat('wireguard', [], 'sender')),
    ('deep_wan.pcap', 'wg', 'wg.receiver', flat('wireguard', [], 'receiver')),
    ('deep_wan.pcap', 'wg', 'wg.counter', flat('wireguard', [], 'counter')),
    ('deep_wan.pcap', 'mbtcp', 'mbtcp.trans_id', flat('modbus', ['messages'], 'transaction')),
    ('deep_wan.pcap', 'mbtcp', 'mbtcp.unit_id', flat('modbus', ['messages'], 'unit')),
    ('deep_wan.pcap', 'mbtcp', 'modbus.func_code', flat('modbus', ['messages'], 'function')),
    ('deep_wan.pcap', 'mbtcp', 'modbus.exception_code', flat('modbus', ['messages'], 'exception')),
]


def number(s):
    try:
        return str(int(s, 0))
    except ValueError:
        return s


def tshark(capture, field):
    p = subprocess.run(['tshark', '-r', os.path.join(GOLDEN, capture), '-T', 'fields', '-E', 'aggregator=|',
                        '-o', 'tcp.desegment_tcp_streams:FALSE', '-e', field], capture_output=True, text=True, env=ENV)
    return [[number(x) for x in line.split('|') if x] for line in p.stdout.split('\n')]


def ours(binary, capture):
    p = subprocess.run([binary, '--json', '-r', os.path.join(GOLDEN, capture)], capture_output=True, text=True, env=ENV)
    return [json.loads(line) for line in p.stdout.splitlines()]


def lines(binary, capture, *options):
    p = subprocess.run([binary, '-n', *options, '-r', os.path.join(GOLDEN, capture)], capture_output=True, text=True, env=ENV)
    return p.stdout.splitlines()


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--binary', default=os.path.join(ROOT, 'build/release/sonde'))
    a = ap.parse_args()
    good = bad = 0
    for capture in sorted({f[0] for f in FIELDS}):
        for plain, deep in zip(lines(a.binary, capture), lines(a.binary, capture, '--deep')):
            if deep.startswith(plain):
                good += 1
            else:
                bad += 1
                print(f'FAIL {capture}: {deep} does not begin with {plain}')
    if not shutil.which('tshark'):
        print('skipped: no tshark to compare with')
        FIELDS.clear()
    packets = {c: ours(a.binary, c) for c in {f[0] for f in FIELDS}}
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
