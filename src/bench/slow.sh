# What `src/bench/run slow` measures; it is read by that script and uses its functions.
# shellcheck shell=bash

# What clients (PUT, 500 a second), probes (a new connection each 10 ms) and peers (from a write to a read on both others) wait.
others() { # others <jdk> <load>
    local client probe lag
    launch pace "$java" -cp "$work/classes" Pace "$base" /clients 1000 500 12 2 changed
    launch probe "$java" -cp "$work/classes" Probe "$base" /livez 10 1000
    lag=$("$java" -cp "$work/classes" Lag "$base" $((base + 1)) $((base + 2)) 400 25) || say "a write was not seen: $lag"
    wait "${pids[pace]}" || die "pace: $(cat "$work/logs/pace.log")"
    wait "${pids[probe]}" || die "probe: $(cat "$work/logs/probe.log")"
    unset 'pids[pace]' 'pids[probe]'
    client=$(cat "$work/logs/pace.log") probe=$(cat "$work/logs/probe.log")
    printf 'SLOW\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$(cut -d' ' -f5 <<< "$client")" "$(cut -d' ' -f4 <<< "$probe")" \
        "$(cut -d' ' -f5 <<< "$lag")" >> "$results"
    say "$1, $2: clients $client, probes $probe, peers $lag"
}

beside() { # beside <jdk> <load> <kind> <connections> <new ones a second>
    launch slow "$java" -cp "$work/classes" Slow "$base" "$3" "$4" "$5" 60
    sleep 3
    others "$1" "$2"
    stop slow
    sleep 1
}

measure_slow() {
    local with name newer round
    newer=$(other_java)
    for with in "$java" $newer; do
        name=$("$with" -version 2>&1 | sed -n '1s/[^"]*"\([0-9]*\).*/\1/p')
        say "JDK $name"
        start_three "$with"
        "$java" -cp "$work/classes" Pace "$base" /clients 1000 2000 10 0 changed > /dev/null
        beside warm warm body 250 0
        for round in 1 2 3; do
            others "$name" alone
            beside "$name" body body 250 0
            beside "$name" head head 250 0
            beside "$name" new body 0 300
            beside "$name" many body 1000 0
        done
        stop
    done
    sed -i '/^SLOW\twarm/d' "$results"
}
