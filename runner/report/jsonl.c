/* Results as JSON lines: doc/results.md. */
#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "report/destination.h"
#include "report/report.h"
#include "report/results_json.h"

struct jsonl {
	struct report base;
	int fd;
};

static int add_bytes(const char *bytes, size_t len, void *out)
{
	buf_add(out, bytes, len);
	return 0;
}

/* One line by one write; takes the reference. */
static void put_line(struct report *report, json_t *json)
{
	struct jsonl *jsonl = (struct jsonl *)report;
	struct buf line = {0};
	struct err err;

	json_dump_callback(json, add_bytes, &line, JSON_COMPACT);
	json_decref(json);
	buf_addc(&line, '\n');
	if (!report->failed && io_write_full(jsonl->fd, line.data, line.len, &err) < 0) {
		err_wrap(&err, "--jsonl");
		report_fail(report, &err);
	}
	buf_fini(&line);
}

static void jsonl_begin(struct report *report, const struct report_run *run)
{
	put_line(report, json_from_run(run));
}

static void jsonl_ended(struct report *report, const struct report_case *rc)
{
	put_line(report, json_from_case(rc));
}

static void jsonl_warning(struct report *report, const char *text)
{
	put_line(report, json_from_warning(text));
}

static void jsonl_end(struct report *report, const struct report_totals *totals)
{
	put_line(report, json_from_totals(totals));
}

static void jsonl_free(struct report *report)
{
	struct jsonl *jsonl = (struct jsonl *)report;

	close(jsonl->fd);
	free(jsonl);
}

static const struct report_ops jsonl_ops = {
	.begin = jsonl_begin,
	.ended = jsonl_ended,
	.warning = jsonl_warning,
	.end = jsonl_end,
	.free = jsonl_free,
};

struct report *report_jsonl_new(const char *path, struct err *err)
{
	int fd = destination_open(path, err);
	struct jsonl *jsonl;

	if (fd < 0) {
		err_wrap(err, "--jsonl");
		return NULL;
	}
	jsonl = mem_zalloc(1, sizeof *jsonl);
	jsonl->base.ops = &jsonl_ops;
	jsonl->fd = fd;
	return &jsonl->base;
}
