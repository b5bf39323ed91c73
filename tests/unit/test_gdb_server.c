#include <stdlib.h>
#include <string.h>

#include "gdb_rig.h"

static void send_bytes(struct gdb_rig *rig, const void *bytes, size_t len)
{
	ck_assert_int_eq(send(rig->fds[1], bytes, len, MSG_NOSIGNAL), (ssize_t)len);
}

static void send_packet_bytes(struct gdb_rig *rig, const void *data, size_t len)
{
	struct buf packet = {0};

	gdb_packet_add(data, len, &packet);
	send_bytes(rig, packet.data, packet.len);
	buf_fini(&packet);
}

static void send_packet(struct gdb_rig *rig, const char *text)
{
	send_packet_bytes(rig, text, strlen(text));
}

/* The next packet or sign; "+" and "-" stand for themselves, "" is the end. The caller frees it. */
static char *receive(struct gdb_rig *rig)
{
	struct gdb_parser parser = {0};
	uint8_t byte;

	while (recv(rig->fds[1], &byte, 1, 0) == 1) {
		enum gdb_event event = gdb_parser_put(&parser, byte);

		if (event == GDB_ACK || event == GDB_NAK)
			return str_dup(event == GDB_ACK ? "+" : "-");
		ck_assert(event == GDB_PACKET || event == GDB_NOTHING);
		if (event == GDB_PACKET) {
			char *text = str_printf("$%s", buf_str(&parser.body));

			gdb_parser_fini(&parser);
			return text;
		}
	}
	gdb_parser_fini(&parser);
	return str_dup("");
}

static void expect(struct gdb_rig *rig, const char *text)
{
	char *got = receive(rig);

	ck_assert_str_eq(got, text);
	free(got);
}

static void ask(struct gdb_rig *rig, const char *packet, const char *answer)
{
	char *with = str_printf("$%s", answer);

	send_packet(rig, packet);
	expect(rig, with);
	free(with);
}

/* Without acknowledgements, as gdb has it after its first packets. */
static void start(struct gdb_rig *rig)
{
	rig_start(rig);
	send_packet(rig, "QStartNoAckMode");
	expect(rig, "+");
	expect(rig, "$OK");
	send_bytes(rig, "+", 1);
}

static struct gdb_rig rig;

static void setup(void)
{
	rig_init(&rig);
}

START_TEST(acknowledgements)
{
	rig_start(&rig);
	send_bytes(&rig, "$?#00", 5);
	expect(&rig, "-");
	send_packet(&rig, "?");
	expect(&rig, "+");
	expect(&rig, "$T05thread:1;");
	send_bytes(&rig, "-", 1);
	expect(&rig, "$T05thread:1;");
	send_bytes(&rig, "+", 1);
	send_packet(&rig, "QStartNoAckMode");
	expect(&rig, "+");
	expect(&rig, "$OK");
	send_bytes(&rig, "+", 1);
	ask(&rig, "qAttached", "0");
	ck_assert_int_eq(rig_end(&rig), 0);
}
END_TEST

START_TEST(split_at_every_byte)
{
	static const char text[] = "$?#3f$m1010,2#8d$vCont?#49";

	memcpy(rig.memory + 0x1010, "\x12\x34", 2);
	start(&rig);
	for (size_t cut = 1; cut < sizeof text - 1; cut++) {
		send_bytes(&rig, text, cut);
		if (cut % 8 == 0)
			poll(NULL, 0, 1);
		send_bytes(&rig, text + cut, sizeof text - 1 - cut);
		expect(&rig, "$T05thread:1;");
		expect(&rig, "$1234");
		expect(&rig, "$vCont;c;C;s;S");
	}
	ck_assert_int_eq(rig_end(&rig), 0);
}
END_TEST

START_TEST(queries)
{
	start(&rig);
	ask(&rig, "qSupported:swbreak+;hwbreak+;xmlRegisters=i386",
	    "PacketSize=4000;QStartNoAckMode+;qXfer:features:read+;swbreak+;hwbreak+;vContSupported+");
	ask(&rig, "qC", "QC1");
	ask(&rig, "qCRC:0,1", "");
	ask(&rig, "qfThreadInfo", "m1");
	ask(&rig, "qsThreadInfo", "l");
	ask(&rig, "Hg0", "OK");
	ask(&rig, "vMustReplyEmpty", "");
	ask(&rig, "", "");
	ask(&rig, "qXfer:features:read:other.xml:0,10", "E00");
	ask(&rig, "qXfer:features:read:target.xml:0,5", "m<?xml");
	ask(&rig, "qXfer:features:read:target.xml:5,4", "m ver");
	ask(&rig, "qXfer:features:read:target.xml:ffffffff,4", "l");
	ck_assert_int_eq(rig_end(&rig), 0);
}
END_TEST

