#include "diff/linear.h"

#include "x86/walk.h"

struct view {
	struct engine *engine;
	struct err *err;
};

static enum x86_storage read_physical(void *ctx, uint64_t gpa, void *out, size_t len)
{
	const struct view *view = ctx;

	return engine_read(view->engine, gpa, out, len, view->err) < 0 ? X86_NOTHING : X86_STORED;
}

int linear_translate(struct engine *engine, const struct x86_state *state, uint64_t linear, uint64_t *gpa,
		     struct err *err)
{
	struct view view = {engine, err};
	const struct x86_guest guest = {.state = state, .read = read_physical, .ctx = &view};
	struct exception ex;

	if (walk(&guest, linear, x86_access_system(false), gpa, &ex) != CHECK_FINE)
		return err_set(err, "no page is at %#llx", (unsigned long long)linear);
	return 0;
}

int linear_write(struct engine *engine, const struct x86_state *state, uint64_t linear, const uint8_t *bytes,
		 size_t len, struct err *err)
{
	for (size_t i = 0; i < len; i++) {
		uint64_t gpa;

		if (linear_translate(engine, state, linear + i, &gpa, err) < 0 ||
		    engine_write(engine, gpa, bytes + i, 1, err) < 0)
			return -1;
	}
	return 0;
}

int linear_read(struct engine *engine, const struct x86_state *state, uint64_t linear, uint8_t *bytes,
		size_t len, struct err *err)
{
	for (size_t i = 0; i < len; i++) {
		uint64_t gpa;

		if (linear_translate(engine, state, linear + i, &gpa, err) < 0 ||
		    engine_read(engine, gpa, bytes + i, 1, err) < 0)
			return -1;
	}
	return 0;
}
