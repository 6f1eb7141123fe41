# The commands of this project; `make help` lists them.
# On Windows, or without make, the `uv run` lines in README.md do the same.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: rooms api explore
.PHONY: help watch briefing briefs test proof lab notebooks environment check planted mutate sums kill clean build refresh browsers bench sync sync-core elsewhere fuzz licences

PYTHON ?= python3
UV_FOUND := $(shell command -v uv 2>/dev/null)
# In quotes, for its folder may have a space in its name; only the one fetched here is a file to be made first.
UV := "$(or $(UV_FOUND),.uv/bin/uv)"
UV_NEEDED := $(if $(UV_FOUND),,.uv/bin/uv)
RUN := .venv/bin/python

# Without a home folder uv has nowhere to keep its cache; the project's own folder serves.
ifeq ($(HOME),)
export UV_CACHE_DIR ?= $(CURDIR)/.uv/cache
export HOME := $(CURDIR)/.uv
endif
export PYTHONUTF8 = 1
# Under LC_ALL=C Python cannot start from a folder with an umlaut in its name; without it, it takes C for UTF-8.
unexport LC_ALL
export UV_PYTHON_DOWNLOADS = never

help:  ## list these commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

briefing: sync-core  ## run every notebook and write build/briefing (page, paper, slides, every figure)
	@$(RUN) -m analysis briefing --execute --out build/briefing

explore: sync-core  ## write build/explore.html: aid, sanctions and guarantees to explore in a browser, without a kernel
	@$(RUN) -m analysis explore

test: sync  ## check every notebook against its outputs, and run all tests; ROOM=figures runs those of one room alone, but for slow ones
	@$(RUN) tools/run_tests.py $(ROOM)

proof: sync  ## the same, with every case of the laws of which `make test` runs a sample (SAMPLE=7 make test draws others)
	@PROOF=1 EXPLORE_CHOICES=200 $(RUN) tools/run_tests.py $(ROOM)

briefs: sync-core  ## write two pages on every donor, and an index of them, into build/briefs
	@$(RUN) -m analysis brief --all

lab: sync  ## open the notebooks in JupyterLab, offline
	@$(RUN) -m jupyterlab --config="$(CURDIR)/.jupyter/jupyter_server_config.py" $(LAB)

notebooks: sync-core  ## run every notebook anew and keep the outputs in place
	@$(RUN) -m analysis notebooks
	@$(RUN) -m analysis figures export europe-and-us-cumulative --to svg --out docs/pictures >/dev/null

environment: $(UV_NEEDED)  ## write environment.yml anew from pyproject.toml and uv.lock
	@$(UV) lock --quiet
	@$(UV) sync --locked --quiet
	@$(RUN) tools/environment.py --write

check: sync  ## lint and format of code and notebooks, types of the package
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

refresh: sync  ## bring data/ up to what publishers offer today: aid, sanctions, energy; each whole or not at all
	@aid=0; $(RUN) -m analysis refresh aid || aid=1; $(RUN) -m analysis refresh sanctions && exit $$aid

# That something is to do is told, and is no fault of make's; that it could not look is.
watch: sync  ## say what is new at publishers, overdue in the record, due since, and which pages to open first; WATCH=--offline
	@$(RUN) -m analysis watch $(WATCH) || [ $$? -eq 1 ]

bench: $(UV_NEEDED)  ## measure everything against named peers in one run: build/bench.md (needs RAW_DATA)
	@test -n "$(RAW_DATA)" || { echo "RAW_DATA names no folder of publishers' files: make bench RAW_DATA=FOLDER"; exit 2; }
	@$(UV) sync --locked --quiet --all-groups
	@$(RUN) -m benchmarks --raw "$(RAW_DATA)" $(BENCH)

licences: sync  ## write docs/licences.md anew: every package and its licence
	@$(UV) sync --locked --quiet --all-groups
	@$(RUN) tools/licences.py

fuzz: sync  ## feed every reader 100,000 changed files; SECONDS bounds each reader
	@$(RUN) tools/fuzz.py --seconds $(or $(SECONDS),3600)

kill: sync  ## kill refreshes and undos at fifty random moments and see data/ whole each time (needs RAW_DATA)
	@$(RUN) tools/kill_refresh.py 50

planted: sync  ## plant faults one by one in copies of the project and see each caught (some minutes)
	@$(RUN) tools/planted_faults.py

mutate: $(UV_NEEDED)  ## change measures and readers one small way after another and see the tests notice (hours; MODULES="countries measures/flows")
	@$(UV) sync --locked --quiet --group mutation
	@$(RUN) tools/mutate.py $(MODULES)

sums: sync  ## write the control totals of data/ anew, after a build that is meant to change numbers
	@$(RUN) tools/known_sums.py --write

rooms: sync-core  ## draw the rooms of the package and their arrows anew in docs/architecture.md
	@$(RUN) -m tools.rooms

api: sync-core  ## write docs/api.md anew: every public name, with the notebooks that use it
	@$(RUN) -m tools.api

elsewhere: sync  ## run the project under conditions of machines that are not ours (half an hour; Linux, best as root)
	@$(RUN) tools/other_machines.py

build: sync  ## make data/ anew from the publishers' files in RAW_DATA
	@test -n "$(RAW_DATA)" || { echo "RAW_DATA names no folder of publishers' files: make build RAW_DATA=FOLDER"; exit 2; }
	@$(RUN) -m analysis build --raw "$(RAW_DATA)"

ROOM ?=
LAB ?=
WATCH ?=
BENCH ?=
MODULES ?=
browsers:  ## install Debian's chromium and LibreOffice for the browser and office tests (needs apt and root)
	@command -v apt-get >/dev/null || { echo "no apt-get here: install chromium and LibreOffice by hand, or those tests skip"; exit 0; }
	@command -v chromium >/dev/null && command -v soffice >/dev/null || { \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	    chromium libreoffice-calc-nogui libreoffice-impress-nogui libreoffice-writer-nogui >/dev/null; }

clean:  ## remove what was made: build/, .venv/ and the caches
	@rm -rf build .data-lock .venv .uv .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The kernel's own needs, and no more: a briefing needs neither JupyterLab nor the tests' tools. Others stay if they are there.
sync-core: $(UV_NEEDED)
	@$(UV) sync --locked --quiet --no-default-groups --inexact

# What an analyst has added with `pip install` or `uv pip install` stays.
sync: $(UV_NEEDED)  ## install all that briefing, test, lab, check and refresh need: after it these need no network
	@$(UV) sync --locked --quiet --inexact

.uv/bin/uv:
	@echo "uv is not on this machine: fetching it into .uv"
	@$(PYTHON) -m venv --clear .uv
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.8"
