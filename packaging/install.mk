# make install, make uninstall. PREFIX, or any of the usual variables, says where to; DESTDIR goes before each of them.
# The program finds its own files in ../share/romkit, seen from where it lies, so an installed tree may be moved.

PREFIX ?= /usr/local
prefix ?= $(PREFIX)
exec_prefix ?= $(prefix)
bindir ?= $(exec_prefix)/bin
datarootdir ?= $(prefix)/share
datadir ?= $(datarootdir)
mandir ?= $(datarootdir)/man
docdir ?= $(datarootdir)/doc/romkit
# Where the shells look for completions.
bashdir ?= $(datadir)/bash-completion/completions
zshdir ?= $(datadir)/zsh/site-functions
INSTALL ?= install

# What goes to $(datadir)/romkit, laid out as in the source tree: what ROM repositories include and start from, and what
# builds the box.
SHARED := romkit.mk rom-src/include templates runner/pool/box_wire.h tools/setup tools/box-image tools/box-init.c

# $(call put,MODE,FILE...,FOLDER): the files, with their own folders, below FOLDER.
put = for f in $(2); do $(INSTALL) -D -m $(1) "$$f" '$(DESTDIR)$(3)'/"$$f" || exit 1; done

.PHONY: install uninstall
install: $(B)/romkit
	@[ '$(datadir)' = "$$(dirname '$(bindir)')/share" ] || \
		{ echo 'romkit looks for its files in ../share beside its program: bindir=$(bindir) datadir=$(datadir)' >&2; exit 2; }
	$(Q)$(INSTALL) -D -m 755 $(B)/romkit '$(DESTDIR)$(bindir)/romkit'
	$(Q)$(call put,644,$$(find $(SHARED) -type f ! -perm -100),$(datadir)/romkit)
	$(Q)$(call put,755,$$(find $(SHARED) -type f -perm -100),$(datadir)/romkit)
	$(Q)$(call put,644,README.md LICENSE doc/*.md,$(docdir))

	$(Q)cd doc/man && $(call put,644,romkit.1,$(mandir)/man1) && $(call put,644,romkit-expect.5,$(mandir)/man5)
	$(Q)$(INSTALL) -D -m 644 packaging/completion/romkit.bash '$(DESTDIR)$(bashdir)/romkit'
	$(Q)$(INSTALL) -D -m 644 packaging/completion/_romkit '$(DESTDIR)$(zshdir)/_romkit'

uninstall:
	rm -f '$(DESTDIR)$(bindir)/romkit' '$(DESTDIR)$(mandir)/man1/romkit.1' '$(DESTDIR)$(mandir)/man5/romkit-expect.5' \
		'$(DESTDIR)$(bashdir)/romkit' '$(DESTDIR)$(zshdir)/_romkit'
	rm -rf '$(DESTDIR)$(datadir)/romkit' '$(DESTDIR)$(docdir)'
