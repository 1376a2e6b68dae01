#!/usr/bin/env python3
"""flame.py OUT.svg TITLE [ROOT] < PERF - a flame graph of what `perf script` printed: a box a function, as wide as
its share of the samples, on top of who called it; from the function ROOT on, where stacks have it.

  perf record -F 5000 --call-graph dwarf,16384 -o p.data build/release/sonde --no-sandbox -Z root -j 1 -nr FILE >/dev/shm/out
  perf script -i p.data | tools/flame.py docs/print.svg 'sonde -nr mix.pcap' read_source
"""
import html
import re
import sys

WIDE, ROW, LEAST = 1200, 17, 0.0008  # pixels, pixels, the share below which a box is left out


def samples(lines):
    """Stacks, the outermost function first."""
    stack = []
    for line in lines:
        if not line.strip():
            if stack:
                yield stack[::-1]
            stack = []
        elif line[0] in ' \t':
            m = re.match(r'\s+[0-9a-f]+ (.+?)(?:\+0x[0-9a-f]+)? \((.*)\)$', line.rstrip('\n'))
            if m:
                kernel = m[2].startswith('[kernel') or m[2].startswith('([kernel')
                name = re.sub(r'\.(lto_priv|constprop|isra|part|cold)[.0-9]*', '', m[1])
                stack.append((name, kernel))
    if stack:
        yield stack[::-1]


def cut(stack, base):
    """Without who called base: where a stack was too deep to be unwound, that is missing."""
    at = [i for i, f in enumerate(stack) if f[0] == base]
    return stack[at[0]:] if at else stack


def tree(stacks):
    root = [0, {}]
    for stack in stacks:
        node = root
        node[0] += 1
        for f in stack:
            node = node[1].setdefault(f, [0, {}])
            node[0] += 1
    return root


def boxes(node, x, depth, total, out):
    at = x
    for (name, kernel), kid in sorted(node[1].items()):
        w = kid[0] / total
        if w >= LEAST:
            out.append((name, kernel, at, w, depth, kid[0]))
            boxes(kid, at, depth + 1, total, out)
        at += w


def draw(out, total, title):
    high = (max(b[4] for b in out) + 1) * ROW + 60
    yield ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="DejaVu Sans Mono, monospace" '
           'font-size="11" role="img" aria-label="%s">' % (WIDE, high, html.escape(title)))
    yield '<rect width="%d" height="%d" fill="#fdfdfb"/>' % (WIDE, high)
    yield '<text x="8" y="20" font-size="14">%s</text>' % html.escape(title)
    yield '<text x="8" y="38" fill="#666">%d samples; orange: ours, blue: the kernel. Point at a box for its share.</text>' % total
    for name, kernel, x, w, depth, n in out:
        left, width, top = x * WIDE, w * WIDE, high - (depth + 1) * ROW - 4
        shade = sum(map(ord, name)) % 5 * 6
        fill = 'rgb(%d,%d,%d)' % ((150 + shade, 185 + shade, 225) if kernel else (245, 165 + shade, 85 + shade))
        yield '<g><title>%s: %.1f %%</title><rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s" stroke="#fdfdfb" stroke-width=".6"/>' % (
            html.escape(name), 100 * w, left, top, width, ROW - 1, fill)
        room = int((width - 6) / 6.7)
        if room >= 3:
            text = name if len(name) <= room else name[:room - 1] + '\u2026'
            yield '<text x="%.1f" y="%d">%s</text>' % (left + 3, top + 12, html.escape(text))
        yield '</g>'
    yield '</svg>'


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    base = sys.argv[3] if len(sys.argv) == 4 else ''
    root = tree(cut(s, base) for s in samples(sys.stdin))
    if not root[0]:
        sys.exit('flame.py: no samples')
    out = []
    boxes(root, 0, 0, root[0], out)
    with open(sys.argv[1], 'w') as f:
        f.write('\n'.join(draw(out, root[0], sys.argv[2])) + '\n')


if __name__ == '__main__':
    main()
