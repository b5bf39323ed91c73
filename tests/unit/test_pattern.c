#include <check.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "case/pattern.h"
#include "suites.h"

static bool matches(const char *text, const char *line, size_t len)
{
	struct pattern *pattern;
	struct search search;
	struct err err;
	bool found;

	if (pattern_compile(text, &pattern, &err) < 0)
		ck_abort_msg("%s: %s", text, err.text);
	search_init(&search);
	found = pattern_match(pattern, &search, (const uint8_t *)line, len);
	ck_assert(!search_is_spent(&search));
	search_fini(&search);
	pattern_free(pattern);
	return found;
}

START_TEST(what_matches)
{
	static const struct {
		const char *pattern, *yes, *no; /* lines with a ; between them */
	} table[] = {
		{"abc", "abc;xabcx;ababc", "ab;acb;"},
		{"^a", "a;ab", "ba;"},
		{"a$", "a;ba", "ab;"},
		{"^$", "", "a"},
		{"^a|b$", "ax;xb", "xa;bx"},
		{"a*", "a;;b", NULL},
		{"^a*$", ";a;aaa", "b;ab"},
		{"^a+$", "a;aaa", ";ab"},
		{"^ab?c$", "ac;abc", "abbc;bc"},
		{"^a{2}$", "aa", "a;aaa"},
		{"^a{2,}$", "aa;aaaaa", "a;"},
		{"^a{,2}$", ";a;aa", "aaa"},
		{"^a{1,3}$", "a;aa;aaa", ";aaaa"},
		{"^a{0}b$", "b", "ab"},
		{"^(ab){2,3}$", "abab;ababab", "ab;abababab;aba"},
		{"^(a|bc)*$", ";a;bc;abca", "b;ab;cb"},
		{"^(a|b|cd|)x$", "ax;bx;cdx;x", "cx;abx"},
		{"^((a*)*|b)*$", ";aab;bbb", "c"},
		{"^(a*){3}(b|())+$", ";aaab;b", "ba"},
		{"^(a{2}){2}$", "aaaa", "aa;aaa"},
		{"^.$", "a;\\;\377;.", ";ab"},
		{"^a.*z$", "az;abcz", "a;zab"},
		{"^[abc]$", "a;c", "d;"},
		{"^[^abc]$", "d;^;\377", "a;"},
		{"^[a-c-]$", "b;-", "d"},
		{"^[]a]$", "];a", "b"},
		{"^[^]a]$", "b", "];a"},
		{"^[\\n]$", "\\;n", "\n"},
		{"^[[:digit:][:upper:]_]+$", "A_9", "a;"},
		{"^[[.a.]-c]$", "b", "d"},
		{"^[[=a=]]$", "a", "b"},
		{"^[%--]$", "&;-", "."},
		{"^\\.\\*\\[\\\\$", ".*[\\", "x"},
		{"^a\\(b\\)$", "a(b)", "ab"},
		{"^a)$", "a)", "a"},
		{"^a}]$", "a}]", "a"},
		{"\\bcat\\b", "cat;a cat.", "cats;concat"},
		{"\\<cat", "cat;a cats", "concat"},
		{"cat\\>", "concat", "cats"},
		{"x\\By", "xy", "x y"},
		{"^\\w\\W\\s\\S$", "a-\t-", "aa\t-;a- \t"},
		{"\\`a\\'", "a", "ab;ba"},
		{"x^a", NULL, "xa;x^a"},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		for (int wanted = 0; wanted <= 1; wanted++) {
			const char *line = wanted ? table[i].yes : table[i].no;

			for (size_t len; line; line = line[len] ? line + len + 1 : NULL) {
				len = strcspn(line, ";");
				ck_assert_msg(matches(table[i].pattern, line, len) == wanted,
					      "%s on \"%.*s\"", table[i].pattern, (int)len, line);
			}
		}
	}
	ck_assert(matches("^a.b[^x]c$", "a\0b\0c", 5));
	ck_assert(matches("^\303\274.{2}$", "\303\274\303\274", 4)); /* bytes, not characters */
}
END_TEST

START_TEST(what_is_refused)
{
	static const struct {
		const char *pattern, *why;
	} table[] = {
		{"(a", "not a regular expression: a ( without its )"},
		{"((a)", "a ( without its )"},
		{"[a", "a [ without its ]"},
		{"[]", "a [ without its ]"},
		{"[a[.", "a bracket expression has a range that is none"},
		{"[b-a]", "a bracket expression has a range that is none"},
		{"[a-[:alpha:]]", "a bracket expression has a range that is none"},
		{"[[:letter:]]", "unknown class"},
		{"[[:", "unknown class"},
		{"a\\", "a \\ at the end escapes nothing"},
		{"*a", "a repetition of nothing"},
		{"a|+", "a repetition of nothing"},
		{"(?a)", "a repetition of nothing"},
		{"^*", "a repetition of nothing"},
		{"{2}", "a repetition of nothing"},
		{"a{x}", "a { that begins no repetition"},
		{"a{", "a { that begins no repetition"},
		{"a{1", "a { whose repetition is not one"},
		{"a{1;2}", "a { whose repetition is not one"},
		{"a{1, 2}", "a { whose repetition is not one"},
		{"a{1,+2}", "a { whose repetition is not one"},
		{"a{2,1}", "less than the first"},
		{"(a)\\1", "the back reference \\1: there are none"},
		{"^(.*)(.*)(.*)(.*)\\4\\3\\2\\1x$", "the back reference \\4: there are none"},
		{"a{10000}", "the regular expression is too large"},
		{"a{99999999999999999999}", "the regular expression is too large"},
		{"a{0,18446744073709551614}", "the regular expression is too large"},
		{"((a{1,200}){1,200}){1,200}", "the regular expression is too large"},
		{"((((((((((((((((((((a))))))))))))))))))))", "the regular expression is too large"},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct pattern *pattern;
		struct err err;

		ck_assert_msg(pattern_compile(table[i].pattern, &pattern, &err) < 0, "%s", table[i].pattern);
		ck_assert_msg(strstr(err.text, table[i].why), "%s: %s", table[i].pattern, err.text);
		ck_assert_ptr_null(pattern);
	}
	ck_assert(matches("^[\\1](\\\\1)$", "1\\1", 3)); /* no back references, these */
}
END_TEST

