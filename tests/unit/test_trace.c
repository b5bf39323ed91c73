#include <stdlib.h>
#include <string.h>

#include "run/trace.h"
#include "suites.h"
#include "trace/json.h"
#include "trace/line.h"
#include "trace/mark.h"
#include "trace/steps.h"
#include "x86/bits.h"

/* ---- records */

static struct x86_state real_mode(uint64_t rip)
{
	struct x86_state st = {.rip = rip, .rflags = 2};

	for (int i = 0; i < X86_SEGS; i++)
		st.seg[i] = (struct x86_seg){.attr = 0x93, .limit = 0xffff};
	return st;
}

/* Three steps; the second has accesses, an interrupt behind it and so a state of its own. */
static void put_run(struct buf *out)
{
	struct trace_writer writer = {.out = out};
	struct x86_state st = real_mode(0x7c00);
	const struct access in = {.addr = 0x60, .value = 0x1c, .size_bytes = 1};
	const struct access write = {
		.addr = 0xfee00020, .value = 5, .size_bytes = 4, .is_mmio = true, .is_write = true};

	trace_put_step(&writer, &st, (const uint8_t *)"\xb0\x41", 2);
	st.rip += 2;
	st.gpr[X86_RAX] = 0x41;
	trace_put_step(&writer, &st, (const uint8_t *)"\xe4\x60", 2);
	trace_put_access(&writer, &in);
	trace_put_access(&writer, &write);
	st.rip += 2;
	st.gpr[X86_RAX] = 0x1c;
	trace_put_state(&writer, &st);
	trace_put_event(&writer, &(struct trace_record){.event = EVENT_HARDWARE,
							.vector = 8,
							.is_lost = true,
							.cs = 0,
							.rip = st.rip,
							.text = "interrupt\nand more\n"});
	st.rip = 0x9000;
	st.gpr[X86_RSP] = 0x6ffa;
	st.cr3 = 0x1000;
	trace_put_step(&writer, &st, NULL, 0);
}

/* What was told of each step. */
struct told {
	struct step steps[4];
	struct x86_state after[4];
	bool has_after[4];
	unsigned count;
};

static void take(void *ctx, const struct step *step, const struct x86_state *after)
{
	struct told *told = ctx;

	ck_assert_uint_lt(told->count, 4);
	step_copy(&told->steps[told->count], step);
	told->has_after[told->count] = after;
	if (after)
		told->after[told->count] = *after;
	told->count++;
}

static void told_fini(struct told *told)
{
	for (unsigned i = 0; i < told->count; i++)
		step_fini(&told->steps[i]);
}

static void check_run(const struct told *told)
{
	const struct step *second = &told->steps[1];

	ck_assert_uint_eq(told->count, 3);
	ck_assert_uint_eq(told->steps[0].len, 2);
	ck_assert_uint_eq(told->after[0].gpr[X86_RAX], 0x41);
	ck_assert_uint_eq(second->number, 1);
	ck_assert_uint_eq(second->access_count, 2);
	ck_assert_uint_eq(second->accesses[0].value, 0x1c);
	ck_assert(!second->accesses[0].is_write && !second->accesses[0].is_mmio);
	ck_assert(second->accesses[1].is_write && second->accesses[1].is_mmio);
	ck_assert_uint_eq(second->event_count, 1);
	ck_assert_int_eq(second->events[0].event, EVENT_HARDWARE);
	ck_assert_uint_eq(second->events[0].vector, 8);
	ck_assert(second->events[0].is_lost);
	ck_assert_uint_eq(second->events[0].rip, 0x7c04);
	ck_assert_str_eq(second->events[0].text, "interrupt\nand more\n");
	/* Before the interrupt. */
	ck_assert_uint_eq(told->after[1].rip, 0x7c04);
	ck_assert_uint_eq(told->after[1].gpr[X86_RSP], 0);
	ck_assert_uint_eq(told->steps[2].state.cr3, 0x1000);
	ck_assert_uint_eq(told->steps[2].state.seg[X86_DS].limit, 0xffff);
	ck_assert(!told->has_after[2]);
}

