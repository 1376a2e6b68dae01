#include "bytes.h"

#include "fmt.h"

#include <string.h>

#if defined(__SSE2__) && !defined(SONDE_PLAIN)
#include <emmintrin.h>

/* A bit for each byte that lies in first..last (as signed bytes, so ASCII only). */
static inline int in_range(__m128i v, char first, char last)
{
	__m128i ge = _mm_cmpgt_epi8(v, _mm_set1_epi8((char)(first - 1)));
	__m128i le = _mm_cmplt_epi8(v, _mm_set1_epi8((char)(last + 1)));

	return _mm_movemask_epi8(_mm_and_si128(ge, le));
}

/* Where the first of n bytes is that `ok` does not hold for.  Whole vectors, then one more that
 * ends with the last byte: what it sees twice was good before. */
#define FIND_NOT(ok16)                                                                             \
	do {                                                                                       \
		__m128i v;                                                                         \
		unsigned bad;                                                                      \
                                                                                                   \
		for (; n - i >= 16; i += 16) {                                                     \
			v = _mm_loadu_si128((const void *)(b + i));                                \
			bad = ~(unsigned)(ok16)&0xffff;                                            \
			if (bad)                                                                   \
				return i + (size_t)__builtin_ctz(bad);                             \
		}                                                                                  \
		if (i == n)                                                                        \
			return n;                                                                  \
		if (n >= 16) {                                                                     \
			v = _mm_loadu_si128((const void *)(b + n - 16));                           \
			bad = ~(unsigned)(ok16)&0xffff;                                            \
			return bad ? n - 16 + (size_t)__builtin_ctz(bad) : n;                      \
		}                                                                                  \
		if (n >= 8) {                                                                      \
			v = _mm_loadl_epi64((const void *)b);                                      \
			bad = ~(unsigned)(ok16)&0xff;                                              \
			if (bad)                                                                   \
				return (size_t)__builtin_ctz(bad);                                 \
			v = _mm_loadl_epi64((const void *)(b + n - 8));                            \
			bad = ~(unsigned)(ok16)&0xff;                                              \
			return bad ? n - 8 + (size_t)__builtin_ctz(bad) : n;                       \
		}                                                                                  \
	} while (0)

size_t bytes_printable(const uint8_t *b, size_t n)
{
	size_t i = 0;

	FIND_NOT(in_range(v, ' ', '~'));
	while (i < n && b[i] >= ' ' && b[i] <= '~')
		i++;
	return i;
}

size_t bytes_to_end(const uint8_t *b, size_t n)
{
	const __m128i cr = _mm_set1_epi8('\r'), lf = _mm_set1_epi8('\n');
	size_t i = 0;

	FIND_NOT(~_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(v, cr), _mm_cmpeq_epi8(v, lf))));
	while (i < n && b[i] != '\r' && b[i] != '\n')
		i++;
	return i;
}

/* Sixteen nibbles to hex digits. */
static inline __m128i digits(__m128i nibbles)
{
	__m128i alpha = _mm_cmpgt_epi8(nibbles, _mm_set1_epi8(9));
	__m128i v = _mm_add_epi8(nibbles, _mm_set1_epi8('0'));

	return _mm_add_epi8(v, _mm_and_si128(alpha, _mm_set1_epi8('a' - '9' - 1)));
}

void bytes_dump16(const uint8_t *b, char *hex, char *asc)
{
	__m128i v = _mm_loadu_si128((const void *)b), low = _mm_set1_epi8(0xf);
	__m128i hi = digits(_mm_and_si128(_mm_srli_epi16(v, 4), low)),
		lo = digits(_mm_and_si128(v, low));
	__m128i ge = _mm_cmpgt_epi8(v, _mm_set1_epi8(' '));
	__m128i le = _mm_cmplt_epi8(v, _mm_set1_epi8('~' + 1)), ok = _mm_and_si128(ge, le);
	char d[32];

	_mm_storeu_si128((void *)d, _mm_unpacklo_epi8(hi, lo));
	_mm_storeu_si128((void *)(d + 16), _mm_unpackhi_epi8(hi, lo));
	for (int i = 0; i < 8; i++)
		memcpy(hex + 5 * i, d + 4 * i, 4);
	_mm_storeu_si128((void *)asc,
		_mm_or_si128(_mm_and_si128(ok, v), _mm_andnot_si128(ok, _mm_set1_epi8('.'))));
}

