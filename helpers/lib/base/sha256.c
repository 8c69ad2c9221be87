#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/sha256.h"

enum { READ_BYTES = 16 * 1024 };

struct sha256 {
	EVP_MD_CTX *context;
};

struct sha256 *
sha256_begin(void)
{
	struct sha256 *sum = arena_take(sizeof(*sum));
	/* Reading its configuration takes longer than all that most helpers have to hash. */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	sum->context = EVP_MD_CTX_new();
	if (sum->context == NULL || EVP_DigestInit_ex(sum->context, EVP_sha256(), NULL) != 1)
		arena_exhausted();
	return sum;
}

void
sha256_add(struct sha256 *sum, struct str bytes)
{
	if (bytes.n > 0 && EVP_DigestUpdate(sum->context, bytes.p, bytes.n) != 1)
		arena_exhausted();
}

void
sha256_add_part(struct sha256 *sum, struct str bytes)
{
	unsigned char length[8];
	for (size_t i = 0; i < sizeof(length); i++)
		length[i] = (unsigned char)((uint64_t)bytes.n >> (8 * i));
	sha256_add(sum, (struct str){ (const char *)length, sizeof(length) });
	sha256_add(sum, bytes);
}

void
sha256_end_bytes(struct sha256 *sum, unsigned char *digest)
{
	if (EVP_DigestFinal_ex(sum->context, digest, NULL) != 1)
		arena_exhausted();
	EVP_MD_CTX_free(sum->context);
}

struct str
sha256_hex(const unsigned char *digest)
{
	char *hex = arena_take(2 * SHA256_BYTES + 1);
	for (size_t i = 0; i < SHA256_BYTES; i++) {
		hex[2 * i] = "0123456789abcdef"[digest[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
	}
	return (struct str){ hex, 2 * (size_t)SHA256_BYTES };
}

struct str
sha256_end(struct sha256 *sum)
{
	unsigned char digest[SHA256_BYTES];
	sha256_end_bytes(sum, digest);
	return sha256_hex(digest);
}

struct str
sha256_of(struct str bytes)
{
	struct sha256 *sum = sha256_begin();
	sha256_add(sum, bytes);
	return sha256_end(sum);
}

bool
sha256_of_file(const char *path, struct str *digest)
{
	char bytes[READ_BYTES];
	struct stat st;
	ssize_t got = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode))
		errno = EINVAL;
	else {
		struct sha256 *sum = sha256_begin();
		while ((got = read(fd, bytes, READ_BYTES)) > 0)
			sha256_add(sum, (struct str){ bytes, (size_t)got });
		*digest = sha256_end(sum);
	}
	int error = errno;
	close(fd);
	errno = error;
	return got == 0;
}

bool
sha256_is(struct str s)
{
	return s.n == 2 * (size_t)SHA256_BYTES && str_all_in(s, "0123456789abcdef");
}
