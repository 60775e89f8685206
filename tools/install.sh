#!/usr/bin/env bash
# Makes .venv from the hashed lock. Needs Python 3.11 or newer and nothing else.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '  %s\n' "$*"; }
give_up() { printf '\nStopped: %s\n' "$*" >&2; exit 1; }

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  local candidate
  for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null && is_new_enough "$candidate"; then echo "$candidate"; return; fi
  done
  give_up "no Python 3.11 or newer was found. Install one, or name it: make dev PYTHON=/path/to/python3.11"
}

main() {
  local python log=.venv/install.log
  python=$(find_python)
  say "Python: $("$python" --version) ($(command -v "$python"))"
  [ -x .venv/bin/python ] && is_new_enough .venv/bin/python || "$python" -m venv --clear .venv \
    || give_up "$python cannot make virtual environments. Install its venv module (Debian: apt install python3-venv)."
  say "Installing $(grep -c '==' requirements/dev.lock) locked packages, about a minute the first time"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
    -r requirements/dev.lock >"$log" 2>&1 \
    || { tail -5 "$log" >&2; give_up "the packages could not be installed. Check the network, then run the command again; the whole story is in $log"; }
  # While make dev runs, the command speaks to its database and doubles, unless told otherwise.
  cat >.venv/bin/rastup <<WRAPPER
#!/bin/sh
cd "$PWD" || exit 1
[ -n "\${DATABASE_URL:-}" ] || [ ! -f .data/dev.env ] || . ./.data/dev.env
exec .venv/bin/python -m server.cli "\$@"
WRAPPER
  chmod +x .venv/bin/rastup
  touch .venv/.ready
  say "Ready: .venv/bin/rastup --help"
}

main
