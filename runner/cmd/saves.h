/* What was saved, as `romkit watch` collects it. */
#ifndef CMD_SAVES_H
#define CMD_SAVES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/watcher.h"
#include "case/find.h"

/* A zeroed struct is empty. */
struct saves {
	struct names names; /* the files' paths; after saves_wait() and saves_join() sorted, each once */
	bool lost;          /* more was saved than is known */
};

void saves_fini(struct saves *saves);
bool saves_any(const struct saves *saves);

/* Hand all of `more` over: it is empty then. */
void saves_join(struct saves *saves, struct saves *more);

/* Whether a ROM may be built from one of them. */
bool saves_need_build(const struct saves *saves);

/* Append "a, b and 3 more saved", or "gone". */
void saves_print(const struct saves *saves, struct buf *out);

/* Append what the watcher has seen. `dir` is the suite's folder: what romkit makes there is no save. */
void saves_take(struct saves *saves, struct watcher *watcher, const char *dir);

/*
 * Wait until something is saved, and on until nothing is for a moment; not longer than a second where
 * something saves all the time. Appends it. `*out_first_ns` is when the first was seen.
 */
int saves_wait(struct saves *saves, struct watcher *watcher, const char *dir, uint64_t *out_first_ns,
	       struct err *err);

#endif
