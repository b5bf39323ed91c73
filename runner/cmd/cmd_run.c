/* romkit run: run one image without a case and print what it did. */
#include "cmd/cmd.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "run/request.h"

static const char usage[] =
	"usage: romkit run [OPTION]... IMAGE\n"
	"\n"
	"Run a flat binary under KVM and print how it stopped, what it wrote and its final registers.\n"
	"\n"
	"  -s, --start STATE    real, boot, reset, protected or long (default: real)\n"
	"  -m, --memory SIZE    such as 1M (default: 1M; 16M for protected and long)\n"
	"      --cpu MODEL      baseline, v3 or host (default: baseline)\n"
	"  -r, --register R=V   a register on top of the start state; may be given more than once\n"
	"      --read-only      the image is read-only memory (reset: it always is)\n"
	"      --writable       the image is RAM, also with --start reset\n"
	"      --strict         any access to a port or address where nothing is stops the run\n"
	"      --cycles N       budgets (default: 100_000_000 cycles, 1s, 64K)\n"
	"      --time T\n"
	"      --output SIZE\n"
	"      --raw            print the console's bytes as they are, and nothing else\n"
	"      --kvm MODE       auto, host or box\n"
	"      --color WHEN     auto, always or never\n"
	"  -h, --help           show this text\n"
	"\n"
	"Exit status: 0 it halted, or wrote 0 to an exit port; 1 it ended otherwise; 2 it could not be "
	"run.\n";

struct run_opts {
	struct request request;
	enum kvm_mode kvm;
	int colour;
	bool raw;
};

enum {
	OPT_CPU = 256,
	OPT_READ_ONLY,
	OPT_WRITABLE,
	OPT_STRICT,
	OPT_CYCLES,
	OPT_TIME,
	OPT_OUTPUT,
	OPT_RAW,
	OPT_KVM,
	OPT_COLOUR
};

static const struct option longs[] = {
	{"start", required_argument, NULL, 's'},
	{"memory", required_argument, NULL, 'm'},
	{"cpu", required_argument, NULL, OPT_CPU},
	{"register", required_argument, NULL, 'r'},
	{"read-only", no_argument, NULL, OPT_READ_ONLY},
	{"writable", no_argument, NULL, OPT_WRITABLE},
	{"strict", no_argument, NULL, OPT_STRICT},
	{"cycles", required_argument, NULL, OPT_CYCLES},
	{"time", required_argument, NULL, OPT_TIME},
	{"output", required_argument, NULL, OPT_OUTPUT},
	{"raw", no_argument, NULL, OPT_RAW},
	{"kvm", required_argument, NULL, OPT_KVM},
	{"color", required_argument, NULL, OPT_COLOUR},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

static int add_register(struct machine *m, const char *text, struct err *err)
{
	const char *equals = strchr(text, '=');
	struct machine_register reg = {0};
	char *name;
	int ret;

	if (!equals)
		return err_set(err, "--register %s: must be NAME=VALUE", text);
	name = str_printf("%.*s", (int)(equals - text), text);
	ret = x86_ref_parse(name, &reg.ref, err);
	if (ret == 0)
		ret = x86_value_parse(&reg.ref, equals + 1, &reg.value, err);
	free(name);
	if (ret < 0)
		return err_wrap(err, "--register %s", text);
	m->registers = mem_realloc(m->registers, m->register_count + 1, sizeof reg);
	m->registers[m->register_count++] = reg;
	return 0;
}

static int set_number(const char *option, int (*parse)(const char *, uint64_t *, struct err *), uint64_t *out,
		      struct err *err)
{
	return parse(optarg, out, err) < 0 ? err_wrap(err, "%s", option) : 0;
}

static int choose(const char *option, const char *const *names, int *out, struct err *err)
{
	*out = cmd_choose(option, optarg, names, err);
	return *out < 0 ? -1 : 0;
}

static int apply_option(int c, struct run_opts *opts, struct err *err)
{
	struct machine *m = &opts->request.machine;
	struct budget *b = &opts->request.budget;
	int choice = 0;
	int ret = 0;

	switch (c) {
	case 's':
		ret = choose("--start", start_names, &choice, err);
		m->start = (enum start_state)choice;
		break;
	case 'm': ret = set_number("--memory", machine_parse_memory, &m->memory_bytes, err); break;
	case 'r': ret = add_register(m, optarg, err); break;
	case OPT_CPU:
		ret = choose("--cpu", cpu_names, &choice, err);
		m->cpu = (enum cpu_model)choice;
		break;
	case OPT_READ_ONLY: m->image = IMAGE_READ_ONLY; break;
	case OPT_WRITABLE: m->image = IMAGE_WRITABLE; break;
	case OPT_STRICT: m->strict = true; break;
	case OPT_CYCLES: ret = set_number("--cycles", budget_parse_cycles, &b->cycles, err); break;
	case OPT_TIME: ret = set_number("--time", budget_parse_time, &b->wall_ns, err); break;
	case OPT_OUTPUT: ret = set_number("--output", budget_parse_output, &b->output_bytes, err); break;
	case OPT_RAW: opts->raw = true; break;
	case OPT_KVM:
		ret = choose("--kvm", kvm_mode_names, &choice, err);
		opts->kvm = (enum kvm_mode)choice;
		break;
	case OPT_COLOUR: ret = choose("--color", colour_names, &opts->colour, err); break;
	default: break;
	}
	return ret;
}

static int run_image(struct run_opts *opts, const char *path, struct err *err)
{
	struct pool *pool = NULL;
	struct result result = {0};
	int ret = CMD_ERROR;

	if (machine_check(&opts->request.machine, err) < 0 ||
	    io_read_file(path, IMAGE_BYTES_MAX, &opts->request.image, err) < 0)
		return cmd_fail(err);
	if (cmd_pool(opts->kvm, &pool, err) < 0 || pool_run(pool, &opts->request, &result, err) < 0) {
		err_wrap(err, "%s", path);
		cmd_fail(err);
	} else {
		if (opts->raw)
			fwrite(result.console.data, 1, result.console.len, stdout);
		else
			report_print_run(&result, cmd_colour(opts->colour, STDOUT_FILENO), stdout);
		ret = result.stop.kind == STOP_HALT || (result.stop.kind == STOP_EXIT && !result.stop.value)
			      ? CMD_OK
			      : CMD_FAILED;
	}
	result_fini(&result);
	pool_free(pool);
	return ret;
}

int cmd_run(int argc, char **argv)
{
	struct run_opts opts = {.request = {.budget = BUDGET_DEFAULT, .wants_screen = true}};
	struct err err;
	int ret = -1;

	for (int c; ret < 0 && (c = getopt_long(argc, argv, "s:m:r:h", longs, NULL)) >= 0;) {
		if (c == 'h')
			ret = fputs(usage, stdout) < 0 ? CMD_ERROR : CMD_OK;
		else if (c == '?')
			ret = cmd_usage("run");
		else if (apply_option(c, &opts, &err) < 0)
			ret = cmd_fail(&err);
	}
	if (ret < 0 && argc - optind != 1) {
		fprintf(stderr, "romkit: run takes one image file, not %d\n", argc - optind);
		ret = cmd_usage("run");
	}
	if (ret < 0)
		ret = run_image(&opts, argv[optind], &err);
	request_fini(&opts.request);
	return ret;
}
