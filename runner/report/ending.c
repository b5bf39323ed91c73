#include "report/ending.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/paint.h"
#include "report/report.h"
#include "x86/screen.h"

#define LABEL_COLUMNS 11
#define LINE_BYTES    160
#define POST_BYTES    48
#define WAITED_NS     10000000

void ending_put_label(const struct ending_style *style, const char *label, struct buf *out)
{
	size_t len = strlen(label) + 1;

	buf_fill(out, ' ', style->indent);
	buf_printf(out, "%s:", label);
	buf_fill(out, ' ', len < LABEL_COLUMNS ? LABEL_COLUMNS - len : 1);
}

/* Text of several lines, all of them but the first indented by `indent`; ends with a newline. */
static void put_lines(const char *text, size_t indent, struct buf *out)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		buf_add(out, text, len);
		buf_addc(out, '\n');
		text += len + (text[len] == '\n');
		if (*text)
			buf_fill(out, ' ', indent);
	}
}

void ending_print_stop(const struct ending_style *style, const struct result *result, struct buf *out)
{
	struct buf text = {0};

	ending_put_label(style, "stopped", out);
	result_print_stop(result, &text);
	put_lines(buf_str(&text), style->indent + LABEL_COLUMNS, out);
	buf_fini(&text);
}

/* One line of a stream at `bytes`; returns its length with the newline. */
static size_t put_stream_line(const struct ending_style *style, const uint8_t *bytes, size_t len,
			      struct buf *out)
{
	const uint8_t *newline = memchr(bytes, '\n', len);
	size_t content = newline ? (size_t)(newline - bytes) : len;
	size_t shown = content > LINE_BYTES ? LINE_BYTES : content;

	while (shown < content && shown &&
	       (bytes[shown] & 0xc0) == 0x80) /* not inside of a UTF-8 character */
		shown--;
	buf_fill(out, ' ', style->indent + 2);
	buf_adds(out, content ? "| " : "|");
	text_visible(bytes, shown, out);
	if (shown < content)
		buf_printf(out, "... (%zu more bytes)", content - shown);
	else if (!newline)
		buf_adds(out, " (no newline)");
	buf_addc(out, '\n');
	return content + (newline != NULL);
}

static size_t count_lines(const struct buf *stream)
{
	size_t count = 0;

	for (size_t i = 0; i < stream->len; i++)
		count += stream->data[i] == '\n';
	return count + (stream->data[stream->len - 1] != '\n');
}

/* All lines, or where they are too many the first and the last of them. */
static void put_stream_lines(const struct ending_style *style, const struct buf *stream, struct buf *out)
{
	size_t count = count_lines(stream), at = 0;
	size_t cut_from = count > style->stream_lines + 1 ? style->stream_lines / 2 : count;
	size_t cut_to = cut_from < count ? count - (style->stream_lines - cut_from) : count;

	for (size_t line = 0; line < count; line++) {
		if (line < cut_from || line >= cut_to) {
			at += put_stream_line(style, stream->data + at, stream->len - at, out);
			continue;
		}
		if (line == cut_from) {
			buf_fill(out, ' ', style->indent + 2);
			buf_printf(out, "... %zu lines left out\n", cut_to - cut_from);
		}
		at = (size_t)((const uint8_t *)memchr(stream->data + at, '\n', stream->len - at) -
			      stream->data) +
		     1;
	}
}

void ending_print_stream(const struct ending_style *style, const char *label, const struct buf *stream,
			 struct buf *out)
{
	if (!stream->len)
		return;
	ending_put_label(style, label, out);
	num_print_grouped(stream->len, out);
	buf_adds(out, stream->len == 1 ? " byte\n" : " bytes\n");
	put_stream_lines(style, stream, out);
}

void ending_print_screen(const struct ending_style *style, const struct result *result, struct buf *out)
{
	struct buf text = {0};

	if (result->screen.len == SCREEN_BYTES)
		screen_print(result->screen.data, &text);
	if (text.len) {
		ending_put_label(style, "screen", out);
		buf_printf(out, "%zu of %d lines\n", count_lines(&text), SCREEN_ROWS);
		put_stream_lines(style, &text, out);
	}
	buf_fini(&text);
}

