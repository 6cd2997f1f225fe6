# What `src/bench/run sidecar` measures; it is read by that script and uses its functions.
# shellcheck shell=bash

side_http=$base side_ring=$((base + 1)) side_debug=$((base + 2)) owner_http=$((base + 3)) owner_ring=$((base + 4))
owner_debug=$((base + 5)) backend_port=$((base + 6)) front_haproxy=$((base + 7)) back_haproxy=$((base + 8))
front_nginx=$((base + 9)) back_nginx=$((base + 10)) counter_port=$((base + 11))
side=$work/sidecar
key=

side_port() { # side_port <server>: where its clients come
    case $1 in
        hera) echo "$side_http" ;;
        haproxy) echo "$front_haproxy" ;;
        nginx) echo "$front_nginx" ;;
        direct) echo "$backend_port" ;;
    esac
}

side_processes() { # side_processes <server>: its two hops, as they were launched
    case $1 in
        hera) echo receiver owner ;;
        haproxy | nginx) echo "$1-front" "$1-back" ;;
        direct) echo backend ;;
    esac
}

side_result() { # side_result <case> <server> <round> <value>
    printf 'SIDE\t%s\t%s\t%s\t%s\n' "$@" >> "$results"
}

nginx_instance() { # nginx_instance <name> <http block's content>
    mkdir -p "$side/$1"
    cat > "$side/$1/nginx.conf" <<END
daemon off;
user $(id -un) $(id -gn);
worker_processes auto;
pid $PWD/$side/$1/pid;
error_log $PWD/$work/logs/$1-error.log;
events { worker_connections 2048; }
http {
    access_log off;
    keepalive_requests 1000000000;
    client_max_body_size 0;
    sendfile on;
    proxy_max_temp_file_size 0;
    client_body_temp_path $PWD/$side/$1/body;
    proxy_temp_path $PWD/$side/$1/proxy;
    fastcgi_temp_path $PWD/$side/$1/fastcgi;
    uwsgi_temp_path $PWD/$side/$1/uwsgi;
    scgi_temp_path $PWD/$side/$1/scgi;
$2
}
END
    launch "$1" nginx -e "$PWD/$work/logs/$1-error.log" -c "$PWD/$side/$1/nginx.conf"
}

nginx_hop() { # nginx_hop <name> <port> <upstream's content>
    nginx_instance "$1" "
    upstream next { $3 keepalive 64; keepalive_requests 1000000000; }
    server {
        listen 127.0.0.1:$2;
        listen 127.0.0.2:$2;
        location / {
            proxy_pass http://next;
            proxy_http_version 1.1;
            proxy_set_header Connection '';
            proxy_set_header Host \$http_host;
            proxy_set_header X-Forwarded-For \$proxy_add_x_forwarded_for;
            proxy_request_buffering off;
        }
    }"
}

haproxy_hop() { # haproxy_hop <name> <port> <backend's content>
    mkdir -p "$side/$1"
    cat > "$side/$1/haproxy.cfg" <<END
defaults
    mode http
    option forwardfor
    timeout connect 3s
    timeout client 60s
    timeout server 60s
frontend in
    bind 127.0.0.1:$2
    bind 127.0.0.2:$2
    default_backend next
backend next
    http-reuse always
$3
END
    launch "$1" haproxy -db -f "$side/$1/haproxy.cfg"
}

