#!/bin/bash
# Each case of poison.c must be refused by gcc and clang, and the plain case accepted.
set -u
cd "$(dirname "$0")/.." || exit 1
flags=(-std=c17 -D_GNU_SOURCE -Wall -Wextra -fsyntax-only)
ok=0 bad=0
for cc in gcc clang; do
	if ! command -v $cc >/dev/null; then
		echo "skipped: no $cc"
		continue
	fi
	if out=$($cc "${flags[@]}" tests/poison.c 2>&1); then
		ok=$((ok + 1))
	else
		echo "FAIL $cc refuses the plain case: $(grep -m1 error <<<"$out")"
		bad=$((bad + 1))
		continue # nothing below would mean anything
	fi
	for n in $(sed -n 's/^#.* defined T\([0-9]*\).*/\1/p' tests/poison.c); do
		if out=$($cc "${flags[@]}" -D"T$n" tests/poison.c 2>&1); then
			echo "FAIL $cc compiles case T$n"
			bad=$((bad + 1))
		elif grep -Eq 'poison|literal|expected' <<<"$out"; then
			ok=$((ok + 1))
		else
			echo "FAIL $cc refuses T$n for another reason: $(grep -m1 error <<<"$out")"
			bad=$((bad + 1))
		fi
	done
done
echo "$ok passed, $bad failed"
[ $bad = 0 ]
