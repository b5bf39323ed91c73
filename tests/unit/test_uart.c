#include <string.h>

#include "dev/uart.h"
#include "suites.h"

/*
 * COM1 as the PC16550D data sheet (National Semiconductor, June 1995) has it, in scripts of port accesses:
 * numbers are its sections and tables. Times are those of uart.h.
 */

enum { RBR, IER, IIR, LCR, MCR, LSR, MSR, SCR, THR = RBR, DLL = RBR, DLM = IER, FCR = IIR };
enum { LOOP = 0x10, OUT2 = 0x08, DLAB = 0x80, BREAK = 0x40, N81 = 0x03 };

enum op { END, WRITE, READ, PASS, LINE, RISES, SENT };

struct step {
	enum op op;
	uint16_t offset;
	unsigned value;
};

/* clang-format off */
#define W(reg, v) {WRITE, reg, v} /* a write */
#define R(reg, v) {READ, reg, v}  /* a read gives this */
#define PASS_US(us) {PASS, 0, us} /* time goes by */
#define LOW {LINE, 0, 0}          /* the interrupt line is low, or */
#define HIGH {LINE, 0, 1}         /* high */
#define ROSE(n) {RISES, 0, n}     /* how often it rose since the last ROSE */
#define GONE(n) {SENT, 0, n}      /* how many bytes of the input have been sent */
/* clang-format on */

#define STEPS_MAX 48

struct script {
	const char *name;
	struct step steps[STEPS_MAX];
};

#define INPUT "abcdefghijklmnopqrstuvwxyz"

static const struct script registers[] = {
	/* A modem that is there and ready: DCD, DSR and CTS. */
	{"table 1: reset",
	 {R(IER, 0), R(IIR, 0x01), R(LCR, 0), R(MCR, 0), R(LSR, 0x60), R(MSR, 0xb0), R(SCR, 0), LOW}},
	{"table 2: bits that are always 0",
	 {W(IER, 0xff), R(IER, 0x0f), W(MCR, 0xff), R(MCR, 0x1f), W(MCR, 0), W(SCR, 0xa5), R(SCR, 0xa5),
	  W(LCR, 0x7f), R(LCR, 0x7f), W(LSR, 0), R(LSR, 0x60)}},
	{"LSR and MSR take no writes",
	 {W(LSR, 0xff), W(MSR, 0xff), R(LSR, 0x60), R(MSR, 0xb0), R(IIR, 0x01)}},
	{"8.3: a divisor of 0 stops nothing",
	 {W(LCR, DLAB), W(DLL, 0), W(DLM, 0), R(DLL, 0), R(DLM, 0), W(LCR, N81), W(MCR, LOOP), W(THR, 0x55),
	  R(LSR, 0x61), R(RBR, 0x55)}},
	{"8.1: DLAB hides RBR and IER only",
	 {W(LCR, N81), W(MCR, LOOP), W(THR, 0x5a), W(LCR, DLAB), R(RBR, 0), R(LSR, 0x61), W(SCR, 7),
	  R(SCR, 7), R(IIR, 1), W(LCR, N81), R(RBR, 0x5a)}},
	/* 8.5, 8.6: bits 6 and 7 of IIR follow bit 0 of FCR, without which the others do not count. */
	{"8.5: enabling FIFOs",
	 {W(FCR, 0xc0), R(IIR, 0x01), W(FCR, 0x01), R(IIR, 0xc1), W(FCR, 0xcf), R(IIR, 0xc1), W(FCR, 0x00),
	  R(IIR, 0x01)}},
	{"8.5: what empties the FIFO",
	 {W(LCR, N81),  W(MCR, LOOP), W(THR, 1),    W(FCR, 0x01), R(LSR, 0x60), W(THR, 1),
	  W(THR, 2),    W(FCR, 0x03), R(LSR, 0x60), W(THR, 3),    W(FCR, 0x01), R(RBR, 3),
	  W(THR, 4),    W(FCR, 0),    R(LSR, 0x60), W(THR, 5),    W(FCR, 0x02), R(RBR, 5),
	  W(FCR, 0x01), W(THR, 6),    W(FCR, 0x05), R(LSR, 0x61), R(RBR, 6)}},
	{"8.8: loopback of data",
	 {W(LCR, N81), W(MCR, LOOP), R(LSR, 0x60), W(THR, 0xa5), R(LSR, 0x61), R(RBR, 0xa5), R(LSR, 0x60)}},
	{"8.1: word length in loopback",
	 {W(MCR, LOOP), W(LCR, 0), W(THR, 0xff), R(RBR, 0x1f), W(LCR, 1), W(THR, 0xff), R(RBR, 0x3f),
	  W(LCR, 2), W(THR, 0xff), R(RBR, 0x7f), W(LCR, 3), W(THR, 0xff), R(RBR, 0xff)}},
	{"8.1: parity and stop bits make no error in loopback",
	 {W(MCR, LOOP), W(LCR, 0x0f), W(THR, 0x31), R(LSR, 0x61), R(RBR, 0x31), W(LCR, 0x1b), W(THR, 0x31),
	  R(LSR, 0x61), R(RBR, 0x31), W(LCR, 0x2b), W(THR, 0x31), R(LSR, 0x61), R(RBR, 0x31)}},
	/* DTR, RTS, OUT1 and OUT2 are DSR, CTS, RI and DCD; RI counts where it goes off. */
	{"8.8, 8.9: modem lines in loopback, and what changed",
	 {W(MCR, LOOP),     R(MSR, 0x0b), R(MSR, 0x00),     W(MCR, LOOP | 1), R(MSR, 0x22),
	  W(MCR, LOOP | 2), R(MSR, 0x13), W(MCR, LOOP | 8), R(MSR, 0x89),     W(MCR, LOOP | 4),
	  R(MSR, 0x48),     W(MCR, LOOP), R(MSR, 0x04),     W(MCR, LOOP | 1), W(MCR, LOOP),
	  R(MSR, 0x02),     W(MCR, 0x1f), R(MSR, 0xfb),     W(MCR, 0),        R(MSR, 0xb4)}},
	{"8.4: overrun without FIFOs destroys the character",
	 {W(LCR, N81), W(MCR, LOOP), W(THR, 1), W(THR, 2), R(LSR, 0x63), R(LSR, 0x61), R(RBR, 2),
	  R(LSR, 0x60)}},
};