sidecar_pair() { # sidecar_pair <JVM options...>: the receiver and the owner
    printf '["127.0.0.1:%d", "127.0.0.1:%d"]\n' "$side_ring" "$owner_ring" > "$side/hosts.json"
    launch receiver "$java" "$@" -jar target/hera.jar sidecar --listen.http "127.0.0.1:$side_http" \
        --listen.ringpop "127.0.0.1:$side_ring" --listen.debug "127.0.0.1:$side_debug" --key header:key \
        --backend.url "http://127.0.0.1:$backend_port/" --discovery.json.file "$side/hosts.json"
    launch owner "$java" "$@" -jar target/hera.jar sidecar --listen.http "127.0.0.1:$owner_http" \
        --listen.ringpop "127.0.0.1:$owner_ring" --listen.debug "127.0.0.1:$owner_debug" --key header:key \
        --backend.url "http://127.0.0.1:$backend_port/" --discovery.json.file "$side/hosts.json"
    local i port
    for port in "$side_debug" "$owner_debug"; do
        for i in {1..300}; do
            ! shows "http://127.0.0.1:$port/metrics" $'\nringpop_ring_members 2.0' || break
            [ "$i" != 300 ] || die "the sidecars do not see each other, see $work/logs/receiver.log"
            sleep 0.1
        done
    done
    key=
    for i in {1..100}; do
        if shows "http://127.0.0.1:$side_debug/_ring?key=$i" "\"owner\":\"127.0.0.1:$owner_ring\""; then
            key=$i
            break
        fi
    done
    shows "http://127.0.0.1:$side_http/200" "Handled-By: 127.0.0.1:$owner_ring" || die "the key $key is not forwarded"
}

# A pipe into `grep -q` would fail now and then, for curl is not done when grep is.
shows() { # shows <url> <text>: whether the head or the body of the answer has it
    [[ $(curl -s -i -H "key: $key" "$1") = *"$2"* ]]
}

