/* What is wrong with a text file, gathered: a person should see all of it at once, each at its place. */
#ifndef CASE_FAULT_H
#define CASE_FAULT_H

#include <stddef.h>

#include "base/err.h"

/* Bytes offset..end of the text; end <= offset points at one place. */
struct fault {
	size_t offset, end;
	char *message;
};

/* The first three are set by the caller and only borrowed. At most FAULTS_MAX are kept; `count` counts all.
 */
struct faults {
	const char *path;
	const char *text;
	size_t len;
	struct fault *items;
	size_t count;
};

#define FAULTS_MAX 32

/* No newline in the message. */
void fault_add(struct faults *faults, size_t offset, size_t end, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The byte offset of a line and a column in characters, both from 1; the nearest there is. */
size_t faults_offset(const struct faults *faults, unsigned line, unsigned column);

/* The line from 1 in which the byte is. LF, CR LF and CR end a line, as in YAML. */
unsigned faults_line(const struct faults *faults, size_t offset);

/*
 * Into `err`, sorted by place, each as "path:LINE:COLUMN: message", the line, and a caret with tildes below
 * the range. As many whole ones as there is room for, then the number of those left out. Always returns -1.
 */
int faults_report(struct faults *faults, struct err *err);
void faults_fini(struct faults *faults);

#endif
