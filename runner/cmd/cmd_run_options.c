#include "cmd/cmd_run_options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/io.h"
#include "case/keys.h"
#include "cmd/cmd.h"
#include "x86/screen.h"

struct run_option;

/* `arg` is NULL for an option without a value; `field` is where the table says. */
typedef int apply_fn(const struct run_option *option, const char *arg, void *field, struct err *err);

struct run_option {
	const char *name;
	char letter; /* 0: none */
	bool has_value;
	apply_fn *apply;
	size_t offset;   /* of the field in struct run_opts */
	const void *arg; /* for the function */
};

/* How the text of a number becomes a value within its limits. */
struct number {
	int (*parse)(const char *text, uint64_t *out, struct err *err);
};

static int apply_word(const struct run_option *option, const char *arg, void *field, struct err *err)
{
	char *name = str_printf("--%s", option->name);
	int choice = cmd_choose(name, arg, option->arg, err);

	free(name);
	if (choice < 0)
		return -1;
	*(unsigned *)field = (unsigned)choice;
	return 0;
}

static int err_option(const struct run_option *option, struct err *err)
{
	return err_wrap(err, "--%s", option->name);
}

static int apply_number(const struct run_option *option, const char *arg, void *field, struct err *err)
{
	const struct number *number = option->arg;

	return number->parse(arg, field, err) < 0 ? err_option(option, err) : 0;
}

static int apply_true(const struct run_option *option, const char *arg, void *field, struct err *err)
{
	(void)option, (void)arg, (void)err;
	*(bool *)field = true;
	return 0;
}

static int apply_image(const struct run_option *option, const char *arg, void *field, struct err *err)
{
	(void)arg, (void)err;
	*(enum image_access *)field = *(const enum image_access *)option->arg;
	return 0;
}

static int apply_register(const struct run_option *option, const char *arg, void *field, struct err *err)
{
	const char *equals = strchr(arg, '=');
	struct machine_register reg = {0};
	struct machine *m = field;
	char *name;
	int ret;

	if (!equals)
		return err_set(err, "--%s %s: must be NAME=VALUE", option->name, arg);
	name = str_printf("%.*s", (int)(equals - arg), arg);
	ret = x86_ref_parse(name, &reg.ref, err);
	if (ret == 0)
		ret = x86_value_parse(&reg.ref, equals + 1, &reg.value, err);
	free(name);
	if (ret < 0)
		return err_wrap(err, "--%s %s", option->name, arg);
	m->registers = mem_realloc(m->registers, m->register_count + 1, sizeof reg);
	m->registers[m->register_count++] = reg;
	return 0;
}

static int apply_port(const struct run_option *option, const char *arg, void *field, struct err *err)
{
	return machine_parse_port(arg, field, err) < 0 ? err_option(option, err) : 0;
}

static int apply_geometry(const struct run_option *option, const char *arg, void *field, struct err *err)
{
	return machine_parse_geometry(arg, field, err) < 0 ? err_option(option, err) : 0;
}

/* What the options before this one wait for comes before what is typed now. */
static int take_waits(struct run_opts *opts, struct input *to, struct err *err)
{
	for (size_t i = 0; to == &opts->request.machine.serial_input && i < opts->waits.count; i++)
		if (opts->waits.steps[i].kind == INPUT_SCREEN)
			return err_set(err, "it cannot wait for the screen: --screen is for --keys");
	input_append(to, &opts->waits);
	return 0;
}

static int apply_serial_input(const struct run_option *option, const char *arg, void *field, struct err *err)
{
	struct run_opts *opts = field;
	struct input *input = &opts->request.machine.serial_input;
	struct buf bytes = {0};
	int ret = text_unescape(arg, &bytes, err);

	if (ret == 0)
		ret = take_waits(opts, input, err);
	if (ret == 0)
		ret = input_send(input, bytes.data, bytes.len, 0, err);
	buf_fini(&bytes);
	return ret < 0 ? err_option(option, err) : 0;
}

