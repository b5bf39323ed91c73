/* The log of Bochs: why it raised an exception, that the CPU shut down, why it ended. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "engine/bochs_private.h"
#include "engine/bochs_text.h"

/* As it is set up, this ends the log: a CPU that shut down does nothing more. */
#define SHUTDOWN    "exception(): 3rd ("
#define LAST_BYTES  4096u
#define TOLD_MAX    (256u << 10)
#define STDERR_MAX  (1u << 20)
#define LAST_WORDS  "Bochs is exiting with the following message:\n"
#define PANIC_WORDS ">>PANIC<< "

static uint64_t log_size(const struct bochs *bochs)
{
	struct stat st;

	return bochs->log && fstat(bochs->log, &st) == 0 ? (uint64_t)st.st_size : 0;
}

/* Append some of it; what cannot be read is left out. */
static void read_log(const struct bochs *bochs, uint64_t from, uint64_t to, struct buf *out)
{
	char bytes[LAST_BYTES];
	ssize_t n = 1;

	for (; from < to && n > 0; from += (uint64_t)n) {
		size_t len = to - from < sizeof bytes ? (size_t)(to - from) : sizeof bytes;

		n = pread(bochs->log, bytes, len, (off_t)from);
		if (n > 0)
			buf_add(out, bytes, (size_t)n);
	}
}

/* One that comes before there is a display does not end it. */
static int check_start(const struct bochs *bochs, struct err *err)
{
	struct buf text = {0};
	const char *at;

	read_log(bochs, 0, bochs->log_seen, &text);
	at = strstr(buf_str(&text), PANIC_WORDS);
	if (at) {
		at += strlen(PANIC_WORDS);
		err_set(err, "Bochs: %.*s", (int)strcspn(at, "\n"), at);
	}
	buf_fini(&text);
	return at ? -1 : 0;
}

int bochs_log_open(struct engine *engine, struct err *err)
{
	struct bochs *bochs = bochs_of(engine);
	char *path = engine_path(engine, BOCHS_LOG);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		err_sys(err, "%s", path);
	free(path);
	if (fd < 0)
		return -1;
	bochs->log = fd;
	bochs->log_seen = bochs->log_told = log_size(bochs);
	return check_start(bochs, err);
}

bool bochs_log_tells_shutdown(struct bochs *bochs)
{
	uint64_t size = log_size(bochs), from = bochs->log_seen;
	struct buf text = {0};
	bool tells;

	if (size == from)
		return false;
	bochs->log_seen = size;
	read_log(bochs, size - from > LAST_BYTES ? size - LAST_BYTES : from, size, &text);
	tells = bochs_text_last(text.data, text.len, SHUTDOWN) != NULL;
	buf_fini(&text);
	return tells;
}

void bochs_log_remarks(struct bochs *bochs, struct buf *out)
{
	uint64_t size = log_size(bochs), from = bochs->log_told;
	struct buf text = {0};

	read_log(bochs, from, size - from > TOLD_MAX ? from + TOLD_MAX : size, &text);
	bochs_text_remarks(buf_str(&text), out);
	if (size - from > TOLD_MAX)
		buf_adds(out, "...\n");
	buf_fini(&text);
	bochs->log_told = size;
}

/* The line behind the last of these words. */
static char *line_behind(const char *path, const char *words)
{
	struct buf text = {0};
	struct err ignored;
	const char *at = NULL;
	char *line = NULL;

	if (io_read_file(path, STDERR_MAX, &text, &ignored) == 0)
		at = (const char *)bochs_text_last(text.data, text.len, words);
	if (at) {
		at += strlen(words);
		line = str_printf("%.*s", (int)strcspn(at, "\n"), at);
	}
	buf_fini(&text);
	return line;
}

int bochs_log_why(struct engine *engine, struct err *err)
{
	char *said = engine_path(engine, "stderr"), *log = engine_path(engine, BOCHS_LOG);
	char *why = line_behind(said, LAST_WORDS);

	if (!why)
		why = line_behind(log, PANIC_WORDS);
	if (!why)
		why = line_behind(said, "\n");
	err_set(err, "Bochs ended%s%s", why && *why ? ": " : "", why ? why : "");
	free(why);
	free(said);
	free(log);
	return -1;
}
