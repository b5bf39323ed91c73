/*
 * JUnit XML, as Maven's Surefire writes it and Jenkins, GitLab and others read it; doc/results.md says what
 * is where. Only elements and attributes that their common schema has.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "report/destination.h"
#include "report/details.h"
#include "report/markup.h"
#include "report/report.h"

struct junit {
	struct report base;
	char *path;
	struct buf head;     /* attributes and properties of the suite that are known at the beginning */
	struct buf cases;    /* the testcase elements */
	struct buf warnings; /* one a line */
};

static void put_attribute(const char *name, const char *value, struct buf *out)
{
	buf_printf(out, " %s=\"", name);
	markup_put_value(value, out);
	buf_addc(out, '"');
}

static void put_property(const char *name, const char *value, struct buf *out)
{
	buf_adds(out, "      <property");
	put_attribute("name", name, out);
	put_attribute("value", value, out);
	buf_adds(out, "/>\n");
}

static void put_timestamp(time_t when, struct buf *out)
{
	char text[64];
	struct tm tm;

	if (gmtime_r(&when, &tm) && strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm))
		put_attribute("timestamp", text, out);
}

static void junit_begin(struct report *report, const struct report_run *run)
{
	struct junit *junit = (struct junit *)report;
	char text[32];

	put_timestamp((time_t)run->started_s, &junit->head);
	buf_adds(&junit->head, ">\n    <properties>\n");
	put_property("romkit", run->version, &junit->head);
	if (run->shards) {
		snprintf(text, sizeof text, "%u/%u", run->shard, run->shards);
		put_property("shard", text, &junit->head);
	}
	if (run->shuffled) {
		snprintf(text, sizeof text, "%llu", (unsigned long long)run->seed);
		put_property("seed", text, &junit->head);
	}
	buf_adds(&junit->head, "    </properties>\n");
}

/* The folder of a case with dots, as a package of classes: "cases.cpu" of "cpu/flags". */
static void put_class(const char *name, struct buf *out)
{
	const char *slash = strrchr(name, '/');
	struct buf text = {0};

	buf_adds(&text, "cases");
	if (slash)
		buf_printf(&text, ".%.*s", (int)(slash - name), name);
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '/')
			text.data[i] = '.';
	}
	put_attribute("classname", buf_str(&text), out);
	buf_fini(&text);
}

/* <failure> or <error>, with what a terminal shows as its text. */
static void put_failure(const char *element, const char *type, const struct report_case *rc, struct buf *out)
{
	char *headline = report_case_headline(rc);
	struct buf details = {0};

	buf_printf(out, "      <%s", element);
	put_attribute("type", type, out);
	put_attribute("message", headline, out);
	buf_adds(out, ">\n");
	details_print(rc, false, &details);
	markup_put(buf_str(&details), out);
	buf_printf(out, "</%s>\n", element);
	buf_fini(&details);
	free(headline);
}

static void put_skipped(const struct report_case *rc, struct buf *out)
{
	static const char *const prefixes[VERDICT_STATUSES] = {
		[VERDICT_XFAIL] = "xfail: ",
		[VERDICT_NOT_RUN] = "not run: ",
	};
	const char *prefix = prefixes[rc->verdict.status];
	char *headline = report_case_headline(rc);
	char *message = str_printf("%s%s", prefix ? prefix : "", headline);

	buf_adds(out, "      <skipped");
	put_attribute("message", message, out);
	buf_adds(out, "/>\n");
	free(message);
	free(headline);
}

static void put_outcome(const struct report_case *rc, struct buf *out)
{
	switch (rc->verdict.status) {
	case VERDICT_FAIL:
		put_failure("failure", rc->verdict.count ? rc->verdict.mismatches[0].key : "failure", rc,
			    out);
		break;
	case VERDICT_XPASS: put_failure("failure", "xpass", rc, out); break;
	case VERDICT_ERROR: put_failure("error", "error", rc, out); break;
	case VERDICT_XFAIL:
	case VERDICT_SKIP:
	case VERDICT_NOT_RUN: put_skipped(rc, out); break;
	default: break;
	}
}

static void put_stream(const char *label, const char *text, struct buf *out)
{
	if (!text || !*text)
		return;
	buf_printf(out, "%s:\n%s", label, text);
	if (text[strlen(text) - 1] != '\n')
		buf_addc(out, '\n');
}

