/* Where in the text of a case file a value stands, and what may be put there: for bless. */
#ifndef JUDGE_PLACE_H
#define JUDGE_PLACE_H

#include "case/yaml.h"
#include "judge/splice.h"
#include "judge/yamltext.h"

/* A case file's text and its tree, which speaks of places in that text. */
struct place_file {
	const char *text;
	size_t len;
	struct yaml_node root;
};

/* The pair of key and value in a map; NULL where there is none. */
const struct yaml_node *place_find(const struct yaml_node *map, const char *name);

/* The column of a key, from 0; what is below it stands further right. */
size_t place_column(const struct place_file *file, const struct yaml_node *key);

/* Replace a scalar that is no block by one-line text. */
void place_set_scalar(struct splice *splice, const struct yaml_node *value, struct buf *text);

/*
 * Replace the value of a pair, of whatever kind it is. A comment behind it, or behind the `|` of a block,
 * stays; empty lines below a block stay, unless `|+` would make them a part of the new value.
 */
void place_set_value(const struct place_file *file, struct splice *splice, const struct yaml_node *pair,
		     const struct yamltext *value);

/* Columns for the lines of a new value of that pair: those of the old block, else two more than the key's. */
size_t place_indent(const struct place_file *file, const struct yaml_node *pair);

/* Add "NAME: VALUE" lines (each with a newline, not indented) behind the last pair of a map that has one. */
void place_add_pairs(const struct place_file *file, struct splice *splice, const struct yaml_node *map,
		     const char *lines);

#endif
