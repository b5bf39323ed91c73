/*
 * How a parent and a worker talk over a byte stream: frames of a header and a payload. Both ends are the same
 * build of romkit, so numbers are as the host keeps them; but the parent trusts no length and no enum of what
 * a worker sends.
 */
#ifndef POOL_WIRE_H
#define POOL_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "run/debug.h"
#include "run/request.h"
#include "run/result.h"

enum wire_type {
	WIRE_HELLO = 1, /* worker: ready; empty */
	WIRE_REQUEST,   /* parent */
	WIRE_RESULT,    /* worker */
	WIRE_ERROR,     /* worker: the request could not be run; the text of a struct err */
	WIRE_TRACE,     /* worker, any number before the result: a chunk of records (run/trace.h) */
	WIRE_DEBUG, /* before the result of a request that is debugged: parent: a command; worker: its answer
		     */
};

struct wire_header {
	uint32_t magic;
	uint32_t type;
	uint64_t id; /* a request's own, which its answer repeats: a random number, so that a worker cannot
			answer what it was not asked yet */
	uint64_t payload_bytes;
};

/* "RMK" and a version: another build at the other end is noticed. */
#define WIRE_MAGIC 0x054b4d52u
/* More than any honest message: an image of 16 MiB with a disk of 64 MiB, or streams of 64 MiB, and what
 * belongs to them. */
#define WIRE_PAYLOAD_MAX (96u << 20)

/* Append a whole frame. */
void wire_put_bytes(struct buf *out, enum wire_type type, const void *bytes, size_t len);
void wire_put_text(struct buf *out, enum wire_type type, const char *text);
void wire_put_request(struct buf *out, const struct request *request);
void wire_put_result(struct buf *out, const struct result *result);

/* Set the id of a frame. It is 0 until then, as it is in a HELLO. */
void wire_set_id(struct buf *frame, uint64_t id);

/* Decode a payload. On -1 nothing is owned. The decoded struct is freed with request_fini or result_fini. */
int wire_get_request(const uint8_t *payload, size_t len, struct request *out, struct err *err);
int wire_get_result(const uint8_t *payload, size_t len, struct result *out, struct err *err);

/* What a debugger sends and gets. `out` of the first is zeroed or was decoded into before. */
void wire_put_command(struct buf *out, const struct debug_command *command);
int wire_get_command(const uint8_t *payload, size_t len, struct debug_command *out, struct err *err);
void wire_put_answer(struct buf *out, const struct debug_answer *answer);
int wire_get_answer(const uint8_t *payload, size_t len, struct debug_answer *out, struct err *err);

/* The text of a WIRE_ERROR, for people: no control character of it reaches their terminal. Always -1. */
int wire_get_error(const uint8_t *payload, size_t len, struct err *err);

/* Bytes of WIRE_TRACE that come before an honest answer to this request at the most, in all. */
uint64_t wire_trace_max(const struct request *request);

/* Bytes of payload that an honest answer to this request has at the most. */
uint64_t wire_answer_max(const struct request *request);

/* Whether a header can be believed, which announces no more than that. */
int wire_check_header(const struct wire_header *header, uint64_t payload_max, struct err *err);

#endif
