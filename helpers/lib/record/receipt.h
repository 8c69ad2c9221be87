#ifndef SCIBIDS_RECORD_RECEIPT_H
#define SCIBIDS_RECORD_RECEIPT_H

#include "base/yaml.h"

/* The end of a package record, where its proof stands: record.h has the format. */

struct receipt {
	struct str version, alpine, arch, python, date, seconds;
	struct str_list build, needs, apks;
};

struct receipts {
	struct receipt *items;
	size_t count;
	struct str unproven; /* why there are none; n 0: not said */
	uint64_t minutes;    /* of a build without a receipt, estimated; 0: not said */
	int line;            /* of "receipts", or of "minutes" or "unproven"; 0: the record has neither */
};

/* Reads "receipts" or "minutes" and "unproven" of a record whose map is ROOT. NULL, or what is wrong at *LINE, in the arena. */
const char *receipts_read(const struct yaml *root, struct receipts *receipts, int *line);

/* CONTENT, the record that OLD was read from, with RECEIPT in the place of one for the same release, architecture and Python X.Y.
   What stands above the receipts stays as it is. */
struct str receipt_add(struct str content, const struct receipts *old, const struct receipt *receipt);

/* CONTENT with UNPROVEN as the reason why it has no receipts, and its estimate; unchanged if it has some. */
struct str receipt_add_reason(struct str content, const struct receipts *old, struct str unproven);

#endif
