/* Headers that receivers put before 802.11 frames: Prism II's of linux-wlan, and AVS's.
 * http://web.archive.org/web/20040803232023/http://www.shaftnet.org/~pizza/software/capturefrm.txt
 */
#include "ieee80211.h"

enum { AVS_MAGIC = 0x80211, AVS_HEADER = 64, PRISM_HEADER = 144 };

static void dissect_avs(struct dis *d, struct cur c)
{
	uint32_t n;

	if (!has(&c, 8))
		goto cut;
	n = peek_be32(&c, 4);
	note_u(d, "header_length", n);
	if (n < 8 || !has(&c, n))
		goto cut;
	d->link_len = n;
	skip(&c, n);
	enter_ieee80211(d, c, false, 0);
	return;
cut:
	truncated(d);
	d->link_len = left(&c);
}

const struct proto proto_ieee802_11_avs = { "802.11_radio_avs", dissect_avs };

static void dissect_prism(struct dis *d, struct cur c)
{
	if (!has(&c, 4))
		goto cut;
	if (peek_be32(&c, 0) >> 12 == AVS_MAGIC) {
		enter(d, &proto_ieee802_11_avs, c);
		return;
	}
	if (!has(&c, PRISM_HEADER))
		goto cut;
	d->link_len = PRISM_HEADER;
	skip(&c, PRISM_HEADER);
	enter_ieee80211(d, c, false, 0);
	return;
cut:
	truncated(d);
	d->link_len = left(&c);
}

const struct proto proto_prism = { "prism", dissect_prism };
