# bash completion for sonde
_sonde() {
	local words cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	COMPREPLY=()
	[ "$cur" = = ] && cur=
	[ "$prev" = = ] && prev=${COMP_WORDS[COMP_CWORD - 2]}
	case $prev in
	-i | --interface)
		COMPREPLY=($(compgen -W "any $(command ls /sys/class/net 2>/dev/null)" -- "$cur"))
		return
		;;
	info | flows | why | baseline | diff | stats | follow | extract | merge | split | fix | anon | --key | --baseline | --html | -r | -w | -V | -F | -m)
		COMPREPLY=($(compgen -f -- "$cur"))
		return
		;;
	-Q | --direction)
		COMPREPLY=($(compgen -W 'in out inout' -- "$cur"))
		return
		;;
	--user)
		COMPREPLY=($(compgen -u -- "$cur"))
		return
		;;
	--backend)
		COMPREPLY=($(compgen -W 'ring libpcap' -- "$cur"))
		return
		;;
	--jobs)
		COMPREPLY=($(compgen -W '1 2 4 8' -- "$cur"))
		return
		;;
	-j | --time-stamp-type)
		COMPREPLY=($(compgen -W 'host host_lowprec host_hiprec host_hiprec_unsynced adapter adapter_unsynced' -- "$cur"))
		return
		;;
	--time-stamp-precision)
		COMPREPLY=($(compgen -W 'micro nano' -- "$cur"))
		return
		;;
	--style)
		COMPREPLY=($(compgen -W 'modern classic' -- "$cur"))
		return
		;;
	--sort)
		COMPREPLY=($(compgen -W 'bytes packets duration rtt retransmissions start' -- "$cur"))
		return
		;;
	--names)
		COMPREPLY=($(compgen -W 'capture' -- "$cur"))
		return
		;;
	-T)
		COMPREPLY=($(compgen -W 'aodv carp cnfp domain lmp pgm pgm_zmtp1 ptp quic radius resp rpc rtcp rtp snmp someip tftp vat vxlan wb zmtp1' -- "$cur"))
		return
		;;
	--payload)
		COMPREPLY=($(compgen -W 'names zero cut keep' -- "$cur"))
		return
		;;
	--side)
		COMPREPLY=($(compgen -W 'client server' -- "$cur"))
		return
		;;
	--output)
		COMPREPLY=($(compgen -d -- "$cur"))
		return
		;;
	--format)
		COMPREPLY=($(compgen -W 'pcap pcapng' -- "$cur"))
		return
		;;
	-Z | --relinquish-privileges)
		COMPREPLY=($(compgen -u -- "$cur"))
		return
		;;
	-z)
		COMPREPLY=($(compgen -c -- "$cur"))
		return
		;;
	-y | --linktype)
		COMPREPLY=($(compgen -W 'EN10MB LINUX_SLL LINUX_SLL2 IEEE802_11 IEEE802_11_RADIO RAW NULL' -- "$cur"))
		return
		;;
	-B | -c | -C | -G | -s | -Y | --display-filter | --fields | -W | -E | -M | --from | --to | --packets | --ring | --netns | --pid | --comm | --container | --after | --recorder | --trigger | --buffer-size | --snapshot-length | --skip | --print-sampling | --resolve-wait | --comment | \
		--duration | --flush-interval | --interval-report | --max-files | --max-size | --min-free | --write-snaplen) return ;;
	esac
	case $cur in
	--*)
		case ${COMP_WORDS[1]} in
		info) words='--json --hash --help --no-sandbox' ;;
		flows) words='--json --csv --sort --top --duration --help --no-sandbox' ;;
		why) words='--baseline --html --json --jsonl --duration --help --no-sandbox' ;;
		baseline | diff) words='--help' ;;
		stats) words='--json --top --duration --help --no-sandbox' ;;
		grep) words='--count --fixed --ignore-case --json --list --duration --help --no-sandbox' ;;
		follow) words='--text --hex --raw --side --help --no-sandbox' ;;
		extract) words='--json --output --help --no-sandbox' ;;
		merge) words='--append --dedupe --force --format --help --no-sandbox' ;;
		split) words='--align --format --help --no-sandbox --packets --size --time' ;;
		fix) words='--format --help --link --no-sandbox' ;;
		anon) words='--format --help --key --no-sandbox --payload' ;;
		*) words= ;;
		esac
		if [ -n "$words" ]; then
			COMPREPLY=($(compgen -W "$words" -- "$cur"))
			return
		fi
		COMPREPLY=($(compgen -W '--absolute-tcp-sequence-numbers --after --align --atomic --backend --buffer-size --comm --comment --compat-z --container --count --csv --dedupe --deep --direct
			--duration --flush-interval --format --interval-report --max-files --max-size --min-free --write-snaplen
			--direction --display-filter --dont-verify-checksums --fields --follow --from --help --immediate-mode --interface --ip-oneline --jobs --json --lengths
			--linktype --list-data-link-types --list-interfaces --list-time-stamp-types --memory --merge --micro --monitor-mode --names
			--nano --netns --no-jit --no-optimize --no-promiscuous-mode --no-sandbox --number --packet-buffered --packets --pid --print --print-sampling --process
			--recorder --relinquish-privileges --reorder --resolve-wait --ring --skip --smb --snapshot-length --style
			--time-stamp-precision --time-stamp-type --to --trigger --user --version --wait' -- "$cur"))
		;;
	-*)
		COMPREPLY=($(compgen -W '-A -b -B -c -C -d -dd -ddd -D -e -E -f -F -g -G -h -H -i -I -j -J -K -l -L -m -M -n -N
			-O -p -q -Q -r -s -S -t -tt -ttt -tttt -ttttt -T -u -U -v -vv -vvv -V -w -W -x -xx -X -XX -y -z -Z -#' -- "$cur"))
		;;
	*)
		case ${COMP_WORDS[1]} in
		info | flows | why | baseline | diff | stats | follow | extract | merge | split | fix | anon)
			COMPREPLY=($(compgen -f -- "$cur"))
			return
			;;
		esac
		COMPREPLY=($(compgen -W 'info flows why baseline diff stats grep follow extract merge split fix anon and or not host net port portrange src dst proto tcp udp icmp icmp6 arp ip ip6 ether vlan
			mpls broadcast multicast less greater gateway' -- "$cur"))
		;;
	esac
}
complete -o default -F _sonde sonde
