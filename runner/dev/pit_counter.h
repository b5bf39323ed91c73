/*
 * One counter of an 8254 (Intel 82C54 data sheet 231244), as a function of ticks: no clock and no port. A
 * tick is a falling edge of CLK, numbered from 0; what happens "at tick t" happens after that edge and before
 * the next, so a count written at t is loaded at t + 1. Nothing goes tick by tick: any distance costs the
 * same.
 *
 * Ticks never go back from one call to the next; the calls that only look do not count.
 *
 * Where the data sheet leaves a choice:
 * - At power on a counter is as after the control word 36h (mode 3, two bytes, binary), OUT high, which is
 * how a PC's firmware leaves counter 0. It does not count before a count was written.
 * - A gate that changes between two ticks counts for the second one.
 * - A count of 1 in modes 2 and 3 (illegal) leaves OUT high until another count is loaded.
 * - A two-byte count is one thing: no reload takes its first byte alone. Between the two, mode 0 stands
 * still.
 * - Digits above 9 in a BCD count have their value.
 * - Reading keeps its own first-or-second-byte state, which only a control word resets; a latch does not.
 */
#ifndef DEV_PIT_COUNTER_H
#define DEV_PIT_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

#define PIT_NEVER UINT64_MAX

enum pit_format { PIT_LSB = 1, PIT_MSB = 2, PIT_BOTH = 3 };

/* What a load into the counting element starts: a first or triggered cycle, the next one (modes 2 and 3), or
 * that one's low half (mode 3). */
enum pit_load { PIT_LOAD_FIRST, PIT_LOAD_NEXT, PIT_LOAD_LOW };

struct pit_counter {
	uint8_t control; /* bits 5 to 0 as written: format, mode, BCD */
	uint8_t mode;    /* 0 to 5 */
	bool gate;

	/* The count register. */
	uint16_t count;  /* as written, all bytes of it; 0 is the largest count */
	bool armed;      /* there is one, since the control word */
	bool null_count; /* as in the status: it is not in the counting element yet */
	uint8_t first;   /* the first of two bytes */
	bool second;     /* and the second is to come */

	/* The counting element. `from` and `zero_at` count only where `loaded`. */
	bool loaded;
	bool running;
	uint32_t n;       /* the count that this cycle started with, 1 to 65536 */
	uint64_t from;    /* at this tick ... */
	uint64_t elapsed; /* ... this many ticks of the count were over; more by now, if running */
	uint64_t zero_at; /* modes 0, 1, 4, 5: the tick at which it gets, or got, to 0; PIT_NEVER while
			     stopped */
	uint16_t still;   /* what it shows while not loaded */
	uint64_t load_at; /* the count register goes to the counting element; PIT_NEVER */
	enum pit_load load;

	/* What is read. */
	bool read_second;      /* the next byte read is the upper one */
	uint8_t latched_bytes; /* of `latch`, to be read yet */
	uint16_t latch;
	bool status_latched;
	uint8_t status;
};

/* Power-on state. */
void pit_counter_init(struct pit_counter *counter, bool gate);

/* A control word for this counter: bits 5 to 0, with a format in bits 5 and 4 (a latch command is none). */
void pit_counter_control(struct pit_counter *counter, uint64_t tick, uint8_t control);

/* The counter's port. */
void pit_counter_write(struct pit_counter *counter, uint64_t tick, uint8_t value);
uint8_t pit_counter_read(struct pit_counter *counter, uint64_t tick);

/* Latch what the next reads give; nothing where the same is latched already. */
void pit_counter_latch_count(struct pit_counter *counter, uint64_t tick);
void pit_counter_latch_status(struct pit_counter *counter, uint64_t tick);

void pit_counter_gate(struct pit_counter *counter, uint64_t tick, bool high);

/* OUT, and what the counting element shows (BCD in BCD), at `tick`. */
bool pit_counter_out(const struct pit_counter *counter, uint64_t tick);
uint16_t pit_counter_count(const struct pit_counter *counter, uint64_t tick);

/* The first tick after `tick` at which OUT changes by counting alone; PIT_NEVER. */
uint64_t pit_counter_next_edge(const struct pit_counter *counter, uint64_t tick);

/*
 * Of the edges that are whole cycles behind `edge`, the next edge: the last one with a whole cycle between it
 * and `until`. `edge` itself where there is none, or where not all cycles until then are the same.
 */
uint64_t pit_counter_last_like(const struct pit_counter *counter, uint64_t edge, uint64_t until);

#endif
