/* What the launcher (pool/box.c, on the host) and the box's first process (tools/box-init.c) say to each
 * other. */
#ifndef POOL_BOX_WIRE_H
#define POOL_BOX_WIRE_H

/*
 * Four virtio-serial ports, by name: "ctl" has messages, "in", "out" and "err" have the command's bytes,
 * bare.
 *
 * The first message on ctl is the request: a 32-bit length in host order, then that many bytes of fields,
 * each a letter and a string with a NUL behind it. After it both sides send lines:
 *
 *   to the box     eof N            standard input ends after N bytes in all
 *                  signal N         for the command's process group
 *                  close 1|2        nobody reads that stream any more
 *   to the host    up               the command runs
 *                  exit S OUT ERR   it ended; that many bytes in all were sent on "out" and "err"
 *                  noexec S TEXT    it could not be executed; S as a shell has it, 126 or 127
 *                  fail TEXT        the box could not do its work
 *
 * A snapshot and a launcher fit each other only with the same BOX_FORMAT: raise it with every change of this
 * file that the other side sees.
 */
#define BOX_FORMAT 1

enum box_field {
	BOX_FIELD_DATE = 't',  /* host's time: seconds since 1970 */
	BOX_FIELD_UMASK = 'u', /* octal */
	BOX_FIELD_CWD = 'c',
	BOX_FIELD_WRITABLE = 'w', /* the n-th folder is the 9p share "w<n>" */
	BOX_FIELD_ENV = 'e',      /* NAME=value */
	BOX_FIELD_ARG = 'a',
};

/* The box has that many 9p devices for writable folders. */
#define BOX_WRITABLE_MAX 4

/* A tmpfs of the box, for the command's TMPDIR. */
#define BOX_TMPDIR "/dev/shm"

/* What the console says when the box may be frozen, or never will be. */
#define BOX_CONSOLE_READY  "romkit-box: ready"
#define BOX_CONSOLE_FAILED "romkit-box: failed"

#endif
