# The two commands are `make run` and `make test`; `make help` lists the rest.

VENV := .venv
BIN := $(VENV)/bin
# Within the environment, so that it goes when the environment goes.
PINS := $(VENV)/.pins-installed
PYTHON ?=
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run seed export createauthor setpassword deactivateauthor listauthors test lint unit fuzz bench bench-scale pins clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(PINS) ## Serve the site on http://127.0.0.1:8000 with its own table (PORT=, ENGINE=, LOCAL_DIR= change that)
	@exec $(BIN)/python -m deploy.local.run

seed: $(PINS) ## Put content/ into the table of the running site (ARGS="--force drafts/" passes options and paths)
	@exec $(BIN)/python -m deploy.local.manage seed $(ARGS)

export: $(PINS) ## Write the running site's articles to content/ (ARGS="--all backup/" passes options and another folder)
	@exec $(BIN)/python -m deploy.local.manage export $(ARGS)

createauthor: $(PINS) ## Add somebody who writes on the running site (asks; ARGS="--role editor" and others answer)
	@exec $(BIN)/python -m deploy.local.manage createauthor $(ARGS)

setpassword: $(PINS) ## Set a password on the running site (ARGS=ada says whose; ARGS="ada --one-time" makes one up)
	@exec $(BIN)/python -m deploy.local.manage setpassword $(ARGS)

deactivateauthor: $(PINS) ## Let somebody sign in no more on the running site (ARGS=ada; ARGS="--undo ada" lets them again)
	@exec $(BIN)/python -m deploy.local.manage deactivateauthor $(ARGS)

listauthors: $(PINS) ## List who may sign in on the running site
	@exec $(BIN)/python -m deploy.local.manage listauthors

test: $(PINS) ## Run every check and test, installing what they need, and end with one summary
	@exec $(BIN)/python -m tests.run_all

lint: $(PINS) ## Run the checks alone: ruff, mypy, djlint
	@exec $(BIN)/python -m tests.run_all lint

unit: $(PINS) ## Run the unit tests alone (ARGS="-k cache" passes options)
	@exec $(BIN)/python -m pytest tests/unit $(ARGS)

fuzz: $(PINS) ## Read random texts, others in each run and many times as many as the tests do (FUZZ_TIMES=20)
	@FUZZ_TIMES=$${FUZZ_TIMES:-10} exec $(BIN)/python -m pytest tests/fuzz --dist load --timeout 0 $(ARGS)

bench: $(PINS) ## Measure the pages against a bare Django view
	@$(BIN)/python -m deploy.local.packages wrk
	@$(BIN)/python -m deploy.local.engine
	@exec $(BIN)/python -m tests.bench

bench-scale: $(PINS) ## Measure that 100,000 articles cost what 100 do (ARGS=--quick for a first look)
	@$(BIN)/python -m deploy.local.engine
	@exec $(BIN)/python -m tests.bench.scale $(ARGS)

pins: $(PINS) ## Write requirements.txt for what pyproject.toml names (ARGS=--upgrade takes the newest of everything)
	$(BIN)/uv pip compile --quiet $(ARGS) --all-extras --generate-hashes --python-version 3.11 \
		--custom-compile-command "make pins" --no-emit-index-url --no-emit-find-links \
		--prerelease if-necessary-or-explicit -o requirements.txt pyproject.toml

clean: ## Remove the environment and all caches; what you wrote is kept
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .coverage htmlcov
	@find . -name __pycache__ -type d -not -path './.local/*' -prune -exec rm -rf {} +
	@echo "Removed the environment and the caches. The table, its engine and the secret key stay in .local/."

# Python is looked for here and not at the top, so that it costs nothing once everything is installed.
$(PINS): requirements.txt
	@for python in $(PYTHON) python3 python3.11; do \
		"$$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && found=$$python && break; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Python 3.11 is needed and was not found: install it, or say where it is (make run PYTHON=/path/to/python3.11)." >&2; \
		exit 1; \
	fi; \
	$(BIN)/python -c 'import sys, pip; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null \
		|| "$$found" -m venv --clear $(VENV) || exit 1; \
	echo "Installing the pinned packages into $(VENV)/ (a minute or two the first time)."; \
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements.txt && touch $@
