/* What fields are called: Wireshark's names for ours, and which of ours there are. */
#define SONDE_CORE
#include "field_keys.h"
#include "fields.h"

#include <stdio.h>
#include <string.h>

#define OWN(name, path)                                                                            \
	{                                                                                          \
		name, path, FORM_OWN, 0, 0, 0                                                      \
	}
#define HEX(name, path, width)                                                                     \
	{                                                                                          \
		name, path, FORM_HEX, width, 0, 0                                                  \
	}
#define BIT(name, path, shift)                                                                     \
	{                                                                                          \
		name, path, FORM_BIT, 0, shift, 1                                                  \
	}
#define BITS(name, path, shift, mask)                                                              \
	{                                                                                          \
		name, path, FORM_OWN, 0, shift, mask                                               \
	}
#define HEXBITS(name, path, shift, m, w)                                                           \
	{                                                                                          \
		name, path, FORM_HEX, w, shift, m                                                  \
	}

/* One line a name and a place where its values come from. */
static const struct field_alias aliases[] = {
	OWN("frame.cap_len", "frame.caplen"),
	OWN("frame.interface_id", "frame.interface"),
	OWN("eth", "ether"),
	OWN("eth.addr", "ether.dst"),
	OWN("eth.addr", "ether.src"),
	OWN("eth.dst", "ether.dst"),
	OWN("eth.len", "ether.length"),
	OWN("eth.src", "ether.src"),
	HEX("eth.type", "ether.first_type", 4),
	OWN("vlan", "ether.vlans"),
	BIT("vlan.dei", "ether.vlans", 12),
	HEX("vlan.etype", "ether.vlan_types", 4),
	BITS("vlan.id", "ether.vlans", 0, 0xfff),
	BITS("vlan.priority", "ether.vlans", 13, 7),
	OWN("arp.dst.hw_mac", "arp.tha"),
	OWN("arp.dst.proto_ipv4", "arp.tpa"),
	OWN("arp.hw.size", "arp.hln"),
	OWN("arp.hw.type", "arp.hrd"),
	OWN("arp.opcode", "arp.op"),
	OWN("arp.proto.size", "arp.pln"),
	HEX("arp.proto.type", "arp.pro", 4),
	OWN("arp.src.hw_mac", "arp.sha"),
	OWN("arp.src.proto_ipv4", "arp.spa"),
	OWN("ip.addr", "ip.dst"),
	OWN("ip.addr", "ip.src"),
	OWN("ip.proto", "ip.protocol"),
	OWN("ip.version", "ip.version"),
	OWN("ip.version", "ip6.version"),
	HEX("ip.checksum", "ip.cksum", 4),
	HEX("ip.dsfield", "ip.tos", 2),
	BITS("ip.dsfield.dscp", "ip.tos", 2, 0x3f),
	BITS("ip.dsfield.ecn", "ip.tos", 0, 3),
	HEX("ip.flags", "ip.flags", 2),
	BIT("ip.flags.df", "ip.flags", 1),
	BIT("ip.flags.mf", "ip.flags", 0),
	BIT("ip.flags.rb", "ip.flags", 2),
	BITS("ip.frag_offset", "ip.offset", 3, 0x1fff),
	OWN("ip.hdr_len", "ip.hlen"),
	HEX("ip.id", "ip.id", 4),
	OWN("ip.len", "ip.length"),
	OWN("ip.opt.type", "ip.options"),
	OWN("ip.opt.len", "ip.option_values.length"),
	OWN("ip.opt.ra", "ip.option_values.router_alert"),
	OWN("ip.opt.ptr", "ip.option_values.pointer"),
	OWN("ip.rec_rt", "ip.option_values.recorded"),
	OWN("ip.empty_rt", "ip.option_values.unrecorded"),
	OWN("ipv6", "ip6"),
	OWN("ipv6.addr", "ip6.dst"),
	OWN("ipv6.addr", "ip6.src"),
	OWN("ipv6.dst", "ip6.dst"),
	HEX("ipv6.flow", "ip6.flow_label", 6),
	OWN("ipv6.fraghdr.ident", "ip6.frag_id"),
	OWN("ipv6.hlim", "ip6.hlim"),
	OWN("ipv6.nxt", "ip6.next_header"),
	OWN("ipv6.plen", "ip6.payload_length"),
	OWN("ipv6.src", "ip6.src"),
	HEX("ipv6.tclass", "ip6.class", 8),
	BITS("ipv6.tclass.dscp", "ip6.class", 2, 0x3f),
	BITS("ipv6.tclass.ecn", "ip6.class", 0, 3),
	OWN("ipv6.opt.type", "ip6.hbh_options.type"),
	OWN("ipv6.opt.type", "ip6.dst_options.type"),
	OWN("ipv6.opt.length", "ip6.hbh_options.length"),
	OWN("ipv6.opt.length", "ip6.dst_options.length"),
	OWN("ipv6.opt.unknown", "ip6.hbh_options.value"),
	OWN("ipv6.opt.unknown", "ip6.dst_options.value"),
	OWN("ipv6.opt.padn", "ip6.hbh_options.padding"),
	OWN("ipv6.opt.padn", "ip6.dst_options.padding"),
	OWN("ipv6.dstopts.nxt", "ip6.dst_next_header"),
	OWN("ipv6.dstopts.len", "ip6.dst_length"),
	OWN("ipv6.hopopts.nxt", "ip6.hbh_next_header"),
	OWN("ipv6.hopopts.len", "ip6.hbh_length"),
	OWN("ipv6.fraghdr.nxt", "ip6.frag_next_header"),
	OWN("ipv6.fraghdr.reserved_octet", "ip6.frag_reserved"),
	OWN("ipv6.routing.nxt", "ip6.rt_next_header"),
	OWN("ipv6.routing.src.reserved", "ip6.rt_reserved"),
	HEX("icmp.checksum", "icmp.cksum", 4),
	OWN("icmp.ident", "icmp.id"),
	OWN("icmp.redir_gw", "icmp.gateway"),
	OWN("icmp.seq", "icmp.seq"),
	OWN("icmpv6", "icmp6"),
	HEX("icmpv6.checksum", "icmp6.cksum", 4),
	OWN("icmpv6.code", "icmp6.code"),
	HEX("icmpv6.echo.identifier", "icmp6.id", 4),
	OWN("icmpv6.echo.sequence_number", "icmp6.seq"),
	OWN("icmpv6.mtu", "icmp6.mtu"),
	OWN("icmpv6.nd.na.target_address", "icmp6.na_target"),
	OWN("icmpv6.nd.ns.target_address", "icmp6.ns_target"),
	OWN("icmpv6.nd.ra.cur_hop_limit", "icmp6.cur_hop_limit"),
	OWN("icmpv6.nd.ra.router_lifetime", "icmp6.router_lifetime"),
	OWN("icmpv6.opt.type", "icmp6.options.type"),
	OWN("icmpv6.type", "icmp6.type"),
	OWN("icmpv6.mldr.mar.aux_data_len", "icmp6.groups.aux_data_len"),
	OWN("icmpv6.mldr.mar.nb_sources", "icmp6.groups.source_count"),
	OWN("icmpv6.mldr.mar.multicast_address", "icmp6.groups.group"),
	OWN("icmpv6.mldr.mar.record_type", "icmp6.groups.type"),
	OWN("icmpv6.mldr.nb_mcast_records", "icmp6.records"),
	OWN("icmpv6.pointer", "icmp6.pointer"),
	HEX("icmpv6.nd.na.flag", "icmp6.na_flags", 8),
	HEX("icmpv6.nd.ra.flag", "icmp6.flags", 2),
	OWN("icmpv6.reserved", "icmp6.reserved"),
	OWN("icmpv6.nd.rd.target_address", "icmp6.target"),
	OWN("icmpv6.nd.ra.reachable_time", "icmp6.reachable_time"),
	OWN("icmpv6.nd.ra.retrans_timer", "icmp6.retrans_timer"),
	HEX("igmp.type", "igmp.type", 2),
	OWN("igmp.maddr", "igmp.group"),
	OWN("igmp.maddr", "igmp.groups.group"),
	OWN("igmp.reserved", "igmp.reserved"),
	OWN("igmp.aux_data_len", "igmp.groups.aux_data_len"),
	OWN("igmp.num_src", "igmp.source_count"),
	OWN("igmp.num_src", "igmp.groups.source_count"),
	OWN("igmp.record_type", "igmp.groups.type"),
	OWN("igmp.num_grp_recs", "igmp.records"),
	OWN("igmp.max_resp", "igmp.max_resp"),
	OWN("igmp.qqic", "igmp.interval"),
	OWN("igmp.saddr", "igmp.sources"),
	OWN("igmp.saddr", "igmp.groups.sources"),
	OWN("tcp.ack_raw", "tcp.ack_raw"),
	HEX("tcp.checksum", "tcp.cksum", 4),
	OWN("tcp.dstport", "tcp.dport"),
	HEX("tcp.flags", "tcp.flags", 4),
	BIT("tcp.flags.ack", "tcp.flags", 4),
	BIT("tcp.flags.ae", "tcp.flags", 8),
	BIT("tcp.flags.cwr", "tcp.flags", 7),
	BIT("tcp.flags.ece", "tcp.flags", 6),
	BIT("tcp.flags.ecn", "tcp.flags", 6),
	BIT("tcp.flags.fin", "tcp.flags", 0),
	BIT("tcp.flags.push", "tcp.flags", 3),
	BIT("tcp.flags.reset", "tcp.flags", 2),
	BIT("tcp.flags.syn", "tcp.flags", 1),
	BIT("tcp.flags.urg", "tcp.flags", 5),
	OWN("tcp.hdr_len", "tcp.hlen"),
	OWN("tcp.len", "tcp.length"),
	OWN("tcp.option_kind", "tcp.options.kind"),
	OWN("tcp.options.mss_val", "tcp.options.mss"),
	OWN("tcp.options.sack_le", "tcp.options.blocks.left"),
	OWN("tcp.options.sack_re", "tcp.options.blocks.right"),
	OWN("tcp.options.timestamp.tsecr", "tcp.options.ecr"),
	OWN("tcp.options.timestamp.tsval", "tcp.options.val"),
	OWN("tcp.options.wscale.shift", "tcp.options.wscale"),
	OWN("tcp.port", "tcp.dport"),
	OWN("tcp.port", "tcp.sport"),
	OWN("tcp.seq_raw", "tcp.seq_raw"),
	OWN("tcp.srcport", "tcp.sport"),
	OWN("tcp.urgent_pointer", "tcp.urgent_pointer"),
	OWN("tcp.window_size_value", "tcp.win"),
	HEX("tcp.options.mptcp.flags", "tcp.options.flags", 2),
	OWN("tcp.options.mptcp.datalvllen", "tcp.options.len"),
	OWN("tcp.options.mptcp.sendkey", "tcp.options.sender_key"),
	OWN("tcp.options.mptcp.recvkey", "tcp.options.receiver_key"),
	OWN("tcp.reset_cause", "tcp.reset_text"),
	OWN("tcp.options.ao.keyid", "tcp.options.keyid"),
	OWN("tcp.options.ao.rnextkeyid", "tcp.options.rnextkeyid"),
	OWN("tcp.options.ao.mac", "tcp.options.mac"),
	HEX("tcp.options.experimental.exid", "tcp.options.exid", 4),
	OWN("tcp.options.tfo.cookie", "tcp.options.cookie"),
	HEX("udp.checksum", "udp.cksum", 4),
	OWN("udp.dstport", "udp.dport"),
	OWN("udp.length", "udp.total_length"),
	OWN("udp.port", "udp.dport"),
	OWN("udp.port", "udp.sport"),
	OWN("udp.srcport", "udp.sport"),
	OWN("dns", "domain"),
	OWN("dns.a", "domain.records.a"),
	OWN("dns.aaaa", "domain.records.aaaa"),
	OWN("dns.cname", "domain.records.cname"),
	OWN("dns.count.add_rr", "domain.additionals"),
	OWN("dns.count.answers", "domain.answers"),
	OWN("dns.count.auth_rr", "domain.authorities"),
	OWN("dns.count.queries", "domain.queries"),
	HEX("dns.flags", "domain.flags", 4),
	BIT("dns.flags.authoritative", "domain.reply_flags", 10),
	BITS("dns.flags.opcode", "domain.flags", 11, 0xf),
	BITS("dns.flags.rcode", "domain.reply_flags", 0, 0xf),
	BIT("dns.flags.recavail", "domain.reply_flags", 7),
	BIT("dns.flags.recdesired", "domain.flags", 8),
	BIT("dns.flags.response", "domain.flags", 15),
	BIT("dns.flags.truncated", "domain.flags", 9),
	HEX("dns.id", "domain.id", 4),
	OWN("dns.mx.mail_exchange", "domain.records.mx"),
	OWN("dns.ns", "domain.records.ns"),
	OWN("dns.ptr.domain_name", "domain.records.ptr"),
	HEX("dns.qry.class", "domain.questions.class", 4),
	OWN("dns.qry.name", "domain.questions.name"),
	OWN("dns.qry.type", "domain.questions.type"),
	HEX("dns.resp.class", "domain.records.class", 4),
	OWN("dns.resp.name", "domain.records.name"),
	OWN("dns.resp.ttl", "domain.records.ttl"),
	OWN("dns.resp.type", "domain.records.type"),
	OWN("dns.soa.mname", "domain.records.mname"),
	OWN("dns.soa.rname", "domain.records.rname"),
	OWN("dns.soa.serial_number", "domain.records.serial"),
	OWN("dns.srv.port", "domain.records.port"),
	OWN("dns.srv.target", "domain.records.target"),
	OWN("dns.txt", "domain.records.txt"),
	OWN("dns.length", "domain.length"),
	OWN("dns.opt.cookie.client", "domain.records.options.client_cookie"),
	OWN("dns.opt.cookie.server", "domain.records.options.server_cookie"),
	OWN("dns.opt.client.family", "domain.records.options.family"),
	OWN("dns.opt.client.netmask", "domain.records.options.source_prefix"),
	OWN("dns.opt.client.scope", "domain.records.options.scope_prefix"),
	OWN("dns.opt.client.addr4", "domain.records.options.address"),
	OWN("dns.opt.client.addr6", "domain.records.options.address6"),
	OWN("dns.opt.edns_tcp_keepalive.timeout", "domain.records.options.timeout"),
	OWN("dns.svcb.svcpriority", "domain.records.priority"),
	OWN("dns.svcb.targetname", "domain.records.target"),
	OWN("dns.svcb.svcparam.key", "domain.records.parameters.key"),
	OWN("dns.svcb.svcparam.value.length", "domain.records.parameters.length"),
	OWN("dns.svcb.svcparam.alpn", "domain.records.parameters.alpn.protocol"),
	OWN("dns.svcb.svcparam.ipv4hint.ip", "domain.records.parameters.ipv4hint"),
	OWN("dns.svcb.svcparam.ipv6hint.ip", "domain.records.parameters.ipv6hint"),
	OWN("dns.extraneous.data", "domain.extra"),
	OWN("dns.loc.version", "domain.records.version"),
	OWN("dns.loc.size", "domain.records.size"),
	OWN("dns.loc.horizontal_precision", "domain.records.horizontal_precision"),
	OWN("dns.loc.vertical_precision", "domain.records.vertical_precision"),
	OWN("dns.loc.latitude", "domain.records.latitude"),
	OWN("dns.loc.longitude", "domain.records.longitude"),
	OWN("dns.loc.altitude", "domain.records.altitude"),
	HEX("dns.dnskey.flags", "domain.records.flags", 4),
	OWN("dns.dnskey.protocol", "domain.records.protocol"),
	OWN("dns.dnskey.algorithm", "domain.records.algorithm"),
	OWN("dns.dnskey.public_key", "domain.records.public_key"),
	OWN("dns.ds.key_id", "domain.records.key_tag"),
	OWN("dns.ds.digest_type", "domain.records.digest_type"),
	OWN("dns.ds.digest", "domain.records.digest"),
	OWN("dns.nsec.next_domain_name", "domain.records.next_domain"),
	OWN("dns.count.labels", "domain.questions.labels"),
	OWN("dhcp", "bootp"),
	HEX("dhcp.cookie", "bootp.cookie", 8),
	HEX("dhcp.flags", "bootp.flags", 4),
	OWN("dhcp.hops", "bootp.hops"),
	OWN("dhcp.hw.len", "bootp.hlen"),
	OWN("dhcp.hw.mac_addr", "bootp.chaddr"),
	HEX("dhcp.hw.type", "bootp.htype", 2),
	HEX("dhcp.id", "bootp.xid", 8),
	OWN("dhcp.ip.client", "bootp.ciaddr"),
	OWN("dhcp.ip.relay", "bootp.giaddr"),
	OWN("dhcp.ip.server", "bootp.siaddr"),
	OWN("dhcp.ip.your", "bootp.yiaddr"),
	OWN("dhcp.option.dhcp", "bootp.options.message_type"),
	OWN("dhcp.option.dhcp_server_id", "bootp.options.server_id"),
	OWN("dhcp.option.hostname", "bootp.options.hostname"),
	OWN("dhcp.option.ip_address_lease_time", "bootp.options.lease_time"),
	OWN("dhcp.option.requested_ip_address", "bootp.options.requested_address"),
	OWN("dhcp.option.type", "bootp.options.code"),
	OWN("dhcp.secs", "bootp.secs"),
	OWN("dhcp.type", "bootp.op"),
	OWN("http.content_length_header", "http.content_length"),
	OWN("http.request", "http.method"),
	OWN("http.request.version", "http.request_version"),
	OWN("http.response", "http.status"),
	OWN("http.response.version", "http.response_version"),
	OWN("http.request.method", "http.method"),
	OWN("http.request.uri", "http.uri"),
	OWN("http.response.code", "http.status"),
	OWN("http.response.phrase", "http.phrase"),
	BITS("ntp.flags.li", "ntp.leap", 6, 3),
	OWN("ntp.flags.mode", "ntp.mode"),
	OWN("ntp.flags.vn", "ntp.version"),
	OWN("ntp.stratum", "ntp.stratum"),
	OWN("ntp.ppoll", "ntp.poll"),
	HEX("ntp.flags", "ntp.flags", 2),
	HEX("ntp.ctrl.flags2", "ntp.control", 2),
	OWN("ntp.priv.auth_seq", "ntp.auth_seq"),
	OWN("ntp.priv.impl", "ntp.implementation"),
	OWN("ntp.priv.reqcode", "ntp.request_code"),
	OWN("ntp.priv.err", "ntp.error"),
	OWN("ntp.priv.numitems", "ntp.items"),
	OWN("ntp.priv.reserved", "ntp.reserved"),
	OWN("ntp.priv.itemsize", "ntp.item_size"),
	HEX("http2.flags", "http2.frames.flags", 2),
	OWN("http2.goaway.last_stream_id", "http2.frames.last_stream"),
	OWN("http2.header.name", "http2.frames.headers.name"),
	OWN("http2.header.value", "http2.frames.headers.value"),
	OWN("http2.headers.authority", "http2.frames.authority"),
	OWN("http2.headers.content_type", "http2.frames.content_type"),
	OWN("http2.headers.method", "http2.frames.method"),
	OWN("http2.headers.path", "http2.frames.path"),
	OWN("http2.headers.scheme", "http2.frames.scheme"),
	OWN("http2.headers.status", "http2.frames.status"),
	OWN("http2.length", "http2.frames.length"),
	OWN("http2.rst_stream.error", "http2.frames.error"),
	OWN("http2.settings.id", "http2.frames.settings.id"),
	OWN("http2.streamid", "http2.frames.stream"),
	OWN("http2.type", "http2.frames.type"),
	OWN("http2.window_update.window_size_increment", "http2.frames.increment"),
	OWN("grpc.message_length", "http2.frames.grpc.messages.length"),
	OWN("grpc.status_code", "http2.frames.grpc.status"),
	OWN("ssh.compression_algorithms_client_to_server",
		"ssh.messages.compression_algorithms_client_to_server"),
	OWN("ssh.compression_algorithms_server_to_client",
		"ssh.messages.compression_algorithms_server_to_client"),
	OWN("mysql.affected_rows", "mysql.messages.affected_rows"),
	OWN("mysql.command", "mysql.messages.command"),
	OWN("mysql.error.message", "mysql.messages.message"),
	OWN("mysql.error_code", "mysql.messages.error"),
	OWN("mysql.field.name", "mysql.messages.name"),
	OWN("mysql.num_fields", "mysql.messages.columns"),
	OWN("mysql.packet_length", "mysql.messages.length"),
	OWN("mysql.packet_number", "mysql.messages.seq"),
	OWN("mysql.query", "mysql.messages.query"),
	OWN("mysql.schema", "mysql.messages.database"),
	OWN("mysql.sqlstate", "mysql.messages.sql_state"),
	OWN("mysql.user", "mysql.messages.user"),
	OWN("mysql.version", "mysql.messages.version"),
	OWN("mysql.salt", "mysql.messages.salt"),
	OWN("mysql.salt2", "mysql.messages.salt2"),
	OWN("mysql.auth_plugin.length", "mysql.messages.salt_length"),
	OWN("mysql.passwd", "mysql.messages.auth_data"),
	OWN("mysql.auth_switch_response.data", "mysql.messages.auth_data"),
	OWN("mysql.auth_switch_request.data", "mysql.messages.auth_data"),
	OWN("mysql.field.decimals", "mysql.messages.decimals"),
	OWN("mysql.connattrs.length", "mysql.messages.attributes_length"),
	OWN("mysql.connattrs.name", "mysql.messages.attributes_sent.name"),
	OWN("mysql.connattrs.value", "mysql.messages.attributes_sent.value"),
	OWN("mysql.session_track.data.length", "mysql.messages.changes_length"),
	OWN("mysql.session_track.type", "mysql.messages.changes.type"),
	OWN("mysql.session_track.length", "mysql.messages.changes.length"),
	OWN("mysql.session_track.schema", "mysql.messages.changes.schema"),
	OWN("mysql.insert_id", "mysql.messages.insert_id"),
	OWN("mysql.unused", "mysql.messages.unused"),
	OWN("can.id", "can.id"),
	OWN("can.len", "can.length"),
	OWN("can.flags.xtd", "can.extended"),
	OWN("can.flags.rtr", "can.remote"),
	OWN("can.flags.err", "can.error"),
	OWN("canfd.flags.brs", "can.bitrate_switch"),
	OWN("canfd.flags.esi", "can.error_state"),
	OWN("netlink.family", "netlink.family"),
	OWN("netlink.hdr_len", "netlink.messages.length"),
	OWN("netlink.hdr_seq", "netlink.messages.seq"),
	OWN("netlink.hdr_pid", "netlink.messages.pid"),
	OWN("netlink.error", "netlink.messages.error"),
	OWN("ssh.cookie", "ssh.messages.cookie"),
	OWN("ssh.encryption_algorithms_client_to_server",
		"ssh.messages.encryption_algorithms_client_to_server"),
	OWN("ssh.encryption_algorithms_server_to_client",
		"ssh.messages.encryption_algorithms_server_to_client"),
	OWN("ssh.host_key.type", "ssh.messages.host_key_type"),
	OWN("ssh.kex.hassh", "ssh.messages.hassh"),
	OWN("ssh.kex.hasshserver", "ssh.messages.hassh_server"),
	OWN("ssh.kex_algorithms", "ssh.messages.kex_algorithms"),
	OWN("ssh.mac_algorithms_client_to_server", "ssh.messages.mac_algorithms_client_to_server"),
	OWN("ssh.mac_algorithms_server_to_client", "ssh.messages.mac_algorithms_server_to_client"),
	OWN("ssh.message_code", "ssh.messages.code"),
	OWN("ssh.packet_length", "ssh.messages.packet_length"),
	OWN("ssh.padding_length", "ssh.messages.padding_length"),
	OWN("ssh.server_host_key_algorithms", "ssh.messages.server_host_key_algorithms"),
	OWN("ssh.protocol", "ssh.identification"),
	OWN("tls.alert_message.desc", "tls.records.alert"),
	OWN("tls.alert_message.level", "tls.records.level"),
	OWN("tls.handshake.ciphersuite", "tls.records.handshake.cipher"),
	OWN("tls.handshake.extensions_alpn_str", "tls.records.handshake.alpn.protocol"),
	OWN("tls.handshake.extensions_server_name", "tls.records.handshake.server_name"),
	OWN("tls.handshake.ja3", "tls.records.handshake.ja3"),
	OWN("tls.handshake.ja3s", "tls.records.handshake.ja3s"),
	OWN("tls.handshake.type", "tls.records.handshake.type"),
	OWN("tls.record.content_type", "tls.records.type"),
	OWN("tls.record.length", "tls.records.length"),
	HEX("tls.record.version", "tls.records.version", 4),
	OWN("tls.handshake.extensions_length", "tls.records.handshake.extensions_length"),
	OWN("tls.handshake.extension.len", "tls.records.handshake.extensions.length"),
	OWN("tls.handshake.extension.type", "tls.records.handshake.extensions.value"),
	OWN("tls.handshake.extension.heartbeat.mode", "tls.records.handshake.extensions.mode"),
	OWN("tls.handshake.session_ticket_lifetime_hint", "tls.records.handshake.ticket_lifetime"),
	OWN("tls.handshake.session_ticket_length", "tls.records.handshake.ticket_length"),
	OWN("tls.handshake.session_ticket", "tls.records.handshake.ticket"),
	OWN("tls.handshake.extensions_key_share_group",
		"tls.records.handshake.extensions.shares.group"),
	OWN("tls.handshake.extensions_key_share_key_exchange_length",
		"tls.records.handshake.extensions.shares.key_length"),
	OWN("tls.handshake.extensions_key_share_key_exchange",
		"tls.records.handshake.extensions.shares.key"),
	OWN("tls.handshake.extensions_key_share_client_length",
		"tls.records.handshake.extensions.list_length"),
	OWN("tls.handshake.client_point_len", "tls.records.handshake.point_length"),
	OWN("tls.handshake.client_point", "tls.records.handshake.point"),
	OWN("tls.handshake.server_point_len", "tls.records.handshake.point_length"),
	OWN("tls.handshake.server_point", "tls.records.handshake.point"),
	OWN("tls.handshake.server_curve_type", "tls.records.handshake.curve_type"),
	OWN("tls.handshake.sig_len", "tls.records.handshake.signature_length"),
	OWN("tls.handshake.sig", "tls.records.handshake.signature"),
	OWN("tls.handshake.extensions_server_name_list_len",
		"tls.records.handshake.extensions.list_length"),
	OWN("tls.handshake.extensions_server_name_type",
		"tls.records.handshake.extensions.name_type"),
	OWN("tls.handshake.extensions_status_request_type",
		"tls.records.handshake.extensions.status_type"),
	OWN("tls.handshake.extensions_status_request_responder_ids_len",
		"tls.records.handshake.extensions.responders_length"),
	OWN("tls.handshake.extensions_status_request_exts_len",
		"tls.records.handshake.extensions.request_extensions_length"),
	OWN("tls.handshake.extensions_padding_data", "tls.records.handshake.extensions.data"),
	OWN("tls.handshake.extension.data", "tls.records.handshake.extensions.data"),
	OWN("tls.extension.psk_ke_modes_length", "tls.records.handshake.extensions.list_length"),
	OWN("tls.extension.psk_ke_mode", "tls.records.handshake.extensions.modes"),
	OWN("tls.handshake.certificates_length", "tls.records.handshake.certificates_length"),
	OWN("tls.handshake.certificate_length", "tls.records.handshake.certificates.length"),
	OWN("tls.handshake.extensions_alps_len", "tls.records.handshake.extensions.list_length"),
	OWN("tls.handshake.extensions_alps_alpn_str",
		"tls.records.handshake.extensions.protocols.protocol"),
	OWN("tls.compress_certificate.algorithms_length",
		"tls.records.handshake.extensions.list_length"),
	OWN("tls.compress_certificate.algorithm", "tls.records.handshake.extensions.algorithms"),
	OWN("tls.handshake.extensions_npn", "tls.records.handshake.extensions.protocols.protocol"),
	OWN("tls.handshake.yc_len", "tls.records.handshake.key_length"),
	OWN("tls.handshake.yc", "tls.records.handshake.key"),
	OWN("tls.handshake.epms_len", "tls.records.handshake.key_length"),
	OWN("tls.handshake.epms", "tls.records.handshake.key"),
	OWN("tls.handshake.cipher_suites_length", "tls.records.handshake.ciphers_length"),
	OWN("radius.code", "radius.code"),
	OWN("radius.id", "radius.id"),
	OWN("radius.length", "radius.length"),
	OWN("tftp.block", "tftp.block"),
	OWN("tftp.opcode", "tftp.opcode"),
	OWN("tftp.source_file", "tftp.file"),
	OWN("pgsql", "postgresql"),
	OWN("eapol", "eap"),
	OWN("wg", "wireguard"),
	OWN("sip.Accept", "sip.accept"),
	OWN("sip.Allow", "sip.allow"),
	OWN("sip.CSeq", "sip.cseq.text"),
	OWN("sip.CSeq.method", "sip.cseq.method"),
	OWN("sip.CSeq.seq", "sip.cseq.number"),
	OWN("sip.Call-ID", "sip.call_id"),
	OWN("sip.Contact", "sip.contact.text"),
	OWN("sip.Content-Length", "sip.content_length"),
	OWN("sip.Content-Type", "sip.content_type"),
	OWN("sip.Expires", "sip.expires"),
	OWN("sip.From", "sip.from.text"),
	OWN("sip.Max-Forwards", "sip.max_forwards"),
	OWN("sip.Method", "sip.request_method"),
	OWN("sip.Request-Line", "sip.first_line"),
	OWN("sip.To", "sip.to.text"),
	OWN("sip.User-Agent", "sip.user_agent"),
	OWN("sip.Via", "sip.via.text"),
	OWN("sip.Via.branch", "sip.via.branch"),
	OWN("sip.Via.sent-by.address", "sip.via.sent_by"),
	OWN("sip.Via.transport", "sip.via.transport"),
	OWN("sip.contact.uri", "sip.contact.uri"),
	OWN("sip.contact.user", "sip.contact.user"),
	OWN("sip.from.tag", "sip.from.tag"),
	OWN("sip.from.user", "sip.from.user"),
	OWN("sip.r-uri", "sip.request_uri.uri"),
	OWN("sip.r-uri.user", "sip.request_uri.user"),
	OWN("sip.tag", "sip.from.tag"),
	OWN("sip.tag", "sip.to.tag"),
	OWN("sip.to.user", "sip.to.user"),
	OWN("sip.Status-Code", "sip.status"),
	OWN("sip.Status-Line", "sip.first_line"),
	OWN("sip.r-uri.host", "sip.request_uri.host"),
	OWN("sip.r-uri.port", "sip.request_uri.port"),
	OWN("sip.from.host", "sip.from.host"),
	OWN("sip.from.addr", "sip.from.uri"),
	OWN("sip.to.host", "sip.to.host"),
	OWN("sip.to.addr", "sip.to.uri"),
	OWN("sip.to.tag", "sip.to.tag"),
	OWN("sip.contact.host", "sip.contact.host"),
	OWN("sip.contact.port", "sip.contact.port"),
	OWN("sip.Via.sent-by.port", "sip.via.sent_by_port"),
	OWN("sip.Supported", "sip.supported"),
	OWN("sip.Session-Expires", "sip.session_expires"),
	OWN("sip.Min-SE", "sip.min_se"),
	OWN("sip.Server", "sip.server"),
	OWN("sip.Event", "sip.event"),
	OWN("sip.Subject", "sip.subject"),
	HEX("cdp.checksum", "cdp.cksum", 4),
	OWN("cdp.ttl", "cdp.ttl"),
	OWN("cdp.version", "cdp.version"),
	HEX("cdp.capabilities", "cdp.tlvs.capabilities", 8),
	HEX("cdp.tlv.type", "cdp.tlvs.type", 4),
	OWN("cdp.tlv.len", "cdp.tlvs.length"),
	OWN("cdp.number_of_addresses", "cdp.tlvs.count"),
	HEX("cdp.protocol_type", "cdp.tlvs.protocol_type", 2),
	OWN("cdp.protocol_length", "cdp.tlvs.protocol_length"),
	OWN("cdp.protocol", "cdp.tlvs.protocol"),
	OWN("cdp.address_length", "cdp.tlvs.address_length"),
	OWN("cdp.nrgyz.ip_address", "cdp.tlvs.address"),
	OWN("cdp.data", "cdp.tlvs.data"),
	OWN("cdp.duplex", "cdp.tlvs.full_duplex"),
	OWN("snmp.version", "snmp.version"),
	OWN("snmp.community", "snmp.community"),
	OWN("snmp.data", "snmp.pdu"),
	OWN("snmp.msgVersion", "snmp.version"),
	OWN("snmp.msgID", "snmp.id"),
	OWN("snmp.msgMaxSize", "snmp.max_size"),
	OWN("snmp.msgFlags", "snmp.flags"),
	OWN("snmp.msgSecurityModel", "snmp.security_model"),
	OWN("snmp.msgUserName", "snmp.user"),
	OWN("snmp.request_id", "snmp.request"),
	OWN("snmp.error_status", "snmp.error_status"),
	OWN("snmp.error_index", "snmp.error_index"),
	OWN("snmp.generic_trap", "snmp.generic"),
	OWN("snmp.specific_trap", "snmp.specific"),
	OWN("snmp.time_stamp", "snmp.time_stamp"),
	OWN("snmp.enterprise", "snmp.enterprise"),
	OWN("snmp.agent_addr", "snmp.agent"),
	OWN("snmp.name", "snmp.varbinds.name"),
	OWN("snmp.value.int", "snmp.varbinds.value.int"),
	OWN("snmp.value.octets", "snmp.varbinds.value.octets"),
	OWN("snmp.value.oid", "snmp.varbinds.value.oid"),
	OWN("snmp.value.ipv4", "snmp.varbinds.value.ipv4"),
	OWN("snmp.value.counter", "snmp.varbinds.value.counter"),
	OWN("snmp.value.g32", "snmp.varbinds.value.unsigned"),
	OWN("snmp.value.timeticks", "snmp.varbinds.value.timeticks"),
	OWN("snmp.value.counter", "snmp.varbinds.value.counter64"),
	OWN("snmp.msgAuthoritativeEngineID", "snmp.engine.id"),
	OWN("snmp.msgAuthoritativeEngineBoots", "snmp.boots"),
	OWN("snmp.msgAuthoritativeEngineTime", "snmp.time"),
	OWN("snmp.msgAuthenticationParameters", "snmp.auth_parameters"),
	OWN("snmp.msgPrivacyParameters", "snmp.privacy_parameters"),
	OWN("snmp.contextEngineID", "snmp.context_engine.id"),
	OWN("snmp.contextName", "snmp.context_name"),
	OWN("snmp.engineid.enterprise", "snmp.engine.enterprise"),
	OWN("snmp.engineid.enterprise", "snmp.context_engine.enterprise"),
	OWN("snmp.engineid.format", "snmp.engine.format"),
	OWN("snmp.engineid.format", "snmp.context_engine.format"),
	OWN("snmp.engineid.data", "snmp.engine.data"),
	OWN("snmp.engineid.data", "snmp.context_engine.data"),
	OWN("snmp.msgData", "snmp.encrypted"),
	OWN("nfs.atime.nsec", "nfs.attributes.atime_nsec"),
	OWN("nfs.atime.nsec", "nfs.after.atime_nsec"),
	OWN("nfs.atime.nsec", "nfs.atime_nsec"),
	OWN("nfs.atime.nsec", "nfs.dir_attributes.atime_nsec"),
	OWN("nfs.atime.nsec", "nfs.set_atime_nsec"),
	OWN("nfs.atime.usec", "nfs.attributes.atime_usec"),
	OWN("nfs.atime.usec", "nfs.after.atime_usec"),
	OWN("nfs.atime.usec", "nfs.atime_usec"),
	OWN("nfs.atime.usec", "nfs.dir_attributes.atime_usec"),
	OWN("nfs.atime.usec", "nfs.set_atime_usec"),
	OWN("nfs.mtime.nsec", "nfs.attributes.mtime_nsec"),
	OWN("nfs.mtime.nsec", "nfs.after.mtime_nsec"),
	OWN("nfs.mtime.nsec", "nfs.mtime_nsec"),
	OWN("nfs.mtime.nsec", "nfs.dir_attributes.mtime_nsec"),
	OWN("nfs.mtime.nsec", "nfs.before.mtime_nsec"),
	OWN("nfs.mtime.nsec", "nfs.set_mtime_nsec"),
	OWN("nfs.mtime.usec", "nfs.attributes.mtime_usec"),
	OWN("nfs.mtime.usec", "nfs.after.mtime_usec"),
	OWN("nfs.mtime.usec", "nfs.mtime_usec"),
	OWN("nfs.mtime.usec", "nfs.dir_attributes.mtime_usec"),
	OWN("nfs.mtime.usec", "nfs.set_mtime_usec"),
	OWN("nfs.ctime.nsec", "nfs.attributes.ctime_nsec"),
	OWN("nfs.ctime.nsec", "nfs.after.ctime_nsec"),
	OWN("nfs.ctime.nsec", "nfs.ctime_nsec"),
	OWN("nfs.ctime.nsec", "nfs.dir_attributes.ctime_nsec"),
	OWN("nfs.ctime.nsec", "nfs.before.ctime_nsec"),
	OWN("nfs.ctime.nsec", "nfs.guard_ctime_nsec"),
	OWN("nfs.ctime.usec", "nfs.attributes.ctime_usec"),
	OWN("nfs.ctime.usec", "nfs.after.ctime_usec"),
	OWN("nfs.ctime.usec", "nfs.ctime_usec"),
	OWN("nfs.ctime.usec", "nfs.dir_attributes.ctime_usec"),
	OWN("nfs.fattr3.nlink", "nfs.attributes.nlink"),
	OWN("nfs.fattr3.nlink", "nfs.after.nlink"),
	OWN("nfs.fattr3.nlink", "nfs.nlink"),
	OWN("nfs.fattr3.nlink", "nfs.dir_attributes.nlink"),
	OWN("nfs.fattr3.used", "nfs.attributes.used"),
	OWN("nfs.fattr3.used", "nfs.after.used"),
	OWN("nfs.fattr3.used", "nfs.used"),
	OWN("nfs.fattr3.used", "nfs.dir_attributes.used"),
	OWN("nfs.fattr3.fsid", "nfs.attributes.fsid"),
	OWN("nfs.fattr3.fsid", "nfs.after.fsid"),
	OWN("nfs.fattr3.fsid", "nfs.fsid"),
	OWN("nfs.fattr3.fsid", "nfs.dir_attributes.fsid"),
	OWN("nfs.fattr3.fileid", "nfs.attributes.fileid"),
	OWN("nfs.fattr3.fileid", "nfs.after.fileid"),
	OWN("nfs.fattr3.fileid", "nfs.fileid"),
	OWN("nfs.fattr3.fileid", "nfs.dir_attributes.fileid"),
	OWN("nfs.fattr3.size", "nfs.attributes.size"),
	OWN("nfs.fattr3.size", "nfs.after.size"),
	OWN("nfs.fattr3.size", "nfs.size"),
	OWN("nfs.fattr3.size", "nfs.dir_attributes.size"),
	OWN("nfs.fattr3.type", "nfs.attributes.ftype"),
	OWN("nfs.fattr3.type", "nfs.after.ftype"),
	OWN("nfs.fattr3.type", "nfs.ftype"),
	OWN("nfs.fattr3.type", "nfs.dir_attributes.ftype"),
	OWN("nfs.fattr3.uid", "nfs.attributes.uid"),
	OWN("nfs.fattr3.uid", "nfs.after.uid"),
	OWN("nfs.fattr3.uid", "nfs.uid"),
	OWN("nfs.fattr3.uid", "nfs.dir_attributes.uid"),
	OWN("nfs.fattr3.gid", "nfs.attributes.gid"),
	OWN("nfs.fattr3.gid", "nfs.after.gid"),
	OWN("nfs.fattr3.gid", "nfs.gid"),
	OWN("nfs.fattr3.gid", "nfs.dir_attributes.gid"),
	OWN("nfs.specdata1", "nfs.attributes.rdev_major"),
	OWN("nfs.specdata1", "nfs.after.rdev_major"),
	OWN("nfs.specdata1", "nfs.rdev_major"),
	OWN("nfs.specdata1", "nfs.dir_attributes.rdev_major"),
	OWN("nfs.specdata2", "nfs.attributes.rdev_minor"),
	OWN("nfs.specdata2", "nfs.after.rdev_minor"),
	OWN("nfs.specdata2", "nfs.rdev_minor"),
	OWN("nfs.specdata2", "nfs.dir_attributes.rdev_minor"),
	OWN("nfs.fattr.uid", "nfs.attributes.uid"),
	OWN("nfs.fattr.uid", "nfs.after.uid"),
	OWN("nfs.fattr.uid", "nfs.uid"),
	OWN("nfs.fattr.uid", "nfs.dir_attributes.uid"),
	OWN("nfs.fattr.gid", "nfs.attributes.gid"),
	OWN("nfs.fattr.gid", "nfs.after.gid"),
	OWN("nfs.fattr.gid", "nfs.gid"),
	OWN("nfs.fattr.gid", "nfs.dir_attributes.gid"),
	OWN("nfs.fattr.size", "nfs.attributes.size"),
	OWN("nfs.fattr.size", "nfs.after.size"),
	OWN("nfs.fattr.size", "nfs.size"),
	OWN("nfs.fattr.size", "nfs.dir_attributes.size"),
	OWN("nfs.fattr.nlink", "nfs.attributes.nlink"),
	OWN("nfs.fattr.nlink", "nfs.after.nlink"),
	OWN("nfs.fattr.nlink", "nfs.nlink"),
	OWN("nfs.fattr.nlink", "nfs.dir_attributes.nlink"),
	OWN("nfs.fattr.blocksize", "nfs.attributes.block_size"),
	OWN("nfs.fattr.blocksize", "nfs.after.block_size"),
	OWN("nfs.fattr.blocksize", "nfs.block_size"),
	OWN("nfs.fattr.blocksize", "nfs.dir_attributes.block_size"),
	OWN("nfs.fattr.rdev", "nfs.attributes.rdev"),
	OWN("nfs.fattr.rdev", "nfs.after.rdev"),
	OWN("nfs.fattr.rdev", "nfs.rdev"),
	OWN("nfs.fattr.rdev", "nfs.dir_attributes.rdev"),
	OWN("nfs.fattr.blocks", "nfs.attributes.blocks"),
	OWN("nfs.fattr.blocks", "nfs.after.blocks"),
	OWN("nfs.fattr.blocks", "nfs.blocks"),
	OWN("nfs.fattr.blocks", "nfs.dir_attributes.blocks"),
	OWN("nfs.fattr.fsid", "nfs.attributes.fsid"),
	OWN("nfs.fattr.fsid", "nfs.after.fsid"),
	OWN("nfs.fattr.fsid", "nfs.fsid"),
	OWN("nfs.fattr.fsid", "nfs.dir_attributes.fsid"),
	OWN("nfs.fattr.fileid", "nfs.attributes.fileid"),
	OWN("nfs.fattr.fileid", "nfs.after.fileid"),
	OWN("nfs.fattr.fileid", "nfs.fileid"),
	OWN("nfs.fattr.fileid", "nfs.dir_attributes.fileid"),
	OWN("nfs.fattr.type", "nfs.attributes.ftype"),
	OWN("nfs.fattr.type", "nfs.after.ftype"),
	OWN("nfs.fattr.type", "nfs.ftype"),
	OWN("nfs.fattr.type", "nfs.dir_attributes.ftype"),
	OWN("nfs.mode3", "nfs.attributes.mode"),
	OWN("nfs.mode3", "nfs.after.mode"),
	OWN("nfs.mode3", "nfs.mode"),
	OWN("nfs.mode3", "nfs.dir_attributes.mode"),
	OWN("nfs.mode3", "nfs.set_mode"),
	OWN("nfs.mode", "nfs.attributes.mode"),
	OWN("nfs.mode", "nfs.after.mode"),
	OWN("nfs.mode", "nfs.mode"),
	OWN("nfs.mode", "nfs.dir_attributes.mode"),
	OWN("nfs.mode", "nfs.set_mode"),
	OWN("nfs.attributes_follow", "nfs.attributes_follow"),
	OWN("nfs.handle_follow", "nfs.handle_follow"),
	OWN("nfs.set_size", "nfs.set_size"),
	OWN("nfs.uid3", "nfs.set_uid"),
	OWN("nfs.gid3", "nfs.set_gid"),
	OWN("nfs.sattrguard3", "nfs.guard"),
	OWN("nfs.access_check", "nfs.access"),
	OWN("nfs.access_rights", "nfs.access"),
	OWN("nfs.count3", "nfs.count"),
	OWN("nfs.readdir.eof", "nfs.eof"),
	OWN("nfs.dtime", "nfs.time_delta"),
	OWN("nfs.dtime.nsec", "nfs.time_delta_nsec"),
	OWN("nfs.createmode", "nfs.create_mode"),
	OWN("nfs.cookie3", "nfs.cookie"),
	OWN("nfs.pathconf.case_insensitive", "nfs.igncase"),
	OWN("nfs.write.stable", "nfs.stable"),
	OWN("nfs.readdir.cookie", "nfs.cookie"),
	OWN("nfs.readdir.count", "nfs.count"),
	OWN("nfs.readdir.entry.fileid", "nfs.entries.fileid"),
	OWN("nfs.readdir.entry.name", "nfs.entries.name"),
	OWN("nfs.readdir.entry.cookie", "nfs.entries.cookie"),
	OWN("nfs.readdir.entry3.fileid", "nfs.entries.fileid"),
	OWN("nfs.readdir.entry3.name", "nfs.entries.name"),
	OWN("nfs.readdir.entry3.cookie", "nfs.entries.cookie"),
	OWN("nfs.readdirplus.entry.fileid", "nfs.entries.fileid"),
	OWN("nfs.readdirplus.entry.name", "nfs.entries.name"),
	OWN("nfs.readdirplus.entry.cookie", "nfs.entries.cookie"),
	OWN("nfs.write.beginoffset", "nfs.begin_offset"),
	OWN("nfs.write.offset", "nfs.offset"),
	OWN("nfs.write.totalcount", "nfs.total_count"),
	OWN("nfs.count3_dircount", "nfs.count"),
	OWN("nfs.count3_maxcount", "nfs.max_count"),
	OWN("nfs.statfs.tsize", "nfs.tsize"),
	OWN("nfs.statfs.bsize", "nfs.bsize"),
	OWN("nfs.statfs.blocks", "nfs.blocks"),
	OWN("nfs.statfs.bfree", "nfs.bfree"),
	OWN("nfs.statfs.bavail", "nfs.bavail"),
	OWN("nfs.fsstat3_resok.tbytes", "nfs.tbytes"),
	OWN("nfs.fsstat3_resok.fbytes", "nfs.fbytes"),
	OWN("nfs.fsstat3_resok.abytes", "nfs.abytes"),
	OWN("nfs.fsstat3_resok.tfiles", "nfs.tfiles"),
	OWN("nfs.fsstat3_resok.ffiles", "nfs.ffiles"),
	OWN("nfs.fsstat3_resok.afiles", "nfs.afiles"),
	OWN("nfs.fsinfo.dtpref", "nfs.dtpref"),
	OWN("nfs.fsinfo.maxfilesize", "nfs.maxfilesize"),
	OWN("nfs.fsinfo.properties", "nfs.properties"),
	OWN("nfs.fsinfo.rtmax", "nfs.rtmax"),
	OWN("nfs.fsinfo.rtmult", "nfs.rtmult"),
	OWN("nfs.fsinfo.rtpref", "nfs.rtpref"),
	OWN("nfs.fsinfo.wtmax", "nfs.wtmax"),
	OWN("nfs.fsinfo.wtmult", "nfs.wtmult"),
	OWN("nfs.fsinfo.wtpref", "nfs.wtpref"),
	OWN("nfs.fsstat.invarsec", "nfs.invarsec"),
	OWN("nfs.wcc_attr.size", "nfs.before.size"),
	OWN("nfs.name", "nfs.name"),
	OWN("nfs.fhandle", "nfs.handle"),
	OWN("nfs.fhandle", "nfs.entries.handle"),
	OWN("nfs.status3", "nfs.status"),
	OWN("nfs.status2", "nfs.status"),
	OWN("nfs.status", "nfs.status"),
	OWN("nfs.read.count", "nfs.count"),
	OWN("nfs.read.eof", "nfs.eof"),
	OWN("nfs.read.offset", "nfs.offset"),
	OWN("nfs.offset3", "nfs.offset"),
	OWN("nfs.pathconf.linkmax", "nfs.linkmax"),
	OWN("nfs.pathconf.name_max", "nfs.namemax"),
	OWN("nfs.pathconf.no_trunc", "nfs.notrunc"),
	OWN("nfs.pathconf.chown_restricted", "nfs.chownres"),
	OWN("nfs.pathconf.case_preserving", "nfs.keepcase"),
	OWN("sll.halen", "sll.halen"),
	OWN("sll.unused", "sll.unused"),
	HEX("ah.reserved", "ah.reserved", 4),
	OWN("m3ua.reserved", "m3ua.reserved"),
	OWN("m3ua.affected_point_code_mask", "m3ua.parameters.affected.mask"),
	OWN("m3ua.affected_point_code_pc", "m3ua.parameters.affected.pc"),
	OWN("m3ua.asp_identifier", "m3ua.parameters.value"),
	OWN("m3ua.routing_context", "m3ua.parameters.value"),
	OWN("m3ua.network_appearance", "m3ua.parameters.value"),
	OWN("m3ua.traffic_mode_type", "m3ua.parameters.value"),
	OWN("m3ua.status_type", "m3ua.parameters.status_type"),
	OWN("m3ua.status_info", "m3ua.parameters.status_info"),
	OWN("m3ua.parameter_padding", "m3ua.parameters.padding"),
	OWN("mqtt.passwd", "mqtt.packets.password"),
	OWN("mqtt.property_len", "mqtt.packets.properties_length"),
	HEX("mqtt.property_id", "mqtt.packets.properties.id", 2),
	OWN("mqtt.prop_number", "mqtt.packets.properties.number"),
	OWN("mqtt.prop_string", "mqtt.packets.properties.string"),
	HEX("mqtt.conack.flags", "mqtt.packets.connack_flags", 2),
};

