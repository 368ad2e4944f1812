/*
 * A security key in software, for ssh's SecurityKeyProvider (PROTOCOL.u2f, sk-api.h): its signatures are real, its touch is a file.
 * Without that file it waits, as a key does that nobody touches.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ED25519 1
#define USER_PRESENT 0x01
#define OPENSSL_ED25519 1087

struct sk_option;
struct sk_enroll_response {
	uint8_t flags;
	uint8_t *public_key;
	size_t public_key_len;
	uint8_t *key_handle;
	size_t key_handle_len;
	uint8_t *signature;
	size_t signature_len;
	uint8_t *attestation_cert;
	size_t attestation_cert_len;
	uint8_t *authdata;
	size_t authdata_len;
};
struct sk_sign_response {
	uint8_t flags;
	uint32_t counter;
	uint8_t *sig_r;
	size_t sig_r_len;
	uint8_t *sig_s;
	size_t sig_s_len;
};

static void *crypto(const char *name) {
	void *library = dlopen("libcrypto.so.3", RTLD_NOW);
	if (library == NULL) library = dlopen("libcrypto.so.1.1", RTLD_NOW);
	return library == NULL ? NULL : dlsym(library, name);
}

static void *private_key(void) {
	static const uint8_t seed[32] = {42};
	void *(*make)(int, void *, const uint8_t *, size_t) = crypto("EVP_PKEY_new_raw_private_key");
	return make(OPENSSL_ED25519, NULL, seed, sizeof seed);
}

static uint8_t *filled(size_t length) {
	return calloc(1, length);
}

uint32_t sk_api_version(void) {
	return 0x000a0000;
}

int sk_enroll(uint32_t alg, const uint8_t *challenge, size_t challenge_len, const char *application, uint8_t flags,
    const char *pin, struct sk_option **options, struct sk_enroll_response **response) {
	(void)challenge, (void)challenge_len, (void)application, (void)pin, (void)options;
	if (alg != ED25519) return -2;
	int (*public_of)(void *, uint8_t *, size_t *) = crypto("EVP_PKEY_get_raw_public_key");
	struct sk_enroll_response *made = calloc(1, sizeof *made);
	made->flags = flags;
	made->public_key_len = 32;
	made->public_key = filled(32);
	public_of(private_key(), made->public_key, &made->public_key_len);
	made->key_handle_len = 16;
	made->key_handle = filled(16);
	made->signature_len = 64;
	made->signature = filled(64);
	*response = made;
	return 0;
}

int sk_sign(uint32_t alg, const uint8_t *data, size_t data_len, const char *application, const uint8_t *key_handle,
    size_t key_handle_len, uint8_t flags, const char *pin, struct sk_option **options,
    struct sk_sign_response **response) {
	(void)key_handle, (void)key_handle_len, (void)flags, (void)pin, (void)options;
	if (alg != ED25519) return -2;
	while (access(TOUCH, F_OK) != 0) usleep(50000);
	uint8_t *(*sha256)(const uint8_t *, size_t, uint8_t *) = crypto("SHA256");
	void *(*new_context)(void) = crypto("EVP_MD_CTX_new");
	int (*begin)(void *, void *, void *, void *, void *) = crypto("EVP_DigestSignInit");
	int (*sign)(void *, uint8_t *, size_t *, const uint8_t *, size_t) = crypto("EVP_DigestSign");
	uint8_t text[32 + 1 + 4 + 32] = {0};
	sha256((const uint8_t *)application, strlen(application), text);
	text[32] = USER_PRESENT;
	text[36] = 1;
	sha256(data, data_len, text + 37);
	struct sk_sign_response *made = calloc(1, sizeof *made);
	made->flags = USER_PRESENT;
	made->counter = 1;
	made->sig_r_len = 64;
	made->sig_r = filled(64);
	void *context = new_context();
	begin(context, NULL, NULL, NULL, private_key());
	sign(context, made->sig_r, &made->sig_r_len, text, sizeof text);
	*response = made;
	return 0;
}

int sk_load_resident_keys(const char *pin, struct sk_option **options, void ***keys, size_t *count) {
	(void)pin, (void)options;
	*keys = NULL;
	*count = 0;
	return 0;
}
