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

# The ROM's own include folder comes first, then the macros that romkit brings.
ROM_FLAGS := -I $(ROM_SRC)/ -I $(ROM_SRC)/include/ -I $(ROMKIT_INC)/ $(NASMFLAGS)

# Beside x.bin NASM writes what romkit knows of its source: x.lst, the listing, which -Lm has tell of macro calls (NASM
# 2.15 and later), and x.map, sections and labels. The directive stands before all -D, as those would change its words.
# A source's own [map ...] would go nowhere behind it, so such a source is assembled a second time, as it stands.
ROM_NASM_VERSION := $(word 3,$(shell $(NASM) -v 2>&1))
ROM_TELL := $(if $(filter 2.0% 2.10% 2.11% 2.12% 2.13% 2.14%,$(ROM_NASM_VERSION)),,-Lm) map
ROM_OWN_MAP := '^ *[0-9]+ +([0-9A-F]|<[0-9]+>)* *\[ *map[] ]'

# Files of one name in two of these folders: one hides the other. Where that changes, no dependency tells.
ROM_HIDDEN := $(shell realpath -eq $(ROM_SRC) $(ROM_SRC)/include $(ROMKIT_INC) | sort -u | \
	xargs -rd '\n' -I{} find {} -type f ! -name '*.asm' -printf '%P\n' | LC_ALL=C sort | uniq -d)

# Changes only when what stands for all ROMs does, and then each is built again.
ROM_FROM := $(shell realpath -m --relative-to '$(ROM_OUT)' .)
ROM_STAMP := $(NASM) $(ROM_TELL) $(ROM_FLAGS) in $(ROM_FROM) $(addprefix hidden:,$(ROM_HIDDEN))
$(ROM_OUT)/flags: rom-flags
	@mkdir -p $(@D)
	@echo '$(ROM_STAMP)' | cmp -s - $@ || echo '$(ROM_STAMP)' > $@

# What NASM read for x.bin stands in x.d, as rules for make: source, includes, incbins. romkit reads it, too: its last
# line tells where the paths start, seen from build/rom. A ROM without it is built again; so it comes last, whole, and
# is never newer than the ROM.
#
# With -MD, NASM 2.16.00 and 2.16.01 leave out each %include (their bug 3392832, mended in 2.16.02), so there -M is
# asked as well. As it only preprocesses it refuses a label in a %if: such a ROM depends on all that can be included.
ROM_MD_LACKS := $(filter 2.16 2.16.00 2.16.01 2.16rc% 2.16.01rc%,$(ROM_NASM_VERSION))
rom_includes = $(NASM) -M -MP $(ROM_FLAGS) -MT $@ $< 2>/dev/null || find $(ROM_SRC) $(ROMKIT_INC) -type f \
	\( ! -name '*.asm' -o -path '*/include/*' \) | sed 's/ /\\ /g; s|.*|$@: &\n&:|'

rom_flags = -f bin -Wall $(ROM_FLAGS) -o $@ $<

$(ROM_OUT)/%.bin: $(ROM_SRC)/%.asm $(ROM_OUT)/%.d $(ROM_OUT)/flags
	@mkdir -p $(@D) && rm -f $(@:.bin=.d)
	@printf '  NASM  %s\n' $<
	$(Q)$(NASM) --before '[map all $(@:.bin=.map)]' $(rom_flags) $(filter -L%,$(ROM_TELL)) \
		-l $(@:.bin=.lst) -MD $@.deps -MP
	$(Q)! grep -qiE $(ROM_OWN_MAP) $(@:.bin=.lst) || $(NASM) $(rom_flags) 2>/dev/null
	$(Q){ $(if $(ROM_MD_LACKS),$(rom_includes);) echo '# from $(ROM_FROM)'; } >>$@.deps && \
		mv $@.deps $(@:.bin=.d) && touch $@

# A known suffix: make tries no rule for names of any kind on a source (its manual, "Match-Anything Pattern Rules"), which
# takes ten times as long as the rest. A rule of the repository that makes one is as good as ever.
.SUFFIXES: .asm

$(ROMS:.bin=.d): ;
include $(wildcard $(ROMS:.bin=.d))

check: $(ROM_PROGRAM) roms
	@$(ROMKIT) check --suite $(ROMKIT_SUITE) $(ARGS)

clean-roms:
	rm -rf $(ROM_OUT)
