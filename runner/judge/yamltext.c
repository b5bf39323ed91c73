#include "judge/yamltext.h"

#include <string.h>

#include "base/text.h"

#define BASE64_COLUMNS 76
#define LIST_BYTES     12
#define HEX_BYTES      16

void yamltext_fini(struct yamltext *text)
{
	buf_fini(&text->head);
	buf_fini(&text->body);
}

/* The code point of a valid UTF-8 character of `n` bytes. */
static uint32_t code_point(const uint8_t *bytes, size_t n)
{
	uint32_t code = n == 1 ? bytes[0] : bytes[0] & (0x7fu >> n);

	for (size_t i = 1; i < n; i++)
		code = code << 6 | (bytes[i] & 0x3f);
	return code;
}

/* Whether an editor shows it as one would expect: no controls, no exotic spaces and line ends, no joiners. */
static bool is_plain(uint32_t code)
{
	static const struct {
		uint32_t first, last;
	} odd[] = {
		{0, 0x1f},        {0x7f, 0xa0},     {0xad, 0xad},     {0x1680, 0x1680},    {0x180e, 0x180e},
		{0x2000, 0x200f}, {0x2028, 0x202f}, {0x205f, 0x206f}, {0x3000, 0x3000},    {0xfe00, 0xfe0f},
		{0xfeff, 0xfeff}, {0xfff0, 0xffff}, {0xe000, 0xf8ff}, {0xe0000, 0x10ffff},
	};

	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		if (code >= odd[i].first && code <= odd[i].last)
			return false;
	}
	return true;
}

/* Plain characters and newlines, and no line that ends in a space: what survives an editor as a block. */
static bool is_block(const uint8_t *bytes, size_t len)
{
	bool has_text = false;

	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_char_len(bytes + i, len - i);
		if (!n || (bytes[i] != '\n' && !is_plain(code_point(bytes + i, n))))
			return false;
		if (bytes[i] == ' ' && (i + 1 == len || bytes[i + 1] == '\n'))
			return false;
		has_text |= bytes[i] != '\n';
	}
	return has_text && memchr(bytes, '\n', len);
}

static void put_block(const uint8_t *bytes, size_t len, size_t parent, size_t indent, struct yamltext *out)
{
	size_t first = 0;

	while (bytes[first] == '\n')
		first++;
	buf_adds(&out->head, "|");
	if (bytes[first] == ' ')
		buf_printf(&out->head, "%zu", indent - parent);
	if (bytes[len - 1] != '\n')
		buf_adds(&out->head, "-");
	out->keeps_blanks = bytes[len - 1] == '\n' && bytes[len - 2] == '\n';
	if (out->keeps_blanks)
		buf_adds(&out->head, "+");
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] != '\n' && (!i || bytes[i - 1] == '\n'))
			buf_fill(&out->body, ' ', indent);
		buf_addc(&out->body, bytes[i]);
	}
	if (bytes[len - 1] != '\n')
		buf_addc(&out->body, '\n');
}

/* One character in a double-quoted scalar. */
static void put_quoted_char(const uint8_t *bytes, size_t n, struct buf *out)
{
	static const char names[] = "\"\"\\\\\nn\rr\tt\033e\0000\aa\bb\vv\ff";
	uint32_t code = code_point(bytes, n);

	for (size_t i = 0; i < sizeof names - 1; i += 2) {
		if (code == (uint8_t)names[i]) {
			buf_printf(out, "\\%c", names[i + 1]);
			return;
		}
	}
	if (is_plain(code))
		buf_add(out, bytes, n);
	else if (code < 0x100)
		buf_printf(out, "\\x%02x", code);
	else
		buf_printf(out, code < 0x10000 ? "\\u%04x" : "\\U%08x", code);
}

