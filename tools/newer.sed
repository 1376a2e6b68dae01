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
