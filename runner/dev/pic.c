#include "dev/pic.h"

#include <stddef.h>

#define CASCADE  2
#define NO_LEVEL 8
#define SPURIOUS 7

#define ICW1       0x10
#define ICW1_IC4   0x01
#define ICW1_SNGL  0x02
#define ICW1_LTIM  0x08
#define ICW2_BASE  0xf8
#define ICW3_ID    0x07
#define ICW4_AEOI  0x02
#define ICW4_SFNM  0x10
#define OCW3       0x08
#define OCW3_RIS   0x01
#define OCW3_RR    0x02
#define OCW3_POLL  0x04
#define OCW3_SMM   0x20
#define OCW3_ESMM  0x40
#define POLL_FOUND 0x80

/* IRQ 0, 1, 2, 8 and 13 are always triggered by an edge (PIIX3, ELCR). */
#define ELCR_MASTER 0xf8
#define ELCR_SLAVE  0xde

/* ---- one chip */

static uint8_t bit(unsigned level)
{
	return (uint8_t)(1u << level);
}

static uint8_t pic_irr(const struct pic *pic)
{
	uint8_t by_level = pic->level ? 0xff : pic->elcr;

	return pic->lines & (pic->edges | by_level);
}

/* The level of the highest priority in a set, NO_LEVEL of none. */
static unsigned highest(const struct pic *pic, uint8_t levels)
{
	for (unsigned i = 1; i <= 8; i++) {
		unsigned level = (pic->lowest + i) & 7;

		if (levels & bit(level))
			return level;
	}
	return NO_LEVEL;
}

static unsigned priority(const struct pic *pic, unsigned level)
{
	return level == NO_LEVEL ? 8 : (level - pic->lowest - 1) & 7;
}

/* What INT asks for: the highest request that is not masked, if no level in service holds it back. */
static unsigned pic_request(const struct pic *pic, uint8_t slaves)
{
	uint8_t holding = pic->special_mask ? pic->isr & (uint8_t)~pic->imr : pic->isr;
	unsigned wanted = highest(pic, pic_irr(pic) & (uint8_t)~pic->imr);
	unsigned served = highest(pic, holding);

	if (!pic->initialised || wanted == NO_LEVEL)
		return NO_LEVEL;
	/* Special fully nested: a slave may have something more urgent than what it is being served for. */
	if (wanted == served && pic->special_nest && (slaves & bit(wanted)))
		return wanted;
	return priority(pic, wanted) < priority(pic, served) ? wanted : NO_LEVEL;
}

static void pic_input(struct pic *pic, unsigned level, bool high)
{
	uint8_t mask = bit(level);

	if (!high)
		pic->edges &= (uint8_t)~mask;
	else if (!(pic->lines & mask))
		pic->edges |= mask;
	pic->lines = high ? pic->lines | mask : pic->lines & (uint8_t)~mask;
}

/* The first INTA, or the read of a poll, with `level` requested. */
static void pic_serve(struct pic *pic, unsigned level)
{
	pic->edges &= (uint8_t)~bit(level);
	pic->isr |= bit(level);
}

/* The end of the last INTA, or of a poll. */
static void pic_served(struct pic *pic, unsigned level)
{
	if (!pic->auto_eoi)
		return;
	pic->isr &= (uint8_t)~bit(level);
	if (pic->rotate)
		pic->lowest = (uint8_t)level;
}

static uint8_t pic_vector(const struct pic *pic, unsigned level)
{
	return (uint8_t)((pic->icw2 & ICW2_BASE) | level);
}

/* ---- two chips */

static uint8_t slaves_of_master(const struct pics *pics)
{
	return pics->master.single ? 0 : pics->master.icw3;
}

static unsigned master_request(const struct pics *pics)
{
	return pic_request(&pics->master, slaves_of_master(pics));
}

static bool slave_int(const struct pics *pics)
{
	return pic_request(&pics->slave, 0) != NO_LEVEL;
}

/* After any change: pass the slave's INT on, and note what the master's stands for. */
static void refresh(struct pics *pics)
{
	unsigned level;

	pic_input(&pics->master, CASCADE, slave_int(pics));
	level = master_request(pics);
	if (level != NO_LEVEL || !pics->master.initialised)
		pics->asked = (uint8_t)level;
}

