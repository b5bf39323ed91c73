#include "run/board.h"

#include <string.h>

#include "base/clock.h"
#include "base/inside.h"
#include "run/collect.h"
#include "run/meter.h"
#include "run/wake.h"
#include "x86/start.h"

/*
 * What an access to a port takes in virtual time. An 8-bit I/O cycle of the ISA bus is 6 clocks of 8.33 MHz,
 * and the recovery time before the next one 3.5 more by default (PIIX3 data sheet, register IORT); 2 us is
 * what Linux takes for the most (io_delay). A loop that polls a port so gets on as fast as on a PC, however
 * long an exit from the guest takes.
 */
#define PORT_NS 2000

/*
 * With KVM's irqchip the guest is interrupted to see whether it has halted: soon after its last exit, as most
 * ROMs print and halt, then ever less often.
 */
#define LOOK_NS_MIN 100000
#define LOOK_NS_MAX 1000000

static int image_check(const struct request *rq, struct err *err)
{
	uint64_t memory = machine_memory_bytes(&rq->machine);
	uint64_t load = start_load_gpa(rq->machine.start, rq->image.len);

	if (!rq->image.len)
		return err_set(err, "the image is empty");
	if (rq->machine.start == START_RESET && rq->image.len < 16)
		return err_set(
			err,
			"an image of %zu byte%s does not reach its reset vector, 16 bytes before its end",
			rq->image.len, rq->image.len == 1 ? "" : "s");
	if (rq->machine.start != START_RESET && load + rq->image.len > memory)
		return err_set(
			err,
			"the image does not fit: %zu bytes loaded at 0x%llx end behind the 0x%llx bytes of "
			"memory (raise `memory:` under machine, or --memory)",
			rq->image.len, (unsigned long long)load, (unsigned long long)memory);
	return 0;
}

/*
 * None with KVM's interrupt controllers: time goes on there while they wait for the next exit, which in a HLT
 * is the next look at the guest, up to LOOK_NS_MAX later.
 */
static unsigned collected_ports(const struct board *b, struct vm_port out[DEBUG_STREAMS_MAX])
{
	return b->pc.kernel_chips ? 0 : collect_ports(&b->ports, &b->bus, out);
}

/* Longer than touching 32 MiB and measuring takes. */
#define WARM_UP_LIMIT_NS 1000000000

/* A VM with its memory, all zeros but the image of a BIOS, and no page fault left to take. */
static int vm_build(struct board *b, int kvm_fd, struct kept *kept, struct tick *tick,
		    const struct vm_regions *regions, struct err *err)
{
	const struct request *rq = b->request;
	struct vm_port ports[DEBUG_STREAMS_MAX];
	unsigned port_count = collected_ports(b, ports);

	b->vm = kept ? kept_take(kept, rq) : NULL;
	if (b->vm && vm_coalesces(b->vm, ports, port_count) && vm_reset(b->vm) &&
	    vm_warm_more(b->vm, regions, err) == 0) {
		memory_of_kept(&b->memory, b->vm, rq);
		return 0;
	}
	vm_free(b->vm);
	b->vm = NULL;
	if (vm_new(kvm_fd, rq->machine.cpu, b->pc.kernel_chips, &b->vm, err) < 0 ||
	    memory_map(&b->memory, b->vm, rq, err) < 0 || vm_coalesce(b->vm, ports, port_count, err) < 0)
		return -1;
	/* A tick in what is measured would be taken for a cost. */
	if (tick)
		tick_hold(tick, WARM_UP_LIMIT_NS);
	if (vm_warm_up(b->vm, regions, err) < 0)
		return -1;
	return tick ? meter_calibrate(b->vm, tick, err) : 0;
}

/* The start state, and the MSRs that the case sets. */
int board_start(struct board *b, struct err *err)
{
	const struct machine *machine = &b->request->machine;
	struct x86_state st;

	/* With the plain start state: under a case's own control registers other code might lie there. */
	if (vm_calibrate(b->vm, machine->start, err) < 0)
		return -1;
	machine_start(machine, &st);
	if (vm_settle_control(b->vm, machine->start, &st, err) < 0 || vm_set_state(b->vm, &st, err) < 0)
		return -1;
	for (size_t i = 0; i < machine->register_count; i++) {
		const struct machine_register *r = &machine->registers[i];
		uint64_t value;

		memcpy(&value, r->value.bytes, sizeof value);
		if (!r->ref.reg && !vm_set_msr(b->vm, r->ref.msr, value))
			return err_set(err, "KVM refuses to set MSR 0x%x to 0x%llx", r->ref.msr,
				       (unsigned long long)value);
	}
	b->look_ns = LOOK_NS_MIN;
	b->start_ns = clock_now_ns();
	return 0;
}

static struct debug_port debug_port(const struct machine_port *port)
{
	return (struct debug_port){.is_set = port->is_set, .port = port->port, .bits = port->bits};
}

