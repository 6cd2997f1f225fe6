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

/** Sends questions to peers and takes in what they answer. Safe for use by many threads. */
final class PullSender {
    private static final Logger log = LoggerFactory.getLogger(PullSender.class);

    private final PeerClient client;
    private final PageReceiver intake;
    private final NameConflicts sightings;
    private final Clock clock;
    private final Executor workers;

    PullSender(PeerClient client, PageReceiver intake, NameConflicts sightings, Clock clock, Executor workers) {
        this.client = client;
        this.intake = intake;
        this.sightings = sightings;
        this.clock = clock;
        this.workers = workers;
    }

    /** What became of a pull. */
    sealed interface End {
        /** It was answered, and the answer is merged. */
        record Answered(PullResponse answer, PageReceiver.Outcome outcome) implements End {}

        /** It brought nothing. */
        record Failed(PullFailedException why) implements End {}
    }

    /**
     * Asks. To be called with the peers' lock held, under which the pull is kept as under way.
     *
     * @param ended told once, without the lock and by another thread, so that no answer is quicker than the caller,
     *     who has yet to note the pull as under way
     */
    PendingPull begin(Peer peer, PullRequest request, BiConsumer<PendingPull, End> ended) {
        CompletableFuture<PullResponse> answer = client.pull(peer.address, request);
        PendingPull pull = new PendingPull(peer, request, clock.now().agingMillis(), answer);
        var unused =
                answer.whenCompleteAsync((result, failure) -> ended.accept(pull, end(pull, result, failure)), workers);
        return pull;
    }

    private End end(PendingPull pull, @Nullable PullResponse answer, @Nullable Throwable failure) {
        try {
            if (answer == null) {
                return new End.Failed(reason(failure));
            }
            recognise(pull.peer, answer);
            return new End.Answered(answer, intake.take(pull.peer.label(), answer, pull.request.digest()));
        } catch (PullFailedException e) {
            return new End.Failed(e);
        } catch (RuntimeException e) {
            log.error("gossip peer={} result=internal", pull.peer.label(), e);
            return new End.Failed(new PullFailedException(Kind.INTERNAL, e.toString()));
        }
    }

    private void recognise(Peer peer, PullResponse answer) {
        if (answer.node() != null) {
            sightings.heard(answer.node(), peer.address.toString());
        }
        if (answer.rival() != null) {
            sightings.rivalAt(answer.rival());
        }
    }

    private static PullFailedException reason(@Nullable Throwable failure) {
        Throwable cause = failure == null ? null : Failures.cause(failure);
        return cause instanceof PullFailedException known
                ? known
                : new PullFailedException(Kind.INTERNAL, String.valueOf(cause));
    }
}