static int apply_keys(const struct run_option *option, const char *arg, void *field, struct err *err)
{
	struct run_opts *opts = field;
	struct input *input = &opts->request.machine.keys;
	struct buf text = {0};
	int ret = text_unescape(arg, &text, err);

	if (ret == 0)
		ret = take_waits(opts, input, err);
	if (ret == 0)
		ret = keys_type(input, buf_str(&text), text.len, err);
	buf_fini(&text);
	return ret < 0 ? err_option(option, err) : 0;
}

static int apply_prompt(const struct run_option *option, const char *arg, void *field, struct err *err)
{
	struct buf text = {0};
	int ret = text_unescape(arg, &text, err);

	if (ret == 0)
		ret = input_await(field, INPUT_PROMPT, text.data, text.len, 0, err);
	buf_fini(&text);
	return ret < 0 ? err_option(option, err) : 0;
}

static int apply_screen(const struct run_option *option, const char *arg, void *field, struct err *err)
{
	struct buf line = {0};
	int ret = screen_parse_line(arg, strlen(arg), &line, err);

	if (ret == 0)
		ret = input_await(field, INPUT_SCREEN, line.data, line.len, 0, err);
	buf_fini(&line);
	return ret < 0 ? err_option(option, err) : 0;
}

static int apply_after(const struct run_option *option, const char *arg, void *field, struct err *err)
{
	uint64_t ns;

	if (input_parse_after(arg, &ns, err) < 0)
		return err_option(option, err);
	input_wait(field, ns);
	return 0;
}

/* NAME=FILE */
static int apply_fw_cfg_file(const struct run_option *option, const char *arg, void *field, struct err *err)
{
	const char *equals = strchr(arg, '=');
	struct buf bytes = {0};
	char *name;
	int ret;

	if (!equals)
		return err_set(err, "--%s %s: must be NAME=FILE", option->name, arg);
	name = str_printf("%.*s", (int)(equals - arg), arg);
	ret = machine_check_fw_cfg_name(name, strlen(name), err);
	if (ret == 0)
		ret = io_read_file(equals + 1, FW_CFG_BYTES_MAX, &bytes, err);
	if (ret == 0)
		machine_add_fw_cfg(field, name, &bytes);
	free(name);
	buf_fini(&bytes);
	return ret < 0 ? err_option(option, err) : 0;
}

static int apply_disk(const struct run_option *option, const char *arg, void *field, struct err *err)
{
	return request_set_disk(field, arg, err) < 0 ? err_option(option, err) : 0;
}

static int apply_option_rom(const struct run_option *option, const char *arg, void *field, struct err *err)
{
	return request_add_option_rom(field, arg, err) < 0 ? err_option(option, err) : 0;
}

static const struct number memory_number = {machine_parse_memory};
static const struct number cycles_number = {budget_parse_cycles};
static const struct number time_number = {budget_parse_time};
static const struct number output_number = {budget_parse_output};
static const struct number disk_number = {budget_parse_disk};
static const struct number rtc_number = {machine_parse_rtc};
static const enum image_access read_only = IMAGE_READ_ONLY, writable = IMAGE_WRITABLE;

#define IN_OPTS(field)    offsetof(struct run_opts, field)
#define IN_REQUEST(field) offsetof(struct run_opts, request.field)
#define IN_MACHINE(field) offsetof(struct run_opts, request.machine.field)

