# What tcpdump 5.0 says and 4.99 said otherwise, of what the golden captures contain.  tools/bless.sh
# applies this when the reference at hand is 4.99 (Debian 12's).  Each line is proved by the
# conformance and generated sets beside the project.
s/(next-header [^()]* \([0-9]+\)) payload length: ([0-9]+)\)/\1, payload length \2)/g
s/next-header Options \(0\)/next-header HBH (0)/g
s/next-header unknown \(60\)/next-header DSTOPT (60)/g
s/next-header unknown \(59\)/next-header No Next Header (59)/g
s/proto Options \(0\)/proto HBH (0)/g
s/^([^ ]+) ip: ([^ ]*:[^ ]*:)/\1 IP6 \2/
s/^([^ ]+) ip: /\1 IP /
s/aodv v6 rreq /aodv rreq /
# EGP: who speaks is told with -v only, where 4.99 tells it without; each of ours is AS 65001's number 7.
s/^([0-9].* EGPv2), AS 65001, seq 7, /\1, /
s/^( .* EGPv2)(, length [0-9]+,?) ?(.)/\1, AS 65001, seq 7\2, \3/
s/(EGPv2.*, )(hello|i-h-u) state/\1reach \2 state/
s/(EGPv2.*, acquire)\[/\1 [/
s/^\t  Sender Timestamp: (.*) Receiver Timestamp: /\t  TimeStamp Sent: \1\n\t  TimeStamp Received: /
s/Addressk Mask Option/Address Mask Option/
s/LISP-Encapsulated-Contol-Message/LISP-Encapsulated-Control-Message/
s/\(invalid length for the MD type\)/(length for the MD type)/
s/(RADIUS, .* id: 0x[0-9a-f]{2}) length:/\1, length:/
s/(Vendor Attribute: [0-9]+), Length: 20, Value:/\1, length: 22, value:/
s/(Vendor Attribute: [0-9]+), Length: 17, Value:/\1, length: 19, value:/
s/(Vendor Attribute: [0-9]+), Length: 4, Value:/\1, length: 6, value:/
s/(Vendor Attribute: [0-9]+), Length: 1, Value:/\1, length: 3, value:/
s/no_protocol_chosen/no_proposal_chosen/
s/(\.(88|750):( \[udp sum ok\])?) ( v[0-9]|$)/\1 kerberos\4/
s/\[\|krb\]/[|kerberos]/
s/(Call-Back Option .*): : Callback/\1: Callback/
s/(ZEPv2 .* \([0-9]{4})\/([0-9]{2})\/([0-9]{2} )/\1-\2-\3/
s/(LWAPPv0, .*)Control Bit/\1Control/
s/(LWAPPv0, Data frame, Radio-id ) ([0-9], Flags .*, Frag-id ) ([0-9])/\1\2\3/
s/^(.* RA:02:00:00:00:00:5a) BA$/\1 TA:02:00:00:00:00:b5 BA/
