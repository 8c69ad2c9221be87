#include "base/base.h"

#include "python/pep508.h"
#include "record/find.h"
#include "record/record.h"
#include "relock/resolver_answer.h"

static struct str
without(struct str line, struct str prefix)
{
	return str_starts(line, prefix) ? str_sub(line, prefix.n, line.n) : line;
}

struct str_list
resolver_paragraphs(struct str answer)
{
	struct str_list paragraphs = { NULL, 0, 0 };
	struct text paragraph = { NULL, 0, 0 };
	struct str line;
	for (bool more = true; more;) {
		more = str_line(&answer, &line);
		line = without(more ? str_trim(line) : STR(""), STR("error: "));
		struct str cause = without(line, STR("cause: "));
		if (line.n > 0)
			text_addf(&paragraph, "%s%.*s", paragraph.n == 0 ? "" : cause.n < line.n ? ": " : " ", STRF(cause));
		else if (paragraph.n > 0) {
			str_list_add(&paragraphs, text_str(&paragraph));
			paragraph = (struct text){ NULL, 0, 0 };
		}
	}
	return paragraphs;
}

/* The project name at the start of a word such as "torch>=2.5.0", "`torch`" or "torch"; n 0: none. */
static struct str
name_in(struct str word)
{
	size_t from = word.n > 0 && word.p[0] == '`', n = from;
	while (n < word.n && strchr("<>=!~[`,", word.p[n]) == NULL)
		n++;
	struct str name = str_sub(word, from, n - from);
	return pep503_is_name(name) ? pep503_normalise(name) : STR("");
}

struct str
resolver_chain(struct str chains, struct str name)
{
	struct str line;
	while (str_line(&chains, &line)) {
		struct str chain = line, who = str_cut(&chain, '\t'), rest = chain;
		size_t arrow = str_find_str(chain, STR(" -> "));
		if (chain.p == NULL || !str_eq(who, name) || arrow == chain.n)
			continue;
		return str_format(": it comes with %.*s: drop %.*s, or its extra", STRF(rest), STRF(str_sub(chain, 0, arrow)));
	}
	return STR("");
}

bool
resolver_unsupported(struct str answer, struct str chains, struct str alpine, const struct str_list *record_dirs, struct str_list *reasons,
                     struct str_list *problems)
{
	struct str word, none = STR("no wheels with a matching platform tag");
	struct str_list names = { NULL, 0, 0 };
	struct str_list paragraphs = resolver_paragraphs(answer);
	bool said = false;
	for (size_t i = 0; i < paragraphs.count; i++)
		said = said || str_find_str(paragraphs.items[i], none) < paragraphs.items[i].n;
	if (!said)
		return true;
	while (str_word(&answer, &word))
		if (name_in(word).n > 0)
			str_list_add(&names, name_in(word));
	str_list_unique(&names);
	for (size_t i = 0; i < names.count; i++) {
		struct record_needs needs;
		struct error error;
		const char *path;
		if (!record_for(record_dirs, names.items[i], (struct str){ NULL, 0 }, alpine, &needs, &path, &error)) {
			str_list_add(problems, error_str(&error));
			return false;
		}
		if (needs.unsupported.n > 0)
			str_list_add(reasons, str_format("%.*s cannot run on musl: %.*s%.*s", STRF(names.items[i]), STRF(needs.unsupported),
			                                STRF(resolver_chain(chains, names.items[i]))));
	}
	return true;
}
