#include "elf/dwarf.h"

#include <stdlib.h>
#include <unistd.h>

#include "elf/lines.h"
#include "elf/put.h"
#include "elf/unwind.h"

/* DWARF 4, 7.5. */
enum { DW_TAG_COMPILE_UNIT = 0x11, DW_TAG_SUBPROGRAM = 0x2e };
enum {
	DW_AT_NAME = 0x03,
	DW_AT_STMT_LIST = 0x10,
	DW_AT_LOW_PC = 0x11,
	DW_AT_HIGH_PC = 0x12,
	DW_AT_LANGUAGE = 0x13,
	DW_AT_COMP_DIR = 0x1b,
	DW_AT_PRODUCER = 0x25,
	DW_AT_DECL_FILE = 0x3a,
	DW_AT_DECL_LINE = 0x3b,
	DW_AT_EXTERNAL = 0x3f,
	DW_AT_RANGES = 0x55,
};
enum {
	DW_FORM_ADDR = 0x01,
	DW_FORM_DATA2 = 0x05,
	DW_FORM_STRING = 0x08,
	DW_FORM_UDATA = 0x0f,
	DW_FORM_SEC_OFFSET = 0x17,
	DW_FORM_FLAG_PRESENT = 0x19,
};
/* gdb takes a breakpoint at a function of this language to its first instruction: there is no prologue. */
#define DW_LANG_MIPS_ASSEMBLER 0x8001

#define VERSION 4

enum { ABBREV_UNIT = 1, ABBREV_SUBPROGRAM };

static const uint8_t unit_attributes[] = {
	DW_AT_NAME,     DW_FORM_STRING, DW_AT_COMP_DIR, DW_FORM_STRING,     DW_AT_PRODUCER,
	DW_FORM_STRING, DW_AT_LANGUAGE, DW_FORM_DATA2,  DW_AT_STMT_LIST,    DW_FORM_SEC_OFFSET,
	DW_AT_LOW_PC,   DW_FORM_ADDR,   DW_AT_RANGES,   DW_FORM_SEC_OFFSET,
};

static const uint8_t subprogram_attributes[] = {
	DW_AT_NAME,    DW_FORM_STRING, DW_AT_EXTERNAL,  DW_FORM_FLAG_PRESENT, DW_AT_LOW_PC,    DW_FORM_ADDR,
	DW_AT_HIGH_PC, DW_FORM_UDATA,  DW_AT_DECL_FILE, DW_FORM_UDATA,        DW_AT_DECL_LINE, DW_FORM_UDATA,
};

static void abbrev_put(uint8_t code, uint8_t tag, bool has_children, const uint8_t *attributes, size_t len,
		       struct buf *out)
{
	buf_addc(out, code);
	buf_addc(out, tag);
	buf_addc(out, has_children);
	buf_add(out, attributes, len);
	buf_fill(out, 0, 2);
}

static void abbrevs_put(struct buf *out)
{
	abbrev_put(ABBREV_UNIT, DW_TAG_COMPILE_UNIT, true, unit_attributes, sizeof unit_attributes, out);
	abbrev_put(ABBREV_SUBPROGRAM, DW_TAG_SUBPROGRAM, false, subprogram_attributes,
		   sizeof subprogram_attributes, out);
	buf_addc(out, 0);
}

/* The addresses of all sections, seen from 0. A pair of zeros ends them, so an empty section has none. */
static void ranges_put(const struct source *source, bool is_64, struct buf *out)
{
	size_t bytes = word_bytes(is_64);

	for (size_t i = 0; i < source->map.section_count; i++) {
		const struct rom_section *section = &source->map.sections[i];

		if (!section->in_image || !section->len)
			continue;
		put_int(section->address, bytes, out);
		put_int(address_behind(is_64, section->address, section->len), bytes, out);
	}
	buf_fill(out, 0, 2 * bytes);
}

static void unit_put(const struct source *source, bool is_64, struct buf *out)
{
	char *here = getcwd(NULL, 0);

	put_uleb(ABBREV_UNIT, out);
	put_string(source->file_count ? source->files[0].name : "unknown", out);
	/* Without a working folder the files' names are absolute. */
	put_string(here ? here : "/", out);
	put_string("romkit", out);
	put_int(DW_LANG_MIPS_ASSEMBLER, 2, out);
	put_int(0, 4, out); /* of .debug_line */
	put_int(0, word_bytes(is_64), out);
	put_int(0, 4, out); /* of .debug_ranges */
	free(here);
}

static void subprogram_put(const struct source *source, const struct symbol *symbol, bool is_64,
			   struct buf *out)
{
	const struct rom_section *section = &source->map.sections[symbol->label->section];
	const struct source_place *place = NULL;
	uint64_t address = symbol->label->address, end = address_behind(is_64, address, symbol->len);
	struct source_spot spot;

	if (!symbol->is_code || symbol->is_local || symbol->is_same || !symbol->len)
		return;
	if (source_find(source, section->offset + (address - section->address), &spot))
		place = lines_place(&spot);
	if (!place)
		return;
	put_uleb(ABBREV_SUBPROGRAM, out);
	put_string(symbol->label->name, out);
	put_int(address, word_bytes(is_64), out);
	put_uleb(address_behind(is_64, 0, end - address), out);
	put_uleb(lines_file(place), out);
	put_uleb(place->line, out);
}

static void info_put(const struct source *source, const struct symbols *symbols, bool is_64, struct buf *out)
{
	put_int(0, 4, out);
	put_int(VERSION, 2, out);
	put_int(0, 4, out); /* of .debug_abbrev */
	put_int(word_bytes(is_64), 1, out);
	unit_put(source, is_64, out);
	for (size_t i = 0; i < symbols->count; i++)
		subprogram_put(source, &symbols->items[i], is_64, out);
	buf_addc(out, 0);
	put_int_at(out->len - 4, 4, 0, out);
}

void dwarf_make(const struct source *source, const struct symbols *symbols, bool is_64, struct dwarf *out)
{
	*out = (struct dwarf){0};
	abbrevs_put(&out->abbrev);
	info_put(source, symbols, is_64, &out->info);
	lines_put(source, is_64, &out->line);
	ranges_put(source, is_64, &out->ranges);
	unwind_put(source, &out->frame);
}

void dwarf_fini(struct dwarf *dwarf)
{
	buf_fini(&dwarf->abbrev);
	buf_fini(&dwarf->info);
	buf_fini(&dwarf->line);
	buf_fini(&dwarf->ranges);
	buf_fini(&dwarf->frame);
}
