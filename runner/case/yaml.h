/*
 * The YAML of a case file as a tree whose nodes know where they stand in the file. A subset: one document;
 * maps with words as keys, lists, scalars; no anchors, aliases or merge keys; the tags !!binary and !!str.
 */
#ifndef CASE_YAML_H
#define CASE_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "case/fault.h"

#define YAML_BYTES_MAX (1u << 20)

enum yaml_kind {
	YAML_BROKEN, /* a fault was reported for it: whoever meets it says nothing more */
	YAML_SCALAR,
	YAML_LIST,
	YAML_MAP,
};

enum yaml_style { YAML_PLAIN, YAML_SINGLE_QUOTED, YAML_DOUBLE_QUOTED, YAML_LITERAL, YAML_FOLDED };

struct yaml_node {
	enum yaml_kind kind;
	enum yaml_style style; /* of a scalar */
	bool is_binary;        /* tagged !!binary */
	unsigned line;         /* from 1 */
	size_t offset, end;    /* the bytes of the file that it takes up, quotes included */
	char *text;            /* of a scalar: with escapes and folding done, and a NUL behind it; "" else */
	size_t len;
	struct yaml_node *items; /* of a list: items; of a map: keys and values in turn, a key being a scalar
				    or broken */
	size_t count;            /* of items */
};

/* The whole tree, or -1 after at least one fault was added. Faults may be added with 0 too: see YAML_BROKEN.
 */
int yaml_parse(struct faults *faults, struct yaml_node *root);
void yaml_fini(struct yaml_node *node);

/* A fault at the node. */
#define yaml_fault(faults, node, ...) fault_add(faults, (node)->offset, (node)->end, __VA_ARGS__)

/* "a list", "a map", "text": for messages. */
const char *yaml_kind_name(const struct yaml_node *node);

#endif
