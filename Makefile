# sonde: GNU Make, one file.  `make` builds build/release/sonde; `make run` and `make test` install
# what is missing first (Debian); `make help` lists the targets.
#
# A variant is a directory under build/ with its own compiler and flags: build/release, build/asan,
# build/clang ...  Every variant compiles the same sources and each can be asked for by its file:
# `make build/asan/sonde`.

VERSION := 0.1.0
CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
CLANG ?= clang
PKG_CONFIG ?= pkg-config
PREFIX ?= /usr/local
DESTDIR ?=
BINARY ?= build/release/sonde
JOBS ?= $(shell nproc 2>/dev/null || echo 1)
SECONDS_FUZZ ?= 60
WITHOUT ?=
.DEFAULT_GOAL := build

# --- what to compile ---

SRC := $(sort $(wildcard src/*/*.c))
CMD := $(filter src/cmd/%,$(SRC))
LIB := $(filter-out src/cmd/%,$(SRC))
UNIT := $(patsubst tests/unit/%.c,%,$(sort $(wildcard tests/unit/*.c)))
FUZZ := $(patsubst tests/fuzz/%.c,%,$(sort $(wildcard tests/fuzz/*.c)))
# Built into src/why/assets.c by the assembler.
ASSETS := $(addprefix third_party/uplot/,LICENSE uPlot.iife.min.js uPlot.min.css) src/why/report.js src/why/report.css

# --- what this machine has: name:macro:pkg-config module:flags when there is no module file ---

OPTIONAL := crypto:CRYPTO:libcrypto cares:CARES:libcares \
	cap-ng:CAP_NG:libcap-ng zstd:ZSTD:libzstd lz4:LZ4:liblz4 lzma:LZMA:liblzma zlib:ZLIB:zlib \
	pcre2:PCRE2:libpcre2-8 smi:SMI:libsmi

module = $(word 3,$(subst :, ,$1))
wanted := $(foreach o,$(OPTIONAL),$(if $(filter $(word 1,$(subst :, ,$o)),$(WITHOUT)),,$o))
have := $(foreach o,$(wanted),$(if $(shell $(PKG_CONFIG) --exists $(call module,$o) 2>/dev/null && echo 1),$o))
# libcrypto is loaded when it is asked for (src/dissect/crypto.h), and must be 3 or later.
ifneq ($(shell $(PKG_CONFIG) --atleast-version=3 libcrypto 2>/dev/null && echo 1),1)
have := $(filter-out crypto:%,$(have))
endif
modules := $(foreach o,$(have),$(call module,$o))

FEATURES := $(foreach o,$(have),-DHAVE_$(word 2,$(subst :, ,$o))=1)
LIBS := -lpcap
ifneq ($(modules),)
FEATURES += $(shell $(PKG_CONFIG) --cflags $(modules))
LIBS += $(shell $(PKG_CONFIG) --libs $(filter-out libcrypto libsmi,$(modules)))
endif
# Debian's libbz2 has no .pc file.
ifeq ($(filter bz2,$(WITHOUT)),)
ifneq ($(wildcard /usr/include/bzlib.h),)
FEATURES += -DHAVE_BZ2=1
LIBS += -lbz2
endif
endif
LIBS += -pthread -lm

# --- flags ---

WARN := -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wwrite-strings -Wno-missing-field-initializers
BASE := -std=c17 -g -D_GNU_SOURCE -DSONDE_VERSION='"$(VERSION)"' -pthread $(WARN) $(FEATURES)
HARD := -fPIE -fstack-protector-strong
# Not with clang: there glibc's fortified printf and friends are macros, and what dissect.h poisons
# must not be one.
FORTIFY := $(if $(findstring clang,$(shell $(CC) --version 2>/dev/null)),,-D_FORTIFY_SOURCE=2)
HARDLD := -pie -Wl,-z,relro,-z,now,--as-needed
BARELD := -no-pie -Wl,--as-needed
SAN := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

# variant(name, compiler, compile flags, link flags)
define variant
build/$1/flags: FORCE
	@mkdir -p $$(@D)
	@echo '$2 $$(subst ','\'',$(BASE)) $3 $(CFLAGS) $(CPPFLAGS) / $4 $(LDFLAGS) $(LIBS)' >$$@.new
	@if cmp -s $$@.new $$@; then rm -f $$@.new; else mv $$@.new $$@; fi

build/$1/%.o: %.c build/$1/flags
	@mkdir -p $$(@D)
	@echo '  CC    $$@'
	@$2 $(BASE) $3 $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $$@ $$<

build/$1/src/why/assets.o: $(ASSETS)

build/$1/sonde: $(SRC:%.c=build/$1/%.o)
	@$(if $(CMD),,echo 'sonde: there is no src/cmd yet, so no program to link' >&2; exit 1)
	@echo '  LD    $$@'
	@$2 $3 $(CFLAGS) $4 $(LDFLAGS) -o $$@ $$(filter %.o,$$^) $(LIBS)

$(UNIT:%=build/$1/unit/%): build/$1/unit/%: build/$1/tests/unit/%.o $(LIB:%.c=build/$1/%.o)
	@mkdir -p $$(@D)
	@echo '  LD    $$@'
	@$2 $3 $(CFLAGS) $4 $(LDFLAGS) -o $$@ $$(filter %.o,$$^) $(LIBS)

-include $(SRC:%.c=build/$1/%.d) $(UNIT:%=build/$1/tests/unit/%.d)
endef

$(eval $(call variant,release,$(CC),-O2 $(HARD) $(FORTIFY),$(HARDLD)))
# What `make release` makes: trained by tests/bench/train.sh, then compiled again by what was seen.  One
# name for both objects of a source, for by it gcc finds what it noted.
PROFILE := build/profile
NOTES := -dumpdir $(PROFILE)/ -dumpbase $$(subst /,-,$$<)
$(eval $(call variant,train,gcc,-O2 -fprofile-generate -fprofile-update=single $(NOTES) $(HARD) $(FORTIFY),$(HARDLD)))
$(eval $(call variant,pgo,gcc,-O2 -flto=auto -fprofile-use -fprofile-partial-training -Wno-missing-profile \
	$(NOTES) $(HARD) $(FORTIFY),-flto=auto $(HARDLD)))
$(eval $(call variant,gcc,gcc,-O2 -Werror $(HARD) -D_FORTIFY_SOURCE=2,$(HARDLD)))
$(eval $(call variant,clang,$(CLANG),-O2 -Werror $(HARD),$(HARDLD)))
$(eval $(call variant,asan,$(CC),-O1 $(SAN),$(SAN)))
$(eval $(call variant,tsan,$(CC),-O1 -fsanitize=thread,-fsanitize=thread))
$(eval $(call variant,msan,$(CLANG),-O1 -g -fsanitize=memory -fno-omit-frame-pointer,-fsanitize=memory))
$(eval $(call variant,fuzz,$(CLANG),-O1 $(SAN) -fsanitize=fuzzer-no-link -DSMALL_BUFFERS,$(SAN)))
$(eval $(call variant,bare,$(CC),-O2 -fno-stack-protector -fno-pie,$(BARELD)))

$(FUZZ:%=build/fuzz/%): build/fuzz/%: build/fuzz/tests/fuzz/%.o $(LIB:%.c=build/fuzz/%.o)
	@echo '  LD    $@'
	@$(CLANG) $(SAN) -fsanitize=fuzzer $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIBS)

-include $(FUZZ:%=build/fuzz/tests/fuzz/%.d)

# --- targets ---

.PHONY: FORCE build all run test asan tsan msan fuzz fuzz-build unit bench conformance rotate-long recorder-long soak-long lint format dist \
	release install uninstall clean deps help features gcc clang
.SECONDARY:
.DELETE_ON_ERROR:

build: build/release/sonde       ## build/release/sonde (the default)
all: build

gcc: build/gcc/sonde             ## build with gcc -Werror
clang: build/clang/sonde         ## build with clang -Werror
asan: build/asan/sonde           ## build with ASan and UBSan
tsan: build/tsan/sonde           ## build with ThreadSanitizer
release: build/pgo/sonde         ## build by profile and with link-time optimisation: build/pgo/sonde
$(SRC:%.c=build/pgo/%.o): $(PROFILE)/.done
$(PROFILE)/.done: build/train/sonde tests/bench/train.sh
	@tests/bench/train.sh build/train/sonde $(PROFILE)
	@touch $@
unit: $(UNIT:%=build/asan/unit/%)

deps:                            ## install what is missing (Debian, root)
	@tools/deps.sh build

run:                             ## build, print a sample, capture ten packets from lo
	@tools/deps.sh build
	@$(MAKE) --no-print-directory -j$(JOBS) build
	@tools/run.sh $(BINARY)

test:                            ## every test; the last line is "N passed, N failed"
	@tools/deps.sh test
	@tests/run.py --jobs $(JOBS) --fuzz-seconds $(SECONDS_FUZZ) $(SUITES)

fuzz-build: $(FUZZ:%=build/fuzz/%)

fuzz: fuzz-build                 ## run each fuzzer for SECONDS_FUZZ (60) seconds
	@tests/fuzz/run.py --seconds $(SECONDS_FUZZ)

bench: build                     ## instructions a packet, and CPU beside /usr/bin/tcpdump
	@tools/deps.sh bench
	@tests/bench/run.py --binary $(BINARY)

msan: build/msan/sonde             ## nothing is read that nobody has written (clang); c-ares is not built for it
	@tests/golden/run.py --binary $< -j $(JOBS) --but names_link

conformance: build               ## the reference's cases, when ../shared is there
	@tests/conformance.py --binary $(BINARY) --jobs $(JOBS)

rotate-long: build                 ## rotation for five minutes under load, and 200 kill -9 (root)
	@SECONDS_ROTATE=300 KILLS=200 tests/live/rotate.py $(BINARY)

recorder-long: build               ## twenty windows of --recorder in two minutes at 50,000 packets a second (root)
	@PPS=50000 SECONDS_RECORD=120 tests/live/recorder.py $(BINARY)

soak-long: build                   ## ten minutes at 200,000 packets a second: nothing grows (root)
	@PPS=200000 SECONDS_SOAK=600 tests/live/soak.py $(BINARY)

lint:                            ## the house rules and the formatter
	@tools/lint.sh

format:                          ## clang-format everything
	@clang-format -i $(wildcard src/*/*.[ch] tests/*.c tests/*/*.[ch])

dist: build/sonde-$(VERSION).tar.gz ## a source tarball of HEAD

build/sonde-$(VERSION).tar.gz: FORCE
	@mkdir -p build
	git archive --format=tar.gz --prefix=sonde-$(VERSION)/ -o $@ HEAD

install: $(BINARY)               ## PREFIX= DESTDIR= TCPDUMP_LINK=1
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/sonde
	install -m 644 $(wildcard man/*.1) $(DESTDIR)$(PREFIX)/share/man/man1/
	install -D -m 644 completions/sonde.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/sonde
	install -D -m 644 completions/_sonde $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_sonde
	install -D -m 644 completions/sonde.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/sonde.fish
ifeq ($(TCPDUMP_LINK),1)
	ln -sf sonde $(DESTDIR)$(PREFIX)/bin/tcpdump
	ln -sf sonde.1 $(DESTDIR)$(PREFIX)/share/man/man1/tcpdump.1
endif

uninstall:                       ## take away what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/sonde
	rm -f $(patsubst man/%,$(DESTDIR)$(PREFIX)/share/man/man1/%,$(wildcard man/*.1))
	rm -f $(DESTDIR)$(PREFIX)/share/bash-completion/completions/sonde
	rm -f $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_sonde
	rm -f $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/sonde.fish
	@for l in bin/tcpdump share/man/man1/tcpdump.1; do f='$(DESTDIR)$(PREFIX)/'$$l; \
		case "$$(readlink "$$f" 2>/dev/null)" in sonde|sonde.1) rm -f "$$f"; echo "rm -f $$f";; esac; done

features:                        ## what was found on this machine
	@echo '$(FEATURES)' | tr ' ' '\n' | sed -n 's/^-DHAVE_\(.*\)=1/\1/p' | tr '\n' ' '; echo

clean:                           ## remove build/
	rm -rf build

help:                            ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

FORCE:
