"""common.py - what the Python tests of the command line share: which binary is tried, and the count of
what passed.

    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from common import binary, finish, ok
"""
import os
import struct
import sys

here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # the project's root
binary = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.environ.get('BINARY', here + '/build/release/sonde'))
count = [0, 0]
# A UDP datagram of one octet in an Ethernet frame.
FRAME = (bytes(12) + b'\x08\x00' + bytes.fromhex('4500001d00010000401166cd7f0000017f000001') +
         bytes.fromhex('0400040000090000') + b'x')


def ok(name, good, *more):
    count[not good] += 1
    if not good:
        print('FAILED:', name, *[str(m)[:600] for m in more], flush=True)


def finish():
    """The last line, and the exit status."""
    print('%d passed, %d failed' % tuple(count))
    return count[1] != 0


def put(name, data):
    with open(name, 'wb') as f:
        f.write(data)
    return name


def complaints(p):
    """What a finished sonde said beside what it reads."""
    return [l for l in p.stderr.decode(errors='replace').split('\n') if l and not l.startswith('reading from file ')]


def header(link=1, snaplen=262144, order='<', magic=0xa1b2c3d4, version=(2, 4)):
    """Of a classic pcap file."""
    return struct.pack(order + 'IHHiIII', magic, *version, 0, 0, snaplen, link)
