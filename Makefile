# What a newcomer types: `make demo`. Each target installs by itself what it needs and says so.
# the first Python of 3.11 or newer on the PATH
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done || true)
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
# on all cores, where pip takes one; what some packages carry is for other Pythons
COMPILE := $(BIN)/python -W ignore -m compileall -qq -j 0 $(VENV)/lib || true
PYTEST := $(BIN)/python -m pytest -n 2
# with it set, each run and each process that a test starts would compile all modules anew
unexport PYTHONDONTWRITEBYTECODE
ROOMS  := parsers intake archive review_export config

.PHONY: help install dev demo check test bench audit chaos play eval fuzz shots lock clean
.DEFAULT_GOAL := help

help:  ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

install: $(VENV)/.installed  ## the command .venv/bin/baosong, from the lock

dev: $(VENV)/.installed-dev  ## what tests and checks need, too

$(VENV)/.python: tools/prepare.sh
	@PYTHON=$(PYTHON) tools/prepare.sh run
	@echo "baosong: 正在建立 $(VENV)" >&2
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.python requirements.txt pyproject.toml
	@echo "baosong: 正在按 requirements.txt 安装依赖（首次约一分钟）" >&2
	@$(PIP) install --no-compile --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(COMPILE)
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	@PYTHON=$(PYTHON) tools/prepare.sh test
	@echo "baosong: 正在按 requirements-dev.txt 安装测试依赖" >&2
	@$(PIP) install --no-compile --require-hashes -r requirements-dev.txt
	@$(COMPILE)
	@touch $@

demo: install  ## the whole service on an embedded mailbox with sample mails; `make demo -- --serve`: a call in full swing, in the browser
	@$(BIN)/baosong demo $(filter --serve,$(MAKECMDGOALS))

.PHONY: --serve
--serve: demo

check: dev  ## format, lint, types, imports, unit tests: under 90 seconds
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=line --keep-going lint quick

.PHONY: quick lint format types imports security
quick:
	@$(PYTEST) -q -m "not parts"

lint:  # side by side: the types take longest
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target --keep-going types format imports security

types:
	@$(BIN)/mypy

format:
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .

imports:
	@said=$$($(BIN)/lint-imports --no-cache 2>&1) || { echo "$$said"; exit 1; }

security:  # without what ruff's S301 and S608 look at, whose exceptions say why
	@$(BIN)/bandit --quiet --recursive --severity-level medium --skip B301,B608 $(ROOMS)

test: dev  ## everything, with real parts: Dovecot, SMTP, LibreOffice, SIGKILL
	@$(MAKE) --no-print-directory lint
	@$(PYTEST)

shots: dev  ## pictures of every page of the web application, at both widths and in both themes, in ./shots
	@mkdir -p shots
	@SCREENSHOTS=$(CURDIR)/shots $(BIN)/python -m pytest -q tests/review_export/web/test_in_a_browser.py -k each_role

bench: dev  ## figures, side by side; CORPORA=folder adds the public mails
	@$(BIN)/python -m bench $(CORPORA)

eval: dev  ## seals, texts and differences on the evaluation set; CORPORA=folder adds public PDFs, PAGES=n takes fewer
	@$(BIN)/python -m eval $(if $(PAGES),--pages $(PAGES)) $(if $(CORPORA),--corpora $(CORPORA))

MUTATIONS ?= 100000
SECONDS   ?= 0
GUIDED    ?=
fuzz: dev  ## mutated samples through every reader; MUTATIONS=number, SECONDS=at most; GUIDED=1: coverage-guided
	@$(BIN)/python -m tests.fuzz --mutations $(MUTATIONS) --seconds $(SECONDS) $(if $(GUIDED),--guided)

audit: dev  ## what is known against our code and its dependencies; needs a registry that serves advisories
	@$(BIN)/bandit --quiet --recursive --severity-level medium --skip B301,B608 $(ROOMS)
	@test -x $(VENV)-audit/bin/pip-audit || { $(PYTHON) -m venv $(VENV)-audit && $(VENV)-audit/bin/python -m pip --disable-pip-version-check --quiet install pip-audit; }
	@$(VENV)-audit/bin/pip-audit --strict --require-hashes --disable-pip --progress-spinner off --requirement requirements.txt

play: dev  ## one call over ten weeks in simulated time: 300 organisations, some 1,500 mails (PLAY="--organisations 30 --seed 7" for another)
	@$(BIN)/python -m tests.play $(PLAY)

chaos: dev  ## the faults in full size, and their table: an hour and more (CHAOS="--kills 10 --mails 60" for less)
	@$(BIN)/python -m tests.chaos $(CHAOS)

lock:  ## make the lock anew from pyproject.toml (needs uv)
	uv pip compile --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header --quiet --extra build pyproject.toml -o requirements.txt
	uv pip compile --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header --quiet --all-extras pyproject.toml -o requirements-dev.txt

clean:  ## removes the environment and what the demo left
	rm -rf $(VENV) baosong-demo shots eval-failures .mypy_cache .ruff_cache .pytest_cache
