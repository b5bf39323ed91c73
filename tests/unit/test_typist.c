#include <string.h>

#include "dev/typist.h"
#include "dev/vtime.h"
#include "suites.h"

#define PACE 10u

/* A guest with two streams and a screen, and who types to it. */
static struct {
	struct sink_budget budget;
	struct sink console, serial;
	const char *screen;
	unsigned looks;
	struct input input;
	struct typist typist;
	uint64_t now_ns;
} rig;

static bool shows(void *owner, const struct buf *text)
{
	ck_assert_ptr_eq(owner, &rig);
	rig.looks++;
	return strstr(rig.screen, buf_str(text));
}

static void setup(void)
{
	memset(&rig, 0, sizeof rig);
	rig.budget.left_bytes = 1000;
	rig.console.budget = rig.serial.budget = &rig.budget;
	rig.screen = "";
}

static void teardown(void)
{
	buf_fini(&rig.console.bytes);
	buf_fini(&rig.serial.bytes);
	input_fini(&rig.input);
}

static void send(const char *text, uint64_t delay_ns)
{
	struct err err;

	ck_assert_int_eq(input_send(&rig.input, text, strlen(text), delay_ns, &err), 0);
}

static void await(enum input_kind kind, const char *text)
{
	struct err err;

	ck_assert_int_eq(input_await(&rig.input, kind, text, strlen(text), 5, &err), 0);
}

static void start(void)
{
	const struct typist_config config = {
		.input = &rig.input,
		.streams = {&rig.console, &rig.serial},
		.shows = shows,
		.owner = &rig,
	};

	typist_init(&rig.typist, &config, PACE);
	ck_assert_uint_eq(typist_due_ns(&rig.typist), VTIME_NEVER);
	typist_start(&rig.typist, rig.now_ns);
}

static void say(struct sink *sink, const char *text)
{
	for (; *text; text++) {
		sink_put(sink, (uint8_t)*text);
		typist_hear(&rig.typist, rig.now_ns);
	}
}

/* The next byte comes then, and is this. */
static void expect(uint64_t due_ns, char byte)
{
	ck_assert_uint_eq(typist_due_ns(&rig.typist), due_ns);
	rig.now_ns = due_ns;
	ck_assert_int_eq(typist_send(&rig.typist, rig.now_ns), byte);
}

static void expect_wait(const char *text)
{
	const struct input_step *step = typist_awaits(&rig.typist);

	ck_assert_ptr_nonnull(step);
	ck_assert_str_eq(buf_str(&step->bytes), text);
	ck_assert_uint_eq(typist_due_ns(&rig.typist), VTIME_NEVER);
}

static void expect_end(void)
{
	ck_assert_ptr_null(typist_awaits(&rig.typist));
	ck_assert_uint_eq(typist_due_ns(&rig.typist), VTIME_NEVER);
	ck_assert_uint_eq(rig.typist.sent, rig.input.send_bytes);
}

START_TEST(times)
{
	send("ab", 0);
	send("c", 70);
	input_wait(&rig.input, 300);
	send("d", 70);
	rig.now_ns = 1000;
	start();
	expect(1010, 'a');
	expect(1020, 'b');
	expect(1090, 'c');
	expect(1390, 'd');
	expect_end();
}
END_TEST

/* Nobody types, and one whose delay never ends. */
START_TEST(nothing)
{
	start();
	expect_end();
	send("a", UINT64_MAX - 3);
	rig.now_ns = 1000;
	start();
	ck_assert_uint_eq(typist_due_ns(&rig.typist), VTIME_NEVER);
	typist_init(&rig.typist, &(struct typist_config){0}, PACE);
	typist_start(&rig.typist, 5);
	ck_assert_uint_eq(typist_due_ns(&rig.typist), VTIME_NEVER);
}
END_TEST

