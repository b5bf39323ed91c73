#include "judge/verdict.h"

#include <stdlib.h>

static const char *const status_names[VERDICT_STATUSES] = {
	[VERDICT_PASS] = "pass",       [VERDICT_FAIL] = "fail",   [VERDICT_XFAIL] = "xfail",
	[VERDICT_XPASS] = "xpass",     [VERDICT_ERROR] = "error", [VERDICT_SKIP] = "skip",
	[VERDICT_NOT_RUN] = "not-run",
};

const char *verdict_status_name(enum verdict_status status)
{
	return (unsigned)status < VERDICT_STATUSES ? status_names[status] : "unknown";
}

bool verdict_is_bad(enum verdict_status status)
{
	return status == VERDICT_FAIL || status == VERDICT_XPASS || status == VERDICT_ERROR;
}

void verdict_add(struct verdict *verdict, const char *key, unsigned line, struct buf *text)
{
	struct mismatch *mismatch;

	verdict->mismatches =
		mem_realloc(verdict->mismatches, verdict->count + 1, sizeof *verdict->mismatches);
	mismatch = &verdict->mismatches[verdict->count++];
	if (text->len && text->data[text->len - 1] == '\n')
		text->data[--text->len] = 0;
	*mismatch = (struct mismatch){.key = str_dup(key), .line = line, .text = buf_take(text)};
}

void verdict_fini(struct verdict *verdict)
{
	for (size_t i = 0; i < verdict->count; i++) {
		free(verdict->mismatches[i].key);
		free(verdict->mismatches[i].text);
	}
	free(verdict->mismatches);
	free(verdict->reason);
	*verdict = (struct verdict){0};
}
