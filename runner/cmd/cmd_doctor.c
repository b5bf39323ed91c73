/* romkit doctor: what this host offers, and what to do about what it lacks. */
#include "cmd/cmd.h"

#include <fcntl.h>
#include <getopt.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/clock.h"
#include "pool/box.h"
#include "vm/vm.h"

static const char usage[] =
	"usage: romkit doctor [OPTION]...\n"
	"\n"
	"Say what this host offers to run ROMs with, then run one instruction there.\n"
	"\n"
	"      --kvm MODE   look only at host or box (default: auto, the one that romkit check would take)\n"
	"  -h, --help       show this text\n"
	"\n"
	"Exit status: 0 ROMs can be run, 2 they cannot.\n";

static void line(const char *what, const char *fact)
{
	printf("%-20s %s\n", what, fact);
}

/* The first line of a file, such as a module's parameter. */
static bool read_line(const char *path, char *out, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, out, size - 1);
	close(fd);
	if (n <= 0)
		return false;
	out[n] = 0;
	out[strcspn(out, "\n")] = 0;
	return true;
}

/* Intel without unrestricted guest: KVM emulates part of real mode, slowly and not always rightly (SDM vol.
 * 3, 26.6). */
static void tell_unrestricted(void)
{
	char value[8];

	if (!read_line("/sys/module/kvm_intel/parameters/unrestricted_guest", value, sizeof value))
		return;
	line("unrestricted guest", value[0] == 'Y'
					   ? "yes: real mode runs on the CPU"
					   : "no: KVM emulates part of real mode; results there may differ");
}

static void tell_pmu(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof attr,
		.config = PERF_COUNT_HW_CPU_CYCLES,
		.exclude_host = 1,
	};
	int fd = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);

	line("PMU", fd >= 0 ? "counts guest cycles" : "cannot count guest cycles: the TSC does");
	if (fd >= 0)
		close(fd);
}

static void tell_host(void)
{
	struct utsname name;
	struct err err;
	bool usable = vm_check_kvm(&err) == 0;
	char text[sizeof name.release + sizeof name.machine + 16];

	if (uname(&name) == 0) {
		snprintf(text, sizeof text, "Linux %s %s", name.release, name.machine);
		line("kernel", text);
	}
	line(VM_DEVICE, usable ? "usable" : err.text);
	if (!usable)
		return;
	tell_unrestricted();
	tell_pmu();
}

static void tell_box(void)
{
	struct err err;

	line("box", box_check(&err) < 0 ? err.text : "ready: KVM in a CPU that QEMU emulates");
}

/* A ROM of one instruction: HLT. Returns whether it ran. */
static bool try_halt(enum kvm_mode mode)
{
	static const uint8_t halt = 0xf4;
	struct request request = {.budget = BUDGET_DEFAULT};
	struct result result = {0};
	struct pool *pool = NULL;
	struct buf text = {0};
	struct err err;
	uint64_t start_ns = clock_now_ns();
	bool ok;

	buf_addc(&request.image, halt);
	ok = pool_new(mode, 1, &pool, &err) == 0 && pool_run(pool, &request, &result, &err) == 0;
	if (ok && result.stop.kind != STOP_HALT) {
		ok = false;
		result_print_stop(&result, &text);
		err_set(&err, "HLT ended with %s", buf_str(&text));
		buf_clear(&text);
	}
	if (ok)
		buf_printf(&text, "runs %s, %.1f s from start to result",
			   pool_in_box(pool) ? "in the box" : "on this host",
			   (double)(clock_now_ns() - start_ns) / 1e9);
	line("a ROM (HLT)", ok ? buf_str(&text) : err.text);
	buf_fini(&text);
	result_fini(&result);
	request_fini(&request);
	pool_free(pool);
	return ok;
}

int cmd_doctor(int argc, char **argv)
{
	enum { OPT_KVM = 256 };
	static const struct option longs[] = {
		{"kvm", required_argument, NULL, OPT_KVM},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	struct err err;
	int mode = KVM_AUTO;

	for (int c; (c = getopt_long(argc, argv, "h", longs, NULL)) >= 0;) {
		switch (c) {
		case OPT_KVM:
			mode = cmd_choose("--kvm", optarg, kvm_mode_names, &err);
			if (mode < 0)
				return cmd_fail(&err);
			break;
		case 'h': return fputs(usage, stdout) < 0 ? CMD_ERROR : CMD_OK;
		default: return cmd_usage("doctor");
		}
	}
	if (optind < argc) {
		fputs("romkit: doctor takes no names\n", stderr);
		return cmd_usage("doctor");
	}
	tell_host();
	tell_box();
	fflush(stdout);
	return try_halt((enum kvm_mode)mode) ? CMD_OK : CMD_ERROR;
}
