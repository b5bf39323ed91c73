#include "source/macros.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"

/* Of a name that is defined again and again only the last ones are looked at. */
#define STEPS_MAX 256

static size_t word_len(const char *text)
{
	return strcspn(text, " \t;,{");
}

static uint32_t bucket(const char *name, size_t len)
{
	uint32_t sum = (uint32_t)len;

	for (size_t i = 0; i < len; i++)
		sum = sum * 31 + (unsigned)tolower((unsigned char)name[i]);
	return sum % MACRO_BUCKETS;
}

static bool is_word(const char *text, size_t len, const char *word)
{
	return strlen(word) == len && strncasecmp(text, word, len) == 0;
}

static void macro_add(struct macros *macros, const char *name, uint32_t number, uint32_t frame)
{
	struct macro macro = {
		.name = name, .len = word_len(name), .frame = frame, .first = number, .last = UINT32_MAX};
	uint32_t *head = &macros->buckets[bucket(name, macro.len)];

	if (!macro.len)
		return;
	macro.next = *head;
	if ((macros->count & (macros->count - 1)) == 0)
		macros->items = mem_realloc(macros->items, macros->count ? 2 * macros->count : 1,
					    sizeof *macros->items);
	if (macros->open_count < MACRO_NESTED)
		macros->open[macros->open_count++] = (uint32_t)macros->count;
	macros->items[macros->count++] = macro;
	*head = (uint32_t)macros->count;
}

void macros_line(struct macros *macros, const char *text, uint32_t number, uint32_t frame)
{
	static const char *const begins[] = {"%macro", "%imacro", "%rmacro", "%irmacro"};
	size_t len = word_len(text);

	if (*text != '%')
		return;
	if ((is_word(text, len, "%endmacro") || is_word(text, len, "%endm")) && macros->open_count)
		macros->items[macros->open[--macros->open_count]].last = number;
	for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++)
		if (is_word(text, len, begins[i]))
			macro_add(macros, text + len + strspn(text + len, " \t"), number, frame);
}

static const struct macro *named(const struct macros *macros, const char *name, uint32_t number)
{
	size_t len = word_len(name), left = STEPS_MAX;

	for (uint32_t at = macros->buckets[bucket(name, len)]; at && left;
	     at = macros->items[at - 1].next, left--) {
		const struct macro *macro = &macros->items[at - 1];

		if (macro->len == len && strncasecmp(macro->name, name, len) == 0 && number > macro->first &&
		    number < macro->last)
			return macro;
	}
	return NULL;
}

const struct macro *macros_find(const struct macros *macros, const char *call, uint32_t number)
{
	const struct macro *macro = named(macros, call, number);
	size_t len = word_len(call);

	/* "label: name arguments" */
	return macro ? macro : named(macros, call + len + strspn(call + len, " \t"), number);
}

void macros_fini(struct macros *macros)
{
	free(macros->items);
	*macros = (struct macros){0};
}
