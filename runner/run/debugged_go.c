/* On until a point: at full speed, with a HLT in the place of each, or step by step. */
#include "run/debugged_private.h"

#include <string.h>

#include "run/stop_exit.h"
#include "x86/mode.h"

#define HLT 0xf4
/* Where a breakpoint lies in memory that nobody has filled yet, code that is copied there and called at once
 * is caught within so many steps; then it is looked for after each slice of guest time. */
#define EMPTY_STEPS 100000
#define EMPTY_NS    100000
/* Of the guest's time, until the debugger is listened to. */
#define LISTEN_NS    20000000
#define LISTEN_STEPS 256

/* It is told what the guest has written, too. */
bool debugged_interrupted(struct debugged *d)
{
	struct debug_command command = {.kind = DEBUG_INTERRUPT};
	int ret;

	debugged_tell_output(d);
	ret = d->link->receive(d->link->ctx, false, &command);
	d->gone |= ret < 0 || (ret > 0 && command.kind == DEBUG_QUIT);
	return ret != 0;
}

static void halt_at(struct debug_halt *halt, enum debug_halt_kind kind, const struct debug_point *point,
		    uint64_t linear)
{
	*halt = (struct debug_halt){.kind = kind, .linear = linear};
	if (point)
		halt->point = *point;
}

/* ---- step by step */

/* Returns 1 where it stands. */
static int go_step(struct debugged *d, struct debug_halt *halt, struct err *err)
{
	struct stepper *s = &d->s;
	const struct debug_point *point;
	uint64_t linear;
	int ret = step_once(s, &d->result, err);

	d->ran_freely = false;
	if (ret) {
		d->ended = ret > 0;
		return ret;
	}
	point = debugged_watch(d, &linear);
	if (step_state(s, err) < 0)
		return -1;
	if (point)
		halt_at(halt, DEBUG_AT_WATCH, point, linear);
	else if ((point = debugged_break(d)))
		halt_at(halt, DEBUG_AT_BREAK, point, point->linear);
	return point != NULL;
}

/* ---- at full speed */

/* The HLTs that stand in the guest's code. */
struct marks {
	uint8_t *at[DEBUG_POINTS_MAX]; /* by the index of the point; NULL: none */
	uint8_t byte[DEBUG_POINTS_MAX];
};

static bool is_empty(const uint8_t *at, size_t left)
{
	static const uint8_t zeros[4];

	return memcmp(at, zeros, left < sizeof zeros ? left : sizeof zeros) == 0;
}

/* Whether one had no place for its mark. */
static bool marks_set(const struct debugged *d, struct marks *marks)
{
	bool lacks = false;
	size_t left;

	memset(marks, 0, sizeof *marks);
	for (size_t i = 0; i < d->point_count; i++) {
		uint8_t *at = debugged_memory(d, d->points[i].linear, &left);

		if (!at || is_empty(at, left)) {
			lacks = true;
			continue;
		}
		marks->at[i] = at;
		marks->byte[i] = *at;
		*at = HLT;
	}
	return lacks;
}

/* The other way round, as two may be at one place. */
static void marks_clear(struct marks *marks, size_t count)
{
	while (count--) {
		/* What the guest wrote over it stays. */
		if (marks->at[count] && *marks->at[count] == HLT)
			*marks->at[count] = marks->byte[count];
	}
}

/* Whether the HLT that was executed is one of these: maybe by another address than its point's. */
static bool is_mark(const struct debugged *d, const struct marks *marks)
{
	size_t left;
	const uint8_t *at = debugged_memory(d, x86_code_at(&d->s.state, d->s.state.rip), &left);

	for (size_t i = 0; at && i < d->point_count; i++) {
		if (marks->at[i] == at)
			return true;
	}
	return false;
}

/* One stretch. Returns 1 where the run has stopped. */
static int stretch(struct debugged *d, const struct marks *marks, uint64_t ns, struct vm_exit *exit,
		   struct err *err)
{
	struct board *board = &d->s.board;
	struct result *out = &d->result;
	uint64_t ahead_ns;
	int stopped;

