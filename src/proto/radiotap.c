/* Headers that receivers put before 802.11 frames: radiotap.  https://www.radiotap.org/ */
#include "ieee80211.h"

#define HEADER 8

enum {
	TSFT,
	FLAGS,
	RATE,
	CHANNEL,
	FHSS,
	DBM_SIGNAL,
	DBM_NOISE,
	LOCK,
	TX_ATTENUATION,
	DB_TX_ATTENUATION,
	DBM_TX_POWER,
	ANTENNA,
	DB_SIGNAL,
	DB_NOISE,
	RX_FLAGS,
	XCHANNEL = 18,
	MCS,
	AMPDU,
	VHT,
	NAMESPACE = 29,
	VENDOR,
	MORE
};
enum { FLAG_FCS = 0x10, FLAG_PAD = 0x20 };

static const struct name flag_bits[] = {
	{ 0x01, "cfp " },
	{ 0x02, "short preamble " },
	{ 0x04, "wep " },
	{ 0x08, "fragmented " },
	{ 0x40, "bad-fcs " },
	{ 0, NULL },
};

/* Octets of a field; it is aligned to a multiple of `align` from the start of the header. */
static const struct size {
	uint8_t octets, align;
} sizes[32] = {
	[TSFT] = { 8, 8 },
	[FLAGS] = { 1, 1 },
	[RATE] = { 1, 1 },
	[CHANNEL] = { 4, 2 },
	[FHSS] = { 2, 1 },
	[DBM_SIGNAL] = { 1, 1 },
	[DBM_NOISE] = { 1, 1 },
	[LOCK] = { 2, 2 },
	[TX_ATTENUATION] = { 2, 2 },
	[DB_TX_ATTENUATION] = { 1, 1 }, /* sic: two octets in the standard */
	[DBM_TX_POWER] = { 1, 1 },
	[ANTENNA] = { 1, 1 },
	[DB_SIGNAL] = { 1, 1 },
	[DB_NOISE] = { 1, 1 },
	[RX_FLAGS] = { 2, 2 },
	[XCHANNEL] = { 8, 4 },
	[MCS] = { 3, 1 },
	[AMPDU] = { 8, 4 },
	[VHT] = { 12, 2 },
	[VENDOR] = { 6, 2 },
};

static void show_channel(struct dis *d, uint16_t mhz, uint32_t flags, uint32_t present)
{
	const char *rate = flags & 0x4000 ? "/10Mhz" : flags & 0x8000 ? "/5Mhz" : "";

	show_u(d, "", "frequency", mhz);
	say(d, " MHz");
	note_u(d, "channel_flags", flags);
	if (present & 1u << MCS) {
		say(d, " 11n");
	} else {
		if ((flags & 0x880) == 0x880)
			say(d, " FHSS");
		if ((flags & 0x140) == 0x140)
			sayf(d, " 11a%s", rate);
		if ((flags & 0xc0) == 0xc0 || (flags & 0x480) == 0x480)
			sayf(d, " 11g%s", rate);
		else if ((flags & 0xa0) == 0xa0)
			say(d, " 11b");
		if (flags & 0x10)
			say(d, " Turbo");
	}
	if (flags & 0x10000)
		say(d, " ht/20");
	else if (flags & 0x40000)
		say(d, " ht/40-");
	else if (flags & 0x20000)
		say(d, " ht/40+");
	say(d, " ");
}

/* Half megabits a second in 20 MHz with a long guard interval: IEEE Std 802.11-2016, 19.5. */
static uint16_t ht_rate(uint8_t mcs)
{
	static const uint8_t streams[] = { 13, 26, 39, 52, 78, 104, 117, 130 };
	static const uint16_t unequal[] = { 78, 104, 130, 117, 156, 195, 104, 130, 130, 156, 182,
		182, 208, 156, 195, 195, 234, 273, 273, 312, 130, 156, 182, 156, 182, 208, 234, 208,
		234, 260, 260, 286, 195, 234, 273, 234, 273, 312, 351, 312, 351, 390, 390, 429 };

	if (mcs < 32)
		return (uint16_t)(streams[mcs & 7] * (mcs / 8 + 1));
	return mcs >= 33 && mcs <= 76 ? unequal[mcs - 33] : 0;
}

