#include "elf/symbols.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "elf/put.h"
#include "source/labels.h"

/* "start.loop"; also NASM's special names, "..start". */
static bool is_local(const struct rom_symbol *label)
{
	return strchr(label->name, '.') != NULL;
}

/* E8, 9A, FF /2 and FF /3, behind prefixes of sizes and segments (SDM vol. 2, CALL). */
static bool is_call(const uint8_t *bytes, size_t len)
{
	static const char prefixes[] = "\x66\x67\x2e\x36\x3e\x26\x64\x65";

	while (len > 1 && memchr(prefixes, bytes[0], sizeof prefixes - 1)) {
		bytes++;
		len--;
	}
	if (len < 2)
		return false;
	return bytes[0] == 0xe8 || bytes[0] == 0x9a || (bytes[0] == 0xff && ((bytes[1] >> 3 & 7) | 1) == 3);
}

/* A call returns into the function that it is in: gdb's `next` would not know another one for its own. */
static bool is_returned_to(const struct source *source, const struct rom_symbol *label)
{
	const struct rom_section *section = &source->map.sections[label->section];
	uint64_t offset = section->offset + (label->address - section->address);
	const struct source_piece *piece = NULL;

	if (section->in_image && label->address > section->address)
		piece = source_piece_before(source, offset - 1);
	return piece && piece->kind == SOURCE_CODE && piece->offset + piece->len == offset &&
	       offset <= source->image.len && is_call(source->image.data + piece->offset, piece->len);
}

static bool is_code(const struct source *source, const struct rom_symbol *label)
{
	const struct rom_section *section = &source->map.sections[label->section];
	struct source_spot spot;

	return section->in_image && label->address - section->address < section->len &&
	       source_find(source, section->offset + (label->address - section->address), &spot) &&
	       spot.kind == SOURCE_CODE;
}

/* Backwards: how far it is to what comes behind, for local labels and for others. */
static void lengths_fill(const struct source *source, struct symbols *symbols)
{
	uint64_t at = 0, end_any = 0, end_outer = 0, next_any = 0, next_outer = 0;
	size_t section = ROM_NO_SECTION;

	for (size_t i = symbols->count; i-- > 0;) {
		struct symbol *symbol = &symbols->items[i];
		const struct rom_section *in = &source->map.sections[symbol->label->section];

		if (symbol->label->section != section) {
			next_any = next_outer = in->address + in->len;
			section = symbol->label->section;
			at = symbol->label->address + 1;
		}
		if (symbol->label->address != at) {
			at = symbol->label->address;
			end_any = next_any;
			end_outer = next_outer;
		}
		symbol->len = (symbol->is_local ? end_any : end_outer) - at;
		if (symbol->len > in->len)
			symbol->len = 0;
		next_any = at;
		next_outer = symbol->is_local ? next_outer : at;
	}
}

void symbols_find(const struct source *source, struct symbols *out)
{
	struct labels labels;

	labels_sort(&source->map, &labels);
	*out = (struct symbols){mem_zalloc(labels.count, sizeof *out->items), labels.count};
	for (size_t i = 0; i < labels.count; i++) {
		struct symbol *symbol = &out->items[i];

		symbol->label = &source->map.symbols[labels.items[i]];
		symbol->is_local = is_local(symbol->label) || is_returned_to(source, symbol->label);
		symbol->is_code = is_code(source, symbol->label);
		if (i && symbol->label->section == symbol[-1].label->section &&
		    symbol->label->address == symbol[-1].label->address)
			symbol[-1].is_same = symbol->is_local == symbol[-1].is_local;
	}
	labels_fini(&labels);
	lengths_fill(source, out);
}

void symbols_fini(struct symbols *symbols)
{
	free(symbols->items);
	*symbols = (struct symbols){0};
}

/* Elf32_Sym and Elf64_Sym have the same members in another order. */
static void entry_put(size_t name, uint64_t value, uint64_t len, uint8_t info, uint16_t section, bool is_64,
		      struct buf *table)
{
	put_int(name, 4, table);
	if (!is_64) {
		put_int(value, 4, table);
		put_int(len, 4, table);
	}
	put_int(info, 1, table);
	put_int(STV_DEFAULT, 1, table);
	put_int(section, 2, table);
	if (is_64) {
		put_int(value, 8, table);
		put_int(len, 8, table);
	}
}

static uint8_t type_of(const struct symbol *symbol)
{
	if (!symbol->is_code)
		return STT_OBJECT;
	return symbol->is_local ? STT_NOTYPE : STT_FUNC;
}

static void entries_put(const struct source *source, const struct symbols *symbols, bool local, bool is_64,
			struct buf *table, struct buf *names)
{
	uint8_t binding = local ? STB_LOCAL : STB_GLOBAL;

	for (size_t i = 0; i < symbols->count; i++) {
		const struct symbol *symbol = &symbols->items[i];

		if (symbol->is_local != local)
			continue;
		entry_put(names->len, symbol->label->address, symbol->len,
			  (uint8_t)ELF32_ST_INFO(binding, type_of(symbol)),
			  (uint16_t)(symbol->label->section + 1), is_64, table);
		put_string(symbol->label->name, names);
	}
	for (size_t i = 0; i < source->map.symbol_count; i++) {
		const struct rom_symbol *label = &source->map.symbols[i];

		if (label->section != ROM_NO_SECTION || is_local(label) != local ||
		    strncmp(label->name, "..@", 3) == 0)
			continue;
		entry_put(names->len, label->address, 0, (uint8_t)ELF32_ST_INFO(binding, STT_NOTYPE), SHN_ABS,
			  is_64, table);
		put_string(label->name, names);
	}
}

uint32_t symbols_put(const struct source *source, const struct symbols *symbols, bool is_64,
		     struct buf *table, struct buf *names)
{
	size_t entry_bytes = is_64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
	uint32_t first;

	buf_fill(table, 0, entry_bytes);
	buf_addc(names, 0);
	entries_put(source, symbols, true, is_64, table, names);
	first = (uint32_t)(table->len / entry_bytes);
	entries_put(source, symbols, false, is_64, table, names);
	return first;
}
