# findspot: `make demo` and `make test` are all a new user needs; both set up .venv first.
# Another Python: make PYTHON=python3.12 setup
PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
VERSION := $(or $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])'),missing)
LOCK    := requirements/lock-$(VERSION).txt
STAMP   := $(VENV)/.installed-$(VERSION)
PIP     := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check --no-input
PYTEST  := $(BIN)/python -m pytest -n 2 --dist loadgroup

.DEFAULT_GOAL := help
.PHONY: help setup demo test coverage check format bench bench-quick docs reference lock clean

help:  ## Show what there is to make.
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup: $(STAMP)  ## Make .venv with findspot and its tools, from hashed locks.

# A lock is there for each supported Python. The stamp is written last, so that a set-up cut short is done again; the
# folder is made anew only where its Python is another one or does not work.
$(STAMP): requirements/lock-$(VERSION).txt pyproject.toml
	@echo "setting up $(VENV) with Python $(VERSION); this takes a minute or two"
	@$(BIN)/python -m pip --version 2>/dev/null | grep -q "python $(VERSION))" || $(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --require-hashes --no-deps -r $(LOCK)
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@$(BIN)/python scripts/warm_up.py
	@touch $@

requirements/lock-%.txt:
	@echo "findspot needs Python 3.11, 3.12 or 3.13; '$(PYTHON)' is '$*'. Try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2
	@exit 1

demo: setup  ## Make a small damaged database of made-up people, run all stages on it, and show what came out.
	$(BIN)/findspot demo

test: setup  ## Run all tests; what is skipped is said at the end, with the reason.
	@scripts/install-servers.sh || true
	@scripts/install-browser.sh || true
	$(PYTEST) -rs

# Compiled kernels cannot be traced: they are measured with the compiler off.
coverage: setup  ## Run the tests under branch coverage and hold the bar.
	@$(BIN)/coverage erase
	NUMBA_DISABLE_JIT=1 $(BIN)/coverage run -m pytest -n 2 --dist loadgroup -q
	@$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

check: setup  ## Check format, lint, layers, types, sizes, and that the manual is up to date.
	$(BIN)/ruff format --check --quiet --output-format concise .
	$(BIN)/ruff check --quiet --output-format concise .
	$(BIN)/lint-imports
	$(BIN)/python scripts/check_imports.py
	$(BIN)/mypy
	$(BIN)/python scripts/check_sizes.py
	$(BIN)/python scripts/check_repository.py
	$(BIN)/cog --check -I scripts docs/cli.md docs/plugins.md

format: setup  ## Put all code into the one format.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup  ## Measure speed and memory as ratios (docs/benchmarks.md).
	$(BIN)/python -m bench

bench-quick: setup  ## The same on small inputs.
	$(BIN)/python -m bench --quick

docs: setup  ## Build the manual into docs/_build/html.
	$(BIN)/sphinx-build -n -W -q -b html docs docs/_build/html

reference: setup  ## Write the generated parts of the manual anew.
	$(BIN)/cog -r -I scripts docs/cli.md docs/plugins.md

lock:  ## Write the locks anew; needs uv.
	scripts/lock.sh

clean:  ## Remove everything that was made.
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage* .bench docs/_build dist build demo
