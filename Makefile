# jobsearchd: make run shows it, make test tests it, make install installs it; make help lists more.

PREFIX      ?= /usr/local
DESTDIR     ?=
BUILD       ?= build
CC          ?= cc
CFLAGS      ?= -O2 -g
WERROR      ?=
SANITIZE    ?=
JOBS        ?= $(shell nproc)
VERSION     := 0.1.0

PKG_CONFIG  ?= pkg-config
STD_FLAGS   := -std=gnu11 -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -Iinclude -Isrc -I$(BUILD)/gen
WARN_FLAGS  := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla \
               -Wformat=2 -Wno-format-nonliteral -Wpointer-arith -Wundef $(if $(WERROR),-Werror)
HARD_FLAGS  := -fno-strict-aliasing -fstack-protector-strong -ffunction-sections -fdata-sections
SAN_FLAGS   := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=all)
ALL_CFLAGS   = $(STD_FLAGS) $(WARN_FLAGS) $(HARD_FLAGS) $(SAN_FLAGS) -MMD -MP $(CFLAGS)
ALL_LDFLAGS  = $(SAN_FLAGS) -Wl,--as-needed -Wl,--gc-sections -Wl,-z,relro,-z,now $(LDFLAGS) -lm

# Rooms and what they link. The arrows between rooms are in tests/tools/layers.txt.
ROOMS       := base plan schedule log review share bus helper daemon notify calendar cli
PKGS_plan     := inih
PKGS_log      := sqlite3
PKGS_bus      := libsystemd
PKGS_helper   := libsystemd
PKGS_daemon   := libsystemd
PKGS_notify   := libnotify
PKGS_calendar := libical libseccomp
PKGS_cli      := libsystemd

PROGRAMS    := jobsearchd jsctl jobsearchd-notify jobsearchd-calendar
MAIN_jobsearchd          := daemon
MAIN_jsctl               := cli
MAIN_jobsearchd-notify   := notify
MAIN_jobsearchd-calendar := calendar
LINK_jobsearchd          := daemon bus helper schedule review share log plan base
LINK_jsctl               := cli bus share base
LINK_jobsearchd-notify   := notify helper base
LINK_jobsearchd-calendar := calendar helper share base

BIN         := $(BUILD)/bin
LIBEXEC     := $(BUILD)/libexec/jobsearchd
PROGRAM_FILES := $(BIN)/jobsearchd $(BIN)/jsctl $(LIBEXEC)/jobsearchd-notify $(LIBEXEC)/jobsearchd-calendar

# Asked for in recipes alone, where pkg-config is known to be there.
pkgs_of      = $(sort $(foreach room,$(1),$(PKGS_$(room))))
cflags_of    = $(if $(1),$(shell $(PKG_CONFIG) --cflags $(1)))
libs_of      = $(if $(1),$(shell $(PKG_CONFIG) --libs $(1)))
archives_of  = $(foreach room,$(1),$(BUILD)/lib/lib$(room).a)

