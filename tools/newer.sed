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
s/^([^ ]+) , (ethertype [^(]* \(0x[0-9a-f]+\), length [0-9]+: )/\1 IPOIB, \2/
s/(DLT RAW \(12\) len [0-9]+, length [0-9]+: )ip: /\1IP /
s/(Call-Back Option \(0x0d\), length [0-9]+: ): /\1/
/DCCP/s/minimum checksum coverage/minimum_checksum_coverage/g
/DCCP/s/check data checksum/check_data_checksum/g
/DCCP/s/data_checksum ([0-9a-f]{8})/data_checksum 0x\1/g
s/mobility: (.*)\(type-0x0?([0-9]): len=/mobility: \1(unknown: type-#\2 len=/
s/^(\t[A-Za-z][^:]*) \(0x([0-9a-f]{2})\), value length: /\1 (0x00\2), value length: /
/PTPv2/{
s/v1 compat : no/majorSdoId: 0x0/
s/signalling msg/signaling msg/
s/ : /: /g
s/ ([0-9]+) seconds,? ([0-9]{9}) nanoseconds/ \1.\2 seconds/
s/utc :/utc:/
}
s/ nbp-0x([0-9a-f]+)  ([0-9]+) \(/ nbp-0x\1 \2  (/
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
s/^\t (config|mask|advertise) 0x/\t  \1 0x/
s/^(\t buffer_id 0xffffffff, in_port NONE)$/\1, actions_len 8/
/SOMEIP/{n;/^$/d}
s/(expanded flow sample \(3\).* drops 0), records/\1, input 3 (0), output 4 (1), records/
s/flags 0x([0-9a-f]+) \(-\|-\|-\|-\|-\|-\|-\|-\)/flags 0x\1 (none)/
s/\(-\|-\|-\|-\|-\|-\|-\|MORE\)/(MORE)/
s/\(-\|MBZ\|MBZ\|MBZ\|MBZ\|MBZ\|MBZ\|MORE\)/(MORE, R1, R2, R3, R4, R5, R6)/
s/\(-\|MBZ\|MBZ\|MBZ\|MBZ\|MBZ\|MBZ\|-\)/(R1, R2, R3, R4, R5, R6)/
s/\(-\|MBZ\|-\|-\|MBZ\|MBZ\|-\|-\)/(R2, R3, R6)/
s/ opt_59 / Bootfile-URL /
s/\(vendor-class\)/(vendor-class enterprise 9 (len 3 data cls))/
s/\(user-class\)/(user-class usr)/
s/\(server-ID \?\)/(server-ID enterprise 9 6964)/
s/\(interface-ID ([0-9a-f]+)\.\.\.\)/(interface-ID \1)/
s/\(Remote-ID ([0-9]+) ([0-9a-f]+)\.\.\.\)/(Remote-ID enterprise \1 \2)/
s/^(    6 FSP)A /\1. /
s/( [0-9]+ \([0-9]+ octets\)) $/\1/
s/\(client-ID type 4\)/(client-ID uuid 000102030405060708090a0b0c0d0e0f)/
s/\(opt_59\)/(Bootfile-URL tftp:\/\/x\/y)/
s/\(Subscriber-ID ([0-9a-f]+)\.\.\.\)/(Subscriber-ID \1)/
s/\(vendor-specific-info\)/(vendor-specific-info enterprise 9 (code 1 len 1 data 78))/
s/(Cease \(6\), subcode )Unknown \(9\)/\1Hard Reset (9)/
s/(Notification Message .*)Unknown Error \(8\)/\1Send Hold Timer Expired (8)/
s/^(\t  AFI IPv4 \(1\), SAFI Unicast \(1\))$/\1, Subtype Normal route refresh request (0)/
s/^(\t  AFI IPv6 \(2\), SAFI labeled VPN Unicast \(128\))$/\1, Subtype Demarcation of the beginning of a route refresh (1)/
s/^\t  (DPA|Advertisers) \(/\t  Unknown Attribute (/
s/^(\t    Options: \[External, Demand Circuit\]) \[\|ospf2\]$/\1/
s/^(\t      )Status: 0x0a, Flags: \[Fatal/\1Status Code: Shutdown, Flags: [Fatal/
s/^(\t      Version: 1, Keepalive: 180s, Flags: \[Downstream Unsolicited, Loop Detection Disabled\])$/\1\n\t      Path Vector Limit 5, Max-PDU length: 4096, Receiver Label-Space-ID 192.0.2.2:0/
s/(\[bad hdr length [0-9]+ - too long, > [0-9]+\])$/\1 (invalid)/
