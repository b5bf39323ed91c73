#include "dev/vga.h"

#include <stddef.h>
#include <string.h>

#define MISC_COLOUR 0x01
#define MISC_BITS   0xef
#define MISC_MODE_3 0x67
#define FEATURE_BIT 0x08 /* vertical sync select, the only one the VGA has */

#define ATTRIBUTE_PAS       0x20 /* palette address source: the screen is on */
#define ATTRIBUTE_REGISTERS 21

#define CRTC_PROTECTED     0x07 /* registers 0 to 7 are ... */
#define CRTC_OVERFLOW      0x07
#define CRTC_OVERFLOW_FREE 0x10 /* ... but for the line compare bit of the last */
#define CRTC_START_HIGH    0x0c
#define CRTC_CURSOR_HIGH   0x0e
#define CRTC_RETRACE_END   0x11
#define CRTC_PROTECT       0x80

#define STATUS_NOT_DISPLAY 0x01
#define STATUS_RETRACE     0x08

#define DOT_HZ        28322000u
#define LINE_DOTS     900u
#define LINE_SHOWN    720u
#define FRAME_LINES   449u
#define FRAME_SHOWN   400u
#define RETRACE_LINE  412u
#define RETRACE_LINES 2u
#define FRAME_DOTS    (LINE_DOTS * FRAME_LINES)

#define DAC_READING 3
#define DAC_WRITING 0

/* How many registers a bank has, the bits of its index, of each register, and what mode 3 puts there. */
struct bank_shape {
	uint8_t count, index_bits;
	uint8_t bits[VGA_BANK_REGISTERS];
	uint8_t mode_3[VGA_BANK_REGISTERS];
};

static const struct bank_shape crtc_shape = {
	.count = VGA_BANK_REGISTERS,
	.index_bits = 0x1f,
	.bits = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0xff, 0x3f, 0x7f, 0xff,
		 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xef, 0xff},
	.mode_3 = {0x5f, 0x4f, 0x50, 0x82, 0x55, 0x81, 0xbf, 0x1f, 0x00, 0x4f, 0x0d, 0x0e, 0x00,
		   0x00, 0x00, 0x00, 0x9c, 0x8e, 0x8f, 0x28, 0x1f, 0x96, 0xb9, 0xa3, 0xff},
};

static const struct bank_shape attribute_shape = {
	.count = ATTRIBUTE_REGISTERS,
	.index_bits = 0x3f,
	.bits = {0x3f, 0x3f, 0x3f, 0x3f, 0x3f, 0x3f, 0x3f, 0x3f, 0x3f, 0x3f, 0x3f,
		 0x3f, 0x3f, 0x3f, 0x3f, 0x3f, 0xef, 0xff, 0x3f, 0x0f, 0x0f},
	.mode_3 = {0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x14, 0x07, 0x38, 0x39, 0x3a,
		   0x3b, 0x3c, 0x3d, 0x3e, 0x3f, 0x0c, 0x00, 0x0f, 0x08, 0x00},
};

static const struct bank_shape sequencer_shape = {
	.count = 5,
	.index_bits = 0x07,
	.bits = {0x03, 0x3d, 0x0f, 0x3f, 0x0e},
	.mode_3 = {0x03, 0x00, 0x03, 0x00, 0x02},
};

static const struct bank_shape graphics_shape = {
	.count = 9,
	.index_bits = 0x0f,
	.bits = {0x0f, 0x0f, 0x0f, 0x1f, 0x03, 0x7b, 0x0f, 0x0f, 0xff},
	.mode_3 = {0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x0e, 0x00, 0xff},
};

static uint8_t bank_read(const struct vga_bank *bank, const struct bank_shape *shape, uint8_t index)
{
	return index < shape->count ? bank->registers[index] : 0xff;
}

static void bank_write(struct vga_bank *bank, const struct bank_shape *shape, uint8_t index, uint8_t value)
{
	if (index < shape->count)
		bank->registers[index] = value & shape->bits[index];
}

/* ---- CRTC, status and feature control: at 0x3Bx or 0x3Dx */

static bool decoded(const struct vga_side *side)
{
	return side->colour == (bool)(side->vga->misc & MISC_COLOUR);
}

static uint8_t crtc_read(void *owner, uint16_t offset)
{
	const struct vga_side *side = owner;
	const struct vga_bank *crtc = &side->vga->crtc;

	if (!decoded(side))
		return 0xff;
	return offset ? bank_read(crtc, &crtc_shape, crtc->index) : crtc->index;
}