START_TEST(records)
{
	struct told told = {.count = 0};
	struct steps steps = {.fn = take, .ctx = &told};
	struct buf chunk = {0};

	put_run(&chunk);
	steps_take(&steps, chunk.data, chunk.len);
	ck_assert_uint_eq(told.count, 2);
	steps_end(&steps, NULL);
	ck_assert(!steps.failed);
	check_run(&told);
	told_fini(&told);
	buf_fini(&chunk);
}
END_TEST

static void count(void *ctx, const struct trace_record *record)
{
	(void)record;
	++*(unsigned *)ctx;
}

/* The first `len` bytes: whole records alone decode. */
static bool decodes(const struct buf *chunk, size_t len, unsigned *told)
{
	struct trace_reader reader = {0};
	uint8_t *copy = mem_zalloc(len + 1, 1); /* so that a read behind its end is found */
	struct err err = {0};
	int ret;

	memcpy(copy, chunk->data, len);
	copy = mem_realloc(copy, len ? len : 1, 1);
	*told = 0;
	ret = trace_read(&reader, copy, len, count, told, &err);
	if (ret < 0)
		ck_assert_str_eq(err.text, "the worker sent a trace that does not decode");
	free(copy);
	return ret == 0;
}

START_TEST(truncated)
{
	struct buf chunk = {0};
	unsigned told, whole = 0;

	put_run(&chunk);
	for (size_t len = 0; len <= chunk.len; len++)
		whole += decodes(&chunk, len, &told);
	/* At its start, and behind each of seven records. */
	ck_assert_uint_eq(whole, 8);
	ck_assert_uint_eq(told, 7);
	buf_fini(&chunk);
}
END_TEST

static void forget(void *ctx, const struct step *step, const struct x86_state *after)
{
	struct line line = {.source = ctx};
	struct buf out = {0};

	line_print(&line, step, after, &out);
	json_print_step(ctx, START_REAL, step, after, &out);
	buf_fini(&out);
}

