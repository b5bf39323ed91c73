#include "run/stop_exit.h"

#include <string.h>

bool stop_by_exit(struct board *board, const struct vm_exit *exit, struct result *out)
{
	switch (exit->kind) {
	case VM_EXIT_HLT:
		if (board_wait(board, exit->interrupts_on))
			return false;
		out->stop.kind = exit->interrupts_on ? STOP_IDLE : STOP_HALT;
		break;
	case VM_EXIT_SHUTDOWN: out->stop.kind = STOP_SHUTDOWN; break;
	case VM_EXIT_EMULATION: out->stop.kind = STOP_EMULATION; break;
	case VM_EXIT_ENTRY: out->stop.kind = STOP_ENTRY; break;
	case VM_EXIT_INTERRUPTED:
	case VM_EXIT_WINDOW:
	case VM_EXIT_AGAIN: return false;
	default: out->stop.kind = STOP_UNKNOWN; break;
	}
	out->exit_reason = exit->reason;
	out->exit_detail = exit->detail;
	out->insn_len = exit->insn_len;
	memcpy(out->insn, exit->insn, sizeof out->insn);
	return true;
}
