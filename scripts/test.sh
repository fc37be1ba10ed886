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

step "format" cargo fmt --all --check
step "lints" cargo clippy --quiet --workspace --all-targets --locked -- --deny warnings
step "data" cargo xtask check-data
step "tests" cargo test --workspace --locked --no-fail-fast
step "schema" cargo xtask schema --check
step "documentation" env RUSTDOCFLAGS="--deny warnings --allow rustdoc::private_intra_doc_links" cargo doc --quiet --workspace --no-deps --document-private-items --locked
step "fuzz, coder" cargo xtask fuzz-coder --minutes "${FUZZ_MINUTES:-0.5}"
step "fuzz, reader" cargo xtask fuzz-ingest --minutes "${FUZZ_MINUTES:-0.5}"
step "licences" licences
step "scores" scores

if [ ${#failed[@]} -gt 0 ]; then
    printf '\nFAILED: %s\n' "${failed[*]}"
    exit 1
fi
printf '\nall steps passed\n'
