#!/bin/bash
# The rules of conventions.md that a machine can see.  Prints each breach as file:line: rule, and last
# "N passed, N failed" (rules).
set -u
cd "$(dirname "$0")/.." || exit 1
shopt -s nullglob
sums=$(mktemp)
trap 'rm -f "$sums"' EXIT

# rule NAME; breaches on stdin.  It stands at the end of a pipe, so it counts in a file.
rule() {
	local found line
	found=$(cat)
	if [ -n "$found" ]; then
		while IFS= read -r line; do
			printf '%s   FAIL: %s\n' "$line" "$1"
		done <<<"$found"
		echo failed >>"$sums"
	else
		echo passed >>"$sums"
	fi
}

src=(src/*/*.c src/*/*.h)
proto=(src/proto/*.c)
hot=()
for n in eth vlan ip ip4 ip6 tcp udp dns domain arp; do
	[ -f "src/proto/$n.c" ] && hot+=("src/proto/$n.c")
done

# A file without comments and without what stands in quotes; line numbers stay.
bare() {
	perl -0pe 's{("(?:\\.|[^"\\\n])*")|(\x27(?:\\.|[^\x27\\\n])*\x27)|/\*.*?\*/|//[^\n]*}
		{ my $m = $&; $m =~ m{^["\x27]} ? substr($m,0,1).substr($m,0,1) : $m =~ s/[^\n]//gr }gsex' "$1"
}
# in_files REGEX FILE... - file:line: text of what matches outside comments and strings
in_files() {
	local re=$1 f
	shift
	for f in "$@"; do
		bare "$f" | grep -nP "$re" | sed "s#^#$f:#"
	done
}

in_files '\bfor\s*\(\s*;\s*;\s*\)|\bwhile\s*\(\s*(1|true)\s*\)' "${proto[@]}" | rule 'no endless loop in proto/'

# Two reads in one argument list or initialiser list: C does not order them.  Whole calls are
# looked at, also over several lines; && || ?: and , between full expressions do order.
for f in "${proto[@]}"; do
	bare "$f" | perl -0ne '
		my $src = $_;
		while ($src =~ /\b(?!if|while|for|switch|return|sizeof\b)(\w+)\s*(\((?:[^()]++|(?2))*\))/g) {
			my ($name, $args, $at) = ($1, $2, $-[0]);
			pos($src) = $-[2] + 1;
			my $depth = 0; my @parts = ("");
			for my $ch (split //, substr($args, 1, -1)) {
				$depth++ if $ch =~ /[(\[{]/; $depth-- if $ch =~ /[)\]}]/;
				if ($ch eq "," && !$depth) { push @parts, ""; } else { $parts[-1] .= $ch; }
			}
			my $reads = grep { /\bget_\w+\s*\(/ } @parts;
			if ($reads > 1) {
				my $line = 1 + (substr($src, 0, $at) =~ tr/\n//);
				print "'"$f"':$line: $name(...)\n";
			}
		}'
done | rule 'two reads in one argument list'

# The same in the operands of an arithmetic operator: f() + g() is not ordered either.
in_files '\bget_\w+\([^()]*\)\s*(<<\s*\d+\s*)?[-+|^*/&](?!&)(?<!\|\|)\s*(\([^()]*\)\s*)?get_\w+\(' "${proto[@]}" |
	grep -v '||' | rule 'two reads in one expression'

in_files '^static\s+(?!const\b|inline\b|_Thread_local\b|_Noreturn\b)[^(]*(=|;|\[[^\]]*\]\s*=|\[[^\]]*\];)\s*[^()]*$' "${src[@]}" |
	grep -vP '\bconst\b|^\S+:\s*static\s+struct\s+\w+\s*\*?\w+\(|_Static_assert' |
	grep -vP '\bvolatile\b' |                                  # what a signal handler tells
	grep -vP '^src/dissect/tables.c:\S* *static struct (type_)?index ' | # written before main(), never again
	rule 'static that is not const'

# base <- dissect <- proto; base <- savefile, filter, capture; dissect <- display; dissect <- flow <- why, extract;
# all <- cmd.
may() {
	case $1 in
	base) echo 'base' ;;
	dissect) echo 'base dissect' ;;
	proto) echo 'base dissect proto' ;;
	savefile | filter) echo "base $1 dissect/packet.h" ;;
	capture) echo 'base capture filter dissect/packet.h' ;; # the kernel gets the filter
	extract) echo 'base dissect flow extract' ;;
	display) echo 'base dissect display' ;;
	flow) echo 'base dissect flow' ;;
	why) echo 'base dissect flow why' ;;
	*) echo 'any' ;;
	esac
}
for f in "${src[@]}"; do
	layer=$(cut -d/ -f2 <<<"$f")
	allowed=$(may "$layer")
	[ "$allowed" = any ] && continue
	grep -nE '^#include "' "$f" | while IFS= read -r line; do
		inc=$(sed -E 's/^[0-9]+:#include "([^"]+)".*/\1/' <<<"$line")
		case $inc in ../*) to=${inc#../} ;; *) to=$layer/$inc ;; esac
		okay=
		for a in $allowed; do
			case $a in */*) [ "$to" = "$a" ] && okay=1 ;; *) [ "${to%%/*}" = "$a" ] && okay=1 ;; esac
		done
		[ -n "$okay" ] || echo "$f:${line%%:*}: includes $inc"
	done
