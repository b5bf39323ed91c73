#include "judge/judge.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "judge/hexdiff.h"
#include "judge/judge_disk.h"
#include "judge/judge_registers.h"
#include "judge/patterns.h"
#include "judge/textdiff.h"
#include "x86/screen.h"

bool judge_stop(const struct expect_stop *expected, const struct stop *actual)
{
	if (!expected->line)
		return actual->kind == STOP_HALT || (actual->kind == STOP_EXIT && !actual->value);
	return expected->stop.kind == actual->kind &&
	       (actual->kind != STOP_EXIT || expected->stop.value == actual->value);
}

/* Append `text` line by line, the first marked '+', the others as explanation. */
static void put_actual(const char *text, struct buf *out)
{
	char mark = '+';

	for (; *text; text += strspn(text, "\n")) {
		size_t len = strcspn(text, "\n");

		buf_addc(out, (uint8_t)mark);
		buf_add(out, text, len);
		buf_addc(out, '\n');
		text += len;
		mark = ' ';
	}
}

static void judge_end(const struct expect_stop *expected, const struct result *result, struct verdict *out)
{
	struct buf text = {0}, actual = {0};

	if (judge_stop(expected, &result->stop))
		return;
	buf_addc(&text, '-');
	if (expected->line) {
		stop_print(&expected->stop, &text);
		buf_printf(&text, ": %s\n", stop_meaning(expected->stop.kind));
	} else {
		buf_adds(&text, "halt or exit 0: what a case without `stop` expects\n");
	}
	result_print_stop(result, &actual);
	put_actual(buf_str(&actual), &text);
	verdict_add(out, "stop", expected->line, &text);
	buf_fini(&actual);
}

static void judge_stream(const char *key, const struct expect_bytes *expected, const struct buf *actual,
			 struct verdict *out)
{
	struct buf text = {0};

	if (!expected->line)
		return;
	textdiff_print(expected->bytes, expected->len, actual->data, actual->len, &text);
	if (text.len)
		verdict_add(out, key, expected->line, &text);
	buf_fini(&text);
}

static void judge_patterns(const char *key, const struct expect_patterns *patterns, const struct buf *actual,
			   struct verdict *out)
{
	struct line_walk walk = line_walk(actual->data, actual->len);
	struct search search;
	struct buf text = {0};
	size_t index;

	if (!patterns->count)
		return;
	search_init(&search);
	index = patterns_match(patterns, &search, &walk);
	if (index < patterns->count) {
		patterns_print_miss(patterns, &search, actual, index, &walk, &text);
		verdict_add(out, key, patterns->items[index].line, &text);
	}
	search_fini(&search);
}

static void judge_post(const struct expect_bytes *expected, const struct buf *actual, struct verdict *out)
{
	struct buf text = {0};

	if (!expected->line)
		return;
	hexdiff_print_list(expected->bytes, expected->len, actual->data, actual->len, &text);
	if (text.len)
		verdict_add(out, "post", expected->line, &text);
	buf_fini(&text);
}

static void judge_post_last(const struct expect_byte *expected, const struct buf *actual, struct verdict *out)
{
	struct buf text = {0};

	if (!expected->line || (actual->len && actual->data[actual->len - 1] == expected->value))
		return;
	buf_printf(&text, "-0x%02x\n", expected->value);
	if (actual->len)
		buf_printf(&text, "+0x%02x\n the last of %zu bytes\n", actual->data[actual->len - 1],
			   actual->len);
	else
		buf_adds(&text, "+nothing was written\n");
	verdict_add(out, "post-last", expected->line, &text);
}

bool judge_screen_text(const struct result *result, struct buf *out)
{
	if (result->screen.len != SCREEN_BYTES)
		return false;
	screen_print(result->screen.data, out);
	return true;
}

static void judge_screen(const struct expect *expect, const struct result *result, struct verdict *out)
{
	const struct expect_patterns *patterns = &expect->screen_match;
	bool has_exact = expect->screen.line != 0;
	struct buf actual = {0}, text = {0};

	if (!has_exact && !patterns->count)
		return;
	if (judge_screen_text(result, &actual)) {
		judge_stream("screen", &expect->screen, &actual, out);
		judge_patterns("screen-match", patterns, &actual, out);
	} else {
		buf_printf(&text, " the machine has no memory at 0x%x to 0x%x, where the text screen is",
			   SCREEN_GPA, SCREEN_GPA + SCREEN_BYTES - 1);
		verdict_add(out, has_exact ? "screen" : "screen-match",
			    has_exact ? expect->screen.line : patterns->items[0].line, &text);
	}
	buf_fini(&actual);
}