static const struct script breaks[] = {
	{"a character of zeros without a stop bit",
	 {W(LCR, N81), W(MCR, LOOP), W(LCR, N81 | BREAK), R(LSR, 0x79), R(LSR, 0x61), R(RBR, 0),
	  R(LSR, 0x60)}},
	{"only one, however long it lasts",
	 {W(LCR, N81), W(FCR, 0x01), W(MCR, LOOP), W(LCR, N81 | BREAK), PASS_US(1000), W(LCR, N81 | BREAK),
	  R(LSR, 0xf9), R(RBR, 0), R(LSR, 0x60)}},
	{"what is sent meanwhile is lost",
	 {W(LCR, N81), W(FCR, 0x01), W(MCR, LOOP), W(LCR, N81 | BREAK), W(THR, 'x'), W(LCR, N81), W(THR, 'y'),
	  R(RBR, 0), R(RBR, 'y'), R(LSR, 0xf8), R(LSR, 0x60)}},
	{"with a parity bit that should be 1",
	 {W(MCR, LOOP), W(LCR, 0x0b | BREAK), R(LSR, 0x7d), R(RBR, 0), W(LCR, 0x1b), W(LCR, 0x1b | BREAK),
	  R(LSR, 0x79), R(RBR, 0)}},
	{"no loopback, no break received", {W(LCR, N81 | BREAK), R(LSR, 0x60), W(LCR, N81), R(LSR, 0x60)}},
	{"turning loopback on while one is sent",
	 {W(LCR, N81 | BREAK), W(MCR, LOOP), R(LSR, 0x79), W(MCR, LOOP | 1), R(LSR, 0x61)}},
	/* 8.4, bit 7: set as long as an error is in the FIFO; the error shows when its character is on top.
	 */
	{"in the FIFO",
	 {W(LCR, N81), W(FCR, 0x01), W(MCR, LOOP), W(THR, 'a'), W(LCR, N81 | BREAK), W(LCR, N81),
	  R(LSR, 0xe1), R(LSR, 0xe1), R(RBR, 'a'), R(LSR, 0xf9), R(LSR, 0x61), R(RBR, 0), R(LSR, 0x60)}},
	{"two in the FIFO",
	 {W(LCR, N81), W(FCR, 0x01), W(MCR, LOOP), W(LCR, N81 | BREAK), W(LCR, N81), W(LCR, N81 | BREAK),
	  R(LSR, 0xf9), R(LSR, 0xe1), R(RBR, 0), R(LSR, 0xf9), R(LSR, 0x61)}},
	{"thrown away with the FIFO",
	 {W(LCR, N81), W(FCR, 0x01), W(MCR, LOOP), W(THR, 'a'), W(LCR, N81 | BREAK), W(FCR, 0x03),
	  R(LSR, 0x60)}},
	{"thrown away while it is on top; an overrun stays",
	 {W(LCR, N81), W(MCR, LOOP), W(LCR, N81 | BREAK), W(LCR, N81), W(THR, 'x'), W(FCR, 0x01),
	  R(LSR, 0x62), R(LSR, 0x60)}},
	{"as an interrupt",
	 {W(LCR, N81), W(MCR, LOOP | OUT2), W(IER, 0x05), LOW, W(LCR, N81 | BREAK), HIGH, R(IIR, 0x06),
	  R(LSR, 0x79), R(IIR, 0x04), HIGH, R(RBR, 0), LOW, R(IIR, 0x01), ROSE(1)}},
};

