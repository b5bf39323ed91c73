#include "case/label.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "x86/reg.h"

/* NASM's names have at most 4095 characters, and nobody's sums more. */
#define TEXT_MAX 4096

/* One number or name of a sum. */
struct term {
	const char *at;
	size_t len;
	bool is_name, is_minus;
};

/* What NASM lets stand in a name. */
static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_.$#@~?", c));
}

/* The next term of the text, and what is behind it; NULL where something else stands there. */
static const char *term_get(const char *p, bool is_first, struct term *out)
{
	*out = (struct term){0};
	p += strspn(p, " ");
	if (!is_first) {
		if (*p != '+' && *p != '-')
			return NULL;
		out->is_minus = *p++ == '-';
		p += strspn(p, " ");
	}
	out->at = p;
	out->is_name = isalpha((unsigned char)*p) || *p == '_' || *p == '.';
	if (!out->is_name && !isdigit((unsigned char)*p))
		return NULL;
	while (is_name_char(*p))
		p++;
	out->len = (size_t)(p - out->at);
	return p + strspn(p, " ");
}

static char *term_text(const struct term *term)
{
	return str_printf("%.*s", (int)term->len, term->at);
}

static bool is_register(const struct term *term)
{
	char *name = term_text(term);
	struct x86_ref ref;
	struct err err;
	bool is = x86_ref_parse(name, &ref, &err) == 0;

	free(name);
	return is;
}

bool label_is(const char *text)
{
	const char *p = text;
	bool has_name = false;
	struct term term;

	if (strlen(text) > TEXT_MAX)
		return false;
	do {
		p = term_get(p, p == text, &term);
		if (!p || (term.is_name && is_register(&term)))
			return false;
		has_name |= term.is_name;
	} while (*p);
	return has_name;
}

static int term_value(const struct case_labels *labels, const struct term *term, uint64_t *out,
		      struct err *err)
{
	char *name = term_text(term);
	const struct rom_symbol *symbol;
	int ret = 0;

	if (!term->is_name) {
		ret = num_parse(name, out, err);
	} else if (labels->lacks) {
		char *quoted = text_quoted(name);

		ret = err_set(err, "no label %s: %s", quoted, labels->lacks);
		free(quoted);
	} else {
		symbol = rom_map_find(&labels->map, name);
		ret = symbol ? 0 : rom_map_err(&labels->map, name, err);
		*out = symbol ? symbol->address : 0;
	}
	free(name);
	return ret;
}

int label_value(const struct case_labels *labels, const char *text, uint64_t *out, struct err *err)
{
	const char *p = text;
	uint64_t sum = 0;

	do {
		struct term term;
		uint64_t value = 0;
		bool is_over;

		p = term_get(p, p == text, &term);
		if (!p)
			return err_set(err, "not a sum of labels and numbers");
		if (term_value(labels, &term, &value, err) < 0)
			return -1;
		is_over = term.is_minus ? __builtin_sub_overflow(sum, value, &sum)
					: __builtin_add_overflow(sum, value, &sum);
		if (is_over)
			return err_set(err, "the sum %s is %s", text,
				       term.is_minus ? "below 0" : "more than 64 bits hold");
	} while (*p);
	*out = sum;
	return 0;
}

int label_address(const struct case_labels *labels, const char *text, uint64_t *out, struct err *err)
{
	return labels && label_is(text) ? label_value(labels, text, out, err) : num_parse(text, out, err);
}

void case_labels_read(const char *image_path, struct case_labels *out)
{
	struct err err;

	*out = (struct case_labels){0};
	if (rom_map_read(image_path, &out->map, &err) < 0)
		out->lacks = str_dup(err.text);
}

void case_labels_fini(struct case_labels *labels)
{
	rom_map_fini(&labels->map);
	free(labels->lacks);
	*labels = (struct case_labels){0};
}
