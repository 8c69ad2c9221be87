#include "base/base.h"

#include "apk/state.h"
#include "base/arena.h"

static struct package_state *
package_of(struct solver *s, const struct apk *apk)
{
	if (s->packages[apk->number] == NULL) {
		s->packages[apk->number] = arena_take(sizeof(**s->packages));
		s->packages[apk->number]->apk = apk;
	}
	return s->packages[apk->number];
}

static struct name_state *
new_name(struct solver *s, const struct apk_name *name)
{
	struct name_state *state = arena_take(sizeof(*state));
	*state = (struct name_state){ .name = name, .candidates = arena_take_array(name->count, sizeof(*state->candidates)) };
	for (const struct apk_provider *p = name->first; p != NULL; p = p->next) {
		state->is_virtual |= p->version.p == NULL;
		if (!p->apk->unsupported)
			state->candidates[state->count++] = (struct candidate){ package_of(s, p->apk), p };
	}
	return state;
}

static struct name_state *
state_of(struct solver *s, const struct apk_name *name)
{
	if (name->number >= s->name_capacity) {
		size_t capacity = s->name_capacity;
		while (capacity <= name->number)
			capacity = arena_next(capacity);
		s->names = arena_grow(s->names, s->name_capacity, capacity, sizeof(*s->names));
		s->name_capacity = capacity;
	}
	if (s->names[name->number] == NULL)
		s->names[name->number] = new_name(s, name);
	return s->names[name->number];
}

struct name_state *
solver_name(struct solver *s, struct str name)
{
	return state_of(s, apkindex_intern(s->index, name));
}

struct needs
solver_needs(struct solver *s, struct str list)
{
	struct needs needs = { NULL, 0 };
	size_t capacity = 0;
	struct str word;
	struct apk_dependency d;
	while (str_word(&list, &word)) {
		if (!apk_dependency_parse(word, &d))
			continue;
		arena_reserve(&needs.items, needs.count, &capacity);
		needs.items[needs.count++] = (struct need){ d, solver_name(s, d.name) };
	}
	return needs;
}

static void
push(struct package_list **list, struct package_state *package)
{
	struct package_list *entry = arena_take(sizeof(*entry));
	*entry = (struct package_list){ package, *list };
	*list = entry;
}

void
solver_begin(struct solver *s, struct apkindex *index)
{
	*s = (struct solver){ .index = index, .name_capacity = index->name_count };
	s->packages = arena_take_array(index->count, sizeof(*s->packages));
	s->names = arena_take_array(s->name_capacity, sizeof(*s->names));
	for (size_t i = index->count; i-- > 0;) {
		if (index->apks[i]->install_if.n == 0)
			continue;
		struct package_state *package = package_of(s, index->apks[i]);
		package->conditions = solver_needs(s, index->apks[i]->install_if);
		for (size_t k = 0; k < package->conditions.count; k++)
			push(&package->conditions.items[k].name->conditional, package);
	}
}

/* Where the walk through the packages is: the recursion would be as deep as an index says. */
struct frame {
	struct name_state *name;
	size_t candidate, need, grant;
	struct package_list *conditional;
};

static void
enter_package(struct solver *s, struct package_state *package)
{
	const struct apk *apk = package->apk;
	struct needs provided = solver_needs(s, apk->provides);
	package->seen = true;
	package->needs = solver_needs(s, apk->depends);
	package->grants.items = arena_take_array(provided.count + 1, sizeof(*provided.items));
	package->grants.items[0] = (struct need){ { .name = apk->name, .version = apk->version }, solver_name(s, apk->name) };
	for (size_t i = 0; i < provided.count; i++)
		package->grants.items[i + 1] = provided.items[i];
	package->grants.count = provided.count + 1;
	for (size_t i = 0; i < package->needs.count; i++)
		push(&package->needs.items[i].name->dependents, package);
}

static size_t
greater(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* One step of the walk in the topmost frame: the name to go into, or NULL, and *DONE when the frame is finished. */
static struct name_state *
walk(struct solver *s, struct frame *frame, bool *done)
{
	struct name_state *name = frame->name;
	*done = false;
	if (frame->candidate == name->count) {
		if (frame->conditional != NULL) {
			struct package_state *package = frame->conditional->package;
			frame->conditional = frame->conditional->next;
			return solver_name(s, package->apk->name);
		}
		*done = true;
		return NULL;
	}
	struct package_state *package = name->candidates[frame->candidate].package;
	if (frame->need == 0 && frame->grant == 0 && package->seen) {
		name->chain = greater(name->chain, package->chain);
		frame->candidate++;
		return NULL;
	}
	if (frame->need == 0 && frame->grant == 0)
		enter_package(s, package);
	else if (frame->grant == 0)
		package->chain = greater(package->chain, package->needs.items[frame->need - 1].name->chain + 1);
	if (frame->need < package->needs.count)
		return package->needs.items[frame->need++].name;
	/* A provided name that an install_if waits for is met as well. */
	while (frame->grant < package->grants.count)
		if (package->grants.items[frame->grant++].name->conditional != NULL)
			return package->grants.items[frame->grant - 1].name;
	name->chain = greater(name->chain, package->chain);
	frame->candidate++;
	frame->need = frame->grant = 0;
	return NULL;
}

void
solver_discover(struct solver *s, struct name_state *name)
{
	struct frame *frames = NULL;
	size_t depth = 0, capacity = 0;
	struct name_state *into = name;
	bool done;
	for (;;) {
		if (into != NULL && !into->seen) {
			arena_reserve(&frames, depth, &capacity);
			into->seen = true;
			frames[depth++] = (struct frame){ into, 0, 0, 0, into->conditional };
		}
		if (depth == 0)
			break;
		into = walk(s, &frames[depth - 1], &done);
		if (done)
			depth--;
	}
}

static void
swap(struct heap_entry *a, struct heap_entry *b)
{
	struct heap_entry old = *a;
	*a = *b;
	*b = old;
}

void
name_heap_push(struct name_heap *heap, struct name_state *name)
{
	arena_reserve(&heap->items, heap->count, &heap->capacity);
	size_t i = heap->count++;
	heap->items[i] = (struct heap_entry){ name->demanded, name };
	for (; i > 0 && heap->compare(&heap->items[i], &heap->items[(i - 1) / 2]) < 0; i = (i - 1) / 2)
		swap(&heap->items[i], &heap->items[(i - 1) / 2]);
}

struct name_state *
name_heap_pop(struct name_heap *heap)
{
	if (heap->count == 0)
		return NULL;
	struct name_state *top = heap->items[0].name;
	heap->items[0] = heap->items[--heap->count];
	for (size_t i = 0, child; (child = 2 * i + 1) < heap->count; i = child) {
		if (child + 1 < heap->count && heap->compare(&heap->items[child + 1], &heap->items[child]) < 0)
			child++;
		if (heap->compare(&heap->items[child], &heap->items[i]) >= 0)
			break;
		swap(&heap->items[child], &heap->items[i]);
	}
	return top;
}
