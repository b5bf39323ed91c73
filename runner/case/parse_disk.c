#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "case/parse.h"

static bool is_unchanged(const struct yaml_node *value)
{
	return value->kind == YAML_SCALAR && !value->is_binary && strcmp(value->text, "unchanged") == 0;
}

/* Spaces around the number are cut off. */
static int lba_parse(char *text, uint64_t *out, struct err *err)
{
	text += strspn(text, " ");
	for (size_t len = strlen(text); len && text[len - 1] == ' ';)
		text[--len] = 0;
	if (num_parse(text, out, err) < 0)
		return -1;
	return *out > DISK_LBA_MAX ? err_set(err, "%s is more than 48 bits", text) : 0;
}

/* "5" or "5..7" (or "5 .. 7"); the text is taken apart. */
static int range_parse(char *text, struct expect_disk *out, struct err *err)
{
	char *dots = strstr(text, "..");

	if (dots)
		*dots = 0;
	if (lba_parse(text, &out->lba, err) < 0 || lba_parse(dots ? dots + 2 : text, &out->last_lba, err) < 0)
		return -1;
	if (out->last_lba < out->lba)
		return err_set(err, "the range is empty: %llu is more than %llu",
			       (unsigned long long)out->lba, (unsigned long long)out->last_lba);
	return 0;
}

static bool sectors_parse(struct parse *parse, const struct yaml_node *key, struct expect_disk *out)
{
	char *text = str_dup(key->text);
	struct err err;
	int ret = range_parse(text, out, &err);

	if (ret < 0)
		yaml_fault(&parse->faults, key, "not a sector: %s", err.text);
	free(text);
	return ret == 0;
}

static bool bytes_parse(struct parse *parse, const struct yaml_node *pair, struct expect_disk *out)
{
	struct buf bytes = {0}, mask = {0};
	bool ok = false;

	if (out->last_lba > out->lba)
		yaml_fault(&parse->faults, &pair[1],
			   "a range takes `unchanged`; bytes stand behind the sector that they start with");
	else if (parse_masked(parse, "a sector", &pair[1], &bytes, &mask))
		ok = true;
	if (ok && (bytes.len - 1) / DISK_SECTOR_BYTES > DISK_LBA_MAX - out->lba) {
		yaml_fault(&parse->faults, pair, "the bytes go beyond what 48 bits can address");
		ok = false;
	}
	if (ok) {
		out->len = bytes.len;
		out->bytes = (uint8_t *)buf_take(&bytes);
		out->mask = (uint8_t *)buf_take(&mask);
	}
	buf_fini(&mask);
	buf_fini(&bytes);
	return ok;
}

/* One pair. False after a fault; then nothing is owned. */
static bool item_parse(struct parse *parse, const struct yaml_node *pair, struct expect_disk *out)
{
	*out = (struct expect_disk){.line = pair->line, .unchanged = is_unchanged(&pair[1])};
	if (pair->kind == YAML_BROKEN || !sectors_parse(parse, pair, out))
		return false;
	return out->unchanged || bytes_parse(parse, pair, out);
}

/* The last sector that an item speaks of. */
static uint64_t item_last(const struct expect_disk *item)
{
	return item->unchanged ? item->last_lba : item->lba + (item->len - 1) / DISK_SECTOR_BYTES;
}

/* As bytes at an address, which 48 + 9 bits hold. */
static struct expect_memory item_range(const struct expect_disk *item)
{
	return (struct expect_memory){.gpa = item->lba * DISK_SECTOR_BYTES,
				      .len = item->len,
				      .bytes = item->bytes,
				      .mask = item->mask};
}

/* `unchanged` beside anything else for the same sector says the same twice, or nothing that can be true. */
static bool item_fits(struct parse *parse, const struct yaml_node *key, const struct expect_disk *item,
		      const struct expect_disk *other)
{
	struct expect_memory range = item_range(item), other_range = item_range(other);
	uint64_t low = item->lba > other->lba ? item->lba : other->lba, at;

	if (low > item_last(item) || low > item_last(other))
		return true;
	if (item->unchanged || other->unchanged)
		yaml_fault(&parse->faults, key, "sector %llu is `unchanged` %s line %u",
			   (unsigned long long)low, other->unchanged ? "on" : "here, and has bytes on",
			   other->line);
	else if (item->lba == other->lba)
		yaml_fault(&parse->faults, key, "duplicate sector \"%s\" (first on line %u)", key->text,
			   other->line);
	else if (parse_contradict(&range, &other_range, &at))
		yaml_fault(&parse->faults, key, "contradicts line %u at byte %llu of sector %llu",
			   other->line, (unsigned long long)(at % DISK_SECTOR_BYTES),
			   (unsigned long long)(at / DISK_SECTOR_BYTES));
	else
		return true;
	return false;
}

void parse_disk_after(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	struct expect *expect = field;
	const struct yaml_node *map = &pair[1];

	if (!parse_is(parse, key, pair, YAML_MAP))
		return;
	if (map->count / 2 > PARSE_ITEMS_MAX) {
		yaml_fault(&parse->faults, pair, "more than %d sectors", PARSE_ITEMS_MAX);
		return;
	}
	expect->disk = mem_zalloc(map->count / 2, sizeof *expect->disk);
	for (size_t i = 0; i + 1 < map->count; i += 2) {
		struct expect_disk item;
		bool fits = true;

		if (!item_parse(parse, &map->items[i], &item))
			continue;
		for (size_t k = 0; fits && k < expect->disk_count; k++)
			fits = item_fits(parse, &map->items[i], &item, &expect->disk[k]);
		if (fits) {
			expect->disk[expect->disk_count++] = item;
		} else {
			free(item.bytes);
			free(item.mask);
		}
	}
}
