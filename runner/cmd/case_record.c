#include "cmd/case_record.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"

/* The command that runs just this case, as a person would type it where they are. */
static char *rerun_command(const struct check_opts *opts, const char *name)
{
	struct buf out = {0};

	text_put_word(opts->program, &out);
	buf_adds(&out, " check ");
	if (strcmp(opts->dir, ".") != 0) {
		buf_adds(&out, "--suite ");
		text_put_word(opts->dir, &out);
		buf_addc(&out, ' ');
	}
	text_put_word(name, &out);
	return buf_take(&out);
}

static char *dup_or_null(const char *str)
{
	return str ? str_dup(str) : NULL;
}

static void add_digest(struct report_case *record, const struct result *result)
{
	struct buf whole = {0};

	result_print_whole(result, &whole);
	result_print_counts(result, &whole);
	record->digest = hash_bytes(whole.data, whole.len);
	buf_fini(&whole);
}

struct report_case *case_record_new(const struct check_opts *opts, const struct suite_case *sc,
				    struct verdict *verdict, const struct result *result)
{
	struct report_case *record = mem_zalloc(1, sizeof *record);

	*record = (struct report_case){
		.name = str_dup(sc->name),
		.path = str_dup(sc->path),
		.rom_path = dup_or_null(sc->rom_path),
		.summary = dup_or_null(sc->tc.summary),
		.tags = mem_zalloc(sc->tc.tag_count, sizeof *record->tags),
		.tag_count = sc->tc.tag_count,
		.rerun = rerun_command(opts, sc->name),
		.verdict = *verdict,
	};
	*verdict = (struct verdict){0};
	for (size_t i = 0; i < record->tag_count; i++)
		record->tags[i] = str_dup(sc->tc.tags[i]);
	if (result)
		report_case_add_run(record, result, opts->endings);
	if (result && opts->digests)
		add_digest(record, result);
	return record;
}

void case_record_free(struct report_case *record)
{
	if (record)
		report_case_fini(record);
	free(record);
}
