#include "base/input.h"

#include <stdlib.h>

#include "base/text.h"

#define AFTER_NS_MAX 3600000000000ull

const char *const input_wait_names[INPUT_KINDS] = {NULL, "prompt", "screen"};

int input_parse_after(const char *text, uint64_t *out_ns, struct err *err)
{
	uint64_t ns;

	if (num_parse_time(text, &ns, err) < 0)
		return -1;
	if (!ns || ns > AFTER_NS_MAX)
		return err_set(err, "a wait is out of range: 1 ns to 3600 s");
	*out_ns = ns;
	return 0;
}

void input_wait(struct input *input, uint64_t ns)
{
	input->wait_ns += ns;
}

static struct input_step *add(struct input *input)
{
	if (input->count == input->cap) {
		input->cap = input->cap ? input->cap * 2 : 16;
		input->steps = mem_realloc(input->steps, input->cap, sizeof *input->steps);
	}
	return &input->steps[input->count++];
}

static void add_step(struct input *input, struct input_step step, const void *bytes, size_t len)
{
	if (input->wait_ns)
		step.delay_ns = input->wait_ns;
	input->wait_ns = 0;
	buf_add(&step.bytes, bytes, len);
	*add(input) = step;
}

int input_send(struct input *input, const void *bytes, size_t len, uint64_t usual_delay_ns, struct err *err)
{
	if (len > INPUT_BYTES_MAX - input->send_bytes)
		return err_set(err, "more than %d bytes", INPUT_BYTES_MAX);
	if (!len)
		return 0;
	input->send_bytes += len;
	add_step(input, (struct input_step){.kind = INPUT_SEND, .delay_ns = usual_delay_ns}, bytes, len);
	return 0;
}

int input_await(struct input *input, enum input_kind kind, const void *text, size_t len, unsigned line,
		struct err *err)
{
	if (!len)
		return err_set(err, "there is no text to wait for");
	if (len > INPUT_PROMPT_MAX)
		return err_set(err, "text to wait for has at most %d bytes", INPUT_PROMPT_MAX);
	add_step(input, (struct input_step){.kind = kind, .line = line}, text, len);
	return 0;
}

bool input_ends_waiting(const struct input *input)
{
	return input->wait_ns || (input->count && input->steps[input->count - 1].kind != INPUT_SEND);
}

void input_append(struct input *input, struct input *more)
{
	for (size_t i = 0; i < more->count; i++)
		*add(input) = more->steps[i];
	input->send_bytes += more->send_bytes;
	input->wait_ns += more->wait_ns;
	free(more->steps);
	*more = (struct input){0};
}

void input_copy(const struct input *from, struct input *to)
{
	*to = (struct input){.send_bytes = from->send_bytes, .wait_ns = from->wait_ns};
	for (size_t i = 0; i < from->count; i++) {
		struct input_step *step = add(to);

		*step = from->steps[i];
		step->bytes = (struct buf){0};
		buf_add(&step->bytes, from->steps[i].bytes.data, from->steps[i].bytes.len);
	}
}

void input_fini(struct input *input)
{
	for (size_t i = 0; i < input->count; i++)
		buf_fini(&input->steps[i].bytes);
	free(input->steps);
	*input = (struct input){0};
}
