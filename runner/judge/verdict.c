#include "judge/verdict.h"

#include <stdlib.h>

static const struct {
	const char *name, *word;
} statuses[VERDICT_STATUSES] = {
	[VERDICT_PASS] = {"pass", "PASS"},          [VERDICT_FAIL] = {"fail", "FAIL"},
	[VERDICT_XFAIL] = {"xfail", "XFAIL"},       [VERDICT_XPASS] = {"xpass", "XPASS"},
	[VERDICT_ERROR] = {"error", "ERROR"},       [VERDICT_SKIP] = {"skip", "SKIP"},
	[VERDICT_NOT_RUN] = {"not-run", "NOT RUN"},
};

const char *verdict_status_name(enum verdict_status status)
{
	return (unsigned)status < VERDICT_STATUSES ? statuses[status].name : "unknown";
}

const char *verdict_status_word(enum verdict_status status)
{
	return (unsigned)status < VERDICT_STATUSES ? statuses[status].word : "UNKNOWN";
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
