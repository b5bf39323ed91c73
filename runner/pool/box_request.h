/* What a box is asked for: its first message (pool/box_wire.h), made from the options and from this process.
 */
#ifndef POOL_BOX_REQUEST_H
#define POOL_BOX_REQUEST_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "pool/box.h"

/* The writable folders without links and dots; the caller frees each, also after a failure (those left are
 * NULL). */
int box_resolve_writable(const struct box_opts *opts, char **resolved, struct err *err);

/* Append the request to run argv, with this process's folder, environment and umask. */
int box_make_request(struct buf *out, char *const *writable, size_t count, char *const argv[],
		     struct err *err);

#endif
