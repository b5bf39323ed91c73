#include "run/trace.h"

#include <stddef.h>
#include <string.h>

#include "base/cursor.h"
#include "base/text.h"

/* ---- the state as words */

#define GPR_WORDS (X86_GPRS + 2) /* they come first */
#define WORDS     (GPR_WORDS + 2 * X86_SEGS + 4 + 6)

/* The first `count` of them: all, or GPR_WORDS. */
static void words_of(const struct x86_state *st, uint64_t words[WORDS], unsigned count)
{
	uint64_t *w = words;

	for (int i = 0; i < X86_GPRS; i++)
		*w++ = st->gpr[i];
	*w++ = st->rip;
	*w++ = st->rflags;
	if (count == GPR_WORDS)
		return;
	for (int i = 0; i < X86_SEGS; i++) {
		*w++ = st->seg[i].selector | (uint64_t)st->seg[i].attr << 16 |
		       (uint64_t)st->seg[i].limit << 32;
		*w++ = st->seg[i].base;
	}
	*w++ = st->gdtr.base;
	*w++ = st->gdtr.limit;
	*w++ = st->idtr.base;
	*w++ = st->idtr.limit;
	*w++ = st->cr0;
	*w++ = st->cr2;
	*w++ = st->cr3;
	*w++ = st->cr4;
	*w++ = st->cr8;
	*w++ = st->efer;
}

static void state_of(const uint64_t words[WORDS], struct x86_state *st)
{
	const uint64_t *w = words;

	for (int i = 0; i < X86_GPRS; i++)
		st->gpr[i] = *w++;
	st->rip = *w++;
	st->rflags = *w++;
	for (int i = 0; i < X86_SEGS; i++) {
		st->seg[i].selector = (uint16_t)*w;
		st->seg[i].attr = (uint16_t)(*w >> 16);
		st->seg[i].limit = (uint32_t)(*w++ >> 32);
		st->seg[i].base = *w++;
	}
	st->gdtr.base = *w++;
	st->gdtr.limit = (uint16_t)*w++;
	st->idtr.base = *w++;
	st->idtr.limit = (uint16_t)*w++;
	st->cr0 = *w++;
	st->cr2 = *w++;
	st->cr3 = *w++;
	st->cr4 = *w++;
	st->cr8 = *w++;
	st->efer = *w++;
}

/* ---- writing: a byte for the kind, then as below */

/* Most steps change general registers, RIP and RFLAGS alone. */
#define REST_BYTES (offsetof(struct x86_state, dr) - offsetof(struct x86_state, seg))

static unsigned words_to_compare(const struct x86_state *before, const struct x86_state *now)
{
	bool same = before->efer == now->efer && memcmp(before->seg, now->seg, REST_BYTES) == 0;

	return same ? GPR_WORDS : WORDS;
}

#define STATE_BYTES (1 + (1 + WORDS) * sizeof(uint64_t))

/* The kind, a bit for each word that differs, then these words. Returns where the record goes on. */
static uint8_t *put_state(struct trace_writer *writer, enum trace_kind kind, const struct x86_state *state,
			  uint8_t record[STATE_BYTES])
{
	unsigned count = words_to_compare(&writer->last, state);
	uint64_t before[WORDS], now[WORDS], mask = 0;
	uint8_t *at = record + 1 + sizeof mask;

	words_of(&writer->last, before, count);
	words_of(state, now, count);
	for (unsigned i = 0; i < count; i++) {
		if (now[i] == before[i])
			continue;
		mask |= 1ull << i;
		memcpy(at, &now[i], sizeof now[i]);
		at += sizeof now[i];
	}
	record[0] = (uint8_t)kind;
	memcpy(record + 1, &mask, sizeof mask);
	memcpy(&writer->last, state, offsetof(struct x86_state, dr));
	writer->last.efer = state->efer;
	return at;
}

/* The state; the number of bytes, then the bytes. */
void trace_put_step(struct trace_writer *writer, const struct x86_state *state, const uint8_t *bytes,
		    size_t len)
{
	uint8_t record[STATE_BYTES + 1 + TRACE_BYTES_MAX];
	uint8_t *at = put_state(writer, TRACE_STEP, state, record);

	*at++ = (uint8_t)len;
	if (len)
		memcpy(at, bytes, len);
	buf_add(writer->out, record, (size_t)(at - record) + len);
}

