#include "run/insn_cache.h"

#include <string.h>

#include "autopsy/plain.h"
#include "x86/bits.h"
#include "x86/mode.h"
#include "x86/walk.h"

#define PAGE 4096u

/* INSN_LENGTH_MAX bytes from CS:RIP on in host memory; NULL where they are not of a piece. */
static const uint8_t *bytes_at(const struct x86_guest *guest, const struct vm *vm, uint64_t *linear)
{
	const struct x86_state *state = guest->state;
	struct exception ex;
	uint64_t gpa;

	*linear = x86_code_at(state, state->rip);
	if (x86_mode(state) != X86_MODE_LONG && state->rip + INSN_LENGTH_MAX - 1 > state->seg[X86_CS].limit)
		return NULL;
	if (*linear % PAGE > PAGE - INSN_LENGTH_MAX ||
	    walk(guest, *linear, x86_access_of(state, false, true), &gpa, &ex))
		return NULL;
	return vm_memory_at(vm, gpa, INSN_LENGTH_MAX);
}

const struct insn_cache_entry *insn_cache_get(struct insn_cache *cache, const struct x86_guest *guest,
					      const struct vm *vm)
{
	enum insn_mode mode = insn_mode(guest->state);
	struct insn_cache_entry *entry;
	uint64_t linear;
	const uint8_t *bytes = bytes_at(guest, vm, &linear);

	if (!bytes)
		return NULL;
	entry = &cache->entries[(linear ^ linear >> 9) % INSN_CACHE_SIZE];
	if (entry->linear == linear && entry->mode == mode && entry->insn.length &&
	    memcmp(entry->insn.bytes, bytes, entry->insn.length) == 0)
		return entry;
	*entry = (struct insn_cache_entry){.linear = linear, .mode = mode};
	if (insn_decode(mode, bytes, INSN_LENGTH_MAX, &entry->insn) != INSN_OK) {
		entry->insn.length = 0;
		return NULL;
	}
	entry->can_be_plain = plain_possible(&entry->insn);
	return entry;
}
