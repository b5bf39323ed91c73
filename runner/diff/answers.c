#include "diff/answers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Instructions whose results are the machine's (SDM vol. 2). */
static bool asks_cpu(const struct insn *insn)
{
	static const char *const names[] = {"cpuid", "rdtsc", "rdtscp", "rdpmc", "rdmsr", "rdrand", "rdseed"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(insn->name, names[i]) == 0)
			return true;
	return false;
}

char *answer_name(const struct step *step, const struct place *place)
{
	size_t stored = step->access_count < STEP_ACCESSES_MAX ? step->access_count : STEP_ACCESSES_MAX;

	for (size_t i = 0; i < stored; i++) {
		const struct access *access = &step->accesses[i];

		if (!access->is_write)
			return str_printf("%s %#" PRIx64, access->is_mmio ? "read" : "in", access->addr);
	}
	return place->status == INSN_OK && asks_cpu(&place->insn) ? str_dup(place->insn.name) : NULL;
}

static struct answer *find(struct answers *answers, const char *name)
{
	for (size_t i = 0; i < answers->count; i++)
		if (strcmp(answers->at[i].name, name) == 0)
			return &answers->at[i];
	return NULL;
}

void answers_add(struct answers *answers, char *name, const struct step *step, const char *reg, uint64_t kvm,
		 uint64_t other)
{
	struct answer *answer = find(answers, name);

	answers->differed++;
	if (!answer && answers->count < ANSWERS_MAX) {
		answer = &answers->at[answers->count++];
		*answer = (struct answer){.name = name, .kvm = kvm, .other = other};
		snprintf(answer->reg, sizeof answer->reg, "%.*s", (int)sizeof answer->reg - 1, reg);
		step_copy(&answer->first, step);
		name = NULL;
	}
	if (answer)
		answer->count++;
	free(name);
}

void answers_fini(struct answers *answers)
{
	for (size_t i = 0; i < answers->count; i++) {
		free(answers->at[i].name);
		step_fini(&answers->at[i].first);
	}
	*answers = (struct answers){0};
}
