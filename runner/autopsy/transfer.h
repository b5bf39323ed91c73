/* Code segments that a far transfer goes to. Only for runner/autopsy. */
#ifndef AUTOPSY_TRANSFER_H
#define AUTOPSY_TRANSFER_H

#include "autopsy/attempt.h"
#include "x86/descriptor.h"

/* Read a selector for CS: not null, within its table. `what` says whose it is: "cs", "cs on the stack". */
enum check transfer_read_code(const struct attempt *a, uint16_t selector, const char *what,
			      struct descriptor *out);

/* #GP(selector) with "WHAT 0x8 is a data segment, WHY". */
enum check transfer_refuse(const struct attempt *a, uint16_t selector, const char *what,
			   const struct descriptor *d, const char *why);

/* The last checks that all share: L and D, present, the offset within the segment. */
enum check transfer_check_target(const struct attempt *a, uint16_t selector, const char *what,
				 const struct descriptor *d, uint64_t offset);

/* A near target, or a far one in real mode: within the present CS. */
enum check transfer_check_near(const struct attempt *a, uint64_t offset);

#endif
