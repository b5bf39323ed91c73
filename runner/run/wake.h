/*
 * Whether a halted CPU can still be woken, on a machine with KVM's interrupt controllers: by the local APIC's
 * timer, by the 8254, or by a device that has an alarm set. Where it is not certain that nothing can, it is
 * said to be possible: the run then ends with its time budget.
 */
#ifndef RUN_WAKE_H
#define RUN_WAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "vm/vm.h"

/*
 * `armed_irqs`: bit n is set where a device can raise IRQ n; the 8254 is looked at here. KVM does not tell
 * when an 8254 that interrupts once was started: it has not been since the CPU halted, `halted_ns` ago.
 */
bool wake_possible(const struct vm_irqchip *chips, uint32_t armed_irqs, bool interrupts_on,
		   uint64_t halted_ns);

#endif
