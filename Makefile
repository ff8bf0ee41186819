# Every target sets itself up in .venv; `make` alone lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
# Tests run in this many processes: one more than the two cores they are meant for, since many of them wait.
# PYTEST_ARGS narrows a run: make test PYTEST_ARGS="-k price"
PROCESSES ?= 3
PYTEST_ARGS ?=
# The suite starts hundreds of processes: what one has compiled the next shall find, whatever the environment says.
unexport PYTHONDONTWRITEBYTECODE

# Pick the first interpreter that is new enough and really starts.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)

.PHONY: help demo check test bench soak wheel clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.demo ## run the demonstration shop
	$(BIN)/python examples/demo.py

check: $(VENV)/.dev ## format, lint, types (of scripts too) and the rules of import; changes nothing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	@test -x $(BIN)/deno || echo "The scripts were NOT checked: deno, which carries TypeScript, has no wheel for this platform." >&2
	test ! -x $(BIN)/deno || DENO_DIR=$(VENV)/deno $(BIN)/deno check --quiet --config widgets/deno.json widgets/amends_widgets/static/*.js

test: check ## check, then the whole suite
	sh tests/servers/setup.sh
	$(BIN)/python -m pytest -n $(PROCESSES) --dist worksteal -m "not soak" $(PYTEST_ARGS)

bench: $(VENV)/.dev ## measure, and print the figures with their goals
	$(BIN)/python -m tests.bench

soak: $(VENV)/.dev ## run the long disturbed tests
	sh tests/servers/setup.sh
	$(BIN)/python -m pytest -m soak $(PYTEST_ARGS)

wheel: $(VENV)/.dev ## build the wheel into dist/
	$(BIN)/hatchling build -t wheel -d dist

clean: ## throw away the environment and every cache
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# --- set-up -----------------------------------------------------------------------------------------------------------
# A stamp is older than pyproject.toml when the environment must be brought up to date.

$(VENV)/.demo: pyproject.toml | $(BIN)/pip
	@echo "Installing the runtime and the demo…"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[demo]'
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/pip
	@echo "Installing the runtime and the test tools…"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $(VENV)/.demo $@

# Debian splits ensurepip off its Python: as root its package is installed, else virtualenv stands in.
$(BIN)/pip:
	@test -n "$(PYTHON)" || { echo "Flask-Amends needs Python 3.11 or newer; none was found." >&2; exit 1; }
	@set -e; \
	make_venv() { rm -rf $(VENV); $(PYTHON) -m venv $(VENV) >/dev/null 2>&1 && test -x $(BIN)/pip; }; \
	make_venv && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "This Python has no venv: installing python3-venv…"; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3-venv; } >/dev/null 2>&1 || true; \
		make_venv && exit 0; \
	fi; \
	rm -rf $(VENV); \
	echo "This Python has no venv: trying virtualenv…"; \
	$(PYTHON) -m virtualenv --quiet $(VENV) 2>/dev/null && exit 0; \
	{ $(PYTHON) -m pip install --quiet --user virtualenv || $(PYTHON) -m pip install --quiet --user --break-system-packages virtualenv; } 2>/dev/null \
		&& $(PYTHON) -m virtualenv --quiet $(VENV) && exit 0; \
	echo "No virtual environment could be made. Install your system's package for it (Debian: apt-get install python3-venv) and run make again." >&2; \
	exit 1