done | rule 'an include that looks up the layers'

# Every proto_x has a row in tables.c, or another file of proto/ (its parent) enters it.
if [ -f src/dissect/tables.c ]; then
	for f in "${proto[@]}"; do
		grep -oP '^const struct proto \Kproto_\w+' "$f" | while IFS= read -r p; do
			grep -lE "\\b$p\\b" src/dissect/tables.c src/proto/*.[ch] 2>/dev/null |
				grep -qvx "$f" || echo "$f: $p"
		done
	done
fi | rule 'a proto that nobody enters'

# Said, not failed: a cold line of a hot file may be clearer with it (conventions 3.5).
[ ${#hot[@]} = 0 ] || echo "note: $(in_files '\bsayf\s*\(' "${hot[@]}" | wc -l) sayf in the hot files"

for f in "${proto[@]}"; do
	head -4 "$f" | tr '\n' ' ' | grep -qP 'RFC ?\d|IEEE|ISO|ITU|ANSI|ECMA|https?:|[Ss]pec|draft-|Cisco|Juniper|tcpdump|[Ss]tandard|Internet-Draft' ||
		echo "$f:1:"
done | rule 'the first comment cites a reference'

for f in src/*/*.h; do
	guard=SONDE_$(basename "$f" .h | tr 'a-z.-' 'A-Z__')_H
	grep -q "^#ifndef $guard\$" "$f" || echo "$f: wants $guard"
done | rule 'the include guard is SONDE_X_H'

for f in src/*/*.h; do
	echo "#include \"$f\"" | "${CC:-gcc}" -std=c17 -D_GNU_SOURCE -I. -fsyntax-only -x c - 2>/dev/null || echo "$f"
done | rule 'each header compiles alone'

grep -nP '[ \t]+$' "${src[@]}" tests/*/*.c tests/*.c Makefile tools/* 2>/dev/null | cut -c1-100 | rule 'no blanks at the end of a line'

for f in third_party/*/SHA256SUMS; do
	(cd "${f%/*}" && sha256sum --quiet -c SHA256SUMS 2>/dev/null | sed "s#^#${f%/*}/#")
done | rule 'what others wrote is as they wrote it'

if command -v clang-format >/dev/null 2>&1; then
	clang-format --dry-run -Werror "${src[@]}" tests/unit/*.c tests/fuzz/*.c 2>&1 |
		grep -P ': (error|warning):' | sed -E 's/: (error|warning): .*//' | sort -u -t: -k1,1 -k2n | head -40 | rule 'clang-format'
else
	echo 'skipped: no clang-format'
fi
if command -v shellcheck >/dev/null 2>&1; then
	shellcheck -S warning tools/*.sh tests/*.sh .ci/run 2>&1 | grep '^In ' | rule 'shellcheck'
fi

passed=$(grep -c passed "$sums")
failed=$(grep -c failed "$sums")
echo "$passed passed, $failed failed"
[ $failed = 0 ]
