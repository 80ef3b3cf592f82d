# The commands of this project. `make` alone lists them.

SHELL := /bin/sh
.DEFAULT_GOAL := help

# PYTHON is only what makes .venv: everything else runs inside it. `make setup PYTHON=python3.12` names another.
ifndef PYTHON
PYTHON := $(or $(shell sh requirements/find_python.sh),python3)
endif
COURSE ?= my-course
BIN := $(CURDIR)/.venv/bin
INSTALL := $(PYTHON) requirements/install.py
# From an unactivated shell: nbgrader starts `alembic` by name, and a kernel of another environment must not win.
ENVIRONMENT := PATH="$(BIN):$$PATH" JUPYTER_PREFER_ENV_PATH=1

# JupyterLab refuses root unless told. A container's root has no other user to be, and the server still listens on
# this machine alone, behind a token.
ROOT_ARGS := $(if $(filter 0,$(shell id -u)),--allow-root)
# Not as a file to open: the address that is printed (for --no-browser) would then show the launcher.
FIRST := --LabApp.default_url=/lab/tree/00_start_here.ipynb

.PHONY: help setup lab test test-all test-slow test-seeds test-without-numba test-oldest test-newest bench lessons lint lock clean

help: ## list these commands
	@echo "make COMMAND, where COMMAND is one of"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

setup: ## make .venv and install what the lessons need (make lab does it by itself)
	@$(INSTALL) course

lab: port setup ## open the course in JupyterLab (PORT=8890, LAB_ARGS="--no-browser", COURSE=folder)
	@$(ENVIRONMENT) python -m bpkit start "$(COURSE)"
	cd "$(COURSE)" && $(ENVIRONMENT) jupyter-lab $(if $(PORT),--port=$(PORT)) $(ROOT_ARGS) $(FIRST) $(LAB_ARGS)

test: dev ## run the tests (PYTEST_ARGS="-k affine")
	$(ENVIRONMENT) pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

test-all: test test-slow test-seeds test-oldest test-newest ## all of these five (an hour)

test-slow: dev ## only the long tests: a browser, Binder's steps, set-up on other Pythons, nbgrader on every lesson
	$(ENVIRONMENT) pytest -n 2 --dist loadgroup -m slow $(PYTEST_ARGS)

test-seeds: dev ## only the judge on hundreds of draws: right answers on 1,000, wrong ones on 200 (a quarter of an hour)
	$(ENVIRONMENT) pytest -n 2 --dist worksteal -m seeds $(PYTEST_ARGS)

test-without-numba: dev ## the tests where Numba cannot be imported, as in a browser's Python
	PYTHONPATH="$(CURDIR)/tests/bpkit/no_numba" BPKIT_TEST_SEEDS=5 $(ENVIRONMENT) pytest -n 2 --dist loadgroup \
		-p no:cacheprovider --ignore=tests/setup --ignore=tests/bpkit/test_diagnosis.py \
		--ignore=tests/bpkit/test_without_numba.py $(PYTEST_ARGS)

test-oldest: ## the tests on the oldest packages that pyproject.toml allows, in build/oldest
	@sh requirements/test_in.sh oldest $(PYTEST_ARGS)

test-newest: ## the tests on the newest Python found and its newest packages, in build/newest
	@sh requirements/test_in.sh newest $(PYTEST_ARGS)

bench: dev ## measure side by side with the peers that are installed (QUICK=1: under a minute; BENCH_ARGS="--json FILE")
	$(ENVIRONMENT) python -m bench $(if $(QUICK),--quick) $(BENCH_ARGS)

lessons: dev ## build the notebooks from lessons/src (LESSONS=06 runs only that one)
	$(ENVIRONMENT) python -m autograder.build $(LESSONS)

lint: dev ## check style, types and hygiene
	$(ENVIRONMENT) ruff check
	$(ENVIRONMENT) ruff format --check
	$(ENVIRONMENT) mypy
	$(ENVIRONMENT) python tests/setup/hygiene.py

lock: dev ## compile the requirement files anew, from what pyproject.toml allows
	$(ENVIRONMENT) sh requirements/lock.sh

# Named one by one: build/course may hold a class's gradebook and submissions, COURSE a learner's work.
LITTER := build/oldest build/newest build/binder build/repo2docker build/ci.log dist .pytest_cache .ruff_cache \
    .mypy_cache .hypothesis

clean: ## delete caches, dist and the test environments under build; keep .venv, your course and build/course
	rm -rf $(LITTER)
	find bpkit autograder lessons tests requirements -name __pycache__ -prune -exec rm -rf {} +
	@echo "Kept: .venv, $(COURSE), build/course. Delete .venv by hand for a fresh set-up."

.PHONY: port
port:
	@[ -z "$(PORT)" ] || { [ "$(PORT)" -gt 0 ] && [ "$(PORT)" -lt 65536 ]; } 2>/dev/null || \
		{ echo "PORT=$(PORT) is no port: give a number from 1 to 65535, as in make lab PORT=8890"; exit 2; }

.PHONY: dev
dev:
	@$(INSTALL) dev
