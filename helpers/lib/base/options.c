#include "base/base.h"

#include <getopt.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/options.h"

enum { NAMES = 256 }; /* what getopt returns for the name of the first option, beyond all letters */

static const struct option_place *
find_place(const struct option_place *places, size_t count, int c)
{
	for (size_t i = 0; i < count; i++)
		if (c == NAMES + (int)i || (c != 0 && c == places[i].letter))
			return &places[i];
	return NULL;
}

void
options_read(int argc, char **argv, const char *usage, const struct option_place *places, size_t count, bool command)
{
	struct option *names = arena_take_array(count + 1, sizeof(*names)), *name = names;
	struct text letters = { NULL, 0, 0 };
	text_add(&letters, command ? STR("+") : STR(""));
	for (size_t i = 0; i < count; i++) {
		bool value = places[i].flag == NULL;
		if (places[i].letter != 0)
			text_addf(&letters, "%c%s", places[i].letter, value ? ":" : "");
		if (places[i].name != NULL)
			*name++ = (struct option){ places[i].name, value ? required_argument : no_argument, NULL, NAMES + (int)i };
	}
	/* getopt begins its diagnostics with this, where a verb may stand. */
	char *first = argv[0];
	argv[0] = str_z(str_of(program_name));
	for (int c; (c = getopt_long(argc, argv, str_z(text_str(&letters)), names, NULL)) != -1;) {
		const struct option_place *place = find_place(places, count, c);
		if (place == NULL)
			wrong_call(usage);
		if (place->flag != NULL)
			*place->flag = true;
		else if (place->text != NULL)
			*place->text = optarg;
		else if (place->str != NULL)
			*place->str = str_of(optarg);
		else
			str_list_add(place->list, str_of(optarg));
	}
	argv[0] = first;
}
