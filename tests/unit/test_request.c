#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "run/request.h"
#include "suites.h"

/* A folder that each test has for itself. */
static char *dir;

static void dir_make(void)
{
	static char template[32];

	strcpy(template, "/tmp/romkit-request-XXXXXX");
	dir = mkdtemp(template);
	ck_assert_ptr_nonnull(dir);
}

static void dir_remove(void)
{
	char *command = str_printf("rm -rf '%s'", dir);

	ck_assert_int_eq(system(command), 0);
	free(command);
}

/* A file of so many bytes, each `byte`; its path, which the caller frees. */
static char *put(const char *name, uint8_t byte, size_t len)
{
	char *path = path_join(dir, name);
	struct buf bytes = {0};
	struct err err;

	buf_fill(&bytes, byte, len);
	ck_assert_msg(io_write_file(path, bytes.data, len, &err) == 0, "%s", err.text);
	buf_fini(&bytes);
	return path;
}

/* The rest of the last sector is zeros. */
START_TEST(disk)
{
	static const struct {
		size_t len, disk_len;
	} table[] = {{1, 512}, {511, 512}, {512, 512}, {513, 1024}};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		char *path = put("disk.img", 0xaa, table[i].len);
		struct request rq = {0};
		struct err err;

		ck_assert_msg(request_set_disk(&rq, path, &err) == 0, "%s", err.text);
		ck_assert(rq.has_disk);
		ck_assert_uint_eq(rq.disk.len, table[i].disk_len);
		for (size_t at = 0; at < rq.disk.len; at++)
			ck_assert_uint_eq(rq.disk.data[at], at < table[i].len ? 0xaa : 0);
		request_fini(&rq);
		free(path);
	}
}
END_TEST

START_TEST(disk_limits)
{
	char *path = put("disk.img", 0, 0);
	struct request rq = {0};
	struct err err;

	ck_assert_int_eq(request_set_disk(&rq, path, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "disk.img: the disk is empty"));
	ck_assert_int_eq(truncate(path, DISK_BYTES_MAX), 0);
	ck_assert_int_eq(request_set_disk(&rq, path, &err), 0);
	ck_assert_uint_eq(rq.disk.len, DISK_BYTES_MAX);
	ck_assert_int_eq(truncate(path, DISK_BYTES_MAX + 1), 0);
	ck_assert_int_eq(request_set_disk(&rq, path, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "larger than 67108864 bytes"));
	request_fini(&rq);
	free(path);
}
END_TEST

START_TEST(option_roms)
{
	char *small = put("small.rom", 1, 1), *large = put("large.rom", 2, (128 << 10) - 1),
	     *empty = put("empty.rom", 0, 0);
	struct request rq = {0};
	struct err err;

	ck_assert_int_eq(request_add_option_rom(&rq, large, &err), 0);
	ck_assert_int_eq(request_add_option_rom(&rq, small, &err), 0);
	ck_assert_uint_eq(rq.option_rom_count, 2);
	ck_assert_str_eq(rq.option_roms[0].name, "large.rom");
	ck_assert_str_eq(rq.option_roms[1].name, "small.rom");
	ck_assert_uint_eq(rq.option_roms[1].bytes.data[0], 1);
	ck_assert_int_eq(request_add_option_rom(&rq, small, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "131073 bytes together: at most 131072"));
	request_fini(&rq);
	ck_assert_int_eq(request_add_option_rom(&rq, empty, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "empty.rom: the option ROM is empty"));
	request_fini(&rq);
	free(small);
	free(large);
	free(empty);
}
END_TEST

START_TEST(from_case)
{
	static const char text[] =
		"machine:\n  keys: a\n  disk: disk.img\n  option-roms: [vga.rom]\nstop: halt\n";
	char *rom = put("rom.bin", 0xf4, 3), *disk_path = put("disk.img", 5, 512),
	     *vga = put("vga.rom", 0x55, 4);
	struct suite_case sc = {.rom_path = rom, .disk_path = disk_path, .option_rom_paths = &vga};
	struct request rq;
	struct err err;

	ck_assert_int_eq(case_parse("cases/a.expect", "a", text, strlen(text), &sc.tc, &err), 0);
	ck_assert_msg(request_from_case(&sc, &rq, &err) == 0, "%s", err.text);
	ck_assert_uint_eq(rq.image.len, 3);
	ck_assert_uint_eq(rq.machine.keys.send_bytes, 2);
	ck_assert_ptr_ne(rq.machine.keys.steps, sc.tc.machine.keys.steps);
	ck_assert(rq.has_disk && rq.wants_screen);
	ck_assert_uint_eq(rq.disk.len, 512);
	ck_assert_uint_eq(rq.option_rom_count, 1);
	request_fini(&rq);
	sc.tc.expect.screen.line = 7;
	ck_assert_int_eq(request_from_case(&sc, &rq, &err), 0);
	ck_assert(rq.wants_screen);
	request_fini(&rq);
	ck_assert_int_eq(truncate(vga, 0), 0);
	ck_assert_int_eq(request_from_case(&sc, &rq, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "cases/a.expect:4: "));
	ck_assert_int_eq(unlink(disk_path), 0);
	ck_assert_int_eq(request_from_case(&sc, &rq, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "cases/a.expect:3: "));
	case_fini(&sc.tc);
	free(rom);
	free(disk_path);
	free(vga);
}
END_TEST

Suite *suite_request(void)
{
	Suite *suite = suite_create("request");
	TCase *tc = tcase_create("request");

	tcase_add_checked_fixture(tc, dir_make, dir_remove);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, disk);
	tcase_add_test(tc, disk_limits);
	tcase_add_test(tc, option_roms);
	tcase_add_test(tc, from_case);
	suite_add_tcase(suite, tc);
	return suite;
}