/* What is written to a CRTC register while CRTC_PROTECT may be on. */
static uint8_t crtc_unprotected(const struct vga_bank *crtc, uint8_t value)
{
	uint8_t held = crtc->registers[crtc->index < VGA_BANK_REGISTERS ? crtc->index : 0];
	uint8_t free = 0xff;

	if (crtc->index <= CRTC_PROTECTED && (crtc->registers[CRTC_RETRACE_END] & CRTC_PROTECT))
		free = crtc->index == CRTC_OVERFLOW ? CRTC_OVERFLOW_FREE : 0;
	return (uint8_t)((held & ~free) | (value & free));
}

static void crtc_write(void *owner, uint16_t offset, uint8_t value)
{
	const struct vga_side *side = owner;
	struct vga_bank *crtc = &side->vga->crtc;

	if (!decoded(side))
		return;
	if (offset)
		bank_write(crtc, &crtc_shape, crtc->index, crtc_unprotected(crtc, value));
	else
		crtc->index = value & crtc_shape.index_bits;
}

/* Reading the status makes 0x3C0 take an index next. */
static uint8_t status_read(void *owner, uint16_t offset)
{
	const struct vga_side *side = owner;
	struct vga *vga = side->vga;
	uint64_t dot = vtime_ticks(vga->time->now_ns, DOT_HZ) % FRAME_DOTS;
	uint64_t line = dot / LINE_DOTS;
	uint8_t status = 0;

	(void)offset;
	if (!decoded(side))
		return 0xff;
	vga->attribute_data = false;
	if (line >= FRAME_SHOWN || dot % LINE_DOTS >= LINE_SHOWN)
		status |= STATUS_NOT_DISPLAY;
	if (line >= RETRACE_LINE && line < RETRACE_LINE + RETRACE_LINES)
		status |= STATUS_RETRACE;
	return status;
}

static void feature_write(void *owner, uint16_t offset, uint8_t value)
{
	const struct vga_side *side = owner;

	(void)offset;
	if (decoded(side))
		side->vga->feature = value & FEATURE_BIT;
}

/* ---- 0x3C0 to 0x3CF */

/* 0x3C0 takes index and data in turn; both are read without disturbing the turn, the data at 0x3C1. */
static void attribute_write(struct vga *vga, uint8_t value)
{
	struct vga_bank *bank = &vga->attribute;

	if (vga->attribute_data)
		bank_write(bank, &attribute_shape, bank->index & (uint8_t)~ATTRIBUTE_PAS, value);
	else
		bank->index = value & attribute_shape.index_bits;
	vga->attribute_data = !vga->attribute_data;
}

static uint8_t attribute_read(const struct vga *vga)
{
	const struct vga_bank *bank = &vga->attribute;

	return bank_read(bank, &attribute_shape, bank->index & (uint8_t)~ATTRIBUTE_PAS);
}

static void dac_select(struct vga_dac *dac, uint8_t index, uint8_t state)
{
	dac->index = index;
	dac->state = state;
	dac->step = 0;
}

/* The component that 0x3C9 is at; three of them make an entry. */
static uint8_t *dac_next(struct vga_dac *dac)
{
	uint8_t *component = &dac->colours[dac->index][dac->step++];

	if (dac->step == 3) {
		dac->step = 0;
		dac->index++;
	}
	return component;
}

/* Offsets from 0x3C0. */
enum {
	PORT_ATTRIBUTE,
	PORT_ATTRIBUTE_READ,
	PORT_MISC, /* written; read: input status 0 */
	PORT_ENABLE,
	PORT_SEQUENCER,
	PORT_SEQUENCER_DATA,
	PORT_DAC_MASK,
	PORT_DAC_READ,
	PORT_DAC_WRITE,
	PORT_DAC_DATA,
	PORT_FEATURE,
	PORT_MISC_READ = 0xc,
	PORT_GRAPHICS = 0xe,
	PORT_GRAPHICS_DATA,
	PORT_COUNT,
};

static uint8_t core_read(void *owner, uint16_t offset)
{
	struct vga *vga = owner;

	switch (offset) {
	case PORT_ATTRIBUTE: return vga->attribute.index;
	case PORT_ATTRIBUTE_READ: return attribute_read(vga);
	case PORT_MISC: return 0; /* no retrace interrupt, no switch sensed */
	case PORT_ENABLE: return vga->enable;
	case PORT_SEQUENCER: return vga->sequencer.index;
	case PORT_SEQUENCER_DATA: return bank_read(&vga->sequencer, &sequencer_shape, vga->sequencer.index);
	case PORT_DAC_MASK: return vga->dac.mask;
	case PORT_DAC_READ: return vga->dac.state;
	case PORT_DAC_WRITE: return vga->dac.index;
	case PORT_DAC_DATA: return *dac_next(&vga->dac);
	case PORT_FEATURE: return vga->feature;
	case PORT_MISC_READ: return vga->misc;
	case PORT_GRAPHICS: return vga->graphics.index;
	case PORT_GRAPHICS_DATA: return bank_read(&vga->graphics, &graphics_shape, vga->graphics.index);
	default: return 0xff;
	}
}

