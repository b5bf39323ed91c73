/*
 * What a program is told from outside of its CPU's own doing: ports, memory of devices, the time, the CPU's
 * model. Two machines answer differently and both are right, so such answers are counted, and no difference.
 */
#ifndef DIFF_ANSWERS_H
#define DIFF_ANSWERS_H

#include "trace/place.h"
#include "trace/steps.h"

/* Whether the step gets such an answer, and its name: "in 0x61", "read 0xfee00020", "cpuid". The caller frees
 * the name; NULL: none. */
char *answer_name(const struct step *step, const struct place *place);

struct answer {
	char *name;
	uint64_t count;      /* of those that differed */
	struct step first;   /* the first of them */
	uint64_t kvm, other; /* of it, what differed first */
	char reg[16];        /* where; "": memory */
};

#define ANSWERS_MAX 64

/* A zeroed one is empty. */
struct answers {
	struct answer at[ANSWERS_MAX];
	size_t count;
	uint64_t asked;    /* answers in all */
	uint64_t differed; /* of them; also those that have no place in `at` */
};

/* One answer that differed, in this register. Takes the name. */
void answers_add(struct answers *answers, char *name, const struct step *step, const char *reg, uint64_t kvm,
		 uint64_t other);
void answers_fini(struct answers *answers);

#endif
