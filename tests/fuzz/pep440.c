#include "base/base.h"

#include "python/distfile.h"
#include "python/pep508.h"
#include "replay.h"

/* The normal form reads back as the same version. */
static void
check_version(struct str line)
{
	struct pep440 version, again;
	if (!pep440_parse(line, &version))
		return;
	struct str form = pep440_canonical(&version);
	if (!pep440_parse(form, &again) || pep440_cmp(&version, &again) != 0 || !str_eq(pep440_canonical(&again), form))
		abort();
}

/* Every line as a version, a set that the line before is matched with, a requirement, a marker and a file name. */
static void
fuzz_one(struct str input)
{
	struct str line, before = STR("1.0");
	while (str_line(&input, &line)) {
		struct pep440 version;
		struct pep440_set set;
		struct error set_error;
		struct pep508 requirement;
		struct error error;
		struct distfile file;
		struct str why;
		check_version(line);
		if (pep440_set_parse(line, &set, &set_error) && pep440_parse(before, &version))
			pep440_set_match(&set, &version);
		if (!pep508_parse(line, &requirement, &error) && error.offset > line.n)
			abort();
		pep508_marker(line, &error);
		distfile_parse(line, &file, &why);
		before = line;
	}
}
