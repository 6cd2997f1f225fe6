# What `src/bench/run spawn` measures; it is read by that script and uses its functions.
# shellcheck shell=bash

sp=$work/spawn
sp_clients=$base sp_api=$((base + 1)) sp_node=$((base + 2)) sp_mirror=$((base + 5)) sp_proxy=$((base + 6))
sp_pg=$((base + 7)) sp_second=$((base + 8)) sp_second_api=$((base + 9))
sp_queued=${SPAWN_QUEUED:-1000000}

sp_result() { # sp_result <case> <server> <round> <value>
    printf 'SPAWN\t%s\t%s\t%s\t%s\n' "$@" >> "$results"
}

sp_port() {
    case $1 in spawn) echo "$sp_clients" ;; mirror) echo "$sp_mirror" ;; proxy) echo "$sp_proxy" ;; esac
}

# Three nodes that answer 204 to PUT; mirror sends to all three and forgets; proxy sends to the first.
sp_nginx() {
    mkdir -p "$sp/files" "$sp/nginx"
    head -c 200 /dev/zero | tr '\0' x > "$sp/files/200"
    truncate -s 256M "$sp/files/256m"
    truncate -s 1G "$sp/files/1g"
    local i servers="" upstreams=""
    for i in 0 1 2; do
        servers="$servers
        server { listen 127.0.0.1:$((sp_node + i)); location / { root $PWD/$sp/files; open_file_cache max=10;
            if (\$request_method = PUT) { return 204; } } }"
        upstreams="$upstreams
        upstream n$i { server 127.0.0.1:$((sp_node + i)); keepalive 64; keepalive_requests 1000000000; }"
    done
    cat > "$sp/nginx/nginx.conf" <<END2
daemon off;
user $(id -un) $(id -gn);
worker_processes auto;
pid $PWD/$sp/nginx/pid;
error_log $PWD/$work/logs/sp-nginx-error.log;
events { worker_connections 4096; }
http {
    access_log off;
    keepalive_requests 1000000000;
    client_max_body_size 0;
    sendfile on;
    client_body_temp_path $PWD/$sp/nginx/body;
    proxy_temp_path $PWD/$sp/nginx/proxy;
    fastcgi_temp_path $PWD/$sp/nginx/fastcgi;
    uwsgi_temp_path $PWD/$sp/nginx/uwsgi;
    scgi_temp_path $PWD/$sp/nginx/scgi;
    proxy_http_version 1.1;
    proxy_set_header Connection '';
    proxy_request_buffering on;
    $upstreams
    $servers
    server { listen 127.0.0.1:$sp_proxy; location / { proxy_pass http://n0; } }
    server { listen 127.0.0.1:$sp_mirror;
        location / { mirror /m1; mirror /m2; proxy_pass http://n0; }
        location = /m1 { internal; proxy_pass http://n1\$request_uri; }
        location = /m2 { internal; proxy_pass http://n2\$request_uri; }
    }
}
END2
    launch sp-nginx nginx -e "$PWD/$work/logs/sp-nginx-error.log" -c "$PWD/$sp/nginx/nginx.conf"
    await sp-nginx "http://127.0.0.1:$sp_proxy/200"
}

sp_conf() { # sp_conf <nodes that are there> <node that is away, or nothing>: the configuration
    local nodes="" i
    for ((i = 0; i < $1; i++)); do
        nodes="$nodes${nodes:+,}{\"host\":\"127.0.0.1\",\"port\":$((sp_node + i)),\"active\":true}"
    done
    [ -z "${2:-}" ] || nodes="$nodes,{\"host\":\"127.0.0.1\",\"port\":$2,\"active\":true}"
    echo "{\"host\":\"127.0.0.1\",\"nodes\":[$nodes],\"health-check\":{\"url\":\"/200\"},
        \"queue\":{\"max-writes\":10000000}}" > "$sp/spawn.conf"
}

sp_await() { # sp_await <api port> <nodes>: until so many are up
    local i
    for i in {1..1200}; do
        [ "$(curl -s "127.0.0.1:$1/status" | grep -o '"state":"\(up\|catching-up\)"' | wc -l)" -ge "$2" ] && return
        sleep 0.05
    done
    die "Spawn's nodes are not up, see $work/logs"
}

sp_until() { # sp_until <seconds> <pause> <what is waited for> <command...>: until it succeeds, or the seconds are over
    local end=$((SECONDS + $1)) pause=$2 what="$3, not within $1 s, see $work/logs"
    shift 3
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || die "$what"
        sleep "$pause"
    done
}

sp_answers() { curl -sf -m 5 -o /dev/null "http://127.0.0.1:$1"; } # sp_answers <port and path>

sp_caught_up() { curl -s -m 5 "127.0.0.1:$sp_api/status" | grep -q '"state":"up","pending":0,'; }

sp_has_queued() { sp_rate fill spawn 0 10 /x -s "$sp/accepted.lua" && [ "$(sp_pending)" -ge "$sp_queued" ]; }

sp_takes_all() { curl -sf -m 30 -o /dev/null -X PUT -d x -H 'Spawn-Answer: all' "127.0.0.1:$1/x"; } # sp_takes_all <port>

sp_start() { # sp_start <nodes to wait for> <options of the JVM...>
    local wanted=$1
    shift
    launch spawn "$java" "$@" -jar target/hera.jar spawn --config="$sp/spawn.conf" --port="$sp_clients" \
        --api-port="$sp_api" --store="sqlite:$PWD/$sp/spawn.db"
    sp_await "$sp_api" "$wanted"
}

sp_fresh() { rm -rf "$sp"/spawn.db*; }

cat_lua() {
    echo 'wrk.method = "PUT"; wrk.body = string.rep("x", 100)' > "$sp/put.lua"
    echo 'wrk.method = "PUT"; wrk.body = string.rep("x", 100); wrk.headers["Spawn-Answer"] = "accepted"' > "$sp/accepted.lua"
}

sp_rate() { # sp_rate <case> <server> <round> <seconds> <path> <wrk's options...>
    local case=$1 server=$2 round=$3 seconds=$4 path=$5
    shift 5
    wrk -t1 -c32 "-d${seconds}s" "$@" "http://127.0.0.1:$(sp_port "$server")$path" > "$sp/wrk"
    ! grep -q 'Non-2xx' "$sp/wrk" || die "$case $server: $(grep 'Non-2xx' "$sp/wrk")"
    [ "$round" = 0 ] || sp_result "$case" "$server" "$round" "$(awk '/^Requests\/sec/ { print $2 }' "$sp/wrk")"
}

sp_one() { # sp_one <server> <round>: the median of a PUT over one connection, ms
    wrk -t1 -c1 -d2s --latency -s "$sp/put.lua" "http://127.0.0.1:$(sp_port "$1")/x" > "$sp/wrk"
    sp_result one "$1" "$2" "$(awk '$1 == "50%" { v = $2; if (v ~ /us$/) print v / 1000; else print v + 0 }' "$sp/wrk")"
}

sp_paced() { # sp_paced <server> <round> <rate>
    local answers errors p50 p99
    read -r answers errors p50 p99 < <("$java" -Xmx128m -cp "$work/classes" Gets "$(sp_port "$1")" /x "X-Y: z" "$3" 5 2 100)
    [ "$errors" = 0 ] || die "$1: $errors of $answers writes failed at $3 a second"
    say "$1: $answers at $3/s, p50 $p50 ms, p99 $p99 ms"
    sp_result p99 "$1" "$2" "$p99"
}

sp_fsync() { # sp_fsync <round>: the median of a write of 4 KiB and its fsync, ms
    sp_result fsync disk "$1" "$("$java" -cp "$work/classes" Fsync "$sp/fsync" 1)"
}

sp_resident() { awk '/^VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/${pids[$1]}/status"; }

sp_pending() { curl -s "127.0.0.1:$sp_api/status" | grep -o '"pending":[0-9]*' | cut -d: -f2 | sort -n | tail -1; }

sp_large() {
    local before most=0 now i speed
    sp_fresh
    sp_conf 1
    sp_start 1 -Xmx96m
    sp_rate warm spawn 0 3 /x -s "$sp/put.lua"
    before=$(sp_resident spawn)
    curl -sf -o /dev/null -w '%{speed_upload}' -T "$sp/files/1g" "http://127.0.0.1:$sp_proxy/x" > "$sp/speed"
    speed=$(cat "$sp/speed")
    sp_result large proxy 1 "$(awk "BEGIN { print $speed / 1048576 }")"
    curl -sf -o /dev/null -w '%{speed_upload}' -H 'Spawn-Timeout: 120' -T "$sp/files/1g" "http://127.0.0.1:$sp_clients/x" > "$sp/speed" &
    i=$!
    while kill -0 "$i" 2> /dev/null; do
        curl -sf -o /dev/null -X PUT -d small -H 'Spawn-Answer: accepted' "127.0.0.1:$sp_clients/small" || die "a small write beside the large one failed"
        now=$(sp_resident spawn)
        [ "$now" -le "$most" ] || most=$now
        sleep 0.1
    done
    wait "$i" || die "the body of 1 GiB did not pass"
    speed=$(cat "$sp/speed")
    sp_result large spawn 1 "$(awk "BEGIN { print $speed / 1048576 }")"
    curl -sf -o /dev/null "http://127.0.0.1:$sp_clients/256m" || die "256 MiB did not come back"
    now=$(sp_resident spawn)
    [ "$now" -le "$most" ] || most=$now
    sp_result grown spawn 1 $((most - before))
    stop spawn
}

sp_million() {
    local before after pending start seconds
    sp_fresh
    sp_conf 1 "$sp_second"
    sp_start 1 -Xmx128m
    sp_rate warm spawn 0 3 /x -s "$sp/accepted.lua"
    before=$(sp_resident spawn)
    say "$sp_queued writes for a node that is away"
    sp_until 3600 0 "$sp_queued writes are queued" sp_has_queued
    pending=$(sp_pending)
    after=$(sp_resident spawn)
    sp_result queued spawn 1 "$pending"
    sp_result flat spawn 1 $((after - before))
    sp_result bytes spawn 1 "$(du -sb "$sp"/spawn.db* | awk -v n="$pending" '{ sum += $1 } END { print sum / n }')"
    # Nobody reads from a node that is behind: the one that is there catches up before, or its backlog would be timed as well.
    sp_until 1800 0.1 "the node that is there has its backlog" sp_caught_up
    kill -9 "${pids[spawn]}"
    wait "${pids[spawn]}" 2> /dev/null || true
    unset 'pids[spawn]'
    start=$(date +%s%N)
    launch spawn "$java" -Xmx128m -jar target/hera.jar spawn --config="$sp/spawn.conf" --port="$sp_clients" \
        --api-port="$sp_api" --store="sqlite:$PWD/$sp/spawn.db"
    sp_until 300 0.02 "Spawn serves after a kill" sp_answers "$sp_clients/200"
    sp_result recovery spawn 1 "$(awk "BEGIN { print ($(date +%s%N) - $start) / 1e9 }")"
    # The node comes: it is the third nginx, by a move of the node that is away.
    curl -sf -o /dev/null -X PUT -d "{\"port\": $((sp_node + 2))}" "127.0.0.1:$sp_api/nodes/127.0.0.1/$sp_second" || die "the node was not moved"
    sleep 3
    pending=$(sp_pending) seconds=10
    sleep "$seconds"
    sp_result drain spawn 1 "$(awk "BEGIN { print ($pending - $(sp_pending)) / $seconds }")"
    curl -sf -o /dev/null -X PUT -d new "127.0.0.1:$sp_clients/new" || die "a new write beside the drain failed"
    stop spawn
    wrk -t1 -c1 -d2s -s "$sp/put.lua" "http://127.0.0.1:$((sp_node + 2))/x" > "$sp/wrk"
    sp_result alone node 1 "$(awk '/^Requests\/sec/ { print $2 }' "$sp/wrk")"
}

sp_starts() { # from the start of the process to the first answer, ms, beside the registry's
    local round start
    sp_fresh
    sp_conf 3
    for round in 1 2 3; do
        start=$(date +%s%N)
        launch spawn "$java" "${heap[@]}" -jar target/hera.jar spawn --config="$sp/spawn.conf" --port="$sp_clients" \
            --api-port="$sp_api" --store="sqlite:$PWD/$sp/spawn.db"
        sp_until 60 0.01 "Spawn serves" sp_answers "$sp_clients/200"
        sp_result start spawn "$round" $((($(date +%s%N) - start) / 1000000))
        stop spawn
        start=$(date +%s%N)
        launch hera "$java" "${heap[@]}" -jar target/hera.jar -c src/bench/hera.yml -n bench -b 127.0.0.1 -p "$sp_clients"
        sp_until 60 0.01 "the registry serves" sp_answers "$sp_clients/"
        sp_result start registry "$round" $((($(date +%s%N) - start) / 1000000))
        stop hera
    done
}

# ---------------------------------------------------------------- PostgreSQL

sp_as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

sp_postgres() {
    local bin
    bin=$(find /usr/lib/postgresql -name initdb 2> /dev/null | sort -V | tail -1)
    [ -n "$bin" ] || return 1
    bin=$(dirname "$bin")
    sp_data=$(mktemp -d -p "${BENCH_PGDIR:-/var/tmp}" hera-spawn.XXXX)
    [ "$(id -u)" != 0 ] || chown postgres "$sp_data"
    (cd / && sp_as "$bin/initdb" -D "$sp_data/data" -U hera --auth=trust -E UTF8 > /dev/null \
        && sp_as "$bin/pg_ctl" -D "$sp_data/data" -l "$sp_data/log" -w -o "-p $sp_pg -k $sp_data -c listen_addresses=127.0.0.1" start > /dev/null)
    sp_pg_bin=$bin
    sp_as "$bin/psql" -q -h 127.0.0.1 -p "$sp_pg" -U hera -d postgres -c 'CREATE DATABASE spawn'
}

sp_postgres_end() {
    (cd / && sp_as "$sp_pg_bin/pg_ctl" -D "$sp_data/data" -m immediate -w stop > /dev/null) || true
    rm -rf "$sp_data"
}

sp_member() { # sp_member <name> <port> <api port>
    mkdir -p "$sp/$1"
    (cd "$sp/$1" && exec "$java" "${heap[@]}" -jar "$OLDPWD/target/hera.jar" spawn --config=../spawn.conf --port="$2" \
        --api-port="$3" --store="postgresql://hera@127.0.0.1:$sp_pg/spawn") > "$work/logs/$1.log" 2>&1 &
    pids[$1]=$!
}

sp_takeover() { # sp_takeover <signal> <round> <one> <its port> <the other> <its port> <its api port>
    local start
    sp_await "$7" 3
    sleep 5 # so that both have queues
    kill "-$1" "${pids[$3]}"
    start=$(date +%s%N)
    sp_until 120 0.02 "the other Spawn has taken over" sp_takes_all "$6"
    sp_result "takeover-$1" spawn "$2" "$(awk "BEGIN { print ($(date +%s%N) - $start) / 1e9 }")"
    kill -9 "${pids[$3]}" 2> /dev/null || true
    wait "${pids[$3]}" 2> /dev/null || true
    unset "pids[$3]"
}

sp_shared() {
    sp_postgres || { say "PostgreSQL is missing, left out"; return; }
    sp_conf 3
    sp_member pg-one "$sp_clients" "$sp_api"
    sp_await "$sp_api" 3
    sp_rate warm spawn 0 5 /x -s "$sp/put.lua"
    local round
    for round in 1 2 3; do
        sp_rate postgres spawn "$round" 3 /x -s "$sp/put.lua"
    done
    sp_member pg-two "$sp_second" "$sp_second_api"
    sp_takeover KILL 1 pg-one "$sp_clients" pg-two "$sp_second" "$sp_second_api"
    sp_member pg-one "$sp_clients" "$sp_api"
    sp_takeover STOP 1 pg-two "$sp_second" pg-one "$sp_clients" "$sp_api"
    stop pg-one
    sp_postgres_end
}

measure_spawn() {
    local round server rate
    rm -rf "$sp"
    mkdir -p "$sp"
    cat_lua
    sp_nginx
    sp_conf 3
    sp_start 3 "${heap[@]}"
    say "warming up"
    sp_rate warm spawn 0 10 /x -s "$sp/put.lua"
    sp_rate warm spawn 0 5 /200
    for server in mirror proxy; do
        sp_rate warm "$server" 0 1 /x -s "$sp/put.lua"
    done
    for round in 1 2 3; do
        say "round $round of 3"
        sp_fsync "$round"
        for server in spawn mirror proxy; do
            sp_rate put "$server" "$round" 3 /x -s "$sp/put.lua"
        done
        sp_result behind spawn "$round" "$(sp_pending)"
        for server in spawn proxy; do
            sp_rate get "$server" "$round" 3 /200
        done
        for server in spawn mirror; do
            sp_one "$server" "$round"
        done
    done
    rate=$(awk -F'\t' '$1 == "SPAWN" && $2 == "put" && $3 == "spawn" { sum += $5; n++ } END { printf "%d", sum / n / 2 }' "$results")
    sp_result paced spawn 1 "$rate"
    for round in 1 2 3; do
        for server in spawn mirror; do
            sp_paced "$server" "$round" "$rate"
        done
    done
    stop spawn
    say "1 GiB in a heap of 96 MiB"
    sp_large
    say "starts"
    sp_starts
    say "PostgreSQL"
    sp_shared
    sp_million
}
