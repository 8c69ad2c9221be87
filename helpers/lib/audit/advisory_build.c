/* Writes the compiled advisories. */

#include "base/base.h"

#include "audit/advisory.h"
#include "base/arena.h"
#include "base/sha256.h"

static void
add_words(struct text *line, const struct str_list *words)
{
	for (size_t i = 0; i < words->count; i++)
		text_addf(line, "%s%.*s", i > 0 ? " " : "", STRF(words->items[i]));
}

static void
add_intervals(struct text *line, const struct osv_affected *affected)
{
	for (size_t i = 0; i < affected->count; i++) {
		const struct osv_interval *in = &affected->intervals[i];
		text_addf(line, "%s%.*s<%s%.*s", i > 0 ? " " : "", STRF(in->introduced), in->malformed ? "?" : in->inclusive ? "=" : "",
		          STRF(in->end));
	}
}

/* The severity of each CVE that the advisory is of, for databases that have none. */
static void
add_severity(struct advisory_build *build, const struct osv *osv)
{
	for (size_t i = 0; i <= osv->aliases.count; i++) {
		struct str id = i == osv->aliases.count ? osv->id : osv->aliases.items[i];
		if (osv->vector.n > 0 && str_starts(id, STR("CVE-")))
			str_list_add(&build->lines, str_format("s %.*s\t%.*s", STRF(id), STRF(osv->vector)));
	}
}

static void
add_affected(struct advisory_build *build, const struct osv *osv, const struct osv_affected *affected)
{
	struct text line = { NULL, 0, 0 };
	if (affected->ecosystem == OSV_ALPINE)
		text_addf(&line, "o %.*s %.*s", STRF(affected->branch), STRF(affected->name));
	else
		text_addf(&line, "%c %.*s", affected->ecosystem == OSV_CPYTHON ? 'c' : 'p', STRF(affected->name));
	text_addf(&line, " %.*s\t", STRF(osv->id));
	add_words(&line, &osv->aliases);
	text_addf(&line, "\t%.*s\t", STRF(osv->vector.n > 0 ? osv->vector : osv->label));
	add_intervals(&line, affected);
	text_add(&line, STR("\t"));
	add_words(&line, &affected->versions);
	text_addf(&line, "\t%.*s", STRF(osv->summary));
	str_list_add(&build->lines, text_str(&line));
	build->pypi += affected->ecosystem == OSV_PYPI;
	build->cpython += affected->ecosystem == OSV_CPYTHON;
	if (affected->ecosystem == OSV_ALPINE)
		str_list_add(&build->lines, str_format("b %.*s/main", STRF(affected->branch)));
}

static void
add_vague(struct advisory_build *build, const struct osv *osv, const struct osv_affected *affected)
{
	struct text line = { NULL, 0, 0 };
	if (affected->ecosystem != OSV_CPYTHON)
		return;
	text_addf(&line, "v %.*s %.*s\t", STRF(affected->name), STRF(osv->id));
	add_words(&line, &osv->aliases);
	str_list_add(&build->lines, text_str(&line));
}

void
advisory_add_osv(struct advisory_build *build, const struct osv *osv)
{
	if (str_cmp(osv->modified, build->newest) > 0)
		build->newest = osv->modified;
	if (osv->withdrawn) {
		build->withdrawn++;
		return;
	}
	for (size_t i = 0; i < osv->count; i++)
		if (osv->affected[i].vague) {
			build->vague++;
			add_vague(build, osv, &osv->affected[i]);
		} else
			add_affected(build, osv, &osv->affected[i]);
	if (osv->count > 0)
		add_severity(build, osv);
}

void
advisory_add_secdb(struct advisory_build *build, const struct secdb *secdb)
{
	for (size_t i = 0; i < secdb->count; i++) {
		const struct secdb_package *package = &secdb->packages[i];
		struct text line = { NULL, 0, 0 };
		if (secdb->branch.n > 0)
			text_addf(&line, "a %.*s %.*s", STRF(secdb->branch), STRF(package->name));
		else
			text_addf(&line, "r %.*s", STRF(package->name));
		for (size_t k = 0; k < package->count; k++) {
			text_add(&line, STR("\t"));
			if (secdb->branch.n > 0)
				text_addf(&line, "%.*s ", STRF(package->fixes[k].version));
			add_words(&line, &package->fixes[k].ids);
		}
		if (package->count > 0)
			str_list_add(&build->lines, text_str(&line));
	}
	if (secdb->branch.n > 0)
		str_list_add(&build->lines, str_format("b %.*s/%.*s", STRF(secdb->branch), STRF(secdb->repository)));
}

struct str
advisory_text(struct advisory_build *build, struct str date)
{
	struct text body = { NULL, 0, 0 }, file = { NULL, 0, 0 };
	if (build->pypi > 0)
		str_list_add(&build->lines, STR("b pypi"));
	if (build->cpython > 0)
		str_list_add(&build->lines, STR("b cpython"));
	str_list_unique(&build->lines);
	for (size_t i = 0; i < build->lines.count; i++) {
		text_add(&body, build->lines.items[i]);
		text_add(&body, STR("\n"));
	}
	struct str lines = text_str(&body);
	text_addf(&file, "scibids-advisories %d %.*s %zu %.*s\n", ADVISORY_FORMAT, STRF(date), lines.n, STRF(sha256_of(lines)));
	text_add(&file, lines);
	return text_str(&file);
}
