#include "case/machine.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

const char *const start_names[START_STATES + 1] = {
	[START_REAL] = "real",           [START_BOOT] = "boot", [START_RESET] = "reset",
	[START_PROTECTED] = "protected", [START_LONG] = "long",
};

const char *const irqchip_names[IRQCHIPS + 1] = {
	[IRQCHIP_ROMKIT] = "romkit",
	[IRQCHIP_KERNEL] = "kernel",
};

uint64_t machine_memory_bytes(const struct machine *machine)
{
	static const uint64_t defaults[START_STATES] = {
		[START_REAL] = 1ull << 20,       [START_BOOT] = 1ull << 20,  [START_RESET] = 1ull << 20,
		[START_PROTECTED] = 16ull << 20, [START_LONG] = 16ull << 20,
	};

	return machine->memory_bytes ? machine->memory_bytes : defaults[machine->start];
}

void machine_start(const struct machine *machine, struct x86_state *out)
{
	start_registers(machine->start, out);
	for (size_t i = 0; i < machine->register_count; i++)
		if (machine->registers[i].ref.reg)
			x86_state_set(out, machine->registers[i].ref.reg, &machine->registers[i].value);
}

bool machine_image_read_only(const struct machine *machine)
{
	if (machine->image == IMAGE_DEFAULT)
		return machine->start == START_RESET;
	return machine->image == IMAGE_READ_ONLY;
}

struct limits {
	const char *what;
	uint64_t min, max;
	void (*print)(uint64_t value, struct buf *out);
};

static int limits_check(const struct limits *limits, uint64_t value, struct err *err)
{
	struct buf min = {0}, max = {0};
	int ret = 0;

	limits->print(limits->min, &min);
	limits->print(limits->max, &max);
	if (value < limits->min || value > limits->max)
		ret = err_set(err, "%s is out of range: %s to %s", limits->what, buf_str(&min),
			      buf_str(&max));
	buf_fini(&max);
	buf_fini(&min);
	return ret;
}

int machine_parse_memory(const char *text, uint64_t *out_bytes, struct err *err)
{
	static const struct limits limits = {"memory", MACHINE_MEMORY_MIN, MACHINE_MEMORY_MAX,
					     num_print_size};
	uint64_t bytes;

	if (num_parse_size(text, &bytes, err) < 0 || limits_check(&limits, bytes, err) < 0)
		return -1;
	if (bytes % 4096)
		return err_set(err, "memory comes in pages: a multiple of 4K");
	*out_bytes = bytes;
	return 0;
}

int budget_parse_cycles(const char *text, uint64_t *out_cycles, struct err *err)
{
	static const struct limits limits = {"the budget of cycles", 1, BUDGET_CYCLES_MAX, num_print_grouped};

	return num_parse(text, out_cycles, err) < 0 ? -1 : limits_check(&limits, *out_cycles, err);
}

int budget_parse_time(const char *text, uint64_t *out_ns, struct err *err)
{
	static const struct limits limits = {"the budget of time", 1, BUDGET_WALL_NS_MAX, num_print_time};

	return num_parse_time(text, out_ns, err) < 0 ? -1 : limits_check(&limits, *out_ns, err);
}

int budget_parse_output(const char *text, uint64_t *out_bytes, struct err *err)
{
	static const struct limits limits = {"the budget of output", 1, BUDGET_OUTPUT_BYTES_MAX,
					     num_print_size};

	return num_parse_size(text, out_bytes, err) < 0 ? -1 : limits_check(&limits, *out_bytes, err);
}

int budget_parse_disk(const char *text, uint64_t *out_bytes, struct err *err)
{
	static const struct limits limits = {"the budget of the disk", BUDGET_DISK_BYTES_MIN,
					     BUDGET_DISK_BYTES_MAX, num_print_size};

	return num_parse_size(text, out_bytes, err) < 0 ? -1 : limits_check(&limits, *out_bytes, err);
}

static int memory_check(const struct machine *machine, struct err *err)
{
	bool is_high = machine->start == START_PROTECTED || machine->start == START_LONG;

	if (!is_high || machine_memory_bytes(machine) > 1u << 20)
		return 0;
	return err_set(err, "the start state \"%s\" loads the image at 1M: memory must be larger than that",
		       start_names[machine->start]);
}

/* A port that writes go to, as the machine has it. */
struct taken {
	const char *what;
	const char *key; /* NULL: nobody said it */
	uint32_t first, end;
};

static struct taken taken_by(const char *what, const char *key, const struct machine_port *port)
{
	return (struct taken){what, port->is_set ? key : NULL, port->port,
			      port->port + (port->bits == 16 ? 2u : 1u)};
}

