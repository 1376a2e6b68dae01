#!/usr/bin/env python3
"""The command line: checks, messages and exit statuses, by what tcpdump 5.0 says; where 4.99 and
5.0 agree the words are compared with /usr/bin/tcpdump, if there is one.

  tests/cli/options.py [BINARY]
"""
import os, re, shutil, struct, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common import binary, finish, header, ok  # noqa: E402

reference = '/usr/bin/tcpdump'


def run(program, *args, **kw):
    return subprocess.run([program, *args], stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=20, env=dict(os.environ, TZ='GMT0', **kw))


def capture(name, n=10, link=1):
    udp = (bytes(12) + b'\x08\x00' + bytes.fromhex('4500001d00010000401166cd7f0000017f000001') +
           bytes.fromhex('0400040000090000') + b'x')
    with open(name, 'wb') as f:
        f.write(header(link))
        for i in range(n):
            f.write(struct.pack('<IIII', 1000 + i, i, len(udp), len(udp)) + udp)


# Arguments whose status, stdout and stderr are the same in both.
SAME = '''
-r f.pcap -n -c 3
-n -r f.pcap -c 3 udp port 1024
-n udp -r f.pcap port 1024 -c 2 -t
-r f.pcap --count
-r f.pcap --count tcp
-r f.pcap --count -c 1
-r missing
-r f.pcap -V list
-V missing
-f -r f.pcap
-r f.pcap -T foo
-r f.pcap -Q foo
-r f.pcap foo bar
-r f.pcap (tcp
-r f.pcap ip6 and tcp[13]=2
-r f.pcap -tttttt
-r f.pcap --time-stamp-precision=pico
-r f.pcap -F missing
-r f.pcap -F filter -n
-r f.pcap -F filter --count tcp
-r f.pcap -w - -c 2
-r f.pcap -w - --nano -c 2
-r f.pcap -w - udp
-r f.pcap -w no/where
-r f.pcap --packet-buf -n
-r f.pcap -#nq
-r f.pcap --numb -nq -c2
-r f.pcap -n -l -U -c 1
-d
-d udp port 53
-dd udp port 53
-ddd udp port 53
-dO udp port 53
-d -y RAW udp port 53
-d -y LINUX_SLL2 host 1.2.3.4
-d -y FOO
-d -r f.pcap ip broadcast
-d -r raw.pcap udp
-d foo
-i nosuch0
-i 4711
-V list -n
-V list --count
-s 99999999
-r f.pcap -C x -w o
-r f.pcap -s 0 -n -c 1
-r f.pcap -z foo -C 1 -w o -n
'''

# Arguments, status, what stderr (or stdout) must hold.
SAID = [
    ('-c 0', 1, 'invalid packet count 0 (must be >= 1 and <= 2147483647)'),
    ('-c x', 1, 'invalid packet count x'),
    ('-c 2147483648', 1, 'invalid packet count 2147483648'),
    ('-W 0', 1, '(must be >= 1 and <= 2147483647)'),
    ('-B 0', 1, 'invalid packet buffer size 0'),
    ('-s -1', 1, '(must be >= 0 and <= 262144)'),
    ('--skip -1 -r f.pcap', 1, '--skip' if False else 'skip count -1'),
    ('--print-sampling 0 -r f.pcap', 1, 'sampling'),
    ('-C 0 -w o', 1, 'invalid file size 0'),
    ('-C 1x -w o', 1, 'invalid file size 1x'),
    ('-C 1 -r f.pcap', 1, '-C'),
    ('-G 1 -r f.pcap', 1, '-G'),
    ('-z x -w o -r f.pcap', 1, '-z'),
    ('-z x -C 1 -r f.pcap', 1, '-C'),
    ('--count', 1, '--count'),
    ('-A -x -r f.pcap', 1, 'mutually exclusive'),
    ('-A -X -r f.pcap', 1, 'mutually exclusive'),
    ('-x -X -r f.pcap', 1, 'mutually exclusive'),
    ('-G x -w o -r f.pcap', 1, 'x'),
    ('--nosuch', 1, "unrecognized option '--nosuch'"),
    ('-k', 1, "invalid option -- 'k'"),
    ('-P', 1, "invalid option -- 'P'"),
    ('-c', 1, "option requires an argument -- 'c'"),
    ('--time', 1, 'is ambiguous'),
    ('-h', 0, 'Usage: '),
    ('--help', 0, 'Usage: '),
    ('--version', 0, 'libpcap version'),
    ('-a -r f.pcap -n', 0, ''),
    ('-E x@1.2.3.4 -r f.pcap', 0, 'failed to decode espsecret'),
    ('-E 3des-cbc:0xzz -r f.pcap', 15, 'espsecret'),
    ('-m x -r f.pcap', 1, '-m'),
    ('-J -i lo', 0, 'Time stamp types for lo'),
]

