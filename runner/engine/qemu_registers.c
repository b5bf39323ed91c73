#include "engine/qemu_registers.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "gdb/packet.h"

/* ---- the packet */

/* General registers in the order of their numbers. */
static const uint8_t order[X86_GPRS] = {
	X86_RAX, X86_RBX, X86_RCX, X86_RDX, X86_RSI, X86_RDI, X86_RBP, X86_RSP,
	X86_R8,  X86_R9,  X86_R10, X86_R11, X86_R12, X86_R13, X86_R14, X86_R15,
};

unsigned qemu_register_number(enum x86_gpr gpr)
{
	unsigned number = 0;

	while (order[number] != gpr)
		number++;
	return number;
}

/* As they come: EFLAGS has four bytes. */
struct __attribute__((packed)) packet {
	uint64_t gpr[X86_GPRS];
	uint64_t rip;
	uint32_t eflags;
};

int qemu_registers_packet(const char *digits, struct x86_state *out, struct err *err)
{
	uint8_t bytes[GDB_PACKET_MAX / 2];
	struct packet packet;
	size_t len;

	if (gdb_hex_bytes(digits, bytes, sizeof bytes, &len) < 0 || len < sizeof packet)
		return err_set(err, "its registers cannot be read: \"%.80s\"", digits);
	memcpy(&packet, bytes, sizeof packet);
	for (unsigned i = 0; i < X86_GPRS; i++)
		out->gpr[order[i]] = packet.gpr[i];
	out->rip = packet.rip;
	out->rflags = packet.eflags;
	return 0;
}

/* ---- the text */

struct fpr {
	uint64_t mantissa;
	uint64_t sign_exponent;
};

/* What is being read. */
struct reading {
	struct x86_state *out;
	struct fpr fpr[8]; /* physical registers */
};

/* A field is a name, `=`, and numbers that spaces separate. */
#define NUMBERS_MAX 4

/* Names in 64-bit code; else the general ones begin with an E. The first are always there. */
#define NUMBER(name, field)                                                                     \
	{                                                                                       \
		name, offsetof(struct x86_state, field), sizeof(((struct x86_state *)0)->field) \
	}
static const struct {
	const char *name;
	size_t offset, size;
} numbers[] = {
	NUMBER("RAX", gpr[X86_RAX]), NUMBER("RBX", gpr[X86_RBX]), NUMBER("RCX", gpr[X86_RCX]),
	NUMBER("RDX", gpr[X86_RDX]), NUMBER("RSI", gpr[X86_RSI]), NUMBER("RDI", gpr[X86_RDI]),
	NUMBER("RBP", gpr[X86_RBP]), NUMBER("RSP", gpr[X86_RSP]), NUMBER("RIP", rip),
	NUMBER("RFL", rflags),       NUMBER("CR0", cr0),          NUMBER("CR2", cr2),
	NUMBER("CR3", cr3),          NUMBER("CR4", cr4),          NUMBER("EFER", efer),
	NUMBER("R8", gpr[X86_R8]),   NUMBER("R9", gpr[X86_R9]),   NUMBER("R10", gpr[X86_R10]),
	NUMBER("R11", gpr[X86_R11]), NUMBER("R12", gpr[X86_R12]), NUMBER("R13", gpr[X86_R13]),
	NUMBER("R14", gpr[X86_R14]), NUMBER("R15", gpr[X86_R15]), NUMBER("DR0", dr[0]),
	NUMBER("DR1", dr[1]),        NUMBER("DR2", dr[2]),        NUMBER("DR3", dr[3]),
	NUMBER("DR6", dr[6]),        NUMBER("DR7", dr[7]),        NUMBER("FCW", fcw),
	NUMBER("FSW", fsw),          NUMBER("FTW", ftw),          NUMBER("MXCSR", mxcsr),
};
#define NUMBERS_ALWAYS 15

static const char *const segments[X86_SEGS] = {
	[X86_ES] = "ES", [X86_CS] = "CS", [X86_SS] = "SS",    [X86_DS] = "DS",
	[X86_FS] = "FS", [X86_GS] = "GS", [X86_LDTR] = "LDT", [X86_TR] = "TR",
};

/* Each bit is a field without which the text is no good. */
#define SEEN_SEGMENTS NUMBERS_ALWAYS
#define SEEN_TABLES   (SEEN_SEGMENTS + X86_SEGS)
#define SEEN_ALL      ((1u << (SEEN_TABLES + 2)) - 1)

