package hera.spawn.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other Spawns that there is something to see, and hears them, by notifications of PostgreSQL. A pooler between them may
 * swallow all of it, which shows: this Spawn does not hear itself, either. Thread-safe.
 */
final class PostgresBell {
    private static final Logger log = LoggerFactory.getLogger(PostgresBell.class);
    private static final String CHANNEL = "hera_spawn";
    private static final int WAIT_MILLIS = 500;

    /** How often it rings though nothing has happened, to find out whether it is heard. */
    private static final long IDLE_MILLIS = 1000;

    private static final long DEAF_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long PAUSE_MILLIS = 1000;
    private static final int SILENT_ROUNDS = 20;

    private final PostgresStore store;
    private final String name;
    private final Runnable heard;
    private final LongSupplier nanoClock;
    private final Semaphore ringing = new Semaphore(0);
    private volatile long heardAt;
    private int silentRounds; // used by the thread that hears
    private final CountDownLatch closing = new CountDownLatch(1);

    /** The use of a connection, again and again. */
    private interface Turn {
        void run(Connection db) throws SQLException, InterruptedException;
    }

    /**
     * @param name of this Spawn
     * @param heard is run on a thread of the bell when another Spawn has rung
     */
    PostgresBell(PostgresStore store, String name, Runnable heard, LongSupplier nanoClock) {
        this.store = store;
        this.name = name;
        this.heard = heard;
        this.nanoClock = nanoClock;
        heardAt = nanoClock.getAsLong() - DEAF_NANOS;
    }

    void start(ExecutorService threads) {
        threads.execute(() -> untilClosed("SELECT 1", this::ring));
        threads.execute(() -> untilClosed("LISTEN " + CHANNEL, this::hear));
    }

    /** Tells the others, soon. */
    void ring() {
        ringing.release();
    }

    /** Returns whether what is rung is heard, as far as is known. */
    boolean isHeard() {
        return nanoClock.getAsLong() - heardAt < DEAF_NANOS;
    }

    void close() {
        closing.countDown();
        ringing.release();
    }

    private boolean isClosed() {
        return closing.getCount() == 0 || Thread.currentThread().isInterrupted();
    }

    private void untilClosed(String first, Turn turn) {
        while (!isClosed()) {
            try (Connection db = store.connect();
                    Statement statement = db.createStatement()) {
                statement.execute(first);
                while (!isClosed()) {
                    turn.run(db);
                }
            } catch (InterruptedException e) {
                return;
            } catch (SQLException | RuntimeException e) {
                log.debug("event=bell-broken reason={}", e.getMessage());
                pause();
            }
        }
    }

    private void ring(Connection db) throws SQLException, InterruptedException {
        ringing.tryAcquire(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        ringing.drainPermits();
        Queries.run(db, "SELECT pg_notify(?, ?)", CHANNEL, name);
    }

    private void hear(Connection db) throws SQLException {
        boolean others = false;
        PGNotification[] notifications = db.unwrap(PGConnection.class).getNotifications(WAIT_MILLIS);
        for (PGNotification notification : notifications) {
            heardAt = nanoClock.getAsLong();
            others |= !notification.getParameter().equals(name);
        }
        silentRounds = notifications.length > 0 ? 0 : silentRounds + 1;
        if (silentRounds >= SILENT_ROUNDS) {
            silentRounds = 0;
            Queries.run(db, "SELECT 1"); // fails if the connection is dead
        }
        if (others) {
            heard.run();
        }
    }

    private void pause() {
        try {
            closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