static const struct script interrupts[] = {
	{"table 4: the modem's lasts until MSR is read",
	 {W(MCR, LOOP), R(IIR, 0x01), W(IER, 0x08), R(IIR, 0x00), R(IIR, 0x00), R(MSR, 0x0b), R(IIR, 0x01)}},
	{"table 4: the transmitter's comes with its enabling and goes with IIR",
	 {W(IER, 0x02), R(IIR, 0x02), R(IIR, 0x01), W(IER, 0x02), R(IIR, 0x01), W(THR, 'x'), R(IIR, 0x02),
	  R(IIR, 0x01), W(IER, 0x00), W(IER, 0x02), R(IIR, 0x02)}},
	/* Line status, received data, transmitter, modem; a read takes only what it shows. */
	{"table 4: priorities",
	 {W(LCR, N81), W(MCR, LOOP), W(THR, 1), W(THR, 2), W(IER, 0x0f), R(IIR, 0x06), R(IIR, 0x06),
	  R(LSR, 0x63), R(IIR, 0x04), R(IIR, 0x04), R(RBR, 2), R(IIR, 0x02), R(IIR, 0x00), R(MSR, 0x0b),
	  R(IIR, 0x01)}},
	{"8.11: changing FIFO mode raises the transmitter's",
	 {W(IER, 0x02), R(IIR, 0x02), W(FCR, 0x01), R(IIR, 0xc2), R(IIR, 0xc1), W(FCR, 0x05), R(IIR, 0xc1)}},
	{"OUT2 is the gate",
	 {W(IER, 0x02), LOW, R(IIR, 0x02), W(THR, 'x'), LOW, W(MCR, OUT2), HIGH, W(MCR, 0), LOW, W(MCR, OUT2),
	  HIGH, ROSE(2)}},
	{"OUT2 in loopback too",
	 {W(MCR, LOOP), W(IER, 0x08), LOW, W(MCR, LOOP | OUT2), HIGH, R(MSR, 0x8b), LOW}},
	{"each byte sent is an edge",
	 {W(MCR, OUT2), W(IER, 0x02), ROSE(1), W(THR, 'a'), HIGH, ROSE(1), W(THR, 'b'), ROSE(1), R(IIR, 0x02),
	  LOW, W(THR, 'c'), HIGH, ROSE(1), R(IIR, 0x02), R(IIR, 0x01), LOW}},
	{"a cause beside another keeps the line high", {W(LCR, N81),  W(MCR, LOOP | OUT2),
							R(MSR, 0x83), W(IER, 0x0b),
							ROSE(1),      R(IIR, 0x02),
							LOW,          W(MCR, LOOP | OUT2 | 1),
							HIGH,         ROSE(1),
							W(THR, 'x'),  HIGH,
							ROSE(0),      R(IIR, 0x04),
							R(RBR, 'x'),  HIGH,
							R(IIR, 0x02), HIGH,
							R(IIR, 0x00), R(MSR, 0xa2),
							LOW,          ROSE(0)}},
	{"disabling takes it off the line",
	 {W(LCR, N81), W(MCR, LOOP | OUT2), W(IER, 0x01), W(THR, 'x'), HIGH, W(IER, 0x00), LOW, R(IIR, 0x01),
	  W(IER, 0x01), HIGH, R(IIR, 0x04), R(RBR, 'x'), LOW, ROSE(2)}},
	{"8.11: trigger level 4", {W(LCR, N81),  W(FCR, 0x41), W(MCR, LOOP | OUT2),
				   W(IER, 0x01), W(THR, 1),    W(THR, 2),
				   W(THR, 3),    LOW,          R(IIR, 0xc1),
				   R(LSR, 0x61), W(THR, 4),    HIGH,
				   R(IIR, 0xc4), R(RBR, 1),    LOW,
				   R(IIR, 0xc1), W(THR, 5),    HIGH,
				   W(THR, 6),    R(RBR, 2),    HIGH,
				   R(RBR, 3),    LOW,          ROSE(2)}},
	{"8.11: a trigger level that is lowered below what waits",
	 {W(LCR, N81), W(FCR, 0x41), W(MCR, LOOP | OUT2), W(IER, 0x01), W(THR, 1), LOW, W(FCR, 0x01), HIGH,
	  R(IIR, 0xc4)}},
	{"8.11: character timeout", {W(LCR, N81),  W(FCR, 0xc1), W(MCR, LOOP | OUT2),
				     W(IER, 0x01), W(THR, 1),    PASS_US(30),
				     W(THR, 2),    PASS_US(39),  LOW,
				     R(IIR, 0xc1), PASS_US(1),   HIGH,
				     R(IIR, 0xcc), R(IIR, 0xcc), R(LSR, 0x61),
				     HIGH,         R(RBR, 1),    LOW,
				     PASS_US(39),  LOW,          PASS_US(1),
				     HIGH,         R(IIR, 0xcc), R(RBR, 2),
				     LOW,          PASS_US(99),  LOW,
				     ROSE(2)}},
	{"8.11: a character that comes later leaves the timeout",
	 {W(LCR, N81), W(FCR, 0xc1), W(MCR, LOOP), W(IER, 0x01), W(THR, 1), PASS_US(40), W(THR, 2),
	  R(IIR, 0xcc), R(RBR, 1), R(IIR, 0xc1)}},
	{"no timeout without FIFOs",
	 {W(LCR, N81), W(MCR, LOOP), W(THR, 1), W(IER, 0x01), PASS_US(100), R(IIR, 0x04)}},
	{"the FIFO's reset takes the timeout",
	 {W(LCR, N81), W(FCR, 0xc1), W(MCR, LOOP | OUT2), W(IER, 0x01), W(THR, 1), PASS_US(40), HIGH,
	  W(FCR, 0xc3), LOW, R(IIR, 0xc1), PASS_US(100), LOW}},
	{"the timeout and the trigger share an enable bit, below line status",
	 {W(LCR, N81), W(FCR, 0xc1), W(MCR, LOOP), W(LCR, N81 | BREAK), PASS_US(40), R(IIR, 0xc1),
	  W(IER, 0x05), R(IIR, 0xc6), R(LSR, 0xf9), R(IIR, 0xcc), R(RBR, 0), R(IIR, 0xc1)}},
};

