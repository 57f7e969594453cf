# Everything a newcomer needs: `make demo` and `make test`. Only Python 3.11+, make and the package registries are assumed.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STATIC := src/web/static/dist/.built

.DEFAULT_GOAL := help
.PHONY: help demo test check format lint types layers bench clients lock clean

help:
	@echo "make demo [PORT=8000]  run the whole product with an example world"
	@echo "make test              run the tests"
	@echo "make check             format, lint, types, layers and tests, as CI does"
	@echo "make format            rewrite the code in the house format"
	@echo "make clients           install the calendar programs that tests/clients talks to"
	@echo "make bench             run the benchmarks"
	@echo "make lock              renew requirements/ and the frontend lock"

demo: $(VENV)/.demo $(STATIC)
	$(BIN)/leeragenda demo --port $(PORT)

test: $(VENV)/.dev $(STATIC)
	$(BIN)/pytest -n auto

check: lint types layers test

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

layers: $(VENV)/.dev
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev $(STATIC)
	$(BIN)/python -m bench

$(VENV)/.python:
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.demo: requirements/demo.txt pyproject.toml | $(VENV)/.python
	$(BIN)/pip install --quiet --require-hashes -r requirements/demo.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(VENV)/.python
	$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.demo

# Programs of others, with requirements of their own: the product imports none of it.
clients: .clients/.installed

.clients/.installed: requirements/clients.txt
	$(PYTHON) -m venv .clients
	.clients/bin/pip install --quiet --require-hashes -r $<
	@touch $@

# Node comes from the machine, or else from PyPI.
$(STATIC): frontend/package-lock.json $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null)
	PYTHON=$(PYTHON) frontend/build.sh
	@touch $@

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header
LOCK := $(COMPILE) pyproject.toml
lock: | $(VENV)/.python
	$(BIN)/pip install --quiet uv
	$(LOCK) --output-file requirements/runtime.txt
	$(LOCK) --extra demo --output-file requirements/demo.txt
	$(LOCK) --extra dev --output-file requirements/dev.txt
	$(COMPILE) requirements/clients.in --output-file requirements/clients.txt
	cd frontend && npm install --package-lock-only --omit-lockfile-registry-resolved

clean:
	rm -rf $(VENV) .clients .node frontend/node_modules src/web/static/dist
