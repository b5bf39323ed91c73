#include "trace/line.h"

#include <inttypes.h>
#include <string.h>

#include "base/paint.h"
#include "base/text.h"
#include "trace/changes.h"
#include "x86/mode.h"

#define IP_COLUMNS      15
#define INSN_COLUMNS    31
#define EFFECTS_COLUMNS 29
#define ACCESSES_SHOWN  4

void line_print_ip(const struct x86_state *st, struct buf *out)
{
	enum x86_mode mode = x86_mode(st);

	if (mode == X86_MODE_LONG)
		buf_printf(out, st->rip >> 32 ? "%016" PRIx64 : "%08" PRIx64, st->rip);
	else if (mode == X86_MODE_PROTECTED || st->rip >> 16)
		buf_printf(out, "%04x:%08" PRIx64, st->seg[X86_CS].selector, st->rip);
	else
		buf_printf(out, "%04x:%04" PRIx64, st->seg[X86_CS].selector, st->rip);
}

void line_print_access(const struct access *access, struct buf *out)
{
	const char *verb =
		access->is_mmio ? access->is_write ? "write" : "read" : (access->is_write ? "out" : "in");

	buf_printf(out, "%s %#" PRIx64 " %s 0x%" PRIx64, verb, access->addr, access->is_write ? "<-" : "->",
		   access->value);
}

/* ---- columns */

static void trim(struct buf *out)
{
	while (out->len && out->data[out->len - 1] == ' ')
		out->data[--out->len] = '\0';
}

/* A cell that is too long pushes the rest aside. */
static void put_cell(struct buf *out, bool colour, enum paint paint, const struct buf *cell, int columns)
{
	paint_put(out, colour, cell->len ? paint : PAINT_NONE, "%s", buf_str(cell));
	buf_fill(out, ' ', cell->len < (size_t)columns ? (size_t)columns - cell->len : 1);
}

static void put_change(void *ctx, const char *name, uint64_t before, uint64_t value)
{
	struct buf *out = ctx;

	(void)before;
	buf_printf(out, "%s%s=", out->len ? " " : "", name);
	buf_printf(out, value < 10 ? "%" PRIu64 : "%#" PRIx64, value);
}

static void put_effects(const struct step *step, const struct x86_state *after, struct buf *out)
{
	size_t stored = step->access_count < STEP_ACCESSES_MAX ? step->access_count : STEP_ACCESSES_MAX;

	if (after)
		changes_each(&step->state, after, put_change, out);
	for (size_t i = 0; i < stored && i < ACCESSES_SHOWN; i++) {
		buf_adds(out, out->len ? ", " : "");
		line_print_access(&step->accesses[i], out);
	}
	if (step->access_count > ACCESSES_SHOWN)
		buf_printf(out, " and %zu more", step->access_count - ACCESSES_SHOWN);
}

/* ---- what is behind the step */

static void put_event(const struct step_event *event, bool colour, struct buf *out)
{
	static const char *const kinds[TRACE_EVENTS] = {
		[EVENT_EXCEPTION] = "exception",
		[EVENT_SOFTWARE] = "interrupt",
		[EVENT_HARDWARE] = "external interrupt",
		[EVENT_END] = "the run ends here",
	};
	const char *line = event->text;

	if (!*line && event->event == EVENT_END)
		paint_put(out, colour, PAINT_YELLOW, "    %s\n", kinds[EVENT_END]);
	else if (!*line)
		paint_put(out, colour, PAINT_YELLOW, "    %s %#x\n", kinds[event->event], event->vector);
	while (*line) {
		size_t len = strcspn(line, "\n");

		paint_put(out, colour, PAINT_YELLOW, "    %.*s", (int)len, line);
		buf_addc(out, '\n');
		line += len + (line[len] == '\n');
	}
}

void line_print_place(const struct line *line, const struct step *step, struct buf *out)
{
	struct place place;

	place_of_step(line->source, line->start, step, &place);
	line_print_ip(&step->state, out);
	buf_addc(out, ' ');
	place_put_source(&place, out);
	trim(out);
}

void line_print(const struct line *line, const struct step *step, const struct x86_state *after,
		struct buf *out)
{
	bool colour = line->colour;
	struct place place;
	struct buf cells[4] = {{0}};

	place_of_step(line->source, line->start, step, &place);
	line_print_ip(&step->state, &cells[0]);
	place_put_insn(line->source, step, &place, &cells[1]);
	put_effects(step, after, &cells[2]);
	place_put_source(&place, &cells[3]);
	put_cell(out, colour, PAINT_NONE, &cells[0], IP_COLUMNS);
	put_cell(out, colour, place.status == INSN_OK ? PAINT_BOLD : PAINT_RED, &cells[1], INSN_COLUMNS);
	put_cell(out, colour, PAINT_CYAN, &cells[2], EFFECTS_COLUMNS);
	put_cell(out, colour, PAINT_DIM, &cells[3], 0);
	trim(out);
	buf_addc(out, '\n');
	for (size_t i = 0; i < step->event_count; i++)
		put_event(&step->events[i], colour, out);
	for (int i = 0; i < 4; i++)
		buf_fini(&cells[i]);
}
