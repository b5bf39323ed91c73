#include <stdlib.h>

#include "base/text.h"
#include "judge/bless_private.h"
#include "judge/judge.h"
#include "judge/judge_disk.h"

/* In the form that the old value has: a block stays one. */
static void set_bytes(struct bless *b, const struct yaml_node *pair, const uint8_t *bytes, size_t len)
{
	size_t indent = place_indent(&b->file, pair);
	struct yamltext value = {0};

	if (pair[1].style == YAML_LITERAL || pair[1].style == YAML_FOLDED) {
		buf_adds(&value.head, "|");
		buf_fill(&value.body, ' ', indent);
		yamltext_put_hex(bytes, len, indent, &value.body);
		buf_addc(&value.body, '\n');
	} else {
		yamltext_put_hex(bytes, len, indent, &value.head);
	}
	place_set_value(&b->file, &b->splice, pair, &value);
	yamltext_fini(&value);
}

static bool memory_matches(const struct expect_memory *expected, const uint8_t *actual)
{
	for (size_t i = 0; i < expected->len; i++) {
		if ((expected->bytes[i] ^ actual[i]) & expected->mask[i])
			return false;
	}
	return true;
}

static int bless_range(struct bless *b, const struct expect_memory *expected, const struct yaml_node *pair)
{
	const uint8_t *actual = judge_memory_bytes(b->result, expected->gpa, expected->len);

	if (!actual)
		return err_set(b->err, "%s:%u: %s is not memory of this machine, so it cannot be recorded",
			       b->tc->path, pair->line, pair[0].text);
	if (memory_matches(expected, actual))
		return 0;
	set_bytes(b, pair, actual, expected->len);
	return 0;
}

int bless_memory(struct bless *b)
{
	const struct yaml_node *pair = bless_find(b, "memory");
	const struct expect *expect = &b->tc->expect;
	uint64_t gpa;

	for (size_t i = 0; pair && i + 1 < pair[1].count; i += 2) {
		if (label_address(b->tc->labels, pair[1].items[i].text, &gpa, b->err) < 0)
			return err_wrap(b->err, "%s:%u", b->tc->path, pair[1].items[i].line);
		for (size_t k = 0; k < expect->memory_count; k++) {
			if (expect->memory[k].gpa == gpa && expect->memory[k].line == pair[1].items[i].line &&
			    bless_range(b, &expect->memory[k], &pair[1].items[i]) < 0)
				return -1;
		}
	}
	return 0;
}

/*
 * `unchanged` says that nothing is written where nothing should be. Bytes in its place would make a stray
 * write an expectation, and a range has more of them than a file should: whoever means it writes them.
 */
static int bless_sectors(struct bless *b, const struct expect_disk *expected, const struct disk_view *disk,
			 const struct yaml_node *pair)
{
	uint8_t *actual, sector[DISK_SECTOR_BYTES];

	if (judge_disk_matches(expected, disk))
		return 0;
	if (expected->unchanged)
		return err_set(
			b->err,
			"%s:%u: disk-after: %s was changed, and bless does not record that: where it is "
			"right, write in its place what those sectors must hold",
			b->tc->path, pair->line, pair[0].text);
	if (expected->lba + (expected->len - 1) / DISK_SECTOR_BYTES >= disk->result->disk_sectors)
		return err_set(b->err,
			       "%s:%u: disk-after: %s is not (all) on the disk, which has %llu sectors",
			       b->tc->path, pair->line, pair[0].text,
			       (unsigned long long)disk->result->disk_sectors);
	actual = mem_zalloc(expected->len, 1);
	for (size_t at = 0; at < expected->len; at++) {
		if (at % DISK_SECTOR_BYTES == 0)
			disk_view_after(disk, expected->lba + at / DISK_SECTOR_BYTES, sector);
		actual[at] = sector[at % DISK_SECTOR_BYTES];
	}
	set_bytes(b, pair, actual, expected->len);
	free(actual);
	return 0;
}

int bless_disk(struct bless *b)
{
	const struct expect *expect = &b->tc->expect;
	const struct disk_view disk = {.image = b->disk_image, .result = b->result};
	const struct yaml_node *pair = bless_find(b, "disk-after");

	/* The parser keeps the file's order and, without a fault, leaves none out. */
	for (size_t i = 0; pair && i < expect->disk_count && 2 * i + 1 < pair[1].count; i++) {
		if (bless_sectors(b, &expect->disk[i], &disk, &pair[1].items[2 * i]) < 0)
			return -1;
	}
	return 0;
}
