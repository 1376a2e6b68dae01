"""lab.py - what the live tests share: a network namespace of their own with a veth pair t0 - t1, a sender
of numbered frames, captures that are started when they listen.

Nothing in it runs unless a test calls enter() first, which ends the test with a clear word where there
is no root or no namespace.
"""
import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common import binary, finish, ok  # noqa: E402,F401

HERE = os.path.dirname(os.path.abspath(__file__))
top = None


def run(command, check=True):
    return subprocess.run(command, shell=True, check=check, capture_output=True, text=True)


def skip(why):
    print('skipped: ' + why)
    print('0 passed, 0 failed')
    sys.exit(0)


def enter():
    """Into a new network namespace (it goes with the process), and a directory of our own."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup(1) would have it ignored, also by what we start
    global top
    if os.getuid() != 0:
        skip('needs root for network namespaces')
    if ctypes.CDLL(None, use_errno=True).unshare(0x40000000) != 0:  # CLONE_NEWNET
        skip('no network namespaces here')
    top = tempfile.mkdtemp(prefix='sonde-live.', dir='/var/tmp')
    os.chmod(top, 0o777)
    os.chdir(top)
    run('ip link set lo up')
    if subprocess.run([os.environ.get('CC', 'gcc'), '-std=c17', '-D_GNU_SOURCE', '-O2', '-o', 'sender',
                       HERE + '/sender.c']).returncode:
        leave()
        skip('sender.c does not compile')


def veth(a='t0', b='t1'):
    """A pair without chatter of its own."""
    run('ip link add %s type veth peer name %s' % (a, b))
    for d in (a, b):
        run('sysctl -qw net.ipv6.conf.%s.disable_ipv6=1; ip link set %s arp off; ip link set %s up' % (d, d, d), False)
    time.sleep(0.2)


def leave():
    os.chdir('/')
    shutil.rmtree(top, ignore_errors=True)


class Capture:
    """A running sonde: text in .out, what it says in .err, once finished."""

    def __init__(self, *args, stdout=None, root=True, program=None, **more):
        self.text = tempfile.TemporaryFile() if stdout is None else stdout
        self.said = tempfile.TemporaryFile()
        user = ['-Z', 'root'] if root else []
        self.p = subprocess.Popen([program or binary, *user, *args], stdin=subprocess.DEVNULL, stdout=self.text,
                                  stderr=self.said, **more)

    def messages(self):
        return os.pread(self.said.fileno(), 1 << 20, 0).decode(errors='replace')

    def listens(self, seconds=10):
        return self.says('listening on', seconds)

    def says(self, what, seconds=10):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if what in self.messages():
                return True
            if self.p.poll() is not None:
                return what in self.messages()
            time.sleep(0.005)
        return False

    def wait(self, seconds=20):
        try:
            self.p.wait(seconds)
        except subprocess.TimeoutExpired:
            self.p.kill()
            self.p.wait()
            self.hung = True
        self.err = self.messages()
        self.said.close()
        self.out = ''
        if hasattr(self.text, 'seek'):
            self.text.seek(0)
            self.out = self.text.read().decode(errors='replace')
            self.text.close()
        return self.p.returncode

    def stop(self, sig=2, seconds=20):
        self.p.send_signal(sig)
        return self.wait(seconds)

    def count(self, what):
        """Of 'N packets what' at the end, or None."""
        m = re.search(r'(\d+) packets? ' + what, self.err)
        return int(m[1]) if m else None


def capture(*args, **more):
    c = Capture(*args, **more)
    if not c.listens():
        print('FAILED: it does not listen:', args, c.messages(), flush=True)
    return c


def send(device, pps, n, size=64, kind=''):
    """Start the sender."""
    return subprocess.Popen(['./sender', device, str(pps), str(n), str(size), kind], stdout=subprocess.PIPE)


def numbers(name):
    """The numbers of our frames in a pcap file of Ethernet, and whether it ends with a whole record."""
    b = open(name, 'rb').read()
    at, out = 24, []
    while at + 16 <= len(b):
        cap = int.from_bytes(b[at + 8:at + 12], 'little')
        if at + 16 + cap > len(b):
            return out, False
        out.append(int.from_bytes(b[at + 16 + 42:at + 16 + 50], 'big'))
        at += 16 + cap
    return out, at == len(b)
