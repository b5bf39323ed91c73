#include "cmd/saves.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/io.h"
#include "case/last_run.h"

/* An editor saves in several steps, a person several files. */
#define QUIET_MS   50
#define LONGEST_NS 1000000000u

void saves_fini(struct saves *saves)
{
	names_fini(&saves->names);
	*saves = (struct saves){0};
}

bool saves_any(const struct saves *saves)
{
	return saves->names.count || saves->lost;
}

void saves_join(struct saves *saves, struct saves *more)
{
	for (size_t i = 0; i < more->names.count; i++)
		names_add(&saves->names, more->names.items[i]);
	names_sort(&saves->names);
	saves->lost = saves->lost || more->lost;
	saves_fini(more);
}

/* None is built from an .expect file. */
bool saves_need_build(const struct saves *saves)
{
	for (size_t i = 0; i < saves->names.count; i++) {
		const char *ending = strrchr(saves->names.items[i], '.');

		if (!ending || strcmp(ending, ".expect") != 0)
			return true;
	}
	return saves->lost;
}

/* A file that is gone was most often an editor's own: it is named only where there is no other. */
void saves_print(const struct saves *saves, struct buf *out)
{
	struct names shown = {0};

	for (size_t i = 0; i < saves->names.count; i++)
		if (path_exists(saves->names.items[i]))
			names_add(&shown, saves->names.items[i]);
	names_print(shown.count ? &shown : &saves->names, out);
	if (saves->lost)
		buf_adds(out, saves->names.count ? " and others" : "many files");
	buf_adds(out, shown.count || saves->lost ? " saved" : " gone");
	names_fini(&shown);
}

struct taker {
	struct saves *saves;
	const char *dir;
};

/* The build makes its folder, and each run writes into it which cases failed. */
static bool is_own(const char *dir, const char *path)
{
	char *built = path_join(dir, "build");
	bool is_built = strcmp(path, built) == 0;

	free(built);
	return is_built || last_run_is_file(dir, path);
}

static void take(const char *path, void *context)
{
	struct taker *taker = context;

	if (!path)
		taker->saves->lost = true;
	else if (!is_own(taker->dir, path))
		names_add(&taker->saves->names, path);
}

void saves_take(struct saves *saves, struct watcher *watcher, const char *dir)
{
	struct taker taker = {saves, dir};

	watcher_take(watcher, take, &taker);
}

int saves_wait(struct saves *saves, struct watcher *watcher, const char *dir, uint64_t *out_first_ns,
	       struct err *err)
{
	struct pollfd poll_fd = {.fd = watcher_fd(watcher), .events = POLLIN};
	uint64_t first_ns = 0;
	int ready;

	do {
		ready = poll(&poll_fd, 1, first_ns ? QUIET_MS : -1);
		if (ready < 0 && errno != EINTR)
			return err_sys(err, "poll");
		saves_take(saves, watcher, dir);
		if (!first_ns && saves_any(saves))
			first_ns = clock_now_ns();
	} while (!first_ns || (ready && clock_now_ns() - first_ns <= LONGEST_NS));
	names_sort(&saves->names);
	*out_first_ns = first_ns;
	return 0;
}
