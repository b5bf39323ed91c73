#include "case/find.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/text.h"

#define NAMES_SHOWN 5

struct find {
	const char *root, *suffix, *skip_folder;
	struct names *out;
};

/* The folders from here up to the root, so that a link back to one of them is seen. */
struct chain {
	dev_t dev;
	ino_t ino;
	const struct chain *parent;
};

static bool chain_has(const struct chain *chain, const struct stat *st)
{
	for (; chain; chain = chain->parent)
		if (chain->dev == st->st_dev && chain->ino == st->st_ino)
			return true;
	return false;
}

/* The length of the name without the suffix, 0 where it does not end so. */
static size_t stem_len(const char *name, const char *suffix)
{
	size_t len = strlen(name), tail = strlen(suffix);

	return len > tail && strcmp(name + len - tail, suffix) == 0 ? len - tail : 0;
}

static void stem_add(struct names *out, const char *path, size_t len)
{
	char *stem = str_printf("%.*s", (int)len, path);

	names_add(out, stem);
	free(stem);
}

static int folder_find(const struct find *find, const char *below, const struct chain *parent,
		       struct err *err);

/* One entry, `below` being its path below the root. A dangling link counts as a file: its reader says so. */
static int entry_find(const struct find *find, const char *below, const char *leaf, const struct chain *chain,
		      struct err *err)
{
	char *path = path_join(find->root, below);
	bool is_known = false;
	struct stat st;
	int ret = 0;

	if (stat(path, &st) == 0) {
		is_known = true;
		if (S_ISDIR(st.st_mode) && !(find->skip_folder && strcmp(leaf, find->skip_folder) == 0) &&
		    !chain_has(chain, &st))
			ret = folder_find(find, below, chain, err);
	}
	if ((!is_known || S_ISREG(st.st_mode)) && stem_len(leaf, find->suffix))
		stem_add(find->out, below, stem_len(below, find->suffix));
	free(path);
	return ret;
}

static int folder_find(const struct find *find, const char *below, const struct chain *parent,
		       struct err *err)
{
	char *path = *below ? path_join(find->root, below) : str_dup(find->root);
	struct chain chain = {.parent = parent};
	DIR *dir = opendir(path);
	struct dirent *entry;
	struct stat st;
	int ret = 0;

	if (!dir || fstat(dirfd(dir), &st) < 0)
		ret = err_sys(err, "%s: cannot read the folder", path);
	else
		chain = (struct chain){.dev = st.st_dev, .ino = st.st_ino, .parent = parent};
	while (dir && ret == 0 && (entry = readdir(dir))) {
		char *child;

		if (entry->d_name[0] == '.')
			continue;
		child = *below ? str_printf("%s/%s", below, entry->d_name) : str_dup(entry->d_name);
		ret = entry_find(find, child, entry->d_name, &chain, err);
		free(child);
	}
	if (dir)
		closedir(dir);
	free(path);
	return ret;
}

static int name_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int find_files(const char *root, const char *suffix, const char *skip_folder, struct names *out,
	       struct err *err)
{
	struct find find = {.root = root, .suffix = suffix, .skip_folder = skip_folder, .out = out};

	if (folder_find(&find, "", NULL, err) < 0)
		return -1;
	names_sort(out);
	return 0;
}

void names_sort(struct names *names)
{
	size_t kept = 0;

	if (!names->count)
		return;
	qsort(names->items, names->count, sizeof *names->items, name_compare);
	for (size_t i = 1; i < names->count; i++) {
		if (strcmp(names->items[i], names->items[kept]) == 0)
			free(names->items[i]);
		else
			names->items[++kept] = names->items[i];
	}
	names->count = kept + 1;
	names->items[names->count] = NULL;
}

void names_add(struct names *names, const char *name)
{
	names->items = mem_realloc(names->items, names->count + 2, sizeof *names->items);
	names->items[names->count++] = str_dup(name);
	names->items[names->count] = NULL;
}

ptrdiff_t names_index(const struct names *sorted, const char *name)
{
	char **item = sorted->count ? bsearch(&name, sorted->items, sorted->count, sizeof *sorted->items,
					      name_compare)
				    : NULL;

	return item ? item - sorted->items : -1;
}

bool names_has(const struct names *sorted, const char *name)
{
	return names_index(sorted, name) >= 0;
}

void names_fini(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->items[i]);
	free(names->items);
	*names = (struct names){0};
}

const char *names_nearest(const struct names *names, const char *word)
{
	const char *const *items = (const char *const *)names->items;
	const char *nearest = names->count ? text_nearest(word, items) : NULL;

	for (size_t i = 0; !nearest && i < names->count; i++) {
		const char *slash = strrchr(names->items[i], '/');
		const char *const leaf[] = {slash ? slash + 1 : names->items[i], NULL};

		if (text_nearest(word, leaf))
			nearest = names->items[i];
	}
	return nearest;
}

void names_print(const struct names *names, struct buf *out)
{
	size_t shown = names->count < NAMES_SHOWN ? names->count : NAMES_SHOWN;

	for (size_t i = 0; i < shown; i++) {
		buf_adds(out, i ? ", " : "");
		text_visible((const uint8_t *)names->items[i], strlen(names->items[i]), out);
	}
	if (names->count > shown)
		buf_printf(out, " and %zu more", names->count - shown);
}
