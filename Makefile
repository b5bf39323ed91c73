# romkit's own build. `make` builds the program and the ROMs, `make check` runs the suite, `make test` tests
# romkit itself. MODE=release|debug|asan|cov picks the flavour; each has its own folder, build/MODE/.

MODE ?= release
B := build/$(MODE)

CC ?= gcc
PKG_CONFIG ?= pkg-config
PKGS := libfyaml jansson libseccomp
TEST_PKGS := check

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wpointer-arith -Wwrite-strings \
	-Wundef -Werror
FLAGS_release := -O2 -g
FLAGS_debug := -O0 -g3
FLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS_fuzz := -O1 -g -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all \
	-Wno-gnu-variable-sized-type-not-at-end
FLAGS_cov := -O0 -g --coverage -DBUILD_IS_COV=1
ifeq ($(FLAGS_$(MODE)),)
$(error MODE=$(MODE) is none of release, debug, asan, cov)
endif

ALL_CFLAGS := -std=c11 -D_GNU_SOURCE -D_FORTIFY_SOURCE=$(if $(filter release,$(MODE)),2,0) -Irunner $(WARN) \
	$(FLAGS_$(MODE)) $(CFLAGS)

# `make V=1` shows the commands instead of a line for each file.
ifeq ($(V),1)
say = @:
Q :=
else
say = @printf '  %-5s %s\n' $(1) $(2)
Q := @
endif

.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

.PHONY: all
all: $(B)/romkit roms

# ---- the program: one library that romkit and its unit tests share

SRCS := $(sort $(wildcard runner/*/*.c))
OBJS := $(SRCS:%.c=$(B)/%.o) $(B)/runner/engine/start_firmware_code.o $(B)/runner/report/html/assets.o
LIB := $(B)/libromkit.a
TEST_SRCS := $(sort $(wildcard tests/unit/*.c) tests/hostile/parent.c tests/hostile/streams.c)
TEST_OBJS := $(TEST_SRCS:%.c=$(B)/%.o)

# Where setup has not run yet, say that instead of a page of compiler errors.
NEEDS_SETUP = $(if $(shell $(PKG_CONFIG) --exists $(1) 2>/dev/null && echo yes),,\
	$(error $(1) is not installed: run `make setup` first))
PKG_CFLAGS = $(shell $(PKG_CONFIG) --cflags $(PKGS))
# Debian's Zydis has no file for pkg-config.
NEEDS_ZYDIS = $(if $(shell $(CC) -E -include Zydis/Zydis.h -x c /dev/null >/dev/null 2>&1 && echo yes),,\
	$(error Zydis is not installed: run `make setup` first))
PKG_LIBS = $(shell $(PKG_CONFIG) --libs $(PKGS)) -lZydis

# The stamp changes only when the flags do, and then everything is compiled again.
STAMP := $(B)/flags
STAMP_TEXT := $(CC) $(ALL_CFLAGS) $(LDFLAGS)
.PHONY: force
$(STAMP): force
	$(NEEDS_ZYDIS)
	@mkdir -p $(@D)
	@echo '$(STAMP_TEXT)' | cmp -s - $@ || echo '$(STAMP_TEXT)' > $@

$(B)/%.o: %.c $(STAMP)
	$(call NEEDS_SETUP,$(PKGS))
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) $(PKG_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/%.o: %.S
	@mkdir -p $(@D)
	$(call say,AS,$<)
	$(Q)$(CC) -c -o $@ $<

# The HTML pages' files, in the program. Their Content-Security-Policies let just this style and script in, by hash.
HTML := runner/report/html
HTML_HASH = $$(sha256sum <$(1) | cut -c 1-64 | tr a-f A-F | basenc --base16 -d | base64)
$(B)/$(HTML)/%.css: $(HTML)/base.css $(HTML)/%.css
	@mkdir -p $(@D)
	$(Q)cat $^ >$@

$(B)/$(HTML)/csp: $(B)/$(HTML)/page.css $(HTML)/page.js
	$(Q)printf "style-src 'sha256-%s'; script-src 'sha256-%s'" "$(call HTML_HASH,$<)" "$(call HTML_HASH,$(HTML)/page.js)" >$@

$(B)/$(HTML)/cover-csp: $(B)/$(HTML)/cover.css
	$(Q)printf "style-src 'sha256-%s'" "$(call HTML_HASH,$<)" >$@

HTML_FILES := $(addprefix $(HTML)/,page.html page.js cover.html)
HTML_BUILT := $(addprefix $(B)/$(HTML)/,page.css csp cover.css cover-csp)
$(B)/$(HTML)/assets.o: $(HTML)/assets.S $(HTML_FILES) $(HTML_BUILT)
	$(call say,AS,$<)
	$(Q)$(CC) -DSTYLE='"$(B)/$(HTML)/page.css"' -DCSP='"$(B)/$(HTML)/csp"' -DCOVER_STYLE='"$(B)/$(HTML)/cover.css"' \
		-DCOVER_CSP='"$(B)/$(HTML)/cover-csp"' -c -o $@ $<

$(LIB): $(OBJS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(B)/romkit: $(B)/runner/main.o $(LIB)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(B)/unit: $(TEST_OBJS) $(LIB)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS) $(shell $(PKG_CONFIG) --libs $(TEST_PKGS))

# Tries the worker's sandbox from inside.
PROBE_OBJS := $(B)/tests/sandbox/probe.o
$(B)/probe: $(PROBE_OBJS) $(LIB)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

# What a hostile worker sends, for libFuzzer: MODE=fuzz CC=clang, see tools/fuzz.
FUZZ_OBJS := $(B)/tests/hostile/parent.o $(B)/tests/hostile/streams.o
$(B)/fuzz: $(B)/tests/hostile/fuzz.o $(FUZZ_OBJS) $(LIB)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(B)/corpus-writer: $(B)/tests/hostile/corpus.o $(FUZZ_OBJS) $(LIB)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

# The version stands in the file VERSION only.
$(B)/runner/cmd/version.o: ALL_CFLAGS += -DROMKIT_VERSION='"$(shell cat VERSION)"'
$(B)/runner/cmd/version.o: VERSION

-include $(SRCS:%.c=$(B)/%.d) $(TEST_OBJS:.o=.d) $(PROBE_OBJS:.o=.d) $(B)/runner/main.d

# ---- the ROMs and the suite: the same rules that another repository includes

ROMKIT := $(B)/romkit
ROMKIT_SUITE := $(if $(SUITE),$(SUITE),.)
check: $(ROMKIT)
include romkit.mk
include packaging/install.mk

# ---- romkit's own tests and checks

.PHONY: setup test lint deb bench clean
setup:
	@tools/setup

# Unit tests, the order of includes, and romkit itself end to end; MODE=asan runs all of it under ASan and UBSan.
test: $(B)/romkit $(B)/unit $(B)/probe roms
	@tests/run $(B)

lint:
	@tools/lint

deb:
	@packaging/deb

# vms: the C program that romkit is compared with. parts: what a run is made of.
$(B)/vms $(B)/parts: $(B)/%: $(B)/tools/bench/%.o $(LIB)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

bench: $(B)/romkit $(B)/vms $(B)/parts
	@tools/bench/run $(B)

# For so many seconds.
FUZZ_SECONDS ?= 60
fuzz:
	@tools/fuzz $(FUZZ_SECONDS)

clean:
	rm -rf build

# `make setup check` in one go, with -j too: nothing is built before what builds it is installed.
ifneq ($(filter setup,$(MAKECMDGOALS)),)
$(STAMP) $(ROMS): | setup
endif
