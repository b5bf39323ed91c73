#include <check.h>
#include <string.h>

#include "base/cp437.h"
#include "base/text.h"
#include "suites.h"
#include "x86/screen.h"

/* A screen of zeros with characters written from row and column on. */
struct cells {
	uint8_t bytes[SCREEN_BYTES];
};

static void put(struct cells *cells, size_t row, size_t column, const char *text)
{
	for (size_t i = 0; text[i]; i++) {
		cells->bytes[(row * 80 + column + i) * 2] = (uint8_t)text[i];
		cells->bytes[(row * 80 + column + i) * 2 + 1] = 0x07;
	}
}

static void check_print(const struct cells *cells, const char *want)
{
	struct buf out = {0};

	screen_print(cells->bytes, &out);
	ck_assert_str_eq(buf_str(&out), want);
	buf_fini(&out);
}

START_TEST(cells_become_lines)
{
	struct cells cells = {{0}};

	check_print(&cells, "");
	for (size_t i = 0; i < SCREEN_BYTES; i += 2) /* as a BIOS clears it */
		memcpy(&cells.bytes[i], "\x20\x07", 2);
	check_print(&cells, "");
	put(&cells, 1, 2, "Hi  \xff");
	put(&cells, 3, 0, "x");
	check_print(&cells, "\n  Hi\n\nx\n");
	put(&cells, 24, 79, "!");
	cells.bytes[(24 * 80 + 78) * 2] = 0;
	{
		struct buf want = {0};

		buf_adds(&want, "\n  Hi\n\nx\n");
		buf_fill(&want, '\n', 20);
		buf_fill(&want, ' ', 79);
		buf_adds(&want, "!\n");
		check_print(&cells, buf_str(&want));
		buf_fini(&want);
	}
}
END_TEST

/* Glyphs from the Unicode consortium's CP437.TXT and IBMGRAPH.TXT: an edge of each part of the table. */
START_TEST(glyphs)
{
	static const struct {
		uint8_t byte;
		uint16_t code;
	} table[] = {
		{0x01, 0x263a}, {0x07, 0x2022}, {0x0a, 0x25d9}, {0x0d, 0x266a}, {0x13, 0x203c},
		{0x1a, 0x2192}, {0x1b, 0x2190}, {0x1f, 0x25bc}, {0x20, 0x0020}, {0x41, 0x0041},
		{0x7e, 0x007e}, {0x7f, 0x2302}, {0x80, 0x00c7}, {0x81, 0x00fc}, {0x9b, 0x00a2},
		{0xa8, 0x00bf}, {0xb0, 0x2591}, {0xb3, 0x2502}, {0xc9, 0x2554}, {0xcd, 0x2550},
		{0xdb, 0x2588}, {0xe1, 0x00df}, {0xe3, 0x03c0}, {0xe6, 0x00b5}, {0xf8, 0x00b0},
		{0xfb, 0x221a}, {0xfe, 0x25a0},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		ck_assert_uint_eq(cp437_to_unicode(table[i].byte), table[i].code);
		ck_assert_int_eq(cp437_from_unicode(table[i].code), table[i].byte);
	}
	ck_assert_uint_eq(cp437_to_unicode(0), 0x20);
	ck_assert_uint_eq(cp437_to_unicode(0xff), 0x20);
	ck_assert_int_eq(cp437_from_unicode(0xa0), 0x20);
	ck_assert_int_eq(cp437_from_unicode(0x20ac), -1);
	ck_assert_int_eq(cp437_from_unicode(0x0a), -1);
	ck_assert_int_eq(cp437_from_unicode(0x01f600), -1);
	ck_assert_int_eq(cp437_from_unicode(0x12263a), -1);
}
END_TEST

