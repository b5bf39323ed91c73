#include "dev/sink.h"

void sink_put(struct sink *sink, uint8_t byte)
{
	if (!sink->budget->left_bytes) {
		sink->budget->spent = true;
		return;
	}
	sink->budget->left_bytes--;
	buf_addc(&sink->bytes, byte);
	if (sink->heard)
		sink->heard(sink->owner);
}
