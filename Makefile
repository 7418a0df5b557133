# Two commands do everything: `make demo` and `make test`. Each tier prints its time.
SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export LUOSHI_HOME ?= $(CURDIR)/var
timed = @start=$$(date +%s); $(1); code=$$?; echo "$(2): $$(( $$(date +%s) - start )) s"; exit $$code

.PHONY: demo test check long screens archive translations clean

demo: $(VENV)/.runs
	@$(BIN)/luoshi init --demo --address http://127.0.0.1:$(PORT)
	@$(BIN)/luoshi serve --port $(PORT)

test: $(VENV)/.tests
	$(call timed,bash tools/test,make test)

check: $(VENV)/.checks
	$(call timed,bash tools/check,make check)

long: $(VENV)/.checks
	$(call timed,bash tools/long,make long)

screens: $(VENV)/.tests
	$(call timed,$(BIN)/python tools/screens.py --out var/screens,make screens)

archive: $(VENV)/.runs
	$(call timed,$(BIN)/python tools/archive.py --out var,make archive)

translations: $(VENV)/.checks
	$(BIN)/python tools/translations.py update
	$(BIN)/python tools/translations.py compile

# What is installed is remembered by these marks, so that both commands also work offline afterwards.
$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: $(VENV)/bin/python pyproject.toml $(wildcard src/luoshi/locale/*/LC_MESSAGES/*.po)
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.tests: $(VENV)/.runs
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	@bash tools/axe || echo "axe-core is not there: accessibility tests will say so and be skipped"
	@touch $@

$(VENV)/.checks: $(VENV)/.tests
	$(BIN)/python -m pip install --quiet --editable '.[test,check]'
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
