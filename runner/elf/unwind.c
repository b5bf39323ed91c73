#include "elf/unwind.h"

#include <stdbool.h>

#include "elf/put.h"

/* DWARF 4, 7.23 and 7.7.1. */
enum { DW_CFA_DEF_CFA = 0x0c, DW_CFA_VAL_EXPRESSION = 0x16 };
enum { DW_OP_BREG4 = 0x74, DW_OP_DEREF_SIZE = 0x94 };
/* System V ABI, Intel386 supplement, table 2.14. */
enum { ESP = 4, EIP = 8 };

#define VERSION 4
#define CIE_ID  0xffffffffu
#define WORD    2

/* What is put between the two becomes an entry, padded to a multiple of 4 bytes. */
static size_t entry_begin(struct buf *out)
{
	put_int(0, 4, out);
	return out->len;
}

static void entry_end(size_t at, struct buf *out)
{
	while ((out->len - at) % 4)
		buf_addc(out, 0);
	put_int_at(out->len - at, 4, at - 4, out);
}

/* The frame's address is SP + 2, and the return address the word at SP. */
static void cie_put(struct buf *out)
{
	static const uint8_t rules[] = {
		DW_CFA_DEF_CFA,   ESP, WORD, DW_CFA_VAL_EXPRESSION, EIP, 4, DW_OP_BREG4, 0,
		DW_OP_DEREF_SIZE, WORD};
	size_t at = entry_begin(out);

	put_int(CIE_ID, 4, out);
	put_int(VERSION, 1, out);
	put_string("", out);
	put_int(4, 1, out); /* bytes of an address, none of a segment */
	put_int(0, 1, out);
	put_uleb(1, out);
	put_sleb(-WORD, out);
	put_uleb(EIP, out);
	buf_add(out, rules, sizeof rules);
	entry_end(at, out);
}

static void fde_put(uint64_t address, uint64_t len, struct buf *out)
{
	size_t at = entry_begin(out);

	put_int(0, 4, out); /* of the CIE */
	put_int(address, 4, out);
	put_int(len, 4, out);
	entry_end(at, out);
}

void unwind_put(const struct source *source, struct buf *out)
{
	uint64_t begin = 0, end = 0;

	cie_put(out);
	for (size_t i = 0; i < source->piece_count; i++) {
		const struct source_piece *piece = &source->pieces[i];
		const struct rom_section *section = &source->map.sections[piece->section];
		uint64_t address = section->address + (piece->offset - section->offset);

		if (piece->bits != 16 || piece->kind != SOURCE_CODE || address + piece->len > UINT32_MAX)
			continue;
		if (address != end) {
			if (end)
				fde_put(begin, end - begin, out);
			begin = address;
		}
		end = address + piece->len;
	}
	if (end)
		fde_put(begin, end - begin, out);
}
