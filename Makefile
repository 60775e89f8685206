# Everything a newcomer needs; each command installs what it uses first.
BIN := .venv/bin
READY := .venv/.ready
PYTHON ?=
# Tests are spread over the processors; each worker has a database of its own.
WORKERS ?= auto
CODE := domain integrations migrations persistence resolvers schema server subscriptions tests bench tools

GRAPHIQL := server/static/graphiql/manifest.json
CLIENT := client/generated/documents.json

.DEFAULT_GOAL := help
.PHONY: help dev demo graphiql client test coverage soak check format clean bench bench-growth figures

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements/dev.lock tools/install.sh
	@echo "== install"
	@PYTHON="$(PYTHON)" bash tools/install.sh

$(GRAPHIQL): $(READY) tools/graphiql.sh front/package-lock.json front/build.mjs $(wildcard front/src/* examples/*)
	@echo "== graphiql"
	@bash tools/graphiql.sh

$(CLIENT): $(READY) tools/client.sh client/package-lock.json client/codegen.ts client/generate.ts \
    client/relay.config.json $(wildcard client/documents/* examples/*.graphql schema/contract/*.graphql)
	@echo "== client"
	@bash tools/client.sh

client: $(CLIENT) ## A typed TypeScript client and the manifest of trusted documents (test makes them too)

graphiql: $(GRAPHIQL) ## The page at /graphql (dev and test make it too, when something changed)

dev: $(READY) $(GRAPHIQL) ## Everything on this machine: database, doubles, worker, server, a seeded city
	@$(BIN)/python -m server.dev

demo: $(READY) ## Live through a whole booking over HTTP and sockets (URL=… for a running server)
	@$(BIN)/python -m server.demo $(if $(URL),--url $(URL))

test: $(READY) $(GRAPHIQL) $(CLIENT) ## Every test
	@echo "== test"
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

coverage: $(READY) $(GRAPHIQL) $(CLIENT) ## The same, and which lines no test reaches (slower)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --cov --cov-report=term-missing:skip-covered

soak: $(READY) ## 5,000 generated documents on both executors (minutes; make test asks a few hundred)
	@HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/equality

check: $(READY) $(GRAPHIQL) $(CLIENT) ## What the build server asks for: format, lint, types, tests
	@echo "== format"
	@$(BIN)/ruff format --check . || { echo "Run: make format"; exit 1; }
	@echo "== lint"
	@$(BIN)/ruff check .
	@echo "== types"
	@$(BIN)/mypy $(CODE)
	@[ ! -e front/node_modules/.ready ] || PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix front run --silent types
	@$(MAKE) --no-print-directory test

format: $(READY) ## Write the code the way the check wants it
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(READY) ## The server against the floor (ONLY=inbox for one workload, ROUNDS=, SECONDS=)
	@$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY)) $(if $(ROUNDS),--rounds $(ROUNDS)) \
	  $(if $(SECONDS),--seconds $(SECONDS))

bench-growth: $(READY) ## The pages on ten times the data (building it takes a long while)
	@$(BIN)/python -m bench.growth

figures: $(READY) ## Figures of the front door: refusals, hostile documents, followers
	@$(BIN)/python -m bench.front_door

clean: ## Forget the database, the files and the logs of make dev
	@rm -rf .data
