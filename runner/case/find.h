/* The files of one kind below a folder. */
#ifndef CASE_FIND_H
#define CASE_FIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* items[count] is NULL once there is one. A zeroed struct is an empty list. */
struct names {
	char **items;
	size_t count;
};

void names_add(struct names *names, const char *name);
void names_fini(struct names *names);

/* Bytewise; a name that is there twice goes once. */
void names_sort(struct names *names);

/* Where a name stands in a list that is sorted bytewise; -1: nowhere. */
ptrdiff_t names_index(const struct names *sorted, const char *name);
bool names_has(const struct names *sorted, const char *name);

/* The name nearest to `word`, by the whole or by its last part; NULL where none is near. */
const char *names_nearest(const struct names *names, const char *word);

/* Append "a, b and 3 more": five of them at the most. */
void names_print(const struct names *names, struct buf *out);

/*
 * The path below `root`, without `suffix`, of each file whose name ends in it: "cpu/flags". Hidden files and
 * folders, and folders named `skip_folder` (NULL: none), are passed over. Links are followed, a folder never
 * into itself. Sorted bytewise.
 */
int find_files(const char *root, const char *suffix, const char *skip_folder, struct names *out,
	       struct err *err);

#endif