enum { ALIASES = sizeof(aliases) / sizeof(*aliases), LAYERS = sizeof(layers) / sizeof(*layers) };

const struct field_alias *field_alias(size_t i) { return i < ALIASES ? &aliases[i] : NULL; }

/* --- our own --- */

static int layer_of(const char *path, size_t len)
{
	int best = -1;
	size_t longest = 0;

	for (int i = 0; i < (int)LAYERS; i++) {
		size_t n = strlen(layers[i].name);

		if (n <= len && n > longest && memcmp(path, layers[i].name, n) == 0 &&
			(n == len || path[n] == '.')) {
			longest = n;
			best = i;
		}
	}
	return best;
}

size_t field_layer_known(const char *path, size_t len)
{
	int i = layer_of(path, len);

	return i < 0 ? 0 : strlen(layers[i].name);
}

/* Is it one of the words? */
static bool has_word(const char *words, const char *word, size_t len)
{
	for (const char *w = words; *w;) {
		size_t n = strcspn(w, " ");

		if (n == len && memcmp(w, word, n) == 0)
			return true;
		w += n + (w[n] == ' ');
	}
	return false;
}

bool field_key_known(const char *layer, size_t layer_len, const char *key, size_t key_len)
{
	int i = layer_of(layer, layer_len);
	const size_t suffix = sizeof("_name") - 1;

	if (i < 0 || key_len == 0)
		return false;
	if (has_word(layers[i].keys, key, key_len))
		return true;
	return key_len > suffix && memcmp(key + key_len - suffix, "_name", suffix) == 0 &&
	       has_word(layers[i].keys, key, key_len - suffix);
}