start_sidecars() {
    mkdir -p "$side/files"
    head -c 200 /dev/zero | tr '\0' x > "$side/files/200"
    truncate -s 1G "$side/files/1g"
    truncate -s 20M "$side/files/20m"
    nginx_instance backend "
    server {
        listen 127.0.0.1:$backend_port;
        location / { root $PWD/$side/files; open_file_cache max=10; }
        location = /put { proxy_pass http://127.0.0.1:$counter_port; proxy_http_version 1.1; proxy_request_buffering off; }
    }"
    launch counter "$java" -Xmx64m -cp "$work/classes" BodyCounter "$counter_port"
    await counter "http://127.0.0.1:$counter_port/"
    await backend "http://127.0.0.1:$backend_port/200"
    haproxy_hop haproxy-back "$back_haproxy" "    server only 127.0.0.1:$backend_port"
    haproxy_hop haproxy-front "$front_haproxy" "    balance hdr(key)
    hash-type consistent
    server one 127.0.0.1:$back_haproxy
    server two 127.0.0.2:$back_haproxy"
    nginx_hop nginx-back "$back_nginx" "server 127.0.0.1:$backend_port;"
    nginx_hop nginx-front "$front_nginx" "hash \$http_key consistent; server 127.0.0.1:$back_nginx; server 127.0.0.2:$back_nginx;"
    await haproxy-front "http://127.0.0.1:$front_haproxy/200"
    await nginx-front "http://127.0.0.1:$front_nginx/200"
}

allocated() { # bytes that both sidecars have allocated since they began; a collection brings their counters up to date
    local port name
    for name in receiver owner; do
        "${java%java}jcmd" "${pids[$name]}" GC.run > /dev/null
    done
    sleep 0.2
    for port in "$side_debug" "$owner_debug"; do
        curl -s "http://127.0.0.1:$port/actuator/prometheus" | awk '/^jvm_gc_memory_allocated_bytes_total/ { printf "%.0f\n", $NF }'
    done | awk '{ sum += $1 } END { printf "%.0f", sum }'
}

saturate() { # saturate <server> <round> <seconds>
    local server=$1 round=$2 before after answers
    # shellcheck disable=SC2046
    before=$(all_ticks $(side_processes "$server"))
    wrk -t1 -c32 "-d${3}s" -H "key: $key" "http://127.0.0.1:$(side_port "$server")/200" > "$side/wrk"
    # shellcheck disable=SC2046
    after=$(all_ticks $(side_processes "$server"))
    answers=$(awk '/ requests in / { print $1 }' "$side/wrk")
    [ "${answers:-0}" -gt 0 ] && ! grep 'Non-2xx\|Socket errors' "$side/wrk" >&2 || die "$server does not answer as it should"
    [ "$round" = 0 ] || {
        side_result rate "$server" "$round" "$(awk '/^Requests\/sec/ { print $2 }' "$side/wrk")"
        side_result cpu "$server" "$round" "$(awk "BEGIN { print ($after - $before) * 1e4 / $answers }")"
    }
    echo "$answers"
}

one_connection() { # one_connection <server> <round>
    wrk -t1 -c1 -d2s --latency -H "key: $key" "http://127.0.0.1:$(side_port "$1")/200" > "$side/wrk"
    side_result one "$1" "$2" "$(awk '$1 == "50%" { v = $2; if (v ~ /us$/) print v / 1000; else print v + 0 }' "$side/wrk")"
}

paced() { # paced <server> <round> <rate>: all by the same rate, half of what the sidecars reach
    local answers errors p50 p99
    read -r answers errors p50 p99 < <("$java" -Xmx128m -cp "$work/classes" Gets "$(side_port "$1")" /200 "key: $key" "$3" 5 2)
    [ "$errors" = 0 ] || die "$1: $errors of $answers requests failed at $3 a second"
    say "$1: $answers at $3/s, p50 $p50 ms, p99 $p99 ms"
    side_result p99 "$1" "$2" "$p99"
    side_result paced "$1" "$2" "$3"
}

large() { # large <server> <round>
    local speed
    speed=$(curl -sf -H "key: $key" -o /dev/null -w '%{speed_download}' "http://127.0.0.1:$(side_port "$1")/1g") \
        || die "$1 did not pass 1 GiB"
    side_result large "$1" "$2" "$(awk "BEGIN { print $speed / 1048576 }")"
}

get_all() { # get_all <file>: through both sidecars
    curl -sf -H "key: $key" -o /dev/null "http://127.0.0.1:$side_http/$1"
}

put_all() { # put_all <file>: the backend must have read it all
    local length
    length=$(curl -sf -H "key: $key" -T "$side/files/$1" "http://127.0.0.1:$side_http/put") || return
    [ "$length" = "$(stat -c %s "$side/files/$1")" ]
}

# 1 GiB each way and 32 bodies of 20 MiB at a time each way, in a small heap.
small_heap() {
    local i bodies=() most=0 name resident
    sidecar_pair -Xmx64m
    get_all 1g && put_all 1g || die "1 GiB did not pass in a heap of 64 MiB"
    for i in {1..32}; do
        put_all 20m &
        bodies+=($!)
        get_all 20m &
        bodies+=($!)
    done
    for i in "${bodies[@]}"; do
        wait "$i" || die "a body did not pass in a heap of 64 MiB"
    done
    for name in receiver owner; do
        resident=$(awk '/^VmHWM/ { print int($2 / 1024) }' "/proc/${pids[$name]}/status")
        [ "$resident" -le "$most" ] || most=$resident
    done
    side_result resident hera 1 "$most"
    stop receiver owner
}

# Until it is ready: a registry node and a sidecar, each the only one of its kind.
side_starts() {
    local round port=$side_debug
    printf '["127.0.0.1:%d"]\n' "$side_ring" > "$side/alone.json"
    for round in 0 1 2 3 4 5; do
        side_start "$round" registry "$java" -jar target/hera.jar -n alone -b 127.0.0.1 -p "$port"
        side_start "$round" hera "$java" -jar target/hera.jar sidecar --listen.http "127.0.0.1:$side_http" \
            --listen.ringpop "127.0.0.1:$side_ring" --listen.debug "127.0.0.1:$port" --drain 0 \
            --discovery.json.file "$side/alone.json"
    done
}

side_start() { # side_start <round> <server> <command...>
    local round=$1 server=$2 millis cpu resident
    shift 2
    read -r _ millis cpu resident < <("$java" -cp "$work/classes" Start "$side_debug" /actuator/health/readiness 0.1 \
        "$work/logs/start-$server.log" "$@") || die "$server did not start, see $work/logs/start-$server.log"
    say "start of $server: $millis ms, $cpu ms of processor time, $resident KiB"
    [ "$round" = 0 ] || side_result ready "$server" "$round" "$millis"
}

jmh_jars() {
    find "${MAVEN_REPOSITORY:-$HOME/.m2/repository}" \( -path '*/openjdk/jmh/*' -o -path '*/jopt-simple/*' \
        -o -path '*/commons-math3/*' \) -name '*.jar' -printf '%p:' 2> /dev/null || true
}

# The owner of a key by JMH. The build has brought its jars, but for the one that generates code.
lookups() {
    local jars version
    jars=$(jmh_jars)
    if ! [[ $jars = *jmh-generator-annprocess* ]]; then
        version=$(sed -n 's:.*<jmh.version>\(.*\)</.*:\1:p' pom.xml src/server/pom.xml)
        mvn -q -B -N dependency:get -Dartifact="org.openjdk.jmh:jmh-generator-annprocess:$version" >&2 || true
        jars=$(jmh_jars)
    fi
    [[ $jars = *jmh-generator-annprocess* ]] || { say "JMH is missing, look-ups are left out"; return; }
    mkdir -p "$work/jmh"
    "${java}c" -proc:full -version > /dev/null 2>&1 && local full=-proc:full
    "${java}c" ${full:+"$full"} -nowarn -d "$work/jmh" -cp "target/hera.jar:$jars" src/server/src/jmh/java/hera/sidecar/ring/HashRingBenchmark.java
    "$java" -cp "$work/jmh:target/hera.jar:$jars" org.openjdk.jmh.Main -prof gc -p members=10,1000 -rf csv -rff "$side/jmh.csv" \
        HashRingBenchmark.owner\$ > "$work/logs/jmh.log" 2>&1 || { say "JMH failed, look-ups are left out, see $work/logs/jmh.log"; return; }
    tr -d '"\r' < "$side/jmh.csv" | while IFS=, read -r name _ _ _ score _ unit members; do
        case "$name $unit" in
            *.owner\ ns/op) side_result "lookup-$members" hera 1 "$score" ;;
            *alloc.rate.norm\ B/op) side_result "lookup-bytes-$members" hera 1 "$score" ;;
        esac
    done
}

