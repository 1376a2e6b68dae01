#!/bin/bash
# new-proto.sh NAME [REFERENCE] - start a protocol: src/proto/NAME.c and a line for LIST; says what is
# left to do.
set -eu
cd "$(dirname "$0")/.."
name=${1:?usage: new-proto.sh NAME [REFERENCE]}
ref=${2:-RFC 0000}
case $name in *[!a-z0-9_]* | [0-9]*)
	echo "new-proto.sh: a name is lower-case letters, digits and _" >&2
	exit 1
	;;
esac
file=src/proto/$name.c
[ ! -e "$file" ] || {
	echo "new-proto.sh: $file is there already" >&2
	exit 1
}
cat >"$file" <<END
/* What $name stands for.  $ref. */
#include "../dissect/dissect.h"

static const struct name types[] = {
	{ 1, "request" },
	{ 2, "reply" },
	{ 0, NULL },
};

static void dissect_$name(struct dis *d, struct cur c)
{
	uint8_t type = get_u8(&c);
	uint16_t length = get_be16(&c);

	show_name(d, "type", types, "type-%u", type);
	show_u(d, ", length ", "length", length);
}

const struct proto proto_$name = { "$name", dissect_$name };
END
grep -q "proto_$name\b" src/dissect/tables.c && known=1 || known=
cat <<END
$file is there.  What is left:
  1. Read the RFC next to it, and docs/architecture.md (three verbs, one cursor).
END
[ -n "$known" ] || echo "  2. src/dissect/protos.h: declare proto_$name; src/dissect/tables.c: give it its row (port, protocol, type)."
cat <<END
  3. tools/mkpcap.py: a capture named $name, then  tools/mkpcap.py tests
  4. tests/golden/LIST:
       $name.n     $name.pcap     $name.n.out     -n
       $name.v     $name.pcap     $name.v.out     -n -v
     and -nvvv, -e, -q where they differ; then  tools/bless.sh $name
  5. make test SUITES='lint golden torture'
END
