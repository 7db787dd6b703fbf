# Every command of the project. A target does all its own set-up, and a second run does only what changed.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c

# The Python that .venv is made from, 3.11 or newer.
BOOTSTRAP ?= python3
PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest -q

##@ Everyday
serve: site ## render the site and serve it on this machine; PORT=8000 is where it starts to look for a free port
	@$(PYTHON) -m tools.serve --port $(or $(PORT),8000)

test: test-js test-pyodide test-py test-torch test-tools test-browser ## everything below

lint: .venv/dev.stamp node_modules/.package-lock.json ## style and types of the code, spelling of the prose, links of the site, pictures that are out of date
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy py/stepgrad tools tests/browser tests/tools
	.venv/bin/lint-imports --no-cache --no-logo
	node_modules/.bin/tsc --project .
	node_modules/.bin/depcruise --config tools/floors.cjs ojs tools/stills tools/stills.mjs tools/cards.mjs tools/previews.mjs
	node_modules/.bin/cspell --no-progress
	@$(MAKE) site
	$(PYTHON) -m tools.links
	@$(PYTHON) -m tools.previews --check

new-lesson: .venv/site.stamp ## start a lesson: NAME=08-something, and, if you like, TITLE="…" and MODULE=02-autograd
	@$(PYTHON) -m tools.new_lesson --module "$${MODULE:-02-autograd}" --title "$${TITLE:-}" -- "$${NAME:-}"

##@ Parts
site: .venv/site.stamp ## render the site into _site/: with Quarto if it can be had, else with tools/render; SITE_URL=… is where it will be published, REPO_URL=… where its source is kept
	@$(PYTHON) -m tools.quarto $(if $(SITE_URL),--site-url $(SITE_URL))

quarto: .venv/site.stamp ## install the pinned Quarto from PyPI into .venv; `make site` tries that once, and this tries again
	@$(PYTHON) -m tools.get_quarto

assets: .venv/site.stamp ## what the pages need: Pyodide, NumPy, the engine, the widgets, the recorded traces
	@$(PYTHON) tools/assets.py

test-js: node_modules/.package-lock.json ## the page's pure functions, by Node's test runner
	node --test tests/js/*/*.test.js

test-py: .venv/dev.stamp ## the engine
	$(PYTEST) --numprocesses auto tests/py --ignore=tests/py/torch

test-torch: .venv/dev.stamp ## the engine against PyTorch
	$(PYTEST) --numprocesses auto tests/py/torch

test-pyodide: .venv/dev.stamp assets ## the engine's tests again, in the Pyodide that readers get
	$(PYTHON) -m tools.pyodide_tests

test-tools: .venv/dev.stamp assets ## the build and the offline renderer
	$(PYTEST) tests/tools

test-browser: .venv/dev.stamp site ## the rendered site, in Chromium
	$(PYTHON) -m tools.chromium --install
	$(PYTEST) --numprocesses auto --dist worksteal tests/browser

nightly: .venv/dev.stamp ## 20,000 random programs of each kind against PyTorch, others every time; PROGRAMS=… and SEED=… say how many and which
	@export PROGRAMS=$${PROGRAMS:-20000} SEED=$${SEED:-$$(date +%Y%m%d)}; echo "SEED=$$SEED PROGRAMS=$$PROGRAMS"; \
	  $(PYTEST) tests/py/programs tests/py/torch/test_random_programs_against_torch.py

golden: .venv/dev.stamp ## write the expected traces (tests/golden) anew
	$(PYTHON) tools/golden.py

previews: .venv/dev.stamp site ## draw the pages' preview pictures (previews/) anew; PAGES=… are some of them
	@$(PYTHON) -m tools.chromium --install
	$(PYTHON) -m tools.previews $(PAGES)

gallery: .venv/dev.stamp site ## take pictures of every widget in every state; AGAINST=… is a folder of earlier ones to compare them with, OUT=… where they go
	@$(PYTHON) -m tools.chromium --install
	@$(PYTHON) -m tools.gallery $(if $(OUT),--out "$(OUT)") $(if $(AGAINST),--against "$(AGAINST)")

bench: .venv/dev.stamp site ## measure speed, memory and size, each beside what is wanted of it
	$(PYTHON) -m tools.bench

clean: ## remove what was built; .venv, node_modules and downloads stay
	rm -rf _site assets .quarto .jupyter_cache dist .cache/wheel .cache/assets.json .mypy_cache .pytest_cache .ruff_cache .hypothesis

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- set-up -------------------------------------------------------------------------------------------------------------

# The `pip` of .venv; a Python that is too old for it is told so there.
.venv/site.stamp: pyproject.toml constraints.txt
	@$(BOOTSTRAP) tools/environment.py site

.venv/dev.stamp: .venv/site.stamp
	@$(BOOTSTRAP) tools/environment.py dev

node_modules/.package-lock.json: package-lock.json
	npm ci
	@touch $@

.PHONY: serve test lint new-lesson site quarto assets test-js test-py test-torch test-pyodide test-tools test-browser nightly golden previews bench clean help
