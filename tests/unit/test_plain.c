/* Whatever plain_now() passes, fault_predict() must find nothing wrong with: by random instructions in random
 * states. */
#include <stdlib.h>

#include "autopsy/plain.h"
#include "fault_rig.h"
#include "suites.h"

#define ROUNDS 20000

static struct fault_rig rig;

static uint64_t random_bits(void)
{
	static uint64_t state = 1;
	uint64_t z = state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* Small numbers, those about the limits of segments and memory, and any. */
static uint64_t random_address(void)
{
	static const uint64_t near[] = {0, 0x7000, 0xffff, 0x10000, 0x9fff0, RIG_RAM, 0xffffffff, 1ull << 47};
	uint64_t bits = random_bits();

	return bits & 1 ? near[bits >> 1 & 7] + (bits >> 4 & 15) - 8 : random_bits() >> (bits >> 8 & 63);
}

static void random_segment(struct x86_seg *seg)
{
	uint64_t bits = random_bits();

	if (bits & 3)
		return;
	seg->attr = (uint16_t)((seg->attr & ~0x9fu) | (bits >> 8 & 0x9f));
	seg->limit = (uint32_t)random_address();
	seg->base = random_address() & 0xfffff;
}

static void random_state(const struct x86_state *start)
{
	struct x86_state *state = &rig.guest.state;

	*state = *start;
	for (int i = 0; i < X86_GPRS; i++)
		state->gpr[i] = random_address();
	for (int i = X86_ES; i <= X86_GS; i++) {
		if (i != X86_CS)
			random_segment(&state->seg[i]);
	}
	state->rip = 0x8000;
	if (random_bits() % 8 == 0)
		state->seg[X86_CS].limit = 0x8000 + random_bits() % 32;
}

/* How many of the rounds were plain. */
static unsigned rounds(enum start_state start)
{
	struct x86_state first;
	unsigned plain = 0;

	rig_init(&rig.guest, start);
	first = rig.guest.state;
	for (int i = 0; i < ROUNDS; i++) {
		uint64_t bytes[2] = {random_bits(), random_bits()};
		struct exception ex;
		struct insn insn;
		enum check check;

		random_state(&first);
		memcpy(rig.guest.ram + rig.guest.state.seg[X86_CS].base + 0x8000, bytes, sizeof bytes);
		if (insn_decode(insn_mode(&rig.guest.state), (uint8_t *)bytes, INSN_LENGTH_MAX, &insn) !=
			    INSN_OK ||
		    rig.guest.state.rip + INSN_LENGTH_MAX - 1 > rig.guest.state.seg[X86_CS].limit ||
		    !plain_possible(&insn) || !plain_now(&rig.guest.guest, &insn))
			continue;
		check = fault_predict(&rig.guest.guest, &rig.fetch, &ex);
		ck_assert_msg(check != CHECK_RAISED, "round %d, %016llx: %s", i, (unsigned long long)bytes[0],
			      ex.why);
		plain++;
	}
	return plain;
}

START_TEST(plain_raises_nothing)
{
	static const enum start_state starts[] = {START_REAL, START_PROTECTED, START_LONG};

	/* Else it would say nothing. */
	ck_assert_uint_gt(rounds(starts[_i]), ROUNDS / 20);
}
END_TEST

static bool is_plain(const char *hex)
{
	struct insn insn;
	uint8_t bytes[INSN_LENGTH_MAX] = {0};
	size_t len = 0;

	for (; *hex; hex += 2)
		bytes[len++] = (uint8_t)strtoul((char[]){hex[0], hex[1], 0}, NULL, 16);
	return insn_decode(INSN_REAL, bytes, sizeof bytes, &insn) == INSN_OK && plain_possible(&insn) &&
	       plain_now(&rig.guest.guest, &insn);
}

/* Those that enter handlers, write TF or do what only KVM knows. */
START_TEST(what_is_none)
{
	static const char *const not_plain[] = {"cd21",   "cc",   "ce",     "cf",     "9c",         "9d",
						"f4",     "f7f1", "d40a",   "e60a",   "ec",         "0fa2",
						"0f0b",   "8ed8", "17",     "0f22c0", "9a00000000", "cb",
						"0f0100", "d9e8", "0f28c1", "fa",     "fb",         NULL};

	rig_init(&rig.guest, START_REAL);
	for (int i = 0; not_plain[i]; i++)
		ck_assert_msg(!is_plain(not_plain[i]), "%s", not_plain[i]);
	ck_assert(is_plain("40"));
	ck_assert(is_plain("a10001"));
	/* Behind the limit: a word at 0xffff. */
	ck_assert(!is_plain("a1ffff"));
}
END_TEST

Suite *suite_plain(void)
{
	Suite *s = suite_create("plain");
	TCase *tc = tcase_create("plain");

	tcase_add_loop_test(tc, plain_raises_nothing, 0, 3);
	tcase_add_test(tc, what_is_none);
	suite_add_tcase(s, tc);
	return s;
}
