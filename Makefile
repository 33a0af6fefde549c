# `make` alone lists what there is. Needs: bash, Python >= 3.11 with venv (Debian: python3-venv), and for Spark Java 17.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin
INSTALL := tools/install.sh
SERVE ?= 1
ROWS ?= 45000000

.NOTPARALLEL:
.PHONY: help install demo test test-all lint format types bench docs golden lock

help:  ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

install:  ## Make .venv/ with .venv/bin/wengang; does nothing when it is up to date
	@$(INSTALL)

demo: install  ## Build a city from nothing, decide its refunds, show the results (SERVE=0: end there)
	$(BIN)/wengang demo $(if $(filter 0 no false,$(SERVE)),--no-serve)

test:  ## Install what the tests need and run them (a few minutes; Spark where Java 17 is found)
	@$(INSTALL) dev spark
	$(BIN)/python -m pytest $(ARGS)

test-all:  ## The tests and the slow ones: many random cities, large files
	@$(INSTALL) dev spark
	$(BIN)/python -m pytest -m "" $(ARGS)

lint:  ## Style and import directions
	@$(INSTALL) dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

format:  ## Let ruff put the style right
	@$(INSTALL) dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types:  ## Strict types for the kernel, the engines and the packs
	@$(INSTALL) dev
	$(BIN)/mypy

bench:  ## Speed beside its baseline (ROWS=45000000 ledger rows)
	@$(INSTALL) dev spark
	$(BIN)/python bench/policy.py --rows $(ROWS) --spark
	$(BIN)/python bench/intake.py
	$(BIN)/python bench/start.py

docs:  ## Write the generated pages and build the site in build/docs/
	@$(INSTALL) docs
	$(BIN)/python tools/build_docs.py
	$(BIN)/python tools/build_tables_page.py
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going docs build/docs

golden:  ## Rewrite the golden files and the generated pages; read the diff like code
	@$(INSTALL) dev spark
	$(BIN)/python tools/build_docs.py
	$(BIN)/python tools/build_tables_page.py
	$(BIN)/python -m pytest --golden $(ARGS)

lock:  ## Resolve requirements/*.in anew (UPGRADE=1: to the newest that fits)
	@$(INSTALL) dev
	UPGRADE=$(UPGRADE) tools/lock.sh
