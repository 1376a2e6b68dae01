#!/bin/bash
# golden_smb.sh DIR - captures of Samba's servers and clients with version 1 of SMB for the golden tests of --smb,
# made in a network namespace of its own (root; Debian: samba, smbclient, tshark).  smb_files.pcap: files, over TCP
# alone; netbios.pcap: names, elections, announcements, a session by NetBIOS.  Those in tests/golden were made so once.
set -u
D=$(realpath "$1")
if [ -z "${INSIDE:-}" ]; then
	INSIDE=1 exec unshare -n "$0" "$D"
fi
work=$(mktemp -d /dev/shm/golden-smb.XXXXXX)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
mkdir share share/dir private lock state cache run log
echo hello >share/hello.txt
chmod -R 777 share
cat >smb.conf <<C
[global]
workgroup = SONDE
netbios name = PEER
server role = standalone server
server min protocol = NT1
client min protocol = NT1
map to guest = Bad User
guest account = root
private dir = $work/private
lock directory = $work/lock
state directory = $work/state
cache directory = $work/cache
pid directory = $work/run
ncalrpc dir = $work/run/nc
log file = $work/log/%m
interfaces = d0 lo
local master = yes
preferred master = yes
os level = 65
disable spoolss = yes
load printers = no
[pub]
path = $work/share
guest ok = yes
read only = no
C
ip link set lo up
ip link add d0 type veth peer name d1
ip addr add 10.1.1.1/24 brd 10.1.1.255 dev d0
ip link set d0 up
ip link set d1 up
tcpdump -i lo -s 0 -U -w files.pcap 'tcp port 445' 2>/dev/null &
tcpdump -i lo -s 0 -U -w names.pcap 'udp or tcp port 139' 2>/dev/null &
tcpdump -i d0 -s 0 -U -w wide.pcap udp 2>/dev/null &
sleep 1
setsid nmbd -s smb.conf -F --no-process-group >log/nmbd 2>&1 &
setsid smbd -s smb.conf -F --no-process-group >log/smbd 2>&1 &
sleep 32 # it becomes the master browser
smbclient -s smb.conf -m NT1 -N //127.0.0.1/pub -c 'ls; get hello.txt /dev/null; put smb.conf up.conf;
	rename up.conf up2.conf; allinfo hello.txt; mkdir new; rmdir new; del up2.conf; volume; du'
smbclient -s smb.conf -m NT1 -N -L 127.0.0.1
nmblookup -s smb.conf -A 10.1.1.1
nmblookup -s smb.conf -U 10.1.1.1 PEER
nmblookup -s smb.conf -U 10.1.1.1 NOBODY
smbclient -s smb.conf -m NT1 -p 139 -I 10.1.1.1 -N //PEER/pub -c ls
sleep 1
mapfile -t pids < <(jobs -p)
kill "${pids[@]}"
wait
tshark -r files.pcap -Y smb -F pcap -w "$D/smb_files.pcap"
mergecap -F pcap -w "$D/netbios.pcap" wide.pcap names.pcap