/* --- what may have been meant --- */

enum { NEAR = 3, LONGEST = 48 };

struct near {
	unsigned distance[NEAR];
	char name[NEAR][LONGEST];
};

/* Letters changed, added or left out between two names (of less than LONGEST). */
static unsigned distance(const char *a, size_t n, const char *b)
{
	unsigned row[LONGEST + 1];
	size_t m = strlen(b);

	for (unsigned j = 0; j <= m; j++)
		row[j] = j;
	for (size_t i = 1; i <= n; i++) {
		unsigned diagonal = row[0];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= m; j++) {
			unsigned up = row[j], best = diagonal + (a[i - 1] != b[j - 1]);

			best = up + 1 < best ? up + 1 : best;
			best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
			diagonal = up;
			row[j] = best;
		}
	}
	return row[m];
}

static void consider(struct near *best, const char *name, size_t len, const char *candidate)
{
	size_t n = strlen(candidate);
	unsigned d;
	int i = NEAR - 1;

	if (n >= LONGEST || (n > len ? n - len : len - n) >= best->distance[i])
		return;
	for (int k = 0; k < NEAR; k++)
		if (strcmp(best->name[k], candidate) == 0)
			return;
	d = distance(name, len, candidate);
	if (d >= best->distance[i])
		return;
	for (; i > 0 && d < best->distance[i - 1]; i--) {
		best->distance[i] = best->distance[i - 1];
		memcpy(best->name[i], best->name[i - 1], LONGEST);
	}
	best->distance[i] = d;
	memcpy(best->name[i], candidate, strlen(candidate) + 1);
}

