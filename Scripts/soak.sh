#!/usr/bin/env bash
# The long tests. WAGGLE_KILL_ROUNDS sets how often a loaded server is killed, WAGGLE_RESTARTS how often PostgreSQL is under
# ingest; WAGGLE_MUTATIONS is how many damaged files each analyser meets; WAGGLE_SOAK lengthens random tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export WAGGLE_SOAK=1
export WAGGLE_MUTATIONS=${WAGGLE_MUTATIONS:-100000}
export WAGGLE_KILL_ROUNDS=${WAGGLE_KILL_ROUNDS:-200}
export WAGGLE_RESTARTS=${WAGGLE_RESTARTS:-50}
# Random tests run in release here: the debug build is some six times slower.
swift test --configuration release -Xswiftc -enable-testing --disable-xctest
swift build --configuration release --product waggle
swift build --configuration release --product waggle-worker
WAGGLE_BINARY=$PWD/.build/release/waggle .venv/bin/python -m pytest -q --durations=10 Tests/EndToEnd -k "kill or load"
