/* A suite: a folder with rom-src/ and cases/; what is in it, and which of it was asked for. */
#ifndef CASE_SUITE_H
#define CASE_SUITE_H

#include "case/case.h"

/* One .expect file. A malformed case never stops the others: it has an error, and its tc is zeroed. */
struct suite_case {
	struct testcase tc; /* filled also where only the image is missing */
	char *name;         /* always there */
	char *path;         /* always there */
	/* The image files, below build/rom or as written. With an error or a skip some or all are NULL. */
	char *rom_path;          /* what the case runs */
	char *disk_path;         /* NULL: no disk */
	char **option_rom_paths; /* tc.option_rom_count of them */
	char *error;             /* NULL where the case can be run; message without newline at its end */
	char *skip; /* why it is not to be run, though nothing is wrong: "needs X, which is not there"; or
		     * NULL
		     */
};

struct suite {
	char *dir;                /* "." or what --suite said */
	struct suite_case *cases; /* sorted by name, bytewise */
	size_t count;
	char **orphans; /* ROM sources that no case of the suite names, as ROM, disk or option ROM:
			   "cpu/spare" (rom-src/cpu/spare.asm) */
	size_t orphan_count;
};

/*
 * Find and parse every case below DIR/cases. An absent or empty folder is an error ("no cases in ..."). The
 * image of a case is looked for: `rom:` beside the case's own folder first, then from the top, as
 * DIR/build/rom/NAME.bin; a name that is absolute or ends in .bin, .img or .rom is a file as it stands
 * (relative to DIR). A missing image is that case's error ("no ROM image build/rom/x.bin (rom-src/x.asm does
 * not exist)", "... run make roms"), as is a missing disk or option ROM; but where a file is missing that the
 * case `needs`, it is skipped instead.
 */
int suite_load(const char *dir, struct suite *out, struct err *err);
void suite_fini(struct suite *suite);

/*
 * Which cases the words choose: `chosen` has suite->count entries. A word is a case name ("cpu/flags"), a
 * file or a folder ("cases/cpu", "cases/cpu/flags.expect", also with DIR/ before it or absolute), a glob on
 * names ("cpu?flags"), or "tag:smoke". No words: all. A word that matches nothing is an error that suggests
 * the nearest name.
 */
int suite_select(const struct suite *suite, char *const *words, size_t word_count, bool *chosen,
		 struct err *err);

#endif
