#!/usr/bin/env bash
# Builds Waggle in release and serves on the embedded store; arguments go to `waggle serve`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

data=${WAGGLE_DATA_DIR:-./waggle-data}
waggle=.build/release/waggle

swift build --configuration release --product waggle
swift build --configuration release --product waggle-worker

cat <<USAGE

Waggle serves the hpfeeds broker on 127.0.0.1:10000 and HTTP on 127.0.0.1:8080; its data lies in $data.
The first start prints the password of the account 'admin'. Ctrl-C stops it. In a second terminal:

  a sensor, prints its secret   $waggle sensor add cowrie-1 --publish cowrie.sessions --data-dir $data
  an API key, prints the key    $waggle key create admin --name mine --data-dir $data
  what was seen                 curl -H "Authorization: ApiKey admin:KEY" http://127.0.0.1:8080/api/v1/sessions
  all commands                  $waggle --help

USAGE

exec "$waggle" serve --data-dir "$data" "$@"
