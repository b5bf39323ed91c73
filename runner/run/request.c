#include "run/request.h"

#include <stdlib.h>
#include <string.h>

#include "base/io.h"

/* What a device or a pipe gives may not end, and to wait for it holds up all other cases. */
static int read_regular(const char *path, size_t max_bytes, struct buf *out, struct err *err)
{
	if (path_is_special(path))
		return err_set(err, "%s: not a regular file", path);
	return io_read_file(path, max_bytes, out, err);
}

int request_set_disk(struct request *request, const char *path, struct err *err)
{
	struct buf *disk = &request->disk;

	buf_clear(disk);
	request->has_disk = true;
	if (read_regular(path, DISK_BYTES_MAX, disk, err) < 0)
		return -1;
	if (!disk->len)
		return err_set(err, "%s: the disk is empty", path);
	buf_fill(disk, 0, -disk->len % DISK_SECTOR_BYTES);
	return 0;
}

int request_add_option_rom(struct request *request, const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	struct machine_file *rom;
	size_t bytes = 0;

	for (size_t i = 0; i < request->option_rom_count; i++)
		bytes += request->option_roms[i].bytes.len;
	request->option_roms = mem_realloc(request->option_roms, request->option_rom_count + 1,
					   sizeof *request->option_roms);
	rom = &request->option_roms[request->option_rom_count++];
	*rom = (struct machine_file){.name = str_dup(slash ? slash + 1 : path)};
	if (read_regular(path, OPTION_ROM_BYTES_MAX, &rom->bytes, err) < 0)
		return -1;
	if (!rom->bytes.len)
		return err_set(err, "%s: the option ROM is empty", path);
	if (bytes + rom->bytes.len > OPTION_ROM_BYTES_MAX)
		return err_set(err, "%s: the option ROMs have %zu bytes together: at most %u", path,
			       bytes + rom->bytes.len, OPTION_ROM_BYTES_MAX);
	return 0;
}

/* All image files; what is wrong with a disk or an option ROM is said at its line in the case. */
static int images_read(const struct suite_case *sc, struct request *out, struct err *err)
{
	const struct testcase *tc = &sc->tc;

	if (read_regular(sc->rom_path, IMAGE_BYTES_MAX, &out->image, err) < 0)
		return -1;
	if (sc->disk_path && request_set_disk(out, sc->disk_path, err) < 0)
		return err_wrap(err, "%s:%u", tc->path, tc->disk.line);
	for (size_t i = 0; i < tc->option_rom_count; i++)
		if (request_add_option_rom(out, sc->option_rom_paths[i], err) < 0)
			return err_wrap(err, "%s:%u", tc->path, tc->option_roms[i].line);
	return 0;
}

static void captures_list(const struct expect *ex, struct request *out)
{
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
}

int request_from_case(const struct suite_case *sc, struct request *out, struct err *err)
{
	*out = (struct request){.budget = sc->tc.budget};
	if (images_read(sc, out, err) < 0) {
		request_fini(out);
		return -1;
	}
	machine_copy(&sc->tc.machine, &out->machine);
	captures_list(&sc->tc.expect, out);
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
