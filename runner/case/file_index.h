/* The files of each case (case/case_files.h), remembered: reading them takes 0.1 ms a case. */
#ifndef CASE_FILE_INDEX_H
#define CASE_FILE_INDEX_H

#include "case/find.h"

/* A zeroed struct is empty. */
struct file_index {
	void *entries; /* a tree of tsearch(3) */
};

/* Remember the files of a case; takes them over. Nothing must be known of it. */
void file_index_put(struct file_index *index, const char *name, struct names *files);

/* NULL: nothing is known of the case. */
const struct names *file_index_get(const struct file_index *index, const char *name);
void file_index_forget(struct file_index *index, const char *name);
void file_index_fini(struct file_index *index);

#endif