OWN = ['--style classic', '--json', '--names capture', '--resolve-wait 5', '--smb', '--deep']


def lines(*args):
    return run('./sonde', *args).stdout.decode()


def many():
    """100,000 conversations: what --memory says of them, and that a limit is kept."""
    with open('many.pcap', 'wb') as f:
        f.write(struct.pack('<IHHIIII', 0xa1b2c3d4, 2, 4, 0, 0, 262144, 101))
        for i in range(100000):
            tcp = struct.pack('>HHIIBBHHH', 1024 + i % 60000, 80, i, 0, 0x50, 0x10, 1024, 0, 0)
            ip = struct.pack('>BBHHHBBHII', 0x45, 0, 40, 0, 0, 64, 6, 0, 0x0a000001 + i, 0xc0000201) + tcp
            f.write(struct.pack('<IIII', 1700000000, i, 40, 40) + ip)
    free, limited, two = (run('./sonde', *o, '-nr', 'many.pcap') for o in (['--memory'], ['--memory=1m'], ['--memory', '-j', '2']))
    ok('--memory', free.stderr.endswith(b'sonde: memory: 100000 TCP conversations, at most 3145728: 6.0 MiB; 0 forgotten\n'), free.stderr)
    ok('--memory -j', b' 100000 TCP conversations' in two.stderr and two.stdout == free.stdout, two.stderr)
    m = re.search(rb'memory: (\d+) TCP .*: (\d+\.\d) MiB; (\d+) forgotten', limited.stderr)
    for bad in ('5k', 'x', '', '-1'):
        p = run('./sonde', '--memory=' + bad, '-r', 'f.pcap')
        ok('--memory=' + bad, p.returncode == 1 and b'invalid --memory=%s (must be at least 1m' % bad.encode() in p.stderr, p.stderr)
    ok('--memory=1m', m and int(m[1]) + int(m[3]) == 100000 and float(m[2]) <= 1, limited.stderr)


