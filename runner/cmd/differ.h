/* What `romkit diff` does: one case under KVM and in another engine. */
#ifndef CMD_DIFFER_H
#define CMD_DIFFER_H

#include "cmd/cmd.h"
#include "engine/engine.h"

enum diff_parts { DIFF_BOTH, DIFF_ALONE, DIFF_STEP };

struct diff_opts {
	const char *dir;
	enum engine_kind engine;
	unsigned steps;
	enum diff_parts parts;
	enum kvm_mode kvm;
	int colour; /* index of colour_names */
};

/* `word` must choose one case. Returns the exit status; errors are said. */
int differ_run(const struct diff_opts *opts, char *word);

#endif
