#!/bin/bash
# `sonde why` on troubles made for it in network namespaces (tests/lab/lab.py), a short form: twenty
# troubles and four healthy cases; and on an interface.
#   tests/live/why.sh [BINARY]
here=$(cd "$(dirname "$0")/../.." && pwd)
binary=${1:-${BINARY:-$here/build/release/sonde}}
case $binary in /*) ;; *) binary=$PWD/$binary ;; esac

if [ "$(id -u)" != 0 ]; then
	echo "skipped: needs root for network namespaces"
	echo "0 passed, 0 failed"
	exit 0
fi
cases=refused,filtered,firewall,rejected,dead_host,slow_connect,loss,twice,far,black_hole,vanish,zero_window
cases+=,empty,no_answer,slow,aborted,failing,turns,scan,shell,fine_http,fine_bulk,fine_abort,fine_chat
out=$(timeout 300 "$here/tests/lab/lab.py" --binary "$binary" --seed 5 --only "$cases")
echo "$out"
read -r passed _ failed _ <<<"$(tail -1 <<<"$out" | tr -d ,)"
case $passed$failed in '' | *[!0-9]*) passed=0 failed=1 ;; esac

# Live: a port where nobody listens, found while it is tried.
if unshare -n bash -c '
	ip link set lo up
	"$0" why --json -i lo --duration 3 >/dev/shm/why-live.$$ & p=$!
	sleep 1
	exec 3<>/dev/tcp/127.0.0.1/9 # refused
	wait $p
	rc=$?
	grep -q "\"class\":\"tcp-refused\"" /dev/shm/why-live.$$ && [ $rc = 2 ]
	good=$?
	rm -f /dev/shm/why-live.$$
	exit $good' "$binary" 2>/dev/null; then
	passed=$((passed + 1))
else
	echo "FAIL sonde why -i lo"
	failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
