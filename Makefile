# findspot: `make demo` and `make test` are all a new user needs; both set up .venv first.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
LOCK   := requirements/lock-$(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])').txt
STAMP  := $(VENV)/.installed

.PHONY: setup demo test check format bench docs lock clean

setup: $(STAMP)

$(STAMP): $(LOCK) pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $(LOCK)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $(STAMP)

demo: setup
	$(BIN)/findspot demo

