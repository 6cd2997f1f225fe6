# What `src/bench/run quick` and `full` measures; it is read by that script and uses its functions.
# shellcheck shell=bash

ticks() { # ticks <server>: hundredths of a second of CPU that it and its children have used
    local pid=${pids[$1]} total=0 stat process
    for process in $pid $(pgrep -P "$pid" || true); do
        read -r stat < "/proc/$process/stat"
        # shellcheck disable=SC2086
        set -- ${stat##*) }
        total=$((total + ${12} + ${13}))
    done
    echo "$total"
}

# Hundredths of a second of CPU that the machine has used, without this shell and what it has waited for.
busy_ticks() {
    local total own
    total=$(awk '/^cpu / { print $2 + $3 + $4 + $7 + $8 }' /proc/stat)
    own=$(awk '{ sub(/.*\) /, ""); print $12 + $13 + $14 + $15 }' "/proc/$$/stat")
    echo $((total - own))
}

# What is measured, as it is called in requests.lua: case, server, what to send, path, connections, units an answer stands for.
cases=(
    "put hera put-changed /bench 32 1"
    "put raw put-changed /bench 32 1"
    "put eureka eureka /eureka/apps/BENCH 32 1"
    "put nginx put-changed /put 32 1"
    "put etcd etcd /v3/lease/keepalive 32 1"
    "same hera put-same /bench 32 1"
    "get raw get /bench 32 1"
    "get hera get /bench 32 1"
    "get eureka get /eureka/apps/BENCH 32 1"
    "get nginx get /bench 32 1"
    "304 raw get /bench 32 1"
    "304 hera get /bench 32 1"
    "304 nginx get /bench 32 1"
    "large hera get /large 32 1"
    "large raw get /large 32 1"
    "large-under-puts hera get /large 32 1"
    "large-beside-puts hera get /large 32 1"
    "filtered hera get /large?where=host:10.0.0.7 32 1"
    "filtered-under-puts hera get /large?where=host:10.0.0.7 32 1"
    "gzip hera gzip /large 32 1"
    "gzip-under-puts hera gzip /large 32 1"
    "batch hera batch-changed / 8 1000"
    "batch-same hera batch-same / 8 1000"
)

tag() { # tag <server> <path>
    local port=${1}_port
    curl -sf -o /dev/null -D - "http://127.0.0.1:${!port}$2" | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p'
}

measure() { # measure <round> <seconds> <case> <server> <send> <path> <connections> <units>
    local round=$1 seconds=$2 what=$3 server=$4 send=$5 path=$6 connections=$7 units=$8
    local busy foreign
    local port=${server}_port before after result none_match='' pace=''
    if [ "$what" = 304 ]; then
        none_match=$(tag "$server" "$path")
    fi
    case $what in
        *-under-puts) pace=/large ;;
        large-beside-puts) pace=/other ;;
    esac
    if [ -n "$pace" ]; then
        launch pace "$java" -cp "$work/classes" Pace "${!port}" "$pace" 1000 5000 $((seconds + 2)) 1 changed
        sleep 1
    fi
    before=$(ticks "$server") busy=$(busy_ticks)
    result=$(SEND=$send ROUND=$round ${none_match:+env IF_NONE_MATCH="$none_match"} env LEASES="$work/leases" \
        wrk -t2 -c"$connections" -d"${seconds}s" -s src/bench/requests.lua "http://127.0.0.1:${!port}$path" | grep ^RESULT) \
        || die "no result of $what $server"
    after=$(ticks "$server") foreign=$(($(busy_ticks) - busy - after + before))
    # shellcheck disable=SC2086
    set -- $result
    [ "$4" = 0 ] || die "$what $server: $4 answers are errors"
    if [ "$round" != 0 ]; then
        printf 'RATE\t%s\t%s\t%s\t%s\t%s\t%s\n' "$what" "$server" "$round" \
            "$(awk "BEGIN { print $2 * $units / ($3 / 1e6) }")" \
            "$(awk "BEGIN { print ($after - $before) * 1e4 / ($2 * $units) }")" \
            "$(awk "BEGIN { print 100 * $foreign / ($3 / 1e4) / $(nproc) }")" >> "$results"
    fi
    if [ -n "$pace" ]; then
        wait "${pids[pace]}" || die "pace: $(cat "$work/logs/pace.log")"
        unset 'pids[pace]'
        if [ "$round" != 0 ]; then
            printf 'PUTS\t%s\t%s\n' "$what" "$(cut -d' ' -f8 "$work/logs/pace.log")" >> "$results"
        fi
    fi
}

