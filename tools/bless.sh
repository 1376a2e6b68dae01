#!/bin/bash
# bless.sh [-b TCPDUMP] [NAME...] - make the expected text of golden tests (all, or those whose name
# begins with NAME) with a reference tcpdump: /usr/bin/tcpdump unless given.  Never with sonde.
set -eu
cd "$(dirname "$0")/.."

ref=/usr/bin/tcpdump
if [ "${1:-}" = -b ]; then
	ref=$2
	shift 2
fi
version=$("$ref" --version 2>&1 || true)
case $version in
*[Ss]onde*)
	echo "bless.sh: $ref is sonde; expected text comes from the reference only" >&2
	exit 1
	;;
*"tcpdump version"*) ;;
*)
	echo "bless.sh: $ref is no tcpdump" >&2
	exit 1
	;;
esac

newer=()
case $version in
*"version 4."*) newer=(-f tools/newer.sed) ;;
esac

n=0
while read -r name capture expected options; do
	case $name in '' | '#'*) continue ;; esac
	case $expected in *.out) ;; *) continue ;; esac
	if [ $# -gt 0 ]; then
		wanted=
		for w in "$@"; do case $name in "$w"*) wanted=1 ;; esac; done
		[ -n "$wanted" ] || continue
	fi
	# Options are words; a filter's < and & are plain characters here.
	read -ra words <<<"$options"
	TZ=GMT0 "$ref" -r "tests/golden/$capture" "${words[@]}" 2>/dev/null |
		sed -E "${newer[@]}" -e '' >"tests/golden/$expected.new"
	mv "tests/golden/$expected.new" "tests/golden/$expected"
	n=$((n + 1))
done <tests/golden/LIST
echo "bless.sh: $n made with $("$ref" --version 2>&1 | head -1)"