static void core_write(void *owner, uint16_t offset, uint8_t value)
{
	struct vga *vga = owner;

	switch (offset) {
	case PORT_ATTRIBUTE: attribute_write(vga, value); break;
	case PORT_MISC: vga->misc = value & MISC_BITS; break;
	case PORT_ENABLE: vga->enable = value & 0x01; break;
	case PORT_SEQUENCER: vga->sequencer.index = value & sequencer_shape.index_bits; break;
	case PORT_SEQUENCER_DATA:
		bank_write(&vga->sequencer, &sequencer_shape, vga->sequencer.index, value);
		break;
	case PORT_DAC_MASK: vga->dac.mask = value; break;
	case PORT_DAC_READ: dac_select(&vga->dac, value, DAC_READING); break;
	case PORT_DAC_WRITE: dac_select(&vga->dac, value, DAC_WRITING); break;
	case PORT_DAC_DATA: *dac_next(&vga->dac) = value & 0x3f; break;
	case PORT_GRAPHICS: vga->graphics.index = value & graphics_shape.index_bits; break;
	case PORT_GRAPHICS_DATA:
		bank_write(&vga->graphics, &graphics_shape, vga->graphics.index, value);
		break;
	default: break; /* the others are only read */
	}
}

/* ---- power-on */

static void bank_init(struct vga_bank *bank, const struct bank_shape *shape)
{
	bank->index = 0;
	memcpy(bank->registers, shape->mode_3, sizeof bank->registers);
}

/*
 * The 64 colours that a BIOS loads for text: bits 0 to 2 of an entry's number are blue, green and red at two
 * thirds, bits 3 to 5 the same at one third. The other 192 are black.
 */
static void dac_init(struct vga_dac *dac)
{
	*dac = (struct vga_dac){.mask = 0xff};
	for (unsigned i = 0; i < 64; i++) {
		for (unsigned c = 0; c < 3; c++)
			dac->colours[i][2 - c] =
				(uint8_t)((i >> c & 1 ? 0x2a : 0) + (i >> (c + 3) & 1 ? 0x15 : 0));
	}
}

static const struct bus_ops crtc_ops = {.read = crtc_read, .write = crtc_write};
static const struct bus_ops status_ops = {.read = status_read, .write = feature_write};
static const struct bus_ops core_ops = {.read = core_read, .write = core_write};

int vga_attach(struct vga *vga, struct bus *bus, const struct vtime *time, struct err *err)
{
	*vga = (struct vga){.time = time, .misc = MISC_MODE_3, .enable = 1};
	vga->mono = (struct vga_side){vga, false};
	vga->colour = (struct vga_side){vga, true};
	bank_init(&vga->crtc, &crtc_shape);
	bank_init(&vga->attribute, &attribute_shape);
	bank_init(&vga->sequencer, &sequencer_shape);
	bank_init(&vga->graphics, &graphics_shape);
	vga->attribute.index = ATTRIBUTE_PAS;
	dac_init(&vga->dac);
	if (bus_attach(bus, 0x3b4, 2, &crtc_ops, &vga->mono, err) < 0 ||
	    bus_attach(bus, 0x3ba, 1, &status_ops, &vga->mono, err) < 0 ||
	    bus_attach(bus, 0x3c0, PORT_COUNT, &core_ops, vga, err) < 0 ||
	    bus_attach(bus, 0x3d4, 2, &crtc_ops, &vga->colour, err) < 0)
		return -1;
	return bus_attach(bus, 0x3da, 1, &status_ops, &vga->colour, err);
}

uint16_t vga_start_cell(const struct vga *vga)
{
	const uint8_t *at = &vga->crtc.registers[CRTC_START_HIGH];

	return (uint16_t)(at[0] << 8 | at[1]);
}

uint16_t vga_cursor_cell(const struct vga *vga)
{
	const uint8_t *at = &vga->crtc.registers[CRTC_CURSOR_HIGH];

	return (uint16_t)(at[0] << 8 | at[1]);
}