void trace_put_state(struct trace_writer *writer, const struct x86_state *state)
{
	uint8_t record[STATE_BYTES];
	uint8_t *end = put_state(writer, TRACE_STATE, state, record);

	buf_add(writer->out, record, (size_t)(end - record));
}

void trace_put_access(struct trace_writer *writer, const struct access *access)
{
	buf_addc(writer->out, TRACE_ACCESS);
	buf_add(writer->out, &access->addr, sizeof access->addr);
	buf_add(writer->out, &access->value, sizeof access->value);
	buf_addc(writer->out, (uint8_t)access->size_bytes);
	buf_addc(writer->out, (uint8_t)(access->is_mmio | access->is_write << 1));
}

void trace_put_event(struct trace_writer *writer, const struct trace_record *event)
{
	uint32_t len = (uint32_t)strlen(event->text);

	buf_addc(writer->out, TRACE_EVENT);
	buf_addc(writer->out, (uint8_t)event->event);
	buf_addc(writer->out, event->vector);
	buf_addc(writer->out, event->is_lost);
	buf_add(writer->out, &event->cs, sizeof event->cs);
	buf_add(writer->out, &event->rip, sizeof event->rip);
	buf_add(writer->out, &len, sizeof len);
	buf_add(writer->out, event->text, len);
}

/* ---- reading */

static uint8_t take_byte(struct cursor *c, unsigned limit)
{
	uint8_t byte;

	cursor_get(c, &byte, 1);
	if (byte >= limit)
		c->bad = true;
	return c->bad ? 0 : byte;
}

static void take_state(struct cursor *c, struct trace_reader *reader, struct trace_record *record)
{
	uint64_t words[WORDS], mask;

	words_of(&reader->last, words, WORDS);
	cursor_get(c, &mask, sizeof mask);
	if (mask >> WORDS)
		c->bad = true;
	for (int i = 0; i < WORDS; i++) {
		if (mask >> i & 1)
			cursor_get(c, &words[i], sizeof words[i]);
	}
	state_of(words, &reader->last);
	record->state = &reader->last;
}

static void take_step(struct cursor *c, struct trace_reader *reader, struct trace_record *record)
{
	take_state(c, reader, record);
	record->len = take_byte(c, TRACE_BYTES_MAX + 1);
	cursor_get(c, record->bytes, record->len);
}

static void take_access(struct cursor *c, struct access *access)
{
	uint8_t bits;

	cursor_get(c, &access->addr, sizeof access->addr);
	cursor_get(c, &access->value, sizeof access->value);
	access->size_bytes = take_byte(c, 65);
	bits = take_byte(c, 4);
	access->is_mmio = bits & 1;
	access->is_write = bits >> 1;
}

static void take_event(struct cursor *c, struct trace_record *record, struct buf *text)
{
	uint32_t len;

	record->event = (enum trace_event)take_byte(c, TRACE_EVENTS);
	record->vector = take_byte(c, 256);
	record->is_lost = take_byte(c, 2);
	cursor_get(c, &record->cs, sizeof record->cs);
	cursor_get(c, &record->rip, sizeof record->rip);
	cursor_get(c, &len, sizeof len);
	if (len > c->left)
		c->bad = true;
	buf_clear(text);
	if (c->bad)
		return;
	text_visible_lines(c->at, len, text);
	c->at += len;
	c->left -= len;
	record->text = buf_str(text);
}

int trace_read(struct trace_reader *reader, const uint8_t *chunk, size_t len, trace_fn *fn, void *ctx,
	       struct err *err)
{
	struct cursor c = {chunk, len, false};
	struct buf text = {0};

	while (c.left && !c.bad) {
		struct trace_record record = {.kind = (enum trace_kind)take_byte(&c, TRACE_KINDS)};

		switch (record.kind) {
		case TRACE_STEP: take_step(&c, reader, &record); break;
		case TRACE_STATE: take_state(&c, reader, &record); break;
		case TRACE_ACCESS: take_access(&c, &record.access); break;
		default: take_event(&c, &record, &text); break;
		}
		if (!c.bad)
			fn(ctx, &record);
	}
	buf_fini(&text);
	return c.bad ? err_set(err, "the worker sent a trace that does not decode") : 0;
}
