#ifndef SCIBIDS_SHA256_H
#define SCIBIDS_SHA256_H

#include "base/str.h"

/* SHA-256 (FIPS 180-4) by libcrypto. Digests are 64 lower-case hexadecimal digits in the arena. */

enum { SHA256_BYTES = 32 };

struct sha256;

/* A new computation, in libcrypto's memory until sha256_end(). */
struct sha256 *sha256_begin(void);
void sha256_add(struct sha256 *sum, struct str bytes);

/* Adds the length as 8 bytes, then the bytes: a list of such parts has one reading only. */
void sha256_add_part(struct sha256 *sum, struct str bytes);
struct str sha256_end(struct sha256 *sum);

/* The digest as its SHA256_BYTES bytes instead. */
void sha256_end_bytes(struct sha256 *sum, unsigned char *digest);

/* The SHA256_BYTES bytes of a digest as its digits. */
struct str sha256_hex(const unsigned char *digest);

/* All at once. */
struct str sha256_of(struct str bytes);

/* Of the regular file at PATH, symbolic links followed. False with errno. */
bool sha256_of_file(const char *path, struct str *digest);

/* 64 lower-case hexadecimal digits. */
bool sha256_is(struct str s);

#endif
