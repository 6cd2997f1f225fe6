package hera.registry.gossip;

import hera.foundation.http.HostPort;
import hera.registry.wire.PageFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A network in which nothing happens but what the test says: it keeps what was asked, for the test to answer. */
final class FakePeerClient implements PeerClient {
    private final GossipTime time;
    private final List<Asked> all = new ArrayList<>();

    FakePeerClient(GossipTime time) {
        this.time = time;
    }

    /** A pull under way, or settled. */
    record Asked(HostPort peer, PullRequest request, long atMillis, CompletableFuture<PullResponse> answer) {
        boolean isHeld() {
            return !request.hold().isZero();
        }

        void answer(String page) {
            answer(page, null);
        }

        void answer(String page, @Nullable NodeIdentity from) {
            answer(page, from, null);
        }

        void answer(String page, @Nullable NodeIdentity from, @Nullable Long seen) {
            answer.complete(new PullResponse(
                    PageFormat.RICH,
                    page.getBytes(StandardCharsets.UTF_8),
                    false,
                    isHeld(),
                    from,
                    null,
                    null,
                    seen,
                    null));
        }

        /** As a node of the original design does. */
        void answerPlain(String page) {
            answer.complete(new PullResponse(
                    PageFormat.PLAIN,
                    page.getBytes(StandardCharsets.UTF_8),
                    false,
                    false,
                    null,
                    null,
                    null,
                    null,
                    null));
        }

        /** As a node of another environment does. */
        void refuseEnvironment() {
            answer.completeExceptionally(new PullFailedException(
                    PullFailedException.Kind.WRONG_ENVIRONMENT, "the peer is in environment 'other'"));
        }

        void fail() {
            answer.completeExceptionally(
                    new PullFailedException(PullFailedException.Kind.UNREACHABLE, "the test says so"));
        }
    }

    @Override
    public CompletableFuture<PullResponse> pull(HostPort peer, PullRequest request) {
        Asked asked = new Asked(peer, request, time.millis(), new CompletableFuture<>());
        all.add(asked);
        return asked.answer;
    }

    /** The number of pulls that were ever sent. */
    int asked() {
        return all.size();
    }

    /** All that was ever asked of a peer. */
    List<Asked> of(HostPort peer) {
        return all.stream().filter(asked -> asked.peer.equals(peer)).toList();
    }

    /** What is under way to a peer and asks for everything at once; the test fails when there is none. */
    Asked full(HostPort peer) {
        return open(peer).stream().filter(asked -> !asked.isHeld()).findFirst().orElseThrow();
    }

    /** What a peer holds; the test fails when there is none. */
    Asked held(HostPort peer) {
        return open(peer).stream().filter(Asked::isHeld).findFirst().orElseThrow();
    }

    List<Asked> open(HostPort peer) {
        return of(peer).stream().filter(asked -> !asked.answer.isDone()).toList();
    }

    /** Answers with nothing whatever a peer was asked and does not hold. */
    void answerFullPulls(HostPort peer) {
        open(peer).stream().filter(asked -> !asked.isHeld()).forEach(asked -> asked.answer("{}"));
    }
}
