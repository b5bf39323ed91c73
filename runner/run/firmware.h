/* What a ROM takes for granted and a machine without firmware does not have: the services of a BIOS. */
#ifndef RUN_FIRMWARE_H
#define RUN_FIRMWARE_H

#include <stdbool.h>
#include <stdint.h>

#include "run/request.h"
#include "vm/vm.h"

/*
 * The first interrupt of a BIOS (10h, 13h, 15h, 16h, 1Ah) that the image of a start in real mode has an INT
 * for, and whose vector is 0000:0000 now: nobody serves it, and who called it ran on through the vector
 * table. 0: none. A hint for a person: bytes that look like an INT may be something else.
 */
uint8_t firmware_missed(const struct request *rq, const struct vm *vm);

/* Whether the CPU is outside of the image, as one that ran on through the vector table may be. */
bool firmware_ran_off(const struct request *rq, const struct x86_state *state);

#endif
