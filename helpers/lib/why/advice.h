#ifndef SCIBIDS_WHY_ADVICE_H
#define SCIBIDS_WHY_ADVICE_H

#include "record/record.h"
#include "why/search.h"

/* What to do about a failed build: one suggestion, as a package record, and the evidence for it. */

enum { WHY_OTHERS = 4 };

struct why_advice {
	const struct why_finding *finding; /* the evidence; NULL: the log holds nothing known */
	struct str what;                   /* "header lber.h is missing" */
	struct str note;                   /* an explanation; n 0: none */
	struct str package;                /* the package concerned, if the log covers several; else n 0 */
	struct record_needs needs;         /* what to add; given 0: no record helps */
	struct why_candidates of[WHY_NAMES]; /* apks that fit each of the finding's names */
	struct str_list others;            /* other things missing by the log, a line each */
};

/* LOG and FINDINGS must stay alive. */
struct why_advice why_advise(const struct why_places *places, const struct why_log *log, const struct why_findings *findings);

/* ADVICE in comment lines, then the whole record: RECORD (may be empty) with the additions. PATH is the log's name. */
struct str why_advice_text(const struct why_advice *advice, const struct why_log *log, const struct record_needs *record,
                           const char *path);

/* The same in one line. */
struct str why_advice_line(const struct why_advice *advice, const struct why_log *log, const struct record_needs *record,
                           const char *path);

#endif
