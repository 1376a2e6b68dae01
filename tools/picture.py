#!/usr/bin/env python3
"""picture.py COMMAND... >docs/sonde.svg - run a command and draw its output as a terminal.
    TZ=GMT0 tools/picture.py build/release/sonde -n -t -r tests/sample.pcap >docs/sonde.svg
docs/why.svg is of three connections to a port of an address of `lo` where nobody listens."""
import os
import re
import subprocess
import sys
from html import escape

COLOURS = ((r'^(IP6?|ARP)\b', '#7fb3ff'), (r'\b\d+\.\d+\.\d+\.\d+(\.\d+)?\b|\b[0-9a-f]{0,4}:[0-9a-f:]*:[0-9a-f.]+', '#a6d189'),
           (r'Flags \[[^]]*\]', '#e5c890'), (r'(HTTP|ICMP6?)\b.*$', '#ef9f76'), (r'length \d+', '#8c93a8'),
           (r'^error .*', '#e78284'), (r'^  [a-z][a-z ]{9} ', '#7fb3ff'))
WIDTH = 118


def paint(line):
    """The line as tspans; the first colour that claims a character keeps it."""
    colour = [None] * len(line)
    for pattern, c in COLOURS:
        for m in re.finditer(pattern, line):
            for i in range(*m.span()):
                colour[i] = colour[i] or c
    out, i = '', 0
    while i < len(line):
        j = i
        while j < len(line) and colour[j] == colour[i]:
            j += 1
        text = escape(line[i:j])
        out += f'<tspan fill="{colour[i]}">{text}</tspan>' if colour[i] else text
        i = j
    return out


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    p = subprocess.run(sys.argv[1:], capture_output=True, text=True)
    if p.stderr:
        sys.exit(p.stderr)
    shown = '$ ' + ' '.join([os.path.basename(sys.argv[1]), *sys.argv[2:]])
    lines = [l if len(l) <= WIDTH else l[:WIDTH - 1] + '…' for l in p.stdout.splitlines()]
    w, h = int(WIDTH * 7.25) + 32, (len(lines) + 2) * 18 + 30
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" '
          f'aria-label="{escape(shown, True)}">')
    print(f'<rect width="{w}" height="{h}" rx="8" fill="#1e2030"/>')
    print('<g font-family="ui-monospace, DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="12" fill="#cdd3e5" '
          'xml:space="preserve">')
    print(f'<text x="16" y="30" fill="#ffffff" font-weight="bold">{escape(shown)}</text>')
    for i, l in enumerate(lines):
        print(f'<text x="16" y="{58 + 18 * i}">{paint(l)}</text>')
    print('</g>\n</svg>')


main()
