package hera.failover;

import static hera.failover.harness.Race.THREADS;
import static org.assertj.core.api.Assertions.assertThat;

import hera.failover.harness.Members;
import hera.failover.harness.Race;
import hera.failover.store.Bell;
import hera.failover.store.Holding;
import hera.failover.store.Identifier;
import hera.failover.store.NameRecord;
import hera.failover.store.SessionId;
import hera.failover.store.Sight;
import hera.failover.store.Take;
import hera.failover.store.Wish;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every store has to do when sixteen come at once, besides the steps one by one. */
abstract class RacingStoreContract extends StoreContract {
    private final Race race = new Race();

    /** How often threads race within a few seconds. */
    int usualRaces() {
        return 20;
    }

    private int races() {
        return Race.rounds(usualRaces());
    }

    @AfterEach
    void endRace() {
        race.close();
    }

    private static SessionId racer(int thread) {
        return SessionId.of(7, thread);
    }

    @Test
    void ofSixteenTakersAtOnceOneWins() throws Exception {
        insert(A, "n", 0);
        release(A, "n", 1);
        for (long term = 1; term <= races(); term++) {
            long present = term;
            assertThat(race.count(thread -> take(racer(thread), "n", present, null)))
                    .isEqualTo(1);
            NameRecord row = row("n");
            assertThat(row.term()).isEqualTo(term + 1);
            release(Objects.requireNonNull(row.holder()), "n", row.term());
        }
    }

    @Test
    void ofSixteenThatInsertANameOneWins() throws Exception {
        for (int round = 0; round < races(); round++) {
            String name = "n" + round;
            List<Boolean> won = race.run(thread -> insert(racer(thread), name, 4));
            assertThat(won).containsOnlyOnce(true);
            assertThat(row(name).holder()).isEqualTo(racer(won.indexOf(true)));
            assertThat(row(name).term()).isEqualTo(5);
        }
    }

    @Test
    void ofSixteenThatJoinAsOneSessionOneDoes() throws Exception {
        for (int round = 0; round < races(); round++) {
            SessionId session = SessionId.of(9, round);
            assertThat(race.count(thread -> join(session))).isEqualTo(1);
        }
    }

    @Test
    void eachOfSixteenBeatsCounts() throws Exception {
        join(A);
        for (int round = 1; round <= races(); round++) {
            assertThat(race.count(thread -> beat(A))).isEqualTo(THREADS);
            assertThat(session(A).beat()).isEqualTo((long) THREADS * round);
        }
    }

    /** Either the mark came first, and none of the beats counts, or a beat did, and the mark is refused. */
    @Test
    void noBeatComesAfterTheMarkOfDeath() throws Exception {
        for (int round = 0; round < races(); round++) {
            SessionId session = SessionId.of(8, round);
            join(session);
            List<Boolean> done =
                    race.run(thread -> thread % 2 == 0 ? beat(session) : !store.declareDead(session, 0, LIMIT));
            assertThat(Set.copyOf(done)).hasSize(1);
            assertThat(session(session).beat()).isEqualTo(done.get(0) ? THREADS / 2 : 0);
            assertThat(session(session).dead()).isEqualTo(!done.get(0));
        }
    }

    @Test
    void nameIsReleasedOnce() throws Exception {
        join(A);
        insert(A, "n", 0);
        for (long term = 1; term <= races(); term++) {
            long present = term;
            assertThat(race.count(thread -> release(A, "n", present))).isEqualTo(1);
            assertThat(session(A).rung()).isBetween(term, THREADS * term);
            assertThat(take(A, "n", term, null)).isTrue();
        }
    }

    @Test
    void ofSixteenIdentifiersTheLastStays() throws Exception {
        insert(A, "n", 0);
        for (int round = 0; round < races(); round++) {
            long before = (long) THREADS * round;
            List<Boolean> written = race.run(thread -> {
                Identifier identifier = new Identifier("n", 1, "id" + thread, before + thread + 1);
                return store.synchronize(A, List.of(identifier), LIMIT).contains("n");
            });
            assertThat(written.get(THREADS - 1)).isTrue();
            assertThat(row("n").identifier()).isEqualTo("id" + (THREADS - 1));
            assertThat(row("n").sync()).isEqualTo(before + THREADS);
        }
    }

    @Test
    void ofSixteenWishesTheHighestStays() throws Exception {
        insert(A, "n", 0);
        for (long term = 1; term <= races(); term++) {
            long present = term;
            List<Boolean> written =
                    race.run(thread -> store.ask(new Wish("n", present, racer(thread), thread + 1, false), LIMIT));
            assertThat(written.get(THREADS - 1)).isTrue();
            assertThat(row("n").wanted()).isEqualTo(racer(THREADS - 1));
            assertThat(row("n").priority()).isEqualTo(THREADS);
            release(A, "n", term);
            assertThat(take(A, "n", term, null)).isTrue();
        }
    }

    /** Nobody asks a term to end that has ended. */
    @Test
    void askedToResignIsOnlyWhoStillHolds() throws Exception {
        insert(A, "n", 0);
        for (long term = 1; term <= races(); term++) {
            long present = term;
            List<Boolean> done = race.run(thread ->
                    thread == 0 ? release(A, "n", present) : store.askToResign(new Holding("n", present), LIMIT));
            assertThat(done.get(0)).isTrue();
            assertThat(row("n").resign()).isEqualTo(done.subList(1, THREADS).contains(true) ? term : 0);
            assertThat(take(A, "n", term, null)).isTrue();
        }
    }

    @Test
    void sessionIsDeletedOnce() throws Exception {
        for (int round = 0; round < races(); round++) {
            SessionId session = SessionId.of(6, round);
            join(session);
            assertThat(race.count(thread -> store.delete(session, true, LIMIT))).isEqualTo(1);
        }
    }

    /** Names are read before sessions, so that a holder that has just joined is not taken for one that is gone. */
    @Test
    void lookSeesTheSessionOfEachHolder() throws Exception {
        for (int round = 0; round < races(); round++) {
            SessionId session = SessionId.of(5, round);
            String name = "n" + round;
            List<Boolean> right = race.run(thread -> {
                if (thread == 0) {
                    return join(session) && insert(session, name, 0);
                }
                Sight sight = store.look(Set.of(name), LIMIT);
                return !sight.names().containsKey(name) || sight.sessions().containsKey(session);
            });
            assertThat(right).containsOnly(true);
        }
    }

    /** Each name has one winner, also where all take many at once and in another order. */
    @Test
    void manyNamesAtOnceHaveOneWinnerEach() throws Exception {
        List<String> names =
                IntStream.range(0, 5).mapToObj(number -> "n" + number).toList();
        for (int round = 0; round < Math.max(1, races() / 4); round++) {
            long term = round;
            List<Integer> won = race.run(thread -> {
                List<Take> takes = IntStream.range(0, names.size())
                        .mapToObj(number -> names.get((number + thread) % names.size()))
                        .map(name -> new Take(name, term, null, term == 0))
                        .toList();
                return store.take(candidate(racer(thread)), takes, LIMIT).size();
            });
            assertThat(won.stream().mapToInt(Integer::intValue).sum()).isEqualTo(names.size());
            for (String name : names) {
                NameRecord row = row(name);
                assertThat(row.term()).isEqualTo(term + 1);
                store.release(
                        Objects.requireNonNull(row.holder()),
                        List.of(new Holding(name, term + 1)),
                        OptionalInt.empty(),
                        LIMIT);
            }
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
