#ifndef SCIBIDS_WHY_ADVICE_H
#define SCIBIDS_WHY_ADVICE_H

#include "record/record.h"
#include "why/search.h"

/* What to do about a failed build: one suggestion, as a package record, and what speaks for it. */

enum { WHY_OTHERS = 4 };

struct why_advice {
	const struct why_finding *finding; /* that it rests on; NULL: nothing in the log is known */
	struct str what;                   /* "header lber.h is missing" */
	struct str note;                   /* more about it, n 0: none */
	struct str package;                /* that it is about, where the log is of several; n 0: the log's own */
	struct record_needs needs;         /* what to add; given 0: no record helps */
	struct why_candidates of[WHY_NAMES]; /* where apks are added: those that fit, for each of the finding's names */
	struct str_list others;            /* other things that the log says are missing, one line each */
};

/* LOG and FINDINGS must stay alive. */
struct why_advice why_advise(const struct why_places *places, const struct why_log *log, const struct why_findings *findings);

/* ADVICE in comment lines, then the whole record: what RECORD (may be empty) says already, and what is to be added. PATH is
   the log's name. */
struct str why_advice_text(const struct why_advice *advice, const struct why_log *log, const struct record_needs *record,
                           const char *path);

/* The same in one line. */
struct str why_advice_line(const struct why_advice *advice, const struct why_log *log, const struct record_needs *record,
                           const char *path);

#endif
