/* Building the ROMs of a suite. */
#ifndef CMD_ROM_BUILD_H
#define CMD_ROM_BUILD_H

#include "base/buf.h"
#include "base/err.h"

struct rom_build {
	const char *dir; /* of the suite */
	unsigned jobs;
	char *mk; /* romkit.mk */
};

/*
 * Finds romkit.mk now, as later the program may have been replaced by another. Sets in the environment what
 * makefiles take from there.
 */
int rom_build_init(struct rom_build *build, const char *dir, unsigned jobs, struct err *err);
void rom_build_fini(struct rom_build *build);

/*
 * `make roms` in the suite's folder: by its own Makefile, or where it has none by romkit.mk. ROMs that can be
 * built are built where others cannot. What NASM and make complained of is appended to `said`: warnings, too.
 * Returns 0 where all could be built, 1 where not, -1 with an error where make cannot be run.
 */
int rom_build_run(const struct rom_build *build, struct buf *said, struct err *err);

#endif
