/* A suite: a folder with rom-src/ and cases/; what is in it, and which of it was asked for. */
#ifndef CASE_SUITE_H
#define CASE_SUITE_H

#include "case/case.h"
#include "case/find.h"

/* One .expect file. A malformed case never stops the others: it has an error, and its tc is zeroed. */
struct suite_case {
	struct testcase tc; /* filled also where only the image is missing */
	bool malformed;
	char *name; /* always there */
	char *path; /* always there */
	/* The image files, below build/rom or as written. With an error or a skip some or all are NULL. */
	char *rom_path;             /* what the case runs */
	char *disk_path;            /* NULL: no disk */
	char **option_rom_paths;    /* tc.option_rom_count of them */
	struct case_labels *labels; /* of its ROM, where it uses some and they are known; tc points to them */
	char *error;                /* NULL where the case can be run; message without newline at its end */
	bool is_unbuilt; /* the error is that an image is not built from its source, which is there */
	char *skip; /* why it is not to be run, though nothing is wrong: "needs X, which is not there"; or
		     * NULL
		     */
};

/* Only names are kept: a case is loaded where it is needed, so that a suite may have a million of them. */
struct suite {
	char *dir;            /* "." or what --suite said */
	struct names cases;   /* "cpu/flags", sorted bytewise */
	struct names sources; /* the ROM sources: "cpu/spare" is rom-src/cpu/spare.asm; sorted bytewise */
	bool *used; /* for each source: a case that was loaded names it, as ROM, disk or option ROM. Once
		       all were, the others are orphans */
};

/* Find every case below DIR/cases. An absent or empty folder is an error ("no cases in ..."). */
int suite_open(const char *dir, struct suite *out, struct err *err);
void suite_fini(struct suite *suite);

/* The file of a case, which the caller frees. */
char *suite_case_path(const struct suite *suite, size_t at);

/*
 * Read and parse one case; whatever is wrong with it becomes its error. A malformed one is taken to use the
 * ROM of its own name. The image is looked for: `rom:` beside the case's own folder first, then from the top,
 * as DIR/build/rom/NAME.bin; a name that is absolute or ends in .bin, .img or .rom is a file as it stands
 * (relative to DIR). A missing image is that case's error ("no ROM image build/rom/x.bin (rom-src/x.asm does
 * not exist)", "... run make roms"), as is a missing disk or option ROM; but where a file is missing that the
 * case `needs`, it is skipped instead.
 */
void suite_case_load(struct suite *suite, size_t at, struct suite_case *out);
void suite_case_fini(struct suite_case *item);

/*
 * Which cases the words choose: `chosen` has suite->cases.count entries. A word is a case name ("cpu/flags"),
 * a file or a folder ("cases/cpu", "cases/cpu/flags.expect", also with DIR/ before it or absolute), a glob on
 * names ("cpu?flags"), or "tag:smoke"; "tag:smoke+x86-*" has to have both. No words: all. A word that matches
 * nothing is an error that suggests the nearest name. Tags are looked up in the files; a malformed case is
 * chosen by each: it may have had that tag, and must not be missed.
 */
int suite_select(struct suite *suite, char *const *words, size_t word_count, bool *chosen, struct err *err);

/* The cases that the words choose are not chosen; where words are tags a malformed one still is. */
int suite_skip(struct suite *suite, char *const *words, size_t word_count, bool *chosen, struct err *err);

#endif
