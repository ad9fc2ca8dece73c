#!/usr/bin/env bash
# All checks, in stages, with the seconds of each. Stops at the first stage that fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

logs=.build/test-logs
mkdir -p "$logs"
stages=()

stage() {
    local name=$1 start=$SECONDS status=0
    shift
    printf '\n==> %s\n' "$name"
    # A subshell of its own, so that `set -e` holds inside the stage.
    set +e
    (
        set -e
        "$@"
    )
    status=$?
    set -e
    stages+=("$(printf '%-12s %5d s' "$name" $((SECONDS - start)))")
    if ((status)); then
        printf '\n'
        printf '%s\n' "${stages[@]}"
        printf 'FAILED in stage: %s\n' "$name"
        exit 1
    fi
    printf '<== %s: %d s\n' "$name" $((SECONDS - start))
}

build() {
    local log=$logs/build.log
    swift build --build-tests 2>&1 | tee "$log"
    # Only our own sources: a dependency's warning is its authors'.
    if grep --extended-regexp "^$PWD/(Sources|Tests|Package\.swift).*: warning:" "$log" | sort --unique >"$logs/warnings.log"; then
        printf '\nWarnings in our own sources:\n'
        cat "$logs/warnings.log"
        return 1
    fi
}

unit_tests() {
    # Those that wait for sockets run apart from those that use the processors up, and both from those that start a database,
    # which inherits the sockets that others have open, so that these never end.
    swift test --skip-build --disable-xctest --skip 'StoragePostgresTests|HPFeedsTests' 2>&1 | tee "$logs/unit.log"
    swift test --skip-build --disable-xctest --filter HPFeedsTests 2>&1 | tee --append "$logs/unit.log"
    swift test --skip-build --disable-xctest --filter StoragePostgresTests 2>&1 | tee --append "$logs/unit.log"
}

end_to_end() {
    WAGGLE_BINARY=${WAGGLE_BINARY:-$PWD/.build/debug/waggle} \
        .venv/bin/python -m pytest -q --durations=10 Tests/EndToEnd 2>&1 | tee "$logs/end-to-end.log"
}

# Sums what both runners counted into one line.
total() {
    local unit passed skipped
    unit=$(grep --only-matching --extended-regexp 'Test run with [0-9]+ tests?' "$logs/unit.log" | awk '{ sum += $4 } END { print sum }')
    passed=$(tail -n 1 "$logs/end-to-end.log" | grep --only-matching --extended-regexp '[0-9]+ passed' | tr -dc '0-9')
    skipped=$(tail -n 1 "$logs/end-to-end.log" | grep --only-matching --extended-regexp '[0-9]+ skipped' | tr -dc '0-9' || true)
    printf 'Total: %d passed, 0 failed, %d skipped\n' $((${unit:-0} + ${passed:-0})) "${skipped:-0}"
}

stage setup Scripts/setup.sh build test
stage lint make lint
stage build build
stage unit unit_tests
stage end-to-end end_to_end
stage licences Scripts/check-licences.sh .build/debug/waggle

printf '\n'
printf '%s\n' "${stages[@]}"
printf '%-12s %5d s\n' all "$SECONDS"
total
