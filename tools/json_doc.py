#!/usr/bin/env python3
"""tools/json_doc.py [--binary B] [--check] [CAPTURE or DIR ...] - docs/json.md, out of the program: the keys of every
layer and their types, as the dissectors noted them in the captures given (the golden ones and ../shared), and
the names of Wireshark's fields.  What stands above the line "<!-- generated -->" is written by hand and kept.

--check: every key and type seen in the golden captures, and every name of Wireshark's, is in docs/json.md."""
import argparse
import collections
import json
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, 'tests'))
from json_strict import captures, lines_of  # noqa: E402

DOC = os.path.join(ROOT, 'docs/json.md')
MARK = '<!-- generated -->'
NUMBERED = re.compile(r'_\d+$')


def kind(v):
    if isinstance(v, bool):
        return 'boolean'
    if isinstance(v, (int, float)):
        return 'number'
    if v is None:
        return 'null'
    if isinstance(v, dict):
        return 'object'
    if isinstance(v, list):
        return 'list'
    if re.fullmatch(r'([0-9a-f]{2}:){5}[0-9a-f]{2}', v):
        return 'MAC'
    if re.fullmatch(r'\d+\.\d+\.\d+\.\d+', v):
        return 'IPv4'
    if re.fullmatch(r'[0-9a-f:]*:[0-9a-f:.]*', v) and v.count(':') >= 2:
        return 'IPv6'
    return 'string'


def walk(o, layer, path, seen):
    if isinstance(o, list):
        for v in o:
            if isinstance(v, (dict, list)):
                walk(v, layer, path, seen)
            else:
                seen[layer][path].add(kind(v))
        return
    if 'proto' in o and isinstance(o['proto'], str) and (path == '' or o['proto'] != layer):
        layer, path = o['proto'], ''
    for k, v in o.items():
        if k == 'proto' and isinstance(v, str):
            continue
        bare = NUMBERED.sub('', k)
        if bare in o:
            k = bare
        here = f'{path}.{k}' if path else k
        parts = here.split('.')
        if k == 'item' or len(parts) > 5 or len(set(parts)) != len(parts):
            continue  # what a malformed packet left open
        if isinstance(v, (dict, list)):
            walk(v, layer, here, seen)
        else:
            seen[layer][here].add(kind(v))


def keys(binary, paths):
    seen = collections.defaultdict(lambda: collections.defaultdict(set))
    for path in captures(paths):
        try:
            for line in lines_of(binary, path):
                o = json.loads(line)
                for k in ('number', 'ts', 'interface', 'caplen', 'len', 'truncated'):
                    if k in o:
                        seen['(packet)'][k].add(kind(o[k]))
                for layer in o['layers']:
                    walk(layer, layer['proto'], '', seen)
        except ValueError:
            pass
    return seen


def aliases():
    src = open(os.path.join(ROOT, 'src/dissect/field_names.c')).read()
    rows = collections.defaultdict(list)
    for kind_, name, path, rest in re.findall(r'\b(OWN|HEX|BIT|BITS|HEXBITS)\(\s*"([^"]+)",\s*"([^"]+)"([^)]*)\)', src):
        if name == 'name':
            continue
        more = [x.strip() for x in rest.split(',') if x.strip()]
        what = path
        if kind_ == 'BIT':
            what += f', bit {more[0]}'
        elif kind_ in ('BITS', 'HEXBITS'):
            what += f', from bit {more[0]} on, & {more[1]}'
        rows[name].append(what + (' (hexadecimal)' if kind_.startswith('HEX') else ''))
    return rows


def generated(binary, paths):
    seen = keys(binary, paths)
    o = [MARK, '', "## Wireshark's names", '', 'Wherever both have the field. Several lines: values of all of them.', '',
         '| name | from |', '|---|---|']
    o += [f'| {n} | {"; ".join(p)} |' for n, p in sorted(aliases().items())]
    o += ['', '## Layers and keys', '',
          'What was seen in the captures that the tests have and ../shared; `a.b` is key b in the items of list (or',
          'in the group) a. A list of plain values has its own name.', '']
    for layer in sorted(seen):
        o += [f'### {layer}', '', ', '.join(f'`{k}` {"/".join(sorted(seen[layer][k]))}' for k in sorted(seen[layer])), '']
    return '\n'.join(o)


def check(binary):
    text = open(DOC).read()
    sections = dict(re.findall(r'^### (.+)\n\n(.*)\n', text, re.M))
    bad = []
    for layer, found in keys(binary, [os.path.join(ROOT, 'tests')]).items():
        there = dict(re.findall(r'`([^`]+)` ([\w/]+)', sections.get(layer, '')))
        for k, kinds in found.items():
            if k not in there or not kinds <= set(there[k].split('/')):
                bad.append(f'{layer}.{k} ({"/".join(sorted(kinds))})')
    bad += [n for n in aliases() if f'| {n} |' not in text]
    for b in bad:
        print('docs/json.md lacks', b)
    print(f'{int(not bad)} passed, {int(bool(bad))} failed')
    return bool(bad)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--binary', default=os.environ.get('BINARY', os.path.join(ROOT, 'build/release/sonde')))
    ap.add_argument('--check', action='store_true')
    ap.add_argument('paths', nargs='*')
    a = ap.parse_args()
    if a.check:
        return check(a.binary)
    head = open(DOC).read().split(MARK)[0] if os.path.exists(DOC) else '# JSON\n\n'
    paths = a.paths or [os.path.join(ROOT, 'tests'), os.path.join(ROOT, '../shared')]
    open(DOC, 'w').write(head.rstrip() + '\n\n' + generated(a.binary, paths))
    return 0


if __name__ == '__main__':
    sys.exit(main())
