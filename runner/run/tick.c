#include "run/tick.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>
#include <x86intrin.h>

#include "base/inside.h"

#define APIC_BASE 0xfee00000
#define APIC_SIZE 4096
/* What was to happen by then has, whatever was rounded. */
#define LATE_NS 8
/* Indexes of 32-bit words. */
#define APIC_LVT_TIMER     (0x320 / 4)
#define APIC_INITIAL_COUNT (0x380 / 4)
#define APIC_DIVIDE        (0x3e0 / 4)
#define DIVIDE_BY_1        0xbu
#define LVT_MASKED         0x10000u
#define LVT_MODE           0x60000u /* 0: one-shot */

static unsigned divide_of(uint32_t config)
{
	static const uint8_t divides[8] = {2, 4, 8, 16, 32, 64, 128, 1};

	return divides[(config >> 1 & 4) | (config & 3)];
}

void tick_open(struct tick *tick)
{
	void *apic;
	int fd;

	*tick = (struct tick){0};
	if (!inside_box())
		return;
	fd = open("/dev/mem", O_RDWR | O_SYNC | O_CLOEXEC);
	if (fd < 0)
		return;
	apic = mmap(NULL, APIC_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, APIC_BASE);
	close(fd);
	if (apic == MAP_FAILED)
		return;
	tick->apic = apic;
	if (tick->apic[APIC_LVT_TIMER] & (LVT_MASKED | LVT_MODE)) {
		tick_close(tick);
		return;
	}
	tick->kernel_divide = tick->apic[APIC_DIVIDE];
	tick->divide = divide_of(tick->kernel_divide);
}

void tick_close(struct tick *tick)
{
	if (tick->apic)
		munmap((void *)(uintptr_t)tick->apic, APIC_SIZE);
	*tick = (struct tick){0};
}

static void set_divide(struct tick *tick, uint32_t config)
{
	tick->apic[APIC_DIVIDE] = config;
	tick->divide = divide_of(config);
}

/* QEMU's APIC counts down to 0 and one further (hw/intc/apic_common.c, apic_next_timer). */
static uint32_t count_of(const struct tick *tick, uint64_t ns)
{
	uint64_t counts = (ns + tick->divide - 1) / tick->divide;

	if (counts < 2)
		return 1;
	return counts > UINT32_MAX ? UINT32_MAX : (uint32_t)(counts - 1);
}

/* No branch: the guest may be entered next, and when is counted from here. */
static void hold(struct tick *tick, uint32_t count)
{
	uint64_t now = __rdtsc();

	tick->apic[APIC_INITIAL_COUNT] = count;
	tick->held = count;
	tick->set_tsc = now;
	tick->at_tsc = now + ((uint64_t)count + 1) * tick->divide;
}

void tick_hold(struct tick *tick, uint64_t ns)
{
	if (tick->apic)
		hold(tick, count_of(tick, ns));
}

int tick_run(struct tick *tick, struct vm *vm, uint64_t guest_tsc, uint64_t ns, struct vm_exit *exit,
	     struct err *err)
{
	uint64_t ahead_ns = ns + vm_cycles_to_entry(vm) + LATE_NS;
	uint32_t count;
	int ret;

	if (vm_set_tsc(vm, guest_tsc, err) < 0)
		return -1;
	/* By single clocks, where they reach that far, it comes to the nanosecond. */
	set_divide(tick, ahead_ns < UINT32_MAX ? DIVIDE_BY_1 : tick->kernel_divide);
	count = count_of(tick, ahead_ns);
	hold(tick, count);
	ret = vm_run(vm, exit, err);
	/* The kernel counts in its own. */
	set_divide(tick, tick->kernel_divide);
	return ret;
}

bool tick_held(const struct tick *tick)
{
	return tick->apic && tick->apic[APIC_INITIAL_COUNT] == tick->held;
}

void tick_release(struct tick *tick)
{
	if (tick->apic)
		tick->apic[APIC_INITIAL_COUNT] = 1;
}
