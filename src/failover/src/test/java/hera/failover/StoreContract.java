package hera.failover;

import static org.assertj.core.api.Assertions.assertThat;

import hera.failover.store.Candidate;
import hera.failover.store.Holding;
import hera.failover.store.Identifier;
import hera.failover.store.NameRecord;
import hera.failover.store.SessionId;
import hera.failover.store.SessionRecord;
import hera.failover.store.Sight;
import hera.failover.store.Store;
import hera.failover.store.Take;
import hera.failover.store.Wish;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every store, step by step; a test of a store extends it. */
abstract class StoreContract {
    static final Duration LIMIT = Duration.ofSeconds(10);
    static final SessionId A = SessionId.of(0xa, 1);
    static final SessionId B = SessionId.of(0xb, 2);
    static final SessionId C = SessionId.of(0xc, 3);

    Store store;

    /** Returns a store that is empty. */
    abstract Store open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    static Candidate candidate(SessionId session) {
        return new Candidate(session, "host:" + session.text().charAt(15), 4_500, 0, OptionalInt.empty());
    }

    boolean join(SessionId session) throws Exception {
        return store.join(candidate(session), LIMIT);
    }

    boolean beat(SessionId session) throws Exception {
        return store.beat(session, OptionalInt.empty(), LIMIT);
    }

    boolean take(SessionId session, String name, long term, @Nullable SessionId from) throws Exception {
        return store.take(candidate(session), List.of(new Take(name, term, from, false)), LIMIT)
                .contains(name);
    }

    boolean insert(SessionId session, String name, long term) throws Exception {
        return store.take(candidate(session), List.of(new Take(name, term, null, true)), LIMIT)
                .contains(name);
    }

    boolean release(SessionId session, String name, long term) throws Exception {
        return store.release(session, List.of(new Holding(name, term)), OptionalInt.empty(), LIMIT)
                .contains(name);
    }

    SessionRecord session(SessionId session) throws Exception {
        return Objects.requireNonNull(store.look(Set.of(), LIMIT).sessions().get(session));
    }

    NameRecord row(String name) throws Exception {
        return Objects.requireNonNull(store.look(Set.of(name), LIMIT).names().get(name));
    }

    @Test
    void joinedSessionHasBeatNought() throws Exception {
        assertThat(join(A)).isTrue();
        assertThat(session(A)).isEqualTo(new SessionRecord(A, "host:a", 0, 4_500, OptionalInt.empty(), 0, false));
    }

    @Test
    void sessionJoinsOnce() throws Exception {
        join(A);
        beat(A);
        assertThat(join(A)).isFalse();
        assertThat(session(A).beat()).isEqualTo(1);
    }

    @Test
    void beatGrows() throws Exception {
        join(A);
        assertThat(store.beat(A, OptionalInt.of(3), LIMIT)).isTrue();
        assertThat(beat(A)).isTrue();
        assertThat(session(A).beat()).isEqualTo(2);
    }

    @Test
    void beatWritesHowManyAreHeld() throws Exception {
        join(A);
        store.beat(A, OptionalInt.of(3), LIMIT);
        assertThat(session(A).held()).hasValue(3);
    }

    @Test
    void missingSessionNeverBeats() throws Exception {
        assertThat(beat(A)).isFalse();
        assertThat(store.look(Set.of(), LIMIT).sessions()).isEmpty();
    }

    @Test
    void deadSessionNeverBeats() throws Exception {
        join(A);
        assertThat(store.declareDead(A, 0, LIMIT)).isTrue();
        assertThat(beat(A)).isFalse();
        assertThat(session(A).dead()).isTrue();
        assertThat(session(A).beat()).isZero();
    }

    @Test
    void sessionThatHasBeatenIsNotDeclaredDead() throws Exception {
        join(A);
        beat(A);
        assertThat(store.declareDead(A, 0, LIMIT)).isFalse();
        assertThat(session(A).dead()).isFalse();
    }

    @Test
    void deadSessionIsDeclaredDeadAgain() throws Exception {
        join(A);
        store.declareDead(A, 0, LIMIT);
        assertThat(store.declareDead(A, 0, LIMIT)).isTrue();
    }

    @Test
    void missingSessionIsNotDeclaredDead() throws Exception {
        assertThat(store.declareDead(A, 0, LIMIT)).isFalse();
        assertThat(store.look(Set.of(), LIMIT).sessions()).isEmpty();
    }

    @Test
    void newNameHasTheNextTerm() throws Exception {
        assertThat(insert(A, "n", 0)).isTrue();
        assertThat(row("n").term()).isEqualTo(1);
        assertThat(row("n").holder()).isEqualTo(A);
        assertThat(row("n").member()).isEqualTo("host:a");
        assertThat(row("n").leaseMillis()).isEqualTo(4_500);
        assertThat(insert(A, "m", 41)).isTrue();
        assertThat(row("m").term()).isEqualTo(42);
    }