measure_sidecars() {
    local round server rate total=0 bytes answers
    mkdir -p "$side"
    say "look-ups"
    lookups
    say "starts"
    side_starts
    start_sidecars
    say "a heap of 64 MiB"
    small_heap
    sidecar_pair -Xmx256m
    say "warming up: 200,000 requests"
    while [ "$total" -lt 200000 ]; do
        total=$((total + $(saturate hera 0 4)))
    done
    for server in haproxy nginx; do
        saturate "$server" 0 1 > /dev/null
    done
    for round in 1 2 3; do
        say "round $round of 3"
        for server in haproxy nginx direct; do
            saturate "$server" "$round" 3 > /dev/null
        done
        bytes=$(allocated)
        answers=$(saturate hera "$round" 3)
        side_result allocated hera "$round" "$(awk "BEGIN { print ($(allocated) - $bytes) / 1024 / $answers }")"
        for server in direct hera haproxy nginx; do
            one_connection "$server" "$round"
        done
        for server in hera nginx haproxy; do
            large "$server" "$round"
        done
    done
    rate=$(awk -F'\t' '$1 == "SIDE" && $2 == "rate" && $3 == "hera" { sum += $5; n++ } END { printf "%d", sum / n / 2 }' "$results")
    say "half the rate, $rate a second"
    for round in 1 2 3; do
        for server in haproxy hera nginx; do
            paced "$server" "$round" "$rate"
        done
    done
}
