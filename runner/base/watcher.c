#include "base/watcher.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"

/* An editor writes in place, or a new file and renames it over the old one. */
#define EVENTS \
	(IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ONLYDIR | IN_EXCL_UNLINK)

struct folder {
	int watch; /* of inotify */
	char *path;
	bool deep;
};

struct watcher {
	int fd;
	struct folder *folders;
	size_t count;
};

/* What a callback is told, passed down while folders are added. */
struct told {
	void (*saved)(const char *path, void *context);
	void *context;
};

int watcher_new(struct watcher **out, struct err *err)
{
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

	if (fd < 0)
		return err_sys(err, "inotify");
	*out = mem_zalloc(1, sizeof **out);
	(*out)->fd = fd;
	return 0;
}

void watcher_free(struct watcher *watcher)
{
	if (!watcher)
		return;
	for (size_t i = 0; i < watcher->count; i++)
		free(watcher->folders[i].path);
	free(watcher->folders);
	close(watcher->fd);
	free(watcher);
}

int watcher_fd(const struct watcher *watcher)
{
	return watcher->fd;
}

static struct folder *folder_find(struct watcher *watcher, int watch)
{
	for (size_t i = 0; i < watcher->count; i++)
		if (watcher->folders[i].watch == watch)
			return &watcher->folders[i];
	return NULL;
}

static void folder_drop(struct watcher *watcher, struct folder *folder)
{
	free(folder->path);
	*folder = watcher->folders[--watcher->count];
}

/* A folder that moved away keeps its watches, and those below: they would tell of paths that are not so. */
static void folders_forget(struct watcher *watcher, const char *path)
{
	size_t len = strlen(path);

	for (size_t i = watcher->count; i-- > 0;) {
		struct folder *folder = &watcher->folders[i];

		if (strncmp(folder->path, path, len) != 0 || (folder->path[len] && folder->path[len] != '/'))
			continue;
		inotify_rm_watch(watcher->fd, folder->watch);
		folder_drop(watcher, folder);
	}
}

static bool is_passed_over(const char *name)
{
	static const char *const endings[] = {"~", ".swp", ".swx", ".swo"};
	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
		if (len >= strlen(endings[i]) && strcmp(name + len - strlen(endings[i]), endings[i]) == 0)
			return true;
	return name[0] == '.' || (name[0] == '#' && name[len - 1] == '#') || strcmp(name, "4913") == 0;
}

static int folder_add(struct watcher *watcher, const char *path, bool deep, const struct told *told,
		      struct err *err);

/* What is in a folder: those below it are watched, and files are told where somebody listens. */
static int entries_add(struct watcher *watcher, const char *path, const struct told *told, struct err *err)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	int ret = 0;

	while (dir && ret == 0 && (entry = readdir(dir))) {
		char *below;

		if (is_passed_over(entry->d_name))
			continue;
		below = path_join(path, entry->d_name);
		if (path_is_dir(below))
			ret = folder_add(watcher, below, true, told, err);
		else if (told)
			told->saved(below, told->context);
		free(below);
	}
	if (dir)
		closedir(dir);
	return ret;
}

static int folder_add(struct watcher *watcher, const char *path, bool deep, const struct told *told,
		      struct err *err)
{
	int watch = inotify_add_watch(watcher->fd, path, EVENTS);
	struct folder *known;

	if (watch < 0 && (errno == ENOENT || errno == ENOTDIR || errno == EACCES))
		return 0;
	if (watch < 0 && errno == ENOSPC)
		return err_set(
			err,
			"%s: no more folders can be watched: raise /proc/sys/fs/inotify/max_user_watches",
			path);
	if (watch < 0)
		return err_sys(err, "%s: cannot watch the folder", path);
	known = folder_find(watcher, watch);
	if (known && (known->deep || !deep))
		return 0;
	if (!known) {
		watcher->folders =
			mem_realloc(watcher->folders, watcher->count + 1, sizeof *watcher->folders);
		known = &watcher->folders[watcher->count++];
		*known = (struct folder){.watch = watch, .path = str_dup(path)};
	}
	known->deep = deep;
	return deep ? entries_add(watcher, path, told, err) : 0;
}

int watcher_add(struct watcher *watcher, const char *folder, bool deep, struct err *err)
{
	return folder_add(watcher, folder, deep, NULL, err);
}

/* A regular file is told once it is written, not when it is made. */
static bool is_just_made(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1;
}

static void handle(struct watcher *watcher, const struct inotify_event *event, const struct told *told)
{
	struct folder *folder = folder_find(watcher, event->wd);
	struct err err;
	char *path;

	if (event->mask & IN_Q_OVERFLOW)
		told->saved(NULL, told->context);
	if (!folder)
		return;
	if (event->mask & IN_IGNORED) {
		folder_drop(watcher, folder);
		return;
	}
	if (!event->len || is_passed_over(event->name))
		return;
	path = path_join(folder->path, event->name);
	if (event->mask & IN_ISDIR ? event->mask & (IN_CREATE | IN_MOVED_TO) && !folder->deep
				   : !(event->mask & IN_CREATE && is_just_made(path)))
		told->saved(path, told->context);
	if (event->mask & (IN_CREATE | IN_MOVED_TO) && folder->deep && path_is_dir(path)) {
		/* Told with what was put into it before it was watched. */
		if (folder_add(watcher, path, true, told, &err) < 0)
			told->saved(NULL, told->context);
	} else if (event->mask & IN_ISDIR && event->mask & (IN_DELETE | IN_MOVED_FROM)) {
		folders_forget(watcher, path);
		told->saved(path, told->context);
	}
	free(path);
}

void watcher_take(struct watcher *watcher, void (*saved)(const char *path, void *context), void *context)
{
	_Alignas(struct inotify_event) char bytes[16384];
	const struct told told = {saved, context};
	ssize_t len;

	while ((len = read(watcher->fd, bytes, sizeof bytes)) > 0) {
		for (char *p = bytes; p < bytes + len;) {
			const struct inotify_event *event = (const struct inotify_event *)(void *)p;

			p += sizeof *event + event->len;
			handle(watcher, event, &told);
		}
	}
}