START_TEST(description_stays_until_it_is_read_again)
{
	char *narrow, *wide;

	start(&rig);
	send_packet(&rig, "g");
	narrow = receive(&rig);
	rig_long(&rig);
	rig.state.rip = 0x1122334480001000;
	ask(&rig, "p8", "00100080");
	ask(&rig, "qXfer:features:read:target.xml:5,1", "l");
	ask(&rig, "p8", "00100080");
	ask(&rig, "qXfer:features:read:target.xml:0,1", "m<");
	ask(&rig, "p10", "0010008044332211");
	send_packet(&rig, "g");
	wide = receive(&rig);
	ck_assert_uint_gt(strlen(wide), strlen(narrow));
	free(narrow);
	free(wide);
	ck_assert_int_eq(rig_end(&rig), 0);
}
END_TEST

START_TEST(registers)
{
	char *all, *packet;

	start(&rig);
	ask(&rig, "p8", "10100000");
	ask(&rig, "P8=20100000", "OK");
	ck_assert_uint_eq(rig.state.rip, 0x20);
	ask(&rig, "P8=00000500", "E.eip: 0x50000 is out of the reach of CS (base 0x1000) with 16 bits");
	ask(&rig, "P4=fe200000", "OK");
	ck_assert_uint_eq(rig.state.gpr[X86_RSP], 0xabcd00fe);
	ask(&rig, "P0=78563412", "OK");
	send_packet(&rig, "g");
	all = receive(&rig);
	all[1] = all[2] = '1';
	packet = str_printf("G%s", all + 1);
	ask(&rig, packet, "OK");
	ck_assert_uint_eq(rig.state.gpr[X86_RAX], 0x12345611);
	ck_assert_uint_eq(rig.state.rip, 0x20);
	rig.refuse = true;
	ask(&rig, "P0=00000000", "E.KVM does not take them");
	free(all);
	free(packet);
	ck_assert_int_eq(rig_end(&rig), 0);
}
END_TEST

START_TEST(memory)
{
	start(&rig);
	ask(&rig, "M100,2:beef", "OK");
	ask(&rig, "m100,2", "beef");
	send_packet_bytes(&rig, "X200,5:\0#$}*", 12);
	expect(&rig, "$OK");
	ask(&rig, "m200,5", "0023247d2a");
	ask(&rig, "X0,0:", "OK");
	ask(&rig, "mffff,10", "00");
	ask(&rig, "m10000,1", "E0e");
	ask(&rig, "m0,0", "");
	ask(&rig, "mffffffffffffffff,5", "E0e");
	ask(&rig, "M10000,1:00", "E.some of it is no memory");
	ask(&rig, "Mffffffffffffffff,2:0000", "E.beyond the last address");
	ask(&rig, "qSupported:error-message+",
	    "PacketSize=4000;QStartNoAckMode+;qXfer:features:read+;swbreak+;"
	    "hwbreak+;vContSupported+;error-message+");
	ask(&rig, "m10000,1", "E.there is no memory");
	ck_assert_int_eq(rig_end(&rig), 0);
}
END_TEST

START_TEST(points)
{
	start(&rig);
	ask(&rig, "Z0,1015,1", "OK");
	ask(&rig, "Z0,1015,1", "OK");
	ask(&rig, "Z2,3000,4", "OK");
	ask(&rig, "Z1,1016,1", "OK");
	ask(&rig, "z0,1015,1", "OK");
	ask(&rig, "z0,9999,1", "OK");
	ask(&rig, "Z5,0,1", "");
	ask(&rig, "Z2,0,0", "E.no such breakpoint or watchpoint can be");
	ask(&rig, "Z2,ffffffffffffffff,2", "E.no such breakpoint or watchpoint can be");
	ask(&rig, "Z", "");
	ck_assert_uint_eq(rig.count, 0);
	ask(&rig, "s", "T05thread:1;");
	ck_assert_uint_eq(rig.count, 2);
	ck_assert_uint_eq(rig.steps, 1);
	for (size_t i = 0; i < 2; i++) {
		bool watch = rig.points[i].kind == DEBUG_WATCH_WRITE;

		ck_assert(watch || rig.points[i].kind == DEBUG_BREAK_STEPPED);
		ck_assert_uint_eq(rig.points[i].linear, watch ? 0x3000 : 0x1016);
		ck_assert_uint_eq(rig.points[i].len, watch ? 4 : 1);
	}
	ask(&rig, "D", "OK");
	ck_assert_int_eq(rig_end(&rig), 0);
	ck_assert_uint_eq(rig.count, 0);
}
END_TEST

START_TEST(too_many_points)
{
	start(&rig);
	for (unsigned i = 0; i <= DEBUG_POINTS_MAX; i++) {
		char *packet = str_printf("Z0,%x,1", i);

		ask(&rig, packet, i < DEBUG_POINTS_MAX ? "OK" : "E.too many breakpoints and watchpoints");
		free(packet);
	}
	ck_assert_int_eq(rig_end(&rig), 0);
}
END_TEST

