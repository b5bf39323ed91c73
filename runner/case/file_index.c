#include "case/file_index.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

struct known_files {
	const char *name; /* first; the key */
	char *owned;
	struct names files;
};

static int entry_compare(const void *a, const void *b)
{
	return strcmp(((const struct known_files *)a)->name, ((const struct known_files *)b)->name);
}

static void entry_free(void *item)
{
	struct known_files *entry = item;

	names_fini(&entry->files);
	free(entry->owned);
	free(entry);
}

void file_index_put(struct file_index *index, const char *name, struct names *files)
{
	struct known_files *entry = mem_zalloc(1, sizeof *entry);

	entry->name = entry->owned = str_dup(name);
	entry->files = *files;
	*files = (struct names){0};
	if (!tsearch(entry, &index->entries, entry_compare))
		abort();
}

static struct known_files *entry_find(const struct file_index *index, const char *name)
{
	const struct known_files key = {.name = name};
	struct known_files **found = tfind(&key, &index->entries, entry_compare);

	return found ? *found : NULL;
}

const struct names *file_index_get(const struct file_index *index, const char *name)
{
	const struct known_files *entry = entry_find(index, name);

	return entry ? &entry->files : NULL;
}

void file_index_forget(struct file_index *index, const char *name)
{
	struct known_files *entry = entry_find(index, name);

	if (!entry)
		return;
	tdelete(entry, &index->entries, entry_compare);
	entry_free(entry);
}

void file_index_fini(struct file_index *index)
{
	tdestroy(index->entries, entry_free);
	*index = (struct file_index){0};
}