/*
 * Writes to console and POST port are collected. Not where a device has an interrupt to come: the instruction
 * at which it comes would depend on what KVM takes for each of them; nor, in the box, where that were more
 * than they take in virtual time, as the guest's TSC would go back; nor on a strict machine, where a byte
 * written to the upper half of a word port must stop the guest at once; nor where somebody waits to read
 * them.
 */
static unsigned coalesced_allowed(const struct board *b)
{
	bool too_dear = inside_box() && vm_coalesced_cost(b->vm) > PORT_NS;
	uint64_t writes = b->output.left_bytes / 2; /* a word at the most */

	if (b->is_stepped || too_dear || b->strict || pc_awaits_output(&b->pc) || pics_pending(&b->pc.pics) ||
	    board_ahead_ns(b) != UINT64_MAX)
		return 0;
	return writes < VM_COALESCED_MAX ? (unsigned)writes : VM_COALESCED_MAX;
}

static int devices_attach(struct board *b, struct err *err)
{
	const struct request *rq = b->request;
	const struct debug_ports_config ports = {
		.console = &b->console,
		.post = &b->post,
		.console_port = debug_port(&rq->machine.console_port),
		.post_port = debug_port(&rq->machine.post_port),
	};

	b->strict = rq->machine.strict;
	b->output.left_bytes = rq->budget.output_bytes;
	b->console.budget = b->serial.budget = b->post.budget = &b->output;
	if (debug_ports_attach(&b->ports, &b->bus, &ports, err) < 0)
		return -1;
	return pc_attach(&b->pc, &b->bus, &b->console, &b->serial, &b->memory, rq, err);
}

int board_init(struct board *b, int kvm_fd, struct kept *kept, struct tick *tick,
	       const struct vm_regions *regions, const struct request *rq, struct err *err)
{
	*b = (struct board){.request = rq};
	if (image_check(rq, err) == 0 && devices_attach(b, err) == 0 &&
	    vm_build(b, kvm_fd, kept, tick, regions, err) == 0 && memory_load(&b->memory, rq, err) == 0)
		return 0;
	board_fini(b);
	return -1;
}

void board_fini(struct board *b)
{
	vm_free(b->vm);
	pc_fini(&b->pc);
	buf_fini(&b->console.bytes);
	buf_fini(&b->serial.bytes);
	buf_fini(&b->post.bytes);
	*b = (struct board){0};
}

void board_pass_time(struct board *b)
{
	uint64_t run_ns;

	if (b->pc.kernel_chips) {
		pc_advance(&b->pc, clock_now_ns() - b->start_ns);
		return;
	}
	run_ns = b->is_stepped
			 ? 0
			 : (uint64_t)((unsigned __int128)vm_cycles(b->vm) * 1000000 / vm_tsc_khz(b->vm));
	pc_advance(&b->pc, run_ns + b->beside_ns);
}

void board_after_run(struct board *b, struct vm_exit *exit)
{
	board_pass_time(b);
	if (!b->pc.kernel_chips)
		return;
	if (exit->kind == VM_EXIT_INTERRUPTED) {
		b->look_ns = b->look_ns * 2 < LOOK_NS_MAX ? b->look_ns * 2 : LOOK_NS_MAX;
		if (vm_halted(b->vm, exit))
			return;
	} else {
		b->look_ns = LOOK_NS_MIN;
	}
	b->is_halted = false;
}

uint64_t board_ahead_ns(const struct board *b)
{
	uint64_t next = pc_next_interrupt_ns(&b->pc);
	uint64_t ahead = next == VTIME_NEVER ? UINT64_MAX : next - b->pc.time.now_ns;

	return b->pc.kernel_chips && ahead > b->look_ns ? b->look_ns : ahead;
}

uint64_t board_tsc(const struct board *b)
{
	return (uint64_t)((unsigned __int128)b->pc.time.now_ns * vm_tsc_khz(b->vm) / 1000000);
}

/*
 * An interrupt may be on its way to a halted guest that no register shows: KVM hands a timer's on when it
 * enters the guest. So nothing can come where it is found so twice, and the guest has not run in between.
 */
static bool kernel_wait(struct board *b, bool interrupts_on)
{
	struct vm_irqchip chips;
	uint64_t exits = vm_exits(b->vm), now_ns = clock_now_ns();
	bool was_asleep;

	if (vm_get_irqchip(b->vm, &chips, &b->pc.failure) < 0) {
		b->pc.failed = true;
		return true;
	}
	if (!b->is_halted || exits != b->halted_exits) {
		b->is_halted = true;
		b->halted_ns = now_ns;
		b->halted_exits = exits;
		b->seems_asleep = false;
	}
	was_asleep = b->seems_asleep;
	b->seems_asleep = !wake_possible(&chips, pc_armed_irqs(&b->pc), interrupts_on, now_ns - b->halted_ns);
	if (b->seems_asleep)
		b->look_ns = LOOK_NS_MIN;
	return !(was_asleep && b->seems_asleep);
}

bool board_wait(struct board *b, bool interrupts_on)
{
	uint64_t before_ns = b->pc.time.now_ns;
	bool woken;

	if (b->pc.kernel_chips)
		return kernel_wait(b, interrupts_on);
	if (!interrupts_on)
		return false;
	woken = pc_wait(&b->pc);
	b->beside_ns += b->pc.time.now_ns - before_ns;
	b->waited_ns += b->pc.time.now_ns - before_ns;
	return woken;
}

