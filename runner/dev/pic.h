/*
 * The two cascaded interrupt controllers of a PC: Intel 8259A (data sheet 231468-003), the slave's INT on the
 * master's IR2, and the edge/level registers of the 82371SB (PIIX3 data sheet, 3.1.7 ELCR). Master at 0x20
 * and 0x21, slave at 0xA0 and 0xA1, ELCR at 0x4D0 and 0x4D1.
 *
 * INT is a function of the present state: it falls when the last request is withdrawn or masked. A CPU that
 * has seen it and acknowledges all the same gets the spurious vector, IR7's, of the chip that had asked; no
 * ISR bit is set there, but a spurious IRQ15 does set the master's ISR bit 2, as the master knows of nothing
 * amiss.
 *
 * Where the data sheet leaves a choice:
 * - At power on all registers are 0, and a chip gives no INT before it got a whole sequence of ICWs. The same
 *   holds from each ICW1 to the end of its sequence. Registers can be read and written all the time.
 * - A vector is ICW2's upper five bits and the level in MCS-80 mode too. The buffered mode bits mean nothing.
 * - The cascade is the real one: the slave answers where the level is one that the master's ICW3 marks and
 * the slave's ICW3 names. Where no slave answers the vector is 0xFF. With SNGL the master answers by itself.
 * - A level is triggered by level where LTIM or its bit of ELCR is set.
 * - In special mask mode a level in service holds back others only while it is not masked.
 * - The poll command takes any next read, at either port; without a request that read gives 0.
 */
#ifndef DEV_PIC_H
#define DEV_PIC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "dev/bus.h"

/* One 8259A. A set of levels is a byte, bit n for IRn. */
struct pic {
	uint8_t lines;     /* the inputs as they are */
	uint8_t edges;     /* rose, and neither fell nor were acknowledged since */
	uint8_t elcr;      /* inputs that are triggered by level, whatever LTIM says */
	uint8_t imr, isr;  /* masked; in service */
	uint8_t icw2;      /* vector base as written */
	uint8_t icw3;      /* the master's slaves, or the slave's own number */
	uint8_t lowest;    /* the level of lowest priority; the one above it is the highest */
	uint8_t next_icw;  /* which ICW the next write to the odd port is: 2, 3 or 4; 0: it is OCW1 */
	bool initialised;  /* a whole sequence of ICWs since the start, and none begun since */
	bool single;       /* ICW1: SNGL */
	bool wants_icw4;   /* ICW1: IC4 */
	bool level;        /* ICW1: LTIM */
	bool auto_eoi;     /* ICW4: AEOI */
	bool special_nest; /* ICW4: SFNM */
	bool rotate;       /* rotate in automatic EOI mode */
	bool special_mask, read_isr, poll;
};

struct pics {
	struct pic master, slave;
	uint8_t asked; /* the master's level for which INT is or last was high; 8: none, or acknowledged */
};

/* Power-on state, all inputs low, and the six ports. */
int pics_attach(struct pics *pics, struct bus *bus, struct err *err);

/* One of the inputs, irq 0 to 15, as struct line has it; 2 is the cascade and ignored, as is any above 15. */
void pics_set_line(void *pics, unsigned irq, bool high);

/* The INT output to the CPU. */
bool pics_pending(const struct pics *pics);

/* The CPU's two INTA cycles: the vector. */
uint8_t pics_acknowledge(struct pics *pics);

/*
 * With an edge at `irq` as things are, would INT be high: the chips are initialised, neither it nor the
 * cascade is masked, and nothing in service holds it back. Only a write of the guest can change that, or an
 * interrupt that is acknowledged. False for 2 and above 15.
 */
bool pics_would_deliver(const struct pics *pics, unsigned irq);

#endif
