#include "parent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge/bless.h"
#include "judge/judge.h"
#include "pool/child.h"
#include "pool/wire.h"
#include "report/details.h"
#include "report/results_json.h"
#include "trace/json.h"
#include "trace/last_moments.h"

static const char case_text[] = "machine: {disk: d.img}\n"
				"stop: exit 0x1234\n"
				"console: |\n  Hello\n"
				"console-match: [^H, o$]\n"
				"serial: \"\\0\\r\\n\"\n"
				"serial-match: [x]\n"
				"post: [1, 2]\n"
				"post-last: 2\n"
				"screen: Hello\n"
				"screen-match: ['^ *$', x]\n"
				"registers:\n"
				"  rax: 0x5a5a5a5a5a5a5a5a\n"
				"  bx: 0x1234\n"
				"  flags: zf=1 cf=0\n"
				"  cs.base: 0\n"
				"  gdtr.limit: 0xffff\n"
				"  st0: 0x12\n"
				"  xmm0: 0x12\n"
				"  msr 0x174: 8\n"
				"  msr 0x175: 8\n"
				"memory: {0x500: 55 a?, 0x600: 01}\n"
				"disk-after: {7: 55 aa, 8..1007: unchanged, 281474976710655: 77}\n"
				"cycles: 1..3\n";

void parent_init(struct parent *parent)
{
	struct err err;

	*parent = (struct parent){.text = str_dup(case_text)};
	buf_fill(&parent->disk, 0x11, 64 * 512);
	if (case_parse("cases/x.expect", "x", case_text, strlen(case_text), &parent->tc, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		abort();
	}
}

void parent_fini(struct parent *parent)
{
	case_fini(&parent->tc);
	buf_fini(&parent->disk);
	free(parent->text);
}

/* ---- what becomes of a result */

static void report(struct report_case *rc, const struct result *result)
{
	struct buf text = {0};
	char *headline;

	report_case_add_run(rc, result, true);
	details_print(rc, true, &text);
	headline = report_case_headline(rc);
	json_decref(json_from_case(rc));
	free(headline);
	buf_fini(&text);
}

static void judge(const struct parent *parent, const struct result *result)
{
	struct report_case rc = {.name = str_dup("x"), .path = str_dup("cases/x.expect"), .ran = true};

	judge_case(&parent->tc, &parent->disk, result, &rc.verdict);
	report(&rc, result);
	report_case_fini(&rc);
}

static void bless(const struct parent *parent, const struct result *result)
{
	struct buf text = {0};
	struct err err;

	bless_text(&parent->tc, parent->text, strlen(parent->text), &parent->disk, result, true, &text, &err);
	buf_fini(&text);
}

/* A copy that is exactly as long: ASan sees a read behind it. */
static int take_result(const struct parent *parent, const struct buf *payload, enum parent_depth depth)
{
	uint8_t *copy = malloc(payload->len ? payload->len : 1);
	struct result result;
	struct err err = {{0}};
	int ret;

	if (payload->len)
		memcpy(copy, payload->data, payload->len);
	ret = wire_get_result(copy, payload->len, &result, &err);
	free(copy);
	if (ret < 0) {
		if (!err.text[0])
			abort();
		return 0;
	}
	if (depth >= JUDGE)
		judge(parent, &result);
	if (depth >= BLESS)
		bless(parent, &result);
	result_fini(&result);
	return 1;
}

static void take_error(const struct buf *payload)
{
	struct err err;

	wire_get_error(payload->data, payload->len, &err);
	for (const char *c = err.text; *c; c++) {
		if ((uint8_t)*c < ' ' && *c != '\n')
			abort();
	}
}

/* ---- what becomes of a trace: an autopsy, and lines of JSON; without a source, as that is the parent's own
 */

static const struct source no_source;

static void put_json(void *ctx, const struct step *step, const struct x86_state *after)
{
	buf_clear(ctx);
	json_print_step(&no_source, START_REAL, step, after, ctx);
}

static void skip_step(void *ctx, const struct step *step, const struct x86_state *after)
{
	(void)ctx;
	(void)step;
	(void)after;
}

static void take_steps(const struct buf *payload, step_fn *fn)
{
	struct buf text = {0};
	struct steps steps = {.fn = fn, .ctx = &text};

	steps_take(&steps, payload->data, payload->len);
	if (steps.failed && !steps.failure.text[0])
		abort();
	steps_end(&steps, NULL);
	buf_fini(&text);
}

static void take_autopsy(const struct buf *payload)
{
	const struct line line = {.source = &no_source};
	struct last_moments *moments = mem_zalloc(1, sizeof *moments);
	struct buf text = {0};

	last_moments_init(moments);
	steps_take(&moments->steps, payload->data, payload->len);
	last_moments_print(moments, &line, NULL, 2, &text);
	last_moments_fini(moments);
	buf_fini(&text);
	free(moments);
}

static void take_trace(const struct buf *payload, enum parent_depth depth)
{
	take_steps(payload, depth >= JUDGE ? put_json : skip_step);
	if (depth >= JUDGE)
		take_autopsy(payload);
}

/* A debugger's: the gdb server shows its text and bytes as they are. */
static void take_answer(const struct buf *payload)
{
	struct debug_answer answer;
	struct err err;

	if (wire_get_answer(payload->data, payload->len, &answer, &err) < 0)
		return;
	if (!memchr(answer.halt.text, 0, sizeof answer.halt.text) || answer.bytes.len > DEBUG_BYTES_MAX)
		abort();
	debug_answer_fini(&answer);
}

int parent_take(const struct parent *parent, const uint8_t *bytes, size_t len, enum parent_depth depth)
{
	struct child child = {0};
	struct wire_header header;
	struct buf payload = {0};
	struct err err;
	int honest = 0;

	buf_add(&child.in, bytes, len);
	while (child_next_frame(&child, WIRE_PAYLOAD_MAX, &header, &payload, &err) > 0) {
		if (header.type == WIRE_RESULT)
			honest += take_result(parent, &payload, depth);
		else if (header.type == WIRE_ERROR)
			take_error(&payload);
		else if (header.type == WIRE_TRACE)
			take_trace(&payload, depth);
		else if (header.type == WIRE_DEBUG)
			take_answer(&payload);
	}
	buf_fini(&child.in);
	buf_fini(&payload);
	return honest;
}