#else

size_t bytes_printable(const uint8_t *b, size_t n)
{
	size_t i = 0;

	while (i < n && b[i] >= ' ' && b[i] <= '~')
		i++;
	return i;
}

size_t bytes_to_end(const uint8_t *b, size_t n)
{
	size_t i = 0;

	while (i < n && b[i] != '\r' && b[i] != '\n')
		i++;
	return i;
}

void bytes_dump16(const uint8_t *b, char *hex, char *asc)
{
	for (int i = 0; i < 16; i++) {
		fmt_2(hex + i / 2 * 5 + i % 2 * 2, fmt_hh + 2 * b[i]);
		asc[i] = b[i] > ' ' && b[i] <= '~' ? (char)b[i] : '.';
	}
}

#endif

/* "\n\t0x0010:  " */
static inline char *dump_head(char *o, uint32_t at)
{
	memcpy(o, "\n\t0x....:  ", 12);
	fmt_2(o + 4, fmt_hh + 2 * (at >> 8));
	fmt_2(o + 6, fmt_hh + 2 * (at & 0xff));
	return o + 11;
}

static char *dump_plain(char *o, const uint8_t *b, size_t n, uint32_t at)
{
	for (; n; n--, b += 16, at += 16) {
		o = dump_head(o, at);
		memset(o, ' ', 41);
		bytes_dump16(b, o, o + 41);
		o += 41 + 16;
	}
	return o;
}

#if defined(__SSE2__) && !defined(SONDE_PLAIN)
#include <tmmintrin.h>

#define SP '\x80' /* no digit goes there */

/* The 32 digits are in two vectors; three stores put them between spaces. */
__attribute__((target("ssse3"))) static char *dump_ssse3(
	char *o, const uint8_t *b, size_t n, uint32_t at)
{
	const __m128i low = _mm_set1_epi8(0xf), space = _mm_set1_epi8(' ');
	const __m128i hex = _mm_loadu_si128((const void *)"0123456789abcdef");
	const __m128i to1 = _mm_setr_epi8(0, 1, 2, 3, SP, 4, 5, 6, 7, SP, 8, 9, 10, 11, SP, 12);
	const __m128i to2 = _mm_setr_epi8(0, 1, 2, SP, 3, 4, 5, 6, SP, 7, 8, 9, 10, SP, 11, 12);
	const __m128i to3 =
		_mm_setr_epi8(10, 11, SP, 12, 13, 14, 15, SP, SP, SP, SP, SP, SP, SP, SP, SP);
	const __m128i dots = _mm_set1_epi8('.'), tilde = _mm_set1_epi8('~' + 1);

	for (; n; n--, b += 16, at += 16) {
		__m128i v = _mm_loadu_si128((const void *)b);
		__m128i hi = _mm_shuffle_epi8(hex, _mm_and_si128(_mm_srli_epi16(v, 4), low));
		__m128i lo = _mm_shuffle_epi8(hex, _mm_and_si128(v, low));
		__m128i first = _mm_unpacklo_epi8(hi, lo), last = _mm_unpackhi_epi8(hi, lo);
		__m128i ok = _mm_and_si128(_mm_cmpgt_epi8(v, space), _mm_cmplt_epi8(v, tilde));

		o = dump_head(o, at);
		/* Zero where a space goes: 0 | ' '; digits have that bit anyway. */
		_mm_storeu_si128((void *)o, _mm_or_si128(_mm_shuffle_epi8(first, to1), space));
		_mm_storeu_si128((void *)(o + 16),
			_mm_or_si128(
				_mm_shuffle_epi8(_mm_alignr_epi8(last, first, 13), to2), space));
		_mm_storeu_si128(
			(void *)(o + 32), _mm_or_si128(_mm_shuffle_epi8(last, to3), space));
		_mm_storeu_si128((void *)(o + 41),
			_mm_or_si128(_mm_and_si128(ok, v), _mm_andnot_si128(ok, dots)));
		o += 41 + 16;
	}
	return o;
}

char *bytes_dump(char *o, const uint8_t *b, size_t n, uint32_t at)
{
	return __builtin_cpu_supports("ssse3") ? dump_ssse3(o, b, n, at) : dump_plain(o, b, n, at);
}

#else

char *bytes_dump(char *o, const uint8_t *b, size_t n, uint32_t at)
{
	return dump_plain(o, b, n, at);
}

#endif
