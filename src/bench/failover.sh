# What `src/bench/run failover` measures; it is read by that script and uses its functions.
# shellcheck shell=bash

start_postgres() { # a PostgreSQL in a folder and on a port of its own, with a database for each part
    local bin as=() i
    need psql postgresql || true
    bin=$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | tail -1)
    [ -x "$bin/initdb" ] || { say "PostgreSQL is missing, left out"; return 1; }
    postgres=$(mktemp -d)
    if [ "$(id -u)" = 0 ]; then
        as=(runuser -u postgres --)
        chown postgres "$postgres"
    fi
    (cd / && "${as[@]}" "$bin/initdb" -D "$postgres/data" -U hera --auth=trust -E UTF8) > "$work/logs/postgres.log"
    (cd / && exec "${as[@]}" "$bin/postgres" -D "$postgres/data" -p "$base" -k "$postgres" -c listen_addresses=127.0.0.1) \
        >> "$work/logs/postgres.log" 2>&1 &
    pids[postgres]=$!
    for i in {1..100}; do
        "$bin/pg_isready" -q -h 127.0.0.1 -p "$base" && break
        sleep 0.1
    done
    for i in handover rest1 rest1000 thousand0 thousand1 thousand2 queue; do
        "$bin/createdb" -h 127.0.0.1 -p "$base" -U hera "$i"
    done
}

measure_failover() {
    local stores=() files
    files=$(mktemp -d)
    launch store "$java" -XX:+UseSerialGC -jar target/hera.jar failover-store -p $((base + 1))
    for i in {1..100}; do
        ! grep -q url= "$work/logs/store.log" || break
        sleep 0.1
    done
    stores+=("MongoDB's stand-in" "mongodb://127.0.0.1:$((base + 1))/DATABASE")
    ! start_postgres || stores+=(PostgreSQL "jdbc:postgresql://127.0.0.1:$base/DATABASE?user=hera")
    stores+=(SQLite "jdbc:sqlite:$files/DATABASE.db")
    "$java" -XX:+UseSerialGC -cp "$work/classes:target/hera.jar" FailoverFigures src/docs/BENCHMARKS.md "${stores[@]}"
    stop
    rm -rf "$files" "${postgres:-}"
}
