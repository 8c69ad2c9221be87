#ifndef SCIBIDS_SBOM_H
#define SCIBIDS_SBOM_H

#include "inventory/inventory.h"

/* Reads the bills of materials in an image of ours, SPDX 2.3 and CycloneDX 1.6 in JSON as dockerfiles/scripts/sbom/ writes them, and
   checks them against its files. Findings are lines for people, in the arena. */

#define SBOM_CYCLONEDX "usr/share/sbom/image.cdx.json"
#define SBOM_SPDX "usr/share/sbom/image.spdx.json"

/* A component of a document. p is NULL for what it does not state. */
struct sbom_part {
	struct str name, version, purl;
	struct str licence;  /* an expression, or the text that the component declares */
	struct str location; /* the path of its evidence in the image; a file's own path */
	struct str sha256;
	struct str files_sha256, record_sha256; /* from its properties: hashes of its list of files and of its RECORD */
	struct str group;                       /* of a file: the component it is listed in */
};

struct sbom {
	struct sbom_part *parts;
	size_t count, capacity;
};

/* Reads the components of a CycloneDX document, nested ones included. False with *WHAT. */
bool sbom_read_cyclonedx(struct str content, struct sbom *sbom, struct str *what);

/* Reads the packages of an SPDX document: name, version and purl only. False with *WHAT. */
bool sbom_read_spdx(struct str content, struct sbom *sbom, struct str *what);

/* Gives files shared by several distributions, below usr/local/lib/bundled, to the owner of a link to them. Call this first. */
void sbom_follow_links(struct fs *fs);

/* Who claims files, beside the inventory's components. */
enum sbom_claimant { CLAIM_ROOT, CLAIM_APP, CLAIM_SBOM, CLAIM_NOBODY, CLAIM_OTHERS };

struct sbom_claims {
	void (*each)(void *context, const struct fs_node *file, size_t claimant); /* NULL, or called for each file */
	void *context;
	size_t *counts; /* files claimed by each component, then by each of CLAIM_OTHERS */
	struct str_list unclaimed; /* paths, sorted by directory */
};

/* Files that SBOM (may be empty) lists by themselves are claimed if their hash matches. */
void sbom_claim(struct fs *fs, const struct inventory *inventory, const struct sbom *sbom, struct sbom_claims *claims);

/* Finds what the image has and SBOM lacks, and the reverse. */
void sbom_check(struct fs *fs, const struct inventory *inventory, const struct sbom *sbom, struct str_list *findings);

/* Finds what one of two documents on the same image lacks. */
void sbom_compare(const struct sbom *cyclonedx, const struct sbom *spdx, struct str_list *findings);

/* Checks the RECORD of each distribution in site-packages ("Recording installed projects" of the PyPA specifications): every listed file
   exists with its hash, through links, and every file is listed, except bytecode of a listed source. Adds to NOTES what is not an error:
   files that two distributions list. */
void sbom_check_records(struct fs *fs, const struct inventory *inventory, struct str_list *findings, struct str_list *notes);

#endif