/* Several lines become several lines: an escaped line end is nothing, and so are the blanks behind it. */
static void put_quoted(const uint8_t *bytes, size_t len, size_t indent, struct buf *out)
{
	const uint8_t *newline = memchr(bytes, '\n', len);
	bool folded = newline && newline + 1 < bytes + len;
	bool at_start = true;

	buf_addc(out, '"');
	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_char_len(bytes + i, len - i);
		if (folded && at_start) {
			buf_adds(out, "\\\n");
			buf_fill(out, ' ', indent);
			buf_adds(out, bytes[i] == ' ' ? "\\" : "");
		}
		put_quoted_char(bytes + i, n, out);
		at_start = bytes[i] == '\n';
	}
	buf_addc(out, '"');
}

static void put_base64(const uint8_t *bytes, size_t len, struct buf *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		uint32_t group = (uint32_t)bytes[i] << 16;

		group |= i + 1 < len ? (uint32_t)bytes[i + 1] << 8 : 0;
		group |= i + 2 < len ? bytes[i + 2] : 0;
		buf_addc(out, (uint8_t)digits[group >> 18]);
		buf_addc(out, (uint8_t)digits[group >> 12 & 63]);
		buf_addc(out, i + 1 < len ? (uint8_t)digits[group >> 6 & 63] : '=');
		buf_addc(out, i + 2 < len ? (uint8_t)digits[group & 63] : '=');
	}
}

static void put_binary(const uint8_t *bytes, size_t len, size_t indent, struct yamltext *out)
{
	struct buf text = {0};

	put_base64(bytes, len, &text);
	buf_adds(&out->head, "!!binary ");
	if (text.len <= BASE64_COLUMNS - 20) {
		buf_adds(&out->head, buf_str(&text));
	} else {
		buf_adds(&out->head, "|");
		for (size_t i = 0; i < text.len; i += BASE64_COLUMNS) {
			buf_fill(&out->body, ' ', indent);
			buf_add(&out->body, text.data + i,
				text.len - i < BASE64_COLUMNS ? text.len - i : BASE64_COLUMNS);
			buf_addc(&out->body, '\n');
		}
	}
	buf_fini(&text);
}

void yamltext_from_stream(const uint8_t *bytes, size_t len, size_t parent, size_t indent,
			  struct yamltext *out)
{
	*out = (struct yamltext){0};
	if (!len)
		buf_adds(&out->head, "\"\"");
	else if (!utf8_valid(bytes, len))
		put_binary(bytes, len, indent, out);
	else if (is_block(bytes, len))
		put_block(bytes, len, parent, indent, out);
	else
		put_quoted(bytes, len, indent, &out->head);
}

void yamltext_put_list(const uint8_t *bytes, size_t len, size_t indent, struct buf *out)
{
	buf_addc(out, '[');
	for (size_t i = 0; i < len; i++) {
		if (i && i % LIST_BYTES == 0) {
			buf_adds(out, ",\n");
			buf_fill(out, ' ', indent);
		} else if (i) {
			buf_adds(out, ", ");
		}
		buf_printf(out, "0x%02x", bytes[i]);
	}
	buf_addc(out, ']');
}

void yamltext_put_hex(const uint8_t *bytes, size_t len, size_t indent, struct buf *out)
{
	for (size_t i = 0; i < len; i++) {
		if (i && i % HEX_BYTES == 0) {
			buf_addc(out, '\n');
			buf_fill(out, ' ', indent);
		} else if (i) {
			buf_addc(out, ' ');
		}
		buf_printf(out, "%02x", bytes[i]);
	}
}

void yamltext_put_string(const char *text, struct buf *out)
{
	const uint8_t *bytes = (const uint8_t *)text;
	size_t len = strlen(text);
	bool plain = true;

	for (size_t i = 0, n; plain && i < len; i += n) {
		n = utf8_char_len(bytes + i, len - i);
		plain = n && is_plain(code_point(bytes + i, n));
	}
	if (!plain) {
		put_quoted(bytes, len, 0, out);
		return;
	}
	buf_addc(out, '\'');
	for (size_t i = 0; i < len; i++)
		buf_adds(out, text[i] == '\'' ? "''" : (char[]){text[i], 0});
	buf_addc(out, '\'');
}
