# Builds the helpers, runs the tests, installs. What a user's own make reads lies in mk/.

## all: build the helpers
all: helpers

VERSION := 0.1.0

prefix      ?= /usr/local
includedir  ?= $(prefix)/include
libexecdir  ?= $(prefix)/libexec
datadir     ?= $(prefix)/share
mandir      ?= $(datadir)/man
DESTDIR     ?=

CC       ?= cc
CFLAGS   ?= -O2
SANITIZE ?=
LIBFUZZER ?=
SECONDS  ?= 10
LOOP     ?=
CORPUS   ?=

comma    := ,
build    := helpers/build$(if $(SANITIZE),/$(if $(LIBFUZZER),libfuzzer,sanitize))
warnings := -Wall -Wextra -Wpedantic -Wconversion -Wno-sign-conversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror
sanitize := $(if $(SANITIZE),-g -fsanitize=$(SANITIZE)$(if $(LIBFUZZER),$(comma)fuzzer-no-link) -fno-sanitize-recover=all -fno-omit-frame-pointer)
# FORTIFY_SOURCE needs an optimizing compiler, and hides from a sanitizer what it checks itself.
optimize  = $(filter-out -O0,$(filter -O%,$(CFLAGS)))
harden    = -fstack-protector-strong -fPIE $(if $(SANITIZE),,$(if $(optimize),-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3))
link     := $(if $(filter Darwin,$(shell uname)),,-pie -Wl,--as-needed,-z,relro,-z,now)
compile   = $(CC) -std=c11 $(warnings) $(harden) $(CFLAGS) $(sanitize) -DSCIBIDS_VERSION='"$(VERSION)"' -iquote helpers/lib -MMD -MP
libraries := -larchive -lyaml -lcrypto -lpthread

# A program too large for one file has a folder of its name.
programs := $(patsubst helpers/%.c,$(build)/scibids-%,$(wildcard helpers/*.c))
library  := $(build)/libscibids.a
units    := $(patsubst tests/%.c,$(build)/%,$(wildcard tests/unit/*.c tests/e2e/*.c))
fuzzers  := $(patsubst tests/fuzz/%.c,$(build)/fuzz/%,$(wildcard tests/fuzz/*.c))

# Of a make that was not told how many: one for each processor.
jobs  = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell getconf _NPROCESSORS_ONLN))
q = $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V))$(findstring s,$(firstword -$(MAKEFLAGS))),,@printf '  %-8s%s\n' '$1' '$@')

.DELETE_ON_ERROR:
.PHONY: all helpers check check-run check-sanitized check-fast check-fast-run check-projects check-engines check-kills fuzz fuzz-run bench bench-run growth demo scanner engine engine-stop test-kit packages packages-table settings-table versions-table receipts install uninstall clean help

## helpers: the same as all
helpers: $(programs)

$(build)/scibids-lock: $(patsubst helpers/%.c,$(build)/%.o,$(wildcard helpers/lock/*.c))
$(build)/scibids-kit: $(patsubst helpers/%.c,$(build)/%.o,$(wildcard helpers/kit/*.c))

$(programs): $(build)/scibids-%: $(build)/%.o $(library)
	$(call say,LINK)
	$(q)$(CC) $(CFLAGS) $(sanitize) $(link) $(LDFLAGS) -o '$@.tmp' $(filter %.o,$^) $(library) $(libraries) && mv '$@.tmp' '$@'

$(library): $(patsubst helpers/lib/%.c,$(build)/lib/%.o,$(wildcard helpers/lib/*/*.c))
	$(call say,AR)
	$(q)rm -f '$@' && ar qcs '$@' $^

$(build)/%.o: helpers/%.c Makefile
	$(call say,CC)
	$(q)mkdir -p '$(@D)' && $(compile) -c -o '$@' '$<'

$(units): $(build)/%: tests/%.c $(library) Makefile
	$(call say,CC)
	$(q)mkdir -p '$(@D)' && $(compile) -iquote tests/unit $(link) $(LDFLAGS) -o '$@' '$<' $(library) $(libraries)

