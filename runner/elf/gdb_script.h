/* The commands with which gdb meets a ROM that is debugged: gdb -x build/rom/x.gdb. */
#ifndef ELF_GDB_SCRIPT_H
#define ELF_GDB_SCRIPT_H

#include "base/err.h"

/*
 * Replaces the file at `path`. `elf`: what elf_write() wrote, which is there; NULL: there is none. `address`:
 * what `target remote` takes, the path of a socket or "host:port". -1: the file cannot be written, or a name
 * has a control character in it, which gdb's commands cannot have.
 */
int gdb_script_write(const char *elf, const char *address, const char *path, struct err *err);

#endif
