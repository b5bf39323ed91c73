#include <stdio.h>

#include "case/shard.h"
#include "suites.h"

#define NAMES 10000

static void name_make(unsigned at, char *out, size_t len)
{
	snprintf(out, len, "cpu/case-%05u", at);
}

/* Others compute it, too: these values are for ever. */
START_TEST(hash)
{
	ck_assert_uint_eq(shard_hash(""), 0x2180a92350d49cce);
	ck_assert_uint_eq(shard_hash("hello"), 0xa6e623b229a85d74);
	ck_assert_uint_eq(shard_hash("cpu/flags"), 0x8a36ff0efa36ae32);
	ck_assert_uint_eq(shard_hash("h\xc3\xa4\xc3\x9flich"), 0x312c3875dd603d9);
}
END_TEST

START_TEST(each_name_in_one_shard)
{
	static const unsigned counts[] = {1, 2, 3, 7, 8, 64, 1000};

	for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
		for (unsigned i = 0; i < 200; i++) {
			struct shard shard = {.count = counts[c]};
			unsigned found = 0;
			char name[32];

			name_make(i, name, sizeof name);
			for (shard.index = 1; shard.index <= shard.count; shard.index++)
				found += shard_has(&shard, name);
			ck_assert_uint_eq(found, 1);
		}
	}
}
END_TEST

START_TEST(whole)
{
	const struct shard none = {0};

	ck_assert(shard_has(&none, "hello"));
}
END_TEST

/* 8 % is about three standard deviations of a shard that chance fills. */
START_TEST(spread)
{
	unsigned members[8] = {0};

	for (unsigned i = 0; i < NAMES; i++) {
		char name[32];

		name_make(i, name, sizeof name);
		for (unsigned k = 1; k <= 8; k++)
			members[k - 1] += shard_has(&(struct shard){k, 8}, name);
	}
	for (unsigned k = 0; k < 8; k++) {
		ck_assert_uint_gt(members[k], NAMES / 8 * 92 / 100);
		ck_assert_uint_lt(members[k], NAMES / 8 * 108 / 100);
	}
}
END_TEST

START_TEST(words)
{
	static const char *const bad[] = {"",
					  "/",
					  "1",
					  "1/",
					  "/4",
					  "0/4",
					  "5/4",
					  "1/0",
					  "-1/4",
					  "1/-4",
					  "1/4/2",
					  " 1/4",
					  "1/4 ",
					  "0x1/4",
					  "a/b",
					  "1/1000001",
					  "4294967297/4294967298"};
	struct shard shard;
	struct err err;

	ck_assert_int_eq(shard_parse("2/8", &shard, &err), 0);
	ck_assert_uint_eq(shard.index, 2);
	ck_assert_uint_eq(shard.count, 8);
	ck_assert_int_eq(shard_parse("1/1", &shard, &err), 0);
	ck_assert_int_eq(shard_parse("1000000/1000000", &shard, &err), 0);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ck_assert_msg(shard_parse(bad[i], &shard, &err) < 0, "%s", bad[i]);
	shard_parse("5/4", &shard, &err);
	ck_assert_str_eq(err.text,
			 "--shard \"5/4\" is no shard: K/N is meant, with K from 1 to N, such as 1/4");
}
END_TEST

Suite *suite_shard(void)
{
	Suite *suite = suite_create("shard");
	TCase *tests = tcase_create("shard");

	tcase_add_test(tests, hash);
	tcase_add_test(tests, each_name_in_one_shard);
	tcase_add_test(tests, whole);
	tcase_add_test(tests, spread);
	tcase_add_test(tests, words);
	suite_add_tcase(suite, tests);
	return suite;
}
