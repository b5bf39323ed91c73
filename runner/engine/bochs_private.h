/* What the files of the Bochs engine share. */
#ifndef ENGINE_BOCHS_PRIVATE_H
#define ENGINE_BOCHS_PRIVATE_H

#include "engine/engine_private.h"

#define BOCHS_LOG   "bochs.log"
#define BOCHS_SETUP "bochsrc"

/* A ROM of 512 bytes, in the last place where Bochs takes one: at its end an INVD, else as where there is
 * none.
 */
#define BOCHS_INVD_ROM 0xdf800u
#define BOCHS_INVD_GPA 0xdf9feu
#define BOCHS_INVD         \
	{                  \
		0x0f, 0x08 \
	}

/* The most that is kept of what a guest prints. */
#define BOCHS_CONSOLE_MAX (64u << 20)

struct bochs {
	struct buf answer;  /* to what was asked last */
	struct buf console; /* what the guest wrote to port 0xE9 so far */
	uint64_t mark;      /* the number that Bochs is to say behind its answer */
	int log;            /* its log, to be read; 0: not yet */
	uint64_t log_seen;  /* bytes of it that were looked at for a shutdown */
	uint64_t log_told;  /* and that were told as remarks */
	unsigned runs;      /* how often it was let go; breakpoints count with that */
	bool steps;         /* it is stepped */
	bool down;          /* the CPU shut down; its registers and memory stay */
	bool general_known; /* `general` has the general registers of now */
	struct x86_state general;
	uint64_t code_gpa, code_len; /* code that was written over last */
};

struct bochs *bochs_of(struct engine *engine);

/* Write the files that Bochs reads as it starts, into the engine's folder. */
int bochs_setup(struct engine *engine, const struct engine_machine *machine, struct err *err);

/* Put the disk into the engine's folder, whole cylinders of it, and add it to the setup. */
int bochs_disk(const struct engine *engine, const char *disk, struct buf *setup, struct err *err);

/* ---- the dialogue with its debugger */

enum bochs_end { BOCHS_ANSWERED, BOCHS_SILENT, BOCHS_ENDED };

/* Lines for the debugger. None may be a fault of its syntax: Bochs would end. */
int bochs_send(struct engine *engine, const char *commands, struct err *err);
/* Wait for the end of the answer, so long at the most. -1: Ctrl-C. */
int bochs_wait(struct engine *engine, unsigned ms, enum bochs_end *end, struct err *err);
/* Both; an answer that does not come is an error. The answer is in `bochs.answer`, as text. */
int bochs_ask(struct engine *engine, const char *commands, struct err *err);

/* Keep bytes for the console, as far as there is room. */
void bochs_print(struct bochs *bochs, const void *bytes, size_t len);

/* ---- its log */

/* What is in it so far is told to nobody, but a panic at the start is an error. */
int bochs_log_open(struct engine *engine, struct err *err);
/* Whether a triple fault came to it since that was asked last. */
bool bochs_log_tells_shutdown(struct bochs *bochs);
void bochs_log_remarks(struct bochs *bochs, struct buf *out);
/* Set the text to that Bochs ended, and what it said of that. Always -1. */
int bochs_log_why(struct engine *engine, struct err *err);

/* ---- what it executes */

/* Memory was written by the debugger: where that is code that Bochs may have seen, make it see the new. */
int bochs_code_written(struct engine *engine, uint64_t gpa, size_t len, struct err *err);

/* All but floating point and vectors, which take as long again; and of bases in long mode 32 bits. */
int bochs_core(struct engine *engine, struct x86_state *out, struct err *err);
int bochs_state(struct engine *engine, struct x86_state *out, struct err *err);
int bochs_step(struct engine *engine, enum engine_event *event, struct err *err);
int bochs_go(struct engine *engine, uint64_t linear, unsigned ms, enum engine_event *event, bool *reached,
	     struct err *err);

#endif
