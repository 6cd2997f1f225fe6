package hera.registry.api;

import hera.foundation.access.AccessControl;
import hera.foundation.access.Grant;
import hera.foundation.access.Need;
import hera.foundation.http.LineSplitter;
import hera.foundation.json.MalformedInputException;
import hera.foundation.time.Clock;
import hera.registry.replica.InstanceWrite;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaFullException;
import hera.registry.wire.BatchLine;
import hera.registry.wire.BatchLineReader;
import hera.registry.wire.WireNames;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A batch of heartbeats that is stored a few hundred lines at a time. Not thread-safe. */
final class Batch {
    /** The number of lines that are stored under one lock of the replica, held for a fraction of a millisecond. */
    private static final int LINES_AT_ONCE = 512;

    /** Bytes in a line for everything but the instance: names, ttl, punctuation, some white space. */
    private static final int AROUND_THE_INSTANCE = 8192;

    /** The reason of a line that the sender may not write, for the metrics. */
    static final String SCOPE = "scope";

    private final Replica replica;
    private final BatchLineReader reader;
    private final int maxInstanceBytes;
    private final int maxInstances;
    private final NewInstances newInstances;
    private final Clock clock;
    private final RegistryMetrics metrics;

    private final List<InstanceWrite> writes = new ArrayList<>(LINES_AT_ONCE);
    private final long[] writtenAt = new long[LINES_AT_ONCE];
    private final BatchReport report = new BatchReport();
    private long line;

    Batch(
            Replica replica,
            BatchLineReader reader,
            int maxInstanceBytes,
            int maxInstances,
            NewInstances newInstances,
            Clock clock,
            RegistryMetrics metrics) {
        this.replica = replica;
        this.reader = reader;
        this.maxInstanceBytes = maxInstanceBytes;
        this.maxInstances = maxInstances;
        this.newInstances = newInstances;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Stores the lines of the body.
     *
     * @param writer what the sender may write; null for everything
     */
    BatchReport run(InputStream body, @Nullable Grant writer) throws IOException {
        LineSplitter lines = new LineSplitter(body, maxInstanceBytes + AROUND_THE_INSTANCE);
        while (lines.next()) {
            line++;
            if (!lines.isBlank()) {
                addLine(lines, writer);
            }
        }
        store();
        metrics.batch(report.accepted());
        return report;
    }

    private void addLine(LineSplitter lines, @Nullable Grant writer) {
        try {
            if (lines.isTooLong()) {
                throw new MalformedInputException(
                        MalformedInputException.Reason.TOO_LARGE,
                        "the line is too long: an instance may have at most " + maxInstanceBytes
                                + " bytes (max-instance-bytes)");
            }
            BatchLine heartbeat = reader.read(lines.text(), lines.offset(), lines.length());
            WireNames.checkReserved(heartbeat.service());
            if (writer != null && !mayWrite(heartbeat, writer)) {
                return;
            }
            if (newInstances.isRefused(heartbeat.service(), heartbeat.id())) {
                refuseForNow(line, NewInstances.HEAP, NewInstances.DETAIL);
                return;
            }
            writtenAt[writes.size()] = line;
            writes.add(new InstanceWrite(
                    heartbeat.service(), heartbeat.id(), heartbeat.instance(), heartbeat.ttlMillis()));
        } catch (MalformedInputException e) {
            String hint = report.hasRejected() || lines.isTooLong()
                    ? ""
                    : BatchMistake.hint(lines.text(), lines.offset(), lines.length());
            reject(line, e.reason().name().toLowerCase(Locale.ROOT), e.getMessage() + hint);
        }
        if (writes.size() == LINES_AT_ONCE) {
            store();
        }
    }

    private boolean mayWrite(BatchLine heartbeat, Grant writer) {
        Need need = new Need.Write(heartbeat.service().value(), heartbeat.id().toString());
        if (!need.isMetBy(writer)) {
            reject(line, SCOPE, AccessControl.lacking(need));
            return false;
        }
        return true;
    }

    private void store() {
        BitSet refused = replica.putAll(writes, clock.now());
        report.accept(writes.size() - refused.cardinality());
        for (int i = refused.nextSetBit(0); i >= 0; i = refused.nextSetBit(i + 1)) {
            refuseForNow(writtenAt[i], "full", String.valueOf(new ReplicaFullException(maxInstances).getMessage()));
        }
        writes.clear();
    }

    private void refuseForNow(long where, String reason, String error) {
        metrics.rejected(reason);
        report.refuseForNow(where, error);
    }

    private void reject(long where, String reason, String error) {
        metrics.rejected(reason);
        report.reject(where, error);
    }
}
