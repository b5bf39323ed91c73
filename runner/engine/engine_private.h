/* What an engine is to engine.c: functions, with the contracts of engine.h. */
#ifndef ENGINE_ENGINE_PRIVATE_H
#define ENGINE_ENGINE_PRIVATE_H

#include "engine/engine.h"
#include "engine/process.h"

struct engine_type {
	const char *program, *package; /* Debian's */
	int (*start)(struct engine *engine, const struct engine_machine *machine, struct err *err);
	int (*step)(struct engine *engine, enum engine_event *event, struct err *err);
	int (*registers)(struct engine *engine, struct x86_state *out, struct err *err);
	int (*state)(struct engine *engine, struct x86_state *out, struct err *err);
	int (*read)(struct engine *engine, uint64_t gpa, void *bytes, size_t len, struct err *err);
	int (*write)(struct engine *engine, uint64_t gpa, const void *bytes, size_t len, struct err *err);
	int (*set_gpr)(struct engine *engine, enum x86_gpr gpr, unsigned size_bytes, bool high,
		       uint64_t value, struct err *err);
	int (*set_ip)(struct engine *engine, uint64_t ip, struct err *err);
	int (*go)(struct engine *engine, uint64_t linear, unsigned ms, enum engine_event *event,
		  bool *reached, struct err *err);
	int (*halted)(struct engine *engine, bool *out, struct err *err);
	void (*console)(struct engine *engine, struct buf *out);
	void (*remarks)(struct engine *engine, struct buf *out);
	void (*free)(struct engine *engine); /* what `own` holds; NULL: just free it */
};

struct engine {
	const struct engine_type *type;
	enum engine_kind kind;
	char title[48];
	char *folder; /* of its own, with its files; removed at the end */
	char *serial; /* the file in it that COM1 goes to */
	struct process process;
	void *own; /* what the type keeps; NULL: it was not started */
};

extern const struct engine_type engine_qemu, engine_bochs;

/* A path in the folder, which the caller frees. */
char *engine_path(const struct engine *engine, const char *name);
/* Write a file in the folder. */
int engine_file(const struct engine *engine, const char *name, const void *bytes, size_t len,
		struct err *err);

#endif