int board_before_run(struct board *b, struct err *err)
{
	uint64_t waited = (uint64_t)((unsigned __int128)b->waited_ns * vm_tsc_khz(b->vm) / 1000000);
	bool pending;

	b->injected = -1;
	pc_guest_runs(&b->pc);
	if (b->pc.kernel_chips)
		return 0;
	pending = pics_pending(&b->pc.pics);
	if (waited && vm_advance_tsc(b->vm, waited, err) < 0)
		return -1;
	b->waited_ns = 0;
	if (pending && vm_can_inject(b->vm)) {
		b->injected = pics_acknowledge(&b->pc.pics);
		if (vm_inject(b->vm, (uint8_t)b->injected, err) < 0)
			return -1;
		pending = pics_pending(&b->pc.pics);
	}
	vm_want_window(b->vm, pending);
	vm_allow_coalesced(b->vm, coalesced_allowed(b));
	return 0;
}

static void note_stray(struct board *b, const struct vm_exit *exit, uint64_t value)
{
	if (b->has_stray && !b->strict)
		return;
	b->has_stray = true;
	b->stray = (struct access){
		.addr = exit->addr,
		.value = exit->is_write ? value : 0,
		.size_bytes = exit->size_bytes,
		.is_mmio = exit->kind == VM_EXIT_MMIO,
		.is_write = exit->is_write,
	};
}

/* One element of a port access: string I/O stays at its port and only its data pointer moves. */
static bool port_element(struct board *b, const struct vm_exit *exit, uint8_t *data)
{
	uint32_t value = 0;
	bool answered;

	if (exit->is_write) {
		memcpy(&value, data, exit->size_bytes);
		answered = bus_write(&b->bus, (uint16_t)exit->addr, exit->size_bytes, value);
	} else {
		answered = bus_read(&b->bus, (uint16_t)exit->addr, exit->size_bytes, &value);
		memcpy(data, &value, exit->size_bytes);
	}
	if (!answered) {
		b->stray_ports++;
		note_stray(b, exit, value);
	}
	return answered;
}

static bool port_access(struct board *b, const struct vm_exit *exit, struct stop *stop)
{
	for (uint32_t i = 0; i < exit->count; i++) {
		bool answered = port_element(b, exit, exit->data + (size_t)i * exit->size_bytes);

		b->beside_ns += PORT_NS;
		board_pass_time(b);
		if (b->ports.exited)
			*stop = (struct stop){STOP_EXIT, b->ports.exit_value};
		else if (b->output.spent)
			*stop = (struct stop){.kind = STOP_OUTPUT};
		else if (b->pc.disk.full)
			*stop = (struct stop){.kind = STOP_DISK};
		else if (!answered && b->strict)
			*stop = (struct stop){.kind = STOP_STRAY};
		else
			continue;
		return true;
	}
	return false;
}

static bool memory_access(struct board *b, const struct vm_exit *exit, struct stop *stop)
{
	uint64_t value = 0;

	if (exit->is_write && memory_write_behind(&b->memory, exit->addr, exit->data, exit->size_bytes))
		return false;
	if (exit->is_write)
		memcpy(&value, exit->data, exit->size_bytes);
	else
		memset(exit->data, 0xff, exit->size_bytes);
	if (exit->is_write && vm_memory_at(b->vm, exit->addr, 1)) {
		b->rom_writes++;
		if (!b->has_stray)
			note_stray(b, exit, value);
		return false;
	}
	b->stray_mmio++;
	note_stray(b, exit, value);
	if (b->strict)
		*stop = (struct stop){.kind = STOP_STRAY};
	return b->strict;
}

/*
 * The CPU alone is reset, as by the reset line of a PC: memory and devices stay as they are. Where no ROM
 * lies at the reset vector there is nothing to go on with.
 */
static int cpu_reset(struct board *b, struct stop *stop, struct err *err)
{
	struct x86_state st;

	b->pc.wants_reset = false;
	if (b->request->machine.start != START_RESET) {
		*stop = (struct stop){.kind = STOP_RESET};
		return 1;
	}
	start_registers(START_RESET, &st);
	if (vm_finish_io(b->vm, err) < 0 || vm_set_state(b->vm, &st, err) < 0)
		return -1;
	return b->pc.kernel_chips ? vm_reset_apic(b->vm, err) : 0;
}

void board_coalesced(struct board *b)
{
	struct vm_exit write;

	while (vm_next_coalesced(b->vm, &write)) {
		port_element(b, &write, write.data);
		b->beside_ns += PORT_NS;
		board_pass_time(b);
	}
}

int board_access(struct board *b, const struct vm_exit *exit, struct stop *stop, struct err *err)
{
	if (exit->kind == VM_EXIT_IO ? port_access(b, exit, stop) : memory_access(b, exit, stop))
		return 1;
	return b->pc.wants_reset ? cpu_reset(b, stop, err) : 0;
}
