#!/bin/bash
# Every option that the program takes is in the manual and in the three completions, and none is there
# that it does not take; the manual is good troff; `make install` puts everything in its place.
set -u
cd "$(dirname "$0")/.." || exit 1
ok=0 bad=0
check() { # WHAT COMMAND...
	local what=$1
	shift
	if "$@" >/dev/null 2>&1; then
		ok=$((ok + 1))
	else
		echo "FAIL $what"
		bad=$((bad + 1))
	fi
}

man=$(sed 's/\\-/-/g; s/\\fR\|\\fP//g' man/sonde.1)
in_man() { grep -qE -- "(^|[ \"])$1([ =\"]|\$)" <<<"$man"; }
in_bash() { grep -qwE -- "$1" completions/sonde.bash; }
in_zsh() { grep -qE -- "[{'(]$1[]=,}'+\[ ]|,$1=?}" completions/_sonde; }
in_fish() { grep -qE -- "-l ${1#--} " completions/sonde.fish; }

# Long options: those of the table in options.c.
hidden=' --fp-type --time-t-size --debug-filter-parser --list-remote-interfaces '
long=$(sed -nE 's/^\t\{ "([a-z-]+)", (no|required|optional)_argument.*/--\1/p' src/cmd/options.c)
for o in $long; do
	case $hidden in *" $o "*) continue ;; esac
	check "man/sonde.1 lacks $o" in_man "$o"
	check "completions/sonde.bash lacks $o" in_bash "$o"
	check "completions/_sonde lacks $o" in_zsh "$o"
	check "completions/sonde.fish lacks $o" in_fish "$o"
done
for o in $(grep -oE -- '(^|[ "])--[a-z][a-z-]+' <<<"$man" | tr -d ' "' | sort -u); do
	check "man/sonde.1 has $o, the program does not" grep -qx -- "$o" <<<"$long"
done
for o in $(grep -oE -- ' -l [a-z-]+' completions/sonde.fish | sed 's/ -l /--/' | sort -u); do
	check "completions/sonde.fish has $o, the program does not" grep -qx -- "$o" <<<"$long"
done
# Short ones: tcpdump's.
for c in A b B c C d D e E f F g G h H i I j J K l L m M n N O p q Q r s S t T u U v V w W x X y z Z; do
	check "man/sonde.1 lacks -$c" in_man "-$c"
	check "completions/sonde.fish lacks -$c" grep -qE -- "-s $c " completions/sonde.fish
	check "completions/_sonde lacks -$c" grep -qE -- "[\"{'(*]-${c}[]+,[ ]" completions/_sonde
done

check 'completions/sonde.bash is not bash' bash -n completions/sonde.bash
command -v zsh >/dev/null && check 'completions/_sonde is not zsh' zsh -n completions/_sonde
command -v fish >/dev/null && check 'completions/sonde.fish is not fish' fish -n completions/sonde.fish
if command -v man >/dev/null && command -v troff >/dev/null; then
	warnings=$(man -l -Tascii --warnings man/sonde.1 2>&1 >/dev/null)
	check "man/sonde.1: $warnings" test -z "$warnings"
fi

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
binary=${SONDE:-build/release/sonde}
check 'make install' make -s install "BINARY=${binary#"$PWD"/}" "DESTDIR=$dir" PREFIX=/usr TCPDUMP_LINK=1
for f in bin/sonde bin/tcpdump share/man/man1/sonde.1 share/man/man1/tcpdump.1 \
	share/bash-completion/completions/sonde share/zsh/site-functions/_sonde \
	share/fish/vendor_completions.d/sonde.fish; do
	check "make install: no $f" test -e "$dir/usr/$f"
done
check 'the installed tcpdump runs' "$dir/usr/bin/tcpdump" --version
check 'make uninstall' make -s uninstall "DESTDIR=$dir" PREFIX=/usr
check 'make uninstall leaves something' test -z "$(find "$dir" ! -type d)"

echo "$ok passed, $bad failed"
[ $bad = 0 ]