/* The other end sends INPUT. */
static const struct script input[] = {
	{"nothing before the guest uses the UART",
	 {PASS_US(1000), GONE(0), R(LSR, 0x60), PASS_US(20), GONE(1)}},
	{"without FIFOs: one, and the next a character after it was read",
	 {R(LSR, 0x60), PASS_US(19), R(LSR, 0x60), PASS_US(1), R(LSR, 0x61), PASS_US(500), R(LSR, 0x61),
	  GONE(1), R(RBR, 'a'), R(LSR, 0x60), PASS_US(9), R(LSR, 0x60), PASS_US(1), R(LSR, 0x61), R(RBR, 'b'),
	  GONE(2)}},
	{"with FIFOs: sixteen, and no overrun",
	 {W(FCR, 0x01), PASS_US(20), GONE(1),     PASS_US(9), GONE(1),       PASS_US(1),  GONE(2),
	  PASS_US(130), GONE(15),    PASS_US(10), GONE(16),   PASS_US(5000), GONE(16),    R(LSR, 0x61),
	  R(RBR, 'a'),  PASS_US(9),  GONE(16),    PASS_US(1), GONE(17),      R(RBR, 'b'), R(RBR, 'c'),
	  PASS_US(15),  GONE(18),    PASS_US(5),  GONE(19),   R(LSR, 0x61)}},
	{"each write that sets the UART up holds it back",
	 {W(IER, 0),    PASS_US(19), W(LCR, DLAB), PASS_US(19), W(DLL, 1),   PASS_US(19), W(DLM, 0),
	  PASS_US(19),  W(LCR, N81), PASS_US(19),  W(FCR, 7),   PASS_US(19), W(MCR, 3),   PASS_US(19),
	  R(LSR, 0x60), GONE(0),     PASS_US(1),   GONE(1),     R(RBR, 'a'), PASS_US(10), R(RBR, 'b')}},
	{"nothing with DLAB set",
	 {W(LCR, DLAB | N81), PASS_US(500), GONE(0), W(LCR, N81), PASS_US(19), GONE(0), PASS_US(1), GONE(1)}},
	{"nothing in loopback",
	 {W(LCR, N81), W(MCR, LOOP), PASS_US(500), GONE(0), W(THR, 'x'), R(RBR, 'x'), W(MCR, 0), PASS_US(19),
	  GONE(0), PASS_US(1), R(RBR, 'a')}},
	{"what nobody saw is not lost with the FIFO",
	 {R(SCR, 0), PASS_US(20), GONE(1), W(FCR, 0x07), GONE(0), R(LSR, 0x60), PASS_US(40), GONE(3),
	  W(FCR, 0x07), GONE(0), PASS_US(20), R(RBR, 'a'), PASS_US(10), R(RBR, 'b')}},
	{"what somebody saw is lost with it",
	 {W(FCR, 0x01), PASS_US(30), R(LSR, 0x61), PASS_US(10), GONE(3), W(FCR, 0x03), GONE(2), R(LSR, 0x60),
	  PASS_US(20), R(RBR, 'c')}},
	{"IIR shows it, too",
	 {W(FCR, 0x01), W(IER, 0x01), PASS_US(30), R(IIR, 0xc4), W(FCR, 0x03), GONE(2), PASS_US(20),
	  R(RBR, 'c')}},
	{"IIR shows it only where received data is its cause",
	 {W(FCR, 0x01), W(IER, 0x02), PASS_US(30), R(IIR, 0xc2), W(FCR, 0x03), GONE(0), PASS_US(20),
	  R(RBR, 'a')}},
	{"loopback does not destroy what nobody saw",
	 {W(LCR, N81), PASS_US(20), GONE(1), W(MCR, LOOP), W(THR, 'x'), R(RBR, 'x'), W(MCR, 0), PASS_US(20),
	  R(RBR, 'a')}},
	{"an interrupt for each, without FIFOs",
	 {W(MCR, OUT2), W(IER, 0x01), PASS_US(20), HIGH, R(IIR, 0x04), PASS_US(100), HIGH, R(RBR, 'a'), LOW,
	  PASS_US(10), HIGH, R(RBR, 'b'), LOW, ROSE(2)}},
	{"triggers of 8, then the timeout",
	 {W(FCR, 0x81), W(MCR, OUT2), W(IER, 0x01), PASS_US(89), LOW, PASS_US(1), HIGH, R(IIR, 0xc4),
	  R(RBR, 'a'), LOW, PASS_US(10), HIGH, ROSE(2), W(LCR, DLAB | N81), PASS_US(39), R(IIR, 0xc4),
	  PASS_US(1), R(IIR, 0xcc)}},
	{"trigger of 14",
	 {W(FCR, 0xc1), W(MCR, OUT2), W(IER, 0x01), PASS_US(149), LOW, PASS_US(1), HIGH, R(IIR, 0xc4)}},
	{"an empty receiver gives what it gave last",
	 {R(RBR, 0), PASS_US(20), R(RBR, 'a'), R(RBR, 'a'), R(LSR, 0x60), PASS_US(10), R(RBR, 'b')}},
};