    @Test
    void insertNeverReplaces() throws Exception {
        insert(A, "n", 0);
        release(A, "n", 1);
        assertThat(insert(B, "n", 1)).isFalse();
        assertThat(row("n").holder()).isNull();
    }

    @Test
    void ofTwoTakersOneWins() throws Exception {
        insert(A, "n", 0);
        release(A, "n", 1);
        assertThat(take(B, "n", 1, null)).isTrue();
        assertThat(take(C, "n", 1, null)).isFalse();
        assertThat(row("n").holder()).isEqualTo(B);
        assertThat(row("n").term()).isEqualTo(2);
    }

    @Test
    void heldNameIsNotTaken() throws Exception {
        insert(A, "n", 0);
        assertThat(take(B, "n", 1, null)).isFalse();
        assertThat(take(B, "n", 1, C)).isFalse();
        assertThat(row("n").holder()).isEqualTo(A);
    }

    @Test
    void nameIsTakenFromTheHolderGiven() throws Exception {
        insert(A, "n", 0);
        assertThat(take(B, "n", 1, A)).isTrue();
        assertThat(row("n").holder()).isEqualTo(B);
        assertThat(row("n").term()).isEqualTo(2);
    }

    @Test
    void nameOfAnotherTermIsNotTaken() throws Exception {
        insert(A, "n", 0);
        assertThat(take(B, "n", 2, A)).isFalse();
        assertThat(take(B, "n", 0, A)).isFalse();
    }

    @Test
    void missingNameIsNotTaken() throws Exception {
        assertThat(take(A, "n", 1, null)).isFalse();
        assertThat(store.look(Set.of("n"), LIMIT).names()).isEmpty();
    }

    @Test
    void oneNoAmongTakesKeepsNoneBack() throws Exception {
        insert(A, "held", 0);
        List<Take> takes =
                List.of(new Take("a", 0, null, true), new Take("held", 1, null, false), new Take("b", 0, null, true));
        assertThat(store.take(candidate(B), takes, LIMIT)).containsExactlyInAnyOrder("a", "b");
    }

    /** How many names are taken in one call. */
    int manyNames() {
        return 1_000;
    }

    @Test
    void manyNamesAreTakenTogether() throws Exception {
        List<Take> takes = IntStream.range(0, manyNames())
                .mapToObj(number -> new Take("n" + number, 0, null, true))
                .toList();
        assertThat(store.take(candidate(A), takes, LIMIT)).hasSize(manyNames());
        List<Take> again =
                takes.stream().map(take -> new Take(take.name(), 1, A, false)).toList();
        assertThat(store.take(candidate(B), again, LIMIT)).hasSize(manyNames());
        assertThat(row("n" + (manyNames() - 1)).holder()).isEqualTo(B);
    }

    @Test
    void takeKeepsTheIdentifierAndEndsWishes() throws Exception {
        insert(A, "n", 0);
        store.synchronize(A, List.of(new Identifier("n", 1, "id", 7)), LIMIT);
        store.ask(new Wish("n", 1, B, 5, false), LIMIT);
        store.askToResign(new Holding("n", 1), LIMIT);
        take(C, "n", 1, A);
        NameRecord row = row("n");
        assertThat(row.identifier()).isEqualTo("id");
        assertThat(row.sync()).isEqualTo(7);
        assertThat(row.wanted()).isNull();
        assertThat(row.priority()).isZero();
        assertThat(row.resign()).isZero();
    }

    @Test
    void releaseNeedsTheTerm() throws Exception {
        insert(A, "n", 0);
        take(A, "n", 1, A);
        assertThat(release(A, "n", 1)).isFalse();
        assertThat(row("n").holder()).isEqualTo(A);
        assertThat(release(A, "n", 2)).isTrue();
        assertThat(row("n").holder()).isNull();
        assertThat(row("n").member()).isNull();
        assertThat(row("n").term()).isEqualTo(2);
    }

    @Test
    void releaseNeedsTheHolder() throws Exception {
        insert(A, "n", 0);
        assertThat(release(B, "n", 1)).isFalse();
        assertThat(row("n").holder()).isEqualTo(A);
    }

    @Test
    void releaseRings() throws Exception {
        join(A);
        insert(A, "n", 0);
        store.release(A, List.of(new Holding("n", 1)), OptionalInt.of(4), LIMIT);
        assertThat(session(A).rung()).isEqualTo(1);
        assertThat(session(A).held()).hasValue(4);
    }

