/* Register mismatches: the part of judge_case() that knows names, masks and bits. */
#ifndef JUDGE_JUDGE_REGISTERS_H
#define JUDGE_JUDGE_REGISTERS_H

#include "case/case.h"
#include "judge/verdict.h"
#include "run/result.h"

/* Add one mismatch for each register that differs; one for all of them where the registers were lost. */
void judge_registers(const struct expect *expect, const struct result *result, struct verdict *out);

/* Whether the value was written as named bits ("cf=0 zf=1"): some digit of it counts in part. */
bool register_is_fields(const struct x86_ref *ref, const struct x86_value *value);

#endif
