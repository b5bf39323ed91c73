/* What is to be run: an image, a machine, a budget, and what is to be read when it stopped. Never what is
 * expected. */
#ifndef RUN_REQUEST_H
#define RUN_REQUEST_H

#include "case/case.h"
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
};

/* The request of a case: reads the image file; machine, budget and captures are copied. */
int request_from_case(const struct testcase *tc, const char *image_path, struct request *out,
		      struct err *err);
void request_fini(struct request *request);

#endif
