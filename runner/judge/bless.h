/* Writing what happened into the case file as what is expected. */
#ifndef JUDGE_BLESS_H
#define JUDGE_BLESS_H

#include "case/case.h"
#include "run/result.h"

/*
 * The new text of the case file: every expectation of `old_text` that does not match gets the actual value,
 * in place; comments, order and everything else stay byte for byte. What a case has none of is added: `stop`
 * where it is not halt or exit 0, and the streams that are not empty; with `full_registers`, or where the
 * case would have no expectation else, the full general snapshot. console-match patterns and cycles ranges
 * that still match stay; a range that does not becomes the actual value. Equal to old_text where nothing
 * differs. The new text parses, and judges as a pass: this is checked here, and a failure to reach it is an
 * error.
 */
int bless_text(const struct testcase *tc, const char *old_text, size_t old_len, const struct buf *disk_image,
	       const struct result *result, bool full_registers, struct buf *out, struct err *err);

#endif
