# What `src/bench/run heartbeats` measures; it is read by that script and uses its functions.
# shellcheck shell=bash

three="$base,$((base + 1)),$((base + 2))"

all_ticks() { # all_ticks <server...>
    local name total=0
    for name in "$@"; do
        total=$((total + $(ticks "$name")))
    done
    echo "$total"
}

pulls() { # how many pulls the three nodes have made so far
    local i
    for i in 0 1 2; do
        curl -sf "http://127.0.0.1:$((base + i))/actuator/prometheus"
    done | awk '/^hera_gossip_rounds_total/ { sum += $NF } END { printf "%d", sum }'
}

wire_bytes() { # what the three nodes have sent and received as each other's clients, headers and all
    ss -tinHp state established | awk -v pids=",${pids[n0]},${pids[n1]},${pids[n2]}," -v ports=",$three," '
        /pid=/ { match($0, /pid=[0-9]+/); pid = substr($0, RSTART + 4, RLENGTH - 4); split($4, to, ":")
            ours = index(pids, "," pid ",") && index(ports, "," to[length(to)] ",") }
        / bytes_/ && ours { for (i = 1; i <= NF; i++) if ($i ~ /^bytes_(sent|received):/) { split($i, n, ":"); sum += n[2] } }
        END { printf "%d", sum }'
}

