#!/usr/bin/env bash
# Everything that must hold before a change goes in. Runs every step, tells at the end which failed, and fails if one did.
set -uo pipefail
cd "$(dirname "$0")/.."

failed=()
step() {
    local name=$1 begun=$SECONDS
    shift
    printf '\n== %s\n' "$name"
    if "$@"; then
        printf '== %s: ok (%d s)\n' "$name" $((SECONDS - begun))
    else
        printf '== %s: FAILED (%d s)\n' "$name" $((SECONDS - begun))
        failed+=("$name")
    fi
}

# The licence check needs a program of its own. It is installed once, where that is possible; else the step is left out, aloud.
licences() {
    if ! command -v cargo-deny >/dev/null; then
        if ! cargo install --quiet --locked cargo-deny; then
            echo "cargo-deny is not here and cannot be installed: licences were NOT checked"
            return 0
        fi
    fi
    # Advisories need a database from the network; licences, bans and sources do not.
    cargo deny --log-level error check licenses bans sources
}

scores() {
    if [ ! -e ../shared/score.py ]; then
        echo "no gold sets beside the repository (../shared): scores were NOT taken"
        return 0
    fi
    # Fails where a record does not quote its document.
    cargo xtask score
}

# The pages, before the program that holds them.
pages() {
    if ! command -v npm >/dev/null; then
        echo "npm is not here (Node 20 or newer): the pages were NOT built nor tested"
        return 0
    fi
    (cd web && npm ci --silent --no-audit --no-fund && npm run build && npm run check && npm test)
}

# A browser walks through the pages of the sample register.
browser() {
    command -v npm >/dev/null || { echo "npm is not here: the pages were NOT walked through"; return 0; }
    if ! chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome); then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get install --yes --quiet chromium >/dev/null 2>&1; then
            chromium=$(command -v chromium)
        else
            echo "no Chromium is here and none can be installed: the pages were NOT walked through"
            return 0
        fi
    fi
    with_server env CHROMIUM="$chromium" npm --prefix web run e2e
}

# Requests of every kind that the API's own description allows, and some that it does not.
api() {
    local venv="${CARGO_TARGET_DIR:-target}/schemathesis"
    if ! { [ -x "$venv/bin/schemathesis" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet schemathesis==4.32.5; }; } 2>/dev/null; then
        echo "schemathesis cannot be installed: the API was NOT tried against its description"
        return 0
    fi
    with_server sh -c '"$0" run "$CHANCERY_URL/api/v1/openapi.json" --url "$CHANCERY_URL" -H "X-Chancery: 1" \
        --checks not_a_server_error,response_schema_conformance,status_code_conformance,content_type_conformance \
        --max-examples 10 --seed 1 --exclude-path /api/v1/sql --no-color' "$venv/bin/schemathesis"
}

# A virtual environment with what the exports are read by, and the package itself, installed as users do.
python_environment() {
    local venv="${CARGO_TARGET_DIR:-target}/readers"
    [ -e "$venv/ready" ] && return 0
    python3 -m venv "$venv" && "$venv/bin/pip" install --quiet pytest mypy pandas polars pyarrow networkx icalendar gdelt \
        stix2==3.0.2 stix2-validator==3.2.0 taxii2-client==2.3.0 requests &&
        touch "$venv/ready"
}

# Other people's readers go over every export of the sample register and of one of made-up acts: some 10,000; EXPORT_MEGABYTES=28 makes it 100,000.
exports() {
    local target="${CARGO_TARGET_DIR:-target}" code=0 folder
    python_environment 2>/dev/null || { echo "the readers cannot be installed: the exports were NOT read back"; return 0; }
    folder=$(mktemp -d)
    cargo build --quiet --locked --package chancery-cli &&
        cargo xtask generate --megabytes "${EXPORT_MEGABYTES:-3}" --per-day 20 --out "$folder/reports.jsonl" &&
        CHANCERY="$(cd "$target" && pwd)/debug/chancery" CHANCERY_GENERATED="$folder/reports.jsonl" \
            "$target/readers/bin/pytest" --quiet crates/export/tests/readers || code=$?
    rm -rf "$folder"
    return "$code"
}

