/*
 * In the box a breakpoint that a guest sets in DR7 outlives it: QEMU removes one only when DR7 is written by
 * an instruction, not on #VMEXIT (7.2, svm_helper.c). It then hits in whatever runs next, another VM or the
 * box's kernel. So a guest that ended with one set clears it itself.
 */
#include "vm/vm.h"

#include <string.h>
#include <sys/ioctl.h>

#include "vm/vm_private.h"
#include "x86/start.h"

#define DR7_ENABLES 0xffu
#define PLACE_BYTES 64

/* mov eax,0x400 | mov dr7,eax | out 0xff,al, in real mode: with a local APIC a HLT would not exit */
static const uint8_t clear_code[] = {0x66, 0xb8, 0x00, 0x04, 0x00, 0x00, 0x0f, 0x23, 0xf8, 0xe6, 0xff};

/* Somewhere that none of the four breakpoints is: one of five places. */
static uint64_t free_place(const struct x86_state *ended)
{
	uint64_t gpa = 0x600;

	for (int i = 0; i < 4; i++) {
		if (ended->dr[i] >= gpa && ended->dr[i] < gpa + PLACE_BYTES) {
			gpa += PLACE_BYTES;
			i = -1;
		}
	}
	return gpa;
}

int vm_clear_breakpoints(struct vm *vm, const struct x86_state *ended, struct err *err)
{
	uint64_t gpa = free_place(ended);
	uint8_t *code = vm_memory_at(vm, gpa, sizeof clear_code);
	uint8_t saved[sizeof clear_code];
	struct kvm_mp_state runnable = {.mp_state = KVM_MP_STATE_RUNNABLE};
	struct x86_state st;
	struct vm_exit exit;
	int ret;

	if (!(ended->dr[7] & DR7_ENABLES) || !code)
		return 0;
	start_registers(START_REAL, &st);
	st.rip = gpa;
	st.idtr.limit = 0; /* whatever goes wrong is a triple fault, not a loop */
	memcpy(st.dr, ended->dr, sizeof st.dr);
	memcpy(saved, code, sizeof saved);
	memcpy(code, clear_code, sizeof clear_code);
	ret = vm_set_state(vm, &st, err);
	/* With a local APIC it is still halted. */
	if (ret == 0 && ioctl(vm->vcpu_fd, KVM_SET_MP_STATE, &runnable) < 0)
		ret = err_sys(err, "KVM_SET_MP_STATE");
	/* The breakpoints themselves may hit in these three instructions; there is no handler, and that is an
	 * end too. */
	if (ret == 0)
		ret = vm_run(vm, &exit, err);
	if (ret == 0)
		ret = vm_finish_io(vm, err);
	memcpy(code, saved, sizeof saved);
	return ret;
}