static void consider_own(struct near *best, const char *name, size_t len)
{
	char path[2 * LONGEST];

	for (size_t i = 0; i < LAYERS; i++) {
		consider(best, name, len, layers[i].name);
		for (const char *w = layers[i].keys; *w;) {
			size_t n = strcspn(w, " ");

			if (n + strlen(layers[i].name) + 1 < LONGEST) {
				snprintf(path, sizeof(path), "%s.%.*s", layers[i].name, (int)n, w);
				consider(best, name, len, path);
			}
			w += n + (w[n] == ' ');
		}
	}
}

void field_names_near(const char *name, size_t len, char *hint, size_t size)
{
	struct near best = { .name = { "" } };
	unsigned far = len < 6 ? 2 : 4;
	size_t used = 0;
	int n = 0;

	hint[0] = '\0';
	if (len == 0 || len >= LONGEST)
		return;
	for (int i = 0; i < NEAR; i++)
		best.distance[i] = far;
	for (size_t i = 0; i < ALIASES; i++)
		consider(&best, name, len, aliases[i].name);
	consider_own(&best, name, len);
	while (n < NEAR && best.name[n][0])
		n++;
	for (int i = 0; i < n && used < size; i++)
		used += (size_t)snprintf(hint + used, size - used, "%s%s",
			i == 0       ? ""
			: i == n - 1 ? " or "
				     : ", ",
			best.name[i]);
}
