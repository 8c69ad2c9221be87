#include "base/base.h"

#include "context/ignore_regex.h"

static bool
is_word(const uint32_t *text, size_t n, size_t i)
{
	if (i >= n)
		return false;
	uint32_t c = text[i];
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

static bool
takes(const struct regex_node *node, uint32_t rune)
{
	if (node->kind == REGEX_RUNE)
		return node->rune == rune;
	if (node->kind == REGEX_ANY)
		return rune != '\n';
	for (size_t i = 0; i < node->count; i++)
		if (rune >= node->ranges[i].low && rune <= node->ranges[i].high)
			return !node->negated;
	return node->negated;
}

struct matcher {
	const struct regex_node *nodes;
	const uint32_t *text;
	size_t n;
	size_t *list, count;
	size_t *marks, mark;
};

/* Enters node I at position AT, and what can be reached from it without a character; true when that is the end. */
static bool
enter(struct matcher *m, size_t i, size_t at_rune)
{
	for (;; i++) {
		if (m->marks[i] == m->mark)
			return false;
		m->marks[i] = m->mark;
		const struct regex_node *node = &m->nodes[i];
		bool edge;
		switch (node->kind) {
		case REGEX_DONE: return true;
		case REGEX_BEGIN:
			if (at_rune != 0)
				return false;
			break;
		case REGEX_END:
			if (at_rune != m->n)
				return false;
			break;
		case REGEX_WORD:
		case REGEX_NOT_WORD:
			edge = (at_rune > 0 && is_word(m->text, m->n, at_rune - 1)) != is_word(m->text, m->n, at_rune);
			if (edge != (node->kind == REGEX_WORD))
				return false;
			break;
		case REGEX_MAYBE:
			/* Does not get further than what may be left out. */
			enter(m, i + 1, at_rune);
			i += node->count;
			break;
		default:
			m->list[m->count++] = i;
			if (!node->star)
				return false;
		}
	}
}

/* Enters every branch at position AT_RUNE. */
static bool
enter_branches(struct matcher *m, const struct regex *regex, size_t at_rune)
{
	for (size_t i = 0; i < regex->count; i++)
		if ((i == 0 || regex->nodes[i - 1].kind == REGEX_DONE) && enter(m, i, at_rune))
			return true;
	return false;
}

bool
regex_match(const struct regex *regex, const uint32_t *text, size_t n, struct regex_room room)
{
	struct matcher m = { regex->nodes, text, n, room.states, 0, room.marks, ++*room.mark };
	size_t *other = room.next_states;
	bool anchored = regex->branches == 1 && regex->nodes[0].kind == REGEX_BEGIN;
	if (enter_branches(&m, regex, 0))
		return true;
	for (size_t i = 0; i < n && (m.count > 0 || !anchored); i++) {
		size_t *from = m.list, count = m.count;
		m.list = other;
		m.count = 0;
		m.mark = ++*room.mark;
		other = from;
		for (size_t k = 0; k < count; k++) {
			const struct regex_node *node = &regex->nodes[from[k]];
			if (takes(node, text[i]) && enter(&m, node->star ? from[k] : from[k] + 1, i + 1))
				return true;
		}
		if (!anchored && enter_branches(&m, regex, i + 1))
			return true;
	}
	return false;
}