/* ---- how scripts run */

struct rig {
	struct bus bus;
	struct sink_budget budget;
	struct sink serial;
	struct vtime time;
	struct uart uart;
	bool is_high;
	unsigned rises;
};

static struct rig rig;

static void irq_set(void *owner, unsigned number, bool high)
{
	struct rig *r = owner;

	ck_assert_uint_eq(number, 4);
	ck_assert_msg(high != r->is_high, "the line is set to what it is");
	r->is_high = high;
	r->rises += high;
}

/* What the other end types in the test that runs. */
static struct input typed;

static void type(const char *text)
{
	struct err err;

	ck_assert_int_eq(input_send(&typed, text, strlen(text), 0, &err), 0);
}

static void await(const char *text)
{
	struct err err;

	ck_assert_int_eq(input_await(&typed, INPUT_PROMPT, text, strlen(text), 7, &err), 0);
}

static void rig_start(void)
{
	const struct uart_config config = {
		.out = &rig.serial,
		.typist = {.input = &typed, .streams = {&rig.serial}},
		.time = &rig.time,
		.irq = {.set = irq_set, .owner = &rig, .number = 4},
	};
	struct err err;

	buf_fini(&rig.serial.bytes);
	rig = (struct rig){.budget = {.left_bytes = 1000}, .time = {.now_ns = 123456789}};
	rig.serial.budget = &rig.budget;
	ck_assert_int_eq(uart_attach(&rig.uart, &rig.bus, 0x3f8, &config, &err), 0);
}

