/* A machine for the gdb server that is nothing but registers and memory, and a gdb at the other end of a
 * socket. */
#ifndef GDB_RIG_H
#define GDB_RIG_H

#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gdb/packet.h"
#include "gdb/server.h"
#include "suites.h"
#include "x86/bits.h"
#include "x86/mode.h"

#define GDB_RIG_MEMORY 65536

struct gdb_rig {
	struct x86_state state;
	uint8_t memory[GDB_RIG_MEMORY];
	struct debug_point points[DEBUG_POINTS_MAX];
	size_t count;
	unsigned goes, steps, interrupts;
	bool endless;           /* it stands only when it is interrupted */
	bool refuse, dead;      /* set() says 1; everything says -1 */
	struct debug_halt next; /* what the next go ends with */
	int ready;              /* an eventfd */

	struct debuggee debuggee;
	struct gdb_opts opts;
	struct debug_halt halt;
	int fds[2]; /* the server's, gdb's */
	pthread_t thread;
	int status;
	struct err err;
};

static inline int rig_dead(const struct gdb_rig *rig, struct err *err)
{
	return rig->dead ? err_set(err, "the worker died") : 0;
}

static inline int rig_get(void *ctx, struct x86_state *out, struct err *err)
{
	struct gdb_rig *rig = ctx;

	*out = rig->state;
	return rig_dead(rig, err);
}

static inline int rig_set(void *ctx, const struct x86_state *state, struct err *err)
{
	struct gdb_rig *rig = ctx;

	if (rig->refuse) {
		err_set(err, "KVM does not take them");
		return 1;
	}
	rig->state = *state;
	return rig_dead(rig, err);
}

static inline int rig_read(void *ctx, uint64_t linear, uint8_t *out, size_t len, size_t *out_len,
			   struct err *err)
{
	struct gdb_rig *rig = ctx;

	*out_len = linear >= GDB_RIG_MEMORY ? 0 : GDB_RIG_MEMORY - (size_t)linear;
	if (*out_len > len)
		*out_len = len;
	memcpy(out, rig->memory + (*out_len ? linear : 0), *out_len);
	return rig_dead(rig, err);
}

static inline int rig_write(void *ctx, uint64_t linear, const uint8_t *bytes, size_t len, struct err *err)
{
	struct gdb_rig *rig = ctx;

	if (linear >= GDB_RIG_MEMORY || len > GDB_RIG_MEMORY - linear)
		return 1;
	memcpy(rig->memory + linear, bytes, len);
	return rig_dead(rig, err);
}

static inline int rig_set_points(void *ctx, const struct debug_point *points, size_t count, struct err *err)
{
	struct gdb_rig *rig = ctx;

	if (count)
		memcpy(rig->points, points, count * sizeof *points);
	rig->count = count;
	return rig_dead(rig, err);
}

static inline void rig_tell(struct gdb_rig *rig)
{
	uint64_t one = 1;

	ck_assert_int_eq(write(rig->ready, &one, sizeof one), sizeof one);
}

static inline int rig_go(void *ctx, bool step, struct err *err)
{
	struct gdb_rig *rig = ctx;

	rig->goes++;
	rig->steps += step;
	if (!rig->endless)
		rig_tell(rig);
	return rig_dead(rig, err);
}

static inline int rig_take(void *ctx, struct debug_halt *out, struct err *err)
{
	struct gdb_rig *rig = ctx;
	uint64_t count;

	ck_assert_int_eq(read(rig->ready, &count, sizeof count), sizeof count);
	*out = rig->next;
	return rig_dead(rig, err) < 0 ? -1 : 1;
}

static inline void rig_interrupt(void *ctx)
{
	struct gdb_rig *rig = ctx;

	rig->interrupts++;
	rig->next = (struct debug_halt){.kind = DEBUG_INTERRUPTED};
	rig_tell(rig);
}

static inline int rig_devices(void *ctx, struct buf *out, struct err *err)
{
	struct gdb_rig *rig = ctx;

	buf_adds(out, "pit: channel 0 counts\n");
	return rig_dead(rig, err);
}

static inline int rig_symbol(void *ctx, const char *arg, struct buf *out)
{
	(void)ctx;
	buf_printf(out, "%s is 0x7c00\n", arg);
	return 0;
}

/* 16-bit real mode: CS.base 0x1000, SS.base 0x2000. */
static inline void rig_real(struct gdb_rig *rig)
{
	rig->state = (struct x86_state){.rip = 0x10, .rflags = 2};
	rig->state.seg[X86_CS] =
		(struct x86_seg){.selector = 0x100, .attr = 0x9b, .limit = 0xffff, .base = 0x1000};
	rig->state.seg[X86_SS] =
		(struct x86_seg){.selector = 0x200, .attr = 0x93, .limit = 0xffff, .base = 0x2000};
	rig->state.gpr[X86_RSP] = 0xabcd0100;
}

static inline void rig_protected(struct gdb_rig *rig)
{
	rig->state = (struct x86_state){.rip = 0x10, .rflags = 2, .cr0 = X86_CR0_PE};
	rig->state.seg[X86_CS] =
		(struct x86_seg){.selector = 8, .attr = 0x9b | X86_ATTR_DB | X86_ATTR_G, .limit = UINT32_MAX};
	rig->state.seg[X86_SS] = (struct x86_seg){
		.selector = 16, .attr = 0x93 | X86_ATTR_DB | X86_ATTR_G, .limit = UINT32_MAX};
	rig->state.gpr[X86_RSP] = 0x8000;
}

static inline void rig_long(struct gdb_rig *rig)
{
	rig_protected(rig);
	rig->state.cr0 |= X86_CR0_PG;
	rig->state.efer = X86_EFER_LME | X86_EFER_LMA;
	rig->state.seg[X86_CS].attr = 0x9b | X86_ATTR_L | X86_ATTR_G;
	rig->state.seg[X86_SS].base = 0x5000; /* which counts for nothing there */
}

static inline void *rig_serve(void *ctx)
{
	struct gdb_rig *rig = ctx;

	rig->status = gdb_serve(rig->fds[0], &rig->debuggee, &rig->opts, &rig->err);
	close(rig->fds[0]);
	return NULL;
}

static inline void rig_init(struct gdb_rig *rig)
{
	memset(rig, 0, sizeof *rig);
	rig->ready = eventfd(0, EFD_CLOEXEC);
	rig->debuggee =
		(struct debuggee){rig,    rig_get,    rig_set,  rig_read,      rig_write,  rig_set_points,
				  rig_go, rig->ready, rig_take, rig_interrupt, rig_devices};
	rig->opts = (struct gdb_opts){.symbol = rig_symbol, .halt = &rig->halt};
	rig_real(rig);
}

static inline void rig_start(struct gdb_rig *rig)
{
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, rig->fds), 0);
	ck_assert_int_eq(pthread_create(&rig->thread, NULL, rig_serve, rig), 0);
}

/* gdb's end is closed; what gdb_serve returned. */
static inline int rig_end(struct gdb_rig *rig)
{
	close(rig->fds[1]);
	ck_assert_int_eq(pthread_join(rig->thread, NULL), 0);
	close(rig->ready);
	return rig->status;
}

#endif
