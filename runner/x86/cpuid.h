/*
 * The CPU models: fixed CPUID leaves, the same on every host. `baseline` is x86-64-v2, `v3` is x86-64-v3 (the
 * levels of the x86-64 psABI); leaf layouts: SDM vol. 2, CPUID, and APM vol. 3, appendix E.
 */
#ifndef X86_CPUID_H
#define X86_CPUID_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* CPU_HOST is whatever KVM offers on this host: not the same everywhere, for experiments. */
enum cpu_model { CPU_BASELINE, CPU_V3, CPU_HOST, CPU_MODELS };

extern const char *const cpu_model_names[]; /* by enum cpu_model; ends with NULL */

struct cpuid_leaf {
	uint32_t leaf, subleaf;
	uint32_t eax, ebx, ecx, edx;
};

/* The leaves of a model, `*count` of them; NULL for CPU_HOST. */
const struct cpuid_leaf *cpuid_model(enum cpu_model model, size_t *count);

/*
 * The same leaf on a CPU with a local APIC that has the x2APIC mode: CPUID.1:EDX bit 9, as in 80000001h, and
 * CPUID.1:ECX bit 21. What KVM makes of an APIC needs nothing of the host's CPU.
 */
struct cpuid_leaf cpuid_with_apic(const struct cpuid_leaf *leaf);

/*
 * Append the names of the features that the model needs and `offered` (the leaves that KVM supports) lacks,
 * with spaces between. Returns how many there are.
 */
size_t cpuid_missing(enum cpu_model model, const struct cpuid_leaf *offered, size_t offered_count,
		     struct buf *names);

#endif
