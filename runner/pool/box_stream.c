#include "pool/box_stream.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

void box_stream_init(struct box_stream *stream, int from, int to)
{
	struct stat st;

	stream->from = from;
	stream->to = to;
	/* A pipe with room for anything has room for a page. The descriptor is shared with others, so it
	 * stays blocking. */
	stream->chunk = fstat(to, &st) == 0 && (S_ISREG(st.st_mode) || S_ISSOCK(st.st_mode))
				? sizeof stream->bytes
				: 4096;
}

bool box_stream_empty(const struct box_stream *stream)
{
	return stream->start == stream->end;
}

bool box_stream_read(struct box_stream *stream)
{
	ssize_t n = read(stream->from, stream->bytes, sizeof stream->bytes);

	if (n < 0)
		return errno != EAGAIN && errno != EINTR;
	stream->start = 0;
	stream->end = stream->to < 0 ? 0 : (size_t)n;
	stream->moved += (uint64_t)n;
	return n == 0;
}

bool box_stream_write(struct box_stream *stream)
{
	size_t len = stream->end - stream->start;
	ssize_t n =
		write(stream->to, stream->bytes + stream->start, len < stream->chunk ? len : stream->chunk);

	if (n >= 0)
		stream->start += (size_t)n;
	else if (errno != EAGAIN && errno != EINTR) {
		stream->start = stream->end;
		stream->to = -1;
		return true;
	}
	return false;
}
