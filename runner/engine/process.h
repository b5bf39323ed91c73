/* The process of an engine: started with pipes, killed with romkit. */
#ifndef ENGINE_PROCESS_H
#define ENGINE_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/* Of a file that the engine writes: a guest makes its console or a log grow. */
#define PROCESS_FILE_BYTES_MAX (256u << 20)

/* A zeroed one was not started. */
struct process {
	pid_t pid;
	int in, out;    /* pipes to its standard input, and from its standard output */
	struct buf got; /* of its output, not taken yet */
	bool ended;     /* process_wait() has seen it */
	int status;     /* then: as waitpid() has it */
};

/*
 * Run argv (argv[0] is looked for in PATH) in that folder. Its standard error goes to the file `stderr`
 * there. A program that is not there is an error here, which names `package`.
 */
int process_start(struct process *process, const char *const argv[], const char *folder, const char *package,
		  struct err *err);
int process_write(struct process *process, const void *bytes, size_t len, struct err *err);
/* Wait, at most so long (-1: for ever), for more output and append it to `got`. 0: none came; 1: some; -1: it
 * ended, or was interrupted by Ctrl-C. */
int process_read(struct process *process, int timeout_ms, struct err *err);
/* Whether it ends by itself within that time. */
bool process_wait(struct process *process, int timeout_ms);
/* Kill it, wait for its end, close the pipes. */
void process_end(struct process *process);

#endif
