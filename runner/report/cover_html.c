#include "report/cover_html.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/text.h"
#include "report/markup.h"

#define SOURCE_BYTES_MAX (16u << 20)

/* runner/report/html/assets.S */
extern const char html_cover_page[], html_cover_style[], html_cover_csp[];

/* ---- a line of source */

static bool is_one_way(const struct cover_line *line)
{
	return line->is_branch && (!line->taken || !line->not_taken);
}

static void put_one_way(const struct cover_line *line, struct buf *out)
{
	if (!line->hits || !is_one_way(line))
		return;
	if (line->taken)
		buf_adds(out, "<u>always taken</u>");
	else
		buf_adds(out, line->not_taken ? "<u>never taken</u>" : "<u>neither way was seen</u>");
}

/* `line` is NULL behind the last that counts. */
static void put_line(size_t number, const char *text, const struct cover_line *line, struct buf *out)
{
	const char *tag = "span";

	if (line && line->is_code)
		tag = !line->hits ? "del" : is_one_way(line) ? "mark" : "ins";
	buf_printf(out, "<%s><i>%zu</i><i>", tag, number);
	if (line && line->is_code)
		buf_printf(out, "%" PRIu64, line->hits);
	buf_adds(out, "</i>");
	markup_put(text, out);
	if (line)
		put_one_way(line, out);
	buf_printf(out, "</%s>", tag);
}

static void put_source(const struct cover_file *file, struct buf *source, struct buf *out)
{
	char *at = (char *)source->data, *end;

	buf_adds(out, "<pre>");
	for (size_t i = 0; at && *at; i++, at = end) {
		struct buf plain = {0};

		end = at + strcspn(at, "\n");
		if (*end)
			*end++ = 0;
		at[strcspn(at, "\r")] = 0;
		text_plain(at, &plain);
		put_line(i + 1, buf_str(&plain), i < file->line_count ? &file->lines[i] : NULL, out);
		buf_fini(&plain);
	}
	buf_adds(out, "</pre>");
}

/* ---- a file */

static void put_figure(size_t part, size_t whole, const char *what, struct buf *out)
{
	buf_adds(out, "<span class=\"figure\">");
	if (whole) {
		cover_put_rate(part, whole, out);
		buf_printf(out, " %s", what);
	}
	buf_adds(out, "</span>");
}

static void put_file(const struct cover_file *file, struct buf *out)
{
	const struct cover_totals *totals = &file->totals;
	struct buf source = {0};
	struct err err;

	buf_adds(out, "<details id=\"");
	markup_put_value(file->name, out);
	buf_adds(out, "\"><summary><span class=\"name\">");
	markup_put(file->name, out);
	buf_printf(out,
		   "</span><svg viewBox=\"0 0 %zu 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
		   "<rect width=\"%zu\" height=\"1\"/></svg>",
		   totals->lines, totals->lines_hit);
	put_figure(totals->lines_hit, totals->lines, "lines", out);
	put_figure(totals->directions_seen, totals->directions, "branches", out);
	buf_adds(out, "</summary>");
	if (io_read_file(file->path, SOURCE_BYTES_MAX, &source, &err) == 0)
		put_source(file, &source, out);
	else
		markup_put_element("p", err.text, out);
	buf_adds(out, "</details>\n");
	buf_fini(&source);
}

/* ---- the page */

/* What stands for the words in html/cover.html; as HTML. */
struct page {
	struct buf closing, facts, notes, files;
	const char *version, *outcome;
};

static void page_fini(struct page *page)
{
	buf_fini(&page->closing);
	buf_fini(&page->facts);
	buf_fini(&page->notes);
	buf_fini(&page->files);
}

static void put_page(const struct page *page, struct buf *out)
{
	const struct markup_slot slots[] = {
		{"csp", html_cover_csp},          {"style", html_cover_style},
		{"version", page->version},       {"title", buf_str(&page->closing)},
		{"outcome", page->outcome},       {"closing", buf_str(&page->closing)},
		{"facts", buf_str(&page->facts)}, {"notes", buf_str(&page->notes)},
		{"files", buf_str(&page->files)},
	};

	markup_fill(html_cover_page, slots, sizeof slots / sizeof *slots, out);
}

static void put_notes(const char *notes, struct buf *out)
{
	while (*notes) {
		size_t len = strcspn(notes, "\n");
		char *line = str_printf("%.*s", (int)len, notes);

		markup_put_element("p class=\"notes\"", line, out);
		buf_addc(out, '\n');
		free(line);
		notes += len + (notes[len] != 0);
	}
}

void cover_html(const struct cover *cover, const struct cover_html_facts *facts, struct buf *out)
{
	struct page page = {.version = facts->version, .outcome = facts->is_good ? "good" : "bad"};

	markup_put(facts->closing, &page.closing);
	buf_adds(&page.facts, "coverage, romkit ");
	markup_put(facts->version, &page.facts);
	if (strcmp(facts->suite, ".") != 0 && *facts->suite) {
		buf_adds(&page.facts, ", suite ");
		markup_put(facts->suite, &page.facts);
	}
	put_notes(facts->notes, &page.notes);
	for (size_t i = 0; i < cover->file_count; i++)
		put_file(&cover->files[i], &page.files);
	put_page(&page, out);
	page_fini(&page);
}

void cover_html_stopped(const char *why, struct buf *out)
{
	struct page page = {.version = "", .outcome = "bad"};

	buf_adds(&page.closing, "no coverage");
	put_notes(why, &page.notes);
	put_page(&page, out);
	page_fini(&page);
}
