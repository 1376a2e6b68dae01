/* html.c: what is hostile stays text; curve.c: peaks stay, room is bounded. */
#include "../../src/why/html.h"
#include "../../src/why/curve.h"
#include "check.h"

#include <stdlib.h>

static void text(const char *s, const char *want)
{
	struct html h = { 0 };

	html_text(&h, s);
	html_put(&h, "");
	CHECK_STR(h.b, h.n, want);
	html_free(&h);
}

static void json(const char *s, const char *want)
{
	struct html h = { 0 };

	html_json(&h, s);
	CHECK_STR(h.b, h.n, want);
	html_free(&h);
}

static void escapes(void)
{
	struct html h = { 0 };

	text("plain, with spaces; and = / ` ~", "plain, with spaces; and = / ` ~");
	text("</td><script>alert(1)</script>", "&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
	text("\" onload='x' &amp;", "&quot; onload=&#39;x&#39; &amp;amp;");
	text("\x1b[31m\r\n\t\x7f", "\\x1b[31m\\x0d\\x0a\\x09\\x7f");
	text("gr\xc3\xbc\xc3\x9f \xe4\xb8\xad \xf0\x9f\x90\x9f",
		"gr\xc3\xbc\xc3\x9f \xe4\xb8\xad \xf0\x9f\x90\x9f");
	text("\xc3", "\\xc3");                                     /* cut short */
	text("\xc0\xbc\xe0\x80\xbc", "\\xc0\\xbc\\xe0\\x80\\xbc"); /* '<', too long */
	text("\xed\xa0\x80\xf5\x80\x80\x80\x80", "\\xed\\xa0\\x80\\xf5\\x80\\x80\\x80\\x80");
	text("a\xe2\x80\xae"
	     "b\xe2\x80\xa8"
	     "c",
		"a\\xe2\\x80\\xae"
		"b\\xe2\\x80\\xa8"
		"c"); /* right to left, line separator */
	text("\xef\xbb\xbf\xc2\x85", "\\xef\\xbb\\xbf\\xc2\\x85");
	json("a\"\\</script>&'<!--",
		"\"a\\u0022\\u005c\\u003c/script\\u003e\\u0026\\u0027\\u003c!--\"");
	json("\n\xe2\x80\xa8\x7f", "\"\\u000a\\u00e2\\u0080\\u00a8\\u007f\"");
	html_textf(&h, "%s %d", "<b>", 7);
	html_u(&h, UINT64_MAX);
	html_put(&h, "<i>");
	html_d(&h, INT64_MIN);
	CHECK_STR(h.b, h.n, "&lt;b&gt; 718446744073709551615<i>-9223372036854775808");
	html_free(&h);
	html_hash(&h, "", 0);
	CHECK_STR(h.b, h.n, "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
	html_free(&h);
}

static void peaks(void)
{
	struct curve s = { 0 };
	int64_t low = 0, high = 0;
	bool ordered = true;

	for (int i = 0; i < CURVE_MOST; i++)
		curve_add(&s, i, i % 7);
	CHECK(s.n == CURVE_MOST && s.p[CURVE_MOST - 1].t == CURVE_MOST - 1);
	for (int i = CURVE_MOST; i < 1000000; i++)
		curve_add(&s, i, i == 777777 ? 5000 : i == 333333 ? -5000 : i % 100);
	curve_end(&s);
	CHECK(s.all == 1000000 && s.n <= CURVE_MOST && s.n > CURVE_MOST / 4);
	for (uint32_t i = 0; i < s.n; i++) {
		low = s.p[i].v < low ? s.p[i].v : low;
		high = s.p[i].v > high ? s.p[i].v : high;
		ordered = ordered && (!i || s.p[i].t > s.p[i - 1].t);
	}
	CHECK(low == -5000);
	CHECK(high == 5000);
	CHECK(ordered);
	curve_free(&s);
	curve_end(&s);
	CHECK(!s.n);
}

int main(void)
{
	escapes();
	peaks();
	return sum();
}