measure_all() { # measure_all <round> <seconds>
    local one
    for one in "${cases[@]}"; do
        # shellcheck disable=SC2086
        set -- "$1" "$2" $one
        if [ -n "${pids[$4]:-}" ]; then
            measure "$@"
        fi
    done
}

# The rate is half of what Hera reached above; both servers get the same one, and nobody else is there to disturb them.
measure_pace() {
    local rate round server port
    rate=$(awk -F'\t' '$1 == "RATE" && $2 == "put" && $3 == "hera" { print $5 }' "$results" | sort -n \
        | awk '{ all[NR] = $1 } END { printf "%d", all[int((NR + 1) / 2)] / 2 }')
    for round in $(seq 0 "$pace_rounds"); do
        for server in hera raw; do
            port=${server}_port
            result=$("$java" -cp "$work/classes" Pace "${!port}" /bench 100 "$rate" "$pace_seconds" 1 changed)
            [ "$round" = 0 ] || printf '%s\t%s\t%s\n' "${result// /$'\t'}" "$server" "$rate" >> "$results"
        done
    done
}

other_java() { # the newest JDK from 25 on beside the one that runs this
    local home version best='' best_version=24
    for home in /usr/lib/jvm/*/ /opt/*jdk*/ /opt/java/*/; do
        [ -x "$home/bin/java" ] && [ -f "$home/release" ] || continue
        version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
        if [ "${version:-0}" -gt "$best_version" ]; then
            best=$home/bin/java best_version=$version
        fi
    done
    echo "$best"
}

node=(-n bench -b 127.0.0.1 -p "$start_port")
train() { # train <command...>: a node that makes its archive when it ends
    launch train "$@" -jar target/hera.jar "${node[@]}"
    await train "http://127.0.0.1:$start_port/"
    curl -sf -X PUT -d '{}' "http://127.0.0.1:$start_port/train/one"
    curl -sf "http://127.0.0.1:$start_port/train" > /dev/null
    stop train
}

measure_starts() {
    local round name newer
    newer=$(other_java)
    rm -f "$work/hera.jsa" "$work/hera.aot"
    train "$java" -XX:ArchiveClassesAtExit="$work/hera.jsa"
    [ -z "$newer" ] || train "$newer" -XX:AOTCacheOutput="$work/hera.aot"
    for round in $(seq 0 "$starts"); do
        time_start "$round" eureka /eureka/apps "$java" -jar "$work/eureka/eureka.jar" --server.port="$start_port"
        time_start "$round" hera / "$java" -jar target/hera.jar "${node[@]}"
        time_start "$round" hera-cds / "$java" -XX:SharedArchiveFile="$work/hera.jsa" -jar target/hera.jar "${node[@]}"
        time_start "$round" hera-small / "$java" -XX:SharedArchiveFile="$work/hera.jsa" -XX:+UseSerialGC -Xmx64m -Xss512k \
            -jar target/hera.jar "${node[@]}"
        if [ -n "$newer" ]; then
            time_start "$round" hera-newer / "$newer" -jar target/hera.jar "${node[@]}"
            time_start "$round" hera-aot / "$newer" -XX:AOTCache="$work/hera.aot" -jar target/hera.jar "${node[@]}"
        fi
    done
}

time_start() { # time_start <round> <name> <path> <command...>
    local round=$1 name=$2 path=$3 result
    shift 3
    result=$("$java" -cp "$work/classes" Start "$start_port" "$path" 2 "$work/logs/start-$name.log" "$@") \
        || die "$name did not start, see $work/logs/start-$name.log"
    [ "$round" = 0 ] || printf '%s\t%s\n' "${result// /$'\t'}" "$name" >> "$results"
}
