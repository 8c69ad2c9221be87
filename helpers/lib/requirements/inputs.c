#include "base/base.h"

#include <errno.h>

#include "base/arena.h"
#include "base/sums.h"
#include "requirements/inputs.h"

char *
requirements_path(const char *directory, struct str path)
{
	bool alone = path.n > 0 && path.p[0] == '/';
	if (alone || directory == NULL || strcmp(directory, ".") == 0)
		return str_z(path);
	size_t n = strlen(directory);
	return str_z(str_format("%s%s%.*s", directory, n > 0 && directory[n - 1] == '/' ? "" : "/", STRF(path)));
}

bool
requirements_has_input(const struct requirements *out, struct str path)
{
	for (size_t i = 0; i < out->input_count; i++)
		if (str_eq(out->inputs[i].path, path))
			return true;
	return false;
}

bool
requirements_note_input(struct requirements *out, struct str path, struct str sum)
{
	if (out->input_count >= REQUIREMENTS_FILES) {
		errno = EMFILE;
		return false;
	}
	arena_reserve(&out->inputs, out->input_count, &out->input_capacity);
	out->inputs[out->input_count++] = (struct requirements_input){ path, sum };
	return true;
}

bool
requirements_add_input(struct requirements *requirements, const char *directory, struct str path)
{
	struct str sum;
	return requirements_has_input(requirements, path) ||
	       (sums_of_file(requirements_path(directory, path), &sum) && requirements_note_input(requirements, path, sum));
}
