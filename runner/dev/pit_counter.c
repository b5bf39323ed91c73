#include "dev/pit_counter.h"

#define CONTROL_BCD     0x01
#define CONTROL_BITS    0x3f
#define STATUS_NULL     0x40
#define STATUS_OUT      0x80
#define CONTROL_INITIAL 0x36

static enum pit_format format(const struct pit_counter *c)
{
	return c->control >> 4 & 3;
}

static bool is_bcd(const struct pit_counter *c)
{
	return c->control & CONTROL_BCD;
}

/* Modes 2 and 3 start again by themselves, and a gate that goes low sets OUT. */
static bool is_periodic(const struct pit_counter *c)
{
	return c->mode == 2 || c->mode == 3;
}

/* Modes 1 and 5 are started by the gate and not stopped by it. */
static bool is_triggered(const struct pit_counter *c)
{
	return c->mode == 1 || c->mode == 5;
}

/* ---- the counting element */

static uint32_t count_value(const struct pit_counter *c)
{
	uint32_t value = c->count;

	if (is_bcd(c))
		value = (value >> 12) * 1000 + (value >> 8 & 15) * 100 + (value >> 4 & 15) * 10 +
			(value & 15);
	if (c->count)
		return value;
	return is_bcd(c) ? 10000 : 65536;
}

static uint16_t shown(const struct pit_counter *c, uint64_t value)
{
	uint32_t v;

	if (!is_bcd(c))
		return (uint16_t)value;
	v = (uint32_t)(value % 10000);
	return (uint16_t)(v / 1000 << 12 | v / 100 % 10 << 8 | v / 10 % 10 << 4 | v % 10);
}

/* Ticks of the count that are over. */
static uint64_t elapsed_at(const struct pit_counter *c, uint64_t tick)
{
	return c->running ? c->elapsed + (tick - c->from) : c->elapsed;
}

/* Mode 3: OUT is high for one tick more than low where the count is odd. */
static uint32_t high_ticks(const struct pit_counter *c)
{
	return (c->n + 1) / 2;
}

static void load(struct pit_counter *c, uint64_t tick)
{
	c->n = count_value(c);
	c->loaded = true;
	c->null_count = false;
	c->running = is_triggered(c) || c->gate;
	c->from = tick;
	c->elapsed = c->load == PIT_LOAD_LOW ? high_ticks(c) : 0;
	c->zero_at = c->running ? tick + c->n : PIT_NEVER;
	c->load_at = PIT_NEVER;
}

static void load_next_tick(struct pit_counter *c, uint64_t tick)
{
	c->load_at = tick + 1;
	c->load = PIT_LOAD_FIRST;
}

/* Bring the state to `tick`: the one thing that can have happened since is the load. */
static void settle(struct pit_counter *c, uint64_t tick)
{
	if (c->load_at <= tick)
		load(c, c->load_at);
}

static void stop(struct pit_counter *c, uint64_t tick)
{
	if (!c->loaded || !c->running)
		return;
	c->elapsed = elapsed_at(c, tick);
	c->from = tick;
	c->running = false;
	if (c->elapsed < c->n)
		c->zero_at = PIT_NEVER;
}

static void go_on(struct pit_counter *c, uint64_t tick)
{
	if (!c->loaded || c->running)
		return;
	c->from = tick;
	c->running = true;
	if (c->elapsed < c->n)
		c->zero_at = tick + c->n - c->elapsed;
}

/* A count for modes 2 and 3 while they run waits for the end of the cycle, in mode 3 of the half. */
static void load_next_cycle(struct pit_counter *c, uint64_t tick)
{
	uint64_t at = elapsed_at(c, tick) % c->n;

	c->load = PIT_LOAD_NEXT;
	if (c->mode == 3 && at < high_ticks(c)) {
		c->load_at = tick + high_ticks(c) - at;
		/* A whole count of 1 is the high half. */
		if (c->n > 1)
			c->load = PIT_LOAD_LOW;
	} else {
		c->load_at = tick + c->n - at;
	}
}

