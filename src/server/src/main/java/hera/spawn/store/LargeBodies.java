package hera.spawn.store;

import hera.spawn.log.AppendResult;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The large bodies of a log: in the database before the writes that make them count, on this machine where they are delivered,
 * and removed from both, while this Spawn runs, once they count for nothing. Thread-safe.
 */
final class LargeBodies {
    private static final Logger log = LoggerFactory.getLogger(LargeBodies.class);
    private static final int MOST_UPLOADS = 4;

    /** So many at a time are compared with the log. */
    private static final int MOST_COMPARED = 64;

    private final SqlStore store;
    private final LogWriter writer;
    private final Executor threads;
    private final Executor core;
    private final UnaryOperator<List<String>> logged;
    private final Semaphore uploads = new Semaphore(MOST_UPLOADS);

    /** The bodies that the database may have, or part of them, whose writes are not in the log and never will be. */
    private final Set<String> orphans = ConcurrentHashMap.newKeySet();

    /**
     * @param threads may block
     * @param logged returns those of these names whose writes are in the log, or all if that cannot be said
     */
    LargeBodies(SqlStore store, LogWriter writer, Executor threads, Executor core, UnaryOperator<List<String>> logged) {
        this.store = store;
        this.writer = writer;
        this.threads = threads;
        this.core = core;
        this.logged = logged;
    }

    /** Appends a write whose body has arrived whole in a file. Whoever asks deletes the file if it is told that it does not count. */
    void append(WriteDraft draft, String name, Consumer<AppendResult> done) {
        AppendChange change = new AppendChange(
                draft,
                result -> {
                    ended(name, result);
                    done.accept(result);
                },
                late -> {
                    ended(name, late);
                    if (isOrphan(late)) {
                        log.info("event=body-in-doubt-removed write={}", name);
                        sweep(List.of(name));
                    }
                });
        if (store.keepsBodies()) {
            threads.execute(() -> upload(name, change));
        } else {
            writer.submit(change);
        }
    }

    private static boolean isOrphan(AppendResult result) {
        return result instanceof AppendResult.NotStored || result instanceof AppendResult.KeyTaken;
    }

    private void ended(String name, AppendResult result) {
        if (store.keepsBodies() && result instanceof AppendResult.Stored) {
            store.bodies().logged(List.of(name));
        } else if (store.keepsBodies() && isOrphan(result)) {
            orphans.add(name);
        }
    }

    private void upload(String name, AppendChange change) {
        uploads.acquireUninterruptibly();
        try {
            store.upload(name);
            writer.submit(change);
        } catch (SQLException | IOException | RuntimeException e) {
            log.warn("event=body-not-stored write={} reason={}", name, e.getMessage());
            core.execute(() -> change.failed("its body could not be stored: " + e.getMessage()));
        } finally {
            uploads.release();
        }
    }

    /** Brings the large bodies of writes to this machine; returns whether all are there. */
    boolean download(List<LoggedWrite> writes) {
        try {
            for (LoggedWrite write : writes) {
                if (write.draft().body() instanceof WriteBody.Spooled spooled) {
                    store.download(spooled.name());
                    if (store.keepsBodies()) {
                        store.bodies().logged(List.of(spooled.name()));
                    }
                }
            }
            return true;
        } catch (SQLException | IOException | RuntimeException e) {
            log.warn("event=body-not-there reason={}", e.getMessage());
            return false;
        }
    }

    /** Deletes the files of writes that have left the log, and some of what others, or failures, have left behind. */
    void sweep(List<String> gone) {
        try {
            threads.execute(() -> {
                gone.forEach(store.bodies()::delete);
                if (store.keepsBodies()) {
                    sweepTrimmed();
                    orphans.stream().limit(MOST_COMPARED).forEach(this::forget);
                }
            });
        } catch (RejectedExecutionException e) {
            // The log was closed meanwhile.
            log.debug("event=sweep-left-to-the-next-start files={}", gone.size());
        }
    }

    /** Deletes some of the large bodies on this machine whose writes another Spawn has trimmed. */
    private void sweepTrimmed() {
        List<String> some = store.bodies().takeLogged(MOST_COMPARED);
        List<String> left = some.isEmpty() ? some : logged.apply(some);
        some.stream().filter(name -> !left.contains(name)).forEach(store.bodies()::delete);
        store.bodies().logged(left);
    }

    private void forget(String name) {
        TableChange.Act<Boolean> delete = tables -> {
            tables.deleteBody(name);
            return true;
        };
        writer.submit(new TableChange<>(delete, false, deleted -> {
            if (deleted) {
                orphans.remove(name);
            }
        }));
    }
}
