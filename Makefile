# One word runs everything. Python 3.11 or later and make are all it takes; everything else goes into .venv.

VENV := .venv
BIN := $(VENV)/bin
WHYFAILED := $(BIN)/whyfailed
QUESTIONS := tests/questions/look.jsonl
AS_ASKED := $(QUESTIONS) tests/questions/ours_asked.jsonl
OURS := tests/questions/ours_paste.jsonl tests/questions/ours_plain.jsonl tests/questions/ours_situations.jsonl \
	tests/questions/ours_tickets.jsonl tests/questions/ours_lead.jsonl tests/questions/ours_fresh.jsonl \
	tests/questions/ours_fresh2.jsonl tests/questions/ours_later.jsonl
FITTED_ON := $(AS_ASKED) $(OURS)
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input

.DEFAULT_GOAL := check
.PHONY: check run test soak reliability format format-check lint types knowledge neighbours eval eval-held report bench fuzz licences \
	fit screenshots fingerprints lock wheel clean help

check: format-check lint types knowledge test  ## Everything that CI runs (the default)

run: $(VENV)/installed  ## Answer one question here, then start a Slack on this machine with a page to ask on
	@echo '$$ whyfailed ask 7105'
	@$(WHYFAILED) ask 7105
	@echo
	@$(WHYFAILED) serve --local

test: $(VENV)/installed  ## The tests
	$(BIN)/pytest

soak: reliability  ## The same as `make reliability`

reliability: $(VENV)/fuzzed  ## Run every test of a fault or an attack, the long ones too, and write docs/reliability.md anew (PART=Attacks)
	$(BIN)/python -m scripts.reliability $(if $(PART),"$(PART)")

format: $(VENV)/installed  ## Lay the code out
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix --quiet .

format-check: $(VENV)/installed
	$(BIN)/ruff format --check --quiet .

lint: $(VENV)/installed  ## Find mistakes in the code, security included
	$(BIN)/ruff check --quiet .

types: $(VENV)/installed  ## Check the types, strictly
	$(BIN)/mypy

knowledge: $(VENV)/installed  ## Check the corpus: files, wording, and that each example finds its entry
	$(WHYFAILED) knowledge check

neighbours: $(VENV)/installed  ## Give entries whose messages are close a near miss of each other
	$(BIN)/python -m scripts.add_neighbours

eval: $(VENV)/installed  ## Judge the answers to the labelled questions that may be looked at (or QUESTIONS="files")
	$(WHYFAILED) eval $(QUESTIONS)

eval-held: $(VENV)/installed  ## The same for those that may not: totals only, and nothing else but `make report` reads that file
	$(WHYFAILED) eval --totals-only tests/questions/held.jsonl

report: $(VENV)/installed  ## Write docs/diagnosis-report.html: figures, reliability, thresholds, misses
	$(WHYFAILED) eval --report docs/diagnosis-report.html $(FITTED_ON) --held tests/questions/held.jsonl

bench: $(VENV)/benched  ## Measure into docs/benchmarks.md and docs/load.md (ONLY=load or diagnosis; FULL=1; QUICK=1 prints)
	$(BIN)/python -m tests.bench $(if $(ONLY),--only $(ONLY)) $(if $(FULL),--full) $(if $(QUICK),--quick,docs)

fuzz: $(VENV)/fuzzed  ## Throw inputs at the parsers, led by coverage (FOR=60 seconds each), and print how many were tried
	$(BIN)/python -m tests.fuzz --seconds $(or $(FOR),60)

fit: $(VENV)/installed  ## Fit the judges of paraphrases anew and write their numbers into bot/diagnosis/policy.py
	$(BIN)/python -m scripts.fit_words --as-asked $(AS_ASKED) --hard $(OURS)

screenshots: $(VENV)/installed  ## Make docs/screenshots anew, with Chromium
	PYTHONPATH=.:tests/journeys $(BIN)/python scripts/screenshots.py

fingerprints: $(VENV)/installed  ## Make the sources' fingerprints anew: make fingerprints SOURCES=folder
	$(if $(SOURCES),,$(error Say where the source documents are: make fingerprints SOURCES=folder))
	$(BIN)/python -m scripts.fingerprint_sources $(SOURCES)

lock: $(VENV)/installed  ## Pin the dependencies of pyproject.toml, for all platforms, with hashes
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet -o requirements.lock
	$(BIN)/uv pip compile --group pyproject.toml:bench --constraints requirements.lock --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet \
		-o requirements-bench.lock
	$(BIN)/uv pip compile --group pyproject.toml:fuzz --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet -o requirements-fuzz.lock
	$(BIN)/uv pip compile pyproject.toml --extra postgresql --group image --constraints requirements.lock --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
		--custom-compile-command "make lock" --quiet -o requirements-image.lock

licences: $(VENV)/installed  ## Write docs/licences.md anew, from what the lock pins
	$(BIN)/python -m scripts.licences

wheel: $(VENV)/installed  ## Build the wheel into dist/, knowledge and templates inside
	$(BIN)/python -m hatchling build -t wheel

clean:  ## Take away the virtual environment and what was built
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

help:  ## These lines
	@awk -F ':.*  ## ' '/^[a-z-]+:.*  ## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The first Python that is new enough; a name that a version manager knows and does not have is passed over.
$(VENV)/locked: requirements.lock
	@for python in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo 'No Python 3.11 or later was found. Install one, or name it: make PYTHON=/path/to/python3' >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with $$found; this takes a minute."; \
	rm -rf $(VENV) && "$$found" -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(VENV)/installed: $(VENV)/locked pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# The locks are whole, but for what pyproject.toml leaves out on purpose; so pip must not add to them.
$(VENV)/fuzzed: $(VENV)/installed requirements-fuzz.lock
	@$(PIP) install --no-deps --require-hashes -r requirements-fuzz.lock
	@touch $@

$(VENV)/benched: $(VENV)/installed requirements-bench.lock
	@$(PIP) install --no-deps --require-hashes -r requirements-bench.lock
	@touch $@
