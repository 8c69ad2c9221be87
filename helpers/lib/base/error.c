#include "base/base.h"

#include "base/error.h"

bool
error_at(struct error *error, int line, struct str what)
{
	*error = (struct error){ .line = line, .what = str_z(what) };
	return false;
}

struct str
error_str(const struct error *error)
{
	struct text out = { NULL, 0, 0 };
	if (error->path != NULL)
		text_addf(&out, "%s:", error->path);
	if (error->line > 0)
		text_addf(&out, "%d:", error->line);
	text_addf(&out, "%s%s", out.n > 0 ? " " : "", error->what);
	if (error->advice != NULL)
		text_addf(&out, ": %s", error->advice);
	return text_str(&out);
}
