# The two commands to begin with are `make demo` and `make test`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: .venv assets pictures help demo test soak matrix lint imports figures check bench schema lock clean

PYTHON ?= python3
export PYTHON
# Hundreds of tests start the program: without its bytecode each would compile it again.
unexport PYTHONDONTWRITEBYTECODE
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal
PIP_INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check # errors only
LOCK := $(BIN)/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-strip-extras

help: ## say what there is
	@awk -F ':.*## ' '/^[.a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

.venv: .venv/installed ## build the Python environment from the lock

demo: .venv/installed ## run sample nights, say who may sign in, serve the pages until Ctrl-C (ARGS=--once: end)
	$(BIN)/paycards demo --stay $(ARGS) || [ $$? -eq 3 ] # 3: done, and something waits for a person, as in any real night

check: lint imports test ## all that must hold before a change goes in

test: .venv/installed ## run the tests, on SQLite and PostgreSQL; nothing is skipped
	tools/system-packages venv postgresql pgbouncer openssh zbar ghostscript chromium fonts
	$(PYTEST)

soak: .venv/installed ## run the long kill, fuzz and load runs, and all random ones at their largest
	tools/system-packages venv postgresql pgbouncer openssh zbar ghostscript chromium fonts
	$(PYTEST) -m 'soak or hypothesis' --hypothesis-profile=soak --timeout=7200

matrix: .venv/installed ## print which spoilt barcodes two readers still read
	tools/system-packages venv zbar
	$(BIN)/python -m tests.issue.decode_matrix

lint: .venv/installed ## check style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

imports: .venv/installed ## check that lower layers never import higher ones
	$(BIN)/lint-imports --no-logo

figures: ## print how large the code is, how long its functions are, how deep its imports
	$(PYTHON) tools/figures.py

bench: .venv/benchmarks ## measure a large night against the floor and against others
	tools/system-packages venv postgresql openssh
	$(BIN)/python -m benchmarks

schema: .venv/installed ## write down the schema that the migrations make, for each database
	tools/system-packages venv postgresql
	$(BIN)/python -m pytest -q --rewrite-golden tests/store/test_schema.py

lock: .venv/installed ## lock what pyproject.toml asks for (UPGRADE=--upgrade takes newer versions too)
	$(LOCK) pyproject.toml --output-file requirements/runtime.txt
	$(LOCK) pyproject.toml --group dev --constraints requirements/runtime.txt \
		--output-file requirements/dev.txt
	$(LOCK) --group bench --constraints requirements/dev.txt --output-file requirements/bench.txt

assets: ## build the static files of the pages with npm; the result is committed
	cd assets && npm ci --no-audit --no-fund && npm run --silent build

pictures: .venv/installed ## make the pictures of the guides from the demo in var/demo
	tools/system-packages venv chromium fonts
	$(BIN)/python -m tests.web.pictures var/demo

clean: ## remove what was made here: environment, caches, the demo
	rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist var/demo
	find benchmarks paycards tests -name __pycache__ -prune -exec rm -rf {} +

# The environment holds exactly what the lock names; another lock, another environment.
.venv/locked: requirements/dev.txt
	tools/system-packages venv
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "paycards needs Python 3.11 or newer")'
	$(PYTHON) -m venv --clear .venv
	$(PIP_INSTALL) --require-hashes --requirement requirements/dev.txt
	touch $@

.venv/installed: .venv/locked pyproject.toml
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

.venv/benchmarks: .venv/installed requirements/bench.txt
	$(PIP_INSTALL) --require-hashes --requirement requirements/bench.txt
	touch $@
