#include "x86/walk.h"

#include <inttypes.h>

#include "x86/bits.h"
#include "x86/mode.h"

#define PTE_P  (1ull << 0)
#define PTE_RW (1ull << 1)
#define PTE_US (1ull << 2)
#define PTE_PS (1ull << 7)
#define PTE_NX (1ull << 63)

#define PF_PRESENT  (1u << 0)
#define PF_WRITE    (1u << 1)
#define PF_USER     (1u << 2)
#define PF_RESERVED (1u << 3)
#define PF_FETCH    (1u << 4)

/* A table of one level: what its entries are called, and which bits of the address choose one. */
struct level {
	const char *name;
	uint8_t shift, index_bits;
	bool may_map; /* an entry with PS set maps a page itself */
};

struct paging {
	const char *name;
	const struct level *levels;
	unsigned count;
	unsigned entry_bytes;
};

/* SDM vol. 3, 4.3 (figure 4-2 and 4-3), 4.4, 4.5. */
static const struct level levels32[] = {{"page-directory entry", 22, 10, true},
					{"page-table entry", 12, 10, false}};
static const struct level levels_pae[] = {{"page-directory-pointer entry", 30, 2, false},
					  {"page-directory entry", 21, 9, true},
					  {"page-table entry", 12, 9, false}};
static const struct level levels_long[] = {{"PML5 entry", 48, 9, false},
					   {"PML4 entry", 39, 9, false},
					   {"page-directory-pointer entry", 30, 9, true},
					   {"page-directory entry", 21, 9, true},
					   {"page-table entry", 12, 9, false}};

static const struct paging paging_32 = {"32-bit paging", levels32, 2, 4};
static const struct paging paging_pae = {"PAE paging", levels_pae, 3, 8};
static const struct paging paging_4 = {"4-level paging", levels_long + 1, 4, 8};
static const struct paging paging_5 = {"5-level paging", levels_long, 5, 8};

/* NULL: no paging. SDM vol. 3, 4.1.1. */
static const struct paging *paging_of(const struct x86_state *state)
{
	if (!(state->cr0 & X86_CR0_PG))
		return NULL;
	if (!(state->cr4 & X86_CR4_PAE))
		return &paging_32;
	if (!x86_is_long(state))
		return &paging_pae;
	return state->cr4 & X86_CR4_LA57 ? &paging_5 : &paging_4;
}

const char *walk_mode_name(const struct x86_state *state)
{
	const struct paging *paging = paging_of(state);

	return paging ? paging->name : "no paging";
}

struct x86_access x86_access_of(const struct x86_state *state, bool write, bool fetch)
{
	return (struct x86_access){.write = write, .fetch = fetch, .user = x86_cpl(state) == 3};
}

struct x86_access x86_access_system(bool write)
{
	return (struct x86_access){.write = write, .system = true};
}

/* ---- one entry */

struct walker {
	const struct x86_guest *guest;
	const struct paging *paging;
	struct x86_access access;
	uint64_t linear;
	struct exception *ex;
	/* the entry that is looked at */
	const struct level *level;
	unsigned index;
	uint64_t entry_gpa, entry;
	/* of all entries until now (SDM vol. 3, 4.6.1) */
	bool writable, user, no_execute;
};

static const char *verb(struct x86_access access)
{
	return access.fetch ? "fetch" : access.write ? "write" : "read";
}

/* SDM vol. 3, 4.7: the bit for a fetch is only given where there is NX or SMEP. */
static uint32_t error_code(const struct walker *w, uint32_t why)
{
	const struct x86_state *state = w->guest->state;
	bool tells_fetch =
		(state->efer & X86_EFER_NXE && state->cr4 & X86_CR4_PAE) || state->cr4 & X86_CR4_SMEP;

	return why | (w->access.write ? PF_WRITE : 0) | (w->access.user ? PF_USER : 0) |
	       (w->access.fetch && tells_fetch ? PF_FETCH : 0);
}

static enum check raise(const struct walker *w, uint32_t error, const char *reason)
{
	exception_set(w->ex, X86_PF, error_code(w, error),
		      "%s of 0x%" PRIx64 ": %s %u (at 0x%" PRIx64 ") is 0x%" PRIx64 ": %s; CR3 is 0x%" PRIx64,
		      verb(w->access), w->linear, w->level->name, w->index, w->entry_gpa, w->entry, reason,
		      w->guest->state->cr3);
	w->ex->address = w->linear;
	return CHECK_RAISED;
}

static bool is_pae_pointer(const struct walker *w)
{
	return w->paging == &paging_pae && w->level == levels_pae;
}

static bool maps_page(const struct walker *w)
{
	if (w->level->shift == 12)
		return true;
	if (!w->level->may_map || !(w->entry & PTE_PS))
		return false;
	return w->paging != &paging_32 || w->guest->state->cr4 & X86_CR4_PSE;
}

