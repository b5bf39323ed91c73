/* Two interrupt controllers on a bus, and what ROMs do with them: for the suites pic and pic_commands. */
#ifndef UNIT_PIC_MACHINE_H
#define UNIT_PIC_MACHINE_H

#include "dev/pic.h"
#include "suites.h"

#define M0 0x20
#define M1 0x21
#define S0 0xa0
#define S1 0xa1

/* What ROMs write: 0x0A and 0x0B choose IRR and ISR, 0x0C polls, 0x20 is the non-specific EOI. */
#define READ_IRR  0x0a
#define READ_ISR  0x0b
#define POLL      0x0c
#define EOI       0x20
#define SMM_SET   0x68
#define SMM_RESET 0x48

struct machine {
	struct bus bus;
	struct pics pics;
};

static inline void out(struct machine *m, uint16_t port, uint8_t value)
{
	ck_assert(bus_write(&m->bus, port, 1, value));
}

static inline uint8_t in(struct machine *m, uint16_t port)
{
	uint32_t value;

	ck_assert(bus_read(&m->bus, port, 1, &value));
	return (uint8_t)value;
}

static inline void power_on(struct machine *m)
{
	struct err err;

	*m = (struct machine){0};
	ck_assert_int_eq(pics_attach(&m->pics, &m->bus, &err), 0);
}

/* As a PC's firmware does: vectors 08 and 70. */
static inline void init_with(struct machine *m, uint8_t icw1, uint8_t icw4_master, uint8_t icw4_slave)
{
	out(m, M0, icw1);
	out(m, M1, 0x08);
	out(m, M1, 0x04);
	out(m, M1, icw4_master);
	out(m, S0, icw1);
	out(m, S1, 0x70);
	out(m, S1, 0x02);
	out(m, S1, icw4_slave);
}

static inline void start(struct machine *m)
{
	power_on(m);
	init_with(m, 0x11, 0x01, 0x01);
}

static inline uint8_t irr(struct machine *m, uint16_t port)
{
	out(m, port, READ_IRR);
	return in(m, port);
}

static inline uint8_t isr(struct machine *m, uint16_t port)
{
	out(m, port, READ_ISR);
	return in(m, port);
}

static inline void raise_irq(struct machine *m, unsigned irq)
{
	pics_set_line(&m->pics, irq, true);
}

static inline void lower_irq(struct machine *m, unsigned irq)
{
	pics_set_line(&m->pics, irq, false);
}

static inline void pulse(struct machine *m, unsigned irq)
{
	lower_irq(m, irq);
	raise_irq(m, irq);
}

/* INT is high, and this is its vector. */
static inline void expect_vector(struct machine *m, uint8_t vector)
{
	ck_assert(pics_pending(&m->pics));
	ck_assert_uint_eq(pics_acknowledge(&m->pics), vector);
}

static inline void expect_quiet(struct machine *m)
{
	ck_assert(!pics_pending(&m->pics));
}

#endif
