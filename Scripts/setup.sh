#!/usr/bin/env bash
# Installs what is missing. Arguments: `build` (system libraries), `test` (Python environments for the end-to-end tests) and `bench`
# (the yardsticks of the measurements).
# Works as root and through sudo, may be repeated, and asks the package manager nothing when all is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build_packages=(
    g++ pkg-config libsqlite3-dev libpcre2-dev libexpat1-dev libpq-dev libcurl4-openssl-dev libarchive-dev libmagic-dev libpsl-dev zlib1g-dev
    libqrencode-dev libjs-bootstrap5 libgmime-3.0-dev libgdk-pixbuf-2.0-dev libyara-dev
    libgsf-1-dev libseccomp-dev webp-pixbuf-loader
)
test_packages=(
    python3 python3-venv python3-dev postgresql chromium curl openssl ruby ssdeep zip
    yara libimage-exiftool-perl qpdf tcpdump binutils
)
bench_packages=(python3 python3-venv wrk)

# One environment for each set of Python packages: honeypots pin versions that exclude each other.
declare -A environments=(
    [.venv]=Tests/EndToEnd/requirements.txt
    [.honeypots/cowrie]=Tests/EndToEnd/honeypots/cowrie.txt
    [.honeypots/conpot]=Tests/EndToEnd/honeypots/conpot.txt
    [.honeypots/heralding]=Tests/EndToEnd/honeypots/heralding.txt
    [.honeypots/opencanary]=Tests/EndToEnd/honeypots/opencanary.txt
    [.honeypots/adbhoneypot]=Tests/EndToEnd/honeypots/adbhoneypot.txt
)

say() { printf 'setup: %s\n' "$*"; }
fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

as_root() {
    if [[ $(id -u) -eq 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "needs root to run: $* (run 'make setup' as root, or install sudo)"
    fi
}

is_installed() {
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get --option Acquire::Retries=3 --option DPkg::Lock::Timeout=300 \
        --option Dpkg::Use-Pty=0 --quiet=2 "$@" </dev/null
}

install_packages() {
    local missing=() package attempt
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    say "installing ${missing[*]}"
    for attempt in 1 2 3; do
        if apt update && apt install --yes --no-install-recommends "${missing[@]}"; then
            return 0
        fi
        say "attempt $attempt failed"
        sleep $((attempt * 5))
    done
    fail "could not install: ${missing[*]}"
}

check_swift() {
    if ! command -v swift >/dev/null; then
        local hint=""
        [[ -n ${SUDO_USER:-} ]] && hint=" (sudo resets PATH: run 'make setup' as root once, then 'make run' as yourself)"
        fail "swift is not on PATH. Waggle needs Swift 6.1 or later: https://www.swift.org/install/$hint"
    fi
    command -v git >/dev/null || install_packages git
}

# The system's own Python first: the honeypots run as another user, which may not be able to read a private installation.
python_command() {
    local candidate
    for candidate in /usr/bin/python3 python3; do
        if command -v "$candidate" >/dev/null; then
            echo "$candidate"
            return 0
        fi
    done
    fail "python3 is missing"
}

create_environment() {
    local directory=$1 requirements=$2 python=$3 stamp log
    stamp="$("$python" --version) $(sha256sum <"$requirements")"
    if [[ -f $directory/.stamp && $(<"$directory/.stamp") == "$stamp" ]]; then
        return 0
    fi
    say "creating $directory"
    rm -rf "$directory"
    mkdir -p "$(dirname "$directory")"
    "$python" -m venv "$directory"
    log="$directory/install.log"
    # Every package is pinned with all it needs, so nothing is left to resolve.
    if ! "$directory/bin/python" -m pip install --quiet --disable-pip-version-check --retries 5 --no-deps \
        --requirement "$requirements" >"$log" 2>&1 </dev/null; then
        tail -n 40 "$log" >&2
        fail "could not install $requirements"
    fi
    printf '%s' "$stamp" >"$directory/.stamp"
    # Through sudo, what lies in the checkout belongs to whoever called it.
    if [[ $(id -u) -eq 0 && -n ${SUDO_UID:-} ]]; then
        chown -R "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" "${directory%%/*}"
    fi
}

create_environments() {
    local python directory
    python=$(python_command)
    for directory in "${!environments[@]}"; do
        create_environment "$directory" "${environments[$directory]}" "$python"
    done
}

command -v dpkg-query >/dev/null || fail "this script installs Debian packages; elsewhere install the counterparts of: ${build_packages[*]}"
check_swift
for part in "$@"; do
    case $part in
        build) install_packages "${build_packages[@]}" ;;
        test)
            install_packages "${test_packages[@]}"
            create_environments
            ;;
        bench)
            install_packages "${bench_packages[@]}"
            create_environment .honeypots/hpfeeds-broker Scripts/bench-requirements.txt "$(python_command)"
            ;;
        *) fail "unknown part '$part' (build, test, bench)" ;;
    esac
done