/* tests/unit/test_pc.c compares it with the bus. */
const char *machine_device_at(const struct machine *machine, uint16_t port)
{
	const struct {
		bool is_there;
		uint16_t first, last;
		const char *what;
	} devices[] = {
		{true, 0x20, 0x21, "an interrupt controller"},
		{true, 0x40, 0x43, "the timer"},
		{true, 0x60, 0x60, "the keyboard controller"},
		{true, 0x61, 0x61, "the timer's gate"},
		{true, 0x64, 0x64, "the keyboard controller"},
		{true, 0x70, 0x71, "the clock"},
		{true, 0x92, 0x92, "the A20 gate"},
		{true, 0xa0, 0xa1, "an interrupt controller"},
		{true, 0x3b4, 0x3b5, "the VGA"},
		{true, 0x3ba, 0x3ba, "the VGA"},
		{true, 0x3c0, 0x3cf, "the VGA"},
		{true, 0x3d4, 0x3d5, "the VGA"},
		{true, 0x3da, 0x3da, "the VGA"},
		{true, 0x3f8, 0x3ff, "COM1"},
		{true, 0x4d0, 0x4d1, "an interrupt controller"},
		{machine->fw_cfg, 0x510, 0x511, "fw_cfg"},
		{machine->pci, 0xcf8, 0xcf9, "the PCI bridge"},
		{machine->pci, 0xcfc, 0xcff, "the PCI bridge"},
	};

	for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
		if (devices[i].is_there && port >= devices[i].first && port <= devices[i].last)
			return devices[i].what;
	}
	return NULL;
}

static int port_check_devices(const struct machine *machine, const struct machine_port *port, const char *key,
			      const char **out_key, struct err *err)
{
	const char *what = port->is_set ? machine_device_at(machine, port->port) : NULL;

	if (!what)
		return 0;
	*out_key = key;
	return err_set(err, "\"%s\" takes port %#x, where %s is", key, port->port, what);
}

static int ports_check(const struct machine *machine, const char **out_key, struct err *err)
{
	const struct machine_port *console = &machine->console_port, *post = &machine->post_port;
	struct machine_port deflt = {.port = 0x80};
	const struct taken taken[] = {
		{"the exit port", NULL, 0xf4, 0xf5},
		{"the exit port", NULL, 0x501, 0x502},
		console->is_set ? taken_by("the console", "console-port", console)
				: (struct taken){"the console", NULL, 0xe9, 0xea},
		{"the console", NULL, console->is_set ? 0 : 0x01, console->is_set ? 0 : 0x02},
		taken_by("the POST port", "post-port", post->is_set ? post : &deflt),
	};

	for (size_t i = 1; i < sizeof taken / sizeof taken[0]; i++) {
		for (size_t j = 0; j < i; j++) {
			const struct taken *one = taken[i].key ? &taken[i] : &taken[j];
			const struct taken *other = taken[i].key ? &taken[j] : &taken[i];

			if (taken[i].first >= taken[j].end || taken[j].first >= taken[i].end)
				continue;
			*out_key = one->key;
			return err_set(err, "\"%s\" takes port %#x, where %s is", one->key,
				       other->first > one->first ? other->first : one->first, other->what);
		}
	}
	return 0;
}

int machine_check(const struct machine *machine, const char **out_key, struct err *err)
{
	*out_key = "memory";
	if (memory_check(machine, err) < 0 ||
	    port_check_devices(machine, &machine->console_port, "console-port", out_key, err) < 0 ||
	    port_check_devices(machine, &machine->post_port, "post-port", out_key, err) < 0)
		return -1;
	return ports_check(machine, out_key, err);
}

static void *copy_of(const void *items, size_t count, size_t size)
{
	void *copy = mem_zalloc(count, size);

	if (count)
		memcpy(copy, items, count * size);
	return copy;
}

static void buf_copy(const struct buf *from, struct buf *to)
{
	*to = (struct buf){0};
	buf_add(to, from->data, from->len);
}

void machine_add_fw_cfg(struct machine *machine, const char *name, struct buf *bytes)
{
	struct machine_file *file;

	machine->fw_cfg = true;
	machine->fw_cfg_files = mem_realloc(machine->fw_cfg_files, machine->fw_cfg_file_count + 1,
					    sizeof *machine->fw_cfg_files);
	file = &machine->fw_cfg_files[machine->fw_cfg_file_count++];
	*file = (struct machine_file){.name = str_dup(name), .bytes = *bytes};
	*bytes = (struct buf){0};
}

void machine_copy(const struct machine *from, struct machine *to)
{
	*to = *from;
	to->registers = copy_of(from->registers, from->register_count, sizeof *to->registers);
	input_copy(&from->serial_input, &to->serial_input);
	input_copy(&from->keys, &to->keys);
	to->fw_cfg_files = mem_zalloc(from->fw_cfg_file_count, sizeof *to->fw_cfg_files);
	for (size_t i = 0; i < from->fw_cfg_file_count; i++) {
		to->fw_cfg_files[i].name = str_dup(from->fw_cfg_files[i].name);
		buf_copy(&from->fw_cfg_files[i].bytes, &to->fw_cfg_files[i].bytes);
	}
}

void machine_fini(struct machine *machine)
{
	free(machine->registers);
	input_fini(&machine->serial_input);
	input_fini(&machine->keys);
	for (size_t i = 0; i < machine->fw_cfg_file_count; i++) {
		free(machine->fw_cfg_files[i].name);
		buf_fini(&machine->fw_cfg_files[i].bytes);
	}
	free(machine->fw_cfg_files);
	*machine = (struct machine){0};
}
