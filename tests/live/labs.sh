#!/bin/bash
# The two labs of the introduction, each command as it is typed there, live in a network
# namespace with a /tmp of its own, by real netcats: once through a link named tcpdump, once as
# sonde.
#   tests/live/labs.sh [BINARY]
here=$(cd "$(dirname "$0")/../.." && pwd)
binary=${1:-${BINARY:-$here/build/release/sonde}}
case $binary in /*) ;; *) binary=$PWD/$binary ;; esac

if [ "$(id -u)" != 0 ]; then
	echo "skipped: needs root for network namespaces"
	echo "0 passed, 0 failed"
	exit 0
fi
if [ -z "$SONDE_LABS_INSIDE" ]; then
	# Both go away with the last process in them.
	SONDE_LABS_INSIDE=1 exec timeout -k 5 120 unshare -n -m "$0" "$binary"
fi

bin=$(mktemp -d /var/tmp/sonde-labs.XXXXXX) || exit 1
trap 'rm -rf "$bin"' EXIT
chmod 755 "$bin"
cp "$binary" "$bin/sonde" && ln -s sonde "$bin/tcpdump"
mount -t tmpfs tmpfs /tmp || exit 1
chmod 1777 /tmp
ip link set lo up
ip addr add 192.168.0.1/32 dev lo
PATH=$bin:$PATH
passed=0 failed=0

ok() { # name, command...: does it succeed?
	local name=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $name"
		sed 's/^/    /' /tmp/err /tmp/text 2>/dev/null
	fi
}

fresh() { rm -f /tmp/err; } # what an earlier capture said is not this one's

listening() { # until it says so
	for _ in $(seq 100); do
		grep -qs '^listening on\|: listening on' /tmp/err && return 0
		sleep 0.05
	done
	return 1
}

stop() { # the capture, as ^C does; its status
	sleep 0.2
	kill -INT "$1"
	wait "$1"
}

nc=nc.traditional
command -v $nc >/dev/null || nc=nc

for t in tcpdump sonde; do
	# 1: a capture on any, options behind the filter
	rm -f /tmp/out.pcap
	$nc -l -p 80 </dev/null >/dev/null &
	server=$!
	sleep 0.2
	fresh
	$t -vi any tcp and host 192.168.0.1 and port 80 -s0 -w /tmp/out.pcap 2>/tmp/err &
	pid=$!
	ok "$t any: listening" listening
	printf 'GET / HTTP/1.0\r\n\r\n' | $nc -w 1 192.168.0.1 80 >/dev/null
	stop $pid
	ok "$t any: status" [ $? = 0 ]
	kill $server 2>/dev/null
	wait $server 2>/dev/null
	ok "$t any: SLL2 file" grep -q 'link-type LINUX_SLL2' <($t -nr /tmp/out.pcap 2>&1)
	ok "$t any: counts" grep -q '[0-9] packets captured' /tmp/err
	$t -Anr /tmp/out.pcap >/tmp/text 2>/dev/null
	ok "$t -Anr: content" grep -q 'GET / HTTP/1.0' /tmp/text
	$t -nr /tmp/out.pcap >/tmp/text 2>/dev/null
	ok "$t -nr: SYN" grep -q 'IP 192.168.0.1.* > 192.168.0.1.80: Flags \[S\], seq' /tmp/text

	# 2: nobody listens
	fresh
	$t -i lo tcp and port 1025 -w /tmp/out.pcap 2>/tmp/err &
	pid=$!
	ok "$t lab 1: listening" listening
	echo pouet | $nc -w 1 localhost 1025 2>/dev/null
	stop $pid
	ok "$t lab 1: status" [ $? = 0 ]
	$t -nr /tmp/out.pcap >/tmp/text 2>/dev/null
	ok "$t lab 1: two packets" [ "$(wc -l </tmp/text)" = 2 ]
	ok "$t lab 1: SYN" grep -q '127.0.0.1.1025: Flags \[S\], seq .*, length 0$' /tmp/text
	ok "$t lab 1: RST" grep -q '127.0.0.1.1025 > .*: Flags \[R.\], seq 0, ack' /tmp/text

	# 3: somebody listens
	$nc -l -p 1025 </dev/null >/tmp/heard &
	server=$!
	sleep 0.2
	fresh
	$t -i lo tcp and port 1025 -s0 -w /tmp/out.pcap 2>/tmp/err &
	pid=$!
	ok "$t lab 2: listening" listening
	echo pouet | $nc -w 1 localhost 1025 >/dev/null 2>&1
	stop $pid
	ok "$t lab 2: status" [ $? = 0 ]
	wait $server 2>/dev/null
	ok "$t lab 2: heard" grep -qx pouet /tmp/heard
	$t -Anr /tmp/out.pcap >/tmp/text 2>/dev/null
	ok "$t lab 2: SYN ACK" grep -q '127.0.0.1.1025 > .*: Flags \[S.\], seq' /tmp/text
	ok "$t lab 2: 6 bytes pushed" grep -q 'Flags \[P.\], seq 1:7, ack 1,.* length 6' /tmp/text
	ok "$t lab 2: content" grep -q 'pouet' /tmp/text
	ok "$t lab 2: two FINs" [ "$(grep -c 'Flags \[F.\]' /tmp/text)" = 2 ]

	# 4: printed live, with -c, and the classic words
	fresh
	$t -c 1 -nli lo udp port 9999 >/tmp/text 2>/tmp/err &
	pid=$!
	listening
	for _ in 1 2 3; do echo x | $nc -u -w 1 127.0.0.1 9999 >/dev/null 2>&1; done
	wait $pid
	ok "$t -c 1: status" [ $? = 0 ]
	ok "$t -c 1: one line" [ "$(wc -l </tmp/text)" = 1 ]
	ok "$t -c 1: count" grep -qx '1 packet captured' /tmp/err
done

fresh
sonde --style classic -c 1 -i lo 2>/tmp/err >/dev/null &
pid=$!
listening
ping -c 1 -q 127.0.0.1 >/dev/null 2>&1 || echo x | $nc -u -w 1 127.0.0.1 9999 2>/dev/null
wait $pid
ok "classic: capture size" grep -q 'capture size 262144 bytes' /tmp/err

echo "$passed passed, $failed failed"
[ $failed = 0 ]
