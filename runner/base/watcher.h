/* Which files of some folders are saved, by inotify. */
#ifndef BASE_WATCHER_H
#define BASE_WATCHER_H

#include <stdbool.h>

#include "base/err.h"

struct watcher;

/* A watcher without folders. */
int watcher_new(struct watcher **out, struct err *err);
void watcher_free(struct watcher *watcher);

/*
 * Watch a folder; with `deep` all below it, too, as they come and go. It need not exist: it is watched as
 * soon as it comes, also where it went, or moved away, meanwhile. One that is watched already stays as it is.
 * Links to folders are followed. That a folder above it is renamed is not seen: until the watcher is made
 * anew, it is watched where it went.
 */
int watcher_add(struct watcher *watcher, const char *folder, bool deep, struct err *err);

/* Readable while there is something to take. */
int watcher_fd(const struct watcher *watcher);

/*
 * Take what there is without waiting. `saved` is called with the path, as the folder was given, of each file
 * that was written, came, or went, and of each folder that went, perhaps more than once; with NULL where so
 * much happened that some was lost (what comes later is seen again). Editors' own files (hidden ones, x~,
 * x.swp, #x#, 4913) are passed over.
 */
void watcher_take(struct watcher *watcher, void (*saved)(const char *path, void *context), void *context);

#endif
