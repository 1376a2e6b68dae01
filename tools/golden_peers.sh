#!/bin/bash
# golden_peers.sh DIR - captures of real peers for the golden tests of --deep, made in network namespaces of
# their own (root): nginx and curl, nghttpd and nghttp, gRPC (python3-grpcio), OpenSSH, Redis, MariaDB, Avahi,
# OpenSSL.  They are written to DIR as deep_*.pcap; those in tests/golden were made so once.
set -u
D=$(realpath "$1"); cd "$D" || exit 1
ip netns add peers$$; trap 'kill $(jobs -p) 2>/dev/null; ip netns del peers$$' EXIT
N="ip netns exec peers$$"
$N ip link set lo up
$N ip link set lo mtu 1500
cap() { $N tcpdump --immediate-mode -U -i lo -w $D/$1.pcap "${@:2}" 2>/dev/null & CAP=$!; sleep 1; }
capend() { sleep 0.7; kill -INT $CAP; wait $CAP; }
# nginx h2c + curl
mkdir -p ng/html; echo hello >ng/html/index.html; head -c 5000 /dev/zero | tr '\0' x >ng/html/big
cat >ng/nginx.conf <<E
daemon off; master_process off; pid $D/ng/pid; error_log $D/ng/err; events {}
http { access_log off; server { listen 127.0.0.1:8000 http2; listen 127.0.0.1:8080 http2; root $D/ng/html;
add_header x-one "first value"; } }
E
$N nginx -c $D/ng/nginx.conf & NG=$!
sleep 0.5
cap nginx tcp
$N curl -s --http2-prior-knowledge http://127.0.0.1:8000/ http://127.0.0.1:8000/missing http://127.0.0.1:8000/big -o /dev/null -o /dev/null -o /dev/null
$N curl -s --http2-prior-knowledge http://127.0.0.1:8080/ -H 'x-long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' -o /dev/null
capend; kill $NG
# nghttpd + nghttp, many requests, dynamic tables, push
$N nghttpd --no-tls -p /=/big -d $D/ng/html 8001 & NH=$!
sleep 0.5
cap nghttp tcp
$N nghttp -n -m2 -H'x-token: secret-secret' http://127.0.0.1:8001/ http://127.0.0.1:8001/index.html >/dev/null
capend; kill $NH
# upgrade
# grpc
cat >g.py <<E
import grpc, concurrent.futures as f, sys, time
def echo(r, c):
    if r == b'bad': c.abort(grpc.StatusCode.NOT_FOUND, 'no such thing')
    return r * 2
class H(grpc.GenericRpcHandler):
    def service(self, d):
        if d.method.endswith('/Many'):
            return grpc.unary_stream_rpc_method_handler(lambda r, c: iter([r, r, r]))
        return grpc.unary_unary_rpc_method_handler(echo)
