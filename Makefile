# make run      install, build the index where it is missing or stale, open the chat
# make test     install what the tests need, the browser too; check and test everything
# make fast     the checks and the tests that need no model (seconds)
# make install  only set up .venv

PYTHON ?= $(shell command -v python3.11 || command -v python3)
# Options for fetching PyTorch alone, such as an index of CPU builds: see README.md.
TORCH_OPTIONS ?=
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

export HF_HUB_DISABLE_TELEMETRY = 1
export TOKENIZERS_PARALLELISM = false

.PHONY: run install test fast check index browser clean

run: index
	$(BIN)/streamlit run app.py $(STREAMLIT_OPTIONS)

index: install
	$(BIN)/unsqa index

install: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "unsqa needs Python 3.11 or newer; name it with: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Setting up .venv (PyTorch is large; this takes some minutes the first time) ..."
	$(PYTHON) -m venv .venv
	$(PIP) $(TORCH_OPTIONS) torch==2.13.0
	$(PIP) --editable .
	@touch $@

.venv/test-installed: .venv/installed
	$(PIP) --editable '.[test]'
	@touch $@

check: .venv/test-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fast: check
	$(BIN)/pytest -m "not model and not browser"

test: export HF_HUB_OFFLINE = 1
test: check browser
	$(BIN)/pytest --cov --cov-report=term:skip-covered --cov-fail-under=$(COVERAGE)

# Measured 98 on a fresh machine, 96 where model and index are kept from an earlier run, so less of them is made anew.
COVERAGE := 94

# Chromium for the browser tests: the system's, or Debian's package. Without one those tests are skipped
# (and fail where UNSQA_REQUIRE_BROWSER is set, as in CI).
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	{ command -v apt-get >/dev/null && echo "Installing Chromium ..." && \
	  SUDO=$$([ $$(id -u) = 0 ] || echo sudo) && $$SUDO apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive $$SUDO apt-get install -y -qq chromium >/dev/null; } || \
	echo "No Chromium here and none could be installed: the browser tests will be skipped." >&2

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
