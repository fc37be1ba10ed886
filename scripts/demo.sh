#!/usr/bin/env bash
# Builds the program with its pages, reads the sample reports into a register, and opens the pages on it.
#   ./scripts/demo.sh               until Ctrl-C
#   ./scripts/demo.sh --table       prints what the reports say as a table and ends
set -euo pipefail
cd "$(dirname "$0")/.."

target="${CARGO_TARGET_DIR:-target}"
if [ "${1:-}" = --table ]; then
    shift
    cargo build --quiet --release --package chancery-cli
    exec "$target/release/chancery" code samples --format table "$@"
fi

(cd web && npm ci --silent --no-audit --no-fund && npm run --silent build)
cargo build --quiet --release --package chancery-cli
register="$target/demo/register.db"
mkdir -p "$target/demo"
rm -f "$register"*
"$target/release/chancery" --register "$register" add samples
echo
echo "Overdue on 1 July 2026:"
"$target/release/chancery" --register "$register" commitments --overdue --as-of 2026-07-01 --format table
exec "$target/release/chancery" --register "$register" serve --open "$@"
