#!/usr/bin/env python3
"""mibs.py - -m: SNMP's objects by the names of MIB modules, and what happens if there are none."""
import json
import os
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from cap import A, B, Cap  # noqa: E402
from common import binary, finish, header, ok, put  # noqa: E402

# Modules of our own: they need no other, for iso is libsmi's.  What they import is in the test's directory too.
SMI = '''RFC-1212 DEFINITIONS ::= BEGIN
END
'''
MODULE = '''%s DEFINITIONS ::= BEGIN
IMPORTS OBJECT-TYPE FROM RFC-1212;
internet    OBJECT IDENTIFIER ::= { iso org(3) dod(6) 1 }
private     OBJECT IDENTIFIER ::= { internet 4 }
enterprises OBJECT IDENTIFIER ::= { private 1 }
%s OBJECT IDENTIFIER ::= { enterprises %d }
%s OBJECT-TYPE
    SYNTAX INTEGER { up(1), down(2) }
    ACCESS read-only
    STATUS mandatory
    ::= { %s 1 }
END
'''


def ber(tag, body):
    n = len(body)
    return bytes([tag]) + (bytes([n]) if n < 128 else b'\x82' + struct.pack('>H', n)) + body


def oid(*numbers):
    out = bytes([numbers[0] * 40 + numbers[1]])
    for n in numbers[2:]:
        part = bytes([n & 127])
        while n > 127:
            n >>= 7
            part = bytes([n & 127 | 128]) + part
        out += part
    return ber(6, out)


def integer(n):
    return ber(2, bytes([n]))


def answer(*binds):
    """SNMP version 2c: RFC 1901, 3; RFC 3416, 3"""
    pdu = integer(7) + integer(0) + integer(0) + ber(0x30, b''.join(ber(0x30, o + v) for o, v in binds))
    return ber(0x30, integer(1) + ber(4, b'public') + ber(0xa2, pdu))


def capture(path):
    c = Cap()
    ours, other = (1, 3, 6, 1, 4, 1, 99999), (1, 3, 6, 1, 4, 1, 99998)
    c.udp(B, A, 161, 40000, answer((oid(*ours, 1, 5), integer(2)), (oid(*other, 1, 0), integer(9)),
                                   (oid(1, 3, 6, 1, 2, 1, 1, 3, 0), ber(0x43, b'\x07'))))
    c.udp(B, A, 161, 40000, answer((oid(*ours, 1, 5), oid(*ours, 1))))
    c.udp(B, A, 161, 40000, answer((oid(*ours, *[300000] * 130), integer(1))))  # more than an identifier can have
    return put(path, header() + b''.join(struct.pack('<IIII', int(t), 0, len(p), n) + p for t, p, n in c.packets))


def run(*args, cwd=None, **kw):
    return subprocess.run([binary, *args], capture_output=True, text=True, cwd=cwd, env=dict(os.environ, TZ='GMT0', **kw))


def names(tmp, f):
    def line(n, *args):
        return run('-t', *args, '-r', f, cwd=tmp).stdout.split('\n')[n]
    plain = run('-nt', '-r', f).stdout
    ok('without -m: numbers', '.1.3.6.1.4.1.99999.1.5=2' in plain, plain)
    got = line(0, '-n', '-m', './ONE-MIB')
    ok('an object and its number', ' oneState.5=2(down) ' in got, got)
    ok('what the module does not know stays', ' .1.3.6.1.4.1.99998.1.0=9 ' in got and got.endswith(' .1.3.6.1.2.1.1.3.0=7'), got)
    ok('a file with no slash', ' oneState.5=2(down)' in line(0, '-n', '-m', 'ONE-MIB'))
    got = line(0, '-m', './ONE-MIB')
    ok('without -n the names that are built in too', 'oneState.5=2(down)' in got and 'system.sysUpTime.0=7' in got, got)
    got = line(0, '-n', '-m', './ONE-MIB', '-m', './TWO-MIB')
    ok('two modules', ' oneState.5=2(down) twoState.0=9 ' in got, got)
    got = line(1, '-n', '-m', './ONE-MIB')
    ok('an identifier as value', 'oneState.5=oneState' in got, got)
    ok('too long an identifier stays numbers', '.99999.300000.' in line(2, '-n', '-m', './ONE-MIB'))
    ok('by libsmi\'s path', 'oneState.5=2' in run('-nt', '-m', 'ONE-MIB', '-r', f, cwd='/', SMIPATH=tmp).stdout)
    ok('side by side: the same', run('-n', '-j', '2', '-m', './ONE-MIB', '-r', f, cwd=tmp).stdout ==
       run('-n', '-m', './ONE-MIB', '-r', f, cwd=tmp).stdout)
    whole = json.loads(run('--json', '-m', './ONE-MIB', '-r', f, cwd=tmp).stdout.split('\n')[0])
    binds = [l for l in whole['layers'] if l['proto'] == 'snmp'][0]['varbinds']
    ok('fields', binds[0].get('object') == 'oneState' and binds[0].get('value_name') == 'down' and 'object' not in binds[1], binds)
    os.symlink(binary, tmp + '/tcpdump')
    p = subprocess.run([tmp + '/tcpdump', '-nt', '-m', './ONE-MIB', '-r', f], capture_output=True, text=True, cwd=tmp)
    ok('as tcpdump', 'oneState.5=2(down)' in p.stdout, p.stdout, p.stderr)


def refused(tmp, f):
    for what, arg, words in (('no such module', 'NO-SUCH-MIB', 'no such file'), ('not a module', './junk', 'no MIB module'),
                             ('a directory', './', 'no MIB module')):
        p = run('-n', '-m', arg, '-r', f, cwd=tmp)
        lines = [l for l in p.stderr.split('\n') if l]
        ok(what, p.returncode == 1 and len(lines) == 1 and lines[0].startswith(f'sonde: -m {arg}: ') and words in lines[0] and
           not p.stdout, p.returncode, p.stderr)


def main():
    with tempfile.TemporaryDirectory() as tmp:
        f = capture(tmp + '/f.pcap')
        put(tmp + '/RFC-1212', SMI.encode())
        put(tmp + '/ONE-MIB', (MODULE % ('ONE-MIB', 'one', 99999, 'oneState', 'one')).encode())
        put(tmp + '/TWO-MIB', (MODULE % ('TWO-MIB', 'two', 99998, 'twoState', 'two')).encode())
        put(tmp + '/junk', b'no module\n')
        if 'libsmi' not in run('--version').stdout:
            p = run('-m', './ONE-MIB', '-r', f, cwd=tmp)
            ok('not built in: said', p.returncode == 1 and 'not built into this version' in p.stderr, p.stderr)
            print('skipped: names of modules, for this sonde is built without libsmi')
        else:
            names(tmp, f)
            refused(tmp, f)
    return finish()


if __name__ == '__main__':
    sys.exit(main())
