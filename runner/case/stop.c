#include "case/stop.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* One more than the kinds: the list of names ends with NULL. */
static const char *const names[STOP_KINDS + 1] = {
	[STOP_HALT] = "halt",           [STOP_IDLE] = "idle",     [STOP_EXIT] = "exit",
	[STOP_SHUTDOWN] = "shutdown",   [STOP_CYCLES] = "cycles", [STOP_TIME] = "time",
	[STOP_OUTPUT] = "output",       [STOP_DISK] = "disk",     [STOP_STRAY] = "stray",
	[STOP_EMULATION] = "emulation", [STOP_ENTRY] = "entry",   [STOP_RESET] = "reset",
	[STOP_UNKNOWN] = "unknown",
};

static const char *const meanings[STOP_KINDS] = {
	[STOP_HALT] = "halted with interrupts off",
	[STOP_IDLE] = "halted with interrupts on, and nothing armed that could wake it",
	[STOP_EXIT] = "wrote to an exit port",
	[STOP_SHUTDOWN] = "shut down by a triple fault",
	[STOP_CYCLES] = "spent its budget of cycles",
	[STOP_TIME] = "spent its budget of time",
	[STOP_OUTPUT] = "spent its budget of output",
	[STOP_DISK] = "spent its budget of writes to the disk",
	[STOP_STRAY] = "accessed a port or an address that is not declared, on a strict machine",
	[STOP_EMULATION] = "came to an instruction that KVM could not emulate",
	[STOP_ENTRY] = "was refused by the CPU: its state is not one that can run",
	[STOP_RESET] = "reset the CPU, where no ROM lies at the reset vector",
	[STOP_UNKNOWN] = "left KVM for a reason that romkit does not know",
};

const char *stop_name(enum stop_kind kind)
{
	return names[kind];
}

const char *stop_meaning(enum stop_kind kind)
{
	return meanings[kind];
}

static int err_unknown_word(struct err *err, const char *word)
{
	const char *nearest = text_nearest(word, names);
	char *quoted = text_quoted(word);

	if (nearest)
		err_set(err, "unknown stop %s (did you mean \"%s\"?)", quoted, nearest);
	else
		err_set(err,
			"unknown stop %s (halt, idle, exit VALUE, shutdown, cycles, time, output, disk, "
			"stray, emulation, entry, reset or unknown)",
			quoted);
	free(quoted);
	return -1;
}

/* What stands behind the word; NULL where nothing does. */
static int value_parse(struct stop *stop, const char *value, struct err *err)
{
	const char *name = names[stop->kind];

	if (stop->kind != STOP_EXIT)
		return value ? err_set(err, "\"%s\" takes no value", name) : 0;
	if (!value)
		return err_set(
			err,
			"\"exit\" needs the value that the ROM writes to the exit port: exit 0, exit 0x10");
	if (num_parse(value, &stop->value, err) < 0)
		return -1;
	if (stop->value > UINT32_MAX)
		return err_set(err, "the exit value %s is too large: a port takes at most 32 bits", value);
	return 0;
}

int stop_parse(const char *text, struct stop *out, struct err *err)
{
	size_t len = strcspn(text, " \t");
	const char *rest = text + len + strspn(text + len, " \t");
	struct stop stop = {0};

	while (stop.kind < STOP_KINDS &&
	       (strlen(names[stop.kind]) != len || strncmp(names[stop.kind], text, len)))
		stop.kind++;
	if (stop.kind == STOP_KINDS) {
		char *word = str_dup(text);

		word[len] = 0;
		err_unknown_word(err, word);
		free(word);
		return -1;
	}
	if (value_parse(&stop, *rest ? rest : NULL, err) < 0)
		return -1;
	*out = stop;
	return 0;
}

void stop_print(const struct stop *stop, struct buf *out)
{
	buf_adds(out, names[stop->kind]);
	if (stop->kind == STOP_EXIT)
		buf_printf(out, " %#llx", (unsigned long long)stop->value);
}
