package hera.registry.gossip;

import hera.foundation.time.Clock;
import hera.foundation.time.Failures;
import hera.registry.gossip.PullFailedException.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends pulls to peers and merges the responses. Safe for use by many threads. */
final class PullSender {
    private static final Logger log = LoggerFactory.getLogger(PullSender.class);

    private final PeerClient client;
    private final PageReceiver receiver;
    private final NameConflicts conflicts;
    private final Clock clock;
    private final Executor workers;

    PullSender(PeerClient client, PageReceiver receiver, NameConflicts conflicts, Clock clock, Executor workers) {
        this.client = client;
        this.receiver = receiver;
        this.conflicts = conflicts;
        this.clock = clock;
        this.workers = workers;
    }

    /** The end of a pull. */
    sealed interface PullResult {
        /** It was answered, and the response is merged. */
        record Answered(PullResponse response, PageReceiver.Outcome outcome) implements PullResult {}

        /** It brought nothing. */
        record Failed(PullFailedException why) implements PullResult {}
    }

    /**
     * Sends a pull. To be called with the peers' lock held, under which the pull is then noted as under way.
     *
     * @param ended is called once, without the lock and on another thread, so that no response is quicker than the note
     */
    PeerPulls.Pending begin(Peer peer, PullRequest request, BiConsumer<PeerPulls.Pending, PullResult> ended) {
        CompletableFuture<PullResponse> answer = client.pull(peer.address, request);
        PeerPulls.Pending pull =
                new PeerPulls.Pending(peer, request, clock.now().agingMillis(), answer);
        var unused =
                answer.whenCompleteAsync((result, failure) -> ended.accept(pull, end(pull, result, failure)), workers);
        return pull;
    }

    private PullResult end(PeerPulls.Pending pull, @Nullable PullResponse answer, @Nullable Throwable failure) {
        try {
            if (answer == null) {
                return new PullResult.Failed(reason(failure));
            }
            noteConflicts(pull.peer, answer);
            return new PullResult.Answered(answer, receiver.receive(pull.peer.label(), answer, pull.request.digest()));
        } catch (PullFailedException e) {
            return new PullResult.Failed(e);
        } catch (RuntimeException e) {
            log.error("gossip peer={} result=internal", pull.peer.label(), e);
            return new PullResult.Failed(new PullFailedException(Kind.INTERNAL, e.toString()));
        }
    }

    private void noteConflicts(Peer peer, PullResponse answer) {
        if (answer.node() != null) {
            conflicts.heard(answer.node(), peer.address.toString());
        }
        if (answer.rival() != null) {
            conflicts.rivalAt(answer.rival());
        }
    }

    private static PullFailedException reason(@Nullable Throwable failure) {
        Throwable cause = failure == null ? null : Failures.cause(failure);
        return cause instanceof PullFailedException known
                ? known
                : new PullFailedException(Kind.INTERNAL, String.valueOf(cause));
    }
}