static void rig_setup(void)
{
	rig_start();
}

static void rig_teardown(void)
{
	buf_fini(&rig.serial.bytes);
	input_fini(&typed);
}

static unsigned rd(uint16_t offset)
{
	uint32_t value;

	ck_assert(bus_read(&rig.bus, (uint16_t)(0x3f8 + offset), 1, &value));
	return value;
}

static void wr(uint16_t offset, unsigned value)
{
	ck_assert(bus_write(&rig.bus, (uint16_t)(0x3f8 + offset), 1, value));
}

static void pass_us(unsigned us)
{
	vtime_advance(&rig.time, rig.time.now_ns + us * 1000ull);
}

static unsigned take_rises(void)
{
	unsigned rises = rig.rises;

	rig.rises = 0;
	return rises;
}

/* What a step observes; those that only do something give what they expect. */
static unsigned step_run(const struct step *step)
{
	switch (step->op) {
	case WRITE: wr(step->offset, step->value); break;
	case READ: return rd(step->offset);
	case PASS: pass_us(step->value); break;
	case LINE: return rig.is_high;
	case RISES: return take_rises();
	case SENT: return (unsigned)rig.uart.typist.sent;
	default: break;
	}
	return step->value;
}

static void script_run(const struct script *script, const char *bytes)
{
	rig_teardown();
	type(bytes);
	rig_start();
	for (size_t i = 0; i < STEPS_MAX && script->steps[i].op != END; i++) {
		unsigned got = step_run(&script->steps[i]);

		ck_assert_msg(got == script->steps[i].value, "%s: step %zu: 0x%x, not 0x%x", script->name, i,
			      got, script->steps[i].value);
	}
}

#define COUNT(array) ((int)(sizeof(array) / sizeof(*(array))))

START_TEST(register_scripts)
{
	script_run(&registers[_i], "");
}
END_TEST

START_TEST(break_scripts)
{
	script_run(&breaks[_i], "");
}
END_TEST

START_TEST(interrupt_scripts)
{
	script_run(&interrupts[_i], "");
}
END_TEST

START_TEST(input_scripts)
{
	script_run(&input[_i], INPUT);
}
END_TEST

/* ---- what no script shows */

/* 8.1: the divisor's bytes do not leave as data, and stay. */
START_TEST(divisor_latch)
{
	wr(IER, 0x01);
	wr(LCR, 0x83);
	wr(DLL, 0x0c);
	wr(DLM, 0x03);
	ck_assert_uint_eq(rd(DLL), 0x0c);
	ck_assert_uint_eq(rd(DLM), 0x03);
	wr(LCR, 0x03);
	ck_assert_uint_eq(rd(IER), 0x01);
	ck_assert_uint_eq(rig.serial.bytes.len, 0);
	wr(THR, 'x');
	ck_assert_str_eq(buf_str(&rig.serial.bytes), "x");
	wr(LCR, 0x80);
	ck_assert_uint_eq(rd(DLL), 0x0c);
	ck_assert_uint_eq(rd(DLM), 0x03);
}
END_TEST

/* 8.8, 8.1: nothing leaves in loopback, nor under a break. */
START_TEST(what_leaves)
{
	wr(MCR, LOOP);
	wr(THR, 'a');
	wr(MCR, 0);
	wr(THR, 'b');
	wr(LCR, BREAK | N81);
	wr(THR, 'c');
	wr(LCR, N81);
	wr(THR, 'd');
	ck_assert_str_eq(buf_str(&rig.serial.bytes), "bd");
}
END_TEST

