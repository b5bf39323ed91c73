/* Where gdb finds romkit: a Unix socket, or a port of the loopback interface. Nobody else can reach either.
 */
#ifndef CMD_GDB_SOCKET_H
#define CMD_GDB_SOCKET_H

#include "base/err.h"

struct gdb_socket {
	int fd;        /* that listens */
	char *address; /* as gdb's `target remote` takes it */
	char *path;    /* of a Unix socket; NULL: it is a port */
	char *dir;     /* the folder that was made for it; NULL: none */
};

/*
 * `where`: the path of a Unix socket that is to be made (it has a slash), a port of 127.0.0.1 (0: any that is
 * free), or NULL: a socket in a new folder that only this user can look into.
 */
int gdb_socket_open(const char *where, struct gdb_socket *out, struct err *err);
void gdb_socket_close(struct gdb_socket *socket);

#endif
