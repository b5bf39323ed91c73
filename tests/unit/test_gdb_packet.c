#include <stdlib.h>
#include <string.h>

#include "gdb/packet.h"
#include "suites.h"

/* The event of the last byte; none comes before. */
static enum gdb_event put(struct gdb_parser *parser, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	for (size_t i = 0; i + 1 < len; i++)
		ck_assert_int_eq(gdb_parser_put(parser, at[i]), GDB_NOTHING);
	return gdb_parser_put(parser, at[len - 1]);
}

static enum gdb_event puts_(struct gdb_parser *parser, const char *text)
{
	return put(parser, text, strlen(text));
}

START_TEST(frames)
{
	static const struct {
		const char *text;
		enum gdb_event event;
		const char *body;
	} table[] = {
		{"$g#67", GDB_PACKET, "g"},
		{"$#00", GDB_PACKET, ""},
		{"$OK#9A", GDB_PACKET, "OK"},
		{"$g#66", GDB_BAD, NULL},
		{"$g#6x", GDB_BAD, NULL},
		{"$g#xx", GDB_BAD, NULL},
		{"$}\x03#80", GDB_PACKET, "#"},
		{"$a}#de", GDB_BAD, NULL},
		{"$lost$g#67", GDB_PACKET, "g"},
		{"\x03", GDB_INTERRUPT, NULL},
		{"+", GDB_ACK, NULL},
		{"-", GDB_NAK, NULL},
		{"noise#00$g#67", GDB_PACKET, "g"},
		{"$\x03#03", GDB_PACKET, "\x03"},
		{"$+-#58", GDB_PACKET, "+-"},
	};
	struct gdb_parser parser = {0};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		ck_assert_msg(puts_(&parser, table[i].text) == table[i].event, "%s", table[i].text);
		if (table[i].body)
			ck_assert_str_eq(buf_str(&parser.body), table[i].body);
	}
	gdb_parser_fini(&parser);
}
END_TEST

START_TEST(all_bytes_come_back)
{
	struct gdb_parser parser = {0};
	struct buf packet = {0};
	uint8_t all[256];

	for (size_t i = 0; i < sizeof all; i++)
		all[i] = (uint8_t)i;
	gdb_packet_add(all, sizeof all, &packet);
	ck_assert_ptr_null(memchr(packet.data + 1, '$', packet.len - 1));
	ck_assert_ptr_null(memchr(packet.data, '*', packet.len));
	ck_assert_int_eq(put(&parser, packet.data, packet.len), GDB_PACKET);
	ck_assert_uint_eq(parser.body.len, sizeof all);
	ck_assert_mem_eq(parser.body.data, all, sizeof all);
	gdb_parser_fini(&parser);
	buf_fini(&packet);
}
END_TEST

START_TEST(longest)
{
	struct gdb_parser parser = {0};
	struct buf data = {0}, packet = {0};

	buf_fill(&data, '#', GDB_PACKET_MAX);
	gdb_packet_add(data.data, data.len, &packet);
	ck_assert_int_eq(put(&parser, packet.data, packet.len), GDB_PACKET);
	ck_assert_uint_eq(parser.body.len, GDB_PACKET_MAX);
	buf_addc(&data, 'x');
	buf_clear(&packet);
	gdb_packet_add(data.data, data.len, &packet);
	ck_assert_int_eq(put(&parser, packet.data, packet.len), GDB_TOO_LONG);
	ck_assert_uint_eq(parser.body.len, GDB_PACKET_MAX);
	ck_assert_int_eq(puts_(&parser, "$g#67"), GDB_PACKET);
	gdb_parser_fini(&parser);
	buf_fini(&data);
	buf_fini(&packet);
}
END_TEST

START_TEST(hex)
{
	uint8_t bytes[2];
	uint64_t number;
	size_t len;
	const char *at = "fFfF,";

	ck_assert_int_eq(gdb_hex_number(&at, &number), 0);
	ck_assert_uint_eq(number, 0xffff);
	ck_assert_str_eq(at, ",");
	ck_assert_int_eq(gdb_hex_number(&at, &number), -1);
	at = "00000000000000001";
	ck_assert_int_eq(gdb_hex_number(&at, &number), -1);
	ck_assert_int_eq(gdb_hex_bytes("12aB", bytes, 2, &len), 0);
	ck_assert_mem_eq(bytes, "\x12\xab", 2);
	ck_assert_int_eq(gdb_hex_bytes("12a", bytes, 2, &len), -1);
	ck_assert_int_eq(gdb_hex_bytes("12345x", bytes, 2, &len), -1);
	ck_assert_int_eq(gdb_hex_bytes("123456", bytes, 2, &len), -1);
	ck_assert_int_eq(gdb_hex_bytes("", bytes, 2, &len), 0);
	ck_assert_uint_eq(len, 0);
}
END_TEST

Suite *suite_gdb_packet(void)
{
	Suite *suite = suite_create("gdb_packet");
	TCase *tc = tcase_create("gdb_packet");

	tcase_add_test(tc, frames);
	tcase_add_test(tc, all_bytes_come_back);
	tcase_add_test(tc, longest);
	tcase_add_test(tc, hex);
	suite_add_tcase(suite, tc);
	return suite;
}
