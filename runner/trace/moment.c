#include "trace/moment.h"

#include <inttypes.h>
#include <string.h>

void moment_set(struct moment *moment, const struct step *step, const struct x86_state *after)
{
	step_fini(&moment->step);
	step_copy(&moment->step, step);
	moment->has_after = after;
	if (after)
		moment->after = *after;
}

void moment_fini(struct moment *moment)
{
	step_fini(&moment->step);
}

/* Append `text`, each line of it indented. */
static void put_indented(const char *text, unsigned indent, struct buf *out)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		buf_fill(out, ' ', indent);
		buf_add(out, text, len);
		buf_addc(out, '\n');
		text += len + (text[len] == '\n');
	}
}

void moment_print(const struct moment *moment, const struct line *line, unsigned indent, struct buf *out)
{
	struct buf text = {0};

	if (moment->times > 1)
		buf_printf(&text, "%" PRIu64 " times, the last:\n", moment->times);
	line_print(line, &moment->step, moment->has_after ? &moment->after : NULL, &text);
	put_indented(buf_str(&text), indent, out);
	buf_fini(&text);
}

void moment_print_load(const struct moment *load, const char *what, const struct line *line, unsigned indent,
		       struct buf *out)
{
	if (!load->has_after)
		return;
	buf_printf(out, "%*s%s was loaded by:\n", (int)indent, "", what);
	moment_print(load, line, indent + 2, out);
}
