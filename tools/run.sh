#!/bin/bash
# run.sh BINARY - the main job, shown: a bundled capture printed, then ten packets captured from lo
# that are provoked here, and what to type next.
set -u
cd "$(dirname "$0")/.." || exit 1
sonde=${1:-build/release/sonde}

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[ -t 1 ] || say() { printf '\n%s\n' "$*"; }

say "\$ sonde -n -r tests/sample.pcap        # a capture that comes with sonde"
"$sonde" -n -r tests/sample.pcap || exit

say "\$ sonde -n -i lo -c 10 'udp port 9 or icmp'        # ten packets, live"
out=$(mktemp)
trap 'rm -f "$out"' EXIT
timeout -s INT 20 "$sonde" -n -l -i lo -c 10 'udp port 9 or icmp' >"$out" 2>"$out.err" &
pid=$!
# Ten datagrams to a port nobody listens on, each answered by "unreachable"; not before sonde listens.
for _ in $(seq 100); do
	grep -q 'listening on' "$out.err" 2>/dev/null && break
	kill -0 $pid 2>/dev/null || break
	sleep 0.05
done
for i in $(seq 40); do
	kill -0 $pid 2>/dev/null || break
	(printf 'hello %s\n' "$i" >/dev/udp/127.0.0.1/9) 2>/dev/null
	sleep 0.05
done
wait $pid
status=$?
cat "$out"
cat "$out.err" >&2
rm -f "$out.err"
if [ $status != 0 ]; then
	say "That needs the right to capture: run it as root, or"
	echo "    setcap cap_net_raw,cap_net_admin+ep $sonde"
	[ "$(id -u)" != 0 ] && exit 0
	exit $status
fi
lines=$(grep -c . "$out")
if [ "$lines" -lt 10 ]; then
	echo "run.sh: only $lines of 10 packets were captured" >&2
	exit 1
fi

say "Next"
cat <<END
    $sonde -D                             which interfaces there are
    $sonde -i any -n port 53              watch name look-ups
    $sonde -i eth0 -w out.pcap            keep packets; stop with ^C
    $sonde -r out.pcap -nv tcp            and read them again
    $sonde -r tests/sample.pcap --json    the same for machines
    make install PREFIX=/usr/local        (TCPDUMP_LINK=1: under the name tcpdump as well)
    man man/sonde.1
END
