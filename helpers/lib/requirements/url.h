#ifndef SCIBIDS_REQUIREMENTS_URL_H
#define SCIBIDS_REQUIREMENTS_URL_H

#include "base/str.h"

/* Internal to requirements/: what a URL is by its scheme (RFC 3986, section 3.1), whose case does not matter. */

/* The bytes before the first ':' when they can be a URL's scheme, else empty. */
struct str scheme_of(struct str s);

/* http, https or ftp. */
bool is_remote_url(struct str s);

bool is_file_url(struct str s);

/* "git" of git+https://..., and of git://...; else empty. */
struct str vcs_of(struct str s);

/* Any of these, ssh or sftp. */
bool is_url(struct str s);

#endif
