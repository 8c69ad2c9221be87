#ifndef SCIBIDS_AUDIT_SECDB_H
#define SCIBIDS_AUDIT_SECDB_H

#include "base/str.h"
#include "base/yaml.h"

/* Alpine's security database (secdb.alpinelinux.org; YAML up to 2020, JSON since): for a branch and a repository, by
   source package (`origin`), which version fixed which vulnerabilities. Version "0": the package was never affected.
   And its security rejections: by package, the vulnerabilities that it is not affected by in any branch. */

/* A vulnerability: its own id, then other names for it, joined by `+`: "CVE-2017-2887+TALOS-2017-0394". In the arena. */
struct secdb_fix {
	struct str version; /* as written: may be malformed; "0": never affected */
	struct str_list ids;
};

struct secdb_package {
	struct str name; /* of the source package */
	struct secdb_fix *fixes;
	size_t count, capacity;
};

struct secdb {
	struct str branch;     /* "v3.20", "edge"; n 0: rejections, which are of all branches */
	struct str repository; /* "main" */
	struct secdb_package *packages;
	size_t count, capacity;
	struct str_list notes; /* "LINE: what was found malformed and how it is taken" */
};

/* A map with the key packages. */
bool secdb_is(const struct yaml *root);

/* A map of package names whose values are lists of ids, or null. */
bool secdb_is_rejections(const struct yaml *root);

/* False with *ERROR: not of that form. Lists that are null are empty. */
bool secdb_read(const struct yaml *root, struct secdb *secdb, struct error *error);
bool secdb_read_rejections(const struct yaml *root, struct secdb *secdb, struct error *error);

/* The vulnerabilities that one string of the database names, added to LIST. Of several CVEs each is one; other ids beside
   a CVE are further names for it. Remarks in parentheses and placeholders are left out; "CVE_2019-2426",
   "CVE 2018-16859", "CVE2025-48379", "CVE-2019-19451.patch" and "CVE-2017-17434-1" are read as the CVEs they mean. */
void secdb_ids(struct str s, struct str_list *list);

/* Whether VERSION of the package is affected by what FIXED fixed: 1 yes, 0 no, -1 cannot be told, since one of the two
   is malformed and they are the same up to there. Malformed versions are read as far as they are valid, and ".r1" or
   ".-r1" at the end as "-r1". */
int secdb_affects(struct str fixed, struct str version);

#endif
