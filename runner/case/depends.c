#include "case/depends.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/io.h"

#define FROM      "# from "
#define BYTES_MAX (16u << 20)

/* One word of a rule, appended to `word`; returns what is behind it. Quoted as make and NASM agree on. */
static const char *word_get(const char *p, const char *end, struct buf *word)
{
	while (p < end && !strchr(" \t\n", *p)) {
		size_t slashes = 0;

		while (p < end && *p == '\\') {
			slashes++;
			p++;
		}
		if (slashes && p < end && strchr(" \t#", *p)) {
			buf_fill(word, '\\', *p == '#' ? slashes - 1 : slashes / 2);
			if (*p != '#' && slashes % 2 == 0)
				break;
			buf_addc(word, (uint8_t)*p++);
			continue;
		}
		if (slashes % 2 && p < end && *p == '\n') { /* the line goes on */
			buf_fill(word, '\\', slashes / 2);
			return p - 1;
		}
		buf_fill(word, '\\', slashes);
		if (slashes || p == end)
			continue;
		p += *p == '$' && p + 1 < end && p[1] == '$';
		buf_addc(word, (uint8_t)*p++);
	}
	return p;
}

/* One line, with those that continue it; returns what is behind it. */
static const char *rule_get(const char *p, const char *end, struct names *out)
{
	bool behind_colon = false;
	struct buf word = {0};

	while (p < end && *p != '\n') {
		if (*p == ' ' || *p == '\t') {
			p++;
			continue;
		}
		if (*p == '\\' && p + 1 < end && p[1] == '\n') {
			p += 2;
			continue;
		}
		buf_clear(&word);
		p = word_get(p, end, &word);
		if (behind_colon && word.len)
			names_add(out, buf_str(&word));
		else if (word.len && word.data[word.len - 1] == ':')
			behind_colon = true;
	}
	buf_fini(&word);
	return p < end ? p + 1 : p;
}

int depends_parse(const char *text, size_t len, struct names *out, char **out_from)
{
	const char *end = text + len, *from = NULL;

	*out_from = NULL;
	for (const char *p = text; p < end;) {
		const char *line_end = memchr(p, '\n', (size_t)(end - p));

		if (*p != '#') {
			from = NULL;
			p = rule_get(p, end, out);
			continue;
		}
		if (line_end && (size_t)(line_end - p) > strlen(FROM) && strncmp(p, FROM, strlen(FROM)) == 0)
			from = p + strlen(FROM);
		p = line_end ? line_end + 1 : end;
	}
	if (!from)
		return -1;
	*out_from = str_printf("%.*s", (int)strcspn(from, "\n"), from);
	return 0;
}

static bool is_later(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec > b->tv_sec || (a->tv_sec == b->tv_sec && a->tv_nsec > b->tv_nsec);
}

/* `words` as absolute paths; -1 where one of them is newer than the image, or gone. */
static int words_resolve(const struct names *words, const char *base, const struct stat *image,
			 struct names *out)
{
	int ret = 0;

	for (size_t i = 0; i < words->count; i++) {
		char *path = path_join(base, words->items[i]);
		struct stat st;

		if (stat(path, &st) < 0 || is_later(&st.st_mtim, &image->st_mtim))
			ret = -1;
		names_add(out, path);
		free(path);
	}
	return ret;
}

int depends_read(const char *dir, const char *rom_name, struct names *out)
{
	char *folder = path_join(dir, "build/rom"), *list = str_printf("%s/%s.d", folder, rom_name);
	char *image = str_printf("%s/%s.bin", folder, rom_name), *from = NULL, *base = NULL, *joined = NULL;
	struct names words = {0};
	struct buf text = {0};
	struct stat st;
	struct err err;
	int ret = -1;

	if (stat(image, &st) < 0 || io_read_file(list, BYTES_MAX, &text, &err) < 0 ||
	    depends_parse(buf_str(&text), text.len, &words, &from) < 0)
		goto out;
	joined = path_join(folder, from);
	base = realpath(joined, NULL);
	ret = base ? words_resolve(&words, base, &st, out) : -1;
out:
	names_fini(&words);
	buf_fini(&text);
	free(from);
	free(joined);
	free(base);
	free(image);
	free(list);
	free(folder);
	return ret;
}
