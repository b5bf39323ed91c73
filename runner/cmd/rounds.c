#include "cmd/rounds.h"

#include <string.h>

#include "judge/textdiff.h"

/* Where there is nothing before it to compare with, `text` (which is taken) is what others are compared with.
 */
static bool compare(struct buf *first, struct buf *text, struct buf *why)
{
	bool differs = false;

	if (!first->len) {
		*first = *text;
	} else {
		differs = text->len != first->len || memcmp(text->data, first->data, text->len) != 0;
		if (differs)
			textdiff_print(first->data, first->len, text->data, text->len, why);
		buf_fini(text);
	}
	return differs;
}

bool rounds_differ(struct rounds *rounds, const struct result *result, struct buf *why)
{
	struct buf whole = {0}, counts = {0};
	bool differs;

	result_print_whole(result, &whole);
	result_print_counts(result, &counts);
	differs = compare(&rounds->first, &whole, why);
	if (counts.len)
		differs |= compare(&rounds->counts, &counts, why);
	return differs;
}

void rounds_fini(struct rounds *rounds)
{
	buf_fini(&rounds->first);
	buf_fini(&rounds->counts);
}
