#include "base/base.h"

#include "record/find.h"
#include "relock/make.h"

/* Shorter builds are not worth a word. */
enum { SECONDS_WORTH_SAYING = 60 };

/* The receipt of the same release if there is one, else the last. */
static const struct receipt *
nearest(const struct receipts *receipts, struct str version)
{
	const struct receipt *found = NULL;
	for (size_t i = 0; i < receipts->count; i++)
		if (found == NULL || !str_eq(found->version, version))
			found = &receipts->items[i];
	return found;
}

static struct str
price(const struct lock_package *p, const struct record *record, const struct record_needs *needs)
{
	const struct receipt *receipt = nearest(&record->receipts, p->version);
	struct text out = { NULL, 0, 0 };
	uint64_t seconds = receipt == NULL ? record->receipts.minutes * 60 : 0;
	bool gigabytes = needs->memory % (1 << 30) == 0;
	for (size_t i = 0; receipt != NULL && i < receipt->seconds.n && receipt->seconds.p[i] != '.' && seconds < 1000000; i++)
		seconds = seconds * 10 + (uint64_t)(receipt->seconds.p[i] - '0');
	if (seconds >= SECONDS_WORTH_SAYING)
		text_addf(&out, "%s %llu %s", receipt == NULL || str_eq(receipt->version, p->version) ? "about" : "another release took about",
		          (unsigned long long)(seconds < 120 ? seconds : (seconds + 30) / 60), seconds < 120 ? "seconds" : "minutes");
	if (needs->memory > 0)
		text_addf(&out, "%s%llu %s of memory", out.n > 0 ? ", and " : "", (unsigned long long)(needs->memory >> (gigabytes ? 30 : 20)), gigabytes ? "GB" : "MB");
	return text_str(&out);
}

void
lock_add_prices(const struct lock *lock, const struct lock *old, const struct str_list *record_dirs, struct str_list *lines)
{
	for (size_t i = 0; i < lock->package_count; i++) {
		const struct lock_package *p = &lock->packages[i], *before = old == NULL ? NULL : lock_find(old, p->name);
		struct record_needs needs;
		struct record record;
		struct error error;
		const char *path;
		if (p->source != SOURCE_SDIST || (before != NULL && before->source == SOURCE_SDIST && str_eq(before->version, p->version)) ||
		    !record_for(record_dirs, p->name, p->version, lock->alpine, &needs, &path, &error) || path == NULL ||
		    !record_read(path, &record, &error))
			continue;
		struct str cost = price(p, &record, &needs);
		if (cost.n > 0)
			str_list_add(lines, str_format("%.*s %.*s is built from source: %.*s", STRF(p->name), STRF(p->version), STRF(cost)));
	}
}
