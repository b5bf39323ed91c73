/* A worker without KVM, for the tests of the pool: what a request's image says is what it does. */
#ifndef TESTS_FAKE_WORKER_H
#define TESTS_FAKE_WORKER_H

/*
 * Serve standard input and output. The image is text:
 *
 *     ok N      a result of N cycles; slow N: the same after 0.3 s
 *     error     an honest error
 *     die       exit with status 3; crash: be killed by a signal
 *     hang      never answer
 *     garbage, long, short, bad, unknown   an answer that is no frame, announces too much, breaks off, does
 * not decode, or is of no known type twice N   the result, and then another one
 */
int fake_worker_main(void);

#endif