threads() { # threads <server...>: kinds of threads, and the hundredths of a second that each has used
    local name
    for name in "$@"; do
        cat "/proc/${pids[$name]}"/task/*/stat || true # one may have ended
    done 2> /dev/null | awk '
        { from = index($0, "(") + 1; to = match($0, /\) [A-Z] /); name = substr($0, from, to - from); split(substr($0, to + 2), f, " ")
            kind = name ~ /Compiler/ ? "compilers" : name ~ /^(http|container)/ ? "requests" : name ~ /^hera-peer/ ? "pulls" : \
                name ~ /^(hera|Catalina)/ ? "timers" : "jvm"
            sum[kind] += f[12] + f[13] }
        END { for (kind in sum) print kind, sum[kind] }' | sort
}

# Of one load: microseconds of the servers' processors for each heartbeat, pulls and bytes between the three for each.
beat() { # beat <case> <setup> <ports> <rate> <same|changed|renew> <server...>
    local what=$1 setup=$2 ports=$3 rate=$4 send=$5 path=/beat
    shift 5
    local warm=5 seconds=12 t0 t1 p0=0 p1=0 b0=0 b1=0 began ended
    [ "$send" != renew ] || path=/eureka/apps/BENCH
    launch pace "$java" -cp "$work/classes" Pace "$ports" "$path" 1000 "$rate" $((warm + seconds + 3)) 0 "$send"
    sleep "$warm"
    [ "$setup" = alone ] || [ "$send" = renew ] || { p0=$(pulls) b0=$(wire_bytes); }
    threads "$@" > "$work/threads0"
    began=$(date +%s%N) t0=$(all_ticks "$@")
    sleep "$seconds"
    t1=$(all_ticks "$@") ended=$(date +%s%N)
    threads "$@" > "$work/threads1"
    [ "$setup" = alone ] || [ "$send" = renew ] || { p1=$(pulls) b1=$(wire_bytes); }
    wait "${pids[pace]}" || die "pace: $(cat "$work/logs/pace.log")"
    unset 'pids[pace]'
    # Those that were still due at the end count as refused.
    [ "$(cut -d' ' -f3 "$work/logs/pace.log")" -le $((rate / 10)) ] || die "$what $setup: $(cat "$work/logs/pace.log")"
    awk -v OFS='\t' -v n="$rate" -v ns=$((ended - began)) -v t=$((t1 - t0)) -v p=$((p1 - p0)) -v b=$((b1 - b0)) \
        -v what="$what" -v setup="$setup" \
        'BEGIN { n *= ns / 1e9; print "BEAT", what, setup, t * 1e4 / n, p / n, b / n }' >> "$results"
    join "$work/threads0" "$work/threads1" | awk -v OFS='\t' -v n="$rate" -v ns=$((ended - began)) -v what="$what" \
        -v setup="$setup" '{ print "THREADS", what, setup, $1, ($3 - $2) * 1e4 / (n * ns / 1e9) }' >> "$results"
}

lags() { # lags <case>: 400 lone changes, 50 ms apart
    local result
    result=$("$java" -cp "$work/classes" Lag "$base" $((base + 1)) $((base + 2)) 400 50) || say "a write was not seen: $result"
    printf '%s\t%s\n' "${result// /$'\t'}" "$1" >> "$results"
}

under() { # under <case> <ports> <rate> <same|changed>
    launch pace "$java" -cp "$work/classes" Pace "$2" /beat 1000 "$3" 30 0 "$4"
    sleep 2
    lags "$1"
    stop pace
}

idle() {
    local seconds=15 before
    sleep 5
    before=$(all_ticks n0 n1 n2)
    sleep "$seconds"
    printf 'IDLE\t%s\n' "$(awk "BEGIN { print ($(all_ticks n0 n1 n2) - $before) / $seconds / 3 }")" >> "$results"
}

# Three servers that copy to each other have three host names: Eureka takes its own for itself.
start_eurekas() {
    local i j urls
    for i in 0 1 2; do
        urls=
        for j in 0 1 2; do
            [ "$i" = "$j" ] || urls+=${urls:+,}http://127.0.0.$((j + 1)):$((base + 5 + j))/eureka/
        done
        launch "e$i" "$java" -Xmx256m -jar "$work/eureka/eureka.jar" --server.port=$((base + 5 + i)) \
            --server.address="127.0.0.$((i + 1))" --eureka.instance.hostname="127.0.0.$((i + 1))" \
            --eureka.client.service-url.defaultZone="$urls"
    done
    for i in 0 1 2; do
        await "e$i" "http://127.0.0.$((i + 1)):$((base + 5 + i))/eureka/apps"
    done
}

register_eureka() { # register_eureka <port>: 1,000 instances
    local i
    for i in {0..999}; do
        printf 'next\nurl = "http://127.0.0.1:%d/eureka/apps/BENCH"\nsilent\nfail\nheader = "Content-Type: application/json"\n' "$1"
        printf 'data = "{%s}"\n' "\\\"instance\\\":{\\\"instanceId\\\":\\\"i-$i\\\",\\\"hostName\\\":\\\"10.0.0.1\\\",\\\"app\\\":\\\"BENCH\\\",\\\"ipAddr\\\":\\\"10.0.0.1\\\",\\\"status\\\":\\\"UP\\\",\\\"port\\\":{\\\"\$\\\":8080,\\\"@enabled\\\":\\\"true\\\"},\\\"dataCenterInfo\\\":{\\\"@class\\\":\\\"com.netflix.appinfo.InstanceInfo\$DefaultDataCenterInfo\\\",\\\"name\\\":\\\"MyOwn\\\"}}"
    done | sed 1d > "$work/eureka.curl"
    curl -K "$work/eureka.curl"
}

measure_eurekas() {
    export SERVER_TOMCAT_MAX_KEEP_ALIVE_REQUESTS=-1 # the load keeps its connections
    start_eureka
    register_eureka "$eureka_port"
    beat 1000-warm alone "$eureka_port" 1000 renew eureka
    beat 1000-eureka alone "$eureka_port" 1000 renew eureka
    stop eureka
    start_eurekas
    register_eureka $((base + 5))
    beat 1000-warm one $((base + 5)) 1000 renew e0 e1 e2
    beat 1000-eureka one $((base + 5)) 1000 renew e0 e1 e2
}

measure_heartbeats() {
    local alone=$((base + 3))
    start_three
    launch alone "$java" -Xmx256m -jar target/hera.jar -c src/bench/hera.yml -n alone -b 127.0.0.1 -p "$alone"
    await alone "http://127.0.0.1:$alone/"
    say "warming up"
    "$java" -cp "$work/classes" Pace "$alone" /beat 1000 3000 8 0 changed > /dev/null &
    "$java" -cp "$work/classes" Pace "$three" /beat 1000 3000 8 0 changed > /dev/null
    wait $!
    "$java" -cp "$work/classes" Lag "$base" $((base + 1)) $((base + 2)) 1000 5 > /dev/null
    # Changes at 3,000 a second share their pulls. Without this, the pulls of the slower rates would be compiled while they are measured.
    "$java" -cp "$work/classes" Pace "$alone" /beat 1000 300 60 0 changed > /dev/null &
    "$java" -cp "$work/classes" Pace "$base" /beat 1000 300 60 0 changed > /dev/null
    wait $!
    "$java" -cp "$work/classes" Pace "$alone" /beat 1000 1000 20 0 same > /dev/null &
    "$java" -cp "$work/classes" Pace "$three" /beat 1000 1000 20 0 same > /dev/null
    wait $!
    say "an idle cluster"
    idle
    lags idle
    say "heartbeats"
    beat 1000 alone "$alone" 1000 same alone
    beat 1000 one "$base" 1000 same n0 n1 n2
    beat 1000 round "$three" 1000 same n0 n1 n2
    beat 100 alone "$alone" 100 same alone
    beat 100 one "$base" 100 same n0 n1 n2
    beat 300 alone "$alone" 300 changed alone
    beat 300 one "$base" 300 changed n0 n1 n2
    say "a change under load"
    under same "$three" 1000 same
    under changed "$base" 300 changed
    stop
    if [ -e "$work/eureka/eureka.jar" ]; then
        say "Eureka"
        measure_eurekas
    fi
}
