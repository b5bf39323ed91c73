#include "dev/option_rom.h"

#define HEADER_BYTES 3
#define UNITS_MAX    255

static const uint8_t signature[] = {0x55, 0xaa};

static int signature_check(const uint8_t *bytes, size_t len, struct err *err)
{
	if (len < HEADER_BYTES)
		return err_set(err, "option ROM: %zu bytes, too few for 55 AA and a length", len);
	for (size_t i = 0; i < sizeof signature; i++) {
		if (bytes[i] != signature[i])
			return err_set(err,
				       "option ROM: byte %zu is 0x%02x, not 0x%02x: one starts with 55 AA", i,
				       bytes[i], signature[i]);
	}
	return 0;
}

/* How many units of 512 bytes the file needs, as far as byte 2 can say it. */
static size_t units_of(size_t len)
{
	size_t units = (len + OPTION_ROM_UNIT_BYTES - 1) / OPTION_ROM_UNIT_BYTES;

	return units < UNITS_MAX ? units : UNITS_MAX;
}

static int length_check(const uint8_t *bytes, size_t len, struct err *err)
{
	size_t stated = bytes[2] * (size_t)OPTION_ROM_UNIT_BYTES, units = units_of(len);

	if (!stated)
		return err_set(err,
			       "option ROM: byte 2, its length in units of 512 bytes, is 0: for the file's "
			       "%zu bytes "
			       "it should be 0x%02zx",
			       len, units);
	if (stated <= len)
		return 0;
	if (units == bytes[2])
		return err_set(err,
			       "option ROM: byte 2 is 0x%02x, so it has %zu bytes, but the file has %zu: pad "
			       "the file",
			       bytes[2], stated, len);
	return err_set(
		err,
		"option ROM: byte 2 is 0x%02x, so it has %zu bytes, but the file has %zu: byte 2 should be "
		"0x%02zx%s",
		bytes[2], stated, len, units,
		len % OPTION_ROM_UNIT_BYTES ? " and the file a multiple of 512 bytes" : "");
}

int option_rom_check(const uint8_t *bytes, size_t len, size_t *size_bytes, struct err *err)
{
	uint8_t sum = 0;
	size_t size;

	if (signature_check(bytes, len, err) < 0 || length_check(bytes, len, err) < 0)
		return -1;
	size = bytes[2] * (size_t)OPTION_ROM_UNIT_BYTES;
	for (size_t i = 0; i < size; i++)
		sum += bytes[i];
	if (sum)
		return err_set(err,
			       "option ROM: the checksum of its %zu bytes is 0x%02x, not 0: the last byte, "
			       "at 0x%zx, "
			       "should be 0x%02x instead of 0x%02x",
			       size, sum, size - 1, (uint8_t)(bytes[size - 1] - sum), bytes[size - 1]);
	*size_bytes = size;
	return 0;
}