$(fuzzers): $(build)/fuzz/%: tests/fuzz/%.c tests/fuzz/replay.h $(library) Makefile
	$(call say,CC)
	$(q)mkdir -p '$(@D)' && $(compile) $(if $(LIBFUZZER),-DLIBFUZZER -fsanitize=fuzzer) -iquote tests/fuzz $(link) $(LDFLAGS) -o '$@' '$<' $(library) $(libraries)

-include $(wildcard $(build)/*.d $(build)/lock/*.d $(build)/kit/*.d $(build)/lib/*/*.d $(build)/unit/*.d $(build)/e2e/*.d $(build)/fuzz/*.d)

## packages: on Debian, install what building and testing need and this machine lacks
packages:
	$(q)tools/packages

## engine: start a docker engine where none answers (Debian, root)
engine:
	$(q)$(engine_settings) tools/engine start

## engine-stop: stop the engine that `make engine` started
engine-stop:
	$(q)tools/engine stop

## test-kit: make a kit from PyPI and Debian's packages, where no registry or mirror answers; KIT_PYTHON=3.11, KIT_MACHINE=aarch64 add to it
test-kit: packages engine
	$(q)tools/test-kit/make-kit $(if $(KIT_MACHINE),'$(KIT_MACHINE)') $(if $(KIT_PYTHON),'$(KIT_PYTHON)')

# A fifth of the CPU time that the engine of the tests takes is its garbage collector's. It may have more memory, 0.6 GB instead of 0.4.
check: engine_settings := GOGC=400
## check: install what is missing, then run the tests but for check-projects and check-engines (SANITIZE=address,undefined for a sanitizer build)
check: packages engine
	+$(q)$(MAKE) --no-print-directory $(jobs) check-run

check-run: $(programs)
	+$(q)$(MAKE) --no-print-directory check-sanitized SANITIZE=address,undefined CFLAGS=-Og
	$(q)SCIBIDS_HELPERS='$(CURDIR)/$(build)' tests/run $(TESTS)

# What the helpers' own tests need no engine and no network for, in a build that watches every byte. -Og compiles it in half the time.
check-sanitized: $(programs) $(units) $(fuzzers)
	$(q)SCIBIDS_HELPERS='$(CURDIR)/$(build)' tests/run --helpers

## check-fast: the tests that need neither an engine, several machines nor whole data sets, without installing anything
check-fast:
	+$(q)$(MAKE) --no-print-directory $(jobs) check-fast-run

check-fast-run: $(programs) $(units) $(fuzzers)
	$(q)SCIBIDS_HELPERS='$(CURDIR)/$(build)' tests/run --fast $(TESTS)

## check-projects: make ten whole projects, start them and ask them something (slow, and of the newest releases); PROJECTS=name ... for some
check-projects: engine helpers
	$(q)SCIBIDS_HELPERS='$(CURDIR)/$(build)' SCIBIDS_TEST_KIT="$$(tools/kit)" tests/projects/check $(PROJECTS)

## check-engines: the tests of podman, nerdctl and a buildkitd, where they are
check-engines: $(programs)
	$(q)SCIBIDS_HELPERS='$(CURDIR)/$(build)' prove --timer --exec '' tests/engines/*.t

## fuzz: run each fuzz target (FUZZ=names: those) for SECONDS [10] in a sanitizer build, with libFuzzer where clang is, unless LOOP=1; CORPUS=directory keeps what reaches something new; findings go to helpers/build/findings
fuzz:
	$(q)if [ '$(LOOP)' != 1 ] && command -v clang >/dev/null; then set -- CC=clang LIBFUZZER=1; fi && \
		$(MAKE) --no-print-directory SANITIZE=address,undefined SECONDS='$(SECONDS)' CORPUS='$(CORPUS)' FUZZ='$(FUZZ)' "$$@" fuzz-run

fuzz-run: $(fuzzers)
	$(q)FUZZ='$(FUZZ)' tests/fuzz/run.sh '$(SECONDS)' '$(build)/fuzz' helpers/build/findings '$(CORPUS)'

## check-kills: kill make KILLS [20] times at random moments (SEED [1], WAYS [all]) and look at what is left; KILLS_ENGINE=fake needs no engine (slow)
check-kills: $(programs)
	$(q)tools/kills/run '$(build)' '$(KILLS)' '$(SEED)' $(WAYS)

## demo: from a bare machine to a running image of examples/dataframe, with a summary
demo: engine
	$(q)tools/packages build
	+$(q)$(MAKE) --no-print-directory $(jobs) helpers
	$(q)tools/demo

## packages-table: write the table of package records into dockerfiles/packages/README.md
packages-table: $(build)/scibids-record
	$(q)tools/packages-table >dockerfiles/packages/README.md.tmp && \
		mv dockerfiles/packages/README.md.tmp dockerfiles/packages/README.md

## settings-table: write the tables of targets and variables into mk/README.md
settings-table:
	$(q)tools/settings-table >mk/README.md.tmp && mv mk/README.md.tmp mk/README.md

## versions-table: write into mk/versions.md for which versions of Python the most used packages have wheels for musl
versions-table:
	$(q)sed '/^| newest release/,$$d' mk/versions.md >mk/versions.md.tmp && tools/versions-table >>mk/versions.md.tmp && \
		mv mk/versions.md.tmp mk/versions.md

## receipts: prove package records by building their packages (slow); PKG=name for one, JOBS=n at a time, LIMIT=seconds for each
receipts: helpers
	$(q)JOBS='$(JOBS)' LIMIT='$(LIMIT)' tools/receipts $(if $(PKG),'$(PKG)')

## bench: measure this way of making images beside four others (slow); tools/bench/run says what PROJECTS, WAYS, CHANGES and ROUNDS are
bench: packages engine helpers
	$(q)PROJECTS='$(PROJECTS)' WAYS='$(WAYS)' CHANGES='$(CHANGES)' ROUNDS='$(ROUNDS)' tools/bench/run

## growth: measure what our own steps cost as the work grows; tools/growth/run says what PACKAGES, FILES and IMAGE are
growth: helpers
	$(q)PACKAGES='$(PACKAGES)' FILES='$(FILES)' IMAGE='$(IMAGE)' tools/growth/run

## bench-run: measure how fast images run, with each allocator and against glibc (slow); tools/bench-run/run says what WAYS, ROUNDS and ONLY are
bench-run: engine helpers
	$(q)WAYS='$(WAYS)' ROUNDS='$(ROUNDS)' ONLY='$(ONLY)' tools/bench-run/run

## scanner: hold the bill of materials of IMAGE=name against a scanner's own catalogue (needs go)
scanner:
	$(q)tools/scanner '$(IMAGE)'

## install: put the library and its manual page below $(prefix); DESTDIR is honoured
install: $(programs)
	$(q)install -d '$(DESTDIR)$(includedir)' '$(DESTDIR)$(libexecdir)/scibids' '$(DESTDIR)$(datadir)/scibids/examples' '$(DESTDIR)$(mandir)/man7'
	$(q)install -m 0755 $(programs) '$(DESTDIR)$(libexecdir)/scibids/'
	$(q)cp -R mk dockerfiles '$(DESTDIR)$(datadir)/scibids/'
	$(q)cp -R examples/ci '$(DESTDIR)$(datadir)/scibids/examples/'
	$(q)for folder in helpers helpers/lock helpers/kit helpers/lib/*; do \
		install -d "$(DESTDIR)$(datadir)/scibids/$$folder" && \
		install -m 0644 "$$folder"/*.[ch] "$(DESTDIR)$(datadir)/scibids/$$folder/" || exit; done
	$(q)printf '%s\n' '_scibids_home    := $(datadir)/scibids' '_scibids_helpers := $(libexecdir)/scibids' \
		>'$(DESTDIR)$(datadir)/scibids/mk/installed.mk'
	$(q)printf '%s\n' 'include $(datadir)/scibids/mk/scibids.mk' >'$(DESTDIR)$(includedir)/scibids.mk'
	$(q)tools/man-page >'$(DESTDIR)$(mandir)/man7/scibids.7'

## uninstall: remove what install put there
uninstall:
	$(q)rm -rf '$(DESTDIR)$(libexecdir)/scibids' '$(DESTDIR)$(datadir)/scibids' '$(DESTDIR)$(includedir)/scibids.mk' \
		'$(DESTDIR)$(mandir)/man7/scibids.7'

## clean: remove what was built
clean:
	$(q)rm -rf helpers/build

## help: this list
help:
	@sed -n 's/^## //p' Makefile
