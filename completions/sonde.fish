# fish completion for sonde
complete -c sonde -f
function __sonde_interfaces
    echo any
    command ls /sys/class/net 2>/dev/null
end
complete -c sonde -s A -d 'Payload as ASCII'
complete -c sonde -s b -d 'AS numbers as ASDOT'
complete -c sonde -s B -l buffer-size -x -d 'Kernel buffer, KiB'
complete -c sonde -s c -x -d 'Stop after n packets'
complete -c sonde -l count -d 'Only count the packets of a file'
complete -c sonde -s C -x -d 'New file when larger'
complete -c sonde -s d -d 'Print the compiled filter'
complete -c sonde -l deep -d 'Also what tcpdump does not know'
complete -c sonde -s D -l list-interfaces -d 'List interfaces'
complete -c sonde -s e -d 'Link-level header'
complete -c sonde -s E -x -d 'Decrypt ESP'
complete -c sonde -s f -d 'Foreign addresses as numbers'
complete -c sonde -s F -r -F -d 'Filter from file'
complete -c sonde -s g -l ip-oneline -d 'No line break after the IP header'
complete -c sonde -s G -x -d 'New file each n seconds'
complete -c sonde -s h -l help -d Help
complete -c sonde -s H -d 'Guess 802.11s mesh headers'
complete -c sonde -s i -l interface -x -a '(__sonde_interfaces)' -d Interface
complete -c sonde -l immediate-mode -d 'Packets at once'
complete -c sonde -s I -l monitor-mode -d 'Wi-Fi monitor mode'
complete -c sonde -s j -l time-stamp-type -x -a 'host host_lowprec host_hiprec host_hiprec_unsynced adapter adapter_unsynced' -d 'Time stamp source'
complete -c sonde -s J -l list-time-stamp-types -d 'List time stamp types'
complete -c sonde -l json -d 'An object a packet'
complete -c sonde -s K -l dont-verify-checksums -d 'No checksum verdicts'
complete -c sonde -s l -d Line-buffered
complete -c sonde -l lengths -d 'Captured and original length'
complete -c sonde -s L -l list-data-link-types -d 'List link types'
complete -c sonde -s m -r -F -d 'SMI module'
complete -c sonde -l micro -d Microseconds
complete -c sonde -s M -x -d 'TCP-MD5 secret'
complete -c sonde -s n -d 'Numbers, not names'
complete -c sonde -l names -x -a capture -d 'Where names come from'
complete -c sonde -l nano -d Nanoseconds
complete -c sonde -s N -d 'No domain'
complete -c sonde -s '#' -l number -d 'Number each packet'
complete -c sonde -s O -l no-optimize -d 'Do not optimise the filter'
complete -c sonde -s p -l no-promiscuous-mode -d 'Not promiscuous'
complete -c sonde -l print -d 'Print as well as write'
complete -c sonde -l print-sampling -x -d 'Print each nth packet'
complete -c sonde -s q -d 'Say less'
complete -c sonde -s Q -l direction -x -a 'in out inout' -d Direction
complete -c sonde -s r -r -F -d 'Read file'
complete -c sonde -l resolve-wait -x -d 'How long a line waits for names, ms'
complete -c sonde -s s -l snapshot-length -x -d 'Bytes of each packet'
complete -c sonde -l skip -x -d 'Ignore the first n'
complete -c sonde -l smb -d 'Dissect SMB'
complete -c sonde -l style -x -a 'modern classic' -d 'Style of the text'
complete -c sonde -s S -l absolute-tcp-sequence-numbers -d 'Absolute sequence numbers'
complete -c sonde -s t -d 'Time stamps: none, epoch, delta, date, since first'
complete -c sonde -l time-stamp-precision -x -a 'micro nano' -d Precision
complete -c sonde -s T -x -a 'aodv carp cnfp domain lmp pgm pgm_zmtp1 ptp quic radius resp rpc rtcp rtp snmp someip tftp vat vxlan wb zmtp1' -d 'Force type'
complete -c sonde -s u -d 'Undecoded NFS handles'
complete -c sonde -s U -l packet-buffered -d 'Flush each packet'
complete -c sonde -s v -d 'Say more'
complete -c sonde -s V -r -F -d 'List of capture files'
complete -c sonde -l version -d Version
complete -c sonde -s w -r -F -d 'Write file'
complete -c sonde -s W -x -d 'Number of files'
complete -c sonde -s x -d Hexadecimal
complete -c sonde -s X -d 'Hexadecimal and ASCII'
complete -c sonde -s y -l linktype -x -a 'EN10MB LINUX_SLL LINUX_SLL2 IEEE802_11 IEEE802_11_RADIO RAW NULL' -d 'Link type'
complete -c sonde -s z -x -a '(__fish_complete_command)' -d 'After each rotation'
complete -c sonde -s Z -l relinquish-privileges -x -a '(__fish_complete_users)' -d 'Become user'
complete -c sonde -l align -d 'Slices to the clock'
complete -c sonde -l atomic -d 'Files have their name when complete'
complete -c sonde -l comment -x -d 'Comment for a pcapng file'
complete -c sonde -l compat-z -d '-z not for the last file'
complete -c sonde -l duration -x -d 'Stop after'
complete -c sonde -l flush-interval -x -d 'To the file at least each'
complete -c sonde -l format -x -a 'pcap pcapng' -d 'Format of the file'
complete -c sonde -l interval-report -d 'Report on files'
complete -c sonde -l max-files -x -d 'Keep so many files'
complete -c sonde -l max-size -x -d 'Size of all files'
complete -c sonde -l min-free -x -d 'Of the disk'
complete -c sonde -l write-snaplen -x -d 'Cut packets that are written'
complete -c sonde -a 'and or not host net port portrange src dst tcp udp icmp icmp6 arp ip ip6 ether vlan' -d filter