void ending_print_post(const struct ending_style *style, const struct buf *post, struct buf *out)
{
	size_t from = post->len > POST_BYTES ? post->len - POST_BYTES : 0;

	if (!post->len)
		return;
	ending_put_label(style, "post", out);
	if (from)
		buf_printf(out, "(%zu before) ... ", from);
	for (size_t i = from; i < post->len; i++) {
		if (i > from && (i - from) % 16 == 0) {
			buf_addc(out, '\n');
			buf_fill(out, ' ', style->indent + LABEL_COLUMNS);
		}
		buf_printf(out, "%02x%s", post->data[i], i + 1 < post->len && (i + 1 - from) % 16 ? " " : "");
	}
	buf_addc(out, '\n');
}

/* "1-byte write of 0x12 to port 0x80" */
static void put_access(const struct access *access, struct buf *out)
{
	const char *space = access->is_mmio ? "" : "port ";

	buf_printf(out, "%u-byte ", access->size_bytes);
	if (access->is_write)
		buf_printf(out, "write of 0x%llx to ", (unsigned long long)access->value);
	else
		buf_adds(out, "read of ");
	buf_printf(out, "%s0x%llx\n", space, (unsigned long long)access->addr);
}

static void put_input(const struct ending_style *style, const char *label, const struct result_input *input,
		      struct buf *out)
{
	char *text = text_quoted_bytes(input->text.data, input->text.len);

	if (input->unsent_bytes) {
		ending_put_label(style, label, out);
		if (input->awaited == INPUT_SCREEN)
			buf_printf(out, "still waiting for %s on the screen", text);
		else if (input->awaited)
			buf_printf(out, "still waiting for the prompt %s", text);
		if (input->awaited && input->line)
			buf_printf(out, ", line %u", input->line);
		buf_adds(out, input->awaited ? "; " : "");
		num_print_grouped(input->unsent_bytes, out);
		buf_printf(out, " byte%s not sent\n", input->unsent_bytes == 1 ? "" : "s");
	}
	free(text);
}

void ending_print_inputs(const struct ending_style *style, const struct result *result, struct buf *out)
{
	put_input(style, "serial-input", &result->serial_input, out);
	put_input(style, "keys", &result->keys, out);
}

void ending_print_missed_bios(const struct ending_style *style, const struct result *result, struct buf *out)
{
	if (!result->missed_int)
		return;
	ending_put_label(style, "bios", out);
	buf_printf(out, "there is none, and the image has INT %02Xh in it, whose vector is 0000:0000\n",
		   result->missed_int);
	buf_fill(out, ' ', style->indent + LABEL_COLUMNS);
	buf_adds(out, "a real BIOS runs boot sectors from a disk: doc/devices.md, \"BIOSes that run\"\n");
}

void ending_print_strays(const struct ending_style *style, const struct result *result, struct buf *out)
{
	const struct {
		uint64_t count;
		const char *one, *many;
	} rows[] = {
		{result->stray_ports, "access to a port that does not answer",
		 "accesses to ports that do not answer"},
		{result->stray_mmio, "access to memory that is not there",
		 "accesses to memory that is not there"},
		{result->rom_writes, "write to read-only memory", "writes to read-only memory"},
	};
	bool any = false;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!rows[i].count)
			continue;
		if (any)
			buf_fill(out, ' ', style->indent + LABEL_COLUMNS);
		else
			ending_put_label(style, "stray", out);
		num_print_grouped(rows[i].count, out);
		buf_printf(out, " %s\n", rows[i].count == 1 ? rows[i].one : rows[i].many);
		any = true;
	}
	if (!any)
		return;
	buf_fill(out, ' ', style->indent + LABEL_COLUMNS);
	buf_adds(out, "first: ");
	put_access(&result->stray, out);
}

