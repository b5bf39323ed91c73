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
#define EVENTS                                                                                              \
	(IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_MOVE_SELF | IN_ONLYDIR | \
	 IN_EXCL_UNLINK)

/* One that watcher_add() was called with, whether it is there or not. */
struct root {
	char *path;
	bool deep;
	int watch; /* -1: it is not there; then one above it is watched, to see it come */
};

struct folder {
	int watch; /* of inotify */
	char *path;
	bool deep;
	bool above; /* watched only for a root below it */
};

struct watcher {
	int fd;
	struct root *roots;
	size_t root_count;
	struct folder *folders; /* what inotify watches */
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
	for (size_t i = 0; i < watcher->root_count; i++)
		free(watcher->roots[i].path);
	free(watcher->roots);
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
	for (size_t i = 0; i < watcher->root_count; i++)
		if (watcher->roots[i].watch == folder->watch)
			watcher->roots[i].watch = -1;
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
		      int *out_watch, struct err *err);

/* What is in a folder: files are told where somebody listens; with `deep` those below it are watched. */
static int entries_add(struct watcher *watcher, const char *path, bool deep, const struct told *told,
		       struct err *err)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	int ret = 0, watch;

	while (dir && ret == 0 && (entry = readdir(dir))) {
		char *below;

		if (is_passed_over(entry->d_name))
			continue;
		below = path_join(path, entry->d_name);
		if (deep && path_is_dir(below))
			ret = folder_add(watcher, below, true, told, &watch, err);
		else if (told)
			told->saved(below, told->context);
		free(below);
	}
	if (dir)
		closedir(dir);
	return ret;
}

/* The watch of a folder; -1 in `*out` where there is no such folder. */
static int watch_new(struct watcher *watcher, const char *path, int *out, struct err *err)
{
	*out = inotify_add_watch(watcher->fd, path, EVENTS);
	if (*out >= 0 || errno == ENOENT || errno == ENOTDIR || errno == EACCES)
		return 0;
	if (errno == ENOSPC)
		return err_set(
			err,
			"%s: no more folders can be watched: raise /proc/sys/fs/inotify/max_user_watches",
			path);
	return err_sys(err, "%s: cannot watch the folder", path);
}

static struct folder *folder_new(struct watcher *watcher, int watch, const char *path)
{
	struct folder *folder;

	watcher->folders = mem_realloc(watcher->folders, watcher->count + 1, sizeof *watcher->folders);
	folder = &watcher->folders[watcher->count++];
	*folder = (struct folder){.watch = watch, .path = str_dup(path)};
	return folder;
}

static int folder_add(struct watcher *watcher, const char *path, bool deep, const struct told *told,
		      int *out_watch, struct err *err)
{
	struct folder *known;

	if (watch_new(watcher, path, out_watch, err) < 0)
		return -1;
	known = folder_find(watcher, *out_watch);
	if (*out_watch < 0 || (known && !known->above && (known->deep || !deep)))
		return 0;
	if (!known)
		known = folder_new(watcher, *out_watch, path);
	known->above = false;
	known->deep = deep;
	return deep || told ? entries_add(watcher, path, deep, told, err) : 0;
}

/* The folder that a path lies in; the caller frees it. */
static char *path_above(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return str_dup(".");
	return slash == path ? str_dup("/") : str_printf("%.*s", (int)(slash - path), path);
}

/* Watch the nearest folder above one that is not there. Returns 1 where that has come meanwhile, or one on
 * the way to it. */
static int above_add(struct watcher *watcher, const char *path, struct err *err)
{
	char *below = str_dup(path);
	int watch = -1, ret = 0;

	while (ret == 0 && watch < 0 && strcmp(below, ".") != 0 && strcmp(below, "/") != 0) {
		char *above = path_above(below);

		ret = watch_new(watcher, above, &watch, err);
		if (watch >= 0 && !folder_find(watcher, watch))
			folder_new(watcher, watch, above)->above = true;
		if (watch >= 0)
			ret = path_is_dir(below);
		free(below);
		below = above;
	}
	free(below);
	return ret;
}

