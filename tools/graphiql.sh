#!/usr/bin/env bash
# Builds GraphiQL with the Node that the development packages bring. Where that cannot be done, says so and goes on:
# the server serves everything else.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
log=front/install.log

go_without() {
  printf '  Going on without GraphiQL: %s\n  Try again with: make graphiql\n' "$*" >&2
  exit 0
}

if [ front/package-lock.json -nt front/node_modules/.ready ]; then
  echo "  Installing $(grep -c '"integrity"' front/package-lock.json) locked packages, half a minute the first time"
  npm --prefix front ci --no-progress >"$log" 2>&1 || go_without "its packages could not be installed, see $log"
  touch front/node_modules/.ready
fi
node front/build.mjs || go_without "it could not be built."
