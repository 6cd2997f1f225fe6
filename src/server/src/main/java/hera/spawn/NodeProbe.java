package hera.spawn;

import hera.foundation.time.SystemClock;
import hera.foundation.time.Workers;
import hera.spawn.delivery.HealthChecks;
import hera.spawn.delivery.NodesTls;
import hera.spawn.door.SpawnDoor;
import hera.spawn.log.NodeRow;
import java.io.PrintWriter;
import java.util.concurrent.ExecutorService;
import picocli.CommandLine;

/** The check of {@code -t}: prints the effective configuration, and whether each node is up. Opens no port and no store. */
final class NodeProbe {
    private final PrintWriter out;

    NodeProbe(PrintWriter out) {
        this.out = out;
    }

    /** Returns the exit code: 1 when an active node is down. */
    int run(SpawnSettings settings) {
        out.print(NestedJson.of(SpawnKeys.TABLE.printed(settings)));
        ExecutorService workers = Workers.named("spawn-test");
        try (SystemClock clock = SystemClock.started()) {
            NodesTls tls = new NodesTls(SpawnDoor.toNodes(settings.secrets()));
            HealthChecks health = new HealthChecks(settings.health(), tls, clock, workers);
            boolean allUp = true;
            for (ConfiguredNode entry : settings.get(SpawnKeys.NODES)) {
                String fault = health.faultOf(
                        new NodeRow(1, entry.address(), entry.secure(), 0, entry.active(), false, false, 0, 0));
                out.println(entry.address() + (fault == null ? " up" : " down: " + fault));
                allUp &= fault == null || !entry.active();
            }
            out.flush();
            return allUp ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } finally {
            workers.shutdownNow();
        }
    }
}
