#include "source/kind.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BLANKS " \t"

struct word {
	const char *at;
	size_t len;
};

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_.$#@~?%", c)) || (unsigned char)c >= 0x80;
}

/* The word at `p` behind blanks; none where something else stands there. */
static struct word word_at(const char *p)
{
	struct word word = {p + strspn(p, BLANKS), 0};

	while (is_name(word.at[word.len]))
		word.len++;
	return word;
}

static bool word_in(struct word word, const char *const *list)
{
	for (; *list; list++)
		if (strlen(*list) == word.len && strncasecmp(word.at, *list, word.len) == 0)
			return true;
	return false;
}

static bool word_is(struct word word, const char *name)
{
	const char *const list[] = {name, NULL};

	return word_in(word, list);
}

static const char *const data_words[] = {
	"db",   "dw",   "dd",   "dq",   "dt",   "do",     "dy",     "dz", "resb", "resw", "resd",
	"resq", "rest", "reso", "resy", "resz", "incbin", "istruc", "at", "iend", NULL,
};
static const char *const fill_words[] = {"align", "alignb", "sectalign", NULL};

/* Behind `times COUNT`: where the count ends is not told by a blank, so the first known word is looked for.
 */
static enum source_kind times_kind(const char *p)
{
	while (*p && *p != ';') {
		struct word word = word_at(p);

		if (word_in(word, data_words))
			return SOURCE_DATA;
		p = word.len ? word.at + word.len : word.at + 1;
	}
	return SOURCE_CODE;
}

/* A count that reckons with the present place, as `510-($-$$)` does, is one that fills up. */
static bool times_fills(const char *p)
{
	for (p = strpbrk(p, "$;'\"`"); p && *p == '$'; p = strpbrk(p + 1, "$;'\"`"))
		if (!is_name(p[1]) || p[1] == '$')
			return true;
	return false;
}

enum source_kind kind_of(const char *text)
{
	struct word word = word_at(text), next = word_at(word.at + word.len);
	bool has_colon = word.at[word.len + strspn(word.at + word.len, BLANKS)] == ':';

	/* The label before it, with a colon or without. */
	if (has_colon)
		word = word_at(strchr(word.at + word.len, ':') + 1);
	else if (word_in(next, data_words) || word_is(next, "times"))
		word = next;
	if (word_in(word, data_words))
		return SOURCE_DATA;
	if (word_in(word, fill_words))
		return SOURCE_PADDING;
	if (!word_is(word, "times"))
		return SOURCE_CODE;
	if (times_fills(word.at + word.len))
		return SOURCE_PADDING;
	return times_kind(word.at + word.len);
}

enum directive directive_of(const char *text, const char **out_name, size_t *out_len)
{
	static const char *const sections[] = {"section", "segment", NULL};
	static const char *const absolutes[] = {"absolute", "struc", NULL};
	static const char *const backs[] = {"endstruc", "__SECT__", "__?SECT?__", NULL};
	bool in_brackets = *text == '[';
	struct word word = word_at(text + in_brackets), name;

	if (word_in(word, absolutes))
		return DIRECTIVE_ABSOLUTE;
	if (word_in(word, backs))
		return DIRECTIVE_BACK;
	if (!word_in(word, sections))
		return DIRECTIVE_NONE;
	name = (struct word){word.at + word.len + strspn(word.at + word.len, BLANKS), 0};
	name.len = strcspn(name.at, BLANKS ";]");
	*out_name = name.at;
	*out_len = name.len;
	return in_brackets ? DIRECTIVE_PRIMITIVE : DIRECTIVE_SECTION;
}

unsigned bits_of(const char *text)
{
	static const struct {
		const char *name;
		unsigned bits;
	} uses[] = {{"use16", 16}, {"use32", 32}, {"use64", 64}};
	struct word word = word_at(text + (*text == '['));
	unsigned long bits;

	for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
		if (word_is(word, uses[i].name))
			return uses[i].bits;
	}
	if (!word_is(word, "bits"))
		return 0;
	bits = strtoul(word.at + word.len, NULL, 10);
	return bits == 16 || bits == 32 || bits == 64 ? (unsigned)bits : 0;
}
