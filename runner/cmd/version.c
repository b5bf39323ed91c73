#include "cmd/cmd.h"

/* The Makefile passes it, from the file VERSION. Only linters compile this without. */
#ifndef ROMKIT_VERSION
#define ROMKIT_VERSION "unknown"
#endif

const char cmd_version[] = ROMKIT_VERSION;
