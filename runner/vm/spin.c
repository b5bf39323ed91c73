/* How long it takes to enter a guest, by interrupting one that counts. */
#include "vm/measure.h"

#include <string.h>

#include "x86/start.h"

/* rdtsc | mov ebx,eax | xor eax,eax | inc eax | jmp to the inc */
static const uint8_t spin_code[] = {0x0f, 0x31, 0x89, 0xc3, 0x31, 0xc0, 0x40, 0xeb, 0xfd};
#define SPIN_LOOP 6 /* offset of the inc */
#define SPIN_HEAD 3 /* instructions before it */

static int spin(struct vm *vm, uint64_t gpa, vm_spin_fn *run, void *arg, struct err *err)
{
	struct vm_exit exit;
	struct x86_state st;
	uint64_t set_tsc, at_tsc, insns;

	start_registers(START_PROTECTED, &st);
	st.rip = gpa;
	if (vm_set_state(vm, &st, err) < 0 || run(arg, &exit, &set_tsc, &at_tsc, err) < 0 ||
	    vm_get_step_state(vm, &st, err) < 0)
		return -1;
	if (exit.kind != VM_EXIT_INTERRUPTED)
		return err_set(err, "measuring an interruption ended with KVM exit %u", exit.reason);
	insns = SPIN_HEAD + 2 * st.gpr[X86_RAX] - (st.rip != gpa + SPIN_LOOP);
	vm->costs.lead = (int64_t)(vm->count.last_entry - set_tsc);
	vm->costs.entry = (int64_t)(at_tsc - vm->count.last_entry - insns) - vm->costs.mode.start;
	vm->costs.tsc += (int32_t)st.gpr[X86_RBX];
	return 0;
}

int vm_spin(struct vm *vm, vm_spin_fn *run, void *arg, struct err *err)
{
	const struct vm_mapping *code_at = vm_first_writable(vm);
	uint8_t saved[sizeof spin_code];
	int ret;

	memcpy(saved, code_at->host, sizeof saved);
	memcpy(code_at->host, spin_code, sizeof spin_code);
	ret = spin(vm, code_at->gpa, run, arg, err);
	memcpy(code_at->host, saved, sizeof saved);
	vm_clear_interrupt(vm);
	vm_reset_cycles(vm);
	return ret;
}
