/*
 * Inside the case parser: the tables of keys and the functions that fill a field from a value. A function
 * that finds a fault adds it at its place and returns: parsing goes on, so that a file's faults are all
 * reported at once.
 */
#ifndef CASE_PARSE_H
#define CASE_PARSE_H

#include <stddef.h>
#include <stdint.h>

#include "case/case.h"
#include "case/yaml.h"

/* More registers or memory ranges than anybody writes. */
#define PARSE_ITEMS_MAX 1024

struct parse {
	struct faults faults;
	const struct yaml_node *root;
	const struct case_labels *labels; /* NULL: not known yet */
	bool uses_labels;
};

struct key;

/* `pair` is the key's node and behind it the value's; `field` is where the table says. */
typedef void key_parse_fn(struct parse *parse, const struct key *key, const struct yaml_node *pair,
			  void *field);

struct key {
	const char *name;
	const char *takes; /* for messages: "a size such as 64K" */
	key_parse_fn *parse;
	size_t offset;   /* of the field in the struct that the map fills */
	const void *arg; /* for the function: names, limits, the keys of a map */
};

/* How the text of a number becomes a value within its limits. */
struct quantity {
	int (*parse)(const char *text, uint64_t *out, struct err *err);
};

/* Every pair of the map by the table, which ends with a NULL name; unknown and duplicate keys are faults. */
void parse_map(struct parse *parse, const struct key *keys, const struct yaml_node *map, void *base);

/* The pair's value as text: a scalar with at least one character and no NUL. NULL after a fault. */
const char *parse_text(struct parse *parse, const struct key *key, const struct yaml_node *pair);

/* Whether the text, which is the value or a part of it, can be shown as it is (base/text.h). Else a fault. */
bool parse_is_plain(struct parse *parse, const struct key *key, const struct yaml_node *value,
		    const char *text);

/* Whether the pair's value is a map or list, as `kind` says. Else a fault, unless there is one already. */
bool parse_is(struct parse *parse, const struct key *key, const struct yaml_node *pair, enum yaml_kind kind);

/* "KEY takes ..., not a list" at the value, or at the key where there is no value. */
void parse_wrong_type(struct parse *parse, const struct key *key, const struct yaml_node *pair);

/*
 * Hex pairs with whitespace between them, where `any_digit` also with ? digits. Both buffers are appended to,
 * `mask` may be NULL. False after a fault at `node`.
 */
bool parse_hex(struct parse *parse, const struct yaml_node *node, bool any_digit, struct buf *bytes,
	       struct buf *mask);

/* The bytes of a !!binary scalar. False after a fault. */
bool parse_base64(struct parse *parse, const struct yaml_node *node, struct buf *out);

/*
 * The text byte for byte, or the bytes of !!binary, appended to `out`. An empty one must be written as "", so
 * that a forgotten value is not one. False after a fault.
 */
bool parse_stream_bytes(struct parse *parse, const struct key *key, const struct yaml_node *pair,
			struct buf *out);

/* Whether the node can be the name of a ROM or of an image file. False after a fault that says what the key
 * takes. */
bool parse_image_name(struct parse *parse, const struct key *key, const struct yaml_node *node);

/*
 * The bytes and masks of a value as `memory` has them: hex pairs with ? digits, or !!binary; at least one.
 * False after a fault, which says what `what` ("an address") takes; both buffers are the caller's to free.
 */
bool parse_masked(struct parse *parse, const char *what, const struct yaml_node *value, struct buf *bytes,
		  struct buf *mask);

/* The first address at which both ranges say a digit and disagree. False where there is none. */
bool parse_contradict(const struct expect_memory *a, const struct expect_memory *b, uint64_t *gpa);

/*
 * The value of a text that label_is(); where labels are not known yet it is 0. False after a fault at `node`.
 */
bool parse_label(struct parse *parse, const struct yaml_node *node, const char *text, uint64_t *out);

/* Whether some values are placeholders, as the labels in their place are not known yet: do not compare them.
 */
bool parse_is_provisional(const struct parse *parse);

/* The pair of key and value in a map; NULL where there is none of that name, or `map` is no map. */
const struct yaml_node *parse_find(const struct yaml_node *map, const char *name);

/* parse_scalar.c: a field of char *, unsigned (an enum), bool, uint64_t, struct expect_stop, struct
 * expect_cycles. */
key_parse_fn parse_line, parse_rom, parse_tags, parse_word, parse_bool, parse_quantity, parse_stop,
	parse_cycles;
/* parse_bytes.c: struct expect_bytes, struct expect_byte, struct expect_patterns. */
key_parse_fn parse_stream, parse_screen, parse_post, parse_post_last, parse_patterns;
/* parse_state.c: struct machine, struct expect. */
key_parse_fn parse_machine_registers, parse_registers, parse_memory;
/* parse_disk.c: struct expect. */
key_parse_fn parse_disk_after;

/* parse_machine.c: struct machine_port, struct machine_geometry; struct machine; struct case_file; struct
 * testcase. */
key_parse_fn parse_port, parse_geometry;
key_parse_fn parse_fw_cfg;
key_parse_fn parse_disk;
key_parse_fn parse_option_roms, parse_needs;
/* parse_input.c: struct input. */
key_parse_fn parse_serial_input, parse_keys;

#endif