START_TEST(halts)
{
	static const struct {
		struct debug_halt halt;
		const char *answer;
	} table[] = {
		{{.kind = DEBUG_AT_WATCH, .point = {DEBUG_WATCH_WRITE, 0x3000, 4}, .linear = 0x3002},
		 "watch:3002;"},
		{{.kind = DEBUG_AT_WATCH, .point = {DEBUG_WATCH_READ, 0x3000, 4}, .linear = 0x2ffe},
		 "rwatch:3000;"},
		{{.kind = DEBUG_AT_WATCH, .point = {DEBUG_WATCH_ACCESS, 0x3000, 1}, .linear = 0x3000},
		 "awatch:3000;"},
		{{.kind = DEBUG_AT_BREAK, .point = {DEBUG_BREAK, 0x1010, 1}}, "swbreak:;"},
		{{.kind = DEBUG_AT_BREAK, .point = {DEBUG_BREAK_STEPPED, 0x1010, 1}}, "hwbreak:;"},
		{{.kind = DEBUG_STEPPED}, ""},
	};

	start(&rig);
	ask(&rig, "qSupported:swbreak+;hwbreak+",
	    "PacketSize=4000;QStartNoAckMode+;qXfer:features:read+;swbreak+;hwbreak+;vContSupported+");
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		char *answer = str_printf("T05thread:1;%s", table[i].answer);

		rig.next = table[i].halt;
		ask(&rig, i % 2 ? "c" : "vCont;c:1", answer);
		ask(&rig, "?", answer);
		free(answer);
	}
	ck_assert_int_eq(rig_end(&rig), 0);
}
END_TEST

START_TEST(going_from_an_address)
{
	start(&rig);
	ask(&rig, "c1020", "T05thread:1;");
	ck_assert_uint_eq(rig.state.rip, 0x20);
	ask(&rig, "S05;1030", "T05thread:1;");
	ck_assert_uint_eq(rig.state.rip, 0x30);
	ask(&rig, "vCont;S05:1;c", "T05thread:1;");
	ck_assert_uint_eq(rig.steps, 2);
	ask(&rig, "c50000", "E.eip: 0x50000 is out of the reach of CS (base 0x1000) with 16 bits");
	ask(&rig, "cx", "E.no address");
	ask(&rig, "vCont;t", "E.c and s are all that a machine can do");
	ask(&rig, "vCont;", "E.c and s are all that a machine can do");
	ck_assert_uint_eq(rig.goes, 3);
	ck_assert_int_eq(rig_end(&rig), 0);
}
END_TEST

START_TEST(end_of_the_machine)
{
	rig.next = (struct debug_halt){.kind = DEBUG_ENDED, .shutdown = true, .text = "triple fault"};
	start(&rig);
	send_packet(&rig, "c");
	expect(&rig, "$O726f6d6b69743a20747269706c65206661756c740a");
	expect(&rig, "$T0bthread:1;");
	ask(&rig, "p8", "10100000");
	ask(&rig, "c", "W00");
	expect(&rig, "");
	ck_assert_int_eq(rig_end(&rig), 1);
	ck_assert_uint_eq(rig.goes, 1);
	ck_assert_int_eq(rig.halt.kind, DEBUG_ENDED);
}
END_TEST

START_TEST(interrupts)
{
	rig.endless = true;
	start(&rig);
	send_bytes(&rig, "\x03", 1); /* it stands: nothing */
	ask(&rig, "?", "T05thread:1;");
	send_bytes(&rig, "$c#63\x03", 6);
	expect(&rig, "$T02thread:1;");
	ck_assert_uint_eq(rig.interrupts, 1);
	/* A packet while it runs stops it first. */
	send_bytes(&rig, "$c#63$p8#a8$p8#a8", 17);
	expect(&rig, "$T02thread:1;");
	expect(&rig, "$10100000");
	expect(&rig, "$10100000");
	ck_assert_uint_eq(rig.interrupts, 2);
	ck_assert_int_eq(rig_end(&rig), 0);
}
END_TEST

START_TEST(hang_up_while_it_runs)
{
	rig.endless = true;
	start(&rig);
	send_packet(&rig, "c");
	poll(NULL, 0, 20);
	ck_assert_int_eq(rig_end(&rig), 0);
	ck_assert_uint_eq(rig.interrupts, 1);
	ck_assert_int_eq(rig.halt.kind, DEBUG_INTERRUPTED);
}
END_TEST

START_TEST(kills)
{
	start(&rig);
	if (_i)
		ask(&rig, "vKill;1", "OK");
	else
		send_packet(&rig, "k");
	expect(&rig, "");
	ck_assert_int_eq(rig_end(&rig), 1);
}
END_TEST

