/* What is to be run: an image, a machine, a budget, and what is to be read when it stopped. Never what is
 * expected. */
#ifndef RUN_REQUEST_H
#define RUN_REQUEST_H

#include "case/suite.h"
#include "run/result.h"

struct request {
	struct buf image;
	struct machine machine;
	struct budget budget;
	bool fresh; /* run it in a VM of its own, not in a kept one */
	uint32_t *msrs;
	size_t msr_count;
	struct memory_range *memory; /* gpa and len only */
	size_t memory_count;
	bool has_disk;
	struct buf disk; /* the image's bytes; the rest of the last sector is zeros */
	struct machine_file *option_roms;
	size_t option_rom_count;
	bool wants_screen; /* the text of the screen is to be read */
	/* Step through it, so many instructions at the most, and tell each (run/trace.h); 0: just run it. */
	uint64_t trace_steps;
	bool is_debugged;   /* a debugger controls it, over runner->debugger; no budget counts */
	bool trace_briefly; /* end soon after it is lost: without a handler, or in memory that nobody filled
			     */
};

/* Read the disk's image: 1 byte to 64 MiB. */
int request_set_disk(struct request *request, const char *path, struct err *err);

/* Read one more option ROM, named as the file is: at least 1 byte, all together at most 128 KiB. */
int request_add_option_rom(struct request *request, const char *path, struct err *err);

/* The request of a case that has neither an error nor a skip: reads the image files; machine, budget and
 * captures are copied. On failure nothing is owned. */
int request_from_case(const struct suite_case *sc, struct request *out, struct err *err);
void request_fini(struct request *request);

#endif
