/*
 * Annotations of a GitHub Actions run, and its summary. The commands and their escapes:
 * docs.github.com/actions/reference/workflow-commands-for-github-actions; actions/toolkit,
 * packages/core/src/command.ts.
 */
#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/io.h"
#include "base/text.h"
#include "report/details.h"
#include "report/report.h"

#define ANNOTATIONS_MAX 50   /* of each kind: GitHub shows no more of a job */
#define MESSAGE_BYTES   4000 /* of an annotation */
#define TABLE_ROWS      200  /* of the summary, which may have 1 MiB */

struct github {
	struct report base;
	FILE *out;
	char token[33];     /* that ends `stop-commands` */
	char *prefix;       /* from the top of the repository to the working folder: "" or "roms/" */
	char *summary_path; /* or NULL */
	struct buf errors, warnings, rows;
	size_t error_count, warning_count;
};

/* Data of a command; values of properties escape more. The log shows colours as a terminal does. */
static void put_escaped(const char *str, bool property, struct buf *out)
{
	struct buf plain = {0};

	text_plain_lines(str, &plain);
	for (const char *p = buf_str(&plain); *p; p++) {
		if (strchr(property ? "%\r\n:," : "%\r\n", *p))
			buf_printf(out, "%%%02X", (unsigned)*p);
		else
			buf_addc(out, (uint8_t)*p);
	}
	buf_fini(&plain);
}

static void put_property(const char *name, const char *value, struct buf *out)
{
	buf_printf(out, "%s=", name);
	put_escaped(value, true, out);
}

/* Cut the message to what is shown; whole characters. */
static void message_cut(struct buf *text)
{
	size_t len = text->len;

	while (len && text->data[len - 1] == '\n')
		len--;
	if (len > MESSAGE_BYTES) {
		len = MESSAGE_BYTES;
		while (len && (text->data[len] & 0xc0) == 0x80)
			len--;
	}
	text->len = len;
	if (text->data)
		text->data[len] = 0;
}

static void put_annotation(const struct github *github, const struct report_case *rc, struct buf *out)
{
	char *headline = report_case_headline(rc);
	char *title = str_printf("%s: %s", rc->name, headline);
	char *file = str_printf("%s%s", github->prefix, rc->path);
	struct buf text = {0};

	details_print_why(rc, &text);
	buf_adds(out, "::error ");
	if (*rc->path) {
		put_property("file", file, out);
		if (report_case_line(rc))
			buf_printf(out, ",line=%u", report_case_line(rc));
		buf_addc(out, ',');
	}
	put_property("title", title, out);
	buf_adds(out, "::");
	message_cut(&text);
	put_escaped(buf_str(&text), false, out);
	buf_addc(out, '\n');
	buf_fini(&text);
	free(file);
	free(title);
	free(headline);
}

/* Text in Markdown: any punctuation may stand behind a backslash and is itself then (CommonMark, 2.4). */
static void put_markdown(const char *str, struct buf *out)
{
	for (; *str; str++) {
		if (ispunct((unsigned char)*str))
			buf_addc(out, '\\');
		buf_addc(out, *str == '\n' ? ' ' : (uint8_t)*str);
	}
}

static void put_row(const struct report_case *rc, struct buf *out)
{
	char *headline = report_case_headline(rc);

	buf_printf(out, "| %s | ", verdict_status_name(rc->verdict.status));
	put_markdown(rc->name, out);
	buf_adds(out, " | ");
	put_markdown(headline, out);
	buf_adds(out, " |\n");
	free(headline);
}

/* No line that a guest wrote is a command: GitHub finds "##[...]" anywhere in a line. */
static void github_begin(struct report *report, const struct report_run *run)
{
	struct github *github = (struct github *)report;

	(void)run;
	fprintf(github->out, "::stop-commands::%s\n", github->token);
}

static void github_finished(struct report *report, const struct report_case *rc)
{
	struct github *github = (struct github *)report;

	if (!verdict_is_bad(rc->verdict.status))
		return;
	github->error_count++;
	if (github->error_count <= ANNOTATIONS_MAX)
		put_annotation(github, rc, &github->errors);
	if (github->error_count <= TABLE_ROWS)
		put_row(rc, &github->rows);
}

