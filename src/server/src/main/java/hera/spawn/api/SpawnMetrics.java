package hera.spawn.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import hera.spawn.edge.EdgeCounts;
import hera.spawn.log.NodeRow;
import hera.spawn.queue.Group;
import hera.spawn.queue.NodeGauge;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The metrics, as a table for people and as Prometheus reads them.
 *
 * @param door who may come in at the operators' port
 * @param aging the monotonic clock's milliseconds
 * @param logBytes of the log's files
 * @param syncs how many times the log was synced to disk
 * @param syncSeconds the seconds that the syncs took
 */
public record SpawnMetrics(
        EdgeCounts counts,
        DoorReport door,
        LongSupplier aging,
        LongSupplier logBytes,
        LongSupplier syncs,
        DoubleSupplier syncSeconds) {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    ApiAnswer answer(ApiRequest request, Group group) {
        String accept = request.head().fields().first("accept");
        boolean scraped = accept != null && (accept.contains("openmetrics") || accept.contains("version=0.0.4"));
        return scraped ? prometheus(group) : table(group);
    }

    private ApiAnswer table(Group group) {
        StringBuilder out =
                new StringBuilder("%-32s %12s %12s %12s\n".formatted("NODE", "SUCCESS", "FAILURE", "QUEUED"));
        for (NodeGauge gauge : group.gauges()) {
            NodeRow row = gauge.row();
            out.append("%-32s %12d %12d %12d\n"
                    .formatted(
                            row.address() + " GET",
                            counts.reads(row.address(), "answered"),
                            counts.reads(row.address(), "failed"),
                            0));
            out.append("%-32s %12d %12d %12d\n"
                    .formatted(
                            row.address() + " SET",
                            gauge.count("delivered"),
                            gauge.count("refused") + gauge.count("failed"),
                            gauge.pending()));
        }
        return ApiAnswer.text(out.toString());
    }

    ApiAnswer prometheus(Group group) {
        StringBuilder out = new StringBuilder();
        door.addMetrics(out);
        long now = aging.getAsLong();
        perNode(out, group, "spawn_pending_writes", "gauge", NodeGauge::pending);
        perNode(out, group, "spawn_pending_bytes", "gauge", gauge -> gauge.pendingBytes(group.total()));
        perNode(out, group, "spawn_parked_writes", "gauge", NodeGauge::parked);
        perNode(out, group, "spawn_node_up", "gauge", gauge -> gauge.isUp() ? 1 : 0);
        perNode(out, group, "spawn_diverged_total", "counter", gauge -> gauge.count("diverged"));
        type(out, "spawn_lag_seconds", "gauge");
        for (NodeGauge gauge : group.gauges()) {
            long lag = gauge.lagMillis(now);
            out.append("spawn_lag_seconds{node=\"%s\"} %s\n"
                    .formatted(gauge.row().address(), lag == Long.MAX_VALUE ? "+Inf" : Double.toString(lag / 1000.0)));
        }
        perOutcome(
                out,
                group,
                "spawn_deliveries_total",
                List.of("delivered", "refused", "failed", "parked", "dropped"),
                NodeGauge::count);
        perOutcome(
                out,
                group,
                "spawn_reads_total",
                List.of("answered", "failed"),
                (gauge, outcome) -> counts.reads(gauge.row().address(), outcome));
        type(out, "spawn_writes_total", "counter");
        counts.writes()
                .forEach((answer, count) ->
                        out.append("spawn_writes_total{answer=\"%s\"} %d\n".formatted(answer, count)));
        type(out, "spawn_log_writes", "gauge");
        out.append("spawn_log_writes %d\n".formatted(group.last() - group.first() + 1));
        type(out, "spawn_log_bytes", "gauge");
        out.append("spawn_log_bytes %d\n".formatted(logBytes.getAsLong()));
        out.append("# TYPE spawn_log_sync_seconds summary\n");
        out.append("spawn_log_sync_seconds_count %d\n".formatted(syncs.getAsLong()));
        out.append("spawn_log_sync_seconds_sum %s\n".formatted(Double.toString(syncSeconds.getAsDouble())));
        return new ApiAnswer(200, PROMETHEUS, out.toString().getBytes(UTF_8), List.of());
    }

    /** A number of one node. */
    private interface OfNode {
        long of(NodeGauge gauge);
    }

    /** A number of one node and outcome. */
    private interface OfOutcome {
        long of(NodeGauge gauge, String outcome);
    }

    private static void perOutcome(
            StringBuilder out, Group group, String name, List<String> outcomes, OfOutcome value) {
        type(out, name, "counter");
        for (NodeGauge gauge : group.gauges()) {
            for (String outcome : outcomes) {
                out.append("%s{node=\"%s\",outcome=\"%s\"} %d\n"
                        .formatted(name, gauge.row().address(), outcome, value.of(gauge, outcome)));
            }
        }
    }

    private static void perNode(StringBuilder out, Group group, String name, String type, OfNode value) {
        type(out, name, type);
        for (NodeGauge gauge : group.gauges()) {
            out.append("%s{node=\"%s\"} %d\n".formatted(name, gauge.row().address(), value.of(gauge)));
        }
    }

    private static void type(StringBuilder out, String name, String type) {
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
}
