/* A memory access from its segment to physical memory: segment, then pages. */
#ifndef X86_ACCESS_H
#define X86_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "x86/exception.h"
#include "x86/guest.h"
#include "x86/walk.h"

/* Whether all pages of the range allow it; `size_bytes` at least 1. Outside long mode addresses wrap at 4
 * GiB. */
enum check access_pages(const struct x86_guest *guest, uint64_t linear, unsigned size_bytes,
			struct x86_access access, struct exception *ex);

/* Of an instruction, at its CPL. */
enum check access_check(const struct x86_guest *guest, unsigned segno, uint64_t offset, unsigned size_bytes,
			bool write, struct exception *ex);

/* The same, and what is there. */
enum check access_read(const struct x86_guest *guest, unsigned segno, uint64_t offset, void *out,
		       unsigned size_bytes, struct exception *ex);

/* What is at a linear address that may be read; the pages were checked. */
enum check access_bytes(const struct x86_guest *guest, uint64_t linear, void *out, unsigned size_bytes,
			struct x86_access access, struct exception *ex);

#endif
