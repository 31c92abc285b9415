# The two commands: `make serve` and `make test`. Each step leaves a stamp and runs again only when what it
# reads has changed; setup/ holds the steps.

PYTHON ?= python3
BIN := .venv/bin
STEP := $(BIN)/python -m setup
STAMPS := build/.stamps
OIVIS_DATA ?= ../shared/data
# Of e2e, what is run once more on what `oivis export` writes; all of it: .venv/bin/python -m pytest e2e --on-export
ON_EXPORT := $(addprefix e2e/,test_capture.py test_cover.py test_plugin.py campaigns/test_viewer.py \
	toy/test_hostile.py::test_one_that_asks_the_network_reaches_nobody)
# Two browsers beside each other. The tests of a file share their pages, so they stay together; files of few
# tests can be long, so they come in their own order, not last.
TWO := --numprocesses auto --maxprocesses 2 --dist loadfile --no-loadscope-reorder --liftoff
export OIVIS_DATA

# Sources of a step, without what Python and the tools leave beside them.
sources = $(shell find $(1) -type f -not -path '*/__pycache__/*' -not -path '*/.*' 2>/dev/null)
stamp = @mkdir -p $(STAMPS) && touch $@

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help serve site test check bench clean

help: ## say what there is
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 10

serve: site ## build what is missing, then serve the stage at http://127.0.0.1:8000
	@exec $(BIN)/oivis serve

site: $(STAMPS)/site ## build what is missing of what is served

test: $(STAMPS)/site $(STAMPS)/tools $(STAMPS)/chromium $(STAMPS)/redis ## run the tests; TESTS=path for some of them
ifdef TESTS
	$(BIN)/python -m pytest $(TESTS)
else
	$(BIN)/python -m pytest -m "not browser" --numprocesses auto --maxprocesses 4 --dist worksteal
	$(BIN)/python -m pytest -m "browser and not alone" $(TWO) --durations 25
	$(BIN)/python -m pytest -m "browser and alone" --durations 25
	$(BIN)/python -m pytest --on-export $(ON_EXPORT) $(TWO)
endif

check: $(STAMPS)/tools $(STAMPS)/node ## format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy server setup cli models bench py/ortweb/ortweb py/oivis/oivis
	PATH="$(CURDIR)/$(BIN):$$PATH" node_modules/.bin/biome check
	PATH="$(CURDIR)/$(BIN):$$PATH" node_modules/.bin/tsc

bench: $(STAMPS)/site $(STAMPS)/tools $(STAMPS)/chromium ## measure the page beside its peers
	$(BIN)/oivis bench

clean: ## remove everything that was built or installed here
	rm -rf build .venv node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis

PINS := constraints.txt pyproject.toml py/ortweb/pyproject.toml py/oivis/pyproject.toml setup/venv.py

$(STAMPS)/venv: $(PINS)
	@command -v $(PYTHON) >/dev/null || { echo "No $(PYTHON) here. Install Python 3.11 or newer, or: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m setup.venv
	$(stamp)

$(STAMPS)/tools: $(STAMPS)/venv
	@$(BIN)/python -m setup.venv test
	$(stamp)

$(STAMPS)/node: package.json package-lock.json setup/node.py | $(STAMPS)/venv
	@$(STEP).node
	$(stamp)

$(STAMPS)/pyodide: $(STAMPS)/node setup/pyodide.py setup/fetch.py setup/rezip.py setup/bytecode.py setup/bytecode.mjs
	@$(STEP).pyodide
	$(stamp)

$(STAMPS)/wheels: $(STAMPS)/pyodide $(call sources,py) setup/wheels.py | $(STAMPS)/venv
	@$(STEP).wheels
	$(stamp)

$(STAMPS)/models: $(filter-out %.md,$(call sources,models)) | $(STAMPS)/venv
	@echo "-- Models" && $(BIN)/oivis models build
	$(stamp)

$(STAMPS)/media: setup/media.py | $(STAMPS)/venv
	@$(STEP).media
	$(stamp)

$(STAMPS)/chromium: setup/chromium.py | $(STAMPS)/tools
	@$(STEP).chromium
	$(stamp)

$(STAMPS)/redis: setup/redis.py | $(STAMPS)/venv
	@$(STEP).redis
	$(stamp)

PARTS := pyodide wheels models media

$(STAMPS)/site: $(PARTS:%=$(STAMPS)/%) $(call sources,web) setup/site.py setup/examples.py server/site.py server/mime.py LICENSE NOTICE
	@$(STEP).site
	$(stamp)
