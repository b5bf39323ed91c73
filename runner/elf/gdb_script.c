#include "elf/gdb_script.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/text.h"

/*
 * gdb would take Linux, which has no 16-bit code, and look for its signal frames; and it would take NASM's
 * local labels for the names of another language, and show start.loop as start[loop]. It waits 2 s for an
 * answer, which is short for a busy machine: then it asks again, and takes the late one for that of its next
 * question.
 */
static const char setup[] = "set osabi none\n"
			    "set disassembly-flavor intel\n"
			    "set print demangle off\n"
			    "set remotetimeout 60\n";

/* The guest changes its mode as it runs: gdb must ask again which registers it has. */
static const char hook[] = "define hook-stop\n"
			   "  unset tdesc filename\n"
			   "end\n";

static int check_line(const char *text, struct err *err)
{
	for (const char *p = text; *p; p++) {
		if ((unsigned char)*p < ' ' || *p == 0x7f) {
			char *quoted = text_quoted(text);

			err_set(err, "gdb cannot be told of %s: there is a control character in it", quoted);
			free(quoted);
			return -1;
		}
	}
	return 0;
}

/* gdb splits the words of `file` by the rules of buildargv(): a backslash quotes what is behind it. */
static void word_put(const char *word, struct buf *out)
{
	buf_addc(out, '"');
	for (; *word; word++) {
		if (*word == '"' || *word == '\\')
			buf_addc(out, '\\');
		buf_addc(out, (uint8_t)*word);
	}
	buf_addc(out, '"');
}

int gdb_script_write(const char *elf, const char *address, const char *path, struct err *err)
{
	char *whole = elf ? realpath(elf, NULL) : NULL;
	struct buf out = {0};
	int ret = -1;

	if (elf && !whole) {
		err_sys(err, "%s", elf);
	} else if ((!whole || check_line(whole, err) == 0) && check_line(address, err) == 0) {
		buf_adds(&out, setup);
		if (whole) {
			buf_adds(&out, "file ");
			word_put(whole, &out);
			buf_addc(&out, '\n');
		}
		buf_adds(&out, hook);
		buf_printf(&out, "target remote %s\n", address);
		/* The file's architecture would go before the target's, and 16-bit code be shown as 32-bit:
		 * only its symbols stay. Without a file while it connects gdb would warn. */
		buf_adds(&out, "exec-file\nunset tdesc filename\n");
		ret = io_write_file(path, out.data, out.len, err);
	}
	buf_fini(&out);
	free(whole);
	return ret;
}
