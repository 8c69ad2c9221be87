#include "base/base.h"

#include "inventory/csv.h"

struct str
csv_field(struct str *line)
{
	if (!str_starts(*line, STR("\"")))
		return str_cut(line, ',');
	struct text out = { NULL, 0, 0 };
	size_t i = 1;
	for (; i < line->n; i++) {
		if (line->p[i] == '"' && (i + 1 == line->n || line->p[i + 1] != '"'))
			break;
		i += line->p[i] == '"';
		text_add(&out, str_sub(*line, i, 1));
	}
	*line = str_sub(*line, i + 1, line->n);
	str_cut(line, ',');
	return text_str(&out);
}
