#include "dev/ata.h"

#include "dev/ata_impl.h"

/* Offsets of the command block registers (7.2): 1 and 7 have another name for each direction. */
enum {
	REG_DATA,
	REG_ERROR_FEATURES,
	REG_COUNT,
	REG_LBA_LOW,
	REG_LBA_MID,
	REG_LBA_HIGH,
	REG_DEVICE,
	REG_STATUS_COMMAND
};

#define COMMAND_PORTS 8

#define CONTROL_HOB  0x80
#define CONTROL_SRST 0x04
#define CONTROL_NIEN 0x02

#define DIAGNOSTIC 0x90

static bool selected(const struct ata *ata)
{
	return !(ata->device & DEVICE_DEV);
}

/* INTRQ is driven by the selected device only, and with nIEN clear (7.8). */
static void update_line(struct ata *ata)
{
	bool high = ata->interrupt_pending && selected(ata) && !(ata->control & CONTROL_NIEN);

	if (high == ata->irq_high)
		return;
	ata->irq_high = high;
	line_set(&ata->irq, high);
}

void ata_set_status(struct ata *ata, uint8_t status, bool interrupt)
{
	ata->status = status;
	if (interrupt)
		ata->interrupt_pending = true;
	update_line(ata);
}

void ata_done(struct ata *ata)
{
	ata->transfer.direction = ATA_IDLE;
	ata_set_status(ata, STATUS_IDLE, true);
}

void ata_fail(struct ata *ata, uint8_t error)
{
	ata->transfer.direction = ATA_IDLE;
	ata->error = error;
	ata_set_status(ata, STATUS_IDLE | STATUS_ERR, true);
}

void ata_put_signature(struct ata *ata)
{
	ata->error = 0x01;
	ata->count = (struct ata_register){.recent = 0x01};
	ata->lba[0] = (struct ata_register){.recent = 0x01};
	ata->lba[1] = ata->lba[2] = (struct ata_register){0};
	ata->device = 0;
	ata->status = STATUS_IDLE;
}

void ata_default_settings(struct ata *ata)
{
	ata->translation = ata->disk->geometry;
	ata->multiple_sectors = 0;
	ata->write_cache = true;
	ata->look_ahead = true;
	ata->keep_settings = false;
}

/* 9.2: what was going on is dropped, a pending interrupt too. */
static void software_reset(struct ata *ata)
{
	ata->transfer.direction = ATA_IDLE;
	ata->interrupt_pending = false;
	ata->standby = false;
	ata->asleep = false;
	ata->features = (struct ata_register){0};
	if (!ata->keep_settings)
		ata_default_settings(ata);
	ata_put_signature(ata);
}

static uint8_t status_value(const struct ata *ata)
{
	if (ata->control & CONTROL_SRST)
		return STATUS_BSY;
	return selected(ata) ? ata->status : 0;
}

/* Reading Status, unlike Alternate Status, acknowledges the interrupt of the selected device (7.15). */
static uint8_t status_read(struct ata *ata)
{
	uint8_t value = status_value(ata);

	if (selected(ata))
		ata->interrupt_pending = false;
	update_line(ata);
	return value;
}

static uint16_t data_read(struct ata *ata)
{
	return selected(ata) ? ata_transfer_in(ata) : 0xffff;
}

static void data_write(struct ata *ata, uint16_t word)
{
	if (selected(ata))
		ata_transfer_out(ata, word);
}

static uint8_t register_read(const struct ata *ata, struct ata_register reg)
{
	return ata->control & CONTROL_HOB ? reg.previous : reg.recent;
}

static void register_write(struct ata_register *reg, uint8_t value)
{
	reg->previous = reg->recent;
	reg->recent = value;
}