static bool out_now(const struct pit_counter *c, uint64_t tick)
{
	if (!c->loaded)
		return c->mode != 0;
	switch (c->mode) {
	case 0: return tick >= c->zero_at;
	case 1: return tick >= c->zero_at;
	case 2: return !c->running || c->n == 1 || elapsed_at(c, tick) % c->n != c->n - 1;
	case 3: return !c->running || elapsed_at(c, tick) % c->n < high_ticks(c);
	default: return tick != c->zero_at;
	}
}

bool pit_counter_out(const struct pit_counter *counter, uint64_t tick)
{
	struct pit_counter now = *counter;

	settle(&now, tick);
	return out_now(&now, tick);
}

/* Mode 3 goes down by two, from the even part of the count, in each half. */
static uint32_t square_count(const struct pit_counter *c, uint64_t elapsed)
{
	uint32_t at = (uint32_t)(elapsed % c->n);

	if (at >= high_ticks(c))
		at -= high_ticks(c);
	return (c->n & ~1u) - 2 * at;
}

/* Past 0 the others wrap to FFFF or 9999. */
static uint64_t wrapped_count(const struct pit_counter *c, uint64_t elapsed)
{
	uint32_t all = is_bcd(c) ? 10000 : 65536;

	return elapsed <= c->n ? c->n - elapsed : all - (elapsed - c->n) % all;
}

uint16_t pit_counter_count(const struct pit_counter *counter, uint64_t tick)
{
	struct pit_counter now = *counter;
	uint64_t elapsed;

	settle(&now, tick);
	if (!now.loaded)
		return now.still;
	elapsed = elapsed_at(&now, tick);
	switch (now.mode) {
	case 2: return shown(&now, now.n - elapsed % now.n);
	case 3: return shown(&now, square_count(&now, elapsed));
	default: return shown(&now, wrapped_count(&now, elapsed));
	}
}

/* The next change of OUT, no load regarded. */
static uint64_t next_edge_of_cycle(const struct pit_counter *c, uint64_t tick)
{
	uint64_t at;

	if (!c->loaded || (is_periodic(c) && (!c->running || c->n == 1)))
		return PIT_NEVER;
	at = elapsed_at(c, tick) % c->n;
	switch (c->mode) {
	case 2: return at == c->n - 1 ? tick + 1 : tick + c->n - 1 - at;
	case 3: return at < high_ticks(c) ? tick + high_ticks(c) - at : tick + c->n - at;
	case 4:
	case 5:
		if (tick == c->zero_at)
			return tick + 1;
		break;
	default: break;
	}
	return tick < c->zero_at ? c->zero_at : PIT_NEVER;
}

uint64_t pit_counter_next_edge(const struct pit_counter *counter, uint64_t tick)
{
	struct pit_counter now = *counter;
	uint64_t edge, load_at;
	bool before;

	settle(&now, tick);
	edge = next_edge_of_cycle(&now, tick);
	load_at = now.load_at;
	if (load_at == PIT_NEVER || edge < load_at)
		return edge;
	before = out_now(&now, load_at - 1);
	settle(&now, load_at);
	if (out_now(&now, load_at) != before)
		return load_at;
	return next_edge_of_cycle(&now, load_at);
}

uint64_t pit_counter_last_like(const struct pit_counter *counter, uint64_t edge, uint64_t until)
{
	struct pit_counter then = *counter;

	settle(&then, edge);
	if (!then.loaded || !then.running || !is_periodic(&then) || then.load_at != PIT_NEVER ||
	    until < edge + then.n)
		return edge;
	return edge + ((until - edge) / then.n - 1) * then.n;
}

/* ---- control words, counts and the gate */

void pit_counter_init(struct pit_counter *counter, bool gate)
{
	*counter = (struct pit_counter){.gate = gate, .load_at = PIT_NEVER};
	pit_counter_control(counter, 0, CONTROL_INITIAL);
}

/* All is reset, and OUT, at once (data sheet, "Operation Common to All Modes"). */
void pit_counter_control(struct pit_counter *counter, uint64_t tick, uint8_t control)
{
	uint8_t mode = control >> 1 & 7;

	*counter = (struct pit_counter){
		.control = control & CONTROL_BITS,
		.mode = mode > 5 ? mode - 4 : mode,
		.gate = counter->gate,
		.null_count = true,
		.zero_at = PIT_NEVER,
		.still = pit_counter_count(counter, tick),
		.load_at = PIT_NEVER,
	};
}

