# Every target installs what it needs into .venv by itself. Python 3.11 or newer is all that must be there.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
# In the order that tests/conftest.py gives. The hundreds of commands that tests start find their code compiled.
TEST := PYTHONDONTWRITEBYTECODE= $(PY) -m pytest -n auto --dist loadgroup --no-loadscope-reorder

.PHONY: site serve test test-slow bench judge fmt clean browser

site: $(VENV)/.installed
	$(VENV)/bin/sitegen build

serve: $(VENV)/.installed
	$(VENV)/bin/sitegen serve

test: $(VENV)/.tested browser
	$(TEST)

test-slow: $(VENV)/.tested browser
	$(TEST) -m slow

# make bench ARTICLES=10000 ROUNDS=3 GROWTH=1000,10000
bench: $(VENV)/.installed
	$(PY) -m benchmarks.run $(if $(ARTICLES),--articles $(ARTICLES)) $(if $(ROUNDS),--rounds $(ROUNDS)) \
	  $(if $(GROWTH),--growth $(GROWTH))

judge: $(VENV)/.tested browser
	$(PY) -m judges.run

fmt: $(VENV)/.tested
	$(VENV)/bin/ruff format sitegen tests benchmarks judges
	$(VENV)/bin/ruff check --fix sitegen tests benchmarks judges

clean:
	rm -rf site .sitegen $(VENV)

browser:
	@sh tools/ensure-chromium.sh

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "sitegen needs Python 3.11 or newer; '$(PYTHON)' is older. Name another one: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(PY) -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@
