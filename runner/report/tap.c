/* TAP version 14 (testanything.org/tap-version-14-specification.html). */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/text.h"
#include "report/destination.h"
#include "report/details.h"
#include "report/report.h"

struct tap {
	struct report base;
	int fd;
	bool begun;
	size_t number; /* of the last test point */
};

/* Write what was made for one event in one go. */
static void flush_text(struct tap *tap, struct buf *text)
{
	struct err err;

	if (!tap->base.failed && io_write_full(tap->fd, text->data, text->len, &err) < 0) {
		err_wrap(&err, "--tap");
		report_fail(&tap->base, &err);
	}
	buf_fini(text);
}

/* One line of text with `#` and `\` escaped, so that it is no directive. */
static void put_escaped(const char *str, struct buf *out)
{
	struct buf plain = {0};

	text_plain(str, &plain);
	for (const char *p = buf_str(&plain); *p; p++) {
		if (*p == '#' || *p == '\\')
			buf_addc(out, '\\');
		buf_addc(out, (uint8_t)*p);
	}
	buf_fini(&plain);
}

/* A YAML scalar in single quotes. */
static void put_quoted(const char *str, struct buf *out)
{
	struct buf plain = {0};

	text_plain(str, &plain);
	buf_addc(out, '\'');
	for (const char *p = buf_str(&plain); *p; p++)
		buf_adds(out, *p == '\'' ? "\'\'" : (char[]){*p, 0});
	buf_adds(out, "\'\n");
	buf_fini(&plain);
}

static void put_key(const char *key, const char *value, struct buf *out)
{
	if (!value)
		return;
	buf_printf(out, "  %s: ", key);
	put_quoted(value, out);
}

/* Whole lines as a literal block. None is left empty: simple readers take an empty one for the block's end.
 */
static void put_block(const char *text, struct buf *out)
{
	buf_adds(out, "  details: |\n");
	while (*text) {
		size_t len = strcspn(text, "\n"), skip = strspn(text, " ");

		if (skip > REPORT_INDENT)
			skip = REPORT_INDENT;
		buf_adds(out, "    ");
		buf_add(out, text + skip, len - skip);
		buf_addc(out, '\n');
		text += len + (text[len] == '\n');
	}
}

static void put_diagnostic(const struct report_case *rc, struct buf *out)
{
	char *headline = report_case_headline(rc);
	struct buf details = {0};

	details_print(rc, false, &details);
	buf_adds(out, "  ---\n");
	put_key("message", headline, out);
	put_key("severity", rc->verdict.status == VERDICT_ERROR ? "error" : "fail", out);
	put_key("file", rc->path, out);
	if (report_case_line(rc))
		buf_printf(out, "  line: %u\n", report_case_line(rc));
	put_key("stop", rc->stop, out);
	if (rc->ran)
		buf_printf(out, "  duration_ms: %.6g\n", (double)rc->wall_ns / 1e6);
	put_block(buf_str(&details), out);
	buf_adds(out, "  ...\n");
	buf_fini(&details);
	free(headline);
}

static void put_directive(const char *word, const struct report_case *rc, struct buf *out)
{
	char *headline = report_case_headline(rc);

	buf_printf(out, " # %s ", word);
	put_escaped(headline, out);
	free(headline);
}

static void tap_begin(struct report *report, const struct report_run *run)
{
	struct tap *tap = (struct tap *)report;
	struct buf text = {0};

	tap->begun = true;
	buf_printf(&text, "TAP version 14\n1..%zu\n", run->count);
	flush_text(tap, &text);
}

static void tap_finished(struct report *report, const struct report_case *rc)
{
	struct tap *tap = (struct tap *)report;
	enum verdict_status status = rc->verdict.status;
	bool good = !verdict_is_bad(status) && status != VERDICT_XFAIL;
	struct buf text = {0};

	buf_printf(&text, "%s %zu - ", good ? "ok" : "not ok", ++tap->number);
	put_escaped(rc->name, &text);
	if (status == VERDICT_SKIP || status == VERDICT_NOT_RUN)
		put_directive("SKIP", rc, &text);
	else if (status == VERDICT_XFAIL)
		put_directive("TODO", rc, &text);
	buf_addc(&text, '\n');
	if (verdict_is_bad(status))
		put_diagnostic(rc, &text);
	flush_text(tap, &text);
}

/* A comment, which no line of may be taken for anything else. */
static void put_comment(const char *prefix, const char *str, struct buf *out)
{
	struct buf plain = {0};

	text_plain_lines(str, &plain);
	for (const char *p = buf_str(&plain); *p;) {
		size_t len = strcspn(p, "\n");

		buf_printf(out, "# %s%.*s\n", prefix, (int)len, p);
		prefix = "  ";
		p += len + (p[len] == '\n');
	}
	buf_fini(&plain);
}

static void tap_warning(struct report *report, const char *message)
{
	struct buf text = {0};

	put_comment("warning: ", message, &text);
	flush_text((struct tap *)report, &text);
}

static void tap_end(struct report *report, const struct report_totals *totals)
{
	struct buf closing = {0}, text = {0};

	report_totals_print(totals, &closing);
	put_comment("", buf_str(&closing), &text);
	if (totals->not_run && !totals->failed &&
	    !totals->errors) /* interrupted: skips alone would be a pass */
		buf_printf(&text, "Bail out! %zu not run\n", totals->not_run);
	flush_text((struct tap *)report, &text);
	buf_fini(&closing);
}

static void tap_stop(struct report *report, const char *why)
{
	struct tap *tap = (struct tap *)report;
	struct buf text = {0};

	if (!tap->begun)
		buf_adds(&text, "TAP version 14\n");
	buf_printf(&text, "Bail out! %.*s\n", (int)strcspn(why, "\n"), why);
	flush_text(tap, &text);
}

static void tap_free(struct report *report)
{
	struct tap *tap = (struct tap *)report;

	close(tap->fd);
	free(tap);
}

static const struct report_ops tap_ops = {
	.begin = tap_begin,
	.finished = tap_finished,
	.warning = tap_warning,
	.end = tap_end,
	.stop = tap_stop,
	.free = tap_free,
};

struct report *report_tap_new(const char *path, struct err *err)
{
	int fd = destination_open(path, err);
	struct tap *tap;

	if (fd < 0) {
		err_wrap(err, "--tap");
		return NULL;
	}
	tap = mem_zalloc(1, sizeof *tap);
	tap->base.ops = &tap_ops;
	tap->fd = fd;
	return &tap->base;
}