static uint32_t put_number(struct reading *reading, const char *name, const uint64_t *values)
{
	for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		if (strcmp(numbers[i].name, name) != 0)
			continue;
		/* The host is little-endian as the guest. */
		memcpy((uint8_t *)reading->out + numbers[i].offset, values, numbers[i].size);
		return i < NUMBERS_ALWAYS ? 1u << i : 0;
	}
	return 0;
}

/* Selector, base, limit and the descriptor's higher half without its pieces of base and limit. */
static uint32_t put_segment(struct reading *reading, const char *name, const uint64_t *values)
{
	for (unsigned i = 0; i < X86_SEGS; i++) {
		if (strcmp(segments[i], name) != 0)
			continue;
		reading->out->seg[i] = (struct x86_seg){
			.selector = (uint16_t)values[0],
			.base = values[1],
			.limit = (uint32_t)values[2],
			.attr = values[3] >> 8 & 0xf0ff,
		};
		return 1u << (SEEN_SEGMENTS + i);
	}
	return 0;
}

static uint32_t put_table(struct reading *reading, const char *name, const uint64_t *values)
{
	struct x86_dtable table = {.base = values[0], .limit = (uint16_t)values[1]};

	if (strcmp(name, "GDT") == 0) {
		reading->out->gdtr = table;
		return 1u << SEEN_TABLES;
	}
	if (strcmp(name, "IDT") == 0) {
		reading->out->idtr = table;
		return 1u << (SEEN_TABLES + 1);
	}
	return 0;
}

/* The most significant part comes first. */
static void put_vector(struct reading *reading, const char *name, const uint64_t *values, unsigned count)
{
	unsigned i;

	if (sscanf(name, "FPR%u", &i) == 1 && i < 8 && count >= 2)
		reading->fpr[i] = (struct fpr){values[0], values[1]};
	if ((sscanf(name, "XMM%u", &i) != 1 && sscanf(name, "YMM%u", &i) != 1) || i >= 16)
		return;
	for (unsigned part = 0; part < count; part++)
		memcpy(reading->out->ymm[i] + 8 * part, &values[count - 1 - part], 8);
}

static uint32_t put_field(struct reading *reading, const char *name, const uint64_t *values, unsigned count)
{
	uint32_t seen = put_number(reading, name, values);

	if (count == 4)
		seen |= put_segment(reading, name, values);
	if (count == 2)
		seen |= put_table(reading, name, values);
	if (count >= 2)
		put_vector(reading, name, values, count);
	return seen;
}

/* The word before the `=`, and spaces between; one of three letters always with an R for E. */
static void read_name(const char *text, const char *equals, char *name, size_t size)
{
	const char *end = equals, *start;

	while (end > text && end[-1] == ' ')
		end--;
	for (start = end; start > text && isalnum((unsigned char)start[-1]);)
		start--;
	snprintf(name, size, "%.*s", (int)(end - start), start);
	if (name[0] == 'E' && strlen(name) == 3)
		name[0] = 'R';
}

static unsigned read_values(const char *at, uint64_t values[NUMBERS_MAX])
{
	unsigned count = 0;

	while (count < NUMBERS_MAX) {
		at += strspn(at, " ");
		if (gdb_hex_number(&at, &values[count]) < 0)
			break;
		/* A word that begins as a number does, such as the kind of a segment: "DPL=0 DS". */
		if (*at && !isspace((unsigned char)*at))
			break;
		count++;
	}
	return count;
}

static void put_fpu(const struct reading *reading)
{
	struct x86_state *out = reading->out;
	unsigned top = out->fsw >> 11 & 7;

	for (unsigned i = 0; i < 8; i++) {
		const struct fpr *fpr = &reading->fpr[(top + i) & 7];

		memcpy(out->st[i], &fpr->mantissa, 8);
		memcpy(out->st[i] + 8, &fpr->sign_exponent, 2);
		memcpy(out->mm[i], &reading->fpr[i].mantissa, 8);
	}
}

int qemu_registers_parse(const char *text, struct x86_state *out, struct err *err)
{
	struct reading reading = {.out = out};
	uint32_t seen = 0;

	memset(&out->gpr[X86_R8], 0, 8 * sizeof out->gpr[0]);
	for (const char *equals = text; (equals = strchr(equals, '=')); equals++) {
		uint64_t values[NUMBERS_MAX] = {0};
		unsigned count = read_values(equals + 1, values);
		char name[8];

		read_name(text, equals, name, sizeof name);
		if (count)
			seen |= put_field(&reading, name, values, count);
	}
	if (seen != SEEN_ALL)
		return err_set(err, "its registers cannot be read: \"%.200s\"", text);
	put_fpu(&reading);
	return 0;
}
