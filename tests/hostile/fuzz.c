/* The libFuzzer target: `make fuzz`. Its input is what a worker sends. */
#include <stdint.h>
#include <stdlib.h>

#include "parent.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static struct parent parent;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	parent_init(&parent);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	parent_take(&parent, bytes, len, len % 8 ? JUDGE : BLESS);
	return 0;
}
