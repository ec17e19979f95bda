.DEFAULT_GOAL := help
PY := .venv/bin/python
FLASK := $(PY) -m flask --app app

help: ## what these commands do
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

.venv/run: requirements.txt
	@echo "Making the environment and installing what the portal needs (a minute, once) …"
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "This needs Python 3.11 or later."; exit 1)
	@test -x $(PY) || python3 -m venv .venv
	@.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt .venv/run
	@echo "Installing what the tests need (a minute, once) …"
	@.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

run: export RPP_DEMO ?= 1
run: .venv/run ## serve the portal with its demo at http://127.0.0.1:5000 (PORT=, RPP_INSTANCE=)
	@$(FLASK) upgrade
	@$(FLASK) seed --demo
	@exec $(FLASK) serve

test: .venv/dev ## run all tests, on SQLite, PostgreSQL and in Chromium
	@$(PY) -m pytest -n auto --dist worksteal -q $(ARGS)

check: lint ## lint, and all tests on SQLite without a browser: before each commit
	@$(PY) -m pytest -n auto --dist worksteal -q -m "not postgresql and not browser" $(ARGS)

lint: .venv/dev ## check style, types, the floors of the house, and templates
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/djlint templates --lint --quiet

asked: .venv/dev ## run each test on both databases, and note which ones SQLite is enough for
	@rm -rf asked-notes
	@$(PY) -m pytest -n auto --dist worksteal -q -p tests.support.asked --every -m postgresql $(ARGS)
	@$(PY) -m tests.support.asked && rm -r asked-notes

hooks: .venv/dev ## once: have git run the linter on what you commit
	@git config core.hooksPath .githooks

audit: .venv/dev ## look for known holes in the dependencies
	@.venv/bin/pip-audit --require-hashes --disable-pip -r requirements.txt

assets: ## rebuild the style sheet, scripts and fonts (needs node and npm)
	@cd assets && npm ci && node build.mjs

docs: .venv/run ## draw the life of each kind of things anew, from its table
	@$(FLASK) lives docs/lives

bench: .venv/dev ## measure: pages, lists, votes, counts, import, memory
	@$(PY) -m bench $(ARGS)

screens: .venv/dev ## a picture of every page, as those who may see it, into instance/screens
	@$(PY) -m tests.browser.screens

lock: ## pin the dependencies anew (needs uv)
	@echo "rich; python_version < '0'" | uv pip compile -q --override /dev/stdin --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements.txt
	@uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra dev pyproject.toml -o requirements-dev.txt

.PHONY: docs help run test check lint hooks asked audit assets bench screens lock
