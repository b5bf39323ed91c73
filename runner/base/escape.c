#include "base/escape.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool hex_byte(const char *text, uint8_t *out)
{
	char pair[3] = {0};

	if (!isxdigit((unsigned char)text[0]) || !isxdigit((unsigned char)text[1]))
		return false;
	memcpy(pair, text, 2);
	*out = (uint8_t)strtoul(pair, NULL, 16);
	return true;
}

/* The escape at `text`, behind its backslash: how many characters it has; 0 where it is none. */
static size_t escape_len(const char *text, uint8_t *out)
{
	static const char letters[] = "rntbe0\\", bytes[] = "\r\n\t\b\033\0\\";
	const char *at = *text ? strchr(letters, *text) : NULL;

	if (at)
		*out = (uint8_t)bytes[at - letters];
	else if (*text != 'x' || !hex_byte(text + 1, out))
		return 0;
	return at ? 1 : 3;
}

int text_unescape(const char *text, struct buf *out, struct err *err)
{
	while (*text) {
		uint8_t byte = (uint8_t)*text++;

		if (byte == '\\') {
			size_t len = escape_len(text, &byte);

			if (!len)
				return err_set(err,
					       "\"\\%.1s\" is no escape: there are \\r \\n \\t \\b \\e \\0 "
					       "\\\\ and \\xNN",
					       text);
			text += len;
		}
		buf_addc(out, byte);
	}
	return 0;
}
