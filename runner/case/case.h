/* One .expect file as typed data. */
#ifndef CASE_CASE_H
#define CASE_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "case/label.h"
#include "case/machine.h"
#include "case/pattern.h"
#include "case/stop.h"

/* An expected byte stream. `line` is where the key stands in the file, from 1; 0: nothing is expected. */
struct expect_bytes {
	unsigned line;
	uint8_t *bytes;
	size_t len;
};

struct expect_pattern {
	unsigned line;
	char *text; /* the POSIX extended regular expression, as written */
	struct pattern *compiled;
};

struct expect_patterns {
	struct expect_pattern *items;
	size_t count;
};

struct expect_register {
	unsigned line;
	struct x86_ref ref;
	struct x86_value value;
};

struct expect_memory {
	unsigned line;
	uint64_t gpa;
	size_t len;
	uint8_t *bytes;
	uint8_t *mask; /* `len` bytes: 0xff, 0xf0, 0x0f or 0 for hex digits written as ? */
};

/* What 48 bits address (ATA/ATAPI-6, 48-bit Address feature set). */
#define DISK_LBA_MAX ((1ull << 48) - 1)

/* What the disk must hold from a sector on; bytes and mask as in expect_memory. */
struct expect_disk {
	unsigned line;
	uint64_t lba, last_lba; /* last_lba: where `unchanged`, the last sector of the range; else as lba */
	bool unchanged;         /* every sector of the range is as in the image; no bytes then */
	size_t len;
	uint8_t *bytes;
	uint8_t *mask;
};

struct expect_byte {
	unsigned line;
	uint8_t value;
};

struct expect_cycles {
	unsigned line;
	uint64_t min, max; /* both inclusive */
};

struct expect_stop {
	unsigned line; /* 0: not said; then a halt or an exit with 0 is expected */
	struct stop stop;
};

struct expect {
	struct expect_stop stop;
	struct expect_bytes console, serial, post;
	struct expect_patterns console_match, serial_match;
	struct expect_register *registers;
	size_t register_count;
	struct expect_memory *memory;
	size_t memory_count;
	struct expect_cycles cycles;
	struct expect_byte post_last; /* the last byte of the stream post */
	struct expect_bytes screen;   /* its text as screen_print() gives it */
	struct expect_patterns screen_match;
	struct expect_disk *disk;
	size_t disk_count;
};

/* The name of a file that a case needs, as written. */
struct case_file {
	unsigned line;
	char *name;
};

struct testcase {
	char *name;        /* the file below cases/, without .expect: "cpu/flags" */
	char *path;        /* the file as opened: "cases/cpu/flags.expect" */
	char *rom;         /* as written, or the file's own name */
	unsigned rom_line; /* 0: not said */
	char *summary;     /* or NULL */
	char *xfail;       /* the reason, or NULL */
	char **tags;
	size_t tag_count;
	struct case_file disk; /* name NULL: no disk */
	struct case_file *option_roms;
	size_t option_rom_count;
	struct case_file *needs; /* files without which the case is skipped */
	size_t need_count;
	struct machine machine;
	struct budget budget;
	struct expect expect;
	bool uses_labels; /* somewhere a label stands for a number */
	/*
	 * Those that it was parsed with, which are the caller's. NULL: none were known, and where a label
	 * stands the value is a placeholder. Such a case cannot be run.
	 */
	const struct case_labels *labels;
};

/*
 * Parse `text` (of the file `path`, for messages). On failure -1, nothing is owned, and `err` holds one
 * message for each fault found, each of the form "path:LINE:COLUMN: what is wrong (did you mean ...?)"
 * followed by the line and a caret under the place, as compilers print it; faults are separated by newlines.
 */
int case_parse(const char *path, const char *name, const char *text, size_t len, struct testcase *out,
	       struct err *err);

/* The same where the labels of its ROM are known; they must live as long as `out`. An unknown one is a fault.
 */
int case_parse_labels(const char *path, const char *name, const char *text, size_t len,
		      const struct case_labels *labels, struct testcase *out, struct err *err);

/* Whether nothing at all is expected: no case that romkit runs is so. */
bool expect_is_empty(const struct expect *expect);

/* Read and parse a file. */
int case_load(const char *path, const char *name, struct testcase *out, struct err *err);
int case_load_labels(const char *path, const char *name, const struct case_labels *labels,
		     struct testcase *out, struct err *err);
void case_fini(struct testcase *tc);

#endif
