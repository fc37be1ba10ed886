#!/usr/bin/env bash
# Builds the program and codes the sample reports to a table.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --quiet --release --package chancery-cli
target="${CARGO_TARGET_DIR:-target}"
"$target/release/chancery" code samples --format table "$@"