s = grpc.server(f.ThreadPoolExecutor(2)); s.add_generic_rpc_handlers((H(),)); s.add_insecure_port('127.0.0.1:50051'); s.start()
ch = grpc.insecure_channel('127.0.0.1:50051')
u = ch.unary_unary('/test.Echo/Say')
u(b'hello'); u(b'x' * 3000)
try: u(b'bad')
except grpc.RpcError as e: print(e.code())
print(list(ch.unary_stream('/test.Echo/Many')(b'abc')))
ch.close(); s.stop(0).wait()
E
cap grpc tcp port 50051
$N /usr/bin/python3 g.py
capend
# ssh
mkdir -p ssh; rm -f ssh/*; ssh-keygen -q -t ed25519 -N '' -f ssh/host; ssh-keygen -q -t ed25519 -N '' -f ssh/id; cp ssh/id.pub ssh/auth; chmod 600 ssh/auth
mkdir -p /run/sshd
$N /usr/sbin/sshd -D -f /dev/null -h $D/ssh/host -o AuthorizedKeysFile=$D/ssh/auth -o StrictModes=no -o PidFile=none -o ListenAddress=127.0.0.1 -p 22 -p 2222 -E $D/ssh/log & SD=$!
sleep 0.5
cap ssh tcp
for o in "-p 22" "-p 2222 -o KexAlgorithms=diffie-hellman-group-exchange-sha256" "-p 22 -o KexAlgorithms=ecdh-sha2-nistp256 -c aes128-ctr -m hmac-sha2-256" ; do
$N ssh -F none -i ssh/id -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR $o root@127.0.0.1 true
done
capend; kill $SD
# redis
$N redis-server --port 6379 --save '' --daemonize no --logfile $D/redis.log & RS=$!
sleep 0.7
cap redis tcp port 6379
$N python3 - <<E
import socket, time
s = socket.create_connection(('127.0.0.1', 6379))
def go(*a):
    s.sendall(b'*%d\\r\\n' % len(a) + b''.join(b'\$%d\\r\\n%s\\r\\n' % (len(x), x) for x in a)); time.sleep(0.05); s.recv(65536)
for l in 'PING;SET key value;GET key;INCR n;LPUSH l a b c;LRANGE l 0 -1;GET missing;INCR key;HELLO 3;HSET h f 1.5;HGETALL h;GET missing;CONFIG GET maxmemory;CLIENT TRACKING ON;ZADD z 1.5 m;ZSCORE z m;SMEMBERS nix;ACL WHOAMI'.split(';'):
    go(*l.encode().split())
E
printf 'PING\r\n*1\r\n$4\r\nPING\r\n' | $N timeout 1 nc 127.0.0.1 6379 >/dev/null
capend; kill $RS
# mariadb
rm -rf my; mkdir my; chown mysql my; chmod 755 my
mariadb-install-db --user=mysql --datadir=$D/my --auth-root-authentication-method=normal >/dev/null 2>&1
$N mariadbd --no-defaults --user=mysql --datadir=$D/my --socket=$D/my/s --port=3306 --bind-address=127.0.0.1 --pid-file=$D/my/p >my.log 2>&1 & MY=$!
for _ in $(seq 40); do [ -S my/s ] && break; sleep 0.5; done
$N mariadb -S $D/my/s -u root -e "create database t; create user u@'127.0.0.1' identified by 'pw'; grant all on t.* to u@'127.0.0.1'"
cap mysql tcp port 3306
$N mariadb --skip-ssl -h 127.0.0.1 -u u -ppw t -e "create table a (i int, s varchar(50)); insert into a values (1,'one'),(2,NULL),(3,'three'); select * from a; prepare p from 'select ?+1'; set @x=1; execute p using @x; update a set i=4; drop table a; select nothing"
$N mariadb --skip-ssl -h 127.0.0.1 -u u -pwrong t -e "select 1"
capend; kill $MY; wait $MY
# DNS over TLS by its ALPN and by its port, and what may be DNS over HTTPS
openssl req -x509 -newkey ed25519 -nodes -keyout $D/key -out $D/crt -subj /CN=dns.test -days 30 2>/dev/null
$N openssl s_server -quiet -accept 127.0.0.1:853 -key $D/key -cert $D/crt -alpn dot >/dev/null 2>&1 & DT=$!
$N openssl s_server -quiet -accept 127.0.0.1:8443 -key $D/key -cert $D/crt -alpn dot,h2 >/dev/null 2>&1 & DH=$!
sleep 0.7
cap dot tcp
for o in "853 -alpn dot" "853" "8443 -alpn dot -servername dns.test" "8443 -alpn h2 -servername dns.google" "8443 -alpn h2 -servername www.example.com"; do
	$N openssl s_client -tls1_2 -connect 127.0.0.1:$o </dev/null >/dev/null 2>&1
done
capend; kill $DT $DH

# mDNS: two avahi-daemons on a veth, one with services, and a question for them
MD=$D/mdns; mkdir -p $MD/services
ip netns add peersb$$; ip link add va$$ netns peers$$ type veth peer name vb$$ netns peersb$$
trap 'kill $(jobs -p) 2>/dev/null; ip netns del peers$$; ip netns del peersb$$' EXIT
$N ip addr add 10.9.8.1/24 dev va$$; $N ip link set va$$ up
B="ip netns exec peersb$$"; $B ip addr add 10.9.8.2/24 dev vb$$; $B ip link set vb$$ up; $B ip link set lo up
cat >$MD/services/test.service <<E
<?xml version="1.0" standalone='no'?><!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group><name>Front Office [A.1]</name>
<service><type>_ipp._tcp</type><subtype>_universal._sub._ipp._tcp</subtype><port>631</port><txt-record>rp=printers/one</txt-record><txt-record>Color=T</txt-record></service>
<service><type>_http._tcp</type><port>80</port><txt-record>path=/</txt-record></service></service-group>
E
printf '[server]\nhost-name=printer\nenable-dbus=no\nuse-ipv6=no\n[publish]\npublish-workstation=no\n' >$MD/conf
$N tcpdump --immediate-mode -U -i va$$ -w $D/mdns.pcap udp port 5353 2>/dev/null & CAP=$!
sleep 1
ip netns exec peersb$$ unshare -m bash -c "mount --bind $MD/services /etc/avahi/services; mount -t tmpfs none /run; mkdir -p /run/avahi-daemon; exec avahi-daemon --no-drop-root --no-rlimits --no-chroot -f $MD/conf" >$MD/log 2>&1 & AV=$!
sleep 3
$N /usr/bin/python3 - <<E
import socket, struct, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton('10.9.8.1'))
s.bind(('', 5353))
def ask(name, t):
    q = b''.join(bytes([len(l)]) + l for l in name) + b'\\0'
    s.sendto(struct.pack('>6H', 0, 0, 1, 0, 0, 0) + q + struct.pack('>HH', t, 1), ('224.0.0.251', 5353)); time.sleep(0.6)
ask([b'_services', b'_dns-sd', b'_udp', b'local'], 12)
ask([b'_ipp', b'_tcp', b'local'], 12)
ask([b'_universal', b'_sub', b'_ipp', b'_tcp', b'local'], 12)
ask([b'Front Office [A.1]', b'_http', b'_tcp', b'local'], 33)
E
capend; kill $AV; wait $AV
for f in http2 ssh redis mysql mdns dot; do
	case $f in http2) mergecap -F pcap -w deep_http2.pcap nginx.pcap nghttp.pcap grpc.pcap ;; *) mv $f.pcap deep_$f.pcap ;; esac
done
ls -l deep_*.pcap