const uint8_t *judge_memory_bytes(const struct result *result, uint64_t gpa, size_t len)
{
	for (size_t i = 0; i < result->memory_count; i++) {
		const struct memory_range *range = &result->memory[i];

		if (range->gpa == gpa && range->len == len && range->readable)
			return range->bytes;
	}
	return NULL;
}

static void judge_memory(const struct expect_memory *expected, const struct result *result,
			 struct verdict *out)
{
	const uint8_t *actual = judge_memory_bytes(result, expected->gpa, expected->len);
	struct buf text = {0};
	char *key;

	if (actual)
		hexdiff_print(expected->gpa, expected->bytes, expected->mask, actual, expected->len, &text);
	else
		buf_printf(&text, " 0x%llx to 0x%llx is not (all) memory of this machine",
			   (unsigned long long)expected->gpa,
			   (unsigned long long)(expected->gpa + expected->len - 1));
	if (text.len) {
		key = str_printf("memory.0x%llx", (unsigned long long)expected->gpa);
		verdict_add(out, key, expected->line, &text);
		free(key);
	}
	buf_fini(&text);
}

/* By how much, and in percent where that says something. */
static void put_off(uint64_t off, uint64_t limit, const char *word, struct buf *out)
{
	buf_addc(out, ' ');
	num_print_grouped(off, out);
	buf_printf(out, " too %s", word);
	if (limit && off / limit < 10)
		buf_printf(out, " (%.1f %% off)", 100.0 * (double)off / (double)limit);
	buf_addc(out, '\n');
}

static void put_range(const struct expect_cycles *expected, struct buf *out)
{
	if (expected->max == UINT64_MAX) {
		buf_adds(out, "at least ");
	} else if (!expected->min) {
		buf_adds(out, "at most ");
	} else if (expected->max != expected->min) {
		num_print_grouped(expected->min, out);
		buf_adds(out, " to ");
	}
	num_print_grouped(expected->max == UINT64_MAX ? expected->min : expected->max, out);
}

/* A count that varies is rounded to two digits, so that two equal runs read the same. */
static void put_count(const struct result *result, struct buf *out)
{
	uint64_t unit = 1;

	while (!result->cycles_exact && result->cycles / unit >= 100)
		unit *= 10;
	if (unit > 1)
		buf_adds(out, "about ");
	num_print_grouped((result->cycles + unit / 2) / unit * unit, out);
	buf_adds(out, " cycles\n");
}

static void judge_cycles(const struct expect_cycles *expected, const struct result *result,
			 struct verdict *out)
{
	struct buf text = {0};

	if (!expected->line || (result->cycles >= expected->min && result->cycles <= expected->max))
		return;
	buf_addc(&text, '-');
	put_range(expected, &text);
	buf_adds(&text, " cycles\n+");
	put_count(result, &text);
	if (result->cycles_exact && result->cycles > expected->max)
		put_off(result->cycles - expected->max, expected->max, "many", &text);
	else if (result->cycles_exact)
		put_off(expected->min - result->cycles, expected->min, "few", &text);
	else
		buf_adds(&text,
			 " this count varies from run to run, see doc/machine.md: give it a wide range\n");
	verdict_add(out, "cycles", expected->line, &text);
}

static void set_status(const struct testcase *tc, struct verdict *out)
{
	if (tc->xfail) {
		out->status = out->count ? VERDICT_XFAIL : VERDICT_XPASS;
		out->reason = str_dup(tc->xfail);
	} else {
		out->status = out->count ? VERDICT_FAIL : VERDICT_PASS;
	}
}

void judge_case(const struct testcase *tc, const struct buf *disk_image, const struct result *result,
		struct verdict *out)
{
	const struct expect *expect = &tc->expect;
	const struct disk_view disk = {.image = disk_image, .result = result};

	*out = (struct verdict){0};
	judge_end(&expect->stop, result, out);
	judge_stream("console", &expect->console, &result->console, out);
	judge_patterns("console-match", &expect->console_match, &result->console, out);
	judge_stream("serial", &expect->serial, &result->serial, out);
	judge_patterns("serial-match", &expect->serial_match, &result->serial, out);
	judge_post(&expect->post, &result->post, out);
	judge_post_last(&expect->post_last, &result->post, out);
	judge_screen(expect, result, out);
	judge_registers(expect, result, out);
	for (size_t i = 0; i < expect->memory_count; i++)
		judge_memory(&expect->memory[i], result, out);
	judge_disk(expect, &disk, out);
	judge_cycles(&expect->cycles, result, out);
	set_status(tc, out);
}
