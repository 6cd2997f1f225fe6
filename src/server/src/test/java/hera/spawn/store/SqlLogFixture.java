package hera.spawn.store;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.HostPort;
import hera.spawn.log.AppendResult;
import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.KeyLookup;
import hera.spawn.log.KeyedWrite;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.QueueClaim;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import hera.spawn.log.WriteRecord;
import hera.spawn.log.WriteState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** A folder for a log, and calls that wait for their results. */
abstract class SqlLogFixture {
    static final int PATIENCE_SECONDS = 30;

    @TempDir
    Path folder;

    final WriteRecord record(SqlLog log, String id) {
        Optional<WriteRecord> found = get(done -> log.find(id, done));
        return found.orElseThrow();
    }

    final KeyedWrite found(SqlLog log, String key) {
        KeyLookup found = get(done -> log.findKey(key, done));
        assertThat(found).isInstanceOf(KeyLookup.Found.class);
        return ((KeyLookup.Found) found).write();
    }

    final List<LoggedWrite> read(SqlLog log) {
        Optional<List<LoggedWrite>> read = get(done -> log.read(0, 10, done));
        return read.orElseThrow();
    }

    final LoggedWrite append(SqlLog log, WriteDraft draft) {
        AppendResult result = get(done -> log.append(draft, done));
        assertThat(result).isInstanceOf(AppendResult.Stored.class);
        return ((AppendResult.Stored) result).write();
    }

    static QueueClaim queue(NodeRow node) {
        return QueueClaim.alone(node.id());
    }

    final NodeRow save(SqlLog log, NodeRow row) {
        Optional<List<NodeRow>> saved = get(done -> log.save(List.of(row), Set.of(), List.of(), done));
        return saved.orElseThrow().get(0);
    }

    static NodeRow row() {
        return new NodeRow(0, new HostPort("n", 1), false, 0, true, false, false, NodeRow.NOW, NodeRow.NOW);
    }

    static NodeRow row(int port, int priority, boolean active, boolean maintenance) {
        return new NodeRow(
                0, new HostPort("n", port), false, priority, active, maintenance, false, NodeRow.NOW, NodeRow.NOW);
    }

    static NodeOutcome outcome(long sequence, WriteState state, int status) {
        return new NodeOutcome(sequence, state, status, 1, "");
    }

    static WriteDraft draft(String id, String body, @Nullable IdempotencyKey key) {
        return new WriteDraft(id, head(), new WriteBody.Inline(body.getBytes(StandardCharsets.US_ASCII)), 1, key);
    }

    static byte[] head() {
        return "PUT /x HTTP/1.1\r".getBytes(StandardCharsets.US_ASCII);
    }

    static String body(LoggedWrite write) {
        return new String(((WriteBody.Inline) write.draft().body()).bytes(), StandardCharsets.US_ASCII);
    }

    final <T> T get(Consumer<Consumer<T>> ask) {
        CompletableFuture<T> result = new CompletableFuture<>();
        ask.accept(result::complete);
        List<T> got = new ArrayList<>();
        got.add(result.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join());
        return got.get(0);
    }
}
