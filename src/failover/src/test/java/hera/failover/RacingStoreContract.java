package hera.failover;

import static org.assertj.core.api.Assertions.assertThat;

import hera.failover.store.Bell;
import hera.failover.store.NameRecord;
import hera.failover.store.SessionId;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store has to do when several come at once, besides the steps one by one. */
abstract class RacingStoreContract extends StoreContract {
    /** How often threads race: {@code -Dhera.races=10000} for more than a build has time for. */
    final int races() {
        return Integer.getInteger("hera.races", usualRaces());
    }

    /** How often threads race within a few seconds. */
    int usualRaces() {
        return 100;
    }

    @Test
    void ofSixteenTakersAtOnceOneWins() throws Exception {
        insert(A, "n", 0);
        release(A, "n", 1);
        int threads = 16;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (long term = 1; term <= races(); term++) {
                long present = term;
                List<Callable<Boolean>> takers = IntStream.range(0, threads)
                        .<Callable<Boolean>>mapToObj(number -> () -> take(SessionId.of(7, number), "n", present, null))
                        .toList();
                int winners = 0;
                for (Future<Boolean> taken : pool.invokeAll(takers)) {
                    winners += taken.get() ? 1 : 0;
                }
                assertThat(winners).isEqualTo(1);
                NameRecord row = row("n");
                assertThat(row.term()).isEqualTo(term + 1);
                release(Objects.requireNonNull(row.holder()), "n", row.term());
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void noBeatComesAfterTheMarkOfDeath() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            for (int race = 0; race < races(); race++) {
                SessionId session = SessionId.of(8, race);
                join(session);
                Future<Boolean> beaten = pool.submit(() -> beat(session));
                Future<Boolean> dead = pool.submit(() -> store.declareDead(session, 0, LIMIT));
                assertThat(beaten.get()).isNotEqualTo(dead.get());
                assertThat(session(session).beat()).isEqualTo(beaten.get() ? 1 : 0);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** Whether the store tells of changes; where it does not, the session looks instead. */
    boolean hasBell() {
        return true;
    }

    @Test
    void bellTellsOfReleases() throws Exception {
        join(A);
        insert(A, "n", 0);
        AtomicInteger rung = new AtomicInteger();
        try (Bell bell = store.listen(rung::incrementAndGet)) {
            assertThat(bell != Bell.NONE).as("has a bell").isEqualTo(hasBell());
            if (!hasBell()) {
                return;
            }
            Members.await().until(bell::rings);
            int before = rung.get();
            release(A, "n", 1);
            Members.await().until(() -> rung.get() > before);
            int released = rung.get();
            beat(A);
            Members.await().until(() -> rung.get() > released);
        }
    }
}