def ours():
    for a in OWN:
        ok('sonde ' + a, run('./sonde', *a.split(), '-nr', 'f.pcap').returncode == 0)
        p = run('./tcpdump', *a.split(), '-nr', 'f.pcap')
        ok('tcpdump ' + a, p.returncode == 1 and b'unrecognized option' in p.stderr, p.stderr)
    ok('bad style', run('./sonde', '--style', 'x', '-r', 'f.pcap').returncode == 1)
    n = [l.split()[0] for l in lines('-#nr', 'f.pcap', '--skip', '3', '-c', '4').splitlines()]
    ok('--skip and -c', n == ['4', '5', '6', '7'], n)
    n = [l.split()[0] for l in lines('-#nr', 'f.pcap', '--print-sampling', '3').splitlines()]
    ok('--print-sampling', n == ['3', '6', '9'], n)
    many()
    ok('-V: -c and --skip are of all files', lines('-nV', 'list', '-c', '12', '--skip', '5').count('\n')
       == 12)
    p = run('./sonde', '-r', 'f.pcap', '-w', 'o', '--count')
    ok('-w and --count', p.stdout == b'10 packets\n' and os.path.getsize('o') == 24 + 10 * 59)
    p = run('./sonde', '-nr', 'f.pcap', '-w', 'o', '--print')
    ok('-w and --print', p.stdout.count(b'\n') == 10 and os.path.getsize('o') == 24 + 10 * 59)
    p = run('./sonde', '-nr', 'f.pcap', 'udp', POSIXLY_CORRECT='1')
    ok('POSIXLY_CORRECT', p.returncode == 0 and p.stdout.count(b'\n') == 10)
    for form in (['--nano', '-V', 'list'],):
        t = re.findall(r'\d\d\.(\d+) ', lines('-n', *form))
        ok('--nano of every file of a list', len(t) == 20 and {len(x) for x in t} == {9}, t)
    p = run('./sonde', '-r', 'f.pcap', '-C', '200', '-w', 'r')
    ok('-C in bytes is millions', not os.path.exists('r1'))
    run('./sonde', '-Z', 'root', '-r', 'f.pcap', '-C', '1k', '-w', 'r')
    for e, word, hint in (('tcp.port == 80', 'tcp.port', 'tcp port 80'),
                          ('src 1.2.3.4:80', '1.2.3.4:80', 'src host 1.2.3.4 and src port 80'),
                          ('tcp 80', '80', 'tcp port 80'),
                          ('udp and tcp[13]', '', 'single quotes'),
                          ('port 80 and $x', '$', 'single quotes'),
                          ('ip6 and tcp[13]=2', 'tcp', 'IPv4'),
                          ('tcp and and udp', 'and', '')):
        err = run('./sonde', '-r', 'f.pcap', e).stderr.decode().split('\n')
        caret = next((i for i, l in enumerate(err) if set(l) == {' ', '^'}), 0)
        at = err[caret].find('^') if caret else -1
        ok('the place in ' + e, caret and err[caret - 1][2:] == e and
           err[caret - 1][at:at + max(1, err[caret].count('^'))] == (word or '') and
           hint in '\n'.join(err[caret:]), err)
        ok('no more as tcpdump: ' + e,
           run('./tcpdump', '-r', 'f.pcap', e).stderr.count(b'\n') == 2)
    err = run('./sonde', '-r', 'f.pcap', 'host 1.2.3').stderr
    ok('host 1.2.3', b'WARNING' in err and b'1.2.3.0/24' in err, err)


def main():
    top = tempfile.mkdtemp(prefix='sonde-options.', dir='/var/tmp')
    os.chmod(top, 0o755)
    os.chdir(top)
    try:
        shutil.copy(binary, 'sonde')
        os.symlink('sonde', 'tcpdump')
        capture('f.pcap')
        capture('raw.pcap', 2, 101)
        with open('list', 'w') as f:
            f.write('f.pcap\nf.pcap\n')
        with open('filter', 'w') as f:
            f.write('udp # not tcp\n  and port 1024\n# nothing\n')
        for line in SAME.strip().split('\n'):
            args = line.split()
            if os.path.exists(reference):
                user = [] if os.getuid() else ['-Z', 'root']
                a, b = run(reference, *user, *args), run('./tcpdump', *user, *args)
                if '-s 99' in line or '-C x' in line:  # 5.0 has more words
                    a.stderr = a.stderr.split(b' (')[0].rstrip()
                    b.stderr = b.stderr.split(b' (')[0].rstrip()
                ok(line, (a.returncode, a.stdout, a.stderr) == (b.returncode, b.stdout, b.stderr),
                   '\n   ', a, '\n   ', b)
        for line, status, words in SAID:
            for program in './sonde', './tcpdump':
                p = run(program, *line.split())
                ok(program + ' ' + line, p.returncode == status and
                   words in (p.stderr + p.stdout).decode(), p)
        ours()
    finally:
        shutil.rmtree(top)
    return finish()


sys.exit(main())
