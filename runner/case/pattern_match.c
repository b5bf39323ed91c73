/* All ways through a pattern at once, byte by byte of a line. */
#include <stdlib.h>

#include "base/buf.h"
#include "case/pattern_private.h"

struct place {
	const uint8_t *line;
	size_t len, at;
};

void search_init(struct search *search)
{
	*search = (struct search){
		.marks = mem_zalloc(PATTERN_SIZE_MAX, sizeof *search->marks),
		.stack = mem_zalloc(PATTERN_SIZE_MAX, sizeof *search->stack),
		.now = mem_zalloc(PATTERN_SIZE_MAX, sizeof *search->now),
		.next = mem_zalloc(PATTERN_SIZE_MAX, sizeof *search->next),
	};
}

void search_fini(struct search *search)
{
	free(search->marks);
	free(search->stack);
	free(search->now);
	free(search->next);
	*search = (struct search){0};
}

bool search_is_spent(const struct search *search)
{
	return search->steps > SEARCH_STEPS_MAX;
}

static bool place_is(const struct place *place, enum pattern_place what)
{
	bool before = place->at && byte_is_word(place->line[place->at - 1]);
	bool behind = place->at < place->len && byte_is_word(place->line[place->at]);

	switch (what) {
	case PLACE_LINE_START: return !place->at;
	case PLACE_LINE_END: return place->at == place->len;
	case PLACE_WORD_START: return !before && behind;
	case PLACE_WORD_END: return before && !behind;
	case PLACE_WORD_EDGE: return before != behind;
	case PLACE_NO_WORD_EDGE: return before == behind;
	}
	return false;
}

/* To be followed at this place, unless it has been. */
static void push(struct search *search, size_t pc, size_t *depth)
{
	if (search->marks[pc] == search->moment)
		return;
	search->marks[pc] = search->moment;
	search->stack[(*depth)++] = (uint32_t)pc;
}

/* Follow all that takes no byte from `pc` on, and list what takes one; true where the pattern has ended. */
static bool enter(const struct pattern *pattern, struct search *search, size_t pc, const struct place *place,
		  uint32_t *list, size_t *count)
{
	size_t depth = 0;

	push(search, pc, &depth);
	while (depth) {
		struct instruction in;

		pc = search->stack[--depth];
		in = pattern->code[pc];
		search->steps++;
		switch ((enum pattern_op)in.op) {
		case PATTERN_FOUND: return true;
		case PATTERN_BYTE:
		case PATTERN_SET: list[(*count)++] = (uint32_t)pc; break;
		case PATTERN_JUMP: push(search, pc + (size_t)in.arg, &depth); break;
		case PATTERN_SPLIT:
			push(search, pc + (size_t)in.arg, &depth);
			push(search, pc + 1, &depth);
			break;
		case PATTERN_PLACE:
			if (place_is(place, (enum pattern_place)in.arg))
				push(search, pc + 1, &depth);
			break;
		}
	}
	return false;
}

static bool takes(const struct pattern *pattern, struct instruction in, uint8_t byte)
{
	return in.op == PATTERN_BYTE ? in.arg == byte : byte_set_has(&pattern->sets[in.arg], byte);
}

/* From this byte to the next place; true where the pattern has ended there. */
static bool step(const struct pattern *pattern, struct search *search, struct place *place)
{
	uint8_t byte = place->line[place->at++];
	uint32_t *spare = search->now;
	bool found = false;

	search->moment++;
	search->next_count = 0;
	search->steps += search->now_count;
	for (size_t i = 0; i < search->now_count && !found; i++) {
		size_t pc = search->now[i];

		if (takes(pattern, pattern->code[pc], byte))
			found = enter(pattern, search, pc + 1, place, search->next, &search->next_count);
	}
	search->now = search->next;
	search->now_count = search->next_count;
	search->next = spare;
	return found;
}

/* On to the next byte with which a match may begin. */
static void skip(const struct pattern *pattern, struct search *search, struct place *place)
{
	size_t from = place->at;

	while (place->at < place->len && !byte_set_has(&pattern->first, place->line[place->at]))
		place->at++;
	search->steps += place->at - from;
}

bool pattern_match(const struct pattern *pattern, struct search *search, const uint8_t *line, size_t len)
{
	struct place place = {line, len, 0};

	search->now_count = 0;
	search->moment++;
	for (;;) {
		if (!search->now_count && !pattern->may_be_empty)
			skip(pattern, search, &place);
		if (search_is_spent(search))
			return false;
		if (enter(pattern, search, 0, &place, search->now, &search->now_count))
			return true;
		if (place.at == len)
			return false;
		if (step(pattern, search, &place))
			return true;
	}
}
