#ifndef SCIBIDS_KIT_SIGN_H
#define SCIBIDS_KIT_SIGN_H

#include "base/str.h"

/* Signed indexes as apk-tools 2 and 3 read them (apk-index(5), "v2" format): a gzip stream with the signature's tar entry and
   no end of archive, then a gzip stream with a tar of DESCRIPTION and APKINDEX. The signature is RSA with SHA-1 over the second stream,
   which is what .SIGN.RSA means: apk-tools 2.14 knows no other for an index of this format. */

struct signing_key; /* of libcrypto; live until exit */

/* A new key of 2048 bits that is in no file; NULL when libcrypto cannot make one. */
struct signing_key *signing_key_new(void);

/* The public half in PEM, as it lies in /etc/apk/keys. */
struct str signing_key_public(const struct signing_key *key);

/* The file APKINDEX.tar.gz for RECORDS, signed as NAME ("x.rsa.pub"). False with one line in *ERROR. */
bool index_sign(const struct signing_key *key, struct str name, struct str records, struct str *file, struct str *error);

#endif
