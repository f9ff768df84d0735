# Every target is the command to type; all of them need `make setup` once.
.DEFAULT_GOAL := check
.PHONY: setup test lint types sql-lint floors docs site parity examples bench intervals kill slice-trials check

setup:
	python3 -m venv .venv && .venv/bin/pip install -q -e '.[dev]'

test:
	.venv/bin/python -m pytest

lint:
	.venv/bin/ruff check . && .venv/bin/ruff format --check .

types:
	.venv/bin/mypy

sql-lint:
	.venv/bin/sqlfluff lint --processes 0 sql

floors:
	.venv/bin/lint-imports --no-logo

docs:
	.venv/bin/python tools/build_reference.py
	.venv/bin/python tools/build_examples.py
	.venv/bin/python tools/build_notebook.py
	.venv/bin/python tools/build_picture.py

site:
	.venv/bin/pip install -q -e '.[site]' && .venv/bin/python tools/build_site.py

parity:
	.venv/bin/python -m pytest -m parity

examples:
	DUCKEVAL_EXAMPLES=full .venv/bin/python -m pytest tests/property tests/parity tests/sql

bench:
	.venv/bin/python -m benchmarks.run

kill:
	DUCKEVAL_KILLS=500 .venv/bin/python -m pytest -n 0 tests/reliability/test_kill.py

slice-trials:
	.venv/bin/python -m tests.property.slice_trials

intervals:
	.venv/bin/python -m benchmarks.intervals

check: lint types sql-lint floors test