/* 8.4: OE with FIFOs: only when all sixteen are full, and the FIFO keeps what it has. */
START_TEST(overrun_with_fifos)
{
	wr(LCR, N81);
	wr(MCR, LOOP);
	wr(FCR, 0x01);
	wr(IER, 0x04);
	for (uint8_t i = 0; i < 16; i++)
		wr(THR, 0x40u + i);
	ck_assert_uint_eq(rd(LSR), 0x61);
	ck_assert_uint_eq(rd(IIR), 0xc1);
	wr(THR, 0xee);
	ck_assert_uint_eq(rd(IIR), 0xc6);
	ck_assert_uint_eq(rd(LSR), 0x63); /* not bit 7: that is for errors of characters */
	for (uint8_t i = 0; i < 16; i++)
		ck_assert_uint_eq(rd(RBR), 0x40 + i);
	ck_assert_uint_eq(rd(LSR), 0x60);
}
END_TEST

START_TEST(output_is_in_the_budget)
{
	rig.budget.left_bytes = 1;
	wr(THR, 'x');
	ck_assert(!rig.budget.spent);
	wr(THR, 'y');
	ck_assert(rig.budget.spent);
	ck_assert_str_eq(buf_str(&rig.serial.bytes), "x");
}
END_TEST

/* The usual loop of a driver without interrupts reads it all, however slow it is, and then nothing is armed.
 */
static void read_all(uint8_t fcr, unsigned every_us)
{
	char got[64];
	size_t len = 0;

	rig_teardown();
	type(INPUT);
	rig_start();
	wr(FCR, fcr);
	for (unsigned i = 0; i < 3000 && len < sizeof got - 1; i++) {
		unsigned lsr = rd(LSR);

		ck_assert_uint_eq(lsr & 0x9e, 0);
		if (lsr & 0x01)
			got[len++] = (char)rd(RBR);
		pass_us(every_us);
	}
	got[len] = 0;
	ck_assert_str_eq(got, INPUT);
	ck_assert_uint_eq(vtime_next(&rig.time), VTIME_NEVER);
}

START_TEST(polling_reads_everything)
{
	static const unsigned paces_us[] = {1, 7, 10, 11, 50, 1000};

	for (size_t i = 0; i < sizeof paces_us / sizeof *paces_us; i++) {
		read_all(0x00, paces_us[i]);
		read_all(0x01, paces_us[i]);
		read_all(0xc7, paces_us[i]);
	}
}
END_TEST

/* A driver with interrupts that sleeps until the next alarm: each byte, and no alarm that wakes it in vain
 * for ever. Mode 0 has no FIFOs. */
START_TEST(sleeping_reads_everything)
{
	static const uint8_t modes[] = {0x00, 0x01, 0x41, 0x81, 0xc1};
	char got[64];

	for (size_t i = 0; i < sizeof modes; i++) {
		size_t len = 0;

		rig_teardown();
		type(INPUT);
		rig_start();
		wr(FCR, modes[i]);
		wr(MCR, OUT2 | 3);
		wr(IER, 0x01);
		while (vtime_next(&rig.time) != VTIME_NEVER && len < sizeof got - 1) {
			vtime_advance(&rig.time, vtime_next(&rig.time));
			for (; rig.is_high && len < sizeof got - 1; len++) {
				ck_assert_uint_eq(rd(IIR) & 0x07, 0x04);
				got[len] = (char)rd(RBR);
			}
		}
		got[len] = 0;
		ck_assert_str_eq(got, INPUT);
	}
}
END_TEST

/* An access wider than a byte goes to neighbours, lowest first: a word at LCR sets MCR too. */
START_TEST(wide_accesses)
{
	uint32_t value;

	ck_assert(bus_write(&rig.bus, 0x3f8 + LCR, 2, (LOOP | OUT2) << 8 | N81));
	ck_assert_uint_eq(rd(MCR), LOOP | OUT2);
	ck_assert(bus_write(&rig.bus, 0x3f8 + THR, 2, 0x0142)); /* a byte that loops back, then IER */
	ck_assert(rig.is_high);
	ck_assert(bus_read(&rig.bus, 0x3f8, 4, &value));
	ck_assert_uint_eq(value,
			  0x03010142); /* RBR, which takes the interrupt before IIR is read; IER; IIR; LCR */
	ck_assert(!rig.is_high);
}
END_TEST

static void say(const char *text)
{
	while (*text)
		wr(THR, (unsigned char)*text++);
}