/* Whatever a worker sends is told or refused. */
START_TEST(hostile)
{
	const struct source source = {0};
	struct buf chunk = {0};

	put_run(&chunk);
	for (size_t bit = 0; bit < chunk.len * 8; bit++) {
		struct steps steps = {.fn = forget, .ctx = (void *)&source};

		chunk.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		steps_take(&steps, chunk.data, chunk.len);
		steps_take(&steps, chunk.data, chunk.len);
		steps_end(&steps, NULL);
		chunk.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	buf_fini(&chunk);
}
END_TEST

/* Nothing of a step before the first one, and no more accesses and events than are kept. */
START_TEST(many)
{
	struct told told = {.count = 0};
	struct steps steps = {.fn = take, .ctx = &told};
	const struct access access = {.addr = 1, .size_bytes = 1};
	struct x86_state st = real_mode(0);
	struct buf chunk = {0};
	struct trace_writer writer = {.out = &chunk};

	trace_put_access(&writer, &access);
	trace_put_event(&writer, &(struct trace_record){.event = EVENT_END, .text = ""});
	trace_put_step(&writer, &st, (const uint8_t *)"\x90", 1);
	for (int i = 0; i < 200; i++) {
		trace_put_access(&writer, &access);
		trace_put_event(&writer, &(struct trace_record){.event = EVENT_END, .text = ""});
	}
	steps_take(&steps, chunk.data, chunk.len);
	steps_end(&steps, &st);
	ck_assert_uint_eq(told.count, 1);
	ck_assert_uint_eq(told.steps[0].access_count, 200);
	ck_assert_uint_le(told.steps[0].event_count, 200);
	told_fini(&told);
	buf_fini(&chunk);
}
END_TEST

/* ---- lines */

static struct step step_at(const struct x86_state *st, const char *bytes, size_t len)
{
	struct step step = {.state = *st, .len = len};

	memcpy(step.bytes, bytes, len);
	return step;
}

static void check_line(const struct step *step, const struct x86_state *after, const char *expected)
{
	const struct source nothing = {0};
	const struct line line = {.source = &nothing};
	struct buf out = {0};

	line_print(&line, step, after, &out);
	ck_assert_str_eq(buf_str(&out), expected);
	buf_fini(&out);
}

START_TEST(line_real)
{
	struct x86_state st = real_mode(0x7c00), after;
	struct step step = step_at(&st, "\xb8\x10\x00\xf4", 4);

	st.gpr[X86_RAX] = 0x12340000;
	step.state = after = st;
	after.gpr[X86_RAX] = 0x12340010;
	after.rflags |= 0x41;
	check_line(&step, &after, "0000:7c00      mov ax, 0x10                   ax=0x10 cf=1 zf=1\n");
	after.gpr[X86_RAX] = 0x10;
	check_line(&step, &after, "0000:7c00      mov ax, 0x10                   eax=0x10 cf=1 zf=1\n");
	check_line(&step, NULL, "0000:7c00      mov ax, 0x10\n");
}
END_TEST

START_TEST(line_segments)
{
	struct x86_state st = real_mode(0x7c00), after = st;
	struct step step = step_at(&st, "\x8e\xd8", 2);

	after.seg[X86_DS].selector = 0x40;
	after.seg[X86_DS].base = 0x400;
	after.seg[X86_ES].limit = 0xffffffff;
	check_line(&step, &after,
		   "0000:7c00      mov ds, ax                     es.limit=0xffffffff ds=0x40\n");
}
END_TEST

static struct x86_state protected_mode(uint64_t rip)
{
	struct x86_state st = real_mode(rip);

	st.cr0 = X86_CR0_PE;
	st.seg[X86_CS] =
		(struct x86_seg){.selector = 8, .attr = 0x9b | X86_ATTR_DB | X86_ATTR_G, .limit = UINT32_MAX};
	return st;
}

START_TEST(line_protected)
{
	struct x86_state st = protected_mode(0x100000), after = st;
	struct step step = step_at(&st, "\x0f\x20\xc0", 3);

	after.gpr[X86_RAX] = 1;
	after.gpr[X86_RDI] = 0xffffffff;
	after.cr3 = 0x2000;
	check_line(&step, &after,
		   "0008:00100000  mov eax, cr0                   eax=1 edi=0xffffffff cr3=0x2000\n");
}
END_TEST

START_TEST(line_long)
{
	struct x86_state st = protected_mode(0x100000), after;
	struct step step;

	st.efer = X86_EFER_LMA | X86_EFER_LME;
	st.seg[X86_CS].attr = 0x9b | X86_ATTR_L;
	after = st;
	after.gpr[X86_R9] = 0xffff800000000000;
	step = step_at(&st, "\x49\x89\xc1", 3);
	check_line(&step, &after, "00100000       mov r9, rax                    r9=0xffff800000000000\n");
	step.state.rip = 0xffff800000000000;
	check_line(&step, NULL, "ffff800000000000 mov r9, rax\n");
}
END_TEST

START_TEST(line_bytes)
{
	struct x86_state st = real_mode(0x7c00);
	struct step step = step_at(&st, "\x0f\x04\xff\xff\xff\xff\xff\xff\xff", 9);

	check_line(&step, NULL, "0000:7c00      0f 04 ff ff ff ff ff ff ..\n");
	step.len = 0;
	check_line(&step, NULL, "0000:7c00      (nothing can be fetched)\n");
}
END_TEST

START_TEST(line_events)
{
	struct x86_state st = real_mode(0x7c00);
	struct step step = step_at(&st, "\xee", 1);
	struct step_event events[] = {{.event = EVENT_EXCEPTION, .vector = 13, .text = (char *)"one\ntwo\n"},
				      {.event = EVENT_SOFTWARE, .vector = 0x10, .text = (char *)""},
				      {.event = EVENT_END, .text = (char *)""}};

	step.events = events;
	step.event_count = 3;
	step.access_count = 6;
	for (int i = 0; i < 6; i++)
		step.accesses[i] = (struct access){
			.addr = 0xe9, .value = (uint64_t)i, .size_bytes = 1, .is_write = true};
	check_line(
		&step, &st,
		"0000:7c00      out dx, al                     out 0xe9 <- 0x0, out 0xe9 <- 0x1, out 0xe9 <- "
		"0x2, out 0xe9 <- 0x3 and 2 more\n"
		"    one\n    two\n    interrupt 0x10\n    the run ends here\n");
}
END_TEST

START_TEST(json_line)
{
	const struct source nothing = {0};
	struct x86_state st = real_mode(0x7c00), after = st;
	struct step step = step_at(&st, "\xe4\x60\xf4", 3);
	struct buf out = {0};

	after.gpr[X86_RAX] = 0x1c;
	step.number = 7;
	step.accesses[0] = (struct access){.addr = 0x60, .value = 0x1c, .size_bytes = 1};
	step.access_count = 1;
	json_print_step(&nothing, START_REAL, &step, &after, &out);
	ck_assert_str_eq(
		buf_str(&out),
		"{\"step\":7,\"mode\":\"real mode\",\"cs\":\"0x0\",\"ip\":\"0x7c00\",\"linear\":\"0x7c00\","
		"\"bytes\":\"e460\",\"text\":\"in al, 0x60\",\"changed\":{\"ax\":\"0x1c\"},"
		"\"accesses\":[{\"kind\":\"in\",\"addr\":\"0x60\",\"size\":1,\"value\":\"0x1c\"}],"
		"\"access_count\":1}\n");
	buf_fini(&out);
}
END_TEST

/* ---- marks */

START_TEST(marks)
{
	const struct source nothing = {0};
	struct x86_state st = real_mode(0x10);
	struct step step;
	struct mark mark;
	struct err err;

	st.seg[X86_CS].selector = 0x7c0;
	st.seg[X86_CS].base = 0x7c00;
	step = step_at(&st, "\x90", 1);
	ck_assert(mark_parse("0x7c10", &nothing, &mark, &err) == 0);
	ck_assert(mark_is_at(&mark, &nothing, START_REAL, &step));
	ck_assert(mark_parse("07c0:0010", &nothing, &mark, &err) == 0);
	ck_assert(mark_is_at(&mark, &nothing, START_REAL, &step));
	ck_assert(mark_parse("0:7c10", &nothing, &mark, &err) == 0);
	ck_assert(!mark_is_at(&mark, &nothing, START_REAL, &step));
	ck_assert(!mark_is_at(&(struct mark){0}, &nothing, START_REAL, &step));
	for (const char *const *word = (const char *const[]){"start", "", ":", "1:", "12345:0", "1:x", "9z",
							     "0:00000000000000000", NULL};
	     *word; word++)
		ck_assert_msg(mark_parse(*word, &nothing, &mark, &err) < 0, "%s", *word);
}
END_TEST

Suite *suite_trace(void)
{
	Suite *suite = suite_create("trace");
	TCase *tcase = tcase_create("trace");

	tcase_add_test(tcase, records);
	tcase_add_test(tcase, truncated);
	tcase_add_test(tcase, hostile);
	tcase_add_test(tcase, many);
	tcase_add_test(tcase, line_real);
	tcase_add_test(tcase, line_segments);
	tcase_add_test(tcase, line_protected);
	tcase_add_test(tcase, line_long);
	tcase_add_test(tcase, line_bytes);
	tcase_add_test(tcase, line_events);
	tcase_add_test(tcase, json_line);
	tcase_add_test(tcase, marks);
	suite_add_tcase(suite, tcase);
	return suite;
}
