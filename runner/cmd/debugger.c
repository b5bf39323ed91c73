#include "cmd/debugger.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/io.h"
#include "base/text.h"
#include "cmd/debug_target.h"
#include "cmd/gdb_socket.h"
#include "cmd/one_case.h"
#include "elf/elf.h"
#include "elf/gdb_script.h"
#include "gdb/server.h"
#include "source/source.h"

#define SIGNAL_MS 200

struct debugger {
	const struct debug_opts *opts;
	struct source source;
	struct debug_target target;
	struct debug_halt halt; /* why it stands */
	struct gdb_socket socket;
	char *elf, *script; /* paths */
	bool has_elf;
	pid_t gdb; /* 0: none was started, or it has ended */
	int gdb_status;
};

/* ---- monitor symbol */

/* A label gives its address; an address what lies there. */
static int put_symbol(void *ctx, const char *word, struct buf *out)
{
	const struct source *source = ctx;
	struct source_spot spot;
	uint64_t address, offset;
	struct err err;

	if (num_parse(word, &address, &err) < 0) {
		if (source_label(source, word, &address, &err) < 0)
			buf_printf(out, "%s\n", err.text);
		else
			buf_printf(out, "%s is at 0x%llx\n", word, (unsigned long long)address);
		return 0;
	}
	if (source_address_offset(source, address, &offset) && source_find(source, offset, &spot))
		source_spot_print(&spot, out);
	else
		buf_adds(out, "nothing of the ROM lies there");
	buf_addc(out, '\n');
	return 0;
}

/* ---- gdb */

static void gdb_exec(const struct debugger *debugger, pid_t parent)
{
	int count = debugger->opts->gdb_arg_count, at = 0;
	char **argv = mem_zalloc((size_t)count + 5, sizeof *argv);

	argv[at++] = (char[]){"gdb"};
	argv[at++] = (char[]){"-q"};
	argv[at++] = (char[]){"-x"};
	argv[at++] = debugger->script;
	memcpy(argv + at, debugger->opts->gdb_args, (size_t)count * sizeof *argv);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(127);
	execvp(argv[0], argv);
	dprintf(STDERR_FILENO, "romkit: cannot start gdb: %s (Debian: apt-get install gdb)\n",
		strerror(errno));
	_exit(127);
}

/* Ctrl-C at the terminal is for the guest, which gdb stops: it ends no romkit. */
static int gdb_start(struct debugger *debugger, struct err *err)
{
	pid_t parent = getpid();

	fflush(NULL);
	debugger->gdb = fork();
	if (debugger->gdb == 0)
		gdb_exec(debugger, parent);
	if (debugger->gdb < 0)
		return err_sys(err, "cannot start gdb");
	signal(SIGINT, SIG_IGN);
	return 0;
}

/* Whether there is one to wait for. */
static bool gdb_lives(struct debugger *debugger)
{
	int status;

	if (debugger->opts->listen)
		return true;
	if (debugger->gdb && waitpid(debugger->gdb, &status, WNOHANG) == debugger->gdb) {
		debugger->gdb = 0;
		debugger->gdb_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	}
	return debugger->gdb != 0;
}

static void gdb_wait(struct debugger *debugger)
{
	while (debugger->gdb && gdb_lives(debugger) && !interrupt_signal())
		poll(NULL, 0, 10);
}

/* ---- connections, one after the other */

/* 1: gdb wants the end. */
static int serve_one(struct debugger *debugger, struct err *err)
{
	struct gdb_opts opts = {.symbol = put_symbol, .ctx = &debugger->source, .halt = &debugger->halt};
	int fd = accept4(debugger->socket.fd, NULL, NULL, SOCK_CLOEXEC), ret;

	if (fd < 0)
		return errno == EINTR || errno == ECONNABORTED ? 0
							       : err_sys(err, "%s", debugger->socket.address);
	ret = gdb_serve(fd, &debugger->target.debuggee, &opts, err);
	close(fd);
	return ret;
}