# What partners get, as the official tools for STIX and TAXII see it.
partners() {
    local target="${CARGO_TARGET_DIR:-target}"
    python_environment 2>/dev/null || { echo "the tools for STIX cannot be installed: what partners get was NOT tried"; return 0; }
    cargo build --quiet --locked --package chancery-cli &&
        CHANCERY="$(cd "$target" && pwd)/debug/chancery" "$target/readers/bin/pytest" --quiet crates/share/tests/partners
}

# The R of docs/r.md.
r_page() {
    command -v Rscript >/dev/null || { echo "R is not here: docs/r.md was NOT run"; return 0; }
    cargo build --quiet --locked --package chancery-cli && CHANCERY="$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/debug/chancery" crates/export/tests/r.sh
}

# The package as users install it, its examples and its types; on Spark where there is Java.
python_package() {
    local target="${CARGO_TARGET_DIR:-target}" venv
    python_environment 2>/dev/null || { echo "pytest cannot be installed: the Python package was NOT tried"; return 0; }
    venv=$(cd "$target/readers" && pwd)
    if command -v java >/dev/null && ! "$venv/bin/pip" install --quiet 'pyspark>=4,<5'; then
        echo "PySpark cannot be installed: the coder was NOT tried on it"
    fi
    # As the tests build everything else, so that nothing is built twice; users get the fast build of pyproject.toml.
    MATURIN_PEP517_ARGS="--profile dev" "$venv/bin/pip" install --quiet . && cargo build --quiet --locked --package chancery-cli &&
        CHANCERY="$(cd "$target" && pwd)/debug/chancery" "$venv/bin/pytest" --quiet -rs crates/python/tests &&
        (cd crates/python/python && MYPYPATH=. "$venv/bin/mypy" --config-file ../../../pyproject.toml)
}

# Runs a command against a server with the sample register.
with_server() {
    local target="${CARGO_TARGET_DIR:-target}" folder server url code=0
    cargo build --quiet --locked --package chancery-cli || return 1
    folder=$(mktemp -d)
    "$target/debug/chancery" --register "$folder/register.db" add samples || return 1
    "$target/debug/chancery" --register "$folder/register.db" serve --listen 127.0.0.1:0 2>"$folder/log" &
    server=$!
    for _ in $(seq 100); do
        url=$(grep -o 'http://[0-9.:]*' "$folder/log" | head -1) && [ -n "$url" ] && break
        sleep 0.2
    done
    CHANCERY_URL=$url CHANCERY_BIN=$(realpath "$target/debug/chancery") CHANCERY_REGISTER=$folder/register.db "$@" || code=$?
    kill "$server" && wait "$server"
    rm -rf "$folder"
    return "$code"
}

step "pages" pages
step "format" cargo fmt --all --check
step "lints" cargo clippy --quiet --workspace --all-targets --locked -- --deny warnings
step "data" cargo xtask check-data
step "tests" cargo test --workspace --exclude chancery-python --locked --no-fail-fast
step "schema" cargo xtask schema --check
step "documentation" env RUSTDOCFLAGS="--deny warnings --allow rustdoc::private_intra_doc_links" cargo doc --quiet --workspace --no-deps --document-private-items --locked
step "browser" browser
step "API" api
step "exports" exports
step "partners" partners
step "R" r_page
step "Python" python_package
step "fuzz, coder" cargo xtask fuzz-coder --minutes "${FUZZ_MINUTES:-0.5}"
step "fuzz, reader" cargo xtask fuzz-ingest --minutes "${FUZZ_MINUTES:-0.5}"
step "fuzz, partners" cargo xtask fuzz-stix --minutes "${FUZZ_MINUTES:-0.5}"
step "licences" licences
step "scores" scores

if [ ${#failed[@]} -gt 0 ]; then
    printf '\nFAILED: %s\n' "${failed[*]}"
    exit 1
fi
printf '\nall steps passed\n'
