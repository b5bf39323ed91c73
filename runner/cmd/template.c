#include "cmd/template.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/share.h"

enum { TEMPLATE_BYTES_MAX = 65536 };

static int read_template(const char *name, struct buf *out, struct err *err)
{
	char *inside = str_printf("templates/%s", name);
	char *path = share_path(inside, err);
	int ret = path ? io_read_file(path, TEMPLATE_BYTES_MAX, out, err) : -1;

	free(inside);
	free(path);
	return ret;
}

static void fill_in(const char *text, const char *mark, const char *value, struct buf *out)
{
	for (const char *at; (at = strstr(text, mark)); text = at + strlen(mark)) {
		buf_add(out, text, (size_t)(at - text));
		buf_adds(out, value);
	}
	buf_adds(out, text);
}

int template_write_text(const char *text, const char *path, struct err *err)
{
	char *copy = str_dup(path);
	int ret = io_mkdirs(dirname(copy), err);

	free(copy);
	if (ret == 0)
		ret = io_write_file(path, text, strlen(text), err);
	if (ret == 0)
		printf("wrote %s\n", path);
	return ret;
}

int template_write(const char *name, const char *word, const char *value, const char *path, struct err *err)
{
	char *mark = str_printf("@%s@", word);
	struct buf text = {0}, filled = {0};
	int ret = read_template(name, &text, err);

	if (ret == 0) {
		fill_in(buf_str(&text), mark, value, &filled);
		ret = template_write_text(buf_str(&filled), path, err);
	}
	free(mark);
	buf_fini(&text);
	buf_fini(&filled);
	return ret;
}

int template_write_pair(const char *dir, const char *name, struct err *err)
{
	char *rom_name = str_printf("rom-src/%s.asm", name);
	char *case_name = str_printf("cases/%s.expect", name);
	char *rom = path_join(dir, rom_name);
	char *expect = path_join(dir, case_name);
	bool has_rom = path_exists(rom);
	int ret = 0;

	if (path_exists(expect))
		ret = err_set(err, "%s exists already", expect);
	if (ret == 0 && !has_rom)
		ret = template_write("new/rom.asm", "NAME", name, rom, err);
	if (ret == 0)
		ret = template_write(has_rom ? "new/bare.expect" : "new/rom.expect", "NAME", name, expect,
				     err);
	free(rom_name);
	free(case_name);
	free(rom);
	free(expect);
	return ret;
}