static const struct run_option options[] = {
	{"start", 's', true, apply_word, IN_MACHINE(start), start_names},
	{"memory", 'm', true, apply_number, IN_MACHINE(memory_bytes), &memory_number},
	{"cpu", 0, true, apply_word, IN_MACHINE(cpu), cpu_model_names},
	{"register", 'r', true, apply_register, IN_REQUEST(machine), NULL},
	{"read-only", 0, false, apply_image, IN_MACHINE(image), &read_only},
	{"writable", 0, false, apply_image, IN_MACHINE(image), &writable},
	{"strict", 0, false, apply_true, IN_MACHINE(strict), NULL},
	{"irqchip", 0, true, apply_word, IN_MACHINE(irqchip), irqchip_names},
	{"pci", 0, false, apply_true, IN_MACHINE(pci), NULL},
	{"fw-cfg", 0, false, apply_true, IN_MACHINE(fw_cfg), NULL},
	{"fw-cfg-file", 0, true, apply_fw_cfg_file, IN_REQUEST(machine), NULL},
	{"console-port", 0, true, apply_port, IN_MACHINE(console_port), NULL},
	{"post-port", 0, true, apply_port, IN_MACHINE(post_port), NULL},
	{"rtc", 0, true, apply_number, IN_MACHINE(rtc_unix_s), &rtc_number},
	{"serial-input", 0, true, apply_serial_input, 0, NULL},
	{"keys", 0, true, apply_keys, 0, NULL},
	{"prompt", 0, true, apply_prompt, IN_OPTS(waits), NULL},
	{"screen", 0, true, apply_screen, IN_OPTS(waits), NULL},
	{"after", 0, true, apply_after, IN_OPTS(waits), NULL},
	{"disk", 0, true, apply_disk, IN_OPTS(request), NULL},
	{"disk-geometry", 0, true, apply_geometry, IN_MACHINE(disk_geometry), NULL},
	{"option-rom", 0, true, apply_option_rom, IN_OPTS(request), NULL},
	{"cycles", 0, true, apply_number, IN_REQUEST(budget.cycles), &cycles_number},
	{"time", 0, true, apply_number, IN_REQUEST(budget.wall_ns), &time_number},
	{"output", 0, true, apply_number, IN_REQUEST(budget.output_bytes), &output_number},
	{"disk-writes", 0, true, apply_number, IN_REQUEST(budget.disk_bytes), &disk_number},
	{"raw", 0, false, apply_true, IN_OPTS(raw), NULL},
	{"kvm", 0, true, apply_word, IN_OPTS(kvm), kvm_mode_names},
	{"color", 0, true, apply_word, IN_OPTS(colour), colour_names},
	{"help", 'h', false, apply_true, IN_OPTS(help), NULL},
};

#define OPTIONS (sizeof options / sizeof options[0])
/* What getopt_long gives for the first row: beyond all letters. */
#define FIRST_VALUE 256

static void getopt_table(struct option *longs, struct buf *letters)
{
	for (size_t i = 0; i < OPTIONS; i++) {
		const struct run_option *o = &options[i];

		longs[i] = (struct option){o->name, o->has_value ? required_argument : no_argument, NULL,
					   FIRST_VALUE + (int)i};
		if (o->letter)
			buf_printf(letters, "%c%s", o->letter, o->has_value ? ":" : "");
	}
}

static const struct run_option *option_of(int c)
{
	size_t i = 0;

	if (c >= FIRST_VALUE)
		return &options[c - FIRST_VALUE];
	while (i < OPTIONS && options[i].letter != c)
		i++;
	return i < OPTIONS ? &options[i] : NULL;
}

static int options_apply(int argc, char **argv, struct run_opts *opts, struct err *err)
{
	struct option longs[OPTIONS + 1] = {{0}};
	struct buf letters = {0};
	int ret = 0;

	getopt_table(longs, &letters);
	for (int c;
	     !ret && !opts->help && (c = getopt_long(argc, argv, buf_str(&letters), longs, NULL)) >= 0;) {
		const struct run_option *option = option_of(c);

		ret = option ? option->apply(option, optarg, (char *)opts + option->offset, err) : -2;
	}
	buf_fini(&letters);
	return ret;
}

int run_options_parse(int argc, char **argv, struct run_opts *opts, struct err *err)
{
	struct machine *m = &opts->request.machine;
	int ret = options_apply(argc, argv, opts, err);
	const char *key;

	if (ret == 0 && input_ends_waiting(&opts->waits))
		ret = err_set(err,
			      "--prompt, --screen and --after come before the --serial-input or --keys that "
			      "waits");
	input_fini(&opts->waits);
	if (ret == 0 && machine_check(m, &key, err) < 0)
		ret = -1;
	if (ret == 0 && m->disk_geometry.cylinders && !opts->request.has_disk)
		ret = err_set(err, "--disk-geometry: there is no disk (--disk names its image)");
	return ret < 0 ? ret : optind;
}
