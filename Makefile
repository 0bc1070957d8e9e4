# One line a target. CI and people run the same.
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
DB := $(BIN)/python -m barnratt.postgres run --
ENV := if [ -f .env ]; then set -a; . ./.env; set +a; fi;
export PYTHONUTF8 = 1

.PHONY: help run serve test check format bench bench-full soak lock clean

help:        ## vad som går att göra
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

run: .venv/run  ## startar portalen med grunddata och demokonton på http://localhost:8000
	@$(ENV) DEMO=$${DEMO:-True} $(DB) $(MAKE) --no-print-directory serve PORT=$(PORT)

# Inside `run`, with the database there.
serve:
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py load_reference_data
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@test "$$DEMO" != True || $(BIN)/python manage.py load_demo
	@echo "Portalen finns på http://localhost:$(PORT). Avsluta med Ctrl+C."
	@$(BIN)/python manage.py procrastinate worker & worker=$$!; trap 'kill $$worker' EXIT; \
	  PORTAL_URL=http://localhost:$(PORT) $(BIN)/gunicorn barnratt.wsgi --bind 127.0.0.1:$(PORT)

test: .venv/dev  ## kör alla tester, webbläsarens också
	@$(BIN)/python -m tests.chromium
	@DEMO=True DATABASE_POOL_SIZE=0 $(DB) $(BIN)/pytest -n 2 --dist worksteal $(ARGS)

check: .venv/dev  ## stil, importregler, migreringar och inställningar för drift
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check $$(git ls-files 'templates/*.html')
	$(BIN)/lint-imports
	DEMO=True $(DB) $(BIN)/python manage.py makemigrations --check --dry-run
	DEMO=False SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))') ALLOWED_HOSTS=portal.example CONTACT_EMAIL=kontakt@portal.example PORTAL_URL=https://portal.example $(DB) $(BIN)/python manage.py check --deploy --fail-level WARNING

format: .venv/dev  ## rättar stilen
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade $$(git ls-files 'templates/*.html')

bench: .venv/bench  ## mätningarna, högst tio minuter; skriver benchmarks/README.md
	@DEMO=True $(DB) $(BIN)/python -m benchmarks

bench-full: .venv/bench  ## mätningarna vid 100 000 initiativ också; säger först vad som krävs
	@DEMO=True $(DB) $(BIN)/python -m benchmarks --full

soak: .venv/dev  ## testerna med sina fulla tal
	@$(BIN)/python -m tests.chromium
	@DEMO=True DATABASE_POOL_SIZE=0 HYPOTHESIS_PROFILE=soak $(DB) $(BIN)/pytest -n 2 --dist worksteal $(ARGS)

lock: .venv/dev  ## räknar om requirements*.txt ur pyproject.toml
	@for group in "" dev bench; do \
	  $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header \
	    pyproject.toml $${group:+--group $$group} -o requirements$${group:+-$$group}.txt; done

clean:       ## tar bort den virtuella miljön och allt i var/, även databasen
	-$(BIN)/python -m barnratt.postgres remove
	rm -rf .venv var

.venv/run: requirements.txt
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/run

.venv/bench: requirements-bench.txt
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@ .venv/dev .venv/run
