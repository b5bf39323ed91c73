#include "cmd/cover_print.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"

/* ---- files */

/* " 83.3 %     10/12" */
static void put_figure(size_t part, size_t whole, struct buf *out)
{
	struct buf rate = {0}, parts = {0};

	cover_put_rate(part, whole, &rate);
	if (whole)
		buf_printf(&parts, "%zu/%zu", part, whole);
	buf_printf(out, "%7s %11s", buf_str(&rate), buf_str(&parts));
	buf_fini(&rate);
	buf_fini(&parts);
}

void cover_put_files(const struct cover *cover, struct buf *out)
{
	if (cover->file_count)
		buf_printf(out, "%19s  %19s  file\n", "lines", "branch directions");
	for (size_t i = 0; i < cover->file_count; i++) {
		const struct cover_totals *totals = &cover->files[i].totals;

		put_figure(totals->lines_hit, totals->lines, out);
		buf_adds(out, "  ");
		put_figure(totals->directions_seen, totals->directions, out);
		buf_printf(out, "  %s\n", cover->files[i].name);
	}
}

/* ---- what is missing */

struct missing {
	const char *name;
	struct buf *out;
};

static void put_range(void *ctx, unsigned first, unsigned last)
{
	struct missing *missing = ctx;

	buf_printf(missing->out, "%s:%u", missing->name, first);
	if (last > first)
		buf_printf(missing->out, "-%u", last);
	buf_addc(missing->out, '\n');
}

/* Branches whose line was executed, but which went one way only. */
static void put_one_way(const struct cover_file *file, struct buf *out)
{
	for (size_t i = 0; i < file->line_count; i++) {
		const struct cover_line *line = &file->lines[i];

		if (line->hits && line->is_branch && !line->taken)
			buf_printf(out, "%s:%zu: never taken\n", file->name, i + 1);
		if (line->hits && line->is_branch && !line->not_taken)
			buf_printf(out, "%s:%zu: always taken\n", file->name, i + 1);
	}
}

void cover_put_missing(const struct cover *cover, struct buf *out)
{
	for (size_t i = 0; i < cover->file_count; i++) {
		struct missing missing = {cover->files[i].name, out};

		cover_missing(&cover->files[i], put_range, &missing);
		put_one_way(&cover->files[i], out);
	}
}

/* ---- cases and ROMs */

void cover_put_cases(const struct suite *suite, const struct cover_cases *cases, bool skips, struct buf *out)
{
	static const char *const words[] = {
		[COVER_CUT_OFF] = "CUT OFF", [COVER_SKIPPED] = "SKIPPED", [COVER_FAILED] = "ERROR"};

	for (size_t i = 0; i < cases->count; i++) {
		const struct cover_case *item = &cases->items[i];

		if (item->why && (skips || item->end != COVER_SKIPPED))
			buf_printf(out, "%-8s %s: %s\n", words[item->end], suite->cases.items[item->at],
				   item->why);
	}
}

void cover_put_unknown(const struct cover *cover, struct buf *out)
{
	for (size_t i = 0; i < cover->rom_count; i++) {
		const struct cover_rom *rom = cover->roms[i];

		if (rom->source.lacks)
			buf_printf(out, "%s: %s: %s\n",
				   rom->source.piece_count ? "partly counted" : "not counted", rom->path,
				   rom->source.lacks);
	}
}

void cover_put_orphans(const struct suite *suite, struct buf *out)
{
	for (size_t i = 0; i < suite->sources.count; i++)
		if (!suite->used[i])
			buf_printf(out, "not counted: rom-src/%s.asm has no case\n", suite->sources.items[i]);
}

static void put_count(size_t count, const char *what, struct buf *out)
{
	if (count)
		buf_printf(out, ", %zu %s", count, what);
}

void cover_put_closing(const struct cover_totals *totals, const struct cover_cases *cases, struct buf *out)
{
	size_t ran = cases->ends[COVER_ENDED] + cases->ends[COVER_CUT_OFF];

	if (totals->lines) {
		cover_put_rate(totals->lines_hit, totals->lines, out);
		buf_printf(out, " of %zu line%s, ", totals->lines, totals->lines == 1 ? "" : "s");
	} else {
		buf_adds(out, "no line of source is known, ");
	}
	if (totals->directions) {
		cover_put_rate(totals->directions_seen, totals->directions, out);
		buf_printf(out, " of %zu branch directions, ", totals->directions);
	}
	buf_printf(out, "by %zu case%s", ran, ran == 1 ? "" : "s");
	put_count(cases->ends[COVER_CUT_OFF], "of them cut off", out);
	put_count(cases->ends[COVER_SKIPPED], "skipped", out);
	put_count(cases->ends[COVER_FAILED], "not run", out);
}

/* ---- the gate */

#define WHOLE 100000u /* thousandths of a percent */

int cover_gate_parse(const char *text, struct cover_gate *out, struct err *err)
{
	size_t whole = strspn(text, "0123456789"), digits = 0;
	uint64_t value = 0;

	if (text[whole] == '.')
		digits = strspn(text + whole + 1, "0123456789");
	if (!whole || whole > 3 || digits > 3 || text[whole + (text[whole] == '.' ? digits + 1 : 0)] ||
	    (text[whole] == '.' && !digits))
		return err_set(err, "--min: \"%s\" is no percentage: 80 or 92.5, for example", text);
	for (size_t i = 0; i < whole; i++)
		value = value * 10 + (uint64_t)(text[i] - '0');
	for (size_t i = 0; i < 3; i++)
		value = value * 10 + (i < digits ? (uint64_t)(text[whole + 1 + i] - '0') : 0);
	if (value > WHOLE)
		return err_set(err, "--min: %s is more than 100 percent", text);
	*out = (struct cover_gate){.text = text, .min_thousandths = value};
	return 0;
}

bool cover_gate_holds(const struct cover_gate *gate, const struct cover_totals *totals, struct buf *out)
{
	if (!gate->text ||
	    (totals->lines && totals->lines_hit * (uint64_t)WHOLE >= gate->min_thousandths * totals->lines))
		return true;
	buf_printf(out, "below --min %s: %zu of %zu lines were executed", gate->text, totals->lines_hit,
		   totals->lines);
	return false;
}
