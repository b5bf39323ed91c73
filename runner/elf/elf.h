/*
 * An ELF file from which gdb has the labels and lines of a ROM: an image of `nasm -f bin` has neither, and
 * cannot be linked again. It is an executable with a section for each of the ROM's, at the address where NASM
 * takes it to run and with the image's bytes, .symtab, and DWARF 4. Addresses are NASM's: where code was
 * loaded or copied to another place, or runs in a segment with a base, gdb's differ from them.
 */
#ifndef ELF_ELF_H
#define ELF_ELF_H

#include <stdbool.h>

#include "base/err.h"
#include "source/source.h"

/*
 * Replaces the file at `path`. is_64: for EM_X86_64 rather than EM_386, which cuts addresses to 32 bits. -1
 * where the source knows no line (`err` says what it lacks), and where the file cannot be written.
 */
int elf_write(const struct source *source, bool is_64, const char *path, struct err *err);

#endif
