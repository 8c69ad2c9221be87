#ifndef SCIBIDS_TABLE_H
#define SCIBIDS_TABLE_H

#include "base/file.h"
#include "tap.h"

/* A file of more than LEAST lines, each of which agrees with the Python library that wrote it. */
static inline void
check_table(const char *path, int least, bool (*agrees)(struct str line))
{
	struct str content, line;
	int lines = 0, wrong = 0;
	bool read = file_read(path, FILE_LIMIT, &content);
	while (read && str_line(&content, &line)) {
		if (str_starts(line, STR("#")))
			continue;
		lines++;
		if (!agrees(line)) {
			wrong++;
			printf("# differs: %.*s\n", STRF(line));
		}
	}
	ok(lines > least, "the table has its lines (%d)", lines);
	ok(wrong == 0, "every line agrees with the packaging library");
}

#endif
