/* crypto.h - libcrypto, loaded when -E, -M or a verb first asks for it: linked, its 4,200 symbols
 * would take more than half of every start. */
#ifndef SONDE_CRYPTO_H
#define SONDE_CRYPTO_H

#if HAVE_CRYPTO

#include <openssl/evp.h>

#include <openssl/provider.h>

#define CRYPTO_FUNCTIONS(X)                                                                        \
	X(EVP_CIPHER_CTX_new)                                                                      \
	X(EVP_CIPHER_CTX_free)                                                                     \
	X(EVP_CIPHER_CTX_set_padding)                                                              \
	X(EVP_CIPHER_get_block_size)                                                               \
	X(EVP_CIPHER_get_iv_length)                                                                \
	X(EVP_CipherInit_ex)                                                                       \
	X(EVP_DecryptUpdate)                                                                       \
	X(EVP_EncryptUpdate)                                                                       \
	X(EVP_aes_128_ecb)                                                                         \
	X(EVP_Digest)                                                                              \
	X(EVP_enc_null)                                                                            \
	X(EVP_get_cipherbyname)                                                                    \
	X(EVP_MD_CTX_new)                                                                          \
	X(EVP_MD_CTX_free)                                                                         \
	X(EVP_md5)                                                                                 \
	X(EVP_sha256)                                                                              \
	X(EVP_DigestInit_ex)                                                                       \
	X(EVP_DigestUpdate)                                                                        \
	X(EVP_DigestFinal_ex)                                                                      \
	X(OSSL_PROVIDER_load)                                                                      \
	X(OSSL_PROVIDER_try_load)                                                                  \
	X(OSSL_PROVIDER_unload)

#define CRYPTO_POINTER(f) __typeof__(f) *f;
struct crypto { /* the functions of libcrypto that we use, by their names */
	CRYPTO_FUNCTIONS(CRYPTO_POINTER)
};
#undef CRYPTO_POINTER

#endif

struct crypto;

/* NULL if the library is not there.  The first call loads it: before a sandbox, and before a second
 * thread. */
const struct crypto *crypto(void);

#endif
