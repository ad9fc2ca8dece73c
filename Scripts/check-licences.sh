#!/usr/bin/env bash
# Every shared library that the given binaries load and every Swift package they are built from must stand in Docs/Licences.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

document=Docs/Licences.md
listed() { grep --quiet --fixed-strings "\`$1\`" "$document"; }

missing=0
report() {
    printf '%s is not listed in %s (%s)\n' "$1" "$document" "$2" >&2
    missing=1
}

libraries=0
for binary in "$@"; do
    while read -r library; do
        libraries=$((libraries + 1))
        listed "$library" || report "$library" "loaded by $binary"
    done < <(ldd "$binary" | awk '!/linux-vdso/ { print $1 }' | xargs -n 1 basename | sort --unique)
done

packages=0
while read -r package; do
    packages=$((packages + 1))
    listed "$package" || report "$package" "in Package.resolved"
done < <(sed --quiet 's/.*"identity" *: *"\([^"]*\)".*/\1/p' Package.resolved)

((missing == 0)) || exit 1
printf '%d shared libraries and %d packages, all listed in %s\n' "$libraries" "$packages" "$document"
