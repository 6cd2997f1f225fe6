package hera.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Scripts in a network of their own; they need no rights but those that a user has over namespaces of their own. */
public final class Namespaces {
    /**
     * Functions for scripts. {@code host NAME IP} adds a host to the network, {@code on NAME command...} runs something
     * on it, {@code pull NAME} and {@code plug NAME} its cable. {@code start NAME flags...} starts a node on it and waits
     * until it is ready, {@code vanish NAME} ends it and its host, with all that it had not yet sent; {@code put NAME path},
     * {@code has NAME path} and {@code has_not NAME path} ask it. {@code until_that command...} waits as long as all nodes
     * live. All ends with the script.
     */
    public static final String HOSTS = """
            set -eE
            trap 'echo "failed: $BASH_COMMAND"' ERR
            declare -A host node
            trap 'kill $(jobs -p) 2>/dev/null' EXIT
            jar=$1
            ip link set lo up
            ip link add hub type bridge
            ip link set hub up
            on() { local name=$1; shift; nsenter --net --target ${host[$name]} "$@"; }
            host() {
                unshare --net sleep 600 & host[$1]=$!
                until [ "$(readlink /proc/${host[$1]}/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do :; done
                ip link add $1 type veth peer name eth
                ip link set eth netns ${host[$1]}
                ip link set $1 master hub up
                on $1 ip link set lo up
                on $1 ip address add $2/24 dev eth
                on $1 ip link set eth up
            }
            pull() { ip link set $1 down; }
            plug() { ip link set $1 up; }
            until_that() {
                until "$@"; do
                    for name in "${!node[@]}"; do kill -0 ${node[$name]} || { cat $name.log; exit 1; }; done
                done
            }
            has() { on $1 curl -sf -m 10 -o /dev/null 127.0.0.1:8080$2; }
            has_not() { [ "$(on $1 curl -s -m 10 -o /dev/null -w '%{http_code}' 127.0.0.1:8080$2)" = 404 ]; }
            put() { on $1 curl -sf -m 10 -X PUT -d '{}' 127.0.0.1:8080$2 > /dev/null; }
            start() {
                local name=$1; shift
                nsenter --net --target ${host[$name]} \\
                    "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m -jar "$jar" \\
                    -n $name -p 8080 "$@" >> $name.log 2>&1 &
                node[$name]=$!
                until_that has $name /actuator/health/readiness
            }
            vanish() {
                ip link delete $1
                kill -9 ${node[$1]} ${host[$1]}
                wait ${node[$1]} ${host[$1]} 2> /dev/null || unset node[$1]
            }
            """;

    private static final long LONGEST_MINUTES = 5;
    private static final int END_OF_PATIENCE = 124;

    private Namespaces() {}

    /** What a script printed, to both outputs, and how it ended. */
    public record Result(int code, String output) {}

    /** Whether there are namespaces for everybody, and cables and switches in them. */
    public static boolean areAvailable(Path directory) throws IOException {
        return run(directory, "ip link add hub type bridge && ip link add near type veth peer name far")
                        .code()
                == 0;
    }

    /** Runs a script of bash in the directory; {@code $1} is the built jar. What takes minutes is ended, with code 124. */
    public static Result run(Path directory, String script) throws IOException {
        Path out = Files.createTempFile(directory, "script", ".txt");
        ProcessBuilder builder = new ProcessBuilder(
                        "unshare",
                        "--map-root-user",
                        "--net",
                        "bash",
                        "-c",
                        script,
                        "script",
                        HeraProcess.jar().toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try {
            Process process = builder.start();
            int code = process.onExit()
                    .completeOnTimeout(process, LONGEST_MINUTES, TimeUnit.MINUTES)
                    .thenApply(ended -> ended.isAlive() ? END_OF_PATIENCE : ended.exitValue())
                    .join();
            process.destroy();
            return new Result(code, Files.readString(out, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return new Result(1, e.toString());
        }
    }
}
