/* Sets of bytes: what a bracket expression or an escape stands for. */
#include <ctype.h>
#include <string.h>

#include "case/pattern_private.h"

static const struct {
	const char *name;
	int (*has)(int c);
} classes[] = {
	{"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl},
	{"digit", isdigit}, {"graph", isgraph}, {"lower", islower}, {"print", isprint},
	{"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit},
};

void byte_set_add(struct byte_set *set, uint8_t from, uint8_t to)
{
	for (unsigned byte = from; byte <= to; byte++)
		set->bits[byte / 64] |= 1ull << byte % 64;
}

void byte_set_invert(struct byte_set *set)
{
	for (size_t i = 0; i < sizeof set->bits / sizeof set->bits[0]; i++)
		set->bits[i] = ~set->bits[i];
}

bool byte_is_word(uint8_t byte)
{
	return byte == '_' || (byte < 0x80 && isalnum(byte));
}

static void add_class(struct byte_set *set, int (*has)(int c))
{
	for (unsigned byte = 0; byte < 0x80; byte++) {
		if (has((int)byte))
			byte_set_add(set, (uint8_t)byte, (uint8_t)byte);
	}
}

bool byte_set_escape(char letter, struct byte_set *out)
{
	*out = (struct byte_set){0};
	switch (letter) {
	case 'w':
	case 'W':
		add_class(out, isalnum);
		byte_set_add(out, '_', '_');
		break;
	case 's':
	case 'S': add_class(out, isspace); break;
	default: return false;
	}
	if (letter == 'W' || letter == 'S')
		byte_set_invert(out);
	return true;
}

/* [:name:] at `p`; NULL where it is none. */
static const char *parse_class(const char *p, struct byte_set *out)
{
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
		size_t len = strlen(classes[i].name);

		if (strncmp(p + 2, classes[i].name, len) != 0 || strncmp(p + 2 + len, ":]", 2) != 0)
			continue;
		add_class(out, classes[i].has);
		return p + 2 + len + 2;
	}
	return NULL;
}

/* One byte, or [.x.] or [=x=] with one; NULL where it is neither. */
static const char *parse_byte(const char *p, uint8_t *out)
{
	if (p[0] == '[' && (p[1] == '.' || p[1] == '=')) {
		if (!p[2] || p[3] != p[1] || p[4] != ']')
			return NULL;
		*out = (uint8_t)p[2];
		return p + 5;
	}
	*out = (uint8_t)*p;
	return p + 1;
}

/* A byte, a range or a class. */
static const char *parse_item(const char *p, struct byte_set *out, struct err *err)
{
	uint8_t from = 0, to;

	if (p[0] == '[' && p[1] == ':') {
		p = parse_class(p, out);
		if (!p)
			err_set(err, "unknown class: write one such as [:digit:]");
		return p;
	}
	p = parse_byte(p, &from);
	to = from;
	if (p && p[0] == '-' && p[1] && p[1] != ']')
		p = strncmp(p + 1, "[:", 2) == 0 ? NULL : parse_byte(p + 1, &to);
	if (!p || from > to) {
		err_set(err, "a bracket expression has a range that is none");
		return NULL;
	}
	byte_set_add(out, from, to);
	return p;
}

const char *byte_set_parse(const char *p, struct byte_set *out, struct err *err)
{
	bool inverted = p[1] == '^';
	const char *first = p + 1 + inverted;

	*out = (struct byte_set){0};
	for (p = first; *p && (*p != ']' || p == first);) {
		p = parse_item(p, out, err);
		if (!p)
			return NULL;
	}
	if (!*p) {
		err_set(err, "a [ without its ]");
		return NULL;
	}
	if (inverted)
		byte_set_invert(out);
	return p + 1;
}
