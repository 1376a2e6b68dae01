#!/bin/bash
# Signals in a live capture, in a network namespace: stops lose nothing the kernel had taken,
# USR1 prints counts and goes on, USR2 flushes the file, a device that goes is said.
#   tests/live/signals.sh [BINARY]
here=$(cd "$(dirname "$0")/../.." && pwd)
binary=${1:-${BINARY:-$here/build/release/sonde}}
case $binary in /*) ;; *) binary=$PWD/$binary ;; esac

if [ "$(id -u)" != 0 ]; then
	echo "skipped: needs root for network namespaces"
	echo "0 passed, 0 failed"
	exit 0
fi
if [ -z "$SONDE_SIGNALS_INSIDE" ]; then
	SONDE_SIGNALS_INSIDE=1 exec timeout -k 5 120 unshare -n "$0" "$binary"
fi

dir=$(mktemp -d /var/tmp/sonde-signals.XXXXXX) || exit 1
trap 'rm -rf "$dir"' EXIT
chmod 777 "$dir"
cp "$binary" "$dir/sonde" && cd "$dir" || exit 1
ip link set lo up
passed=0 failed=0

ok() { # name, command...: does it succeed?
	local name=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $name"
		sed 's/^/    /' err
	fi
}

start() { # a capture with these arguments; until it listens
	: >err
	./sonde "$@" >text 2>err &
	pid=$!
	for _ in $(seq 100); do
		grep -q 'listening on' err && return
		sleep 0.05
	done
	echo "FAILED: it does not listen: $*"
	sed 's/^/    /' err
}

send() { # n numbered packets of 64 bytes, as fast as Python can
	python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(int(sys.argv[1])):
	try:
		s.sendto(b"%020d" % i, ("127.0.0.1", 9999))
	except ConnectionRefusedError:
		pass
' "$1"
}

n=20000
for signal in INT TERM HUP; do
	start -i lo -w out.pcap udp dst port 9999
	send $n
	kill -$signal $pid
	wait $pid
	ok "$signal: status" [ $? = 0 ]
	ok "$signal: all packets captured" grep -qx "$n packets captured" err
	ok "$signal: all packets in the file" [ "$(./sonde -r out.pcap --count 2>/dev/null)" = "$n packets" ]
done

start -nqti lo udp dst port 9999
send $n
kill -INT $pid
wait $pid
ok "INT: all packets printed" [ "$(grep -c ' > 127.0.0.1.9999' text)" = $n ]

start -i lo -c 100 -w out.pcap udp dst port 9999
send 1000
wait $pid
ok "-c: status" [ $? = 0 ]
ok "-c: as many in the file" [ "$(./sonde -r out.pcap --count 2>/dev/null)" = "100 packets" ]

start -i lo -w out.pcap udp dst port 9999
send 5
sleep 0.5
kill -USR1 $pid
sleep 0.2
ok "USR1: counts" grep -q '^sonde: 5 packets captured, [0-9]* packets received by filter, 0 packets dropped by kernel$' err
kill -USR2 $pid
sleep 0.2
ok "USR2: the file is written" [ "$(./sonde -r out.pcap --count 2>/dev/null)" = "5 packets" ]
send 5
kill -INT $pid
wait $pid
ok "USR1, USR2: it went on" grep -qx '10 packets captured' err

trap '' HUP # as nohup does
start -i lo -w out.pcap udp dst port 9999
trap - HUP
kill -HUP $pid
sleep 0.3
ok "ignored HUP" kill -0 $pid
kill -INT $pid
wait $pid

ip link add v0 type veth peer name v1 && ip link set v0 up && ip link set v1 up
sleep 0.2
start -i v0 -w out.pcap
ip link del v0
wait $pid
ok "device gone: status" [ $? = 1 ]
ok "device gone: said" grep -q '^sonde: .*\(went down\|disappeared\|not running\|down\)' err
ok "device gone: counts" grep -q 'captured$' err

mkfifo pipe
./sonde -nr pipe >text 2>err &
pid=$!
exec 3>pipe
cat out.pcap >&3
sleep 0.3
kill -INT $pid
wait $pid
ok "INT while reading a pipe" [ $? = 0 ]
exec 3>&-

echo "$passed passed, $failed failed"
[ $failed = 0 ]
