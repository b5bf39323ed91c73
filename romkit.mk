# What a ROM repository includes to build and check its ROMs. `romkit init` writes such a Makefile; its heart is
#
#     ROMKIT ?= romkit
#     all: check
#     include $(shell $(ROMKIT) --print-mk)
#
# With a source tree of romkit beside it, which is built first where needed:
#
#     ROMKIT_DIR := ../romkit
#     all: check
#     include $(ROMKIT_DIR)/romkit.mk
#
# The repository holds rom-src/ (NASM sources; include/ folders are for %include) and cases/ (.expect files), both may
# have subfolders, and everything built goes to build/. Targets: roms, check, clean-roms. ARGS passes options to romkit
# check, NASMFLAGS to nasm.

ROMKIT_SUITE ?= .
NASM ?= nasm
ifneq ($(V),1)
Q := @
endif

ifneq ($(words $(ROMKIT_SUITE)),1)
$(error make cannot work with the spaces in the path "$(ROMKIT_SUITE)")
endif

ROM_SRC := $(ROMKIT_SUITE)/rom-src
ROM_OUT := $(ROMKIT_SUITE)/build/rom
ROM_SRCS := $(shell [ -d '$(ROM_SRC)' ] && find '$(ROM_SRC)' -name include -prune -o -name '*.asm' -print | LC_ALL=C sort)
ROMS := $(ROM_SRCS:$(ROM_SRC)/%.asm=$(ROM_OUT)/%.bin)

# The folder of this file, with a slash at its end. make splits a path with spaces, so then the program tells it.
ROM_MK := $(lastword $(MAKEFILE_LIST))
ifeq ($(wildcard $(ROM_MK))$(ROMKIT),)
$(error make cannot work with the spaces in the path of romkit.mk: set ROMKIT, include $$(shell $$(ROMKIT) --print-mk))
endif
ROM_HOME := $(patsubst %romkit.mk,%,$(or $(wildcard $(ROM_MK)),$(shell $(ROMKIT) --print-mk)))

# ROMKIT is the program, as the shell wants it. Where it is not set, it is the one that this file was installed with,
# or in a source tree the one that is built there first.
ifndef ROMKIT
ifeq ($(wildcard $(ROM_HOME)runner/main.c),)
ROMKIT := $(ROM_HOME)../../bin/romkit
else
ROMKIT := $(ROM_HOME)build/release/romkit
ROM_PROGRAM := romkit-program
.PHONY: romkit-program
romkit-program:
	@$(MAKE) --no-print-directory -C $(ROM_HOME:%/=%) MODE=release SUITE= build/release/romkit
endif
endif
ROMKIT_INC ?= $(ROM_HOME)rom-src/include

.PHONY: roms check clean-roms rom-flags
.DELETE_ON_ERROR:
roms: $(ROMS)

# Each ROM depends on every file that a ROM may include: with -MD NASM 2.16 leaves all includes out, and -M alone
# refuses labels in a %if.
ROM_INCS := $(shell find $(ROM_SRC) $(ROMKIT_INC) -type f \( ! -name '*.asm' -o -path '*/include/*' \) 2>/dev/null | \
	LC_ALL=C sort | sed 's/ /\\ /g')

# Changes only when NASM's name or flags do, and then every ROM is built again.
$(ROM_OUT)/flags: rom-flags
	@mkdir -p $(@D)
	@echo '$(NASM) $(NASMFLAGS)' | cmp -s - $@ || echo '$(NASM) $(NASMFLAGS)' > $@

# The ROM's own include folder comes first, then the macros that romkit brings.
$(ROM_OUT)/%.bin: $(ROM_SRC)/%.asm $(ROM_INCS) $(ROM_OUT)/flags
	@mkdir -p $(@D)
	@printf '  NASM  %s\n' $<
	$(Q)$(NASM) -f bin -Wall -I $(ROM_SRC)/ -I $(ROM_SRC)/include/ -I $(ROMKIT_INC)/ $(NASMFLAGS) \
		-l $(@:.bin=.lst) -o $@ $<

check: $(ROM_PROGRAM) roms
	@$(ROMKIT) check --suite $(ROMKIT_SUITE) $(ARGS)

clean-roms:
	rm -rf $(ROM_OUT)
