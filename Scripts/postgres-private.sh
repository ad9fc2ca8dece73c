#!/bin/sh
# Starts and stops a private PostgreSQL for tests: an ordinary user's, on loopback, in a folder of its own, without passwords.
#
#   postgres-private.sh start DIR [PORT]   prints the URL of the database "postgres" (also in DIR/url); port 0 or none takes a free one
#   postgres-private.sh follow DIR OTHER   makes DIR a hot standby of the server in OTHER, on a free port, and prints its URL
#   postgres-private.sh promote DIR        lets the standby take changes
#   postgres-private.sh halt DIR           stops it at once, as a crash would; its data stay
#   postgres-private.sh restart DIR        the same if it runs, and starts it again on the same port
#   postgres-private.sh stop DIR           stops it and removes DIR
#
# With PG_PARENT=PID it stops by itself when that process is gone; PG_CONF holds more lines for its configuration.
# Exit code 2: the programs of PostgreSQL are not installed (Debian: apt-get install postgresql).
set -eu

usage() {
    sed -n '4,9s/^# *//p' "$0" >&2
    exit 64
}

[ $# -ge 2 ] || usage
self=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
action=$1
dir=$2

bin=${PG_BIN:-}
if [ -z "$bin" ]; then
    if command -v initdb >/dev/null 2>&1; then
        bin=$(dirname "$(readlink -f "$(command -v initdb)")")
    else
        bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
    fi
fi
[ -x "$bin/initdb" ] || { echo "no PostgreSQL programs found; set PG_BIN" >&2; exit 2; }

# PostgreSQL refuses to run as root.
as_user() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid nobody --regid nogroup --clear-groups env HOME="$dir" "$@"
    else
        "$@"
    fi
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# A folder that the user of the server can enter.
prepare() {
    mkdir -p "$dir"
    chmod 755 "$dir"
    [ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$dir"
    cd "$dir"
}

# Stops the server by itself when PG_PARENT is gone.
watch_parent() {
    [ -n "${PG_PARENT:-}" ] || return 0
    (
        while kill -0 "$PG_PARENT" 2>/dev/null; do sleep 1; done
        "$self" stop "$dir"
    ) </dev/null >/dev/null 2>&1 &
}

launch() {
    as_user "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 start >/dev/null || { cat "$dir/log" >&2; exit 1; }
}

case $action in
start)
    port=${3:-0}
    [ "$port" != 0 ] || port=$(free_port)
    prepare
    as_user "$bin/initdb" -D "$dir/data" -A trust -U postgres -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1 ||
        { cat "$dir/initdb.log" >&2; exit 1; }
    cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$dir'
max_connections = 600
shared_buffers = 128MB
max_wal_size = 2GB
${PG_CONF:-}
CONF
    launch
    watch_parent
    echo "postgres://postgres@127.0.0.1:$port/postgres" | tee "$dir/url"
    ;;
follow)
    [ $# -eq 3 ] || usage
    port=$(free_port)
    prepare
    as_user "$bin/pg_basebackup" -D "$dir/data" -d "$(cat "$3/url")" --write-recovery-conf --checkpoint=fast --no-sync
    printf "port = %s\nunix_socket_directories = '%s'\n" "$port" "$dir" >>"$dir/data/postgresql.conf"
    launch
    watch_parent
    echo "postgres://postgres@127.0.0.1:$port/postgres" | tee "$dir/url"
    ;;
promote)
    cd "$dir"
    as_user "$bin/pg_ctl" -D "$dir/data" -w promote >/dev/null
    ;;
halt)
    cd "$dir"
    as_user "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null
    ;;
restart)
    cd "$dir"
    as_user "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
    launch
    ;;
stop)
    [ -d "$dir/data" ] || exit 0
    cd "$dir"
    as_user "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
    cd /
    rm -rf "$dir"
    ;;
*) usage ;;
esac