static void github_warning(struct report *report, const char *text)
{
	struct github *github = (struct github *)report;

	if (++github->warning_count > ANNOTATIONS_MAX)
		return;
	buf_adds(&github->warnings, "::warning title=romkit::");
	put_escaped(text, false, &github->warnings);
	buf_addc(&github->warnings, '\n');
}

static int append(const char *path, const struct buf *text, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	int ret;

	if (fd < 0)
		return err_sys(err, "%s: cannot write", path);
	ret = io_write_full(fd, text->data, text->len, err);
	if (ret < 0)
		err_wrap(err, "%s", path);
	close(fd);
	return ret;
}

static void write_summary(struct github *github, const struct report_totals *totals)
{
	struct buf text = {0};
	struct err err;

	buf_adds(&text, "### romkit: ");
	report_totals_print(totals, &text);
	buf_addc(&text, '\n');
	if (github->rows.len)
		buf_printf(&text, "\n| status | case | what |\n|---|---|---|\n%s", buf_str(&github->rows));
	if (github->error_count > TABLE_ROWS)
		buf_printf(&text, "\nand %zu more\n", github->error_count - TABLE_ROWS);
	buf_addc(&text, '\n');
	if (append(github->summary_path, &text, &err) < 0) {
		err_wrap(&err, "GITHUB_STEP_SUMMARY");
		report_fail(&github->base, &err);
	}
	buf_fini(&text);
}

static void resume_commands(const struct github *github)
{
	fprintf(github->out, "::%s::\n", github->token);
}

static void github_end(struct report *report, const struct report_totals *totals)
{
	struct github *github = (struct github *)report;

	resume_commands(github);
	fputs(buf_str(&github->errors), github->out);
	if (github->error_count > ANNOTATIONS_MAX)
		fprintf(github->out, "::error title=romkit::%zu more failed: see the log\n",
			github->error_count - ANNOTATIONS_MAX);
	fputs(buf_str(&github->warnings), github->out);
	fflush(github->out);
	if (github->summary_path)
		write_summary(github, totals);
}

static void github_stop(struct report *report, const char *why)
{
	struct github *github = (struct github *)report;
	struct buf text = {0};

	resume_commands(github);
	buf_adds(&text, "::error title=romkit::");
	put_escaped(why, false, &text);
	fprintf(github->out, "%s\n", buf_str(&text));
	fflush(github->out);
	buf_fini(&text);
}

static void github_free(struct report *report)
{
	struct github *github = (struct github *)report;

	free(github->prefix);
	free(github->summary_path);
	buf_fini(&github->errors);
	buf_fini(&github->warnings);
	buf_fini(&github->rows);
	free(github);
}

static const struct report_ops github_ops = {
	.begin = github_begin,
	.finished = github_finished,
	.warning = github_warning,
	.end = github_end,
	.stop = github_stop,
	.free = github_free,
};

/* The working folder as seen from `top`, with a slash at its end; "" where it is that or lies elsewhere. */
static char *folder_below(const char *top)
{
	char *here = realpath(".", NULL), *above = top ? realpath(top, NULL) : NULL;
	size_t len = above ? strlen(above) : 0;
	char *below;

	if (here && len && strncmp(here, above, len) == 0 && here[len] == '/')
		below = str_printf("%s/", here + len + 1);
	else
		below = str_dup("");
	free(above);
	free(here);
	return below;
}

static void make_token(char *out, size_t size)
{
	uint8_t bytes[16];

	if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
		abort();
	for (size_t i = 0; i < sizeof bytes; i++)
		snprintf(out + 2 * i, size - 2 * i, "%02x", bytes[i]);
}

struct report *report_github_new(FILE *out, const char *workspace, const char *summary_path)
{
	struct github *github = mem_zalloc(1, sizeof *github);

	github->base.ops = &github_ops;
	github->out = out;
	github->prefix = folder_below(workspace);
	github->summary_path = summary_path && *summary_path ? str_dup(summary_path) : NULL;
	make_token(github->token, sizeof github->token);
	return &github->base;
}