/* A random choice of parts. Without \> and the like: b?\>\W$ does not match "a " for the GNU library. */
static void random_pattern(unsigned *seed, char *out, size_t size)
{
	static const char *const parts[] = {"a",     "b",     "c",       ".",          "[ab]", "[^a]",
					    "(a|b)", "(ab)*", "(a|bc)+", "a*",         "b?",   "^",
					    "$",     "|",     "a{2}",    "(b{1,2}c)?", "(",    ")",
					    "_",     "\\w",   "\\W",     " ",          "(|a)", "(^a|b$)"};

	*out = 0;
	for (int count = 1 + rand_r(seed) % 7; count; count--) {
		const char *part = parts[(size_t)rand_r(seed) % (sizeof parts / sizeof parts[0])];

		if (strlen(out) + strlen(part) < size)
			strcat(out, part);
	}
}

static void check_against_library(const char *text, const struct pattern *pattern, const regex_t *regex,
				  unsigned *seed)
{
	struct search search;

	search_init(&search);
	for (int tries = 0; tries < 20; tries++) {
		size_t len = (size_t)rand_r(seed) % 9;
		char line[16] = {0};
		bool found;

		for (size_t i = 0; i < len; i++)
			line[i] = "abc_ "[rand_r(seed) % 5];
		found = pattern_match(pattern, &search, (const uint8_t *)line, len);
		ck_assert_msg(found == !regexec(regex, line, 0, NULL, 0), "%s on \"%s\"", text, line);
	}
	search_fini(&search);
}

START_TEST(as_the_c_library)
{
	unsigned seed = 1;
	int both = 0;

	for (int i = 0; i < 5000; i++) {
		struct pattern *pattern;
		struct err err;
		char text[64];
		regex_t regex;
		bool ours, theirs;

		random_pattern(&seed, text, sizeof text);
		theirs = regcomp(&regex, text, REG_EXTENDED | REG_NOSUB) == 0;
		ours = pattern_compile(text, &pattern, &err) == 0;
		ck_assert_msg(ours == theirs, "%s: %s", text, ours ? "taken" : err.text);
		if (ours)
			check_against_library(text, pattern, &regex, &seed);
		both += ours;
		if (theirs)
			regfree(&regex);
		pattern_free(pattern);
	}
	ck_assert_int_gt(both, 2000);
}
END_TEST

/* Lines on which regexec() takes minutes, or all memory: the time allowed to a test is the test. */
START_TEST(work_is_linear)
{
	struct buf same = {0}, mixed = {0};
	unsigned seed = 1;

	buf_fill(&same, 'x', 1 << 20);
	for (int i = 0; i < 1 << 16; i++)
		buf_addc(&mixed, "ab"[rand_r(&seed) & 1]);
	ck_assert(!matches("x.*y", buf_str(&same), same.len));
	ck_assert(!matches("^(.*)(.*)(.*)(.*)y$", buf_str(&same), same.len));
	ck_assert(!matches("((x+)+)+y", buf_str(&same), same.len));
	ck_assert(!matches("[ab]*a[ab]{200}c", buf_str(&mixed), mixed.len));
	ck_assert(matches("a[ab]{200}", buf_str(&mixed), mixed.len));
	buf_fini(&mixed);
	buf_fini(&same);
}
END_TEST

START_TEST(a_search_ends)
{
	struct pattern *pattern;
	struct search search;
	struct buf line = {0};
	struct err err;

	buf_fill(&line, 'x', 1 << 20);
	ck_assert_int_eq(pattern_compile("(x{1,70}){70}y", &pattern, &err), 0);
	search_init(&search);
	search.steps = SEARCH_STEPS_MAX - 10000000;
	ck_assert(!pattern_match(pattern, &search, line.data, line.len));
	ck_assert(search_is_spent(&search));
	ck_assert(!pattern_match(pattern, &search, (const uint8_t *)"xy", 2));
	search_fini(&search);
	pattern_free(pattern);
	buf_fini(&line);
}
END_TEST

Suite *suite_pattern(void)
{
	Suite *suite = suite_create("pattern");
	TCase *tc = tcase_create("pattern");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, what_matches);
	tcase_add_test(tc, what_is_refused);
	tcase_add_test(tc, as_the_c_library);
	tcase_add_test(tc, work_is_linear);
	tcase_add_test(tc, a_search_ends);
	suite_add_tcase(suite, tc);
	return suite;
}