/* SDM vol. 3, tables 4-4 to 4-20: the bits that must be 0. */
static uint64_t reserved_bits(const struct walker *w)
{
	unsigned phys = w->guest->phys_bits;
	uint64_t bits = 0;

	if (w->paging == &paging_32)
		return maps_page(w) && w->level->shift == 22 ? 1ull << 21 : 0;
	if (phys && phys < 52)
		bits = ((1ull << 52) - 1) & ~((1ull << phys) - 1);
	/* A PAE pointer is checked when CR3 is loaded, by #GP: not here. */
	if (is_pae_pointer(w))
		return 0;
	if (w->paging == &paging_pae)
		bits |= 0x7ffull << 52;
	if (!(w->guest->state->efer & X86_EFER_NXE))
		bits |= PTE_NX;
	if (w->level->shift > 30)
		bits |= PTE_PS;
	if (maps_page(w) && w->level->shift > 12)
		bits |= ((1ull << w->level->shift) - 1) & ~0x1fffull;
	return bits;
}

static uint64_t next_gpa(const struct walker *w)
{
	uint64_t offset_mask = (1ull << w->level->shift) - 1;
	uint64_t frame = w->paging == &paging_32 ? w->entry & 0xfffff000 : w->entry & 0x000ffffffffff000;

	if (!maps_page(w))
		return frame;
	/* SDM vol. 3, 4.3: a 4-MiB page has bits 39:32 of its address in bits 20:13. */
	if (w->paging == &paging_32 && w->level->shift == 22)
		frame |= (w->entry >> 13 & 0xff) << 32;
	return (frame & ~offset_mask) | (w->linear & offset_mask);
}

/* SDM vol. 3, 4.6.1: determination of access rights. */
static enum check check_rights(const struct walker *w)
{
	const struct x86_state *state = w->guest->state;
	bool nx = w->no_execute && state->efer & X86_EFER_NXE;

	if (w->access.user && !w->user)
		return raise(w, PF_PRESENT,
			     "the page is not for user mode (a U/S bit on its way is 0), and CPL is 3");
	if (w->access.write && !w->writable && (w->access.user || state->cr0 & X86_CR0_WP))
		return raise(w, PF_PRESENT,
			     w->access.user
				     ? "the page is read-only (an R/W bit on its way is 0)"
				     : "the page is read-only (an R/W bit on its way is 0), and CR0.WP is 1");
	if (w->access.fetch && nx)
		return raise(w, PF_PRESENT, "the page is not executable (an XD bit on its way is 1)");
	if (w->access.user || !w->user)
		return CHECK_FINE;
	if (w->access.fetch && state->cr4 & X86_CR4_SMEP)
		return raise(w, PF_PRESENT, "the page is for user mode, and CR4.SMEP is 1");
	if (!w->access.fetch && state->cr4 & X86_CR4_SMAP &&
	    (w->access.system || !(state->rflags & X86_FLAG_AC)))
		return raise(w, PF_PRESENT, "the page is for user mode, and CR4.SMAP is 1");
	return CHECK_FINE;
}

static enum check check_entry(struct walker *w)
{
	if (!(w->entry & PTE_P))
		return raise(w, 0, "not present");
	if (w->entry & reserved_bits(w))
		return raise(w, PF_PRESENT | PF_RESERVED, "a reserved bit is set");
	if (is_pae_pointer(w))
		return CHECK_FINE;
	w->writable = w->writable && w->entry & PTE_RW;
	w->user = w->user && w->entry & PTE_US;
	w->no_execute = w->no_execute || (w->paging->entry_bytes == 8 && w->entry & PTE_NX);
	return CHECK_FINE;
}

/* Follow one level: `*gpa` is the table, then what its entry leads to. */
static enum check step(struct walker *w, uint64_t *gpa)
{
	w->index = (unsigned)(w->linear >> w->level->shift & ((1u << w->level->index_bits) - 1));
	w->entry_gpa = *gpa + w->index * (uint64_t)w->paging->entry_bytes;
	w->entry = 0;
	if (!guest_read(w->guest, w->entry_gpa, &w->entry, w->paging->entry_bytes))
		return CHECK_UNKNOWN;
	*gpa = next_gpa(w);
	return check_entry(w);
}

enum check walk(const struct x86_guest *guest, uint64_t linear, struct x86_access access, uint64_t *gpa,
		struct exception *ex)
{
	const struct paging *paging = paging_of(guest->state);
	struct walker w = {.guest = guest,
			   .paging = paging,
			   .access = access,
			   .linear = linear,
			   .ex = ex,
			   .writable = true,
			   .user = true};
	uint64_t at;

	*gpa = linear;
	if (!paging)
		return CHECK_FINE;
	at = guest->state->cr3 & (paging == &paging_32    ? 0xfffff000
				  : paging == &paging_pae ? 0xffffffe0
							  : 0x000ffffffffff000);
	for (unsigned i = 0; i < paging->count; i++) {
		enum check check;

		w.level = &paging->levels[i];
		check = step(&w, &at);
		if (check)
			return check;
		if (maps_page(&w))
			break;
	}
	*gpa = at;
	return check_rights(&w);
}
