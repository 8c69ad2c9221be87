#include "base.h"

#include "ignore_regex.h"

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
			/* Ends at the group's slash. */
			enter(m, i + 1, at_rune);
			i += 2;
			break;
		default:
			m->list[m->count++] = i;
			if (!node->star)
				return false;
		}
	}
}

bool
regex_match(const struct regex_node *nodes, const uint32_t *text, size_t n, struct regex_room room)
{
	struct matcher m = { nodes, text, n, room.states, 0, room.marks, ++*room.mark };
	size_t *other = room.next_states;
	if (enter(&m, 0, 0))
		return true;
	for (size_t at_rune = 0; at_rune < n && m.count > 0; at_rune++) {
		size_t *from = m.list, count = m.count;
		m.list = other;
		m.count = 0;
		m.mark = ++*room.mark;
		other = from;
		for (size_t k = 0; k < count; k++) {
			const struct regex_node *node = &nodes[from[k]];
			if (takes(node, text[at_rune]) && enter(&m, node->star ? from[k] : from[k] + 1, at_rune + 1))
				return true;
		}
	}
	return false;
}
