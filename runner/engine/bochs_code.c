/*
 * Bochs 2.7 keeps what it decoded, and does not notice that its debugger writes over it: it would go on to
 * execute the old instruction, or, once that is back, the new one. INVD makes it forget all that. So where
 * the instruction that comes next was written over, or one that was before, an INVD in a ROM of romkit's is
 * stepped, and the CPU put back to where it was.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "engine/bochs_private.h"
#include "engine/bochs_text.h"
#include "x86/bits.h"
#include "x86/mode.h"

#define PAGE_BYTES 4096u
#define INSN_MAX   15u

static bool overlaps(uint64_t a, uint64_t a_len, uint64_t b, uint64_t b_len)
{
	return a < b + b_len && b < a + a_len;
}

/* Where in physical memory that page of linear memory is. 1: nowhere. */
static int find_page(struct engine *engine, const struct x86_state *state, uint64_t linear, uint64_t *gpa,
		     struct err *err)
{
	char *command;
	int ret;

	*gpa = linear;
	if (!(state->cr0 & X86_CR0_PG))
		return 0;
	command = str_printf("page 0x%" PRIx64 "\n", linear);
	ret = bochs_ask(engine, command, err);
	free(command);
	if (ret < 0)
		return -1;
	return bochs_text_page(buf_str(&bochs_of(engine)->answer), gpa) < 0;
}

/* Whether the next instruction may have a byte there. */
static int is_next(struct engine *engine, const struct x86_state *state, uint64_t gpa, size_t len, bool *is,
		   struct err *err)
{
	uint64_t linear = x86_code_at(state, state->rip), page;
	int ret = find_page(engine, state, linear & ~(uint64_t)(PAGE_BYTES - 1), &page, err);

	*is = ret == 0 && overlaps(gpa, len, page + linear % PAGE_BYTES, INSN_MAX);
	return ret < 0 ? -1 : 0;
}

/* ---- INVD */

static bool is_real(const struct x86_state *state)
{
	return x86_mode(state) == X86_MODE_REAL;
}

/* The ROM may be hidden by the guest's own memory or page tables, or be out of reach of its segment. */
static int can_reach(struct engine *engine, const struct x86_state *state, struct err *err)
{
	const uint8_t invd[2] = BOCHS_INVD;
	uint64_t offset = BOCHS_INVD_GPA - state->seg[X86_CS].base, page;
	uint8_t there[2];
	int ret = find_page(engine, state, BOCHS_INVD_GPA & ~(PAGE_BYTES - 1), &page, err);

	if (ret < 0 || engine->type->read(engine, BOCHS_INVD_GPA, there, sizeof there, err) < 0)
		return -1;
	if (ret > 0 || page != (BOCHS_INVD_GPA & ~(PAGE_BYTES - 1)) || memcmp(there, invd, 2) != 0 ||
	    x86_cpl(state) > 0)
		return false;
	return is_real(state) || x86_mode(state) == X86_MODE_LONG ||
	       (uint32_t)offset + 1ull <= state->seg[X86_CS].limit;
}

static int put_at(struct engine *engine, const struct x86_state *state, uint16_t selector, uint64_t rip,
		  struct err *err)
{
	struct buf commands = {0};
	int ret;

	if (is_real(state))
		buf_printf(&commands, "set cs = 0x%x\n", selector);
	buf_printf(&commands, "set rip = 0x%" PRIx64 "\n", rip);
	ret = bochs_ask(engine, buf_str(&commands), err);
	buf_fini(&commands);
	bochs_of(engine)->general_known = false;
	return ret;
}

static int step_invd(struct engine *engine, const struct x86_state *state, struct err *err)
{
	const struct x86_seg *cs = &state->seg[X86_CS];
	enum engine_event event;
	uint64_t base = is_real(state) ? BOCHS_INVD_ROM : x86_mode(state) == X86_MODE_LONG ? 0 : cs->base;
	uint64_t rip = BOCHS_INVD_GPA - base;

	if (x86_mode(state) != X86_MODE_LONG)
		rip = (uint32_t)rip;
	if (put_at(engine, state, BOCHS_INVD_ROM >> 4, rip, err) < 0 || bochs_step(engine, &event, err) < 0)
		return -1;
	if (event != ENGINE_STANDS || bochs_of(engine)->general.rip != rip + 2)
		return err_set(err, "Bochs could not be made to see code that was written over");
	return put_at(engine, state, cs->selector, state->rip, err);
}

static int forget(struct engine *engine, const struct x86_state *state, struct err *err)
{
	struct x86_state now = *state;
	int can = can_reach(engine, state, err);

	if (can < 0)
		return -1;
	if (!can)
		return err_set(err, "Bochs cannot be made to see code that is written over in this mode");
	if (step_invd(engine, state, err) < 0 || bochs_core(engine, &now, err) < 0)
		return -1;
	if (memcmp(&now.seg[X86_CS], &state->seg[X86_CS], sizeof now.seg[X86_CS]) != 0)
		return err_set(err, "Bochs lost its CS when it was made to see code that was written over");
	return 0;
}

int bochs_code_written(struct engine *engine, uint64_t gpa, size_t len, struct err *err)
{
	struct bochs *bochs = bochs_of(engine);
	bool again = overlaps(gpa, len, bochs->code_gpa, bochs->code_len), next;
	struct x86_state state = {0};

	if (bochs->down || !bochs->steps)
		return 0;
	if (bochs_core(engine, &state, err) < 0 || is_next(engine, &state, gpa, len, &next, err) < 0)
		return -1;
	if (!again && !next)
		return 0;
	bochs->code_gpa = gpa;
	bochs->code_len = len;
	return forget(engine, &state, err);
}
