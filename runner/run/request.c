#include "run/request.h"

#include <stdlib.h>
#include <string.h>

#include "base/io.h"

int request_from_case(const struct testcase *tc, const char *image_path, struct request *out, struct err *err)
{
	const struct expect *ex = &tc->expect;

	*out = (struct request){.budget = tc->budget};
	if (io_read_file(image_path, IMAGE_BYTES_MAX, &out->image, err) < 0) {
		buf_fini(&out->image);
		return -1;
	}
	machine_copy(&tc->machine, &out->machine);
	out->msrs = mem_zalloc(ex->register_count, sizeof *out->msrs);
	for (size_t i = 0; i < ex->register_count; i++) {
		if (!ex->registers[i].ref.reg)
			out->msrs[out->msr_count++] = ex->registers[i].ref.msr;
	}
	out->memory = mem_zalloc(ex->memory_count, sizeof *out->memory);
	out->memory_count = ex->memory_count;
	for (size_t i = 0; i < ex->memory_count; i++)
		out->memory[i] = (struct memory_range){.gpa = ex->memory[i].gpa, .len = ex->memory[i].len};
	out->wants_screen = true; /* also where nothing is expected of it: a failure shows it */
	return 0;
}

void request_fini(struct request *request)
{
	buf_fini(&request->image);
	machine_fini(&request->machine);
	free(request->msrs);
	free(request->memory);
	buf_fini(&request->disk);
	for (size_t i = 0; i < request->option_rom_count; i++) {
		free(request->option_roms[i].name);
		buf_fini(&request->option_roms[i].bytes);
	}
	free(request->option_roms);
	*request = (struct request){0};
}