static void show_ht_rate(struct dis *d, uint8_t flags, uint8_t mcs)
{
	bool wide = (flags & 3) == 1, is_short = flags & 4;
	double r = ht_rate(mcs) / 2.0 * (wide ? 27.0 / 13 : 1);

	if (mcs == 32 && wide)
		r = 6;
	if (r == 0)
		return;
	if (is_short)
		r = r * 10 / 9;
	sayf(d, "%.1f Mb/s ", r);
	note_f(d, "rate", r);
}

static void show_mcs(struct dis *d, struct cur c)
{
	static const char *const width[] = { "20 MHz", "40 MHz", "20 MHz (L)", "20 MHz (U)" };
	uint8_t known = get_u8(&c), flags = get_u8(&c), mcs = get_u8(&c);

	if ((known & 6) == 6)
		show_ht_rate(d, flags, mcs);
	if (known & 2) {
		show_u(d, "MCS ", "mcs", mcs);
		say(d, " ");
	}
	if (known & 1)
		sayf(d, "%s ", width[flags & 3]);
	if (known & 4)
		sayf(d, "%s GI ", flags & 4 ? "short" : "long");
	if (known & 8)
		say_s(d, flags & 8 ? "greenfield " : "mixed ");
	if (known & 0x10)
		sayf(d, "%s FEC ", flags & 0x10 ? "LDPC" : "BCC");
	if (known & 0x20)
		sayf(d, "RX-STBC%u ", flags >> 5 & 3);
}

static void show_vht(struct dis *d, struct cur c)
{
	static const char *const width[] = { "20 MHz", "40 MHz", "20 MHz (L)", "20 MHz (U)",
		"80 MHz", "80 MHz (L)", "80 MHz (U)", "80 MHz (LL)", "80 MHz (LU)", "80 MHz (UL)",
		"80 MHz (UU)", "160 MHz", "160 MHz (L)", "160 MHz (U)", "160 MHz (LL)",
		"160 MHz (LU)", "160 MHz (UL)", "160 MHz (UU)", "160 MHz (LLL)", "160 MHz (LLU)",
		"160 MHz (LUL)", "160 MHz (UUU)", "160 MHz (LUU)", "160 MHz (UUL)", "160 MHz (ULU)",
		"160 MHz (UUU)" };
	uint16_t known = get_le16(&c);
	uint8_t flags = get_u8(&c), bandwidth = get_u8(&c), coding = peek_u8(&c, 4);

	for (unsigned i = 0; i < 4; i++) {
		uint8_t nss = get_u8(&c);

		if (!(nss & 0xf))
			continue;
		sayf(d, "User %u MCS %u ", i, nss >> 4);
		sayf(d, "%s FEC ", coding & 1u << i ? "LDPC" : "BCC");
	}
	if (known & 0x40) {
		bandwidth &= 0x1f;
		say_s(d, bandwidth < sizeof(width) / sizeof(width[0]) ? width[bandwidth]
								      : "unknown bandwidth");
		say(d, " ");
	}
	if (known & 4)
		sayf(d, "%s GI ", flags & 4 ? "short" : "long");
}

static void show_rate(struct dis *d, uint8_t rate)
{
	if (rate >= 0x80 && rate <= 0x8f)
		sayf(d, "MCS %u ", rate & 0x7fu);
	else
		sayf(d, "%2.1f Mb/s ", .5 * rate);
	note_u(d, "rate", rate);
}

static void show_number(struct dis *d, int32_t v, const char *key, const char *unit)
{
	say_i(d, v);
	say_s(d, unit);
	note_i(d, key, v);
}

