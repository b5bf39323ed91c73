#include "diff/memory.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "x86/start.h"

#define LOW_END      0xa0000u
#define ASKED        2
#define CHUNK_BYTES  4096u
#define PIECE_BYTES  16u /* of a piece that are shown; further apart are two pieces */
#define PIECES_SHOWN 6

static void add_range(struct request *request, uint64_t gpa, uint64_t len)
{
	request->memory[request->memory_count++] = (struct memory_range){.gpa = gpa, .len = len};
}

void memory_ask(struct request *request)
{
	uint64_t bytes = machine_memory_bytes(&request->machine);
	uint64_t load = start_load_gpa(request->machine.start, request->image.len);

	free(request->memory);
	request->memory = mem_zalloc(ASKED, sizeof *request->memory);
	request->memory_count = 0;
	add_range(request, 0, bytes < LOW_END ? bytes : LOW_END);
	if (request->machine.start != START_RESET && load >= LOW_END)
		add_range(request, load, request->image.len);
}

static void put_bytes(const uint8_t *bytes, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len; i++)
		buf_printf(out, " %02x", bytes[i]);
}

static void put_piece(uint64_t gpa, const uint8_t *kvm, const uint8_t *other, size_t len, const char *name,
		      struct buf *out)
{
	size_t shown = len < PIECE_BYTES ? len : PIECE_BYTES;

	buf_printf(out, "%#" PRIx64 ": KVM", gpa);
	put_bytes(kvm, shown, out);
	buf_printf(out, ", %s", name);
	put_bytes(other, shown, out);
	if (len > shown)
		buf_printf(out, " and %zu bytes more", len - shown);
	buf_addc(out, '\n');
}

/* Pieces of two equally long texts, with less than PIECE_BYTES that are the same inside. */
static int compare_bytes(uint64_t gpa, const uint8_t *kvm, const uint8_t *other, size_t len, const char *name,
			 int pieces, struct buf *out)
{
	for (size_t at = 0; at < len; at++) {
		size_t end = at + 1;

		if (kvm[at] == other[at])
			continue;
		for (size_t i = end; i < len && i < end + PIECE_BYTES; i++)
			if (kvm[i] != other[i])
				end = i + 1;
		if (pieces++ < PIECES_SHOWN)
			put_piece(gpa + at, kvm + at, other + at, end - at, name, out);
		at = end;
	}
	return pieces;
}

int memory_compare(struct engine *engine, const struct result *result, struct buf *out, struct err *err)
{
	uint8_t other[CHUNK_BYTES];
	int pieces = 0;

	for (size_t i = 0; i < result->memory_count; i++) {
		const struct memory_range *range = &result->memory[i];

		for (size_t at = 0; range->readable && at < range->len; at += CHUNK_BYTES) {
			size_t len = range->len - at < CHUNK_BYTES ? range->len - at : CHUNK_BYTES;

			if (engine_read(engine, range->gpa + at, other, len, err) < 0)
				return -1;
			pieces = compare_bytes(range->gpa + at, range->bytes + at, other, len,
					       engine_name(engine), pieces, out);
		}
	}
	if (pieces > PIECES_SHOWN)
		buf_printf(out, "and %d places more\n", pieces - PIECES_SHOWN);
	return pieces;
}
