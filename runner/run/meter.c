#include "run/meter.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"

#define METER_SIGNAL SIGRTMIN
/* The kernel's timer has expired for sure when the held tick comes this much later. */
#define TICK_SLACK_NS 2000
/*
 * How late a spent cycle budget is noticed. Entering the guest and being interrupted cost some thousand
 * cycles that are not the guest's: a guest which ends within its budget by less than that must not be stopped
 * for them. One that ends by itself in the meantime is judged by its exact count, see meter_passed().
 */
#define CYCLES_SLACK_NS 20000
/*
 * In the box a timer is armed for just behind the system call that arms it: it has expired by the time of any
 * tick, and is noticed by that tick alone. So the guest runs for at least that long.
 */
#define ARM_NS 3000
/* Elsewhere the timer may fire before the guest is entered; the first is doubled until it does not. */
#define LEAST_NS     1000
#define LEAST_MAX_NS 1000000
/* For calibration. */
#define SPIN_NS          20000
#define CALIBRATIONS_MAX 8

static void on_timer(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)context;
	vm_interrupt(info->si_value.sival_ptr);
}

int meter_open(int *out_pmu_fd, struct err *err)
{
	struct sigaction action = {.sa_sigaction = on_timer, .sa_flags = SA_SIGINFO | SA_RESTART};
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof attr,
		.config = PERF_COUNT_HW_CPU_CYCLES,
		.exclude_host = 1,
		.pinned = 1,
	};

	*out_pmu_fd = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
	return sigaction(METER_SIGNAL, &action, NULL) < 0 ? err_sys(err, "cannot take the timer's signal")
							  : 0;
}

/* From 0. A counter that could not be on the PMU, as another had it, is stopped until it is enabled again. */
static int pmu_start(int pmu_fd)
{
	if (pmu_fd >= 0 && ioctl(pmu_fd, PERF_EVENT_IOC_RESET, 0) == 0 &&
	    ioctl(pmu_fd, PERF_EVENT_IOC_ENABLE, 0) == 0)
		return pmu_fd;
	return -1;
}

static uint64_t cycles_used(const struct meter *meter)
{
	uint64_t count;

	if (meter->pmu_fd >= 0 && read(meter->pmu_fd, &count, sizeof count) == sizeof count)
		return count;
	return vm_cycles(meter->vm);
}

/* Nanoseconds until a limit can be reached at the earliest; 0: one is reached. */
static uint64_t left_ns(const struct meter *meter)
{
	uint64_t cycles = cycles_used(meter);
	uint64_t used_ns = clock_now_ns() - meter->start_ns;
	double cycles_ns;

	if (cycles >= meter->budget.cycles || used_ns >= meter->budget.wall_ns)
		return 0;
	cycles_ns = (double)(meter->budget.cycles - cycles) * 1e6 / vm_tsc_khz(meter->vm) + CYCLES_SLACK_NS;
	if (cycles_ns < (double)(meter->budget.wall_ns - used_ns))
		return (uint64_t)cycles_ns;
	return meter->budget.wall_ns - used_ns;
}

static void timer_arm(struct meter *meter, uint64_t ns)
{
	struct itimerspec when = {
		.it_value = {.tv_sec = (time_t)(ns / 1000000000), .tv_nsec = (long)(ns % 1000000000)}};

	/* All zeros would stop it: what is due by now fires at once. */
	if (!ns)
		when.it_value.tv_nsec = 1;
	meter->timer_at_ns = clock_now_ns() + ns;
	timer_settime(meter->timer, 0, &when, NULL);
}

static int timer_make(struct meter *meter, struct err *err)
{
	struct sigevent event = {
		.sigev_notify = SIGEV_THREAD_ID,
		.sigev_signo = METER_SIGNAL,
		.sigev_value = {.sival_ptr = meter->vm},
		._sigev_un._tid = (pid_t)syscall(SYS_gettid),
	};

	if (timer_create(CLOCK_MONOTONIC, &event, &meter->timer) < 0)
		return err_sys(err, "cannot make the budget's timer");
	meter->has_timer = true;
	return 0;
}

static int spin(void *arg, struct vm_exit *exit, uint64_t *set_tsc, uint64_t *at_tsc, struct err *err)
{
	struct meter *meter = arg;
	int ret;

	timer_arm(meter, ARM_NS);
	ret = tick_run(meter->tick, meter->vm, 0, SPIN_NS, exit, err);
	*set_tsc = meter->tick->set_tsc;
	*at_tsc = meter->tick->at_tsc;
	return ret;
}

