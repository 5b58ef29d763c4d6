# Every target that a person calls has one line of help behind `##`.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
ROLE ?= transformer
WEEK ?=
COUNTY ?=
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

# uv installs the lock in seconds; where it cannot be had, pip does the same more slowly. Compiled once here: imports of
# Great Expectations, dbt and Airflow take seconds less in every process, also where Python may not write bytecode.
$(INSTALLED): requirements.lock
	@echo "installing locked dependencies into $(VENV)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@if $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9; then \
	   $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock; \
	 else \
	   $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; \
	 fi
	@touch $@

setup: $(INSTALLED) ## virtual environment with the locked dependencies

# The departments deliver while dbt reads the project: each takes one processor.
DELIVER := $(BIN)/python -m warehouse parse & $(BIN)/python -m demo up && wait $$!

run: $(INSTALLED) ## set everything up and run the main job: deliveries in, marts and the weekly report out
	@$(DELIVER)
	@trap '$(BIN)/python -m pipeline down; $(BIN)/python -m demo stop' EXIT; $(BIN)/python -m pipeline run

up: $(INSTALLED) ## start the warehouse, the departments' demo systems and Airflow, and keep them serving
	@$(DELIVER)
	@$(BIN)/python -m pipeline up

down: $(INSTALLED) ## stop everything that `up` started
	@$(BIN)/python -m pipeline down
	@$(BIN)/python -m demo stop
	@$(BIN)/python -m warehouse down

# One worker waits for the counties that run end to end while the other goes through the rest.
test: $(INSTALLED) ## all tests
	@$(BIN)/python -m pytest -n 2

lint: $(INSTALLED) ## ruff, import layers, SQL style, rendered files and dictionary current, catalogue whole
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m contracts.render --check
	@$(BIN)/python -m contracts.dictionary --check
	@$(BIN)/python -m expectations check
	@$(BIN)/sqlfluff lint --nocolor --processes 2 dbt_project/models expectations/rules
	@$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

render: $(INSTALLED) ## write the files that follow from the contracts: models, seeds, dictionary, rule pages
	@$(BIN)/python -m contracts.render
	@$(BIN)/python -m contracts.dictionary
	@$(BIN)/python -m expectations docs

url: $(INSTALLED) ## print the warehouse's SQLAlchemy URL (ROLE=bi_reader for BI tools)
	@$(BIN)/python -m warehouse url --role $(ROLE)

report: $(INSTALLED) ## write the weekly report again (WEEK=2026-W47; default the last one)
	@$(BIN)/python -m report weekly $(if $(WEEK),--week $(WEEK))

work-report: $(INSTALLED) ## write the county's work report and its proof sheet (WEEK=, COUNTY=; default the last week, all)
	@$(BIN)/python -m report work $(if $(WEEK),--week $(WEEK)) $(if $(COUNTY),--county $(COUNTY))

bench: $(INSTALLED) ## landing, building, judging, eight counties and an ordinary day, beside their baselines
	@$(BIN)/python -m bench

clean: ## remove what was built: environment, data, reports
	@test ! -x $(BIN)/python || $(MAKE) --no-print-directory down || true
	rm -rf $(VENV) .local reports

.PHONY: help setup run up down test lint render url report work-report bench clean
