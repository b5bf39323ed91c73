#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/text.h"
#include "case/find.h"
#include "case/suite.h"

#define TAG_PREFIX "tag:"

static bool case_has_tag(const struct suite_case *item, const char *glob)
{
	for (size_t i = 0; i < item->tc.tag_count; i++)
		if (fnmatch(glob, item->tc.tags[i], 0) == 0)
			return true;
	return false;
}

/* "smoke+x86-*": a case has them all. */
static bool case_has_tags(const struct suite_case *item, const char *globs)
{
	char *text = str_dup(globs), *rest = text;
	bool has = true;

	for (const char *glob; has && (glob = strsep(&rest, "+"));)
		has = case_has_tag(item, glob);
	free(text);
	return has;
}

/* A malformed case may have them: `malformed` is what is taken of it. It is no match, so that a slip shows.
 */
static bool choose_tags(struct suite *suite, const char *tags, bool malformed, bool *chosen)
{
	struct suite_case item;
	bool found = false;

	for (size_t i = 0; i < suite->cases.count; i++) {
		suite_case_load(suite, i, &item);
		if (item.malformed)
			chosen[i] |= malformed;
		else if (case_has_tags(&item, tags))
			chosen[i] = found = true;
		suite_case_fini(&item);
	}
	return found;
}

static bool choose_name(struct suite *suite, const char *name, bool *chosen)
{
	for (size_t i = 0; i < suite->cases.count; i++)
		if (strcmp(suite->cases.items[i], name) == 0)
			return chosen[i] = true;
	return false;
}

/* All below a folder of cases; "" is the top one. */
static bool choose_folder(struct suite *suite, const char *folder, bool *chosen)
{
	size_t len = strlen(folder);
	bool found = false;

	for (size_t i = 0; i < suite->cases.count; i++) {
		const char *name = suite->cases.items[i];

		if (!len || (strncmp(name, folder, len) == 0 && name[len] == '/'))
			chosen[i] = found = true;
	}
	return found;
}

static bool choose_glob(struct suite *suite, const char *glob, bool *chosen)
{
	bool found = false;

	for (size_t i = 0; i < suite->cases.count; i++)
		if (fnmatch(glob, suite->cases.items[i], 0) == 0)
			chosen[i] = found = true;
	return found;
}

/* What is behind `folder` and a slash in `path`; "" for the folder itself; NULL where it is somewhere else.
 */
static const char *path_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	if (strncmp(path, folder, len) != 0)
		return NULL;
	return path[len] == '/' ? path + len + 1 : path[len] ? NULL : path + len;
}

/* "cpu/flags.expect" or "cpu/": a path below cases/, a file's or a folder's. It is changed. */
static bool choose_below(struct suite *suite, char *below, bool *chosen)
{
	size_t len = strlen(below);

	while (len && below[len - 1] == '/')
		below[--len] = 0;
	if (choose_folder(suite, below, chosen))
		return true;
	if (len > 7 && strcmp(below + len - 7, ".expect") == 0)
		below[len - 7] = 0;
	return choose_name(suite, below, chosen) ||
	       (strpbrk(below, "*?[") && choose_glob(suite, below, chosen));
}

/* As the text stands: DIR/cases/x or cases/x, "./" before it or not. */
static bool choose_text(struct suite *suite, const char *word, bool *chosen)
{
	char *folder = path_join(suite->dir, "cases"), *copy;
	const char *below = path_below(word, folder);
	bool found;

	while (!below && strncmp(word, "./", 2) == 0)
		below = path_below(word += 2, folder);
	if (!below)
		below = path_below(word, "cases");
	copy = str_dup(below ? below : word);
	found = (below || (*word && *word != '/')) && choose_below(suite, copy, chosen);
	free(copy);
	free(folder);
	return found;
}

/* As the file system sees it: an existing file or folder below DIR/cases, or DIR itself. */
static bool choose_real(struct suite *suite, const char *word, bool *chosen)
{
	char *folder = path_join(suite->dir, "cases");
	char *real_word = realpath(word, NULL), *real_folder = realpath(folder, NULL),
	     *real_dir = realpath(suite->dir, NULL);
	const char *below = real_word && real_folder ? path_below(real_word, real_folder) : NULL;
	bool found = false;

	if (below) {
		char *copy = str_dup(below);

		found = choose_below(suite, copy, chosen);
		free(copy);
	} else if (real_word && real_dir && strcmp(real_word, real_dir) == 0) {
		found = choose_folder(suite, "", chosen);
	}
	free(real_dir);
	free(real_folder);
	free(real_word);
	free(folder);
	return found;
}

/* The tags that are there, and the names of the cases whose tags are not known. */
static void all_tags(struct suite *suite, struct names *out, struct names *malformed)
{
	struct suite_case item;

	for (size_t i = 0; i < suite->cases.count; i++) {
		suite_case_load(suite, i, &item);
		for (size_t t = 0; t < item.tc.tag_count; t++)
			names_add(out, item.tc.tags[t]);
		if (item.malformed)
			names_add(malformed, item.name);
		suite_case_fini(&item);
	}
}

static int err_no_match(struct suite *suite, const char *word, struct err *err)
{
	bool is_tag = strncmp(word, TAG_PREFIX, strlen(TAG_PREFIX)) == 0;
	char *quoted = text_quoted(word);
	struct names tags = {0}, malformed = {0};
	struct buf hint = {0};
	const char *nearest;

	if (is_tag)
		all_tags(suite, &tags, &malformed);
	nearest = names_nearest(is_tag ? &tags : &suite->cases, is_tag ? word + strlen(TAG_PREFIX) : word);
	if (nearest) {
		buf_printf(&hint, " (did you mean \"%s", is_tag ? TAG_PREFIX : "");
		text_plain(nearest, &hint);
		buf_adds(&hint, "\"?)");
	}
	if (malformed.count) {
		buf_adds(&hint, "; the tags of ");
		names_print(&malformed, &hint);
		buf_adds(&hint, " are not known: malformed");
	}
	err_set(err, "no case matches %s%s", quoted, buf_str(&hint));
	buf_fini(&hint);
	names_fini(&malformed);
	names_fini(&tags);
	free(quoted);
	return -1;
}

static bool choose_word(struct suite *suite, const char *word, bool malformed, bool *chosen)
{
	if (strncmp(word, TAG_PREFIX, strlen(TAG_PREFIX)) == 0)
		return choose_tags(suite, word + strlen(TAG_PREFIX), malformed, chosen);
	return choose_name(suite, word, chosen) || choose_text(suite, word, chosen) ||
	       choose_real(suite, word, chosen);
}

static int choose_words(struct suite *suite, char *const *words, size_t word_count, bool malformed,
			bool *chosen, struct err *err)
{
	for (size_t i = 0; i < word_count; i++)
		if (!choose_word(suite, words[i], malformed, chosen))
			return err_no_match(suite, words[i], err);
	return 0;
}

int suite_select(struct suite *suite, char *const *words, size_t word_count, bool *chosen, struct err *err)
{
	for (size_t i = 0; i < suite->cases.count; i++)
		chosen[i] = !word_count;
	return choose_words(suite, words, word_count, true, chosen, err);
}

int suite_skip(struct suite *suite, char *const *words, size_t word_count, bool *chosen, struct err *err)
{
	bool *skipped = mem_zalloc(suite->cases.count, sizeof *skipped);
	int ret = choose_words(suite, words, word_count, false, skipped, err);

	for (size_t i = 0; ret == 0 && i < suite->cases.count; i++)
		chosen[i] = chosen[i] && !skipped[i];
	free(skipped);
	return ret;
}