	if (board_before_run(board, err) < 0)
		return -1;
	ahead_ns = board_ahead_ns(board);
	if (meter_run(&d->s.meter, ahead_ns < ns ? ahead_ns : ns, board_tsc(board), exit, err) < 0)
		return -1;
	meter_spent(&d->s.meter, exit->kind == VM_EXIT_INTERRUPTED, &out->stop.kind);
	board_after_run(board, exit);
	board_coalesced(board);
	if (exit->kind == VM_EXIT_HLT) {
		if (vm_get_step_state(board->vm, &d->s.state, err) < 0)
			return -1;
		d->s.state.rip--;
		if (is_mark(d, marks))
			return vm_set_gprs(board->vm, &d->s.state, err);
		d->s.state.rip++;
	}
	if (exit->kind == VM_EXIT_IO || exit->kind == VM_EXIT_MMIO)
		stopped = board_access(board, exit, &out->stop, err);
	else
		stopped = stop_by_exit(board, exit, out);
	if (board->pc.failed) {
		*err = board->pc.failure;
		return -1;
	}
	return stopped;
}

/* From the step before to the step behind: devices see time go on. */
static int leave_steps(struct debugged *d, struct err *err)
{
	vm_reset_cycles(d->s.board.vm);
	d->s.board.is_stepped = false;
	d->s.plain = false;
	return vm_single_step(d->s.board.vm, false, err);
}

static int back_to_steps(struct debugged *d, struct err *err)
{
	struct board *board = &d->s.board;

	board->beside_ns +=
		(uint64_t)((unsigned __int128)vm_cycles(board->vm) * 1000000 / vm_tsc_khz(board->vm));
	board->is_stepped = true;
	if (vm_finish_io(board->vm, err) < 0 || vm_single_step(board->vm, true, err) < 0)
		return -1;
	return vm_get_step_state(board->vm, &d->s.state, err);
}

enum { GO_ON = 2, GO_STEP };

/*
 * Up to a mark, the end, or the end of a slice. Returns 1 where it stands, else whether it may go on at once
 * or must be stepped off a mark that is none at this address.
 */
static int go_freely(struct debugged *d, struct debug_halt *halt, struct err *err)
{
	const struct debug_point *point = NULL;
	struct marks marks;
	struct vm_exit exit = {0};
	uint64_t begin_ns = d->s.board.pc.time.now_ns;
	bool lacks = marks_set(d, &marks), interrupted = false, marked = false;
	/* Then they are set anew: the guest may have written over them, or changed its page tables. */
	uint64_t slice_ns = lacks ? EMPTY_NS : LISTEN_NS;
	int ret = leave_steps(d, err);

	d->ran_freely = true;
	while (ret == 0 && !interrupted && !marked && d->s.board.pc.time.now_ns - begin_ns < slice_ns) {
		ret = stretch(d, &marks, lacks ? EMPTY_NS : LISTEN_NS, &exit, err);
		marked = ret == 0 && exit.kind == VM_EXIT_HLT && is_mark(d, &marks);
		point = marked ? debugged_break(d) : NULL;
		interrupted = exit.kind == VM_EXIT_INTERRUPTED && debugged_interrupted(d);
	}
	marks_clear(&marks, d->point_count);
	d->ended = ret > 0;
	if (ret < 0 || d->ended)
		return ret;
	if (back_to_steps(d, err) < 0)
		return -1;
	if (point)
		halt_at(halt, DEBUG_AT_BREAK, point, point->linear);
	else if (interrupted)
		halt_at(halt, DEBUG_INTERRUPTED, NULL, 0);
	if (point || interrupted)
		return 1;
	return marked ? GO_STEP : GO_ON;
}

/* ---- which of the two */

static bool must_step(const struct debugged *d, uint64_t steps)
{
	bool lacks = false;
	size_t left;

	if (d->s.board.pc.kernel_chips && d->point_count)
		return true;
	for (size_t i = 0; i < d->point_count; i++) {
		const uint8_t *at;

		if (d->points[i].kind != DEBUG_BREAK)
			return true;
		at = debugged_memory(d, d->points[i].linear, &left);
		lacks |= !at || is_empty(at, left);
	}
	return lacks && steps < EMPTY_STEPS;
}

int debugged_go(struct debugged *d, struct debug_halt *halt, struct err *err)
{
	/* At least one step, off the breakpoint that it stands at. */
	bool off_mark = true;
	int ret = 0;

	for (uint64_t steps = 0; ret == 0; steps++) {
		ret = off_mark || must_step(d, steps) ? go_step(d, halt, err) : go_freely(d, halt, err);
		off_mark = ret == GO_STEP;
		if (ret == GO_ON || ret == GO_STEP)
			ret = 0;
		if (ret == 0 && steps % LISTEN_STEPS == 0 && debugged_interrupted(d)) {
			halt_at(halt, DEBUG_INTERRUPTED, NULL, 0);
			ret = 1;
		}
	}
	return ret < 0 ? -1 : 0;
}
