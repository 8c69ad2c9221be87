#include "base/base.h"

#include <archive.h>
#include <archive_entry.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "base/arena.h"
#include "image/tar_write.h"
#include "kit/sign.h"

struct signing_key {
	EVP_PKEY *pair;
};

struct signing_key *
signing_key_new(void)
{
	struct signing_key *key = arena_take(sizeof(*key));
	key->pair = EVP_RSA_gen(2048);
	return key->pair == NULL ? NULL : key;
}

struct str
signing_key_public(const struct signing_key *key)
{
	struct text text = { NULL, 0, 0 };
	BIO *memory = BIO_new(BIO_s_mem());
	char *bytes;
	if (memory == NULL || !PEM_write_bio_PUBKEY(memory, key->pair))
		arena_exhausted();
	long n = BIO_get_mem_data(memory, &bytes);
	text_add(&text, (struct str){ bytes, (size_t)n });
	BIO_free(memory);
	return text_str(&text);
}

static struct str
signature_of(const struct signing_key *key, struct str bytes)
{
	unsigned char *signature = NULL;
	size_t n = 0;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool ok = context != NULL && EVP_DigestSignInit(context, NULL, EVP_sha1(), NULL, key->pair) == 1 &&
	          EVP_DigestSign(context, NULL, &n, (const unsigned char *)bytes.p, bytes.n) == 1;
	if (ok) {
		signature = arena_take(n);
		ok = EVP_DigestSign(context, signature, &n, (const unsigned char *)bytes.p, bytes.n) == 1;
	}
	EVP_MD_CTX_free(context);
	return ok ? (struct str){ (const char *)signature, n } : STR("");
}

static void
add_member(struct text *tar, struct str name, struct str content)
{
	static const char zeros[TAR_BLOCK];
	tar_add_header(tar, &(struct tar_entry){ .path = name, .type = TAR_FILE, .mode = 0644, .size = content.n });
	text_add(tar, content);
	text_add(tar, (struct str){ zeros, tar_padding(content.n) });
}

static bool
open_gzip(struct archive *a, struct archive_entry *entry, char *out, size_t size, size_t *used)
{
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_pathname(entry, "stream");
	return archive_write_set_format_raw(a) == ARCHIVE_OK && archive_write_add_filter_gzip(a) == ARCHIVE_OK &&
	       archive_write_set_filter_option(a, "gzip", "timestamp", NULL) == ARCHIVE_OK &&
	       archive_write_set_bytes_in_last_block(a, 1) == ARCHIVE_OK &&
	       archive_write_open_memory(a, out, size, used) == ARCHIVE_OK && archive_write_header(a, entry) == ARCHIVE_OK;
}

static bool
gzip(struct str bytes, struct str *stream, struct str *error)
{
	size_t size = bytes.n + bytes.n / 100 + 4096, used = 0;
	char *out = arena_take(size);
	struct archive *a = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	bool ok = a != NULL && entry != NULL && open_gzip(a, entry, out, size, &used) &&
	          archive_write_data(a, bytes.p, bytes.n) == (la_ssize_t)bytes.n && archive_write_close(a) == ARCHIVE_OK;
	if (!ok)
		*error = str_format("cannot compress: %s", a == NULL ? "out of memory" : archive_error_string(a));
	archive_entry_free(entry);
	archive_write_free(a);
	*stream = (struct str){ out, used };
	return ok;
}

bool
index_sign(const struct signing_key *key, struct str name, struct str records, struct str *file, struct str *error)
{
	static const char end[TAR_END];
	struct text index = { NULL, 0, 0 }, signature = { NULL, 0, 0 }, both = { NULL, 0, 0 };
	struct str stream, head;
	add_member(&index, STR("DESCRIPTION"), STR("kit"));
	add_member(&index, STR("APKINDEX"), records);
	text_add(&index, (struct str){ end, TAR_END });
	if (!gzip(text_str(&index), &stream, error))
		return false;
	struct str bytes = signature_of(key, stream);
	if (bytes.n == 0) {
		*error = STR("cannot sign: libcrypto refuses RSA with SHA-1, as some systems' policy has it");
		return false;
	}
	add_member(&signature, str_format(".SIGN.RSA.%.*s", STRF(name)), bytes);
	if (!gzip(text_str(&signature), &head, error))
		return false;
	text_add(&both, head);
	text_add(&both, stream);
	*file = text_str(&both);
	return true;
}
