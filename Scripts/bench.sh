#!/usr/bin/env bash
# Measures in release, each figure beside its yardstick in the same run. Arguments choose parts: json, normalize, ingest, relay (all).
# WAGGLE_PAYLOADS names a folder of payloads (../shared/fixtures), WAGGLE_BENCH_ROWS the messages to store (300000).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

parts=("$@")
((${#parts[@]})) || parts=(json normalize ingest relay)
payloads=${WAGGLE_PAYLOADS:-../shared/fixtures}
rows=${WAGGLE_BENCH_ROWS:-300000}
scratch=$(mktemp -d)
servers=()

finish() {
    for server in "${servers[@]}"; do
        kill "$server" 2>/dev/null || true
    done
    rm -rf "$scratch"
}
trap finish EXIT

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

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# Starts a server in the background and waits until it says so, or, where it says nothing, until its port accepts: the byte relay must not
# see a connection that is none of the load's.
serve() {
    local says=$1 port=$2
    shift 2
    "$@" >"$scratch/server.log" 2>&1 &
    servers+=($!)
    for _ in $(seq 100); do
        if [[ $says == ready ]]; then
            grep --quiet '^ready' "$scratch/server.log" && return 0
        else
            (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return 0
        fi
        sleep 0.1
    done
    cat "$scratch/server.log" >&2
    return 1
}

relay() {
    title 'Relaying: publishers, subscribers, messages, bytes'
    (cd Benchmarks && build)
    local products=Benchmarks/.build/release load kind port
    # The accounts that relay-load uses.
    printf '{"bench": {"owner": "bench", "secret": "secret", "pubchans": ["bench.chan"], "subchans": ["bench.chan"]}}' >"$scratch/accounts.json"
    for load in '1 1 50000 500' '20 1 50000 500' '1 20 50000 500' '1 1 2000 100000'; do
        for kind in waggle hpfeeds-broker bytes; do
            port=$(free_port)
            case $kind in
                waggle) serve ready "$port" "$products/broker-only" "127.0.0.1:$port" "$scratch/accounts.json" ;;
                hpfeeds-broker)
                    serve silent "$port" .honeypots/hpfeeds-broker/bin/hpfeeds-broker --bind "127.0.0.1:$port" \
                        --exporter "127.0.0.1:$(free_port)" --auth "$scratch/accounts.json"
                    ;;
                bytes) serve ready "$port" "$products/byte-relay" "127.0.0.1:$port" "${load%% *}" ;;
            esac
            # shellcheck disable=SC2086 # the load is four words
            printf '%-15s %-18s %s\n' "$kind" "$load" \
                "$("$products/relay-load" "$([[ $kind == bytes ]] && echo bytes || echo hpfeeds)" "127.0.0.1:$port" $load)"
            kill "${servers[-1]}" 2>/dev/null || true
        done
    done
}

for part in "${parts[@]}"; do
    case $part in
        json | normalize | ingest | relay) "$part" ;;
        *)
            printf 'unknown part %s (json, normalize, ingest, relay)\n' "$part" >&2
            exit 64
            ;;
    esac
done
