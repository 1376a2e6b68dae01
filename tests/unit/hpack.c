/* hpack.c: the examples of RFC 7541, appendix C, and what is not HPACK. */
#include "../../src/base/hpack.h"
#include "check.h"

static uint8_t out[HPACK_OUT];

/* The block in hex; its fields as "name: value\n", '?' for what is not known. */
static void block(struct hpack *h, const char *hex, const char *want)
{
	uint8_t b[512];
	char text[1024];
	size_t n = 0, len = 0;
	struct hpack_field f;
	enum hpack_got got;
	struct hpack_block k = { b, b, out, 0 };

	for (; hex[0] && hex[1]; hex += 2) {
		unsigned v;

		sscanf(hex, "%2x", &v);
		b[n++] = (uint8_t)v;
	}
	k.end = b + n;
	while ((got = hpack_next(h, &k, &f)) == HPACK_FIELD || got == HPACK_RESIZED)
		if (got == HPACK_FIELD)
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%.*s: %.*s\n",
				f.name.b ? (int)f.name.n : 1,
				f.name.b ? (const char *)f.name.b : "?",
				f.value.b ? (int)f.value.n : 1,
				f.value.b ? (const char *)f.value.b : "?");
	if (got == HPACK_BAD)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "bad\n");
	CHECK_STR(text, len, want);
}

static void requests(struct hpack *h) /* C.4: Huffman, one after the other */
{
	hpack_reset(h);
	block(h, "828684418cf1e3c2e5f23a6ba0ab90f4ff",
		":method: GET\n:scheme: http\n:path: /\n:authority: www.example.com\n");
	CHECK(h->size == 57);
	block(h, "828684be5886a8eb10649cbf",
		":method: GET\n:scheme: http\n:path: /\n:authority: "
		"www.example.com\ncache-control: no-cache\n");
	CHECK(h->size == 110);
	block(h, "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
		":method: GET\n:scheme: https\n:path: /index.html\n:authority: www.example.com\n"
		"custom-key: custom-value\n");
	CHECK(h->size == 164 && h->n == 3);
}

static void responses(struct hpack *h) /* C.6: a table of 256, so that entries go */
{
	hpack_reset(h);
	h->max = 256;
	block(h,
		"488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad17"
		"1863"
		"c78f0b97c8e9ae82ae43d3",
		":status: 302\ncache-control: private\ndate: Mon, 21 Oct 2013 20:13:21 GMT\n"
		"location: https://www.example.com\n");
	CHECK(h->size == 222 && h->n == 4);
	block(h, "4883640effc1c0bf",
		":status: 307\ncache-control: private\ndate: Mon, 21 Oct 2013 20:13:21 GMT\n"
		"location: https://www.example.com\n");
	CHECK(h->size == 222 && h->n == 4);
}

int main(void)
{
	static struct hpack h;

	requests(&h);
	responses(&h);
	hpack_reset(&h);
	block(&h, "400a637573746f6d2d6b65790d637573746f6d2d686561646572",
		"custom-key: custom-header\n");
	block(&h, "be", "custom-key: custom-header\n");
	block(&h, "bf82", "?: ?\n:method: GET\n"); /* from before we came */
	block(&h, "7f000161", "?: a\n");           /* likewise, and it is added */
	block(&h, "be", "?: a\n");
	block(&h, "bf", "custom-key: custom-header\n");
	block(&h, "3fe11f", ""); /* C.1: 4096 */
	block(&h, "be", "?: a\n");
	hpack_reset(&h);
	block(&h, "20be", "?: ?\n"); /* nothing is in a table of no size */
	block(&h, "80", "bad\n");
	block(&h, "ffffffffffff", "bad\n");
	block(&h, "4005", "bad\n");
	block(&h, "0081ff0161", "bad\n");       /* eight bits of padding */
	block(&h, "0084ffffffff0161", "bad\n"); /* EOS */
	return sum();
}
