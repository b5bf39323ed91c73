/* The command line of QEMU that makes the machine. */
#ifndef ENGINE_QEMU_ARGUMENTS_H
#define ENGINE_QEMU_ARGUMENTS_H

#include "engine/engine.h"

/* Files in the engine's folder, where QEMU runs. */
#define QEMU_FIRMWARE "firmware"
#define QEMU_CONSOLE  "console" /* port 0xE9 */
#define QEMU_SERIAL   "serial"  /* COM1 */
#define QEMU_LOG      "log"     /* resets, and triple faults */

/* Zeroed is empty. */
struct qemu_arguments {
	char **list; /* ends with NULL */
	size_t count;
};

int qemu_arguments_make(struct qemu_arguments *arguments, const char *program,
			const struct engine_machine *machine, struct err *err);
void qemu_arguments_fini(struct qemu_arguments *arguments);

#endif
