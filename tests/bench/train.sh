#!/bin/bash
# train.sh BINARY PROFILE - show an instrumented sonde what people use it for; it writes what it sees to
# PROFILE, a file an object.
set -euo pipefail
binary=$1 profile=$2
here=$(dirname "$0") tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Ordinary traffic, long enough that starting up does not count.
python3 - "$here/../golden" "$tmp" <<'END'
import sys
golden, out = sys.argv[1:]
often = {'tcp_talk': 400, 'udp_cases': 200, 'dns_cases': 60, 'tcp6': 100, 'first_lines': 40, 'arp': 40, 'icmp4': 20, 'icmp6_nd': 20}
for name, times in often.items():
    try:
        b = open(f'{golden}/{name}.pcap', 'rb').read()
    except FileNotFoundError:
        continue
    open(f'{out}/{name}.pcap', 'wb').write(b[:24] + b[24:] * times)
END
# The notes are written at the end, which the sandbox and another user than root may not.
as=(--no-sandbox)
[ "$(id -u)" != 0 ] || as+=(-Z root)
mkdir -p "$profile"
find "$profile" -name '*.gcda' -delete
for f in "$tmp"/*.pcap; do
	for o in -nn -nn '-nn -e' '-nn -v' '-nn -X' '-nn -A' '-nn --json' --count; do
		# shellcheck disable=SC2086
		"$binary" "${as[@]}" $o -r "$f" >"$tmp/out" 2>"$tmp/err" || { cat "$tmp/err" >&2; exit 1; }
	done
	"$binary" "${as[@]}" -r "$f" -w "$tmp/copy" tcp or udp 2>/dev/null
done
[ "$(find "$profile" -name '*.gcda' | wc -l)" -gt 100 ] || { echo 'train.sh: no profile was written' >&2; exit 1; }