static void show_field(struct dis *d, unsigned bit, struct cur c, uint32_t present, uint8_t *flags)
{
	uint32_t wide;

	switch (bit) {
	case TSFT:
		show_u64(d, "", "tsft", get_le64(&c));
		say(d, "us tsft ");
		break;
	case FLAGS:
		*flags = get_u8(&c);
		say_bits(d, flag_bits, "", *flags, "");
		note_u(d, "flags", *flags);
		break;
	case RATE:
		show_rate(d, get_u8(&c));
		break;
	case CHANNEL:
		if (present & 1u << XCHANNEL)
			break; /* that one says it better */
		wide = get_le16(&c);
		show_channel(d, (uint16_t)wide, get_le16(&c), present);
		break;
	case FHSS:
		show_u(d, "fhset ", "fh_set", get_u8(&c));
		show_u(d, " fhpat ", "fh_pattern", get_u8(&c));
		say(d, " ");
		break;
	case DBM_SIGNAL:
		show_number(d, get_i8(&c), "signal_dbm", "dBm signal ");
		break;
	case DBM_NOISE:
		show_number(d, get_i8(&c), "noise_dbm", "dBm noise ");
		break;
	case LOCK:
		show_number(d, get_le16(&c), "lock_quality", " sq ");
		break;
	case TX_ATTENUATION:
		show_number(d, -get_lei16(&c), "tx_attenuation", " tx power ");
		break;
	case DB_TX_ATTENUATION:
		show_number(d, -get_i8(&c), "tx_attenuation_db", "dB tx attenuation ");
		break;
	case DBM_TX_POWER:
		show_number(d, get_i8(&c), "tx_power_dbm", "dBm tx power ");
		break;
	case ANTENNA:
		show_u(d, "antenna ", "antenna", get_u8(&c));
		say(d, " ");
		break;
	case DB_SIGNAL:
		show_number(d, get_u8(&c), "signal_db", "dB signal ");
		break;
	case DB_NOISE:
		show_number(d, get_u8(&c), "noise_db", "dB noise ");
		break;
	case XCHANNEL:
		wide = get_le32(&c);
		show_channel(d, get_le16(&c), wide, present);
		break;
	case MCS:
		show_mcs(d, c);
		break;
	case VHT:
		show_vht(d, c);
		break;
	default:
		break;
	}
}

struct place { /* where in the header the next field is */
	struct cur h;
	uint32_t at;
	bool foreign; /* in a vendor's name space: bits mean nothing to us */
	uint32_t vendor;
};

/* The fields of one word of presence bits; false: the rest cannot be read. */
static bool show_word(
	struct dis *d, struct place *p, uint32_t present, unsigned base, uint8_t *flags)
{
	for (unsigned bit = 0; bit < MORE; bit++) {
		struct size s = sizes[bit];
		uint32_t at;

		if (!(present & 1u << bit) || bit == NAMESPACE)
			continue;
		if (!s.octets || base) {
			sayf(d, "[bit %u] ", base + bit);
			return false;
		}
		at = (p->at + s.align - 1u) / s.align * s.align;
		if (!has(&p->h, at + s.octets)) {
			truncated(d);
			return false;
		}
		show_field(d, bit, from(p->h, at), present, flags);
		p->at = at + s.octets;
		if (bit == VENDOR) {
			uint16_t n = peek_le16(&p->h, at + 4);

			if (!has(&p->h, p->at + n))
				return false; /* silently, in the reference */
			p->at += n;
		}
	}
	return true;
}

/* False: the header has no room for its own presence bits. */
static bool show_header(struct dis *d, struct cur h, uint8_t *flags)
{
	struct place p = { .h = h };
	uint32_t words = 1;

	while (has(&h, 4 + 4 * words) && peek_le32(&h, 4 * words) >> MORE)
		words++;
	if (!has(&h, 4 + 4 * words)) {
		truncated(d);
		return false;
	}
	p.at = 4 + 4 * words;
	for (uint32_t i = 0, base = 0; i < words; i++) {
		uint32_t present = peek_le32(&h, 4 + 4 * i);

		if (!show_word(d, &p, present, base, flags))
			break;
		base = present & (1u << NAMESPACE) ? 0 : base + 32;
	}
	return true;
}

static void dissect_radiotap(struct dis *d, struct cur c)
{
	uint8_t flags = 0;
	uint16_t n;

	if (!has(&c, HEADER))
		goto cut;
	n = peek_le16(&c, 2);
	note_u(d, "header_length", n);
	if (n < HEADER || !has(&c, n))
		goto cut;
	d->link_len = n;
	if (show_header(d, take(&c, n), &flags))
		enter_ieee80211(d, c, flags & FLAG_PAD, flags & FLAG_FCS ? 4 : 0);
	return;
cut:
	truncated(d);
	d->link_len = left(&c);
}

const struct proto proto_radiotap = { "802.11_radio", dissect_radiotap };
