/* What is a number in the blocks of a pcapng file, to be turned into the other byte order. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "pcapng_writer.h"

static void turn(uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		uint8_t t = b[i];

		b[i] = b[n - 1 - i];
		b[n - 1 - i] = t;
	}
}

static size_t native16(const uint8_t *b) { return b[0] | (size_t)b[1] << 8; }
static size_t foreign16(const uint8_t *b) { return b[1] | (size_t)b[0] << 8; }

/* The size of the numbers an option's value consists of, from its beginning; 1: bytes. */
static size_t unit(uint32_t type, size_t code)
{
	static const struct {
		uint32_t type;
		uint16_t code;
		uint8_t unit;
	} units[] = {
		{ NG_INTERFACE, 8, 8 },  /* if_speed */
		{ NG_INTERFACE, 10, 4 }, /* if_tzone */
		{ NG_INTERFACE, 14, 8 }, /* if_tsoffset */
		{ NG_INTERFACE, 16, 8 }, /* if_txspeed */
		{ NG_INTERFACE, 17, 8 }, /* if_rxspeed */
		{ NG_STATISTICS, 2, 4 }, /* isb_starttime: two words, the high one first */
		{ NG_STATISTICS, 3, 4 }, /* isb_endtime */
		{ NG_STATISTICS, 4, 8 }, /* isb_ifrecv */
		{ NG_STATISTICS, 5, 8 }, /* isb_ifdrop */
		{ NG_STATISTICS, 6, 8 }, /* isb_filteraccept */
		{ NG_STATISTICS, 7, 8 }, /* isb_osdrop */
		{ NG_STATISTICS, 8, 8 }, /* isb_usrdeliv */
		{ NG_ENHANCED, 2, 4 },   /* epb_flags */
		{ NG_ENHANCED, 4, 8 },   /* epb_dropcount */
		{ NG_ENHANCED, 5, 8 },   /* epb_packetid */
		{ NG_ENHANCED, 6, 4 },   /* epb_queue */
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (units[i].type == type && units[i].code == code)
			return units[i].unit;
	return 1;
}

/* Custom options begin with the number of an enterprise. */
static bool is_custom(size_t code)
{
	return code == 2988 || code == 2989 || code == 19372 || code == 19373;
}

bool ng_swap_options(uint32_t type, uint8_t *o, size_t left)
{
	while (left >= 4) {
		size_t code = foreign16(o), len = foreign16(o + 2), padded = (len + 3) & ~(size_t)3;
		size_t n = unit(type, code);

		turn(o, 2);
		turn(o + 2, 2);
		o += 4;
		left -= 4;
		if (padded > left)
			return false;
		if (is_custom(code) && len >= 4)
			turn(o, 4);
		else if (n > 1)
			for (size_t at = 0; at + n <= len; at += n)
				turn(o + at, n);
		o += padded;
		left -= padded;
		if (code == 0)
			break;
	}
	return true;
}

/* Records of names: a kind, a length, bytes; then options. */
static bool swap_names(uint8_t *b, size_t left)
{
	while (left >= 4) {
		size_t len, padded;

		turn(b, 2);
		turn(b + 2, 2);
		len = native16(b + 2);
		padded = (len + 3) & ~(size_t)3;
		if (padded > left - 4)
			return false;
		left -= 4 + padded;
		b += 4 + padded;
		if (b[-(ptrdiff_t)padded - 4] == 0 && b[-(ptrdiff_t)padded - 3] == 0)
			return ng_swap_options(NG_NAMES, b, left);
	}
	return true;
}

static bool swap_secrets(uint8_t *b, size_t left)
{
	size_t len;

	if (left < 8)
		return false;
	turn(b, 4);
	turn(b + 4, 4);
	len = native16(b + 4) | native16(b + 6) << 16;
	len = (len + 3) & ~(size_t)3;
	return len <= left - 8 && ng_swap_options(NG_SECRETS, b + 8 + len, left - 8 - len);
}

bool ng_swap_body(uint32_t type, uint8_t *b, size_t len)
{
	switch (type) {
	case NG_INTERFACE:
		if (len < 8)
			return false;
		turn(b, 2);
		turn(b + 2, 2);
		turn(b + 4, 4);
		return ng_swap_options(type, b + 8, len - 8);
	case NG_STATISTICS:
		if (len < 12)
			return false;
		turn(b, 4);
		turn(b + 4, 4);
		turn(b + 8, 4);
		return ng_swap_options(type, b + 12, len - 12);
	case NG_NAMES:
		return swap_names(b, len);
	case NG_SECRETS:
		return swap_secrets(b, len);
	default:
		return false;
	}
}
