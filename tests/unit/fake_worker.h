/* A worker without KVM, for the tests of the pool: what a request's image says is what it does. */
#ifndef TESTS_FAKE_WORKER_H
#define TESTS_FAKE_WORKER_H

#define FAKE_OUTPUT_BYTES (4u << 20)

/*
 * Serve standard input and output. The image is text:
 *
 *     ok N      a result of N cycles; slow N: the same after 0.3 s; large N: the same with FAKE_OUTPUT_BYTES
 *     who       after 0.3 s a result of as many cycles as the worker's process id
 *     error     an honest error
 *     die       exit with status 3; crash: be killed by a signal
 *     hang      never answer; deaf: hang up as well
 *     garbage, long, short, bad, unknown
 *               an answer that is no frame, announces too much, breaks off, does not decode, has no type
 *     twice N   the result, and then another one
 *
 * From the environment: FAKE_WORKER_MUTE and _QUIT end it before or behind its hello; with _STAY it does not
 * end with its input.
 */
int fake_worker_main(void);

#endif
