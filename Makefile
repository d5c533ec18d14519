# Planminder. `make` alone lists what there is to do.
# Needs Python 3.11 or newer (with Debian's python3-venv) and make; everything else goes into .venv.

PYTHON ?= python3
UV ?= $(or $(wildcard .venv/bin/uv),uv)
BIN := .venv/bin
LOCK := $(UV) pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --quiet
PIP := $(BIN)/python -m pip --disable-pip-version-check
# A lock names everything with its hash, so nothing is resolved: pip 23 else picks a newer coverage[toml] than the pinned coverage.
LOCKED := install --quiet --no-deps --require-hashes -r
SECONDS ?= 60
ELSEWHERE := browser or killed or office or proxy or long

.DEFAULT_GOAL := help
.PHONY: help install demo playground pictures pages test test-all soak fuzz bench bench-lasting check audit sbom lock lexicon examples clean

help: ## list what there is to do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/installed ## put Planminder and its pinned dependencies into .venv
	@echo "Installed in .venv. Next: make demo"

demo: .venv/installed ## load the example plan and serve the chat page on this machine
	@$(BIN)/planminder demo

playground: .venv/installed node_modules/installed ## the bot and Microsoft's own local Teams client, together (needs Node.js)
	@examples/playground.sh

pictures: .venv/installed-dev node_modules/installed ## every kind of card as a picture in build/pictures: wide, narrow, light, dark; and in the Playground (needs Chromium)
	@$(BIN)/python -m tests.e2e.pictures build/pictures
	@$(BIN)/python -m tests.e2e.playground_pictures build/pictures/playground

pages: .venv/installed-dev ## plans after two returns as Word reports and their pages as pictures, in build/pages (needs LibreOffice)
	@$(BIN)/python -m tests.e2e.pages build/pages

test: .venv/installed-dev ## all tests but those of test-all; at most 5 minutes
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not ($(ELSEWHERE) or soak)"
	@echo "Left to make test-all: $(ELSEWHERE) (Chromium, nginx, LibreOffice and a few minutes)."

test-all: .venv/installed-dev node_modules/installed ## the tests that need Chromium, nginx, LibreOffice, PostgreSQL or killed processes
	@$(BIN)/python -m pytest -m "postgres or $(ELSEWHERE)" $(if $(CI),--strict-skips)

soak: .venv/installed-dev ## long runs: writers killed again and again (PLANMINDER_TEST_SOAK=300 seconds); every fault of docs/durability.md
	@$(BIN)/python -m pytest -s -m soak
	@$(BIN)/python -m tests.e2e.faults

fuzz: .venv/installed-dev ## spoilt documents, messages, cards and commands at every door, reports of random plans, SECONDS=60 of each
	@for one in $(filter-out %/conftest.py %/test_%.py,$(wildcard tests/fuzz/*.py)); do $(BIN)/python $$one --seconds $(SECONDS) || exit 1; done

bench: .venv/installed-dev ## how long documents and messages take to read, as tables and as JSON in benchmarks/results
	@for one in $(filter-out benchmarks/lasting.py,$(wildcard benchmarks/*.py)); do $(BIN)/python -m benchmarks.$$(basename $$one .py) || exit 1; done

bench-lasting: .venv/installed-dev ## 100,000 turns of one process, and a record of 1,000,000 changes: some twenty minutes
	@$(BIN)/python -m benchmarks.lasting

check: .venv/installed-dev ## ruff, mypy strict, import-linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

audit: .venv/installed-dev ## ask for known weaknesses of all that is pinned; fails where it cannot be told (needs the service of advisories)
	@$(BIN)/pip-audit --requirement requirements.lock --no-deps --disable-pip --strict
	@npm audit --package-lock-only --omit=dev

sbom: .venv/installed-dev ## what the bot is made of, as CycloneDX, in build/sbom.json
	@mkdir -p build
	@$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible requirements.lock -o build/sbom.json
	@echo "Written to build/sbom.json."

lock: ## pin the dependencies anew; the locks name no registry host (needs uv)
	$(LOCK) --extra build --output-file requirements.lock
	$(LOCK) --extra build --extra traces --extra dev --output-file requirements-dev.lock

lexicon: .venv/installed ## after a change of dialogs/understanding/lexicon: work out anew which words its patterns need
	@$(BIN)/python -c "from dialogs.understanding.triggers_kept import write; write()"

examples: .venv/installed ## write the example plan anew as a Word and an Excel document, and the example of a template
	@$(BIN)/python examples/documents.py
	@$(BIN)/python examples/template.py

clean: ## remove what was installed and built here; databases stay
	rm -rf .venv node_modules build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Planminder needs Python 3.11 or newer, this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing into .venv (the first time takes a minute) ..."
	@$(PIP) $(LOCKED) requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	@$(PIP) $(LOCKED) requirements-dev.lock
	@touch $@

node_modules/installed: package-lock.json
	@command -v npm >/dev/null || { echo "This needs Node.js and npm (on Debian: apt install nodejs npm)."; exit 1; }
	@npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@