static int root_watch(struct watcher *watcher, struct root *root, const struct told *told, struct err *err)
{
	int ret = 1;

	/* Not for ever: a folder that is there may be one that we must not read. */
	for (int tries = 0; ret > 0 && tries < 4; tries++) {
		ret = folder_add(watcher, root->path, root->deep, told, &root->watch, err);
		if (ret == 0 && root->watch < 0)
			ret = above_add(watcher, root->path, err);
	}
	return ret < 0 ? -1 : 0;
}

static struct root *root_find(struct watcher *watcher, const char *path)
{
	for (size_t i = 0; i < watcher->root_count; i++)
		if (strcmp(watcher->roots[i].path, path) == 0)
			return &watcher->roots[i];
	return NULL;
}

int watcher_add(struct watcher *watcher, const char *path, bool deep, struct err *err)
{
	struct root *root = root_find(watcher, path);

	if (!root) {
		watcher->roots = mem_realloc(watcher->roots, watcher->root_count + 1, sizeof *watcher->roots);
		root = &watcher->roots[watcher->root_count++];
		*root = (struct root){.path = str_dup(path)};
	}
	root->deep = root->deep || deep;
	return root_watch(watcher, root, NULL, err);
}

/* Those that have come are watched, and told with what was put into them before. */
static void roots_await(struct watcher *watcher, const struct told *told)
{
	struct err err;

	for (size_t i = 0; i < watcher->root_count; i++)
		if (watcher->roots[i].watch < 0 && root_watch(watcher, &watcher->roots[i], told, &err) < 0)
			told->saved(NULL, told->context);
}

/* Which folders came, went or moved may be among what was lost: look at all of them anew. */
static void watches_renew(struct watcher *watcher)
{
	struct err err;

	while (watcher->count) {
		struct folder *folder = &watcher->folders[watcher->count - 1];

		inotify_rm_watch(watcher->fd, folder->watch);
		folder_drop(watcher, folder);
	}
	for (size_t i = 0; i < watcher->root_count; i++)
		root_watch(watcher, &watcher->roots[i], NULL, &err);
}

/* A regular file is told once it is written, not when it is made. */
static bool is_just_made(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1;
}

/* It moved, and lies by now where it is watched: what is told of its move came before that. */
static bool is_back(const struct watcher *watcher, const struct folder *folder,
		    const struct inotify_event *event)
{
	return event->mask & IN_MOVE_SELF &&
	       inotify_add_watch(watcher->fd, folder->path, EVENTS) == folder->watch;
}

/* A folder that was watched is not there any more. */
static void handle_gone(struct watcher *watcher, struct folder *folder, const struct told *told)
{
	char *path = str_dup(folder->path);
	bool above = folder->above;

	folders_forget(watcher, path);
	if (!above)
		told->saved(path, told->context);
	free(path);
}

static void handle_entry(struct watcher *watcher, const struct folder *folder,
			 const struct inotify_event *event, const struct told *told)
{
	char *path = path_join(folder->path, event->name);
	bool deep = folder->deep;
	struct err err;
	int watch;

	if (event->mask & IN_ISDIR ? event->mask & (IN_CREATE | IN_MOVED_TO) && !deep
				   : !(event->mask & IN_CREATE && is_just_made(path)))
		told->saved(path, told->context);
	if (event->mask & (IN_CREATE | IN_MOVED_TO) && deep && path_is_dir(path)) {
		/* Told with what was put into it before it was watched. */
		if (folder_add(watcher, path, true, told, &watch, &err) < 0)
			told->saved(NULL, told->context);
	} else if (event->mask & IN_ISDIR && event->mask & (IN_DELETE | IN_MOVED_FROM)) {
		folders_forget(watcher, path);
		told->saved(path, told->context);
	}
	free(path);
}

static void handle(struct watcher *watcher, const struct inotify_event *event, const struct told *told)
{
	struct folder *folder = folder_find(watcher, event->wd);

	if (event->mask & IN_Q_OVERFLOW) {
		watches_renew(watcher);
		told->saved(NULL, told->context);
	} else if (folder && event->mask & (IN_IGNORED | IN_MOVE_SELF)) {
		if (!is_back(watcher, folder, event))
			handle_gone(watcher, folder, told);
	} else if (folder && !folder->above && event->len && !is_passed_over(event->name)) {
		handle_entry(watcher, folder, event, told);
	}
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
		roots_await(watcher, &told);
	}
}
