/* romkit run: run one image without a case and print what it did. */
#include "cmd/cmd.h"

#include <stdio.h>
#include <unistd.h>

#include "base/io.h"
#include "cmd/cmd_run_options.h"

static const char usage[] =
	"usage: romkit run [OPTION]... IMAGE\n"
	"\n"
	"Run a flat binary under KVM and print how it stopped, what it wrote and its final registers.\n"
	"\n"
	"  -s, --start STATE           real, boot, reset, protected or long (default: real)\n"
	"  -m, --memory SIZE           such as 1M (default: 1M; 16M for protected and long)\n"
	"      --cpu MODEL             baseline, v3 or host (default: baseline)\n"
	"  -r, --register R=V          a register on top of the start state; may be given more than once\n"
	"      --read-only             the image is read-only memory (reset: it always is)\n"
	"      --writable              the image is RAM, also with --start reset\n"
	"      --strict                any access to a port or address where nothing is stops the run\n"
	"      --irqchip CHIP          romkit: interrupts and timer on virtual time; kernel: KVM's own\n"
	"      --pci                   PCI configuration space with an i440FX\n"
	"      --fw-cfg                QEMU's firmware configuration device\n"
	"      --fw-cfg-file NAME=FILE the same with that file in it; may be given more than once\n"
	"      --console-port PORT     instead of 0xE9 and 0x01; \"0x402 word\": 16 bits wide\n"
	"      --post-port PORT        instead of 0x80\n"
	"      --rtc DATE              what the clock shows at the start: \"2026-01-31 12:34:56\"\n"
	"      --serial-input TEXT     what COM1 receives; with \\r \\n \\t \\b \\e \\0 \\\\ \\xNN\n"
	"      --keys TEXT             what is typed on a US keyboard; with the same escapes\n"
	"      --prompt TEXT           the next of these two waits until the guest has written TEXT (on "
	"COM1;\n"
	"                              for keys also on the console); with the same escapes\n"
	"      --screen TEXT           the next --keys waits until a line of the text screen shows TEXT\n"
	"      --after TIME            the next of these two waits so long, such as 500ms\n"
	"      --disk FILE             the image of the first ATA disk, which stays as it is\n"
	"      --disk-geometry C/H/S   such as 306/4/17 (default: made from the size)\n"
	"      --option-rom FILE       may be given more than once\n"
	"      --cycles N              budgets (default: 100_000_000 cycles, 1s, 64K, 64M)\n"
	"      --time T\n"
	"      --output SIZE\n"
	"      --disk-writes SIZE      how much of its disk the guest may change\n"
	"      --raw                   print the console's bytes as they are, and nothing else\n"
	"      --kvm MODE              auto, host or box\n"
	"      --color WHEN            auto, always or never\n"
	"  -h, --help                  show this text\n"
	"\n"
	"Exit status: 0 it halted, or wrote 0 to an exit port; 1 it ended otherwise; 2 it could not be "
	"run.\n";

static int run_image(struct run_opts *opts, const char *path, struct err *err)
{
	struct pool *pool = NULL;
	struct result result = {0};
	int ret = CMD_ERROR;

	if (io_read_file(path, IMAGE_BYTES_MAX, &opts->request.image, err) < 0)
		return cmd_fail(err);
	if (cmd_pool(opts->kvm, 1, &pool, err) < 0 || pool_run(pool, &opts->request, &result, err) < 0) {
		err_wrap(err, "%s", path);
		cmd_fail(err);
	} else {
		if (opts->raw)
			fwrite(result.console.data, 1, result.console.len, stdout);
		else
			report_print_run(&result, cmd_colour((int)opts->colour, STDOUT_FILENO), stdout);
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
	int ret, at = run_options_parse(argc, argv, &opts, &err);

	if (opts.help) {
		ret = fputs(usage, stdout) < 0 ? CMD_ERROR : CMD_OK;
	} else if (at < 0) {
		ret = at == -1 ? cmd_fail(&err) : cmd_usage("run");
	} else if (argc - at != 1) {
		fprintf(stderr, "romkit: run takes one image file, not %d\n", argc - at);
		ret = cmd_usage("run");
	} else {
		ret = run_image(&opts, argv[at], &err);
	}
	request_fini(&opts.request);
	return ret;
}
