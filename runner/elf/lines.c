#include "elf/lines.h"

#include "elf/put.h"

/* DWARF 4, 7.21. */
enum { DW_LNS_COPY = 1, DW_LNS_ADVANCE_PC, DW_LNS_ADVANCE_LINE, DW_LNS_SET_FILE };
enum { DW_LNE_END_SEQUENCE = 1, DW_LNE_SET_ADDRESS };

#define VERSION 4

/* The registers of the machine that reads the table, while it is made. */
struct table {
	struct buf *out;
	bool is_64;
	bool is_open; /* there is a row since the last end of a sequence */
	uint64_t address;
	uint64_t end; /* behind the last row's bytes */
	uint64_t file, line;
};

const struct source_place *lines_place(const struct source_spot *spot)
{
	unsigned at = 0;

	if (!spot->count)
		return NULL;
	while (at + 1 < spot->count && spot->places[at].call == SOURCE_MACRO)
		at++;
	return spot->places[at].file ? &spot->places[at] : NULL;
}

static void advance(struct table *table, uint64_t address)
{
	if (address != table->address) {
		buf_addc(table->out, DW_LNS_ADVANCE_PC);
		put_uleb(address - table->address, table->out);
	}
	table->address = address;
}

static void extended_put(struct table *table, uint8_t opcode, size_t operand_bytes)
{
	buf_addc(table->out, 0);
	put_uleb(1 + operand_bytes, table->out);
	buf_addc(table->out, opcode);
}

static void sequence_end(struct table *table)
{
	if (table->is_open) {
		advance(table, table->end);
		extended_put(table, DW_LNE_END_SEQUENCE, 0);
	}
	table->is_open = false;
}

static void sequence_begin(struct table *table, uint64_t address)
{
	size_t bytes = word_bytes(table->is_64);

	extended_put(table, DW_LNE_SET_ADDRESS, bytes);
	put_int(address, bytes, table->out);
	table->address = address;
	table->file = 1;
	table->line = 1;
	table->is_open = true;
}

static void row_put(struct table *table, uint64_t address, const struct source_place *place)
{
	size_t file = lines_file(place);
	bool is_new = !table->is_open || address != table->end;

	if (is_new) {
		sequence_end(table);
		sequence_begin(table, address);
	} else if (file == table->file && place->line == table->line) {
		return;
	}
	advance(table, address);
	if (file != table->file) {
		buf_addc(table->out, DW_LNS_SET_FILE);
		put_uleb(file, table->out);
	}
	if (place->line != table->line) {
		buf_addc(table->out, DW_LNS_ADVANCE_LINE);
		put_sleb((int64_t)place->line - (int64_t)table->line, table->out);
	}
	buf_addc(table->out, DW_LNS_COPY);
	table->file = file;
	table->line = place->line;
}

static void rows_put(const struct source *source, struct table *table)
{
	uint64_t last = address_behind(table->is_64, 0, UINT64_MAX);

	for (size_t i = 0; i < source->piece_count; i++) {
		const struct source_place *place;
		struct source_spot spot;
		uint64_t first, address;

		source_piece_spot(source, i, &spot);
		place = lines_place(&spot);
		address = spot.address & last;
		if (!place || address == last || !source_address_offset(source, spot.address, &first) ||
		    first != spot.offset)
			continue;
		row_put(table, address, place);
		table->end = address_behind(table->is_64, address, spot.len);
	}
	sequence_end(table);
}

/* The registers' start and the opcodes' lengths, then folders (none), then files. */
static void header_put(const struct source *source, struct buf *out)
{
	static const uint8_t fixed[] = {
		1,     /* minimum_instruction_length */
		1,     /* maximum_operations_per_instruction */
		1,     /* default_is_stmt */
		0,  1, /* line_base, line_range: for special opcodes, of which there are none */
		13,    /* opcode_base, and how many operands those below it have */
		0,  1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1,
	};

	buf_add(out, fixed, sizeof fixed);
	buf_addc(out, 0);
	for (size_t i = 0; i < source->file_count; i++) {
		put_string(source->files[i].name, out);
		buf_fill(out, 0, 3); /* in the working folder; neither time nor length */
	}
	buf_addc(out, 0);
}

void lines_put(const struct source *source, bool is_64, struct buf *out)
{
	struct table table = {.out = out, .is_64 = is_64};
	size_t unit, header;

	put_int(0, 4, out);
	unit = out->len;
	put_int(VERSION, 2, out);
	put_int(0, 4, out);
	header = out->len;
	header_put(source, out);
	put_int_at(out->len - header, 4, header - 4, out);
	rows_put(source, &table);
	put_int_at(out->len - unit, 4, unit - 4, out);
}
