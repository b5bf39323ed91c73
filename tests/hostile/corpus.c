/* What the fuzzer begins with: `corpus FOLDER COUNT` writes so many streams of a worker into files. */
#include <stdio.h>
#include <stdlib.h>

#include "base/io.h"
#include "parent.h"

int main(int argc, char **argv)
{
	uint64_t random = 88172645463325252u;
	struct buf stream = {0};
	struct err err;

	if (argc != 3) {
		fprintf(stderr, "usage: corpus FOLDER COUNT\n");
		return 2;
	}
	for (int i = 0; i < atoi(argv[2]); i++) {
		char *path = str_printf("%s/%03d", argv[1], i);

		hostile_stream(&random, &stream);
		if (io_write_file(path, stream.data, stream.len, &err) < 0) {
			fprintf(stderr, "%s\n", err.text);
			return 2;
		}
		free(path);
	}
	buf_fini(&stream);
	return 0;
}
