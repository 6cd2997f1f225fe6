# What `src/bench/run security` measures; it is read by that script and uses its functions. BEFORE names a jar of an earlier
# commit, which is then measured in the same rounds.
# shellcheck shell=bash

folder=$work/security
waits=${WAITS:-10000}
open_port=$base token_port=$((base + 1)) tls_port=$((base + 2)) before_port=$((base + 3))

# Keys, certificates and tokens; the nodes n0 to n2 of a cluster, and one alone.
secrets() {
    rm -rf "$folder"
    "$java" -jar target/hera.jar secure init --dir "$folder" --node alone=localhost --node n0 --node n1 --node n2 > /dev/null
    "$java" -jar target/hera.jar secure token peer --dir "$folder" --scope peer > /dev/null
    # The service's own token: a write with the administrator's is a line of the log.
    "$java" -jar target/hera.jar secure token bench --dir "$folder" --scope read:bench --scope write:bench > /dev/null
    local file=$folder/tls-off.yml
    printf 'security: {tls: false, tokens: %s, peer-token: %s}\n' tokens.yml tokens/peer > "$file"
}

token() { cat "$folder/tokens/$1"; }

as() { # as <admin>: flags of the JVM of a client that sends the token, over TLS
    printf -- '-Dbench.tls=true\n-Dbench.token=%s\n' "$(token "$1")"
}

start_nodes() {
    launch open "$java" "${heap[@]}" -jar target/hera.jar -n alone -b 127.0.0.1 -p "$open_port"
    launch token "$java" "${heap[@]}" -jar target/hera.jar -c "$folder/tls-off.yml" -n alone -b 127.0.0.1 -p "$token_port"
    launch tls "$java" "${heap[@]}" -jar target/hera.jar --security "$folder" -n alone -b 127.0.0.1 -p "$tls_port"
    [ -z "${BEFORE:-}" ] || launch before "$java" "${heap[@]}" -jar "$BEFORE" -n alone -b 127.0.0.1 -p "$before_port"
    await open "http://127.0.0.1:$open_port/actuator/health/readiness"
    await token "http://127.0.0.1:$token_port/actuator/health/readiness"
    for _ in {1..300}; do
        ! curl -skf -o /dev/null "https://127.0.0.1:$tls_port/actuator/health/readiness" || break
        sleep 0.1
    done
    [ -z "${BEFORE:-}" ] || await before "http://127.0.0.1:$before_port/actuator/health/readiness"
}

# Requests a second, and microseconds of the server's processor for each.
load() { # load <case> <send> <server> <url> <seconds> <round>
    local before after result
    before=$(ticks "$3")
    result=$(SEND=$2 wrk -t2 -c"$connections" -d"${5}s" -H "Authorization: Bearer $(token bench)" -s src/bench/requests.lua \
        "$4/bench" | grep ^RESULT) || die "$1 at $3 failed"
    after=$(ticks "$3")
    # RESULT <answers> <microseconds> <errors>
    awk -v what="$1" -v server="$3" -v t=$((after - before)) -v round="$6" '{
        if ($4 > 0) print "errors: " $0 > "/dev/stderr"
        printf "RATE\t%s\t%s\t%s\t%.1f\t%.3f\n", what, server, round, $2 / $3 * 1e6, t * 1e4 / $2 }' <<< "$result" \
        | if [ "$6" = 0 ]; then cat > /dev/null; else cat >> "$results"; fi
}

loads() { # loads <round> <seconds>
    local server scheme port
    for what in put-same get; do
        for server in open token tls ${BEFORE:+before}; do
            scheme=http
            [ "$server" != tls ] || scheme=https
            port=${server}_port
            load "${what%-same}" "$what" "$server" "$scheme://127.0.0.1:${!port}" "$2" "$1"
        done
    done
}

starts_of() { # starts_of <name> <flags of the client...> -- <command...>
    local name=$1 flags=() result
    shift
    while [ "$1" != -- ]; do flags+=("$1"); shift; done
    shift
    result=$("$java" "${flags[@]}" -cp "$work/classes" Start $((base + 6)) /actuator/health/readiness 1 "$work/logs/start.log" "$@")
    printf '%s\t%s\n' "${result// /$'\t'}" "$name" >> "$results"
}

