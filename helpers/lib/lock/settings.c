#include "base/base.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/sha256.h"
#include "lock/settings.h"

bool
settings_read(const char *path, struct settings *settings)
{
	return file_read(path, 1024 * 1024, &settings->text);
}

struct str
settings_get(const struct settings *settings, const char *name)
{
	struct str rest = settings->text, line;
	while (str_line(&rest, &line)) {
		size_t equals = str_find(line, '=');
		if (equals < line.n && str_eq(str_sub(line, 0, equals), str_of(name)))
			return str_trim(str_sub(line, equals + 1, line.n));
	}
	return (struct str){ "", 0 };
}

struct splitter {
	struct str value;
	size_t at;
	struct text word;
	bool begun; /* a word, possibly empty, has begun */
};

static void
put(struct splitter *s, char c)
{
	text_add(&s->word, (struct str){ &c, 1 });
	s->begun = true;
}

static void
end_word(struct splitter *s, struct str_list *words)
{
	if (s->begun)
		str_list_add(words, str_of(str_z(text_str(&s->word))));
	s->word.n = 0;
	s->begun = false;
}

/* The text after the opening QUOTE, up to its end. */
static bool
take_quoted(struct splitter *s, char quote, struct str *why)
{
	s->begun = true;
	for (; s->at < s->value.n && s->value.p[s->at] != quote; s->at++) {
		char c = s->value.p[s->at];
		bool escape = quote == '"' && c == '\\' && s->at + 1 < s->value.n && strchr("\"\\$`", s->value.p[s->at + 1]) != NULL;
		if (quote == '"' && (c == '$' || c == '`')) {
			*why = str_format("'%c' is for a shell, and none will read it: put it in single quotes", c);
			return false;
		}
		if (escape)
			c = s->value.p[++s->at];
		put(s, c);
	}
	if (s->at == s->value.n) {
		*why = str_format("the quote %c is not closed", quote);
		return false;
	}
	s->at++;
	return true;
}

bool
settings_words(struct str value, struct str_list *words, struct str *why)
{
	struct splitter s = { .value = value };
	while (s.at < value.n) {
		char c = value.p[s.at++];
		if (c == ' ' || c == '\t')
			end_word(&s, words);
		else if (c == '\'' || c == '"') {
			if (!take_quoted(&s, c, why))
				return false;
		} else if (c == '\\' && s.at < value.n)
			put(&s, value.p[s.at++]);
		else if (strchr("$`|&;<>()*", c) != NULL) {
			*why = str_format("'%c' is for a shell, and none will read it: put it in single quotes", c);
			return false;
		} else
			put(&s, c);
	}
	end_word(&s, words);
	return true;
}

struct str
settings_hash(const struct settings *settings, const char *const *names, size_t count)
{
	struct sha256 *sum = sha256_begin();
	for (size_t i = 0; i < count; i++) {
		struct str value = settings_get(settings, names[i]);
		/* A setting that came later must not make older locks stale while it is at its default. */
		if (strcmp(names[i], "SCIBIDS_WHEELS") == 0 && (value.n == 0 || str_eq(value, STR("newest"))))
			continue;
		sha256_add_part(sum, str_of(names[i]));
		sha256_add_part(sum, value);
	}
	return sha256_end(sum);
}
