# `make demo` answers five questions about two models; `make test` runs the tests.
# Both make their own virtual environment in .venv and install what they need.

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test test-all bench costs lint messages mutants clean

demo: .venv/base
	@$(BIN)/python examples/demo.py

test: .venv/test
	$(BIN)/python -m pytest -n 2 -m "not slow"

test-all: .venv/test
	$(BIN)/python -m pytest -n 2

# Ratios against other tools; `benchmarks/bench.py --write PART` keeps a part in docs/benchmarks.md.
bench: .venv/test .venv/bench
	$(BIN)/python benchmarks/bench.py

# What other tools say that models cost: the table of docs/costs.md.
costs: .venv/test .venv/costs
	$(BIN)/python tools/costs.py --write

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright

# Collects the messages of the source into the catalogues, and compiles them.
messages: .venv/test
	$(BIN)/python tools/messages.py

# Breaks the algebra and the rules one piece at a time; docs/testing.md tells of what survives.
mutants: .venv/test .venv/dev
	$(BIN)/python tools/mutants.py

clean:
	rm -rf .venv

.venv/base: pyproject.toml
	test -d .venv || $(PYTHON) -m venv .venv
	$(INSTALL) --editable .
	touch $@

.venv/test: .venv/base pyproject.toml
	$(INSTALL) --editable '.[test,frameworks]'
	$(INSTALL) --no-deps timm  # it asks for torchvision, which the tests stand in for
	touch $@

.venv/bench .venv/costs: .venv/%: .venv/test pyproject.toml
	$(INSTALL) --editable '.[$*]'
	touch $@

.venv/dev: .venv/base pyproject.toml
	$(INSTALL) --editable '.[dev]'
	touch $@