/* INT goes low when a request is served, so the slave's next one is a new edge to the master. */
static void slave_serve(struct pics *pics, unsigned level)
{
	pic_serve(&pics->slave, level);
	pic_input(&pics->master, CASCADE, false);
	pic_served(&pics->slave, level);
}

/* The second INTA, with a slave's number on the cascade lines. */
static uint8_t slave_acknowledge(struct pics *pics, unsigned number)
{
	unsigned level = pic_request(&pics->slave, 0);

	if ((pics->slave.icw3 & ICW3_ID) != number)
		return 0xff;
	if (level == NO_LEVEL)
		return pic_vector(&pics->slave, SPURIOUS);
	slave_serve(pics, level);
	return pic_vector(&pics->slave, level);
}

uint8_t pics_acknowledge(struct pics *pics)
{
	struct pic *master = &pics->master;
	uint8_t slaves = slaves_of_master(pics);
	unsigned level = master_request(pics);
	uint8_t vector;

	/* The slave's own input fell first, so the master still sees its INT at the first INTA. */
	if (level == NO_LEVEL && pics->asked == CASCADE && (slaves & bit(CASCADE)))
		level = CASCADE;
	pics->asked = NO_LEVEL;
	if (level == NO_LEVEL)
		return pic_vector(master, SPURIOUS);
	pic_serve(master, level);
	vector = slaves & bit(level) ? slave_acknowledge(pics, level) : pic_vector(master, level);
	pic_served(master, level);
	refresh(pics);
	return vector;
}

bool pics_pending(const struct pics *pics)
{
	return master_request(pics) != NO_LEVEL;
}

void pics_set_line(void *owner, unsigned irq, bool high)
{
	struct pics *pics = owner;

	if (irq == CASCADE || irq > 15)
		return;
	pic_input(irq < 8 ? &pics->master : &pics->slave, irq & 7, high);
	refresh(pics);
}

bool pics_would_deliver(const struct pics *pics, unsigned irq)
{
	struct pics then = *pics;

	if (irq == CASCADE || irq > 15)
		return false;
	pics_set_line(&then, irq, false);
	pics_set_line(&then, irq, true);
	return pics_pending(&then);
}

/* ---- writes */

/* ICW1 (data sheet, "Initialization Command Words"): what it resets, a to f there; and ISR with it. */
static void write_icw1(struct pic *pic, uint8_t value)
{
	*pic = (struct pic){
		.lines = pic->lines,
		.elcr = pic->elcr,
		.icw2 = pic->icw2,
		.icw3 = ICW3_ID,
		.lowest = 7,
		.next_icw = 2,
		.single = value & ICW1_SNGL,
		.wants_icw4 = value & ICW1_IC4,
		.level = value & ICW1_LTIM,
	};
}

static void write_icw(struct pic *pic, uint8_t value)
{
	switch (pic->next_icw) {
	case 2:
		pic->icw2 = value;
		pic->next_icw = pic->single ? 4 : 3;
		break;
	case 3:
		pic->icw3 = value;
		pic->next_icw = 4;
		break;
	default:
		pic->auto_eoi = value & ICW4_AEOI;
		pic->special_nest = value & ICW4_SFNM;
		pic->next_icw = 0;
		break;
	}
	if (pic->next_icw == 4 && !pic->wants_icw4)
		pic->next_icw = 0;
	pic->initialised = !pic->next_icw;
}

/* End the service of a level; with `rotate` it gets the lowest priority. NO_LEVEL: nothing was in service. */
static void end_service(struct pic *pic, unsigned level, bool rotate)
{
	if (level == NO_LEVEL)
		return;
	pic->isr &= (uint8_t)~bit(level);
	if (rotate)
		pic->lowest = (uint8_t)level;
}

/* Non-specific EOI does not see what special mask mode hides (data sheet, "Special Mask Mode"). */
static unsigned in_service(const struct pic *pic)
{
	return highest(pic, pic->special_mask ? pic->isr & (uint8_t)~pic->imr : pic->isr);
}

