#include "engine/start_firmware.h"

#include <stddef.h>
#include <string.h>

#include "x86/mode.h"

#define BLOCK_AT 0x800u

/* start_firmware_code.S; it fills all up to the block. */
extern const uint8_t start_firmware_code[BLOCK_AT];

#define RESET_AT 0xfff0u
#define UNUSED   0xff

/* What the code reads, at BLOCK_AT; its offsets stand there, too. */
struct block {
	struct {
		uint16_t limit;
		uint64_t base;
		uint8_t unused[6];
	} __attribute__((packed)) gdt, idt;
	uint64_t cr0, cr3, cr4, efer;
	uint64_t gpr[X86_GPRS];
	uint64_t rip, cs, rflags, rsp, ss; /* as IRETQ takes them */
	struct {
		uint32_t offset;
		uint16_t selector, unused;
	} entry, stack;
	uint16_t es, ds, fs, gs;
	uint8_t mode, vga;
};

_Static_assert(offsetof(struct block, cr0) == 0x20 && offsetof(struct block, gpr) == 0x40 &&
		       offsetof(struct block, rip) == 0xc0 && offsetof(struct block, entry) == 0xe8 &&
		       offsetof(struct block, es) == 0xf8 && offsetof(struct block, mode) == 0x100,
	       "start_firmware_code.S has the same offsets");

static int check(const struct x86_state *state, enum x86_mode mode, struct err *err)
{
	if (mode == X86_MODE_V86 || (mode == X86_MODE_PROTECTED && x86_is_long(state)))
		return err_set(err, "another engine cannot be started in %s", x86_mode_name(mode));
	if (x86_cpl(state) != 0)
		return err_set(err, "another engine cannot be started at CPL %u", x86_cpl(state));
	if (mode != X86_MODE_LONG && (state->gdtr.base | state->idtr.base | state->cr3) >> 32)
		return err_set(err, "another engine cannot be started with GDTR, IDTR or CR3 above 4 GiB");
	return 0;
}

static void block_fill(const struct x86_state *state, enum x86_mode mode, bool wants_vga, struct block *out)
{
	const struct x86_seg *seg = state->seg;

	*out = (struct block){
		.gdt = {.limit = state->gdtr.limit, .base = state->gdtr.base},
		.idt = {.limit = state->idtr.limit, .base = state->idtr.base},
		.cr0 = state->cr0,
		.cr3 = state->cr3,
		.cr4 = state->cr4,
		.efer = state->efer,
		.rip = state->rip,
		.cs = seg[X86_CS].selector,
		.rflags = state->rflags,
		.rsp = state->gpr[X86_RSP],
		.ss = seg[X86_SS].selector,
		.entry = {.offset = (uint32_t)state->rip, .selector = seg[X86_CS].selector},
		.stack = {.offset = (uint32_t)state->gpr[X86_RSP], .selector = seg[X86_SS].selector},
		.es = seg[X86_ES].selector,
		.ds = seg[X86_DS].selector,
		.fs = seg[X86_FS].selector,
		.gs = seg[X86_GS].selector,
		.mode = mode == X86_MODE_LONG ? 2 : mode == X86_MODE_PROTECTED,
		.vga = wants_vga,
	};
	memcpy(out->gpr, state->gpr, sizeof out->gpr);
}

int start_firmware(const struct x86_state *state, bool wants_vga, uint8_t *out, struct err *err)
{
	static const uint8_t jump[] = {0xea, 0x00, 0x00, 0x00, 0xf0}; /* JMP F000:0000 */
	enum x86_mode mode = x86_mode(state);
	struct block block;

	if (check(state, mode, err) < 0)
		return -1;
	block_fill(state, mode, wants_vga, &block);
	memset(out, UNUSED, ENGINE_FIRMWARE_UNIT);
	memcpy(out, start_firmware_code, sizeof start_firmware_code);
	memcpy(out + BLOCK_AT, &block, sizeof block);
	memcpy(out + RESET_AT, jump, sizeof jump);
	return 0;
}
