/* Names of GMPLS and traffic engineering.  RFC 3471, RFC 3472, RFC 4124, RFC 4203. */
#include "gmpls.h"

const struct name gmpls_link_protection[] = {
	{ 0x01, "Extra Traffic" },
	{ 0x02, "Unprotected" },
	{ 0x04, "Shared" },
	{ 0x08, "Dedicated 1:1" },
	{ 0x10, "Dedicated 1+1" },
	{ 0x20, "Enhanced" },
	{ 0x40, "Reserved" },
	{ 0x80, "Reserved" },
	{ 0, NULL },
};

const struct name gmpls_switching[] = {
	{ 1, "Packet-Switch Capable-1" },
	{ 2, "Packet-Switch Capable-2" },
	{ 3, "Packet-Switch Capable-3" },
	{ 4, "Packet-Switch Capable-4" },
	{ 51, "Layer-2 Switch Capable" },
	{ 100, "Time-Division-Multiplex" },
	{ 150, "Lambda-Switch Capable" },
	{ 200, "Fiber-Switch Capable" },
	{ 0, NULL },
};

const struct name gmpls_encodings[] = {
	{ 1, "Packet" },
	{ 2, "Ethernet V2/DIX" },
	{ 3, "ANSI/ETSI PDH" },
	{ 4, "Reserved" },
	{ 5, "SDH ITU-T G.707/SONET ANSI T1.105" },
	{ 6, "Reserved" },
	{ 7, "Digital Wrapper" },
	{ 8, "Lambda (photonic)" },
	{ 9, "Fiber" },
	{ 10, "Reserved" },
	{ 11, "FiberChannel" },
	{ 0, NULL },
};

const struct name te_bc_models[] = {
	{ 0, "Russian dolls" },
	{ 1, "Maximum allocation" },
	{ 254, "Maximum allocation with E-LSP support" },
	{ 0, NULL },
};

void say_mbps(struct dis *d, float octets)
{
	sayf(d, "%.3f Mbps", (double)(octets * 8 / 1000000));
}

const struct name mpls_pw_types[] = {
	{ 0x00, "Reserved" },
	{ 0x01, "Frame Relay DLCI (Martini Mode)" },
	{ 0x02, "ATM AAL5 SDU VCC transport" },
	{ 0x03, "ATM transparent cell transport" },
	{ 0x04, "Ethernet VLAN" },
	{ 0x05, "Ethernet" },
	{ 0x06, "Cisco-HDLC" },
	{ 0x07, "PPP" },
	{ 0x08, "SONET/SDH Circuit Emulation Service Over MPLS" },
	{ 0x09, "ATM n-to-one VCC cell transport" },
	{ 0x0a, "ATM n-to-one VPC cell transport" },
	{ 0x0b, "IP Layer2 Transport" },
	{ 0x0c, "ATM one-to-one VCC Cell Mode" },
	{ 0x0d, "ATM one-to-one VPC Cell Mode" },
	{ 0x0e, "ATM AAL5 PDU VCC transport" },
	{ 0x0f, "Frame-Relay Port mode" },
	{ 0x10, "SONET/SDH Circuit Emulation over Packet" },
	{ 0x11, "Structure-agnostic E1 over Packet" },
	{ 0x12, "Structure-agnostic T1 (DS1) over Packet" },
	{ 0x13, "Structure-agnostic E3 over Packet" },
	{ 0x14, "Structure-agnostic T3 (DS3) over Packet" },
	{ 0x15, "CESoPSN basic mode" },
	{ 0x16, "TDMoIP basic mode" },
	{ 0x17, "CESoPSN TDM with CAS" },
	{ 0x18, "TDMoIP TDM with CAS" },
	{ 0x19, "Frame Relay DLCI" },
	{ 0, NULL },
};
