package hera.registry.gossip;

import hera.foundation.http.HostPort;
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
    private final Peers peers;
    private final PageReceiver receiver;
    private final NameConflicts conflicts;
    private final Clock clock;
    private final Executor workers;

    PullSender(
            PeerClient client,
            Peers peers,
            PageReceiver receiver,
            NameConflicts conflicts,
            Clock clock,
            Executor workers) {
        this.peers = peers;
        this.client = client;
        this.receiver = receiver;
        this.conflicts = conflicts;
        this.clock = clock;
        this.workers = workers;
    }

    /** The end of a pull. */
    sealed interface PullResult {
        /** The response is merged. */
        record Answered(PullResponse response, PageReceiver.Outcome outcome) implements PullResult {}

        /** The pull failed. */
        record Failed(PullFailedException why) implements PullResult {}
    }

    /**
     * Sends a pull. To be called with the peers' lock held, under which the pull is then noted as under way.
     *
     * @param ended called once, without the lock and on another thread, so that it never runs before the pull is noted
     */
    PeerPulls.Pending begin(
            Peer peer, HostPort at, PullRequest request, BiConsumer<PeerPulls.Pending, PullResult> ended) {
        CompletableFuture<PullResponse> answer = client.pull(at, peer.expectedAt(at), request);
        PeerPulls.Pending pull =
                new PeerPulls.Pending(peer, at, request, clock.now().agingMillis(), answer);
        var unused =
                answer.whenCompleteAsync((result, failure) -> ended.accept(pull, end(pull, result, failure)), workers);
        return pull;
    }

    private PullResult end(PeerPulls.Pending pull, @Nullable PullResponse answer, @Nullable Throwable failure) {
        try {
            if (answer == null) {
                return new PullResult.Failed(reason(failure));
            }
            noteConflicts(pull, answer);
            if (!admits(pull, answer)) {
                return new PullResult.Answered(answer, PageReceiver.Outcome.NOTHING);
            }
            return new PullResult.Answered(answer, receiver.receive(pull.peer.label(), answer, pull.request.digest()));
        } catch (PullFailedException e) {
            return new PullResult.Failed(e);
        } catch (RuntimeException e) {
            log.error("gossip peer={} result=internal", pull.peer.label(), e);
            return new PullResult.Failed(new PullFailedException(Kind.INTERNAL, e.toString()));
        }
    }

    /** Returns whether to merge the response: only of a node that is configured, or has answered by its name. */
    private boolean admits(PeerPulls.Pending pull, PullResponse answer) {
        synchronized (peers) {
            return !pull.request.isQuestion()
                    && !peers.isNamesake(answer.node())
                    && pull.peer.admits(pull.at, answer.node());
        }
    }

    private void noteConflicts(PeerPulls.Pending pull, PullResponse answer) {
        if (answer.node() != null) {
            conflicts.answered(answer.node(), pull.at);
        }
        HostPort rival = answer.rival() == null ? null : NameConflicts.parseAddress(answer.rival());
        if (rival != null) {
            conflicts.reported(rival);
        }
    }

    private static PullFailedException reason(@Nullable Throwable failure) {
        Throwable cause = failure == null ? null : Failures.cause(failure);
        return cause instanceof PullFailedException known
                ? known
                : new PullFailedException(Kind.INTERNAL, String.valueOf(cause));
    }
}
