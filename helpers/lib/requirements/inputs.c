#include "base/base.h"

#include <errno.h>

#include "base/arena.h"
#include "base/sha256.h"
#include "requirements/inputs.h"
#include "requirements/reader.h"

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
	struct reader reader = { .directory = directory };
	struct str sum;
	return requirements_has_input(requirements, path) || (sha256_of_file(reader_path(&reader, path), &sum) && requirements_note_input(requirements, path, sum));
}