START_TEST(prompts)
{
	await(INPUT_PROMPT, "login: ");
	send("me", 0);
	await(INPUT_PROMPT, "word: ");
	send("x", 70);
	start();
	rig.now_ns = 500;
	say(&rig.serial, "lologin");
	expect_wait("login: ");
	say(&rig.serial, ": ");
	expect(510, 'm');
	expect(520, 'e');
	expect_wait("word: ");
	rig.now_ns = 600;
	say(&rig.serial, "password: ");
	expect(670, 'x');
	expect_end();
}
END_TEST

/* What was there before anybody waited counts, but each text only once. */
START_TEST(a_prompt_takes_what_it_matched)
{
	send("a", 0);
	await(INPUT_PROMPT, ">");
	send("b", 0);
	await(INPUT_PROMPT, ">");
	send("c", 0);
	await(INPUT_PROMPT, ">");
	send("d", 0);
	start();
	say(&rig.serial, "1> 2>");
	expect(10, 'a');
	expect(20, 'b');
	expect(30, 'c');
	expect_wait(">");
	say(&rig.serial, " >");
	expect(40, 'd');
	expect_end();
}
END_TEST

/* A prompt can be where one that did not come began. */
START_TEST(a_prompt_that_begins_twice)
{
	await(INPUT_PROMPT, "aab");
	send("x", 0);
	start();
	say(&rig.serial, "aa");
	say(&rig.serial, "ab");
	expect(10, 'x');
}
END_TEST

/* The same text on two streams at once is one prompt; one is never put together of both. */
START_TEST(two_streams)
{
	await(INPUT_PROMPT, "ok?");
	send("a", 0);
	await(INPUT_PROMPT, "ok?");
	send("b", 0);
	start();
	say(&rig.console, "ok");
	say(&rig.serial, "?");
	expect_wait("ok?");
	for (const char *p = "ok?"; *p; p++) {
		say(&rig.console, (char[]){*p, 0});
		say(&rig.serial, (char[]){*p, 0});
	}
	expect(10, 'a');
	expect_wait("ok?");
	say(&rig.serial, "ok?");
	expect(20, 'b');
}
END_TEST

/* The delay before a prompt passes while it is looked for; the one behind it begins when it is found. */
START_TEST(delays_around_a_prompt)
{
	for (uint64_t at_ns = 50; at_ns < 200; at_ns += 100) {
		uint64_t found_ns = at_ns < 100 ? 100 : at_ns;

		teardown();
		setup();
		input_wait(&rig.input, 100);
		await(INPUT_PROMPT, "?");
		input_wait(&rig.input, 30);
		send("a", 0);
		start();
		rig.now_ns = at_ns;
		say(&rig.serial, "?");
		expect(found_ns + 30, 'a');
	}
}
END_TEST

START_TEST(screens)
{
	await(INPUT_SCREEN, "Setup");
	send("a", 0);
	input_wait(&rig.input, 100);
	await(INPUT_SCREEN, "Setup");
	send("b", 0);
	start();
	ck_assert_uint_eq(typist_look_ns(&rig.typist), 0);
	typist_look(&rig.typist, 5);
	expect_wait("Setup");
	say(&rig.serial, "Setup"); /* it is not there that it counts */
	ck_assert_uint_eq(rig.looks, 1);
	rig.screen = "== Setup ==";
	typist_look(&rig.typist, 40);
	expect(50, 'a');
	/* It is not looked at before its time, and nothing was taken. */
	ck_assert_uint_eq(typist_look_ns(&rig.typist), 150);
	typist_look(&rig.typist, 149);
	expect_wait("Setup");
	ck_assert_uint_eq(rig.looks, 2);
	typist_look(&rig.typist, 200);
	ck_assert_uint_eq(typist_look_ns(&rig.typist), VTIME_NEVER);
	expect(210, 'b');
	expect_end();
}
END_TEST

