#!/bin/bash
# The captures in the tree are what tools/mkpcap.py makes, and each has a line in LIST.
set -u
cd "$(dirname "$0")/.." || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
tools/mkpcap.py "$dir" || exit 1
ok=0 bad=0
for f in "$dir"/sample.pcap "$dir"/golden/*.pcap; do
	name=${f#"$dir"/}
	if ! cmp -s "$f" "tests/$name"; then
		echo "FAIL tests/$name is not what tools/mkpcap.py makes"
		bad=$((bad + 1))
	elif [ "$name" != sample.pcap ] && ! grep -q " $(basename "$name") " tests/golden/LIST; then
		echo "FAIL tests/$name is not in tests/golden/LIST"
		bad=$((bad + 1))
	else
		ok=$((ok + 1))
	fi
done
echo "$ok passed, $bad failed"
[ $bad = 0 ]
