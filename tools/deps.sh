#!/bin/bash
# deps.sh build|test|bench - install the Debian packages that are missing, and only then.
# Silent and quick when nothing is missing.  Not root: says the command to type, and fails only if
# something that is required is missing.
set -u
what=${1:-build}

required=()
optional=()

have_header() { # header
	[ -e "/usr/include/$1" ] || [ -e "/usr/include/$(uname -m)-linux-gnu/$1" ] ||
		[ -e "/usr/local/include/$1" ]
}
need_cmd() { # list package command...
	local list=$1 pkg=$2 c
	shift 2
	for c in "$@"; do
		command -v "$c" >/dev/null 2>&1 && return
		[ -x "/usr/sbin/$c" ] && return
	done
	eval "$list+=($pkg)"
}
need_header() { have_header "$3" || eval "$1+=($2)"; }

need_cmd required gcc "${CC:-gcc}"
have_header stdio.h || required+=(libc6-dev)
need_cmd required make make
need_header required libpcap-dev pcap/pcap.h

need_cmd optional pkg-config pkg-config pkgconf
need_header optional libssl-dev openssl/evp.h
need_header optional libc-ares-dev ares.h
need_header optional libcap-ng-dev cap-ng.h
need_header optional libzstd-dev zstd.h
need_header optional liblz4-dev lz4frame.h
need_header optional liblzma-dev lzma.h
need_header optional zlib1g-dev zlib.h
need_header optional libbz2-dev bzlib.h
need_header optional libpcre2-dev pcre2.h
need_header optional libsmi2-dev smi.h

if [ "$what" = test ]; then
	need_cmd required python3 python3
	need_cmd required clang "${CLANG:-clang}"
	need_cmd required clang-format clang-format
	need_cmd required tcpdump tcpdump
	need_cmd required iproute2 ip
	need_cmd required iputils-ping ping
	need_cmd required netcat-openbsd nc
	need_cmd required procps ps
	need_cmd required git git
	need_cmd optional jq jq
	need_cmd optional ethtool ethtool # tests/lab: no offload
	need_cmd optional btrfs-progs mkfs.btrfs # a file system with quotas
	# What others say of our files, and the other way round; tests say what they skip without.
	need_cmd optional tshark tshark
	need_cmd optional wireshark-common capinfos editcap mergecap
	need_cmd optional tcptrace tcptrace
	# tests/cli/report.py looks at pages with Playwright, which npm fetches into build/.
	need_cmd optional chromium chromium chromium-browser google-chrome
	need_cmd optional nodejs node nodejs
	need_cmd optional npm npm
	need_cmd optional zstd zstd
	need_cmd optional lz4 lz4
	# Servers that tests/live/streams.py starts in a network namespace.
	need_cmd optional curl curl
	need_cmd optional nginx-light nginx
	need_cmd optional vsftpd vsftpd
	need_cmd optional tftpd-hpa in.tftpd
	# The runtimes that -fsanitize=fuzzer and address want, which clang only recommends.
	if command -v "${CLANG:-clang}" >/dev/null 2>&1; then
		rt=$("${CLANG:-clang}" -print-file-name=libclang_rt.fuzzer-x86_64.a 2>/dev/null)
		dir=$("${CLANG:-clang}" -print-resource-dir 2>/dev/null)/lib/linux
		[ -e "$rt" ] || ls "$dir"/libclang_rt.fuzzer-*.a >/dev/null 2>&1 ||
			required+=("libclang-rt-$("${CLANG:-clang}" -dumpversion | cut -d. -f1)-dev")
	else
		required+=(libclang-rt-14-dev)
	fi
fi

if [ "$what" = bench ]; then
	need_cmd required python3 python3
	need_cmd optional valgrind valgrind
	need_cmd optional tcpdump tcpdump
fi

missing=("${required[@]}" "${optional[@]}")
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
	echo "sonde: missing (Debian names): ${missing[*]}" >&2
	[ ${#required[@]} -eq 0 ]
	exit
fi
if [ "$(id -u)" != 0 ]; then
	echo "sonde: to install what is missing: sudo apt-get install -y ${missing[*]}" >&2
	[ ${#required[@]} -eq 0 ]
	exit
fi

echo "sonde: installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
# Servers are for tests, which start them: none is to run because it was installed.
policy=/usr/sbin/policy-rc.d
[ -e $policy ] && policy=
[ -n "$policy" ] && printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy
trap 'rm -f "$log" $policy' EXIT
install() { apt-get install -y --no-install-recommends "$@" >"$log" 2>&1; }
install "${missing[@]}" && exit 0
apt-get update >"$log" 2>&1 && install "${missing[@]}" && exit 0
# An optional package that cannot be had must not stop the build.
if [ ${#required[@]} -gt 0 ] && ! install "${required[@]}"; then
	tail -5 "$log" >&2
	echo "sonde: could not install ${required[*]}" >&2
	exit 1
fi
for p in "${optional[@]}"; do
	install "$p" || echo "sonde: going on without $p" >&2
done
