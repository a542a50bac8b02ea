# Every command there is. `make` alone lists them.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# A stamp carries its lock's SHA-256 in its name: a changed lock has no stamp, so it is installed.
sha256 = $(shell (sha256sum $(1) || shasum -a 256 $(1)) 2>/dev/null | cut -c 1-64)
RUN_READY := $(VENV)/.run-$(call sha256,requirements/run.lock)
TEST_READY := $(VENV)/.test-$(call sha256,requirements/test.lock)
PACKAGE_READY := $(VENV)/.package

# A virtual environment knows its own path: one that was moved, or whose making was cut short, is
# made anew. The stamp holds the path and is written last.
ifneq ($(shell test -x $(BIN)/python && cat $(VENV)/.made 2>/dev/null),$(CURDIR))
VENV_STALE := stale
endif

# Progress bars for a person, silence for a pipe.
QUIET := $(shell test -t 2 || echo --quiet)
INSTALL := $(PIP) install $(QUIET) --only-binary :all: --require-hashes

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
	$(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help setup run test check fix bench lock clean stale

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

setup: $(TEST_READY) $(PACKAGE_READY) ## only the set-up: .venv/ with everything that run and test need

run: $(RUN_READY) $(PACKAGE_READY) ## serve the reference study with synthetic participants
	@exec $(BIN)/heliotrope serve --demo $(ARGS)

test: setup ## the tests; ARGS="-k word" chooses
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

check: setup ## format, lint, types, rooms: all of them, changing nothing
	@status=0; \
	for step in "ruff format --check --quiet ." "ruff check --quiet ." "mypy" "lint-imports"; do \
		output=$$($(BIN)/$$step 2>&1) && echo "ok      $$step" || \
			{ status=1; printf 'FAILED  %s\n%s\n' "$$step" "$$output"; }; \
	done; exit $$status

fix: setup ## mend format and lint where a tool can, write the map in DEVELOPERS.md
	@$(BIN)/python -m docs.map && $(BIN)/python docs/instruments/write_pages.py >/dev/null
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

bench: setup ## the benchmarks, as ratios; writes bench/latest.json
	@$(BIN)/python -m bench $(ARGS)

lock: setup ## pin requirements/*.in with hashes; UPGRADE=1 takes newer releases
	@$(LOCK) requirements/run.in requirements/build.in -o requirements/run.lock
	@$(LOCK) requirements/run.in requirements/build.in requirements/test.in \
		--constraints requirements/run.lock -o requirements/test.lock

clean: ## remove what set-up and tools made; databases stay
	@rm -rf $(VENV) build heliotrope.egg-info .mypy_cache .pytest_cache .ruff_cache \
		.import_linter_cache .hypothesis
	@find heliotrope tests bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

$(VENV)/.made: $(VENV_STALE)
	@python=; for name in $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3; do \
		if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
		then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "Heliotrope needs Python 3.11 or newer and found none (Debian: apt-get install python3 python3-venv)." >&2; exit 1; \
	fi; \
	if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "Heliotrope needs Python's venv and ensurepip, which $$python lacks (Debian: apt-get install python3-venv)." >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with $$($$python --version)"; \
	rm -rf $(VENV) && $$python -m venv $(VENV) && printf '%s' "$(CURDIR)" > $@

stale:

$(RUN_READY): $(VENV)/.made
	@echo "Installing what the product needs (once; about 180 MB to download)"
	@$(INSTALL) -r requirements/run.lock
	@rm -f $(VENV)/.run-* && touch $@

$(TEST_READY): $(VENV)/.made
	@echo "Installing what the product and its tests need (once; about 280 MB to download)"
	@$(INSTALL) -r requirements/test.lock
	@rm -f $(VENV)/.test-* $(VENV)/.run-* && touch $@ $(RUN_READY)

# The package itself, editable: a second step, since pip refuses it beside --require-hashes.
$(PACKAGE_READY): pyproject.toml $(RUN_READY)
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q heliotrope # a tenth of each command's time, where none may be written
	@touch $@