/* OUT goes low at once; nothing counts until the load. */
static void stop_mode_0(struct pit_counter *c, uint64_t tick)
{
	stop(c, tick);
	c->zero_at = PIT_NEVER;
	c->load_at = PIT_NEVER;
}

/* A whole count is in the count register. */
static void start_count(struct pit_counter *c, uint64_t tick)
{
	c->armed = true;
	c->null_count = true;
	if (c->mode == 0)
		stop_mode_0(c, tick);
	/* One that waits for a trigger, or whose trigger waits for the next tick, has its load to come. */
	if (is_triggered(c))
		return;
	if (!is_periodic(c) || !c->loaded)
		load_next_tick(c, tick);
	else if (c->running)
		load_next_cycle(c, tick);
}

/* The first byte of two stops mode 0 and sets OUT low at once; it does nothing in the others. */
static void write_first(struct pit_counter *c, uint64_t tick, uint8_t value)
{
	c->first = value;
	c->second = true;
	if (c->mode == 0)
		stop_mode_0(c, tick);
}

void pit_counter_write(struct pit_counter *counter, uint64_t tick, uint8_t value)
{
	settle(counter, tick);
	if (format(counter) == PIT_BOTH && !counter->second) {
		write_first(counter, tick, value);
		return;
	}
	switch (format(counter)) {
	case PIT_LSB: counter->count = value; break;
	case PIT_MSB: counter->count = (uint16_t)(value << 8); break;
	default: counter->count = (uint16_t)(value << 8 | counter->first); break;
	}
	counter->second = false;
	start_count(counter, tick);
}

/* Data sheet, "Gate", figure 21: what each mode makes of a gate that falls, and of one that rises. */
static void gate_fell(struct pit_counter *c, uint64_t tick)
{
	if (is_triggered(c))
		return;
	stop(c, tick);
	/* The end of the cycle at which a new count was to be loaded will not come. */
	if (c->load != PIT_LOAD_FIRST)
		c->load_at = PIT_NEVER;
}

static void gate_rose(struct pit_counter *c, uint64_t tick)
{
	if (c->mode == 0 || c->mode == 4) {
		/* Between the two bytes of a count mode 0 stands still. */
		if (!(c->mode == 0 && c->second))
			go_on(c, tick);
	} else if (c->armed) {
		load_next_tick(c, tick);
	}
}

void pit_counter_gate(struct pit_counter *counter, uint64_t tick, bool high)
{
	settle(counter, tick);
	if (high == counter->gate)
		return;
	counter->gate = high;
	if (high)
		gate_rose(counter, tick);
	else
		gate_fell(counter, tick);
}

/* ---- reads */

void pit_counter_latch_count(struct pit_counter *counter, uint64_t tick)
{
	if (counter->latched_bytes)
		return;
	counter->latch = pit_counter_count(counter, tick);
	counter->latched_bytes = format(counter) == PIT_BOTH ? 2 : 1;
}

void pit_counter_latch_status(struct pit_counter *counter, uint64_t tick)
{
	settle(counter, tick);
	if (counter->status_latched)
		return;
	counter->status_latched = true;
	counter->status = (uint8_t)(counter->control | (counter->null_count ? STATUS_NULL : 0) |
				    (out_now(counter, tick) ? STATUS_OUT : 0));
}

uint8_t pit_counter_read(struct pit_counter *counter, uint64_t tick)
{
	bool upper = format(counter) == PIT_MSB || (format(counter) == PIT_BOTH && counter->read_second);
	uint16_t value;

	/* A latched status comes first, whichever was latched first. */
	if (counter->status_latched) {
		counter->status_latched = false;
		return counter->status;
	}
	value = counter->latched_bytes ? counter->latch : pit_counter_count(counter, tick);
	if (counter->latched_bytes)
		counter->latched_bytes--;
	if (format(counter) == PIT_BOTH)
		counter->read_second = !counter->read_second;
	return (uint8_t)(upper ? value >> 8 : value);
}
