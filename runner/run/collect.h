/*
 * At which ports KVM may collect writes (vm_coalesce): those of the console and the POST codes, but not where
 * a write or its cost would be taken for another's.
 */
#ifndef RUN_COLLECT_H
#define RUN_COLLECT_H

#include "dev/bus.h"
#include "dev/debug_ports.h"
#include "vm/vm.h"

/*
 * Returns how many. Left out are the ports that vm_coalesce does not take; of two that touch each other the
 * second; and a word port whose upper half is a device's, as KVM would collect what is written there, too.
 */
unsigned collect_ports(const struct debug_ports *ports, const struct bus *bus,
		       struct vm_port out[DEBUG_STREAMS_MAX]);

#endif
