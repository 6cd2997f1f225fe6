package hera.command.failover;

import static org.assertj.core.api.Assertions.assertThat;

import hera.failover.MemoryStore;
import hera.failover.store.Candidate;
import hera.failover.store.SessionId;
import hera.failover.store.Store;
import hera.failover.store.Take;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SightingTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final SessionId A = SessionId.of(0, 1);
    private static final SessionId B = SessionId.of(0, 2);

    private final Store store = MemoryStore.create();
    private final Sighting sighting = new Sighting(store, "n");

    private void rules(SessionId session, Take take, long leaseMillis) throws Exception {
        Candidate candidate = new Candidate(session, "host:" + session, leaseMillis, 0, OptionalInt.empty());
        store.join(candidate, LIMIT);
        store.take(candidate, List.of(take), LIMIT);
    }

    private static Take first() {
        return new Take("n", 0, null, true);
    }

    @Test
    void holderRulesOnceItsBeatWasSeen() throws Exception {
        rules(A, first(), 60_000);
        sighting.lookOnce();
        assertThat(sighting.isKnown()).isFalse();
        store.beat(A, OptionalInt.empty(), LIMIT);
        sighting.lookOnce();
        assertThat(sighting.isKnown()).isTrue();
        assertThat(sighting.isRuled()).isTrue();
    }

    @Test
    void holderThatIsMarkedDeadRulesNoMore() throws Exception {
        rules(A, first(), 60_000);
        sighting.lookOnce();
        store.beat(A, OptionalInt.empty(), LIMIT);
        sighting.lookOnce();
        store.declareDead(A, 1, LIMIT);
        sighting.lookOnce();
        assertThat(sighting.isKnown()).isTrue();
        assertThat(sighting.isRuled()).isFalse();
    }

    @Test
    void holderThatIsSilentForItsLeaseRulesNoMore() throws Exception {
        rules(A, first(), 50);
        sighting.lookOnce();
        store.beat(A, OptionalInt.empty(), LIMIT);
        sighting.lookOnce();
        Awaitility.await().until(() -> {
            sighting.lookOnce();
            return sighting.isKnown() && !sighting.isRuled();
        });
    }

    @Test
    void holderThatWasSeenToTakeRules() throws Exception {
        rules(A, first(), 60_000);
        sighting.lookOnce();
        store.declareDead(A, 0, LIMIT);
        rules(B, new Take("n", 1, A, false), 60_000);
        sighting.lookOnce();
        assertThat(sighting.isRuled()).isTrue();
        assertThat(Objects.requireNonNull(sighting.row()).term()).isEqualTo(2);
    }
}
