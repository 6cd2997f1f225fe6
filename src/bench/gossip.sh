# What `src/bench/run gossip` measures; it is read by that script and uses its functions.
# shellcheck shell=bash

start_three() { # start_three [java]
    local i java=${1:-$java}
    { echo "cluster:"
        for i in 0 1 2; do
            printf '  n%d:\n    host: 127.0.0.1\n    port: %d\n' "$i" $((base + i))
        done
    } > "$work/three.yml"
    for i in 0 1 2; do
        launch "n$i" "$java" -Xmx256m -jar target/hera.jar -c "$work/three.yml" -n "n$i" -b 127.0.0.1 -p $((base + i))
    done
    for i in 0 1 2; do
        await "n$i" "http://127.0.0.1:$((base + i))/actuator/health/readiness"
    done
}

measure_gossip() {
    local round result ports="$base $((base + 1)) $((base + 2))"
    start_three
    say "warming up"
    # shellcheck disable=SC2086
    "$java" -cp "$work/classes" Lag $ports 1000 5 > /dev/null
    sleep 3
    for round in 1 2 3; do
        say "round $round of 3"
        # shellcheck disable=SC2086
        result=$("$java" -cp "$work/classes" Lag $ports 1000 10) || say "a write was not seen: $result"
        printf '%s\tidle\n' "${result// /$'\t'}" >> "$results"
        launch pace "$java" -cp "$work/classes" Pace "$base" /busy 1000 2000 25 0 same
        sleep 1
        # shellcheck disable=SC2086
        result=$("$java" -cp "$work/classes" Lag $ports 1000 10) || say "a write was not seen: $result"
        printf '%s\tsame\n' "${result// /$'\t'}" >> "$results"
        stop pace
        launch pace "$java" -cp "$work/classes" Pace "$base" /busy 1000 2000 25 0 changed
        sleep 1
        # shellcheck disable=SC2086
        result=$("$java" -cp "$work/classes" Lag $ports 1000 10) || say "a write was not seen: $result"
        printf '%s\tchanged\n' "${result// /$'\t'}" >> "$results"
        stop pace
    done
}
