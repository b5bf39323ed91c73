#include "report/report_case.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/ending.h"
#include "x86/screen.h"

#define STREAM_LINES  12   /* of a stream within the ending */
#define HEADLINE_PART 60   /* bytes of what was expected, and of what there is */
#define STREAM_BYTES  8192 /* of a stream that is kept, at either end */

static bool has_mismatch(const struct verdict *verdict, const char *key)
{
	for (size_t i = 0; i < verdict->count; i++) {
		if (!strcmp(verdict->mismatches[i].key, key))
			return true;
	}
	return false;
}

/* How it ended, without what the mismatches have shown already. */
static void put_ending(const struct verdict *verdict, const struct result *result, struct buf *out)
{
	struct ending_style style = {.indent = REPORT_INDENT, .stream_lines = STREAM_LINES};

	if (!has_mismatch(verdict, "stop"))
		ending_print_stop(&style, result, out);
	ending_print_guest_time(&style, result, out);
	if (!has_mismatch(verdict, "console"))
		ending_print_stream(&style, "console", &result->console, out);
	if (!has_mismatch(verdict, "serial"))
		ending_print_stream(&style, "serial", &result->serial, out);
	if (!has_mismatch(verdict, "post"))
		ending_print_post(&style, &result->post, out);
	if (!has_mismatch(verdict, "screen"))
		ending_print_screen(&style, result, out);
	ending_print_inputs(&style, result, out);
	ending_print_missed_bios(&style, result, out);
	ending_print_strays(&style, result, out);
	ending_print_registers(&style, result, out);
}

/* The stream as text, the middle of a long one left out; NULL where it is empty. */
static char *stream_text(const struct buf *stream)
{
	struct buf text = {0};

	if (!stream->len)
		return NULL;
	if (stream->len <= 2 * STREAM_BYTES) {
		text_visible_lines(stream->data, stream->len, &text);
	} else {
		text_visible_lines(stream->data, STREAM_BYTES, &text);
		buf_printf(&text, "\n... %zu bytes left out\n", stream->len - 2 * STREAM_BYTES);
		text_visible_lines(stream->data + stream->len - STREAM_BYTES, STREAM_BYTES, &text);
	}
	return buf_take(&text);
}

static char *screen_text(const struct buf *screen)
{
	struct buf text = {0};

	if (screen->len == SCREEN_BYTES)
		screen_print(screen->data, &text);
	if (text.len)
		return buf_take(&text);
	buf_fini(&text);
	return NULL;
}

void report_case_add_run(struct report_case *rc, const struct result *result, bool verbose)
{
	struct buf stop = {0}, ending = {0};

	stop_print(&result->stop, &stop);
	rc->ran = true;
	rc->stop = buf_take(&stop);
	rc->cycles = result->cycles;
	rc->cycles_exact = result->cycles_exact;
	rc->wall_ns = result->wall_ns;
	rc->guest_ns = result->guest_ns;
	if (!verbose && !verdict_is_bad(rc->verdict.status))
		return;
	put_ending(&rc->verdict, result, &ending);
	rc->ending = buf_take(&ending);
	rc->console = stream_text(&result->console);
	rc->serial = stream_text(&result->serial);
	rc->screen = screen_text(&result->screen);
}

void report_case_add_lines(struct report_case *rc, const char *lines)
{
	char *whole;

	if (!rc->ending)
		return;
	whole = str_printf("%s%s", rc->ending, lines);
	free(rc->ending);
	rc->ending = whole;
}

/* One line of a mismatch without its mark, cut where it is long; of a way to stop only its name. */
static void put_cut(const char *line, bool is_stop, struct buf *out)
{
	size_t len = strcspn(line, is_stop ? ":\n" : "\n"), shown = len;

	if (len > HEADLINE_PART) {
		shown = HEADLINE_PART;
		while (shown && (line[shown] & 0xc0) == 0x80)
			shown--;
	}
	buf_add(out, line, shown);
	buf_adds(out, shown < len ? "..." : "");
}

/* One mismatch in one line: its key and heading, or what was expected and what there is. */
static void put_mismatch(const struct mismatch *mismatch, struct buf *out)
{
	const char *first = mismatch->text, *second = first + strcspn(first, "\n");
	bool is_stop = strcmp(mismatch->key, "stop") == 0;

	buf_adds(out, mismatch->key);
	if (*first == '@') {
		buf_adds(out, ": ");
		put_cut(first + 1, is_stop, out);
	} else if (*first == '-' && second[0] == '\n' && second[1] == '+') {
		buf_adds(out, ": expected ");
		put_cut(first + 1, is_stop, out);
		buf_adds(out, ", is ");
		put_cut(second + 2, is_stop, out);
	}
}

/* The reason without the "PATH:LINE:COLUMN: " that an error begins with; sets the line, 0 where there is
 * none. */
static const char *reason_text(const struct report_case *rc, unsigned *line)
{
	const char *reason = rc->verdict.reason ? rc->verdict.reason : "";
	size_t len = rc->path ? strlen(rc->path) : 0;
	char *end;

	*line = 0;
	if (rc->verdict.status != VERDICT_ERROR || !len || strncmp(reason, rc->path, len) != 0 ||
	    reason[len] != ':')
		return reason;
	reason += len + 1;
	for (int i = 0; i < 2 && *reason >= '0' && *reason <= '9'; i++) {
		unsigned long number = strtoul(reason, &end, 10);

		if (*end != ':')
			break;
		if (i == 0)
			*line = (unsigned)number;
		reason = end + 1;
	}
	return reason + strspn(reason, " ");
}

char *report_case_headline(const struct report_case *rc)
{
	const struct verdict *verdict = &rc->verdict;
	struct buf text = {0}, plain = {0};
	unsigned line;
	const char *reason = reason_text(rc, &line);

	if (verdict->status == VERDICT_XPASS) {
		buf_printf(&text, "passed, though its xfail says: %s", reason);
	} else if (verdict->status == VERDICT_FAIL && verdict->count) {
		put_mismatch(&verdict->mismatches[0], &text);
		if (verdict->count > 1)
			buf_printf(&text, ", and %zu more", verdict->count - 1);
	} else {
		buf_add(&text, reason, strcspn(reason, "\n"));
	}
	text_plain(buf_str(&text), &plain);
	buf_fini(&text);
	return buf_take(&plain);
}

unsigned report_case_line(const struct report_case *rc)
{
	unsigned line;

	reason_text(rc, &line);
	if (line)
		return line;
	for (size_t i = 0; i < rc->verdict.count; i++) {
		if (rc->verdict.mismatches[i].line)
			return rc->verdict.mismatches[i].line;
	}
	return 0;
}

void report_case_fini(struct report_case *rc)
{
	free(rc->name);
	free(rc->path);
	free(rc->rom_path);
	free(rc->summary);
	for (size_t i = 0; i < rc->tag_count; i++)
		free(rc->tags[i]);
	free(rc->tags);
	free(rc->rerun);
	verdict_fini(&rc->verdict);
	free(rc->stop);
	free(rc->console);
	free(rc->serial);
	free(rc->screen);
	free(rc->ending);
	*rc = (struct report_case){0};
}
