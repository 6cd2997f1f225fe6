# What `src/bench/run client` and `spring` measure; it is read by that script and uses its functions.
# shellcheck shell=bash

# Rows of a table, by tests that are measurements; the JVM that runs them compiles as an application's does.
measure_library() { # measure_library <test class>
    rm -f "$work/rows"
    mvn -q -B -Psimulation -pl src/spring-cloud -am verify -Dtest=NONE -Dit.test="$1" -DargLine=-Xmx2g \
        -Dmaven.javadoc.skip -Dfigures.out="$PWD/$work/rows" > "$work/logs/$mode.log" 2>&1 \
        || die "a measurement failed, see $work/logs/$mode.log"
    sed 's/^/ROW\t/' "$work/rows" >> "$results"
}
