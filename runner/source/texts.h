/* The files that a ROM was built from, and their texts while they are compared with a listing. */
#ifndef SOURCE_TEXTS_H
#define SOURCE_TEXTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "source/source.h"

/* Sources that are larger, each or together, are not looked at. */
#define TEXT_BYTES_MAX  (4u << 20)
#define TEXTS_BYTES_MAX (32u << 20)
#define TEXTS_FILES_MAX 4096

struct text {
	bool is_read;
	char *bytes; /* NULL: not a text, or not there */
	size_t len;
	uint32_t *starts; /* of each line */
	uint32_t line_count;
};

struct texts {
	const struct source_file *files;
	struct text *items; /* one each */
	size_t count;
	size_t bytes_left;
};

/* The files that x.d beside an image names. None where there is no such list. */
void texts_files(const char *image_path, struct source_file **out, size_t *out_count);

/* `files` stay the caller's. */
void texts_init(struct texts *texts, const struct source_file *files, size_t count);
void texts_fini(struct texts *texts);

/*
 * Whether a file has such a line: blanks and comments do not count, as NASM leaves both out in macros.
 * Without a character that counts nothing is the same.
 */
bool texts_match(struct texts *texts, size_t file, uint32_t number, const char *line);

/* Whether a file's path ends in what an %include names. */
bool texts_named(const struct texts *texts, size_t file, const char *name, size_t len);

#endif
