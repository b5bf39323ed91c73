/* Expected against actual. */
#ifndef JUDGE_JUDGE_H
#define JUDGE_JUDGE_H

#include "case/case.h"
#include "judge/verdict.h"
#include "run/result.h"

/*
 * Fills `out` (owned by the caller: verdict_fini): pass or fail, xfail or xpass. Mismatches stand in this
 * order: stop, console, console-match, serial, serial-match, post, post-last, screen, screen-match,
 * registers, memory, disk-after, cycles. Cannot fail; a missing capture is a mismatch. `disk_image` is the
 * image that the disk started with, as in the request (a result has only what was changed); empty where there
 * is no disk.
 */
void judge_case(const struct testcase *tc, const struct buf *disk_image, const struct result *result,
		struct verdict *out);

/* Whether it stopped as the case says; where it says nothing, a halt and an exit with 0 are right. */
bool judge_stop(const struct expect_stop *expected, const struct stop *actual);

/* The actual value of a register; false where the result has none: lost, or an MSR that was not read. */
bool judge_register_value(const struct result *result, const struct x86_ref *ref, struct x86_value *out);

/* Append the screen's text (x86/screen.h); false where the machine has no memory there. */
bool judge_screen_text(const struct result *result, struct buf *out);

/* The bytes of this range in the result; NULL where it was not captured or is not memory. */
const uint8_t *judge_memory_bytes(const struct result *result, uint64_t gpa, size_t len);

#endif
