#ifndef SCIBIDS_SBOM_H
#define SCIBIDS_SBOM_H

#include "inventory/inventory.h"

/* The bills of materials that an image of ours carries, and whether they say what is there: SPDX 2.3 and CycloneDX 1.6, in
   JSON, as dockerfiles/scripts/sbom/ writes them. Findings are lines for people, in the arena. */

#define SBOM_CYCLONEDX "usr/share/sbom/image.cdx.json"
#define SBOM_SPDX "usr/share/sbom/image.spdx.json"

/* A component of a document. p is NULL for what it does not say. */
struct sbom_part {
	struct str name, version, purl;
	struct str location; /* the path in the image that shows it; of a file its own */
	struct str sha256;
	struct str files_sha256, record_sha256; /* what its properties say: of the list of its files, of its RECORD */
	struct str group;                       /* of a file: the component that lists it */
};

struct sbom {
	struct sbom_part *parts;
	size_t count, capacity;
};

/* The components of a CycloneDX document, with those inside of components. False with *WHAT. */
bool sbom_read_cyclonedx(struct str content, struct sbom *sbom, struct str *what);

/* The packages of an SPDX document: name, version and purl only. False with *WHAT. */
bool sbom_read_spdx(struct str content, struct sbom *sbom, struct str *what);

/* A file that several distributions bring, below usr/local/lib/bundled, belongs to who has a link to it. To be called first. */
void sbom_follow_links(struct fs *fs);

/* Who claims the files: counts for each component of the inventory, then for these. */
enum sbom_claimant { CLAIM_ROOT, CLAIM_APP, CLAIM_SBOM, CLAIM_NOBODY, CLAIM_OTHERS };

struct sbom_claims {
	size_t *counts; /* inventory->count + CLAIM_OTHERS */
	struct str_list unclaimed; /* paths, sorted by directory */
};

/* Files that SBOM lists by themselves count as claimed where they are what it says; SBOM may be empty. */
void sbom_claim(struct fs *fs, const struct inventory *inventory, const struct sbom *sbom, struct sbom_claims *claims);

/* What the image has and SBOM lacks, and the other way round. */
void sbom_check(struct fs *fs, const struct inventory *inventory, const struct sbom *sbom, struct str_list *findings);

/* What one of two documents of the same image lacks. */
void sbom_compare(const struct sbom *cyclonedx, const struct sbom *spdx, struct str_list *findings);

/* Whether RECORD of each distribution in site-packages ("Recording installed projects" of the PyPA specifications) is true:
   every listed file is there with its hash, through links, and every file is listed; bytecode of a listed source may be left out. NOTES gets
   what is no error: files that two distributions list. */
void sbom_check_records(struct fs *fs, const struct inventory *inventory, struct str_list *findings, struct str_list *notes);

#endif