/* What comes again comes at once, with the delays of what is behind it, and waits for nothing twice. */
START_TEST(taken_back)
{
	send("ab", 0);
	await(INPUT_PROMPT, ">");
	send("c", 0);
	await(INPUT_PROMPT, "!");
	send("d", 70);
	start();
	say(&rig.serial, ">");
	expect(10, 'a');
	expect(20, 'b');
	expect(30, 'c');
	expect_wait("!");
	typist_take_back(&rig.typist, 2, 500);
	ck_assert_uint_eq(rig.typist.sent, 1);
	ck_assert_ptr_null(typist_awaits(&rig.typist));
	expect(500, 'b');
	expect(510, 'c');
	expect_wait("!");
	say(&rig.serial, "!");
	expect(580, 'd');
	expect_end();
	typist_take_back(&rig.typist, 4, 1000);
	typist_take_back(&rig.typist, 0, 2000);
	expect(1000, 'a');
	expect(1010, 'b');
	expect(1020, 'c');
	expect(1090, 'd');
	expect_end();
}
END_TEST

/* ---- the input itself */

START_TEST(limits)
{
	static char long_text[INPUT_BYTES_MAX];
	struct err err;

	ck_assert_int_eq(input_await(&rig.input, INPUT_PROMPT, "", 0, 1, &err), -1);
	ck_assert_int_eq(input_await(&rig.input, INPUT_PROMPT, long_text, INPUT_PROMPT_MAX + 1, 1, &err), -1);
	ck_assert_int_eq(input_send(&rig.input, "", 0, 0, &err), 0);
	ck_assert_uint_eq(rig.input.count, 0);
	ck_assert_int_eq(input_await(&rig.input, INPUT_PROMPT, long_text, INPUT_PROMPT_MAX, 1, &err), 0);
	ck_assert_int_eq(input_send(&rig.input, long_text, INPUT_BYTES_MAX - 1, 0, &err), 0);
	ck_assert_int_eq(input_send(&rig.input, "ab", 2, 0, &err), -1);
	ck_assert_str_eq(err.text, "more than 65536 bytes");
	ck_assert_int_eq(input_send(&rig.input, "a", 1, 0, &err), 0);
}
END_TEST

START_TEST(appended)
{
	struct input more = {0}, copy;
	struct err err;

	ck_assert(!input_ends_waiting(&rig.input));
	ck_assert_int_eq(input_await(&more, INPUT_PROMPT, ">", 1, 3, &err), 0);
	ck_assert(input_ends_waiting(&more));
	input_wait(&more, 9);
	send("a", 0);
	input_append(&rig.input, &more);
	ck_assert_uint_eq(more.count + more.wait_ns, 0);
	ck_assert(input_ends_waiting(&rig.input));
	send("bc", 70);
	ck_assert(!input_ends_waiting(&rig.input));
	input_copy(&rig.input, &copy);
	ck_assert_uint_eq(copy.count, 3);
	ck_assert_uint_eq(copy.send_bytes, 3);
	ck_assert_uint_eq(copy.steps[1].line, 3);
	ck_assert_uint_eq(copy.steps[2].delay_ns, 9);
	ck_assert_str_eq(buf_str(&copy.steps[2].bytes), "bc");
	ck_assert_ptr_ne(copy.steps[2].bytes.data, rig.input.steps[2].bytes.data);
	input_fini(&copy);
}
END_TEST

Suite *suite_typist(void)
{
	Suite *suite = suite_create("typist");
	TCase *tc = tcase_create("typist");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, times);
	tcase_add_test(tc, nothing);
	tcase_add_test(tc, prompts);
	tcase_add_test(tc, a_prompt_takes_what_it_matched);
	tcase_add_test(tc, a_prompt_that_begins_twice);
	tcase_add_test(tc, two_streams);
	tcase_add_test(tc, delays_around_a_prompt);
	tcase_add_test(tc, screens);
	tcase_add_test(tc, taken_back);
	tcase_add_test(tc, limits);
	tcase_add_test(tc, appended);
	suite_add_tcase(suite, tc);
	return suite;
}
