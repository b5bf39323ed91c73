#include <string.h>

#include "suites.h"
#include "trace/frames.h"
#include "x86/start.h"

static struct frames frames;
static struct x86_state state;

static void setup(void)
{
	frames = (struct frames){0};
	start_registers(START_REAL, &state);
}

/* One step of these bytes in real mode, which leads to 0:`to`. */
static void step_to(const char *bytes, size_t len, uint64_t to)
{
	struct step step = {.state = state, .len = len};
	struct x86_state after = state;

	memcpy(step.bytes, bytes, len);
	after.rip = to;
	frames_step(&frames, &step, &after);
	state = after;
}

static void event_to(enum trace_event kind, uint8_t vector, uint64_t from, uint64_t to)
{
	struct step_event event = {.event = kind, .vector = vector, .rip = from};
	struct step step = {.state = state, .bytes = "\x90", .len = 1, .events = &event, .event_count = 1};
	struct x86_state after = state;

	after.rip = to;
	frames_step(&frames, &step, &after);
	state = after;
}

#define CALL "\xe8\x00\x01", 3
#define RET  "\xc3", 1
#define IRET "\xcf", 1
#define NOP  "\x90", 1

START_TEST(call_and_return)
{
	step_to(NOP, 1);
	step_to(CALL, 0x104);
	ck_assert_uint_eq(frames.depth, 1);
	ck_assert_uint_eq(frames.at[0].state.rip, 1);
	ck_assert_uint_eq(frames.at[0].return_rip, 4);
	step_to(CALL, 0x207);
	ck_assert_uint_eq(frames.depth, 2);
	step_to(RET, 0x107);
	ck_assert_uint_eq(frames.depth, 1);
	step_to(RET, 4);
	ck_assert_uint_eq(frames.depth, 0);
}
END_TEST

/* A return address that was dropped, and one that nobody pushed. */
START_TEST(other_returns)
{
	step_to(CALL, 0x103);
	step_to(CALL, 0x206);
	step_to(RET, 0x500);
	ck_assert_uint_eq(frames.depth, 2);
	step_to(RET, 3);
	ck_assert_uint_eq(frames.depth, 0);
}
END_TEST

START_TEST(interrupts)
{
	step_to(CALL, 0x103);
	event_to(EVENT_HARDWARE, 0x20, 0x104, 0x800);
	ck_assert_uint_eq(frames.depth, 2);
	ck_assert(frames.at[1].is_interrupt);
	ck_assert_uint_eq(frames.at[1].vector, 0x20);
	/* Its handler calls, and does not come back from there: it goes on elsewhere than it was entered
	 * from. */
	step_to(CALL, 0x903);
	step_to(IRET, 0x600);
	ck_assert_uint_eq(frames.depth, 1);
	event_to(EVENT_END, 0, 0, 0);
	ck_assert_uint_eq(frames.depth, 1);
}
END_TEST

START_TEST(many)
{
	for (unsigned i = 0; i < FRAMES_MAX + 10; i++)
		step_to(CALL, state.rip + 0x10);
	ck_assert_uint_eq(frames.depth, FRAMES_MAX + 10);
	step_to(RET, 0x5555);
	ck_assert_uint_eq(frames.depth, FRAMES_MAX + 9);
}
END_TEST

Suite *suite_frames(void)
{
	Suite *s = suite_create("frames");
	TCase *tc = tcase_create("frames");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, call_and_return);
	tcase_add_test(tc, other_returns);
	tcase_add_test(tc, interrupts);
	tcase_add_test(tc, many);
	suite_add_tcase(s, tc);
	return s;
}
