# What a ROM repository includes to build and check its ROMs. Three lines are enough:
#
#     ROMKIT_DIR := ../romkit
#     all: check
#     include $(ROMKIT_DIR)/romkit.mk
#
# It holds rom-src/ (NASM sources; include/ folders are for %include) and cases/ (.expect files), both may have
# subfolders, and everything built goes to build/. Targets: roms, check, clean-roms. ARGS passes options to romkit
# check, NASMFLAGS to nasm.

ROMKIT_SUITE ?= .
NASM ?= nasm
ifneq ($(V),1)
Q := @
endif

ifneq ($(words $(ROMKIT_SUITE)),1)
$(error make cannot work with the spaces in the path "$(ROMKIT_SUITE)")
endif

ROM_MK := $(lastword $(MAKEFILE_LIST))
ROM_SRC := $(ROMKIT_SUITE)/rom-src
ROM_OUT := $(ROMKIT_SUITE)/build/rom
ROM_SRCS := $(shell [ -d '$(ROM_SRC)' ] && find '$(ROM_SRC)' -name include -prune -o -name '*.asm' -print | LC_ALL=C sort)
ROMS := $(ROM_SRCS:$(ROM_SRC)/%.asm=$(ROM_OUT)/%.bin)

# In romkit's own tree ROMKIT is the program just built; elsewhere it is built in ROMKIT_DIR first.
ifndef ROMKIT
ROMKIT_DIR ?= $(patsubst %/,%,$(dir $(ROM_MK)))
ROMKIT := $(ROMKIT_DIR)/build/release/romkit
.PHONY: romkit-program
romkit-program:
	@$(MAKE) --no-print-directory -C $(ROMKIT_DIR) MODE=release SUITE= build/release/romkit
$(ROMKIT): romkit-program ;
endif
ROMKIT_INC ?= $(patsubst %/,%,$(dir $(ROM_MK)))/rom-src/include

.PHONY: roms check clean-roms rom-flags
.DELETE_ON_ERROR:
roms: $(ROMS)

# Each ROM depends on every file that a ROM may include: with -MD NASM 2.16 leaves all includes out, and -M alone
# refuses labels in a %if.
ROM_INCS := $(sort $(shell find $(wildcard $(ROM_SRC) $(ROMKIT_INC)) -type f \( ! -name '*.asm' -o -path '*/include/*' \)))

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

check: $(ROMKIT) roms
	@$(ROMKIT) check --suite $(ROMKIT_SUITE) $(ARGS)

clean-roms:
	rm -rf $(ROM_OUT)