static uint8_t command_block_read(void *owner, uint16_t offset)
{
	struct ata *ata = owner;

	if (offset == REG_STATUS_COMMAND)
		return status_read(ata);
	if (offset == REG_DATA)
		return (uint8_t)data_read(ata);
	/* While a device is busy each of its registers reads as Status (ATA-3). */
	if (ata->control & CONTROL_SRST)
		return STATUS_BSY;
	switch (offset) {
	case REG_ERROR_FEATURES: return ata->error;
	case REG_COUNT: return register_read(ata, ata->count);
	case REG_DEVICE: return ata->device;
	default: return register_read(ata, ata->lba[offset - REG_LBA_LOW]);
	}
}

static void command_write(struct ata *ata, uint8_t opcode)
{
	if (ata->asleep || (!selected(ata) && opcode != DIAGNOSTIC))
		return;
	ata->transfer.direction = ATA_IDLE;
	ata->interrupt_pending = false;
	ata->error = 0;
	ata_set_status(ata, STATUS_IDLE, false);
	ata_command(ata, opcode);
}

static void command_block_write(void *owner, uint16_t offset, uint8_t value)
{
	struct ata *ata = owner;

	/* Busy: only Device Control can be written. */
	if (ata->control & CONTROL_SRST)
		return;
	ata->control &= (uint8_t)~CONTROL_HOB; /* 7.8: a write to any of these registers does that */
	switch (offset) {
	case REG_DATA: data_write(ata, value); break;
	case REG_ERROR_FEATURES: register_write(&ata->features, value); break;
	case REG_COUNT: register_write(&ata->count, value); break;
	case REG_DEVICE:
		ata->device = value;
		update_line(ata);
		break;
	case REG_STATUS_COMMAND: command_write(ata, value); break;
	default: register_write(&ata->lba[offset - REG_LBA_LOW], value); break;
	}
}

/* Only the data port is wider than a byte. */
static bool data_read_wide(void *owner, uint16_t offset, uint8_t size_bytes, uint32_t *value)
{
	struct ata *ata = owner;

	if (offset != REG_DATA || size_bytes < 2)
		return false;
	*value = data_read(ata);
	if (size_bytes == 4)
		*value |= (uint32_t)data_read(ata) << 16;
	return true;
}

static bool data_write_wide(void *owner, uint16_t offset, uint8_t size_bytes, uint32_t value)
{
	struct ata *ata = owner;

	if (offset != REG_DATA || size_bytes < 2)
		return false;
	if (ata->control & CONTROL_SRST)
		return true;
	ata->control &= (uint8_t)~CONTROL_HOB;
	data_write(ata, (uint16_t)value);
	if (size_bytes == 4)
		data_write(ata, (uint16_t)(value >> 16));
	return true;
}

static uint8_t control_read(void *owner, uint16_t offset)
{
	(void)offset;
	return status_value(owner);
}

/* Both devices of a channel take this, whichever is selected (7.8). */
static void control_write(void *owner, uint16_t offset, uint8_t value)
{
	struct ata *ata = owner;
	bool was_reset = ata->control & CONTROL_SRST;

	(void)offset;
	ata->control = value & (CONTROL_HOB | CONTROL_SRST | CONTROL_NIEN);
	if ((value & CONTROL_SRST) && !was_reset)
		software_reset(ata);
	update_line(ata);
}

static const struct bus_ops command_block_ops = {
	.read = command_block_read,
	.write = command_block_write,
	.read_wide = data_read_wide,
	.write_wide = data_write_wide,
};
static const struct bus_ops control_ops = {.read = control_read, .write = control_write};

int ata_attach(struct ata *ata, struct bus *bus, struct disk *disk, struct line irq14, struct err *err)
{
	*ata = (struct ata){.disk = disk, .irq = irq14};
	ata_default_settings(ata);
	ata_put_signature(ata);
	if (bus_attach(bus, ATA_PORT, COMMAND_PORTS, &command_block_ops, ata, err) < 0)
		return -1;
	return bus_attach(bus, ATA_CONTROL_PORT, 1, &control_ops, ata, err);
}
