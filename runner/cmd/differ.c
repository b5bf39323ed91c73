#include "cmd/differ.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/text.h"
#include "cmd/one_case.h"
#include "diff/alone.h"
#include "diff/begin.h"
#include "diff/lockstep.h"
#include "diff/memory.h"
#include "diff/print.h"
#include "run/request.h"
#include "source/source.h"
#include "trace/steps.h"

/* KVM waits for the engine, which takes half a millisecond a step; the rest is for a slow machine. */
#define STEP_WALL_NS 10000000ull
#define BASE_WALL_NS 60000000000ull

struct differ {
	const struct diff_opts *opts;
	const struct suite_case *sc;
	struct pool *pool;
	struct request request;
	struct source source;
	struct line line;
	struct x86_state start;
	bool differs;

	/* going in step */
	struct engine *engine;
	struct lockstep lockstep;
	struct steps steps;
	struct pool_job job;
};

static int begin(struct differ *differ, bool steps, struct engine **out, struct err *err)
{
	return begin_engine(differ->opts->engine, &differ->request, differ->sc->disk_path, &differ->start,
			    steps, out, err);
}

/* ---- in step */

static void take_step(void *ctx, const struct step *step, const struct x86_state *after)
{
	struct differ *differ = ctx;

	lockstep_step(&differ->lockstep, step, after);
}

static void take_chunk(void *ctx, const uint8_t *bytes, size_t len)
{
	struct differ *differ = ctx;

	steps_take(&differ->steps, bytes, len);
	differ->job.enough = differ->lockstep.status != LOCKSTEP_SAME || interrupt_signal();
}

/* At the end of both: what no step has shown. */
static int compare_end(struct differ *differ, struct buf *out, struct err *err)
{
	const struct result *result = &differ->job.result;
	struct differences differences = {0};
	struct x86_state other = result->state;
	struct buf lines = {0};
	int pieces;

	if (engine_state(differ->engine, &other, err) < 0)
		return -1;
	other.rip = result->state.rip; /* compared with the last step */
	compare_states(&result->state, &other, differ->lockstep.flags_open, &differences);
	compare_more(&result->state, &other, &differences);
	pieces = memory_compare(differ->engine, result, &lines, err);
	if (differences.count || pieces > 0) {
		buf_adds(out, "But at the end these differ:\n");
		print_differences(&differences, engine_name(differ->engine), out);
		print_indented("memory ", buf_str(&lines), out);
		print_open_flags(differ->lockstep.flags_once_open, out);
		differ->differs = true;
	}
	buf_fini(&lines);
	return pieces < 0 ? -1 : 0;
}

/* Whether the run came to an end of its own, with its last instruction executed. */
static bool is_whole(enum stop_kind kind)
{
	return kind == STOP_HALT || kind == STOP_IDLE || kind == STOP_EXIT || kind == STOP_SHUTDOWN ||
	       kind == STOP_RESET;
}

static int finish_steps(struct differ *differ, struct err *err)
{
	const struct lockstep *ls = &differ->lockstep;
	enum stop_kind kind = differ->job.result.stop.kind;
	bool cut = ls->status == LOCKSTEP_SAME && !is_whole(kind);
	struct buf text = {0};
	int ret = 0;

	print_lockstep(ls, cut, &text);
	differ->differs |= ls->status == LOCKSTEP_DIFFERS;
	if (ls->status == LOCKSTEP_ENDED || ls->status == LOCKSTEP_BROKEN)
		ret = err_set(err, "not compared to its end");
	else if (cut && kind == STOP_CYCLES)
		ret = err_set(err, "not compared to its end: it was to go no further (--steps)");
	else if (cut)
		ret = err_set(err, "not compared to its end: KVM's run was cut: %s", stop_meaning(kind));
	else if (ls->status == LOCKSTEP_SAME && kind != STOP_RESET && kind != STOP_SHUTDOWN)
		ret = compare_end(differ, &text, err);
	fputs(buf_str(&text), stdout);
	buf_fini(&text);
	return ret;
}

/* The job is over: the last step. Of one that was cut nobody knows how far it came. */
static void tell_last(struct differ *differ)
{
	const struct result *result = &differ->job.result;
	enum stop_kind kind = result->stop.kind;

	if (differ->job.failed || (!is_whole(kind) && kind != STOP_CYCLES))
		differ->steps.any = false;
	differ->lockstep.resets = kind == STOP_RESET;
	steps_end(&differ->steps, kind == STOP_SHUTDOWN ? NULL : &result->state);
}

