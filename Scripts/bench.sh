#!/usr/bin/env bash
# Measures in release, each figure beside its yardstick in the same run. Arguments choose parts (all): json, normalize, ingest,
# objects, relay, burst, live, visible. WAGGLE_PAYLOADS names a folder of payloads (../shared/fixtures), WAGGLE_BENCH_ROWS the
# messages to store (300000).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

parts=("$@")
((${#parts[@]})) || parts=(json normalize ingest objects relay burst live visible)
payloads=${WAGGLE_PAYLOADS:-../shared/fixtures}
rows=${WAGGLE_BENCH_ROWS:-300000}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

title() { printf '\n## %s (load %s)\n' "$1" "$(cut -d ' ' -f 1 /proc/loadavg)"; }
build() { swift build --quiet --configuration release "$@"; }

payload_files() {
    [[ -d $payloads ]] || {
        printf 'no payloads in %s: name a folder in WAGGLE_PAYLOADS\n' "$payloads" >&2
        exit 1
    }
    find "$payloads" -name "$1" ! -name '*.expected.json' ! -name '*.meta.json' | sort
}

json() {
    title 'JSON: reading and writing against Foundation'
    build --product json-bench
    payload_files 'cowrie.sessions.00[18].json' | xargs .build/release/json-bench
}

normalize() {
    title 'Normalising, a message on one core'
    build --product normalize-bench
    { payload_files '*.[0-9][0-9][0-9].json'; payload_files '*.payload'; } | xargs .build/release/normalize-bench
}

ingest() {
    title "Durable ingest of $rows messages: messages so far, and messages a second"
    build --product store-bench
    echo 'Waggle:'
    .build/release/store-bench "$scratch/store" "$rows"
    echo 'Bare C program, the same layout:'
    gcc -O2 -o "$scratch/ingest" Benchmarks/baseline/ingest.c -lsqlite3
    "$scratch/ingest" "$scratch/c.sqlite" "$rows"
    echo 'Bare Python program, plain indexes:'
    python3 Benchmarks/baseline/ingest.py "$scratch/python.sqlite" "$rows"
}

objects() {
    title "Loading $rows objects and asking for them: objects so far, and objects a second"
    build --product object-bench
    echo 'Waggle:'
    .build/release/object-bench "$scratch/objects" "$rows"
    echo 'Bare C program, the same rows:'
    gcc -O2 -o "$scratch/objects.program" Benchmarks/baseline/objects.c -lsqlite3
    "$scratch/objects.program" "$scratch/objects.sqlite" "$rows"
}

relay() {
    title 'Relaying against hpfeeds-broker 3.1 and a bare NIO byte relay'
    for product in broker-only byte-relay relay-load; do build --product "$product"; done
    python3 Benchmarks/relay.py --upstream .honeypots/hpfeeds-broker/bin/hpfeeds-broker
}

burst() {
    title 'A burst that is stored as it is relayed, against hpfeeds-broker 3.1, which stores nothing'
    for product in waggle relay-load; do build --product "$product"; done
    python3 Benchmarks/relay.py --storing --upstream .honeypots/hpfeeds-broker/bin/hpfeeds-broker
}

live() {
    title "The whole server: $rows messages over hpfeeds, then pages"
    build --product waggle
    python3 Benchmarks/live.py --messages "$rows" --windows 3 --no-baseline
}

visible() {
    title 'How soon a message is visible in the WebAPI'
    build --product waggle
    python3 Benchmarks/visible.py
}

for part in "${parts[@]}"; do
    case $part in
        json | normalize | ingest | objects | relay | burst | live | visible) "$part" ;;
        *)
            printf 'unknown part %s (json, normalize, ingest, objects, relay, burst, live, visible)\n' "$part" >&2
            exit 64
            ;;
    esac
done
