#include "trace/mark.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x86/mode.h"

#define FAR_DIGITS "0123456789abcdefABCDEF"

/* Both sides in hexadecimal digits, as lines show them; with or without 0x. */
static int parse_hex(const char *text, size_t len, uint64_t max, uint64_t *out)
{
	char digits[20];

	if (len > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		text += 2;
		len -= 2;
	}
	if (!len || len > 16 || strspn(text, FAR_DIGITS) < len)
		return -1;
	memcpy(digits, text, len);
	digits[len] = '\0';
	*out = strtoull(digits, NULL, 16);
	return *out > max ? -1 : 0;
}

static int parse_far(const char *word, const char *colon, struct mark *out, struct err *err)
{
	uint64_t cs;

	out->kind = MARK_FAR;
	if (parse_hex(word, (size_t)(colon - word), UINT16_MAX, &cs) < 0 ||
	    parse_hex(colon + 1, strlen(colon + 1), UINT64_MAX, &out->value) < 0)
		return err_set(err, "\"%s\" is no address: expected hexadecimal digits such as 0000:7c05",
			       word);
	out->cs = (uint16_t)cs;
	return 0;
}

static int parse_label(const char *word, const struct source *source, struct mark *out, struct err *err)
{
	const char *plus = strrchr(word, '+');
	char *name = str_dup(word);
	const struct rom_symbol *symbol;
	uint64_t distance = 0;
	int ret = 0;

	out->kind = MARK_LABEL;
	if (plus) {
		name[plus - word] = '\0';
		ret = num_parse(plus + 1, &distance, err);
	}
	if (ret == 0)
		ret = source_label(source, name, &out->value, err);
	if (ret == 0) {
		symbol = rom_map_find(&source->map, name);
		out->section =
			symbol->section == ROM_NO_SECTION ? NULL : &source->map.sections[symbol->section];
		out->value += distance;
	}
	free(name);
	return ret;
}

int mark_parse(const char *word, const struct source *source, struct mark *out, struct err *err)
{
	const char *colon = strchr(word, ':');

	*out = (struct mark){0};
	if (colon)
		return parse_far(word, colon, out, err);
	if (*word < '0' || *word > '9')
		return parse_label(word, source, out, err);
	out->kind = MARK_LINEAR;
	return num_parse(word, &out->value, err);
}

bool mark_is_at(const struct mark *mark, const struct source *source, enum start_state start,
		const struct step *step)
{
	struct place place;

	switch (mark->kind) {
	case MARK_NONE: return false;
	case MARK_LINEAR: return x86_code_at(&step->state, step->state.rip) == mark->value;
	case MARK_FAR: return step->state.seg[X86_CS].selector == mark->cs && step->state.rip == mark->value;
	case MARK_LABEL: break;
	}
	if (!mark->section)
		return x86_code_at(&step->state, step->state.rip) == mark->value;
	place_of_step(source, start, step, &place);
	return place.known && place.spot.section == mark->section && place.spot.address == mark->value;
}
