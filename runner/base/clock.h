/* Time that only goes forward. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* CLOCK_MONOTONIC in nanoseconds. In the box this is the box's virtual clock: an instruction is a nanosecond.
 */
uint64_t clock_now_ns(void);

#endif
