package hera.spawn;

import hera.foundation.settings.InvalidSettingException;
import hera.spawn.queue.Group;
import hera.spawn.queue.NodeGauge;
import hera.spawn.queue.QueueLeases;
import hera.spawn.queue.SharedGroup;
import hera.spawn.store.PostgresLog;
import hera.spawn.store.PostgresSettings;
import hera.spawn.store.PostgresUrl;
import hera.spawn.store.SqlLog;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The store of a Spawn: a file that it has alone, or a database that it shares with others, together with the leases of nodes'
 * queues. Thread-safe.
 */
final class SpawnStore implements AutoCloseable {
    private static final Duration LOOK_WHEN_HEARING = Duration.ofSeconds(1);
    private static final Duration LOOK_WHEN_DEAF = Duration.ofMillis(100);

    private final Executor core;
    private final ExecutorService workers;
    private final SqlLog log;
    private final @Nullable PostgresLog shared;
    private volatile @Nullable Group group;
    private volatile @Nullable FailoverLeases leases;

    private SpawnStore(SpawnSettings settings, Executor core, ExecutorService workers) throws IOException {
        this.core = core;
        this.workers = workers;
        PostgresUrl database = settings.database();
        if (database == null) {
            shared = null;
            log = SqlLog.inFile(settings.storeFile(), word(), core, System::nanoTime);
        } else {
            PostgresLog opened = PostgresLog.open(
                    postgres(settings, database), word(), core, System::nanoTime, () -> share(SharedGroup::look));
            shared = opened;
            log = opened.base();
        }
    }

    /**
     * Opens the store.
     *
     * @param core runs the callbacks with its results
     * @param workers threads that may block
     * @throws InvalidSettingException with the reason, if that fails
     */
    static SpawnStore open(SpawnSettings settings, Executor core, ExecutorService workers) {
        try {
            PostgresUrl database = settings.database();
            if (database != null) {
                PostgresUrl.check(database.jdbcWith(password()));
            }
            return new SpawnStore(settings, core, workers);
        } catch (SQLException e) {
            throw new InvalidSettingException(SpawnKeys.STORE.key(), "cannot be used: " + e.getMessage());
        } catch (IOException e) {
            throw new InvalidSettingException(SpawnKeys.STORE.key(), String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable String password() {
        return System.getenv(SpawnCommand.STORE_PASSWORD);
    }

    private static PostgresSettings postgres(SpawnSettings settings, PostgresUrl database) {
        return new PostgresSettings(
                database, password(), settings.folder(), settings.name(), settings.get(SpawnKeys.LEASE));
    }

    SqlLog log() {
        return log;
    }

    /** Returns the log as others share it; null if it is a file. */
    @Nullable
    PostgresLog shared() {
        return shared;
    }

    /** Returns the leases; this Spawn has none of a database before {@link #share}. */
    QueueLeases leases() {
        return shared == null ? QueueLeases.ALONE : this::holds;
    }

    private boolean holds(long node, long term) {
        FailoverLeases held = leases;
        return held != null && held.holds(node, term);
    }

    /** Begins to look at what other Spawns do, for a group. */
    void follow(Group ofNodes) {
        group = ofNodes;
    }

    /** Shares the queues of the group with other Spawns, if the store is a database. */
    void share(SpawnSettings settings) {
        PostgresUrl database = settings.database();
        if (database != null) {
            leases = new FailoverLeases(
                    database.jdbcWith(password()),
                    settings.name(),
                    settings.get(SpawnKeys.LEASE),
                    workers,
                    new FailoverLeases.Listener() {
                        @Override
                        public void taken(long node, long term) {
                            share(sharing -> sharing.taken(node, term));
                        }

                        @Override
                        public void leaving(long node, long term, Runnable whenLeft) {
                            share(sharing -> sharing.left(node, term, whenLeft));
                        }
                    });
        }
    }

    private void share(Consumer<SharedGroup> task) {
        Group ofNodes = group;
        SharedGroup sharing = ofNodes == null ? null : ofNodes.shared();
        if (sharing != null) {
            core.execute(() -> task.accept(sharing));
        }
    }

    /** Is a candidate for the queues of all nodes; called some times a second. */
    void tick() {
        FailoverLeases held = leases;
        Group ofNodes = group;
        if (held != null && ofNodes != null) {
            Set<Long> ids = ofNodes.gauges().stream()
                    .map(NodeGauge::row)
                    .map(row -> row.id())
                    .collect(Collectors.toSet());
            held.follow(ids);
        }
    }

    /** Looks at what other Spawns have done. */
    void look() {
        share(SharedGroup::look);
    }

    /** Returns how long to wait before the next look: not long where other Spawns cannot be heard. */
    Duration lookPause() {
        PostgresLog others = shared;
        return others == null || others.hearsOthers() ? LOOK_WHEN_HEARING : LOOK_WHEN_DEAF;
    }

    /** Gives all queues up. */
    void leave() {
        FailoverLeases held = leases;
        if (held != null) {
            held.close();
        }
    }

    @Override
    public void close() {
        leave();
        PostgresLog others = shared;
        if (others != null) {
            others.close();
        }
        log.close();
    }

    /** Returns a random word. */
    static String word() {
        return new BigInteger(60, new SecureRandom()).toString(Character.MAX_RADIX);
    }
}
