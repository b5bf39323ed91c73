#include "run/board.h"

#include <string.h>

#include "x86/start.h"

#define PAGE      4096ull
#define MIB       (1ull << 20)
#define COM1_PORT 0x3f8
/* What a PC shows of its flash below 1 MiB: the last 128 KiB (PIIX3 data sheet, XBCS register). */
#define MIRROR_MAX (128ull << 10)

static uint64_t page_up(uint64_t n)
{
	return (n + PAGE - 1) & ~(PAGE - 1);
}

static int map_ram(struct board *b, uint64_t from, uint64_t to, struct err *err)
{
	if (from >= to)
		return 0;
	return vm_map(b->vm, from, to - from, NULL, false, err) ? 0 : -1;
}

/* A BIOS: the image ends at 4 GiB, and its end shows below 1 MiB; what is missing to a whole page is erased
 * flash. */
static int map_reset(struct board *b, const struct request *rq, struct err *err)
{
	uint64_t memory = machine_memory_bytes(&rq->machine);
	uint64_t size = page_up(rq->image.len);
	uint64_t mirror = size < MIRROR_MAX ? size : MIRROR_MAX;
	uint64_t hole = MIB - mirror;
	bool read_only = machine_image_read_only(&rq->machine);
	uint8_t *rom = vm_map(b->vm, (1ull << 32) - size, size, NULL, read_only, err);

	if (!rom)
		return -1;
	memset(rom, 0xff, size - rq->image.len);
	if (!vm_map(b->vm, hole, mirror, rom + size - mirror, read_only, err))
		return -1;
	if (map_ram(b, 0, memory < hole ? memory : hole, err) < 0)
		return -1;
	return map_ram(b, MIB, memory, err);
}

/* All others: RAM from 0 on, in which the image lies; made read-only, its pages become memory of their own.
 */
static int map_loaded(struct board *b, const struct request *rq, struct err *err)
{
	uint64_t memory = machine_memory_bytes(&rq->machine);
	uint64_t load = start_load_gpa(rq->machine.start, rq->image.len);
	uint64_t first = load & ~(PAGE - 1), last = page_up(load + rq->image.len);

	if (!machine_image_read_only(&rq->machine))
		return map_ram(b, 0, memory, err);
	if (!vm_map(b->vm, first, last - first, NULL, true, err) || map_ram(b, 0, first, err) < 0)
		return -1;
	return map_ram(b, last, memory, err);
}

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

/* A VM with its memory, all zeros but the image of a BIOS, and no page fault left to take. */
static int vm_build(struct board *b, int kvm_fd, struct kept *kept, const struct request *rq, struct err *err)
{
	b->vm = kept ? kept_take(kept, rq) : NULL;
	if (b->vm && vm_reset(b->vm))
		return 0;
	vm_free(b->vm);
	b->vm = NULL;
	if (vm_new(kvm_fd, rq->machine.cpu, &b->vm, err) < 0)
		return -1;
	if ((rq->machine.start == START_RESET ? map_reset : map_loaded)(b, rq, err) < 0)
		return -1;
	return vm_warm_up(b->vm, err);
}

static void image_load(struct board *b, const struct request *rq)
{
	uint64_t load = start_load_gpa(rq->machine.start, rq->image.len);
	uint8_t tables[START_TABLES_SIZE];

	memcpy(vm_memory_at(b->vm, load, rq->image.len), rq->image.data, rq->image.len);
	if (start_tables(rq->machine.start, tables))
		memcpy(vm_memory_at(b->vm, START_TABLES_GPA, sizeof tables), tables, sizeof tables);
}

/* The start state with the case's registers on top. */
int board_start(struct board *b, const struct request *rq, struct err *err)
{
	const struct machine *machine = &rq->machine;
	struct x86_state st;

	start_registers(machine->start, &st);
	/* With the plain start state: under a case's own control registers other code might lie there. */
	if (vm_calibrate(b->vm, &st, err) < 0)
		return -1;
	for (size_t i = 0; i < machine->register_count; i++) {
		if (machine->registers[i].ref.reg)
			x86_state_set(&st, machine->registers[i].ref.reg, &machine->registers[i].value);
	}
	if (vm_set_state(b->vm, &st, err) < 0)
		return -1;
	for (size_t i = 0; i < machine->register_count; i++) {
		const struct machine_register *r = &machine->registers[i];
		uint64_t value;

		memcpy(&value, r->value.bytes, sizeof value);
		if (!r->ref.reg && !vm_set_msr(b->vm, r->ref.msr, value))
			return err_set(err, "KVM refuses to set MSR 0x%x to 0x%llx", r->ref.msr,
				       (unsigned long long)value);
	}
	return 0;
}

static struct debug_port debug_port(const struct machine_port *port)
{
	return (struct debug_port){.is_set = port->is_set, .port = port->port, .bits = port->bits};
}

static int devices_attach(struct board *b, const struct request *rq, struct err *err)
{
	const struct uart_config com1 = {.out = &b->serial, .time = &b->time};
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
	return uart_attach(&b->com1, &b->bus, COM1_PORT, &com1, err);
}

int board_init(struct board *b, int kvm_fd, struct kept *kept, const struct request *rq, struct err *err)
{
	*b = (struct board){0};
	if (image_check(rq, err) == 0 && devices_attach(b, rq, err) == 0 &&
	    vm_build(b, kvm_fd, kept, rq, err) == 0) {
		image_load(b, rq);
		return 0;
	}
	board_fini(b);
	return -1;
}

void board_fini(struct board *b)
{
	vm_free(b->vm);
	buf_fini(&b->console.bytes);
	buf_fini(&b->serial.bytes);
	buf_fini(&b->post.bytes);
	*b = (struct board){0};
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

		if (b->ports.exited)
			*stop = (struct stop){STOP_EXIT, b->ports.exit_value};
		else if (b->output.spent)
			*stop = (struct stop){.kind = STOP_OUTPUT};
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
	*stop = (struct stop){.kind = STOP_STRAY};
	return b->strict;
}

bool board_access(struct board *b, const struct vm_exit *exit, struct stop *stop)
{
	return exit->kind == VM_EXIT_IO ? port_access(b, exit, stop) : memory_access(b, exit, stop);
}
