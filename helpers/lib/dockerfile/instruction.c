#include "base/base.h"

#include <strings.h>

#include "dockerfile/instruction.h"

enum { HEREDOCS = 16 };

struct heredoc {
	struct str end;
	bool tabs; /* <<-END: tabs before its lines do not count */
};

static bool
next_line(struct instructions *at, struct str *line)
{
	if (!str_line(&at->rest, line))
		return false;
	at->line++;
	return true;
}

static bool
is_comment(struct str line)
{
	line = str_trim(line);
	return line.n == 0 || line.p[0] == '#';
}

/* Cuts the backslash off that continues LINE; one that a second one escapes does not. */
static bool
cut_continuation(struct str *line)
{
	size_t n = line->n;
	while (n > 0 && (line->p[n - 1] == ' ' || line->p[n - 1] == '\t'))
		n--;
	if (n == 0 || line->p[n - 1] != '\\' || (n > 1 && line->p[n - 2] == '\\'))
		return false;
	line->n = n - 1;
	return true;
}

static struct str
single_blanks(struct str joined)
{
	struct text text = { NULL, 0, 0 };
	struct str word;
	while (str_word(&joined, &word)) {
		text_add(&text, text.n > 0 ? STR(" ") : STR(""));
		text_add(&text, word);
	}
	return text_str(&text);
}

static bool
may_have_heredocs(struct str words)
{
	static const char *const names[] = { "ADD", "COPY", "RUN", "ONBUILD" };
	struct str name = str_cut(&words, ' ');
	for (size_t i = 0; i < COUNT(names); i++)
		if (name.n == strlen(names[i]) && strncasecmp(name.p, names[i], name.n) == 0)
			return true;
	return false;
}

/* Is "<<" at AT the beginning of a word, or behind the number of a file descriptor that is? */
static bool
begins_word(struct str words, size_t at)
{
	while (at > 0 && words.p[at - 1] >= '0' && words.p[at - 1] <= '9')
		at--;
	return at == 0 || words.p[at - 1] == ' ';
}

/* The here-document whose name WORDS begin with: END, -END, "END" or 'END'. *DOUBT if it may have a different one. */
static struct heredoc
take_heredoc(struct str *words, bool *doubt)
{
	struct heredoc heredoc = { .tabs = str_starts(*words, STR("-")) };
	size_t from = heredoc.tabs, n = 0;
	char quote = from < words->n && (words->p[from] == '\'' || words->p[from] == '"') ? words->p[from] : '\0';
	from += quote != '\0';
	while (from + n < words->n && (quote != '\0' ? words->p[from + n] != quote : strchr(" <>|&;\"'", words->p[from + n]) == NULL))
		n++;
	heredoc.end = str_sub(*words, from, n);
	size_t after = from + n + (quote != '\0');
	*doubt = n == 0 || after > words->n || (after < words->n && words->p[after] != ' ') ||
	         !str_all_in(heredoc.end, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
	*words = str_sub(*words, from + n, words->n);
	return heredoc;
}

static size_t
find_heredocs(struct instruction *instruction, struct heredoc heredocs[HEREDOCS])
{
	struct str words = instruction->words;
	size_t count = 0, at;
	if (!may_have_heredocs(words))
		return 0;
	while ((at = str_find_str(words, STR("<<"))) < words.n) {
		bool doubt, begins = begins_word(words, at);
		words = str_sub(words, at + 2, words.n);
		if (!begins)
			continue;
		struct heredoc heredoc = take_heredoc(&words, &doubt);
		if (doubt || count == HEREDOCS)
			instruction->doubt = "a here-document that is not understood";
		if (heredoc.end.n > 0 && count < HEREDOCS)
			heredocs[count++] = heredoc;
	}
	return count;
}

static bool
skip_heredoc(struct instructions *at, const struct heredoc *heredoc)
{
	struct str line;
	while (next_line(at, &line)) {
		while (heredoc->tabs && str_starts(line, STR("\t")))
			line = str_sub(line, 1, line.n);
		if (str_eq(line, heredoc->end))
			return true;
	}
	return false;
}

bool
instruction_next(struct instructions *at, struct instruction *instruction)
{
	struct text joined = { NULL, 0, 0 };
	struct heredoc heredocs[HEREDOCS];
	struct str line;
	const struct str all = at->rest;
	*instruction = (struct instruction){ .line = 0 };
	for (bool goes_on = true; goes_on && next_line(at, &line);) {
		if (is_comment(line))
			continue;
		if (instruction->line == 0) {
			instruction->line = at->line;
			instruction->text.p = line.p;
		}
		goes_on = cut_continuation(&line);
		text_add(&joined, line);
	}
	if (instruction->line == 0)
		return false;
	instruction->words = single_blanks(text_str(&joined));
	size_t count = find_heredocs(instruction, heredocs);
	for (size_t i = 0; i < count; i++)
		if (!skip_heredoc(at, &heredocs[i]) && instruction->doubt == NULL)
			instruction->doubt = "a here-document without an end";
	instruction->text.n = (size_t)((at->rest.p == NULL ? all.p + all.n : at->rest.p) - instruction->text.p);
	return true;
}
