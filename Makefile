# Two commands are enough: `make run` and `make test`. Both make the environment first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SUPERSET := bi/superset/.venv
DAGSTER_HOME_FOLDER := warehouse/dagster
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-strip-extras --custom-compile-command "make lock" $(UPGRADE)

# Bytecode makes every start three seconds shorter, so it is compiled at installation and kept
# current even on machines that forbid it by default.
unexport PYTHONDONTWRITEBYTECODE
export DAGSTER_DISABLE_TELEMETRY := yes
export DBT_SEND_ANONYMOUS_USAGE_STATS := false

.DEFAULT_GOAL := env
.PHONY: env run report browser superset postgresql docs test test-bi screenshots check format dev bench lock clean help

help: ## what the targets are
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 10

env: $(STAMP) ## the environment in .venv, made again only when the lock or pyproject.toml changes

$(STAMP): requirements.lock requirements-installer.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "chitieu needs Python 3.11 or newer; '$(PYTHON)' is older. Try: make PYTHON=python3.11" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
	  echo "'$(PYTHON) -m venv' failed: on Debian and Ubuntu install the package python3-venv." >&2; exit 1; }
	@echo "Installing the packages of requirements.lock into $(VENV) (half a minute, once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-installer.lock
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements.lock || { \
	  echo "uv could not install them; trying pip, which follows this machine's own pip settings" >&2; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: $(STAMP) ## the sample articles of seeds/articles to marts, and a summary
	@$(BIN)/chitieu run

report: $(STAMP) ## the site of pages out of the published file, as the end of every run writes it
	@$(BIN)/python -m report

browser: ## Chromium and axe-core (apt-get and npm, once), for the tests that open pages
	apt-get install --yes --no-install-recommends chromium
	npm ci --prefix tests/report --no-audit --no-fund

docs: $(STAMP) ## the documentation as a site in build/docs, its links checked
	@$(BIN)/python scripts/build_reference.py
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

superset: $(SUPERSET)/.installed ## Superset with two dashboards on http://127.0.0.1:8088, in an environment of its own
	@$(SUPERSET)/bin/python bi/superset/start.py serve

test-bi: $(STAMP) $(SUPERSET)/.installed ## the dashboards of Superset, driven in Chromium (make browser)
	@CHITIEU_TEST_SUPERSET=yes $(BIN)/python -m pytest -ra tests/bi

screenshots: $(STAMP) $(SUPERSET)/.installed ## the pictures of the dashboards in docs/images, taken again
	@CHITIEU_TEST_SUPERSET=yes CHITIEU_SCREENSHOTS=docs/images $(BIN)/python -m pytest -q tests/bi/test_superset.py

$(SUPERSET)/.installed: $(STAMP) bi/superset/requirements.lock
	@test -x $(SUPERSET)/bin/python || $(PYTHON) -m venv $(SUPERSET)
	@echo "Installing Superset into $(SUPERSET) (half a minute and 0.9 GB, once)"
	@VIRTUAL_ENV=$(SUPERSET) $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r bi/superset/requirements.lock || \
	  $(SUPERSET)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bi/superset/requirements.lock
	@touch $@

postgresql: ## a PostgreSQL server (apt-get), for the tests and the measurement of `chitieu publish`
	apt-get install --yes --no-install-recommends postgresql

test: $(STAMP) ## the whole suite; it says what it skipped and why
	@$(BIN)/python -m pytest -ra -n auto --dist loadfile --no-loadscope-reorder

check: $(STAMP) ## format, lint, types, borders between packages, SQL
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --processes 2 dbt_project/models dbt_project/tests

format: $(STAMP) ## mend what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/sqlfluff fix dbt_project/models dbt_project/tests

dev: $(STAMP) ## Dagster's user interface on http://127.0.0.1:3000
	@mkdir -p $(DAGSTER_HOME_FOLDER) && cp orchestration/dagster.yaml $(DAGSTER_HOME_FOLDER)/
	@DAGSTER_HOME=$(CURDIR)/$(DAGSTER_HOME_FOLDER) exec $(BIN)/dagster dev --workspace workspace.yaml --host 127.0.0.1

bench: $(STAMP) ## how fast the extraction and the pipeline are on this machine
	@for script in scripts/bench*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

lock: $(STAMP) ## resolve the locks again from pyproject.toml (make lock UPGRADE=--upgrade: newest)
	@$(COMPILE) --all-extras pyproject.toml --output-file requirements.lock
	@echo uv | $(COMPILE) - --output-file requirements-installer.lock
	@$(COMPILE) bi/superset/requirements.in --output-file bi/superset/requirements.lock

clean: ## remove the environment and all caches; the warehouse stays
	rm -rf $(VENV) .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache \
	  dbt_project/logs dbt_project/target
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