int meter_calibrate(struct vm *vm, struct tick *tick, struct err *err)
{
	struct meter meter = {.vm = vm, .tick = tick, .pmu_fd = -1};
	uint64_t before = 0, cycles = 0;
	int ret = 0;

	if (!tick->apic)
		return 0;
	if (timer_make(&meter, err) < 0)
		return -1;
	/* Until it is the same twice: the kernel's first time takes longer, and something may come between.
	 */
	for (int i = 0; i < CALIBRATIONS_MAX && ret == 0 && (i < 2 || cycles != before); i++) {
		before = cycles;
		ret = vm_spin(vm, spin, &meter, err);
		cycles = vm_cycles_to_entry(vm);
	}
	timer_delete(meter.timer);
	return ret;
}

int meter_start(struct meter *meter, struct vm *vm, struct tick *tick, int pmu_fd,
		const struct budget *budget, struct err *err)
{
	*meter = (struct meter){.vm = vm,
				.tick = tick,
				.budget = *budget,
				.pmu_fd = tick->apic ? -1 : pmu_start(pmu_fd),
				.least_ns = tick->apic ? ARM_NS : LEAST_NS};
	if (timer_make(meter, err) < 0)
		return -1;
	vm_reset_cycles(vm);
	meter->start_ns = clock_now_ns();
	timer_arm(meter, left_ns(meter));
	return 0;
}

/* The guest runs for `ns`; in the box the tick is held so that it ends just then. */
static int run_for(struct meter *meter, uint64_t ns, uint64_t tsc, struct vm_exit *exit, struct err *err)
{
	bool in_box = meter->tick->apic;

	if (meter->timer_at_ns > clock_now_ns() + ns) {
		timer_arm(meter, in_box ? ARM_NS : ns);
		/* Out of the way until the guest is entered. */
		tick_hold(meter->tick, ns + SPIN_NS);
	}
	if (!in_box)
		return vm_run(meter->vm, exit, err);
	return tick_run(meter->tick, meter->vm, tsc, ns, exit, err);
}

int meter_run(struct meter *meter, uint64_t ahead_ns, uint64_t tsc, struct vm_exit *exit, struct err *err)
{
	uint64_t left = left_ns(meter);

	meter->expired = !left;
	if (ahead_ns >= left)
		ahead_ns = left + TICK_SLACK_NS;
	if (ahead_ns < meter->least_ns)
		ahead_ns = meter->least_ns;
	meter->entry_cycles = vm_cycles(meter->vm);
	return run_for(meter, ahead_ns, tsc, exit, err);
}

/*
 * Elsewhere than in the box how long it takes to enter the guest is not known: a signal that always came
 * before would let it never run.
 */
static void see_progress(struct meter *meter)
{
	if (!meter->tick->apic && vm_cycles(meter->vm) <= meter->entry_cycles &&
	    meter->least_ns < LEAST_MAX_NS)
		meter->least_ns *= 2;
}

bool meter_spent(struct meter *meter, bool interrupted, enum stop_kind *kind)
{
	bool surprised; /* interrupted at another time than was planned */

	if (!interrupted && !meter->expired && vm_cycles(meter->vm) < meter->budget.cycles) {
		meter->disturbed |= meter->tick->apic && !tick_held(meter->tick);
		return false;
	}
	vm_clear_interrupt(meter->vm);
	if (interrupted) {
		meter->timer_at_ns = UINT64_MAX;
		see_progress(meter);
	}
	surprised = interrupted && meter->tick->apic && !vm_interrupted_at(meter->vm, meter->tick->at_tsc);
	if (left_ns(meter)) {
		meter->interrupted |= interrupted;
		meter->disturbed |= surprised;
		return false;
	}
	*kind = cycles_used(meter) >= meter->budget.cycles ? STOP_CYCLES : STOP_TIME;
	return true;
}

bool meter_passed(const struct meter *meter, enum stop_kind *kind)
{
	if (cycles_used(meter) > meter->budget.cycles)
		*kind = STOP_CYCLES;
	else if (clock_now_ns() - meter->start_ns > meter->budget.wall_ns)
		*kind = STOP_TIME;
	else
		return false;
	return true;
}

void meter_stop(struct meter *meter, struct result *result)
{
	if (!meter->has_timer)
		return;
	result->wall_ns = clock_now_ns() - meter->start_ns;
	result->cycles = cycles_used(meter);
	result->cycles_exact =
		meter->tick->apic && !meter->disturbed && !meter->odd_end && vm_cycles_pure(meter->vm);
	result->cycle_source = meter->tick->apic ? CYCLES_BOX : meter->pmu_fd >= 0 ? CYCLES_PMU : CYCLES_TSC;
	/* Once the timer is gone no signal can come: one that was pending is handled on the way out of the
	 * system call. */
	timer_delete(meter->timer);
	meter->has_timer = false;
}