MAN         := $(patsubst docs/%.scd,%,$(sort $(wildcard docs/*.scd)))
SHELLS      := bash zsh fish

.PHONY: all programs
all: programs $(MAN:%=$(BUILD)/man/%) $(SHELLS:%=$(BUILD)/completions/%) \
    $(BUILD)/share/jobsearchd/plan.ini
programs: $(PROGRAM_FILES)

# Where jsctl looks for it, seen from its own place: the same as installed.
$(BUILD)/share/jobsearchd/plan.ini: config/plan.ini
	@install -D -m 644 $< $@
.DELETE_ON_ERROR:

# Names all that is missing, once, instead of the compiler's first header.
$(BUILD)/packages-checked: tests/tools/packages.txt
	@tests/tools/packages.sh check build
	@mkdir -p $(@D)
	@touch $@

# Every room is an archive of all its files but main.c.
define ROOM_RULES
SRC_$(1) := $$(sort $$(wildcard src/$(1)/*.c))
OBJ_$(1) := $$(patsubst src/%.c,$(BUILD)/obj/%.o,$$(filter-out src/$(1)/main.c,$$(SRC_$(1))))
$(BUILD)/obj/$(1)/%.o: src/$(1)/%.c Makefile | $(BUILD)/packages-checked
	@mkdir -p $$(@D)
	$$(CC) $$(ALL_CFLAGS) $$(call cflags_of,$$(PKGS_$(1))) -c -o $$@ $$<
$(BUILD)/lib/lib$(1).a: $$(OBJ_$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(AR) rcs $$@ $$^
endef
$(foreach room,$(ROOMS),$(eval $(call ROOM_RULES,$(room))))

# Texts of a room that a program carries: src/cli/NAME is a C string in "cli/NAME.h".
EMBEDDED    := cli/coach-page.html cli/cohort.html cli/report.html
$(OBJ_cli): | $(EMBEDDED:%=$(BUILD)/gen/%.h)
$(BUILD)/gen/cli/coach-page.html.h: $(wildcard src/cli/coach-page*.css src/cli/coach-page*.js)
$(BUILD)/gen/cli/cohort.html.h: src/cli/cohort.css
$(BUILD)/gen/cli/report.html.h: src/cli/report.css
$(BUILD)/gen/%.h: src/% tests/tools/embed.sh
	@mkdir -p $(@D)
	@tests/tools/embed.sh $< >$@

# A program is one main.c and the archives of its rooms: none links what it must not.
define PROGRAM_RULES
$(2)/$(1): $(BUILD)/obj/$(MAIN_$(1))/main.o $(call archives_of,$(LINK_$(1)))
	@mkdir -p $$(@D)
	$$(CC) -o $$@ $$^ $$(ALL_LDFLAGS) $$(call libs_of,$(call pkgs_of,$(LINK_$(1))))
endef
$(eval $(call PROGRAM_RULES,jobsearchd,$(BIN)))
$(eval $(call PROGRAM_RULES,jsctl,$(BIN)))
$(eval $(call PROGRAM_RULES,jobsearchd-notify,$(LIBEXEC)))
$(eval $(call PROGRAM_RULES,jobsearchd-calendar,$(LIBEXEC)))

$(BUILD)/man/%: docs/%.scd
	@mkdir -p $(@D)
	scdoc <$< >$@
$(BUILD)/completions/%: $(BIN)/jsctl
	@mkdir -p $(@D)
	$< completion $* >$@

# Unit tests: tests/unit/test-*.c, one program each, the rooms' public interfaces only.
TEST_ROOMS  := daemon cli calendar bus helper schedule review share log plan base
TEST_PKGS   := $(call pkgs_of,$(TEST_ROOMS)) cmocka
TEST_SRC    := $(sort $(wildcard tests/unit/test-*.c))
TESTS       := $(TEST_SRC:tests/unit/%.c=$(BUILD)/tests/%)
TOOL_SRC    := $(sort $(wildcard tests/oracle/*.c tests/e2e/*.c tests/bench/*.c))
TOOLS       := $(TOOL_SRC:tests/%.c=$(BUILD)/tests/%)

$(BUILD)/tests/%: tests/unit/%.c $(call archives_of,$(TEST_ROOMS)) Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(call cflags_of,$(TEST_PKGS)) -Itests/unit -o $@ $< \
	    -Wl,--start-group $(call archives_of,$(TEST_ROOMS)) -Wl,--end-group \
	    $(ALL_LDFLAGS) $(call libs_of,$(TEST_PKGS))

# Helper programs of tests and benches, in C: tests/{oracle,e2e,bench}/*.c.
$(BUILD)/tests/%: tests/%.c $(call archives_of,$(TEST_ROOMS)) Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(call cflags_of,$(TEST_PKGS)) -o $@ $< \
	    -Wl,--start-group $(call archives_of,$(TEST_ROOMS)) -Wl,--end-group \
	    $(ALL_LDFLAGS) $(call libs_of,$(TEST_PKGS))

# Fuzzers: tests/fuzz/fuzz-*.c with their corpora beside them; clang only.
FUZZ_SRC    := $(sort $(wildcard tests/fuzz/fuzz-*.c))
FUZZERS     := $(FUZZ_SRC:tests/fuzz/%.c=$(BUILD)/fuzz/%)
$(BUILD)/fuzz/%: tests/fuzz/%.c $(call archives_of,$(TEST_ROOMS)) Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(call cflags_of,$(TEST_PKGS)) -fsanitize=fuzzer -o $@ $< \
	    -Wl,--start-group $(call archives_of,$(TEST_ROOMS)) -Wl,--end-group \
	    $(ALL_LDFLAGS) $(call libs_of,$(TEST_PKGS))

.PHONY: tests tools fuzzers
tests: $(TESTS)
tools: $(TOOLS)
fuzzers: $(FUZZERS)

-include $(wildcard $(BUILD)/obj/*/*.d $(BUILD)/tests/*.d $(BUILD)/tests/*/*.d $(BUILD)/fuzz/*.d)

# ---- What people type: each installs what it needs, then builds and runs it ----

PARALLEL     = $(MAKE) --no-print-directory -j$(JOBS)
# One more than there are processors: most of a test is waiting.
TEST_JOBS    = $(shell echo $$(($(JOBS) + 1)))
RUN_TESTS    = BUILD=$(BUILD) JOBS=$(TEST_JOBS) SANITIZE=$(SANITIZE) tests/tools/run-tests.sh

.PHONY: help deps test-deps ci-deps run test ci
help:
	@sed -n 's/^#: //p' Makefile

#: make                what is installed, in build/
#: make run            installs what is missing, builds, and shows the program at work
#: make test           installs what is missing, builds, and runs all tests
#: make ci             the same, and under sanitizers, valgrind, fuzzers and checkers
deps:
	@tests/tools/packages.sh install build run
test-deps:
	@tests/tools/packages.sh install build run test
ci-deps:
	@tests/tools/packages.sh install build run test ci
run: deps
	@$(PARALLEL) all
	@tests/tools/demo.sh $(BUILD)
test: test-deps
	@$(PARALLEL) all tests tools
	@$(RUN_TESTS)
ci:
	@.ci/run

#: make unit oracle e2e fuzz    one kind of tests
.PHONY: unit oracle e2e fuzz valgrind bench
unit: $(TESTS)
	@$(RUN_TESTS) unit
oracle: $(TOOLS)
	@$(RUN_TESTS) oracle
e2e: all $(TOOLS)
	@$(RUN_TESTS) e2e
fuzz:
	@$(PARALLEL) BUILD=$(BUILD)-fuzz CC=clang SANITIZE=fuzzer-no-link,address,undefined fuzzers
	@BUILD=$(BUILD)-fuzz JOBS=$(JOBS) tests/tools/run-tests.sh fuzz
#: make valgrind       the unit tests and a short run of the daemon
valgrind: all $(TESTS)
	@tests/tools/run-valgrind.sh $(BUILD)
#: make bench          measures
bench: all $(TOOLS)
	@tests/bench/run.sh $(BUILD)

#: make format check   rewrites the layout of C files; holds the sources to the house's rules
SOURCES      = $(shell find src include tests -name '*.[ch]')
SCRIPTS      = $(shell find tests -name '*.sh') .ci/run
.PHONY: format check check-format check-headers check-layers check-shell
format:
	clang-format -i $(SOURCES)
check: check-format check-headers check-layers check-shell
check-format:
	@clang-format --dry-run -Werror $(SOURCES)
check-headers:
	@for header in $$(find include -name '*.h'); do \
	    $(CC) $(STD_FLAGS) -Wall -Wextra -Werror -fsyntax-only -include $$header -x c /dev/null || exit; \
	done
check-layers: programs
	@tests/tools/check-layers.sh $(BUILD)
check-shell:
	@shellcheck $(SCRIPTS)

# ---- Installing: MODE SOURCE DESTINATION of everything, for both ways ----

BINDIR       = $(PREFIX)/bin
DATADIR      = $(PREFIX)/share
DOCDIR       = $(DATADIR)/doc/jobsearchd
# systemd looks for a user's own units below share, for the system's below lib.
UNITDIR     ?= $(if $(filter $(HOME)/.local,$(PREFIX)),$(DATADIR),$(PREFIX)/lib)/systemd/user

INSTALLED    = \
    755:$(BIN)/jobsearchd:$(BINDIR)/jobsearchd \
    755:$(BIN)/jsctl:$(BINDIR)/jsctl \
    755:$(LIBEXEC)/jobsearchd-notify:$(PREFIX)/libexec/jobsearchd/jobsearchd-notify \
    755:$(LIBEXEC)/jobsearchd-calendar:$(PREFIX)/libexec/jobsearchd/jobsearchd-calendar \
    644:systemd/jobsearchd.service.in:$(UNITDIR)/jobsearchd.service \
    644:systemd/org.jobsearchd1.service.in:$(DATADIR)/dbus-1/services/org.jobsearchd1.service \
    644:config/jobsearchd.desktop:$(DATADIR)/applications/jobsearchd.desktop \
    644:config/jobsearchd.svg:$(DATADIR)/icons/hicolor/scalable/apps/jobsearchd.svg \
    644:$(BUILD)/completions/bash:$(DATADIR)/bash-completion/completions/jsctl \
    644:$(BUILD)/completions/zsh:$(DATADIR)/zsh/site-functions/_jsctl \
    644:$(BUILD)/completions/fish:$(DATADIR)/fish/vendor_completions.d/jsctl.fish \
    $(foreach page,$(MAN),644:$(BUILD)/man/$(page):$(DATADIR)/man/man$(subst .,,$(suffix $(page)))/$(page)) \
    644:config/plan.ini:$(DATADIR)/jobsearchd/plan.ini \
    $(foreach file,README.md LICENSE config/jobsearchd-autostart.desktop \
        systemd/confine.conf,644:$(file):$(DOCDIR)/$(notdir $(file)))

field        = $(word $(1),$(subst :, ,$(2)))
# What ends in .in holds @BINDIR@.
put          = $(if $(filter %.in,$(2)),sed 's|@BINDIR@|$(BINDIR)|g' $(2) | install -D -m $(1) /dev/stdin,\
               install -D -m $(1) $(2)) $(DESTDIR)$(3)
define NEW_LINE


endef

#: make install        DESTDIR= PREFIX=/usr/local
#: make uninstall      the same variables
.PHONY: install uninstall clean
install: all
	$(foreach file,$(INSTALLED),$(call \
	    put,$(call field,1,$(file)),$(call field,2,$(file)),$(call field,3,$(file)))$(NEW_LINE)	)
	@touch $(DESTDIR)$(DATADIR)/icons/hicolor # a cache of icons that is there is out of date
	$(if $(DESTDIR),,@echo 'Now, as the user: systemctl --user enable --now jobsearchd')
uninstall:
	rm -f $(foreach file,$(INSTALLED),$(DESTDIR)$(call field,3,$(file)))
	-@rmdir $(DESTDIR)$(DOCDIR) $(DESTDIR)$(DATADIR)/jobsearchd $(DESTDIR)$(PREFIX)/libexec/jobsearchd

#: make clean          removes build/ and its variants
clean:
	rm -rf $(BUILD) $(BUILD)-asan $(BUILD)-clang $(BUILD)-fuzz
