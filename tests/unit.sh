#!/bin/bash
# unit.sh DIR - run every unit test in DIR; each prints "N passed, N failed" last.
set -u
passed=0 failed=0
for t in "$1"/*; do
	[ -x "$t" ] && [ -f "$t" ] || continue
	out=$("$t" 2>&1)
	rc=$?
	sum=$(tail -1 <<<"$out")
	if [[ $sum =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
		passed=$((passed + BASH_REMATCH[1]))
		failed=$((failed + BASH_REMATCH[2]))
		[ "${BASH_REMATCH[2]}" = 0 ] && [ $rc != 0 ] && failed=$((failed + 1))
	else
		failed=$((failed + 1))
	fi
	if [ $rc != 0 ]; then
		echo "FAIL $(basename "$t"), exit $rc"
		grep -v '^[0-9]* passed' <<<"$out" | head -40
	else
		echo "$(basename "$t"): $sum"
	fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
