# The commands of Newsroom. `make run` needs Python 3.11 or newer and nothing else.
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$name && break; done)
IN_VENV = $(PYTHON) newsroom/ops/bootstrap.py
ifeq ($(PYTHON),)
IN_VENV = @echo "newsroom: needs Python 3.11 or newer (python3.11 … python3.14 or python3 on the PATH)" >&2; exit 1;
endif
SOURCES = newsroom stories sources tests benchmarks docs conftest.py manage.py
WORKERS ?= 2
export DJANGO_SETTINGS_MODULE = newsroom.settings

.PHONY: run test check bench screenshots lock clean

run: ## everything on 127.0.0.1:$PORT; Ctrl-C stops it
	@$(IN_VENV) -m newsroom.ops.run

test: ## the whole suite, in a real PostgreSQL and a real browser
	@$(IN_VENV) --dev -m pytest -n $(WORKERS) --dist loadgroup

check: ## format, lint, types, templates, import rules, missing migrations
	@$(IN_VENV) --dev -c ''
	.venv/bin/ruff format --check $(SOURCES)
	.venv/bin/ruff check $(SOURCES)
	.venv/bin/mypy newsroom stories sources benchmarks manage.py
	.venv/bin/djlint --quiet --lint templates
	.venv/bin/lint-imports
	.venv/bin/python manage.py makemigrations --check --dry-run

bench: ## what is fast, shown side by side
	@$(IN_VENV) --dev -m benchmarks

screenshots: ## the pictures of the guides, from the running product
	@$(IN_VENV) --dev -m docs.screenshots

LOCK = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url
lock: ## pin what the .in files ask for, with hashes
	@$(IN_VENV) --dev -c ''
	$(LOCK) --output-file requirements.txt requirements.in
	$(LOCK) --output-file requirements-dev.txt requirements-dev.in

clean: ## forget everything but the code: packages, demo, database
	if [ -L var/postgres ]; then rm -rf "$$(readlink -f var/postgres)"; fi
	rm -rf var .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