static int run_steps(struct differ *differ, struct err *err)
{
	struct request *request = &differ->request;
	int ret;

	request->trace_steps = differ->opts->steps;
	request->budget.wall_ns = BASE_WALL_NS + differ->opts->steps * STEP_WALL_NS;
	if (request->budget.wall_ns > BUDGET_WALL_NS_MAX)
		request->budget.wall_ns = BUDGET_WALL_NS_MAX;
	if (begin(differ, true, &differ->engine, err) < 0)
		return -1;
	differ->lockstep.engine = differ->engine;
	differ->lockstep.line = &differ->line;
	differ->steps.fn = take_step;
	differ->steps.ctx = differ;
	differ->job.trace = take_chunk;
	differ->job.trace_ctx = differ;
	ret = pool_run_job(differ->pool, &differ->job, request, err);
	request->trace_steps = 0;
	if (interrupt_signal() || (ret < 0 && !differ->job.enough)) {
		differ->steps.any = false; /* nobody knows what became of it */
		return interrupt_signal() ? interrupt_error(err) : -1;
	}
	tell_last(differ);
	if (!differ->steps.failed)
		return finish_steps(differ, err);
	*err = differ->steps.failure;
	return -1;
}

/* ---- left alone */

static int run_alone(struct differ *differ, struct err *err)
{
	struct engine *engine = NULL;
	struct pool_job job = {0};
	struct alone alone = {0};
	struct buf text = {0};
	/* Without the steps nobody knows which flags the manuals leave open. */
	uint64_t open = differ->lockstep.kept ? differ->lockstep.flags_once_open : FLAGS_STATUS;
	int ret = pool_run_job(differ->pool, &job, &differ->request, err);

	if (ret == 0)
		ret = begin(differ, false, &engine, err);
	if (ret == 0)
		ret = alone_run(engine, &differ->request, &job.result, &differ->line, open, &alone, err);
	if (ret == 0) {
		alone_print(&alone, &job.result, engine_name(engine), &text);
		differ->differs |= !alone.not_compared && !alone_is_same(&alone, &job.result);
		if (alone.differences.count || alone.memory_pieces > 0)
			print_open_flags(differ->lockstep.flags_once_open, &text);
		/* In step its end was reached all the same. */
		if (alone.not_compared && differ->opts->parts == DIFF_ALONE)
			ret = err_set(err, "not compared to its end");
		fputs(buf_str(&text), stdout);
	}
	engine_free(engine);
	alone_fini(&alone);
	buf_fini(&text);
	result_fini(&job.result);
	return ret;
}

/* ---- both */

static int check_machine(const struct machine *machine, struct err *err)
{
	if (machine->irqchip == IRQCHIP_KERNEL)
		return err_set(err, "with `irqchip: kernel` time is real: nothing can be compared");
	for (size_t i = 0; i < machine->register_count; i++)
		if (!machine->registers[i].ref.reg)
			return err_set(err, "MSR %#x is set at the start, which other engines cannot be told",
				       machine->registers[i].ref.msr);
	return 0;
}

static int prepare(struct differ *differ, struct err *err)
{
	const struct suite_case *sc = differ->sc;

	if (check_machine(&sc->tc.machine, err) < 0)
		return err_wrap(err, "%s", sc->path);
	machine_start(&sc->tc.machine, &differ->start);
	source_read(sc->rom_path, &differ->source);
	differ->line = (struct line){.source = &differ->source,
				     .start = sc->tc.machine.start,
				     .colour = cmd_colour(differ->opts->colour, STDOUT_FILENO)};
	if (request_from_case(sc, &differ->request, err) < 0)
		return -1;
	memory_ask(&differ->request);
	return cmd_pool(differ->opts->kvm, 1, &differ->pool, err);
}

static void differ_fini(struct differ *differ)
{
	pool_free(differ->pool);
	request_fini(&differ->request);
	steps_end(&differ->steps, NULL);
	lockstep_fini(&differ->lockstep);
	engine_free(differ->engine);
	result_fini(&differ->job.result);
	source_fini(&differ->source);
}

static int diff_case(const void *ctx, const struct suite_case *sc, struct err *err)
{
	const struct diff_opts *opts = ctx;
	struct differ differ = {.opts = opts, .sc = sc};
	struct err other;
	int ret = prepare(&differ, err), status;

	interrupt_catch();
	/* Alone also where going in step came to no end. */
	if (ret == 0 && opts->parts != DIFF_ALONE) {
		ret = run_steps(&differ, err);
		fflush(stdout);
	}
	if ((ret == 0 || differ.lockstep.kept) && opts->parts != DIFF_STEP && !interrupt_signal()) {
		int alone = run_alone(&differ, ret == 0 ? err : &other);

		ret = ret < 0 ? ret : alone;
	}
	status = differ.differs ? CMD_FAILED : CMD_OK;
	differ_fini(&differ);
	return ret < 0 ? -1 : status;
}

int differ_run(const struct diff_opts *opts, char *word)
{
	return one_case_run("diff", opts->dir, word, diff_case, opts);
}