/* Every glyph but the spaces stands for one byte, and its UTF-8 reads back. */
START_TEST(all_bytes_come_back)
{
	for (unsigned byte = 0; byte < 256; byte++) {
		uint16_t code = cp437_to_unicode((uint8_t)byte);
		struct buf text = {0};
		uint32_t read = 0;

		utf8_put(code, &text);
		ck_assert_uint_eq(utf8_decode(text.data, text.len, &read), text.len);
		ck_assert_uint_eq(read, code);
		ck_assert_int_eq(cp437_from_unicode(code), byte == 0 || byte == 0xff ? 0x20 : (int)byte);
		buf_fini(&text);
	}
}
END_TEST

static void check_parse(const char *text, const char *want)
{
	struct buf out = {0};
	struct err err;
	size_t line;

	buf_adds(&out, "x\n"); /* appended to, and left alone */
	ck_assert_msg(screen_parse(text, strlen(text), &out, &line, &err) == 0, "%s", err.text);
	ck_assert_mem_eq(out.data, "x\n", 2);
	ck_assert_str_eq(buf_str(&out) + 2, want);
	buf_fini(&out);
}

START_TEST(text_gets_the_same_form)
{
	check_parse("", "");
	check_parse(" \n\n  \n", "");
	check_parse("a", "a\n");
	check_parse("a\n", "a\n");
	check_parse("\n  a  \n\nb\n\n \n", "\n  a\n\nb\n");
	check_parse("a\302\240b\302\240\n", "a b\n");
	check_parse("\342\230\272 caf\303\251 \342\226\210", "\342\230\272 caf\303\251 \342\226\210\n");
}
END_TEST

static void check_refused(const char *text, size_t len, size_t want_line, const char *want)
{
	struct buf out = {0};
	struct err err = {{0}};
	size_t line = 0;

	ck_assert_int_eq(screen_parse(text, len, &out, &line, &err), -1);
	ck_assert_str_eq(err.text, want);
	ck_assert_uint_eq(line, want_line);
	buf_fini(&out);
}

START_TEST(text_that_no_screen_shows)
{
	struct buf text = {0};

	check_refused("a\nb\tc\n", 6, 2, "a text screen cannot show \"\\t\": it is not in code page 437");
	check_refused("5 \342\202\254", 5, 1,
		      "a text screen cannot show \"\342\202\254\": it is not in code page 437");
	check_refused("a\0b", 3, 1, "a text screen cannot show \"\\0\": it is not in code page 437");
	check_refused("a\r\n", 3, 1, "a text screen cannot show \"\\r\": it is not in code page 437");
	check_refused("\xe2\x82", 2, 1, "a text screen cannot show \"\\xe2\": it is not in code page 437");
	buf_fill(&text, 'x', 80);
	buf_fill(&text, ' ', 5); /* cut off first */
	check_parse(buf_str(&text),
		    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n");
	buf_addc(&text, 'x');
	check_refused(buf_str(&text), text.len, 1, "86 characters in a line: the screen has 80 columns");
	buf_clear(&text);
	buf_fill(&text, '\n', 24);
	buf_adds(&text, "x\n\n\n");
	{
		struct buf out = {0};
		struct err err;
		size_t line;

		ck_assert_int_eq(screen_parse(buf_str(&text), text.len, &out, &line, &err), 0);
		ck_assert_uint_eq(out.len, 26);
		buf_fini(&out);
	}
	buf_adds(&text, "y");
	check_refused(buf_str(&text), text.len, 26, "28 lines: the screen has 25");
	buf_fini(&text);
}
END_TEST

Suite *suite_screen(void)
{
	Suite *suite = suite_create("screen");
	TCase *tc = tcase_create("screen");

	tcase_add_test(tc, cells_become_lines);
	tcase_add_test(tc, glyphs);
	tcase_add_test(tc, all_bytes_come_back);
	tcase_add_test(tc, text_gets_the_same_form);
	tcase_add_test(tc, text_that_no_screen_shows);
	suite_add_tcase(suite, tc);
	return suite;
}