    @Test
    void identifierNeedsHolderTermAndGreaterSync() throws Exception {
        insert(A, "n", 0);
        assertThat(store.synchronize(A, List.of(new Identifier("n", 1, "x", 1)), LIMIT))
                .containsExactly("n");
        assertThat(store.synchronize(A, List.of(new Identifier("n", 1, "y", 1)), LIMIT))
                .isEmpty();
        assertThat(store.synchronize(A, List.of(new Identifier("n", 2, "y", 2)), LIMIT))
                .isEmpty();
        assertThat(store.synchronize(B, List.of(new Identifier("n", 1, "y", 2)), LIMIT))
                .isEmpty();
        assertThat(row("n").identifier()).isEqualTo("x");
        assertThat(row("n").sync()).isEqualTo(1);
    }

    @Test
    void wishNeedsAGreaterPriority() throws Exception {
        insert(A, "n", 0);
        assertThat(store.ask(new Wish("n", 1, B, 0, false), LIMIT)).isFalse();
        assertThat(store.ask(new Wish("n", 1, B, 5, false), LIMIT)).isTrue();
        assertThat(store.ask(new Wish("n", 1, C, 5, false), LIMIT)).isFalse();
        assertThat(row("n").wanted()).isEqualTo(B);
        assertThat(row("n").priority()).isEqualTo(5);
        assertThat(store.ask(new Wish("n", 1, C, 6, false), LIMIT)).isTrue();
        assertThat(row("n").wanted()).isEqualTo(C);
    }

    @Test
    void wishForSharingNeedsThatNobodyElseAsks() throws Exception {
        insert(A, "n", 0);
        assertThat(store.ask(new Wish("n", 1, B, 0, true), LIMIT)).isTrue();
        assertThat(store.ask(new Wish("n", 1, C, 0, true), LIMIT)).isFalse();
        assertThat(row("n").wanted()).isEqualTo(B);
    }

    @Test
    void wishForSharingReplacesTheOneThatItNamesOnly() throws Exception {
        insert(A, "n", 0);
        assertThat(store.ask(new Wish("n", 1, C, 0, true, B), LIMIT)).isFalse();
        assertThat(store.ask(new Wish("n", 1, B, 0, true), LIMIT)).isTrue();
        assertThat(store.ask(new Wish("n", 1, C, 0, true, A), LIMIT)).isFalse();
        assertThat(row("n").wanted()).isEqualTo(B);
        assertThat(store.ask(new Wish("n", 1, C, 0, true, B), LIMIT)).isTrue();
        assertThat(row("n").wanted()).isEqualTo(C);
    }

    @Test
    void wishOfTheHolderOrForAnOldTermIsNotWritten() throws Exception {
        insert(A, "n", 0);
        assertThat(store.ask(new Wish("n", 1, A, 5, false), LIMIT)).isFalse();
        assertThat(store.ask(new Wish("n", 2, B, 5, false), LIMIT)).isFalse();
        release(A, "n", 1);
        assertThat(store.ask(new Wish("n", 1, B, 5, false), LIMIT)).isFalse();
    }

    @Test
    void onlyTheRulingTermIsAskedToResign() throws Exception {
        insert(A, "n", 0);
        assertThat(store.askToResign(new Holding("n", 2), LIMIT)).isFalse();
        assertThat(store.askToResign(new Holding("n", 1), LIMIT)).isTrue();
        assertThat(row("n").resign()).isEqualTo(1);
        release(A, "n", 1);
        assertThat(store.askToResign(new Holding("n", 1), LIMIT)).isFalse();
    }

    @Test
    void ownSessionIsDeleted() throws Exception {
        join(A);
        assertThat(store.delete(A, true, LIMIT)).isTrue();
        assertThat(store.delete(A, true, LIMIT)).isFalse();
        assertThat(store.look(Set.of(), LIMIT).sessions()).isEmpty();
    }

    @Test
    void livingSessionOfAnotherIsNotDeleted() throws Exception {
        join(A);
        assertThat(store.delete(A, false, LIMIT)).isFalse();
    }

    @Test
    void deadSessionIsDeletedWhenItHoldsNothing() throws Exception {
        join(A);
        insert(A, "n", 0);
        store.declareDead(A, 0, LIMIT);
        assertThat(store.delete(A, false, LIMIT)).isFalse();
        take(B, "n", 1, A);
        assertThat(store.delete(A, false, LIMIT)).isTrue();
    }

    @Test
    void lookShowsOnlyTheNamesAskedFor() throws Exception {
        insert(A, "a", 0);
        insert(A, "b", 0);
        Sight sight = store.look(Set.of("a", "missing"), LIMIT);
        assertThat(sight.names()).containsOnlyKeys("a");
        assertThat(sight.damaged()).isEmpty();
    }

    @Test
    void namesMayHaveAnyCharacters() throws Exception {
        String name = "quote ' \" \\ $ . ü 🦊 %";
        assertThat(insert(A, name, 0)).isTrue();
        store.synchronize(A, List.of(new Identifier(name, 1, name, 1)), LIMIT);
        assertThat(row(name).identifier()).isEqualTo(name);
    }
}
