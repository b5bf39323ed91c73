#include "case/keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define LEFT_SHIFT 0x2a
#define BREAK      0x80

#define KEYS_AFTER_NS_MAX 3600000000000ull

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

int keys_parse_after(const char *text, uint64_t *out_ns, struct err *err)
{
	uint64_t ns;

	if (num_parse_time(text, &ns, err) < 0)
		return -1;
	if (!ns || ns > KEYS_AFTER_NS_MAX)
		return err_set(err, "a time before a key is out of range: 1 ns to 3600 s");
	*out_ns = ns;
	return 0;
}

void keys_wait(struct keys *keys, uint64_t ns)
{
	keys->wait_ns += ns;
}

static int fits(const struct keys *keys, size_t more, struct err *err)
{
	if (more <= KEYS_BYTES_MAX - keys->count)
		return 0;
	return err_set(err, "more than %d bytes of scan codes", KEYS_BYTES_MAX);
}

/* There is room, as fits() said. */
static void add(struct keys *keys, uint8_t code, uint64_t usual_ns)
{
	uint64_t delay_ns = keys->wait_ns ? keys->wait_ns : keys->count ? usual_ns : KEYS_BYTE_NS;

	if (keys->count == keys->cap) {
		keys->cap = keys->cap ? keys->cap * 2 : 16;
		keys->items = mem_realloc(keys->items, keys->cap, sizeof *keys->items);
	}
	keys->items[keys->count++] = (struct machine_key){.delay_ns = delay_ns, .code = code};
	keys->wait_ns = 0;
}

int keys_code(struct keys *keys, uint8_t code, struct err *err)
{
	if (fits(keys, 1, err) < 0)
		return -1;
	add(keys, code, KEYS_BYTE_NS);
	return 0;
}

static int err_no_key(struct err *err, const char *at, size_t left)
{
	size_t len = utf8_char_len((const uint8_t *)at, left);
	char *quoted = text_quoted_bytes((const uint8_t *)at, len ? len : 1);

	err_set(err, "no key of a US keyboard types %s: write its scan codes", quoted);
	free(quoted);
	return -1;
}

/* How many bytes the text takes; -1 where a character has no key. */
static int text_check(const char *text, size_t len, size_t *out_bytes, struct err *err)
{
	bool shift;

	*out_bytes = 0;
	for (size_t i = 0; i < len; i++) {
		if (!key_of(text[i], &shift))
			return err_no_key(err, text + i, len - i);
		*out_bytes += shift ? 4 : 2;
	}
	return 0;
}

int keys_type(struct keys *keys, const char *text, size_t len, struct err *err)
{
	size_t bytes;

	if (text_check(text, len, &bytes, err) < 0 || fits(keys, bytes, err) < 0)
		return -1;
	for (size_t i = 0; i < len; i++) {
		bool shift;
		uint8_t code = key_of(text[i], &shift);

		if (shift)
			add(keys, LEFT_SHIFT, KEYS_KEY_NS);
		add(keys, code, shift ? KEYS_BYTE_NS : KEYS_KEY_NS);
		add(keys, code | BREAK, KEYS_BYTE_NS);
		if (shift)
			add(keys, LEFT_SHIFT | BREAK, KEYS_BYTE_NS);
	}
	return 0;
}
