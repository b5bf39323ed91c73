#include <string.h>
#include <sys/resource.h>

#include "../hostile/parent.h"
#include "base/build.h"
#include "pool/child.h"
#include "suites.h"

#define STREAMS   100000
#define JUDGED_OF 16 /* one of so many is judged and reported, and of so many of these one is blessed */

/* What a lie would have it allocate ends the test: memory for lengths that never come. */
static void limit_memory(void)
{
	struct rlimit limit = {1ull << 30, 1ull << 30};

	if (!BUILD_IS_ASAN)
		ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
}

START_TEST(mutations)
{
	uint64_t random = 88172645463325252u + (uint64_t)_i;
	struct parent parent;
	struct buf stream = {0};
	int honest = 0;

	limit_memory();
	parent_init(&parent);
	for (int i = 0; i < STREAMS / 2; i++) {
		enum parent_depth depth = i % JUDGED_OF                 ? DECODE
					  : i % (JUDGED_OF * JUDGED_OF) ? JUDGE
									: BLESS;

		hostile_stream(&random, &stream);
		honest += parent_take(&parent, stream.data, stream.len, depth);
	}
	/* Neither all nor none: there is something to be refused, and something behind it. */
	ck_assert_int_gt(honest, STREAMS / 20);
	ck_assert_int_lt(honest, STREAMS / 2 - STREAMS / 20);
	buf_fini(&stream);
	parent_fini(&parent);
}
END_TEST

/* The whole result is taken, judged and blessed: the mutations begin with something that goes all the way. */
START_TEST(seed_is_honest)
{
	struct parent parent;
	struct buf frame = {0};
	struct result r;

	parent_init(&parent);
	hostile_seed(&r);
	wire_put_result(&frame, &r);
	wire_put_text(&frame, WIRE_HELLO, "");
	wire_put_result(&frame, &r);
	ck_assert_int_eq(parent_take(&parent, frame.data, frame.len, BLESS), 2);
	result_fini(&r);
	buf_fini(&frame);
	parent_fini(&parent);
}
END_TEST

/* A header promises the most that is believed, and a little comes. */
START_TEST(promise_allocates_nothing)
{
	struct wire_header header = {
		.magic = WIRE_MAGIC, .type = WIRE_RESULT, .payload_bytes = WIRE_PAYLOAD_MAX};
	struct child child = {0};
	struct buf payload = {0};
	struct err err;

	buf_add(&child.in, &header, sizeof header);
	buf_fill(&child.in, 0, 1000);
	ck_assert_int_eq(child_next_frame(&child, WIRE_PAYLOAD_MAX, &header, &payload, &err), 0);
	ck_assert_uint_eq(payload.cap, 0);
	ck_assert_uint_lt(child.in.cap, 4096);
	buf_fini(&child.in);
}
END_TEST

static void check_error(const char *bytes, size_t len, const char *text)
{
	struct err err;

	ck_assert_int_eq(wire_get_error((const uint8_t *)bytes, len, &err), -1);
	ck_assert_str_eq(err.text, text);
}

START_TEST(errors_are_visible_text)
{
	static char long_text[5000];
	struct err err;

	check_error("cannot open /dev/kvm\nby no means", 32, "cannot open /dev/kvm\nby no means");
	check_error("\x1b[2J\r0 failed\0", 14, "\\e[2J\\r0 failed\\0");
	check_error("", 0, "the worker sent an error without a text");
	memset(long_text, '\x1b', sizeof long_text);
	wire_get_error((const uint8_t *)long_text, sizeof long_text, &err);
	ck_assert_uint_eq(strlen(err.text), sizeof err.text - 1);
	ck_assert_ptr_null(strchr(err.text, '\x1b'));
}
END_TEST

Suite *suite_hostile(void)
{
	Suite *suite = suite_create("hostile");
	TCase *tc = tcase_create("hostile");

	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, seed_is_honest);
	tcase_add_test(tc, promise_allocates_nothing);
	tcase_add_test(tc, errors_are_visible_text);
	tcase_add_loop_test(tc, mutations, 0, 2);
	suite_add_tcase(suite, tc);
	return suite;
}
