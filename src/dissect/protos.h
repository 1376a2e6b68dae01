/* protos.h - every dissector by name; tables.c says what leads to it, or its parent in proto/ does.
 * A name here that nobody defines does not link. */
#ifndef SONDE_PROTOS_H
#define SONDE_PROTOS_H

#include <stdbool.h>

struct proto;

extern const struct proto proto_aarp, proto_ah, proto_ahcp, proto_aodv, proto_aoe, proto_ap1394,
	proto_arcnet, proto_arcnet_linux, proto_arp, proto_atalk, proto_atm, proto_atm_clip,
	proto_atmarp, proto_babel, proto_bcm_li, proto_beep, proto_bfd, proto_bfd_echo, proto_bgp,
	proto_bootp, proto_brcm_tag, proto_brcm_tag_prepend, proto_bt_h4, proto_calm_fast,
	proto_carp, proto_cdp, proto_cfm, proto_chdlc, proto_cisco_autorp, proto_clnp, proto_cnfp,
	proto_dccp, proto_decnet, proto_dhcp6, proto_domain, proto_domain_tcp, proto_dsa, proto_dtp,
	proto_dvmrp, proto_eap, proto_edsa, proto_egp, proto_eigrp, proto_enc, proto_erspan1,
	proto_erspan2, proto_erspan3, proto_esis, proto_esp, proto_eth, proto_fddi, proto_forces,
	proto_frame_relay, proto_ftp, proto_geneve, proto_geonet, proto_gre, proto_hncp, proto_hsrp,
	proto_http, proto_icmp, proto_icmp6, proto_ieee802_11, proto_ieee802_11_avs,
	proto_ieee802_15_4, proto_ieee802_15_4_nofcs, proto_ieee802_15_4_nonask,
	proto_ieee802_15_4_tap, proto_igmp, proto_igrp, proto_ip4, proto_ip6, proto_ip_ether,
	proto_ip_fc, proto_ip_ib, proto_ipcomp, proto_ipnet, proto_ipx, proto_ipx_8022,
	proto_ipx_netware, proto_ipx_plain, proto_atalk_plain, proto_isakmp, proto_isakmp_natt,
	proto_isis, proto_isoclns, proto_isoclns_pad, proto_juniper_atm1, proto_juniper_atm2,
	proto_juniper_chdlc, proto_juniper_es, proto_juniper_ether, proto_juniper_frelay,
	proto_juniper_ggsn, proto_juniper_mfr, proto_juniper_mlfr, proto_juniper_mlppp,
	proto_juniper_monitor, proto_juniper_ppp, proto_juniper_pppoe, proto_juniper_pppoe_atm,
	proto_juniper_services, proto_krb, proto_l2tp, proto_ldp, proto_ldp_udp, proto_lisp,
	proto_llap, proto_lldp, proto_lmp, proto_loopback, proto_lspping, proto_ltalk,
	proto_lwapp_control, proto_lwapp_data, proto_lwres, proto_m3ua, proto_mfr, proto_mobile,
	proto_mobility, proto_mpcp, proto_mpls, proto_msdp, proto_msnlb, proto_netanalyzer,
	proto_netanalyzer_transparent, proto_nflog, proto_nfs_answer, proto_nfs_reply,
	proto_nfs_request, proto_nfs_tcp, proto_nhrp, proto_no_next, proto_nsh, proto_ntp,
	proto_null, proto_olsr, proto_openflow, proto_ospf, proto_pflog, proto_pgm, proto_pgm_zmtp1,
	proto_pim, proto_pimv1, proto_pktap, proto_ppi, proto_ppp, proto_ppp_bsdos, proto_ppp_ether,
	proto_ppp_ether_type, proto_ppp_serial, proto_pppd, proto_pppoe, proto_pptp, proto_prism,
	proto_ptp, proto_q933, proto_quic, proto_radiotap, proto_radius, proto_raw, proto_raw4,
	proto_raw6, proto_realtek, proto_resp, proto_rip, proto_ripng, proto_rpc, proto_rpki_rtr,
	proto_rsvp, proto_rtcp, proto_rtp, proto_rtsp, proto_rx, proto_sctp, proto_sflow, proto_sip,
	proto_slip, proto_slip_bsdos, proto_sll, proto_sll2, proto_slow, proto_smtp, proto_snmp,
	proto_someip, proto_ssh, proto_stp, proto_sun_nd, proto_sunatm, proto_symantec,
	proto_syslog, proto_tcp, proto_telnet, proto_tftp, proto_timed, proto_tipc, proto_token,
	proto_udld, proto_udp, proto_usb_linux, proto_usb_linux_mmapped, proto_vat, proto_vqp,
	proto_vrrp, proto_vsock, proto_vtp, proto_vxlan, proto_vxlan_gpe, proto_wb, proto_whois,
	proto_zep, proto_zephyr, proto_zmtp1, proto_tls, proto_wireguard, proto_stun, proto_mqtt,
	proto_modbus, proto_postgresql, proto_zmtp1_datagram, proto_http2, proto_mysql, proto_can,
	proto_can_cooked, proto_netlink;

/* Plain packets of a link type told in one go, as its dissector would say them but sooner.  False,
 * and nothing said, of one that is not plain.  Only where dis.quick. */
struct dis;
struct cur;
typedef bool quick_fn(struct dis *d, struct cur c);
quick_fn eth_quick;

#endif
