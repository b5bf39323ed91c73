#include "cmd/gdb_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/text.h"

static char *print(const char *format, const char *text)
{
	struct buf out = {0};

	buf_printf(&out, format, text);
	return (char *)out.data;
}

static int open_unix(const char *path, struct gdb_socket *out, struct err *err)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof addr.sun_path)
		return err_set(err, "%s: too long for a socket: %zu bytes at the most", path,
			       sizeof addr.sun_path - 1);
	memcpy(addr.sun_path, path, strlen(path) + 1);
	out->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (out->fd < 0 || bind(out->fd, (struct sockaddr *)&addr, sizeof addr) < 0)
		return errno == EADDRINUSE
			       ? err_set(err, "%s: is there already: name another one, or delete it", path)
			       : err_sys(err, "%s", path);
	out->path = str_dup(path);
	out->address = str_dup(path);
	/* Whoever can connect can do to the guest what it likes; the umask may be wide. */
	return chmod(path, S_IRUSR | S_IWUSR) < 0 ? err_sys(err, "%s", path) : 0;
}

static int open_private(struct gdb_socket *out, struct err *err)
{
	const char *tmpdir = getenv("TMPDIR");
	char *path;
	int ret;

	out->dir = print("%s/romkit-debug.XXXXXX", tmpdir && tmpdir[0] ? tmpdir : "/tmp");
	if (!mkdtemp(out->dir)) {
		err_sys(err, "cannot make a folder for gdb's socket: %s", out->dir);
		free(out->dir);
		out->dir = NULL;
		return -1;
	}
	path = path_join(out->dir, "gdb");
	ret = open_unix(path, out, err);
	free(path);
	return ret;
}

static int open_port(unsigned port, struct gdb_socket *out, struct err *err)
{
	struct sockaddr_in addr = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	socklen_t len = sizeof addr;
	char text[16];
	int on = 1;

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	out->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (out->fd < 0 || setsockopt(out->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
	    bind(out->fd, (struct sockaddr *)&addr, len) < 0 ||
	    getsockname(out->fd, (struct sockaddr *)&addr, &len) < 0)
		return err_sys(err, "port %u of 127.0.0.1", port);
	snprintf(text, sizeof text, "%u", ntohs(addr.sin_port));
	out->address = print("127.0.0.1:%s", text);
	return 0;
}

static int open_any(const char *where, struct gdb_socket *out, struct err *err)
{
	uint64_t port;

	if (!where)
		return open_private(out, err);
	if (strchr(where, '/'))
		return open_unix(where, out, err);
	if (num_parse(where, &port, err) < 0 || port > UINT16_MAX)
		return err_set(err,
			       "--listen: %s is neither a port nor the path of a socket (which has a slash)",
			       where);
	return open_port((unsigned)port, out, err);
}

int gdb_socket_open(const char *where, struct gdb_socket *out, struct err *err)
{
	*out = (struct gdb_socket){.fd = -1};
	if (open_any(where, out, err) == 0) {
		if (listen(out->fd, 1) == 0)
			return 0;
		err_sys(err, "%s", out->address);
	}
	gdb_socket_close(out);
	return -1;
}

void gdb_socket_close(struct gdb_socket *socket)
{
	if (socket->fd >= 0)
		close(socket->fd);
	if (socket->path)
		unlink(socket->path);
	if (socket->dir)
		rmdir(socket->dir);
	free(socket->address);
	free(socket->path);
	free(socket->dir);
	*socket = (struct gdb_socket){.fd = -1};
}
