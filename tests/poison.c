/* What a dissector must not be able to compile: tests/poison.sh tries each of these, and that the
 * case without a number compiles. */
#include "../src/dissect/dissect.h"

#if defined T1 /* a raw pointer into the packet */
uint8_t a(struct cur c);
uint8_t a(struct cur c) { return *(c.raw_at + 5); }
#elif defined T2 /* copying */
void a(char *x, struct cur c);
void a(char *x, struct cur c) { memcpy(x, &c, 4); }
#elif defined T3 /* printing past the sink */
void a(void);
void a(void) { printf("hi"); }
#elif defined T4 /* allocating while dissecting */
void *a(void);
void *a(void) { return malloc(4); }
#elif defined T5 /* a phrase that is no literal */
void a(struct dis *d, const char *s);
void a(struct dis *d, const char *s) { say(d, s); }
#elif defined T6 /* a label that is no literal */
void a(struct dis *d, const char *s);
void a(struct dis *d, const char *s) { show_u(d, s, "k", 1); }
#elif defined T7 /* an offset that skips the bounds */
void a(struct cur *c);
void a(struct cur *c) { c->raw_at += 4; }
#elif defined T8 /* widening a window */
void a(struct cur *c);
void a(struct cur *c) { c->raw_held = 65535; }
#else
int ok(struct dis *d, struct cur c);
int ok(struct dis *d, struct cur c)
{
	say(d, "x");
	return get_u8(&c);
}
#endif