/* Bits 7 to 5 are R, SL, EOI; bits 2 to 0 a level. */
static void write_ocw2(struct pic *pic, uint8_t value)
{
	unsigned level = value & 7;

	switch (value >> 5) {
	case 0: pic->rotate = false; break;
	case 1: end_service(pic, in_service(pic), false); break;
	case 2: break; /* no operation */
	case 3: end_service(pic, level, false); break;
	case 4: pic->rotate = true; break;
	case 5: end_service(pic, in_service(pic), true); break;
	case 6: pic->lowest = (uint8_t)level; break;
	default: end_service(pic, level, true); break;
	}
}

static void write_ocw3(struct pic *pic, uint8_t value)
{
	if (value & OCW3_ESMM)
		pic->special_mask = value & OCW3_SMM;
	pic->poll = value & OCW3_POLL;
	/* Poll overrides the choice of what to read (data sheet, "Reading the 8259A Status"). */
	if (!pic->poll && (value & OCW3_RR))
		pic->read_isr = value & OCW3_RIS;
}

static void pic_write(struct pic *pic, uint16_t offset, uint8_t value)
{
	if (offset && pic->next_icw)
		write_icw(pic, value);
	else if (offset)
		pic->imr = value;
	else if (value & ICW1)
		write_icw1(pic, value);
	else if (value & OCW3)
		write_ocw3(pic, value);
	else
		write_ocw2(pic, value);
}

static void master_write(void *owner, uint16_t offset, uint8_t value)
{
	struct pics *pics = owner;

	pic_write(&pics->master, offset, value);
	refresh(pics);
}

static void slave_write(void *owner, uint16_t offset, uint8_t value)
{
	struct pics *pics = owner;

	pic_write(&pics->slave, offset, value);
	refresh(pics);
}

static void elcr_write(void *owner, uint16_t offset, uint8_t value)
{
	struct pics *pics = owner;

	if (offset)
		pics->slave.elcr = value & ELCR_SLAVE;
	else
		pics->master.elcr = value & ELCR_MASTER;
	refresh(pics);
}

/* ---- reads */

static uint8_t pic_read(const struct pic *pic, uint16_t offset)
{
	if (offset)
		return pic->imr;
	return pic->read_isr ? pic->isr : pic_irr(pic);
}

/* A poll is the acknowledge of this chip alone: the cascade has no part in it. */
static uint8_t master_read(void *owner, uint16_t offset)
{
	struct pics *pics = owner;
	struct pic *master = &pics->master;
	unsigned level = master_request(pics);

	if (!master->poll)
		return pic_read(master, offset);
	master->poll = false;
	pics->asked = NO_LEVEL;
	if (level == NO_LEVEL)
		return 0;
	pic_serve(master, level);
	pic_served(master, level);
	refresh(pics);
	return (uint8_t)(POLL_FOUND | level);
}

static uint8_t slave_read(void *owner, uint16_t offset)
{
	struct pics *pics = owner;
	struct pic *slave = &pics->slave;
	unsigned level = pic_request(slave, 0);

	if (!slave->poll)
		return pic_read(slave, offset);
	slave->poll = false;
	if (level == NO_LEVEL)
		return 0;
	slave_serve(pics, level);
	refresh(pics);
	return (uint8_t)(POLL_FOUND | level);
}

static uint8_t elcr_read(void *owner, uint16_t offset)
{
	struct pics *pics = owner;

	return offset ? pics->slave.elcr : pics->master.elcr;
}

static const struct bus_ops master_ops = {.read = master_read, .write = master_write};
static const struct bus_ops slave_ops = {.read = slave_read, .write = slave_write};
static const struct bus_ops elcr_ops = {.read = elcr_read, .write = elcr_write};

int pics_attach(struct pics *pics, struct bus *bus, struct err *err)
{
	static const struct {
		uint16_t port;
		const struct bus_ops *ops;
	} places[] = {{0x20, &master_ops}, {0xa0, &slave_ops}, {0x4d0, &elcr_ops}};

	/* Priorities as after ICW1. */
	*pics = (struct pics){.master.lowest = 7, .slave.lowest = 7, .asked = NO_LEVEL};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		if (bus_attach(bus, places[i].port, 2, places[i].ops, pics, err) < 0)
			return -1;
	}
	return 0;
}
