#!/usr/bin/env python3
"""tools/field_keys.py [--check] - which keys the dissectors of each layer may note, out of their source:
src/dissect/field_keys.h.  A layer's keys are the literals a note, show, list or group call of its file has,
or of a helper file whose header it includes; --check: say if the header is not up to date."""
import glob
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OUT = os.path.join(ROOT, 'src/dissect/field_keys.h')
KEY = re.compile(r'"([a-z][a-z0-9_]*)"')
PROTO = re.compile(r'struct proto proto_\w+ = \{\s*"([^"]+)"')
# Tables of names for numbers hold texts, not keys.
TABLE = re.compile(r'static const struct (?:name|mib_node) \w+\[\] = \{.*?\n\};|static const char \*const \w+\[\] = \{.*?\};', re.S)
FRAME = 'number time_epoch time_delta time_relative interface caplen len linktype'


def keys_of(path):
    src = TABLE.sub('', open(path).read())
    return set(KEY.findall(src))


def family(path, done):
    """the file, and the .c files of what it includes from proto/, and of its own prefix"""
    if path in done or not os.path.exists(path):
        return
    done.add(path)
    base = os.path.basename(path)[:-2]
    for other in glob.glob(os.path.join(ROOT, 'src/proto', base + '_*.c')):
        if base not in ('ip', 'ppp', 'rtp', 'ap'):
            family(other, done)
    for inc in re.findall(r'^#include "(\w+)\.h"', open(path).read(), re.M):
        if inc in ('ip', 'l4', 'deep', 'eth', 'dlt', 'http2'):  # every layer's
            continue
        for other in [inc]:
            family(os.path.join(ROOT, 'src/proto', other + '.c'), done)


def layers():
    found = {'frame': set(FRAME.split())}
    for path in sorted(glob.glob(os.path.join(ROOT, 'src/proto/*.c'))):
        names = PROTO.findall(open(path).read())
        if not names:
            continue
        files = set()
        family(path, files)
        keys = set().union(*(keys_of(f) for f in files))
        for n in names:
            found.setdefault(n, set()).update(keys)
    return found


def text():
    o = ['/* field_keys.h - keys that the dissectors may note.  Made by tools/field_keys.py: do not edit. */',
         '#ifndef SONDE_FIELD_KEYS_H', '#define SONDE_FIELD_KEYS_H', '', '/* clang-format off */',
         'static const struct {', '\tconst char *name, *keys;', '} layers[] = {']
    for name, keys in sorted(layers().items()):
        o.append('\t{ "%s", "%s" },' % (name, ' '.join(sorted(keys))))
    return '\n'.join([*o, '};', '/* clang-format on */', '', '#endif', ''])


def main():
    new = text()
    if '--check' in sys.argv:
        old = open(OUT).read() if os.path.exists(OUT) else ''
        if old != new:
            print('src/dissect/field_keys.h is not what tools/field_keys.py makes of the dissectors', file=sys.stderr)
        return old != new
    open(OUT, 'w').write(new)
    return 0


if __name__ == '__main__':
    sys.exit(main())