static int serve(struct debugger *debugger, struct err *err)
{
	struct pollfd pfd = {.fd = debugger->socket.fd, .events = POLLIN};
	int ret = 0;

	while (ret == 0 && gdb_lives(debugger)) {
		if (interrupt_signal())
			return interrupt_error(err);
		if (poll(&pfd, 1, SIGNAL_MS) > 0)
			ret = serve_one(debugger, err);
	}
	return ret < 0 ? -1 : 0;
}

/* ---- before and after */

/* "build/rom/x.bin" and ".elf" give "build/rom/x.elf". */
static char *beside(const char *rom, const char *ending)
{
	const char *slash = strrchr(rom, '/'), *dot = strrchr(rom, '.');
	size_t stem = dot && dot > (slash ? slash : rom) ? (size_t)(dot - rom) : strlen(rom);
	struct buf out = {0};

	buf_printf(&out, "%.*s%s", (int)stem, rom, ending);
	return (char *)out.data;
}

static void write_elf(struct debugger *debugger, const struct suite_case *sc)
{
	struct err err;

	debugger->elf = beside(sc->rom_path, ".elf");
	debugger->has_elf =
		elf_write(&debugger->source, sc->tc.machine.start == START_LONG, debugger->elf, &err) == 0;
	if (!debugger->has_elf)
		fprintf(stderr, "romkit: gdb gets no labels and lines: %s\n", err.text);
}

static int write_script(struct debugger *debugger, const struct suite_case *sc, struct err *err)
{
	debugger->script = debugger->socket.dir ? path_join(debugger->socket.dir, "gdbinit")
						: beside(sc->rom_path, ".gdb");
	return gdb_script_write(debugger->has_elf ? debugger->elf : NULL, debugger->socket.address,
				debugger->script, err);
}

static void say_how(const struct debugger *debugger, const struct suite_case *sc)
{
	printf("%s stands before its first instruction. In another terminal:\n    gdb -q -x %s\n", sc->name,
	       debugger->script);
	printf("or, in any gdb: target remote %s\n", debugger->socket.address);
	fflush(stdout);
}

static int prepare(struct debugger *debugger, const struct suite_case *sc, struct err *err)
{
	if (gdb_socket_open(debugger->opts->listen, &debugger->socket, err) < 0)
		return -1;
	source_read(sc->rom_path, &debugger->source);
	source_move_to_load(&debugger->source, sc->tc.machine.start);
	write_elf(debugger, sc);
	if (write_script(debugger, sc, err) < 0)
		return -1;
	return debug_target_open(&debugger->target, sc, debugger->opts->kvm, err);
}

static void debugger_fini(struct debugger *debugger)
{
	debug_target_close(&debugger->target);
	if (debugger->socket.dir && debugger->script)
		unlink(debugger->script);
	gdb_socket_close(&debugger->socket);
	source_fini(&debugger->source);
	free(debugger->elf);
	free(debugger->script);
}

static int debug_case(const void *opts, const struct suite_case *sc, struct err *err)
{
	struct debugger debugger = {.opts = opts, .socket = {.fd = -1}};
	int ret;

	interrupt_catch();
	/* What is written to a pipe that nobody reads must not end it with the socket left behind. */
	signal(SIGPIPE, SIG_IGN);
	ret = prepare(&debugger, sc, err);
	if (ret == 0 && debugger.opts->listen)
		say_how(&debugger, sc);
	else if (ret == 0)
		ret = gdb_start(&debugger, err);
	if (ret == 0)
		ret = serve(&debugger, err);
	gdb_wait(&debugger);
	debugger_fini(&debugger);
	return ret < 0 ? -1 : debugger.gdb_status;
}

int debugger_run(const struct debug_opts *opts, char *word)
{
	return one_case_run("debug", opts->dir, word, debug_case, opts);
}
