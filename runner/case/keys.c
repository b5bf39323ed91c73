#include "case/keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define LEFT_SHIFT 0x2a
#define BREAK      0x80

/* Keys that lie side by side have codes in a row. */
static const struct {
	uint8_t first;
	const char *plain, *shifted;
} rows[] = {
	{0x01, "\033", ""},
	{0x02, "1234567890-=\b", "!@#$%^&*()_+"},
	{0x0f, "\tqwertyuiop[]\r", ""},
	{0x10, "", "QWERTYUIOP{}"},
	{0x1c, "\n", ""},
	{0x1e, "asdfghjkl;'`", "ASDFGHJKL:\"~"},
	{0x2b, "\\zxcvbnm,./", "|ZXCVBNM<>?"},
	{0x39, " ", ""},
};

/* The make code of the key; 0 where there is none. */
static uint8_t key_of(char c, bool *shift)
{
	for (size_t i = 0; c && i < sizeof rows / sizeof rows[0]; i++) {
		const char *plain = strchr(rows[i].plain, c), *shifted = strchr(rows[i].shifted, c);

		*shift = shifted;
		if (plain)
			return (uint8_t)(rows[i].first + (plain - rows[i].plain));
		if (shifted)
			return (uint8_t)(rows[i].first + (shifted - rows[i].shifted));
	}
	return 0;
}

int keys_code(struct input *keys, uint8_t code, struct err *err)
{
	return input_send(keys, &code, 1, 0, err);
}

static int err_no_key(struct err *err, const char *at, size_t left)
{
	size_t len = utf8_char_len((const uint8_t *)at, left);
	char *quoted = text_quoted_bytes((const uint8_t *)at, len ? len : 1);

	err_set(err, "no key of a US keyboard types %s: write its scan codes", quoted);
	free(quoted);
	return -1;
}

static int text_check(const char *text, size_t len, struct err *err)
{
	bool shift;

	for (size_t i = 0; i < len; i++)
		if (!key_of(text[i], &shift))
			return err_no_key(err, text + i, len - i);
	return 0;
}

int keys_type(struct input *keys, const char *text, size_t len, struct err *err)
{
	if (text_check(text, len, err) < 0)
		return -1;
	for (size_t i = 0; i < len; i++) {
		bool shift;
		uint8_t code = key_of(text[i], &shift);
		const uint8_t codes[] = {LEFT_SHIFT, code, code | BREAK, LEFT_SHIFT | BREAK};

		if (input_send(keys, codes + !shift, shift ? 4 : 2, keys->count ? KEYS_KEY_NS : 0, err) < 0)
			return -1;
	}
	return 0;
}