void ending_print_registers(const struct ending_style *style, const struct result *result, struct buf *out)
{
	static const char *const notes[] = {
		[STATE_FINAL] = "when it stopped\n",
		[STATE_REPLAYED] = "before the triple fault, as single-stepping saw them\n",
		[STATE_LOST] = "lost in the triple fault: KVM had already reset the CPU\n",
	};
	struct buf text = {0};

	ending_put_label(style, "registers", out);
	buf_adds(out, notes[result->state_source]);
	if (result->state_source == STATE_LOST)
		return;
	x86_state_print(&result->state, &text);
	buf_fill(out, ' ', text.len ? style->indent + 2 : 0);
	put_lines(buf_str(&text), style->indent + 2, out);
	buf_fini(&text);
}

/* What a guest computes takes about as long as it does on a PC; only waiting makes a difference worth a word.
 */
static bool waited(const struct result *result)
{
	return result->guest_ns / 2 > result->wall_ns && result->guest_ns - result->wall_ns > WAITED_NS;
}

void ending_print_guest_time(const struct ending_style *style, const struct result *result, struct buf *out)
{
	if (!waited(result))
		return;
	ending_put_label(style, "time", out);
	num_print_time(result->guest_ns, out);
	buf_adds(out, " in the guest\n");
}

static void put_cycles(const struct ending_style *style, const struct result *result, struct buf *out)
{
	static const char *const sources[] = {
		[CYCLES_PMU] = "counted by the CPU",
		[CYCLES_TSC] = "by the TSC: varies from run to run",
		[CYCLES_BOX] = "in the box, with the instructions of KVM's own work: varies slightly",
	};
	static const char exact[] = "in the box, where a cycle is an instruction: exact";

	ending_put_label(style, "cycles", out);
	num_print_grouped(result->cycles, out);
	buf_printf(out, " (%s)\n", result->cycles_exact ? exact : sources[result->cycle_source]);
	ending_put_label(style, "time", out);
	num_print_time(result->wall_ns, out);
	if (waited(result)) {
		buf_adds(out, ", ");
		num_print_time(result->guest_ns, out);
		buf_adds(out, " in the guest");
	}
	buf_addc(out, '\n');
}

/* One line of an ending without its newline: a label bold, the mark before a stream's line dim. */
static void paint_line(const char *line, size_t len, size_t indent, struct buf *out)
{
	size_t blank = strspn(line, " "), label = blank + strcspn(line + blank, ": ");

	if (blank == indent && label < len && line[label] == ':') {
		buf_add(out, line, blank);
		paint_put(out, true, PAINT_BOLD, "%.*s:", (int)(label - blank), line + blank);
		buf_add(out, line + label + 1, len - label - 1);
	} else if (blank == indent + 2 && line[blank] == '|') {
		buf_add(out, line, blank);
		paint_put(out, true, PAINT_DIM, "|");
		buf_add(out, line + blank + 1, len - blank - 1);
	} else {
		buf_add(out, line, len);
	}
}

void ending_paint(const char *text, unsigned indent, bool colour, struct buf *out)
{
	if (!colour)
		buf_adds(out, text);
	while (colour && *text) {
		size_t len = strcspn(text, "\n");

		paint_line(text, len, indent, out);
		buf_addc(out, '\n');
		text += len + (text[len] == '\n');
	}
}

void report_print_run(const struct result *result, bool colour, FILE *out)
{
	struct ending_style style = {.stream_lines = 400};
	struct buf text = {0}, painted = {0};

	ending_print_stop(&style, result, &text);
	put_cycles(&style, result, &text);
	ending_print_stream(&style, "console", &result->console, &text);
	ending_print_stream(&style, "serial", &result->serial, &text);
	ending_print_post(&style, &result->post, &text);
	ending_print_screen(&style, result, &text);
	ending_print_inputs(&style, result, &text);
	ending_print_missed_bios(&style, result, &text);
	ending_print_strays(&style, result, &text);
	ending_print_registers(&style, result, &text);
	ending_paint(buf_str(&text), style.indent, colour, &painted);
	fwrite(painted.data, 1, painted.len, out);
	buf_fini(&painted);
	buf_fini(&text);
}