START_TEST(machine_is_gone)
{
	start(&rig);
	ask(&rig, "?", "T05thread:1;");
	rig.dead = true;
	if (_i) {
		ask(&rig, "g", "E0e");
	} else {
		send_packet(&rig, "c");
		expect(&rig, "$O726f6d6b69743a20");
		expect(&rig, "$O74686520776f726b65722064696564");
		expect(&rig, "$O0a");
		expect(&rig, "$X09");
	}
	ck_assert_int_eq(rig_end(&rig), -1);
	ck_assert_str_eq(rig.err.text, "the worker died");
}
END_TEST

/* One O packet with that text in it, then OK. */
static void monitor(const char *line, const char *text)
{
	struct buf packet = {0}, hex = {0};
	char *got;

	buf_adds(&packet, "qRcmd,");
	gdb_hex_add(line, strlen(line), &packet);
	send_packet(&rig, buf_str(&packet));
	got = receive(&rig);
	gdb_hex_add(text, strlen(text), &hex);
	ck_assert_msg(got[1] == 'O' && strstr(got, buf_str(&hex)), "%s: %s", line, got);
	expect(&rig, "$OK");
	free(got);
	buf_fini(&packet);
	buf_fini(&hex);
}

START_TEST(monitor_commands)
{
	start(&rig);
	monitor("help", "monitor devices");
	monitor("", "monitor devices");
	monitor("devices", "pit: channel 0 counts\n");
	monitor("state", "real mode, 16-bit code, privilege level 0\n");
	monitor("  symbol \t start", "start is 0x7c00\n");
	monitor("symbol", "NAME or ADDRESS");
	monitor("dev\n", "there is no monitor command \"dev\\n\"");
	ask(&rig, "qRcmd,6", "E01");
	ask(&rig, "qRcmd,zz", "E01");
	ck_assert_int_eq(rig_end(&rig), 0);
}
END_TEST

/* Whatever comes: the server lives on, and answers. */
START_TEST(garbage)
{
	static const char *const packets[] = {"p",      "p99",       "pfffffffffffffffff",
					      "P",      "P8",        "P8=",
					      "P8=1",   "P8=zz",     "G",
					      "G00",    "m",         "m,",
					      "m1",     "m1,",       "m1,1:",
					      "M1,1",   "M1,2:00",   "X",
					      "X1",     "X1,1",      "X1,5:a",
					      "Z0",     "Z0,",       "Z0,1",
					      "Z0,1,x", "z9,1,1",    "qXfer:features:read:",
					      "c1g",    "vCont;x:1", "qXfer:features:read:target.xml:0",
					      "vCont",  "vRun",      "R00",
					      "!"};
	uint32_t random = 12345;
	uint8_t noise[4096];

	rig.endless = true;
	start(&rig);
	for (size_t i = 0; i < sizeof packets / sizeof packets[0]; i++) {
		char *got;

		send_packet(&rig, packets[i]);
		got = receive(&rig);
		ck_assert_msg(strcmp(got, "$") == 0 || got[1] == 'E', "%s: %s", packets[i], got);
		free(got);
	}
	for (size_t i = 0; i < sizeof noise; i++) {
		random = random * 1664525 + 1013904223;
		noise[i] = (uint8_t)(random >> 24);
		if (noise[i] == '-')
			noise[i] = 'x';
	}
	send_bytes(&rig, noise, sizeof noise);
	send_bytes(&rig, "#00", 3);
	send_packet_bytes(&rig, "g\0", 2);
	expect(&rig, "$");
	ask(&rig, "?", "T05thread:1;");
	ck_assert_int_eq(rig_end(&rig), 0);
}
END_TEST

Suite *suite_gdb_server(void)
{
	Suite *suite = suite_create("gdb_server");
	TCase *tc = tcase_create("gdb_server");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, acknowledgements);
	tcase_add_test(tc, split_at_every_byte);
	tcase_add_test(tc, queries);
	tcase_add_test(tc, description_stays_until_it_is_read_again);
	tcase_add_test(tc, registers);
	tcase_add_test(tc, memory);
	tcase_add_test(tc, points);
	tcase_add_test(tc, too_many_points);
	tcase_add_test(tc, halts);
	tcase_add_test(tc, going_from_an_address);
	tcase_add_test(tc, end_of_the_machine);
	tcase_add_test(tc, interrupts);
	tcase_add_test(tc, hang_up_while_it_runs);
	tcase_add_loop_test(tc, kills, 0, 2);
	tcase_add_loop_test(tc, machine_is_gone, 0, 2);
	tcase_add_test(tc, monitor_commands);
	tcase_add_test(tc, garbage);
	suite_add_tcase(suite, tc);
	return suite;
}
