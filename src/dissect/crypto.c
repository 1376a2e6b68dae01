/* crypto.c - load libcrypto. */
#define SONDE_CORE
#include "crypto.h"

#include <stdbool.h>
#include <stddef.h>

#if HAVE_CRYPTO

#include <dlfcn.h>
#include <string.h>

#define TEXT_(x) #x
#define TEXT(x)  TEXT_(x)
#ifdef __APPLE__
#define LIBRARY "libcrypto." TEXT(OPENSSL_SHLIB_VERSION) ".dylib"
#else
#define LIBRARY "libcrypto.so." TEXT(OPENSSL_SHLIB_VERSION)
#endif

/* ISO C knows no way from an object pointer to a function's. */
static bool find(void *library, const char *name, void *pointer)
{
	void *at = dlsym(library, name);

	memcpy(pointer, &at, sizeof(at));
	return at != NULL;
}

const struct crypto *crypto(void)
{
	static struct crypto c;
	static bool tried, found;
	void *library;

	if (tried)
		return found ? &c : NULL;
	tried = true;
	library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (!library)
		return NULL;
#define FIND(f) &&find(library, #f, &c.f)
	found = true CRYPTO_FUNCTIONS(FIND);
#undef FIND
	return found ? &c : NULL;
}

#else

const struct crypto *crypto(void) { return NULL; }

#endif
