# `make` sets up the environment and rebuilds every result; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export MPLCONFIGDIR := $(CURDIR)/.cache/matplotlib
export NUMBA_CACHE_DIR := $(CURDIR)/.cache/numba
export NUMBA_CPU_NAME := generic
# Snakemake looks for profiles beside the Snakefile, where the layout has no room for them.
SNAKEMAKE := $(BIN)/snakemake --workflow-profile workflow/profiles/$(or $(PROFILE),default) $(if $(CORES),--cores $(CORES))
LOCKS := build audit requirements networks docs slurm bench dev uv
SNAKEFILES := Snakefile workflow/Snakefile $(wildcard workflow/rules/*.smk)

.PHONY: all setup verify cluster test test-faults test-cluster lint audit hooks bench bench-scale changes docs figures peers import digitise networks \
  study lock readme report release clean help
.DEFAULT_GOAL := all

all: $(VENV)/main.txt  ## set up, then rebuild all results that are out of date
	@$(SNAKEMAKE)

setup: $(VENV)/main.txt  ## only the environment

$(VENV)/main.txt: envs/requirements.txt envs/install pyproject.toml
	@envs/install $(PYTHON) $(VENV) envs/requirements.txt && cp $< $@

$(VENV)/networks.txt: envs/networks.txt envs/install
	@envs/install $(PYTHON) $(VENV) envs/networks.txt && cp $< $@ && cp envs/requirements.txt $(VENV)/main.txt

$(VENV)/dev.txt: envs/dev.txt envs/install
	@envs/install $(PYTHON) $(VENV) envs/dev.txt && cp $< $@ && cp envs/requirements.txt $(VENV)/main.txt

$(VENV)/docs.txt: envs/docs.txt envs/install
	@envs/install $(PYTHON) $(VENV) envs/docs.txt && cp $< $@ && cp envs/requirements.txt $(VENV)/main.txt

$(VENV)/slurm.txt: envs/slurm.txt envs/install
	@envs/install $(PYTHON) $(VENV) envs/slurm.txt && cp $< $@ && cp envs/requirements.txt $(VENV)/main.txt

cluster: $(VENV)/slurm.txt  ## rebuild all results on a cluster: make cluster [PROFILE=generic]
	@$(BIN)/snakemake --workflow-profile workflow/profiles/$(or $(PROFILE),slurm)

verify: $(VENV)/main.txt  ## read all results and list what is not as its job wrote it
	@$(BIN)/python -m emergence.cli.main verify

test: lint $(if $(ALL),$(VENV)-audit/audit.txt)  ## lint and the fast tests; make test ALL=1 runs every test but most faults, COV=1 measures coverage
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(if $(COV),--cov) \
	  -m "not $(if $(ALL),faults and not cluster,slow)" $(ARGS)

test-faults: $(VENV)/dev.txt  ## damage, fill and kill a small project in every way of docs/faults.md: it must mend
	@$(BIN)/python -m pytest -n 2 --dist worksteal tests/workflow/test_faults.py $(ARGS)

test-cluster: $(VENV)/dev.txt $(VENV)/slurm.txt  ## the profiles for clusters, on a Slurm of two nodes that it starts
	@$(BIN)/python -m pytest -n 0 -rsP tests/cluster $(ARGS)

lint: $(VENV)/dev.txt  ## ruff, snakefmt, mypy, snakemake --lint; zizmor and actionlint on the workflows of CI
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/snakefmt --check $(SNAKEFILES)
	@$(BIN)/mypy && $(SNAKEMAKE) --lint && $(BIN)/zizmor --offline --quiet --no-progress .github && $(BIN)/actionlint .github/workflows/*.yml

$(VENV)-audit/audit.txt: envs/audit.txt
	@$(PYTHON) -m venv $(VENV)-audit && echo "Installing $< into $(VENV)-audit"
	@$(VENV)-audit/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $< && cp $< $@

audit: $(VENV)-audit/audit.txt  ## known vulnerabilities of all that is locked, asked of PyPI for every package
	@$(VENV)-audit/bin/pip-audit --strict --timeout 10 --progress-spinner off --disable-pip --require-hashes \
	  $(foreach set,$(LOCKS),-r envs/$(set).txt) || { echo "\
	  Vulnerable, or not audited: pypi.org has to be reached, and to know each package. A mirror may not." >&2; exit 1; }

hooks: $(VENV)/dev.txt  ## check every commit with the same tools (pre-commit)
	@$(BIN)/pre-commit install

$(VENV)-bench/bench.txt: envs/bench.txt envs/install
	@envs/install $(PYTHON) $(VENV)-bench envs/bench.txt && cp $< $@

bench: $(VENV)/dev.txt  ## time the main job against another revision: make bench BASE=revision [ROUNDS=3]
	@$(BIN)/python tests/benchmarks/workflow.py --rounds $(or $(ROUNDS),3) $(or $(BASE),$(error name a revision: BASE=...))

bench-scale: $(VENV)/dev.txt  ## many simulated series through the rules: make bench-scale [SERIES=10000] [CORES=1]
	@cd tests && ../$(BIN)/python -u -m benchmarks.scale --series $(or $(SERIES),10000) --cores $(or $(CORES),1)

docs: all $(VENV)/docs.txt  ## the documentation, with a gallery of all exhibits, under results-docs
	@$(BIN)/emergence figures --format png
	@rm -rf results-figures/runs && $(BIN)/emergence fit docs/runs.csv --x loss --out results-figures/runs > /dev/null
	@rm -rf results-docs && $(BIN)/sphinx-build --fail-on-warning --keep-going --quiet docs results-docs

figures: all  ## every exhibit under results-figures: make figures FORMAT=svg|png [STYLE=column|slide|poster]
	@$(BIN)/emergence figures --format $(or $(FORMAT),svg) --style $(or $(STYLE),paper)

changes: all  ## what moved in results since another revision: make changes BASE=revision [HTML=page.html]
	@$(BIN)/emergence diff $(or $(BASE),$(error name a revision: BASE=...)) results $(if $(HTML),--html $(HTML)) $(if $(MARKDOWN),--markdown $(MARKDOWN))

peers: $(VENV)-bench/bench.txt  ## time the fits against other packages, rewriting their table
	@OPENBLAS_NUM_THREADS=1 $(VENV)-bench/bin/python tests/benchmarks/fits.py

import: $(VENV)/main.txt  ## rewrite data/ from the upstream files: make import MIRROR=folder
	@$(SNAKEMAKE) import $(if $(MIRROR),--config mirror=$(abspath $(MIRROR)))
	@cat results/logs/import.log

digitise: $(VENV)/main.txt  ## read the papers' figures anew: make digitise MIRROR=folder
	@$(SNAKEMAKE) digitise $(if $(MIRROR),--config mirror=$(abspath $(MIRROR)))
	@cat results/logs/digitise.log

study: $(VENV)/main.txt  ## repeat the studies of coverage, verdicts and theory (hours)
	@$(SNAKEMAKE) study

networks: $(VENV)/networks.txt  ## train the digits networks anew and rewrite data/digits_networks (minutes)
	@nice $(SNAKEMAKE) networks
	@cat results/logs/networks.log

readme: $(VENV)/main.txt  ## rewrite what README, documentation and index say of results, and redraw the README's pictures
	@$(BIN)/python -m emergence.cli.readme

report: all  ## Snakemake's own report, with every exhibit under its paper: results-report/report.html
	@$(BIN)/python -m emergence.cli.report
	@$(SNAKEMAKE) --report results-report/report.html

release: all  ## pack the commit and its results into one archive, the same byte for byte wherever it is made
	@$(BIN)/python -m emergence.cli.release

lock:  ## resolve envs/*.in anew (needs uv)
	@cd envs && for set in $(LOCKS); do \
	  uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
	    --quiet $$set.in --output-file $$set.txt; done

clean:  ## remove the results, not the environment
	rm -rf results .snakemake

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14