/* The answer's first byte comes a character after the prompt's last, and each other one after it. */
START_TEST(an_answer_to_a_prompt)
{
	await("name? ");
	type("ab");
	rig_start();
	(void)rd(LSR);
	pass_us(1000);
	say("your name?");
	pass_us(1000);
	ck_assert_uint_eq(rig.uart.typist.sent, 0);
	ck_assert_uint_eq(vtime_next(&rig.time), VTIME_NEVER);
	say(" ");
	ck_assert_uint_eq(vtime_next(&rig.time), rig.time.now_ns + UART_CHARACTER_NS);
	pass_us(9);
	ck_assert_uint_eq(rd(LSR), 0x60);
	pass_us(1);
	ck_assert_uint_eq(rd(RBR), 'a');
	pass_us(10);
	ck_assert_uint_eq(rd(RBR), 'b');
	ck_assert_uint_eq(vtime_next(&rig.time), VTIME_NEVER);
}
END_TEST

/* What the guest loops back is no prompt; and one can be the first thing it does. */
START_TEST(only_what_leaves_is_a_prompt)
{
	await(">");
	type("x");
	rig_start();
	wr(LCR, N81);
	wr(MCR, LOOP);
	wr(THR, '>');
	ck_assert_uint_eq(rd(RBR), '>');
	wr(MCR, 0);
	pass_us(1000);
	ck_assert_uint_eq(rig.uart.typist.sent, 0);
	wr(THR, '>');
	pass_us(10);
	ck_assert_uint_eq(rd(RBR), 'x');
	rig_start();
	wr(THR, '>');
	pass_us(20);
	ck_assert_uint_eq(rd(RBR), 'x');
}
END_TEST

/* A guest that prints a prompt and then sets the UART up: what it throws away unseen comes again, without a
 * second prompt. */
START_TEST(a_reset_of_the_fifo_behind_a_prompt)
{
	type("a");
	await(">");
	type("bc");
	rig_start();
	wr(FCR, 0x01);
	pass_us(100);
	wr(THR, '>');
	pass_us(100);
	ck_assert_uint_eq(rig.uart.typist.sent, 3);
	wr(FCR, 0x03);
	ck_assert_uint_eq(rig.uart.typist.sent, 0);
	pass_us(1000);
	ck_assert_uint_eq(rd(RBR), 'a');
	ck_assert_uint_eq(rd(RBR), 'b');
	ck_assert_uint_eq(rd(RBR), 'c');
	ck_assert_uint_eq(rd(LSR), 0x60);
}
END_TEST

START_TEST(no_input_no_line)
{
	const struct uart_config config = {.out = &rig.serial, .time = &rig.time};
	struct err err;

	rig.bus = (struct bus){0};
	rig.time = (struct vtime){0};
	ck_assert_int_eq(uart_attach(&rig.uart, &rig.bus, 0x3f8, &config, &err), 0);
	wr(MCR, OUT2);
	wr(IER, 0x0f);
	ck_assert_uint_eq(rd(IIR), 0x02);
	ck_assert_uint_eq(vtime_next(&rig.time), VTIME_NEVER);
	ck_assert_int_eq(uart_attach(&rig.uart, &rig.bus, 0x3f0, &config, &err), 0);
	ck_assert_int_eq(uart_attach(&rig.uart, &rig.bus, 0x3ff, &config, &err), -1);
}
END_TEST

Suite *suite_uart(void)
{
	Suite *suite = suite_create("uart");
	TCase *scripts = tcase_create("scripts"), *uart = tcase_create("uart");

	tcase_add_checked_fixture(scripts, rig_setup, rig_teardown);
	tcase_add_loop_test(scripts, register_scripts, 0, COUNT(registers));
	tcase_add_loop_test(scripts, break_scripts, 0, COUNT(breaks));
	tcase_add_loop_test(scripts, interrupt_scripts, 0, COUNT(interrupts));
	tcase_add_loop_test(scripts, input_scripts, 0, COUNT(input));
	tcase_add_checked_fixture(uart, rig_setup, rig_teardown);
	tcase_add_test(uart, divisor_latch);
	tcase_add_test(uart, what_leaves);
	tcase_add_test(uart, overrun_with_fifos);
	tcase_add_test(uart, output_is_in_the_budget);
	tcase_add_test(uart, polling_reads_everything);
	tcase_add_test(uart, sleeping_reads_everything);
	tcase_add_test(uart, wide_accesses);
	tcase_add_test(uart, an_answer_to_a_prompt);
	tcase_add_test(uart, only_what_leaves_is_a_prompt);
	tcase_add_test(uart, a_reset_of_the_fifo_behind_a_prompt);
	tcase_add_test(uart, no_input_no_line);
	suite_add_tcase(suite, scripts);
	suite_add_tcase(suite, uart);
	return suite;
}
