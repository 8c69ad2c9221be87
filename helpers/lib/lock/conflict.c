#include "base/base.h"

#include "lock/conflict.h"

/* Is LINE a marker of git, of seven characters? */
static bool
is_marker(struct str line, char c)
{
	size_t n = 0;
	while (n < line.n && line.p[n] == c)
		n++;
	return n == 7 && (line.n == 7 || line.p[7] == ' ' || line.p[7] == '\r');
}

int
conflict_line(struct str content)
{
	struct str line;
	for (int number = 1; str_line(&content, &line); number++)
		if (is_marker(line, '<'))
			return number;
	return 0;
}

struct str
conflict_side(struct str content, enum conflict_side wanted)
{
	struct text out = { NULL, 0, 0 };
	enum conflict_side side = CONFLICT_BOTH;
	struct str line;
	while (str_line(&content, &line)) {
		if (is_marker(line, '<'))
			side = CONFLICT_OURS;
		else if (side == CONFLICT_OURS && is_marker(line, '|'))
			side = CONFLICT_BASE;
		else if ((side == CONFLICT_OURS || side == CONFLICT_BASE) && is_marker(line, '='))
			side = CONFLICT_THEIRS;
		else if (side == CONFLICT_THEIRS && is_marker(line, '>'))
			side = CONFLICT_BOTH;
		else if (side == CONFLICT_BOTH || side == wanted)
			text_addf(&out, "%.*s\n", STRF(line));
	}
	return text_str(&out);
}
