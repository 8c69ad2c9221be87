#ifndef SCIBIDS_SHA256_H
#define SCIBIDS_SHA256_H

#include "base/str.h"

/* SHA-256 (FIPS 180-4) by libcrypto. Digests are 64 lower-case hexadecimal digits in the arena. */

enum { SHA256_BYTES = 32 };

struct sha256;

/* Begins a digest, which uses memory of libcrypto until sha256_end(). */
struct sha256 *sha256_begin(void);
void sha256_add(struct sha256 *sum, struct str bytes);

/* Adds the length as 8 bytes, least significant first, and then the bytes, so that lists of parts cannot collide. */
void sha256_add_part(struct sha256 *sum, struct str bytes);
struct str sha256_end(struct sha256 *sum);

/* The same, with the digest as SHA256_BYTES bytes. */
void sha256_end_bytes(struct sha256 *sum, unsigned char *digest);

/* The digits of a digest of SHA256_BYTES bytes. */
struct str sha256_hex(const unsigned char *digest);

/* The digest of BYTES. */
struct str sha256_of(struct str bytes);

/* Of the regular file at PATH, symbolic links followed. False with errno. */
bool sha256_of_file(const char *path, struct str *digest);

/* 64 lower-case hexadecimal digits. */
bool sha256_is(struct str s);

#endif
