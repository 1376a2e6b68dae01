/* pcapng.h - the blocks of pcapng files.  draft-ietf-opsawg-pcapng, section 4. */
#ifndef SONDE_PCAPNG_H
#define SONDE_PCAPNG_H

enum {
	NG_SECTION = 0x0a0d0d0a,
	NG_INTERFACE = 1,
	NG_PACKET = 2, /* obsolete */
	NG_SIMPLE = 3,
	NG_NAMES = 4,
	NG_STATISTICS = 5,
	NG_ENHANCED = 6,
	NG_JOURNAL = 9, /* of systemd */
	NG_SECRETS = 10,
	NG_CUSTOM = 0xbad,
	NG_CUSTOM_LOCAL = 0x40000bad, /* not to be copied by those who do not know it */
};

#endif
