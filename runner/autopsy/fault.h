/*
 * Which exception an instruction raises, and why: a prediction from the registers before it, for diagnosis.
 * It follows the checks of a real processor in their order (SDM vol. 3, table 6-2; vol. 2, the exceptions of
 * each instruction). What it cannot know it does not guess.
 */
#ifndef AUTOPSY_FAULT_H
#define AUTOPSY_FAULT_H

#include "autopsy/fetch.h"
#include "x86/exception.h"
#include "x86/guest.h"

/*
 * CHECK_RAISED: `ex` has vector, error code, CR2 and the reason, which begins with the instruction, if it is
 * one, as NASM writes it: "mov ds, ax: selector 0x10: the GDT at ...". CHECK_FINE: no rule that is known here
 * is broken. CHECK_UNKNOWN: it depends on what is not known. `fetch` has the instruction as far as it could
 * be fetched.
 *
 * INT n, INT3 and INTO raise what their delivery raises (autopsy/deliver.h); where they find their handler
 * they are fine. The error code of #PF has the write bit also for what is read first, such as ADD to memory;
 * QEMU leaves it out there, and the P bit where a reserved bit is to blame. Not looked at: breakpoints and
 * single steps (#DB), the results of floating point (#XM), the CPU's features.
 */
enum check fault_predict(const struct x86_guest *guest, struct fetch *fetch, struct exception *ex);

#endif
