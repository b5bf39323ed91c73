/* A machine as a request describes it: the VM with its memory and image, and the devices on its bus. */
#ifndef RUN_BOARD_H
#define RUN_BOARD_H

#include <stdbool.h>

#include "dev/bus.h"
#include "dev/debug_ports.h"
#include "dev/sink.h"
#include "dev/uart.h"
#include "dev/vtime.h"
#include "run/kept.h"
#include "run/request.h"
#include "vm/vm.h"

struct board {
	struct vm *vm;
	struct bus bus;
	struct vtime time; /* stands still: nothing is attached that needs it to pass */
	struct sink_budget output;
	struct sink console, serial, post;
	struct debug_ports ports;
	struct uart com1;
	bool strict;
	/* Counted while it runs; copied into the result. */
	uint64_t rom_writes, stray_ports, stray_mmio;
	struct access stray;
	bool has_stray;
};

/*
 * Build it, with the image loaded, in a VM of `kept` where there is one that fits (`kept` may be NULL). The
 * devices point into `board`: it must not be moved.
 */
int board_init(struct board *board, int kvm_fd, struct kept *kept, const struct request *request,
	       struct err *err);
void board_fini(struct board *board);

/* Ready for the first instruction: measures what a start costs KVM, and sets the registers. */
int board_start(struct board *board, const struct request *request, struct err *err);

/*
 * Serve a port or memory access of the guest; a read fills exit->data. Returns true where it ends the run,
 * with `stop` filled: an exit port, a spent output budget, or a stray access on a strict machine.
 */
bool board_access(struct board *board, const struct vm_exit *exit, struct stop *stop);

#endif
