#include "dev/fw_cfg.h"

#include <stdlib.h>
#include <string.h>

#define SELECTOR_PORT 0x510
#define DATA_PORT     0x511

#define KEY_SIGNATURE 0x00
#define KEY_ID        0x01
#define KEY_RAM_SIZE  0x03
#define KEY_CPUS      0x05
#define KEY_BOOT_MENU 0x0e
#define KEY_MAX_CPUS  0x0f
#define KEY_DIRECTORY 0x19
#define KEY_FILES     0x20
#define KEY_WRITE     0x4000

#define ID_TRADITIONAL 0x1 /* bit 1 would be DMA */
#define E820_RAM       1

static void put_le(uint8_t *to, uint64_t value, size_t size_bytes)
{
	for (size_t i = 0; i < size_bytes; i++)
		to[i] = (uint8_t)(value >> (8 * i));
}

static void put_be(uint8_t *to, uint64_t value, size_t size_bytes)
{
	for (size_t i = 0; i < size_bytes; i++)
		to[i] = (uint8_t)(value >> (8 * (size_bytes - 1 - i)));
}

/* The bytes of an item and how many there are; NULL where there is none. */
static const uint8_t *item_of(const struct fw_cfg *cfg, uint16_t key, size_t *len)
{
	const struct {
		uint16_t key;
		const void *bytes;
		size_t len;
	} items[] = {
		{KEY_SIGNATURE, "QEMU", 4},
		{KEY_ID, cfg->id, sizeof cfg->id},
		{KEY_RAM_SIZE, cfg->memory_bytes, sizeof cfg->memory_bytes},
		{KEY_CPUS, cfg->one, sizeof cfg->one},
		{KEY_BOOT_MENU, cfg->zero, sizeof cfg->zero},
		{KEY_MAX_CPUS, cfg->one, sizeof cfg->one},
		{KEY_DIRECTORY, cfg->directory, 4 + cfg->file_count * FW_CFG_DIR_ENTRY_BYTES},
	};

	for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
		if (items[i].key == key) {
			*len = items[i].len;
			return items[i].bytes;
		}
	}
	*len = 0;
	if (key < KEY_FILES || key - KEY_FILES >= (int)cfg->file_count)
		return NULL;
	*len = cfg->files[key - KEY_FILES].len;
	return cfg->files[key - KEY_FILES].bytes;
}

static void select_item(struct fw_cfg *cfg, uint16_t key)
{
	cfg->item = item_of(cfg, (uint16_t)(key & ~KEY_WRITE), &cfg->item_len);
	cfg->at = 0;
}

/* Only a word selects; the low port takes nothing else. */
static bool selector_write(void *owner, uint16_t offset, uint8_t size_bytes, uint32_t value)
{
	(void)offset;
	if (size_bytes != 2)
		return false;
	select_item(owner, (uint16_t)value);
	return true;
}

static uint8_t data_read(void *owner, uint16_t offset)
{
	struct fw_cfg *cfg = owner;

	(void)offset;
	return cfg->at < cfg->item_len ? cfg->item[cfg->at++] : 0;
}

static void data_write(void *owner, uint16_t offset, uint8_t value)
{
	(void)owner;
	(void)offset;
	(void)value;
}

static const struct bus_ops selector_ops = {.write_wide = selector_write};
static const struct bus_ops data_ops = {.read = data_read, .write = data_write};

static int file_check(const struct fw_cfg_file *file, struct err *err)
{
	size_t len = strlen(file->name);

	if (!len)
		return err_set(err, "fw_cfg: a file without a name");
	if (len > FW_CFG_NAME_MAX)
		return err_set(err, "fw_cfg: the name \"%s\" has %zu characters, and %d is the most",
			       file->name, len, FW_CFG_NAME_MAX);
	if (file->len > UINT32_MAX)
		return err_set(err, "fw_cfg: the file \"%s\" has 4 GiB or more", file->name);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct fw_cfg_file *)a)->name, ((const struct fw_cfg_file *)b)->name);
}

/* Take the files over, sorted, with etc/e820 among them. */
static int files_take(struct fw_cfg *cfg, const struct fw_cfg_file *files, size_t count, struct err *err)
{
	bool has_e820 = false;

	for (size_t i = 0; i < count; i++) {
		if (file_check(&files[i], err) < 0)
			return -1;
		has_e820 |= !strcmp(files[i].name, FW_CFG_E820_NAME);
	}
	if (count + !has_e820 > FW_CFG_FILES_MAX)
		return err_set(err, "fw_cfg: %zu files, and %d is the most%s", count,
			       FW_CFG_FILES_MAX - !has_e820, has_e820 ? "" : " beside etc/e820");
	if (count)
		memcpy(cfg->files, files, count * sizeof *files);
	cfg->file_count = count;
	if (!has_e820)
		cfg->files[cfg->file_count++] =
			(struct fw_cfg_file){FW_CFG_E820_NAME, cfg->e820, sizeof cfg->e820};
	qsort(cfg->files, cfg->file_count, sizeof *cfg->files, by_name);
	for (size_t i = 1; i < cfg->file_count; i++) {
		if (!by_name(&cfg->files[i - 1], &cfg->files[i]))
			return err_set(err, "fw_cfg: two files \"%s\"", cfg->files[i].name);
	}
	return 0;
}

/* A count, then for each file its size, its key, two bytes of nothing and its name. */
static void directory_make(struct fw_cfg *cfg)
{
	uint8_t *entry = cfg->directory + 4;

	put_be(cfg->directory, cfg->file_count, 4);
	for (size_t i = 0; i < cfg->file_count; i++, entry += FW_CFG_DIR_ENTRY_BYTES) {
		put_be(entry, cfg->files[i].len, 4);
		put_be(entry + 4, KEY_FILES + i, 2);
		memcpy(entry + 8, cfg->files[i].name, strlen(cfg->files[i].name));
	}
}

int fw_cfg_attach(struct fw_cfg *cfg, struct bus *bus, uint64_t memory_bytes, const struct fw_cfg_file *files,
		  size_t count, struct err *err)
{
	*cfg = (struct fw_cfg){.id = {ID_TRADITIONAL}, .one = {1}};
	put_le(cfg->memory_bytes, memory_bytes, sizeof cfg->memory_bytes);
	put_le(cfg->e820 + 8, memory_bytes, 8);
	put_le(cfg->e820 + 16, E820_RAM, 4);
	if (files_take(cfg, files, count, err) < 0)
		return -1;
	directory_make(cfg);
	select_item(cfg, KEY_SIGNATURE);
	if (bus_attach(bus, SELECTOR_PORT, 1, &selector_ops, cfg, err) < 0)
		return -1;
	return bus_attach(bus, DATA_PORT, 1, &data_ops, cfg, err);
}
