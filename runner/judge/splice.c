#include "judge/splice.h"

#include <stdlib.h>

void splice_add(struct splice *splice, size_t from, size_t to, struct buf *text)
{
	size_t i = splice->count++;

	splice->edits = mem_realloc(splice->edits, splice->count, sizeof *splice->edits);
	for (; i && splice->edits[i - 1].from > from; i--)
		splice->edits[i] = splice->edits[i - 1];
	splice->edits[i] = (struct splice_edit){.from = from, .to = to, .text = buf_take(text)};
}

void splice_apply(const struct splice *splice, const char *old, size_t len, struct buf *out)
{
	size_t at = 0;

	for (size_t i = 0; i < splice->count; i++) {
		const struct splice_edit *edit = &splice->edits[i];

		buf_add(out, old + at, edit->from - at);
		buf_adds(out, edit->text);
		at = edit->to;
	}
	buf_add(out, old + at, len - at);
}

void splice_fini(struct splice *splice)
{
	for (size_t i = 0; i < splice->count; i++)
		free(splice->edits[i].text);
	free(splice->edits);
	*splice = (struct splice){0};
}
