# `make demo` answers five questions about two models; `make test` runs the tests: those of one file
# in one process, since they share what is slow to load.
# Both make their own virtual environment in .venv and install what they need.

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# The tests start shapeproof hundreds of times: its modules are compiled once, whatever a machine is
# set to.
unexport PYTHONDONTWRITEBYTECODE

# The page is built where npm is; without it the tests of the page are skipped, and say so.
NPM := $(shell command -v npm)
PAGE := src/shapeproof/web/page/index.html
SITE := build/site/index.html
MODULES := page/node_modules/.package-lock.json

.PHONY: demo test test-all web page site bench costs lint messages mutants clean

demo: .venv/base
	@$(BIN)/python examples/demo.py

test: .venv/test $(if $(NPM),page site)
	$(if $(NPM),cd page && npm test)
	$(BIN)/python -m pytest -n 2 --dist loadfile -rs -m "not slow"

test-all: .venv/test $(if $(NPM),page site)
	$(if $(NPM),cd page && npm test)
	$(BIN)/python -m pytest -n 2 --dist loadfile -rs

# The page on 127.0.0.1, in a browser.
web: .venv/web page
	$(BIN)/shapeproof web

page: $(PAGE)

# The same page for any static host, in build/site: Python runs in the browser.
site: $(SITE)
	@$(PYTHON) tools/site.py

# Ratios against other tools; `benchmarks/bench.py --write PART` keeps a part in docs/benchmarks.md.
bench: .venv/test .venv/bench $(if $(NPM),page site)
	$(BIN)/python benchmarks/bench.py

# What other tools say that models cost: the table of docs/costs.md.
costs: .venv/test .venv/costs
	$(BIN)/python tools/costs.py --write

lint: .venv/dev $(if $(NPM),$(MODULES))
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright
	$(if $(NPM),cd page && npm run check)

# Collects the messages of the source into the catalogues, and compiles them.
messages: .venv/test
	$(BIN)/python tools/messages.py

# Breaks the algebra and the rules one piece at a time; docs/testing.md tells of what survives.
mutants: .venv/test .venv/dev
	$(BIN)/python tools/mutants.py

clean:
	rm -rf .venv build page/node_modules $(dir $(PAGE))

$(PAGE) $(SITE): $(MODULES) page/index.html page/vite.config.ts $(shell find page/src -type f)
$(PAGE):
	cd page && npm run build
$(SITE):
	cd page && npm run build:site

$(MODULES): page/package.json page/package-lock.json
	cd page && npm ci
	touch $@

.venv/base: pyproject.toml
	test -d .venv || $(PYTHON) -m venv .venv
	$(INSTALL) --editable .
	touch $@

.venv/test: .venv/base pyproject.toml
	$(INSTALL) --editable '.[test,frameworks]'
	$(INSTALL) --no-deps timm  # it asks for torchvision, which the tests stand in for
	touch $@

.venv/web: .venv/base pyproject.toml
	$(INSTALL) --editable '.[web]'
	touch $@

.venv/bench .venv/costs: .venv/%: .venv/test pyproject.toml
	$(INSTALL) --editable '.[$*]'
	touch $@

.venv/dev: .venv/base pyproject.toml
	$(INSTALL) --editable '.[dev]'
	touch $@