start_cluster() { # start_cluster <open|tls>
    local i more=()
    [ "$1" = open ] || more=(--security "$folder")
    { echo "cluster:"
        for i in 0 1 2; do
            printf '  n%d:\n    host: 127.0.0.1\n    port: %d\n' "$i" $((base + i))
        done
    } > "$work/three.yml"
    for i in 0 1 2; do
        launch "n$i" "$java" -Xmx256m -jar target/hera.jar -c "$work/three.yml" "${more[@]}" -n "n$i" -b 127.0.0.1 -p $((base + i))
    done
    for i in 0 1 2; do
        for _ in {1..300}; do
            ! curl -skf -o /dev/null "http${more:+s}://127.0.0.1:$((base + i))/actuator/health/readiness" || break
            sleep 0.1
        done
    done
}

spread() { # spread <open|tls>
    local flags=() round result
    [ "$1" = open ] || mapfile -t flags < <(as admin)
    start_cluster "$1"
    for round in 0 1 2 3; do
        result=$("$java" "${flags[@]}" -cp "$work/classes" Lag "$base" $((base + 1)) $((base + 2)) 800 10) || die "a write was not seen: $result"
        [ "$round" = 0 ] || printf '%s\t%s\n' "${result// /$'\t'}" "$1" >> "$results"
    done
    stop n0 n1 n2
}

used() { # used <server>: bytes of its heap after a collection
    jcmd "${pids[$1]}" GC.run > /dev/null
    jcmd "${pids[$1]}" GC.heap_info | awk '/ used / { for (i = 1; i < NF; i++) if ($i == "used") sum += $(i + 1) } /Metaspace/ { exit } END { print sum * 1024 }'
}

held() { # held <open|tls>
    local flags=() more=() before after
    [ "$1" = open ] || { mapfile -t flags < <(as admin); more=(--security "$folder"); }
    printf 'max-held-requests: 20000\nmax-client-held: 20000\nmax-client-connections: 30000\n' > "$work/held.yml"
    launch held "$java" -Xms2g -Xmx2g -XX:+UseSerialGC -jar target/hera.jar -c "$work/held.yml" "${more[@]}" -n alone -b 127.0.0.1 -p "$base"
    for _ in {1..300}; do
        ! curl -skf -o /dev/null "http${more:+s}://127.0.0.1:$base/actuator/health/readiness" || break
        sleep 0.1
    done
    "$java" "${flags[@]}" -cp "$work/classes" Waits "$base" 200 once > /dev/null
    before=$(used held)
    launch waits "$java" -Xmx3g "${flags[@]}" -cp "$work/classes" Waits "$base" "$waits" stay
    for _ in {1..900}; do
        grep -q "^HELD $waits" "$work/logs/waits.log" && break
        kill -0 "${pids[waits]}" 2> /dev/null || die "waits: $(cat "$work/logs/waits.log")"
        sleep 0.2
    done
    after=$(used held)
    printf 'HELD\t%s\t%s\t%s\n' "$1" "$waits" $(((after - before) / waits)) >> "$results"
    stop waits held
}

measure_security() {
    local round flags
    ulimit -n "$(ulimit -Hn)"
    secrets
    mapfile -t flags < <(as admin)
    say "starting the nodes"
    start_nodes
    say "warming up"
    loads 0 4
    for round in 1 2 3 4 5 6 7; do
        say "round $round of 7"
        loads "$round" 2
    done
    stop
    say "starts"
    for round in 1 2 3 4 5; do
        starts_of open -- "$java" -Xmx256m -jar target/hera.jar -n alone -b 127.0.0.1 -p $((base + 6))
        [ -z "${BEFORE:-}" ] || starts_of before -- "$java" -Xmx256m -jar "$BEFORE" -n alone -b 127.0.0.1 -p $((base + 6))
        starts_of tls "${flags[@]}" -- "$java" -Xmx256m -jar target/hera.jar --security "$folder" -n alone -b 127.0.0.1 -p $((base + 6))
    done
    say "from a write to a read"
    spread open
    spread tls
    say "$waits waits"
    held open
    held tls
}
