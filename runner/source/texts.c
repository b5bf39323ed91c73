#include "source/texts.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "case/depends.h"
#include "case/find.h"

#define IMAGE_FOLDER "build/rom/"
/* NASM cuts a line of the listing short with "...", a little above this. */
#define CUT_LEN 240
/* So many characters that are the same will do. */
#define SAME_MAX 1024

/* Without "./" and double slashes in it. */
static char *path_clean(const char *path)
{
	struct buf out = {0};

	while (*path) {
		size_t len = strcspn(path, "/");
		size_t slashes = strspn(path + len, "/");

		if (len != 1 || *path != '.')
			buf_add(&out, path, len + (slashes ? 1 : 0));
		path += len + slashes;
	}
	return buf_take(&out);
}

static char *name_below(const char *path, const char *folder)
{
	size_t len = folder ? strlen(folder) : 0;

	return str_dup(len && strncmp(path, folder, len) == 0 && path[len] == '/' ? path + len + 1 : path);
}

void texts_files(const char *image_path, struct source_file **out, size_t *out_count)
{
	const char *folder = NULL;
	struct names names = {0};
	char *dir, *rom, *here = getcwd(NULL, 0);

	*out = NULL;
	*out_count = 0;
	for (const char *p = image_path; (p = strstr(p, IMAGE_FOLDER)); p++)
		if (p == image_path || p[-1] == '/')
			folder = p;
	if (folder) {
		dir = str_printf("%.*s.", (int)(folder - image_path), image_path);
		rom = rom_beside(folder + strlen(IMAGE_FOLDER), "");
		/* Newer or gone files do no harm: their lines are compared. */
		depends_read(dir, rom, &names);
		free(rom);
		free(dir);
	}
	if (names.count > TEXTS_FILES_MAX)
		names.count = TEXTS_FILES_MAX;
	*out = mem_zalloc(names.count, sizeof **out);
	for (size_t i = 0; i < names.count; i++) {
		char *path = path_clean(names.items[i]);
		bool is_there = false;

		for (size_t j = 0; j < *out_count && !is_there; j++)
			is_there = strcmp((*out)[j].path, path) == 0;
		if (is_there)
			free(path);
		else
			(*out)[(*out_count)++] = (struct source_file){path, name_below(path, here)};
	}
	names_fini(&names);
	free(here);
}

void texts_init(struct texts *texts, const struct source_file *files, size_t count)
{
	*texts = (struct texts){.files = files, .count = count, .bytes_left = TEXTS_BYTES_MAX};
	texts->items = mem_zalloc(count, sizeof *texts->items);
}

void texts_fini(struct texts *texts)
{
	for (size_t i = 0; i < texts->count; i++) {
		free(texts->items[i].bytes);
		free(texts->items[i].starts);
	}
	free(texts->items);
	*texts = (struct texts){0};
}

static void text_split(struct text *text)
{
	uint32_t lines = 1;

	for (size_t i = 0; i < text->len; i++)
		lines += text->bytes[i] == '\n';
	text->starts = mem_zalloc(lines, sizeof *text->starts);
	text->line_count = 1;
	for (size_t i = 0; i < text->len; i++)
		if (text->bytes[i] == '\n')
			text->starts[text->line_count++] = (uint32_t)i + 1;
}

static struct text *text_get(struct texts *texts, size_t file)
{
	struct text *text = &texts->items[file];
	struct buf bytes = {0};
	struct err err;

	if (text->is_read)
		return text;
	text->is_read = true;
	if (!path_is_special(texts->files[file].path) &&
	    io_read_file(texts->files[file].path, TEXT_BYTES_MAX, &bytes, &err) == 0 && bytes.len &&
	    bytes.len <= texts->bytes_left && !memchr(bytes.data, 0, bytes.len)) {
		texts->bytes_left -= bytes.len;
		text->len = bytes.len;
		text->bytes = buf_take(&bytes);
		text_split(text);
	}
	buf_fini(&bytes);
	return text;
}

/* The next character that counts, behind blanks; 0 at the end, which a comment is as well. */
static char char_next(const char **p, char *quote)
{
	while (**p == ' ' || **p == '\t' || **p == '\r')
		++*p;
	if (!**p || **p == '\n' || (**p == ';' && !*quote))
		return 0;
	if (*quote == **p)
		*quote = 0;
	else if (!*quote && strchr("'\"`", **p))
		*quote = **p;
	return *(*p)++;
}

bool texts_match(struct texts *texts, size_t file, uint32_t number, const char *line)
{
	const struct text *text = text_get(texts, file);
	bool is_cut = strlen(line) > CUT_LEN;
	char quote_a = 0, quote_b = 0, a = 0, b = 0;
	const char *p = line, *q;
	size_t same = 0;

	if (!text->bytes || !number || number > text->line_count)
		return false;
	q = text->bytes + text->starts[number - 1];
	for (; same < SAME_MAX; same++) {
		a = char_next(&p, &quote_a);
		b = char_next(&q, &quote_b);
		if (!a && !b)
			return same > 0;
		if (a != b)
			break;
	}
	if (same == SAME_MAX)
		return true;
	/* A line that goes on behind a backslash; one that was cut. */
	return same > 0 && ((b == '\\' && (*q == '\n' || *q == '\r')) || (is_cut && a == '.'));
}

bool texts_named(const struct texts *texts, size_t file, const char *name, size_t len)
{
	const char *path = texts->files[file].path;
	size_t path_len = strlen(path);

	while (len > 2 && name[0] == '.' && name[1] == '/') {
		name += 2;
		len -= 2;
	}
	/* Of "../x.inc" what is behind the dots. */
	while (len > 3 && strncmp(name, "../", 3) == 0) {
		name += 3;
		len -= 3;
	}
	return len && path_len > len && path[path_len - len - 1] == '/' &&
	       memcmp(path + path_len - len, name, len) == 0;
}