static void put_streams(const struct report_case *rc, struct buf *out)
{
	struct buf text = {0};

	put_stream("console", rc->console, &text);
	put_stream("serial", rc->serial, &text);
	put_stream("screen", rc->screen, &text);
	if (text.len) {
		buf_adds(out, "      <system-out>");
		markup_put(buf_str(&text), out);
		buf_adds(out, "</system-out>\n");
	}
	buf_fini(&text);
}

static void junit_finished(struct report *report, const struct report_case *rc)
{
	struct buf *out = &((struct junit *)report)->cases;
	struct buf inside = {0};

	buf_adds(out, "    <testcase");
	put_attribute("name", rc->name, out);
	put_class(rc->name, out);
	buf_printf(out, " time=\"%.6f\"", (double)rc->wall_ns / 1e9);
	put_outcome(rc, &inside);
	put_streams(rc, &inside);
	if (inside.len)
		buf_printf(out, ">\n%s    </testcase>\n", buf_str(&inside));
	else
		buf_adds(out, "/>\n");
	buf_fini(&inside);
}

static void junit_warning(struct report *report, const char *text)
{
	struct junit *junit = (struct junit *)report;

	buf_adds(&junit->warnings, "warning: ");
	markup_put(text, &junit->warnings);
	buf_addc(&junit->warnings, '\n');
}

static void put_document(const struct junit *junit, const struct report_totals *totals, struct buf *out)
{
	struct buf counts = {0};

	buf_printf(&counts, " name=\"romkit\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", totals->cases,
		   totals->failed, totals->errors);
	buf_printf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites%s time=\"%.6f\">\n",
		   buf_str(&counts), (double)totals->wall_ns / 1e9);
	buf_printf(out, "  <testsuite%s skipped=\"%zu\" time=\"%.6f\"", buf_str(&counts),
		   totals->skipped + totals->not_run + totals->xfailed, (double)totals->wall_ns / 1e9);
	buf_add(out, junit->head.data, junit->head.len);
	buf_add(out, junit->cases.data, junit->cases.len);
	if (junit->warnings.len)
		buf_printf(out, "    <system-err>%s</system-err>\n", buf_str(&junit->warnings));
	buf_adds(out, "  </testsuite>\n</testsuites>\n");
	buf_fini(&counts);
}

/* A document of its own, in which an error stands in place of all cases. */
static void put_stopped(const char *why, struct buf *out)
{
	struct report_case rc = {.name = str_dup("romkit"),
				 .verdict = {VERDICT_ERROR, NULL, 0, str_dup(why)}};
	struct junit stopped = {0};

	put_timestamp(time(NULL), &stopped.head);
	buf_adds(&stopped.head, ">\n    <properties>\n");
	put_property("stopped", why, &stopped.head);
	buf_adds(&stopped.head, "    </properties>\n");
	junit_finished(&stopped.base, &rc);
	put_document(&stopped, &(struct report_totals){.cases = 1, .errors = 1}, out);
	buf_fini(&stopped.head);
	buf_fini(&stopped.cases);
	report_case_fini(&rc);
}

/* Frees the document. */
static void write_document(struct report *report, struct buf *document)
{
	struct err err;

	if (destination_write(((struct junit *)report)->path, document, &err) < 0) {
		err_wrap(&err, "--junit");
		report_fail(report, &err);
	}
	buf_fini(document);
}

static void junit_end(struct report *report, const struct report_totals *totals)
{
	struct buf out = {0};

	put_document((struct junit *)report, totals, &out);
	write_document(report, &out);
}

static void junit_stop(struct report *report, const char *why)
{
	struct buf out = {0};

	put_stopped(why, &out);
	write_document(report, &out);
}

static void junit_free(struct report *report)
{
	struct junit *junit = (struct junit *)report;

	free(junit->path);
	buf_fini(&junit->head);
	buf_fini(&junit->cases);
	buf_fini(&junit->warnings);
	free(junit);
}

static const struct report_ops junit_ops = {
	.begin = junit_begin,
	.finished = junit_finished,
	.warning = junit_warning,
	.end = junit_end,
	.stop = junit_stop,
	.free = junit_free,
};

struct report *report_junit_new(const char *path, struct err *err)
{
	struct junit *junit = mem_zalloc(1, sizeof *junit);
	struct buf unfinished = {0};
	int ret;

	junit->base.ops = &junit_ops;
	junit->path = str_dup(path);
	put_stopped(DESTINATION_UNFINISHED, &unfinished);
	ret = destination_begin(path, &unfinished, err);
	buf_fini(&unfinished);
	if (ret == 0)
		return &junit->base;
	junit_free(&junit->base);
	err_wrap(err, "--junit");
	return NULL;
}
