#!/usr/bin/env bash
# Generates the typed client and the manifest of trusted documents with the Node that the development packages bring.
# Where that cannot be done, says so and goes on: the tests of the client libraries are skipped then.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
log=client/install.log

go_without() {
  printf '  Going on without the client: %s\n  Try again with: make client\n' "$*" >&2
  exit 0
}

if [ client/package-lock.json -nt client/node_modules/.ready ]; then
  echo "  Installing $(grep -c '"integrity"' client/package-lock.json) locked packages, half a minute the first time"
  npm --prefix client ci --no-progress >"$log" 2>&1 || go_without "its packages could not be installed, see $log"
  touch client/node_modules/.ready
fi
node client/generate.ts >"$log" 2>&1 || go_without "it could not be generated, see $log"
