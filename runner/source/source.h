/*
 * What lines of source an image was assembled from. romkit.mk has NASM write beside x.bin the listing x.lst,
 * the map x.map and the list of files x.d; no debug format is needed. None of the three is believed: what
 * does not parse or does not agree with the image's bytes is left out, and nothing is ever worse than not
 * known.
 *
 * There are three kinds of address:
 * - the offset of a byte in the image;
 * - its address, where NASM takes it to run: what a label stands for. org and vstart are in it;
 * - a linear address of the guest (CS base + IP): source_locate() makes an offset of it.
 */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "case/rom_map.h"
#include "x86/start.h"

enum source_kind {
	SOURCE_CODE,    /* an instruction; also what the listing does not tell to be something else */
	SOURCE_DATA,    /* db and its like, times of them, incbin, resb, the fields of a struc */
	SOURCE_PADDING, /* align; times that fills up to a place (`times 510-($-$$) db 0`); a gap between
			   sections */
};

/* A file that the ROM was built from. */
struct source_file {
	char *path; /* absolute */
	char *name; /* for people: relative where it lies below the working folder, else as `path` */
};

/*
 * Bytes of the image that one line of the listing made, once. A macro called twice has two pieces for each
 * line of its body. The pieces of a source are sorted by offset and do not overlap.
 */
struct source_piece {
	uint32_t offset, len; /* in the image; len is at least 1 */
	uint32_t line;        /* source/'s own */
	uint16_t section;     /* index into map.sections */
	uint8_t kind;         /* enum source_kind */
	uint8_t bits;         /* 16, 32 or 64: what BITS was there */
};

/* Read it, but change nothing. A zeroed struct knows nothing. */
struct source {
	struct rom_map map;        /* empty where there is none */
	struct source_file *files; /* the ROM's own source comes first */
	size_t file_count;
	struct source_piece *pieces;
	size_t piece_count;
	struct buf image;
	char *lacks; /* what is not known and why, for people: "no listing ..."; NULL: nothing lacks */
	struct source_detail *detail; /* source/'s own */
};

/* How a line came to be where it is. */
enum source_call {
	SOURCE_TOP,     /* it stands in the source itself */
	SOURCE_INCLUDE, /* in a file that the line behind it includes */
	SOURCE_MACRO,   /* in a macro that the line behind it calls; a %rep is no call */
};

struct source_place {
	const char *file;  /* source_file.name; NULL where no file has such a line */
	size_t file_index; /* in files; only where `file` is set */
	unsigned line;     /* from 1, in that file. In a macro it is the line of its definition */
	uint32_t row;      /* source/'s own; another one each time that the line was assembled */
	const char *text;  /* as the listing has it: without blanks around it; in a macro without comments */
	enum source_call call;
	const char *macro; /* SOURCE_MACRO: "name {arguments}" where the listing tells, else NULL */
};

#define SOURCE_PLACES_MAX 16

/* What is known of one byte. Its pointers belong to the source. */
struct source_spot {
	enum source_kind kind;
	/*
	 * The line that made it, then the line that called or included that one, and so on to the source
	 * itself. `depth` counts the calls and includes; where they are more than there is room for, the last
	 * place is still that of the source itself and those before it are left out. count 0: no line is
	 * known (a gap).
	 */
	struct source_place places[SOURCE_PLACES_MAX];
	unsigned count;
	unsigned depth;
	uint32_t offset, len; /* the whole piece: to list an instruction's bytes, or to go on behind it */
	const struct rom_section *section; /* NULL: in none */
	uint64_t address;                  /* of the byte that was asked for; 0 without a section */
	/* The last label at or before it in its section, other than macro-local ones; NULL: none. */
	const struct rom_symbol *label;
	uint64_t label_offset; /* how far behind the label it is, in bytes */
};

/*
 * Read what lies beside an image ("build/rom/x.bin"). It always gives a source, which may know nothing:
 * `lacks` says why. The files together are limited to some 100 MiB; what is more is left out.
 */
void source_read(const char *image_path, struct source *out);
void source_fini(struct source *source);

/* The byte at an offset of the image. False behind the image's end, and where there is no map. */
bool source_find(const struct source *source, uint64_t offset, struct source_spot *out);

/* The same of a piece, which is how to go through all lines: for (i = 0; i < source->piece_count; i++). */
void source_piece_spot(const struct source *source, size_t piece, struct source_spot *out);

/* The last piece that does not begin behind an offset of the image; NULL: there is none. */
const struct source_piece *source_piece_before(const struct source *source, uint64_t offset);

/* The offset of the byte that NASM takes to run at an address. Where sections overlap the first one. False:
 * none. */
bool source_address_offset(const struct source *source, uint64_t address, uint64_t *out_offset);

/* The address of a label. -1: "no label ... (did you mean ...?)", or why no label is known at all. */
int source_label(const struct source *source, const char *name, uint64_t *out_address, struct err *err);

/*
 * A ROM of `org 0` that is loaded elsewhere has offsets for addresses. Moves those of its sections and labels
 * to where the image is loaded; START_RESET: below 1 MiB. Sections with a vstart of their own stay.
 */
void source_move_to_load(struct source *source, enum start_state start);

enum source_match {
	SOURCE_NOWHERE, /* not the image's */
	SOURCE_SAME,    /* the bytes there are those of the image at that offset */
	SOURCE_CHANGED, /* it is where the image was loaded, but its bytes were changed since: code that
			   modifies itself, or something else that lies there now */
};

/*
 * The offset of what is at a linear address of a guest, which starts in the state `start`. `bytes` is what
 * the guest has in memory there, for instance the instruction, 1 to 16 bytes. It is looked for
 * - where the image was loaded, by its size; for `reset` below 4 GiB and, its last 128 KiB, below 1 MiB;
 * - then, as code may have been copied, where its sections are to run: those whose bytes agree;
 * - with paging or a segment's base the linear address may be another one, so that one finds nothing.
 * Without a listing or a map the first of these still works.
 */
enum source_match source_locate(const struct source *source, enum start_state start, uint64_t linear,
				const uint8_t *bytes, size_t len, uint64_t *out_offset);

/* "rom-src/hello.asm:7, start.loop+3": for messages. Appends what is known; the offset where nothing is. */
void source_spot_print(const struct source_spot *spot, struct buf *out);

#endif
