# Archipel: everything a developer or an operator types. `make` alone shows what there is.
# Needed beforehand: Python 3.11 or newer, and make.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:

BIN := .venv/bin
# The first Python that is new enough; PYTHON=/some/python chooses another one.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$$p"; break; }; done)
# Options for a command, e.g. make test ARGS="-k relay" or make demo ARGS="--portal-port 9000".
ARGS ?=

##@ Use

.PHONY: help
help: ## show this
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo

.PHONY: setup
setup: ## install into .venv from the lock (says nothing the second time)
	@if [ -z "$(PYTHON)" ]; then \
		echo "Il faut Python 3.11 ou plus récent : aucun trouvé (python3.11, python3.12, python3.13, python3)." >&2; \
		echo "Installez-le (Debian, Ubuntu : apt install python3 python3-venv), ou indiquez-le : make setup PYTHON=/chemin/python3" >&2; \
		exit 1; fi
	@"$(PYTHON)" -I node/bootstrap.py

# The identity provider of the demo: canaille is light, keycloak is what larger bodies have.
IDENTITY ?= canaille
PROVIDER := $(if $(filter keycloak,$(IDENTITY)),keycloak)

.PHONY: keycloak
keycloak: setup ## fetch Keycloak and make it ready (says nothing the second time)
	@$(BIN)/python -m node.keycloak.distribution

.PHONY: demo
demo: setup $(PROVIDER) ## start a node with the demo (IDENTITY=keycloak: with Keycloak), Ctrl-C stops it
	@exec $(BIN)/archipel up --demo --identity=$(IDENTITY) $(ARGS)

.PHONY: demo-reset
demo-reset: setup $(PROVIDER) ## throw the data of the demo away and start anew
	@exec $(BIN)/archipel up --demo --reset --identity=$(IDENTITY) $(ARGS)

##@ Check

.PHONY: check
check: setup check-style check-types check-imports check-wire check-docs check-migrations check-texts check-deploy check-hosts check-dependencies ## everything that needs no running server

.PHONY: check-style
check-style: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.PHONY: check-types
check-types: setup
	$(BIN)/mypy

.PHONY: check-imports
check-imports: setup
	$(BIN)/lint-imports

.PHONY: check-wire
check-wire: setup
	$(BIN)/python proto/generate.py --check
	$(BIN)/python proto/lint.py

.PHONY: check-docs
check-docs: setup
	$(BIN)/python -m node.docs --check

# Each check below is a script of tests/architecture, so that whoever adds one only adds a file there.
.PHONY: check-migrations
check-migrations: setup
	$(BIN)/python -m tests.architecture.check_migrations

.PHONY: check-texts
check-texts: setup
	$(BIN)/python -m tests.architecture.check_texts

.PHONY: check-deploy
check-deploy: setup
	$(BIN)/python -m tests.architecture.check_deploy

.PHONY: check-hosts
check-hosts: setup
	$(BIN)/python -m tests.architecture.check_hosts

.PHONY: check-dependencies
check-dependencies: setup
	$(BIN)/python -m tests.architecture.check_dependencies

.PHONY: test
test: setup keycloak ## every suite, on real PostgreSQL, NATS, Keycloak, Chromium (ARGS="-k word")
	$(BIN)/pytest $(ARGS)

.PHONY: bench
bench: setup ## measure the node beside its floors; results in bench/results
	$(BIN)/python -m bench $(ARGS)

##@ Change

.PHONY: format
format: setup ## put the code in form and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: gen
gen: setup ## regenerate gen/ from proto/
	$(BIN)/python proto/generate.py

.PHONY: docs
docs: setup ## draw docs/states.md and docs/fr/vocabulaire.md from the tables in the code
	$(BIN)/python -m node.docs

UV := $(firstword $(shell command -v uv 2>/dev/null) .cache/uv/bin/uv)
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11
.PHONY: lock
lock: setup ## resolve the dependencies again into requirements/*.lock (UPGRADE=--upgrade for newer ones)
	$(COMPILE) $(UPGRADE) --extra node pyproject.toml -o requirements/runtime.lock
	$(COMPILE) $(UPGRADE) --all-extras -c requirements/runtime.lock pyproject.toml -o requirements/dev.lock
	echo uv | $(COMPILE) $(UPGRADE) - -o requirements/uv.lock
