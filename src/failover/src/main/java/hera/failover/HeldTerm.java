package hera.failover;

import hera.failover.core.Tenure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** The term of a mastership of this process. */
final class HeldTerm implements Term {
    private final Tenure tenure;
    private final LongSupplier clock;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> leaving = new CompletableFuture<>();

    HeldTerm(Tenure tenure, LongSupplier clock) {
        this.tenure = tenure;
        this.clock = clock;
    }

    @Override
    public String name() {
        return tenure.name();
    }

    @Override
    public long number() {
        return tenure.term();
    }

    @Override
    public boolean holds() {
        return tenure.holds(clock);
    }

    @Override
    public Duration remaining() {
        return Duration.ofNanos(tenure.remainingNanos(clock));
    }

    @Override
    public void check() {
        if (!holds()) {
            throw new TermEndedException("term " + number() + " of " + name() + " has ended");
        }
    }

    @Override
    public CompletionStage<Void> ended() {
        return ended.minimalCompletionStage();
    }

    @Override
    public CompletionStage<Void> leaving() {
        return leaving.minimalCompletionStage();
    }

    /** Completes {@link #leaving()}, and runs the dependent stages. */
    void leave() {
        leaving.complete(null);
    }

    /** Completes {@link #ended()}, and runs the dependent stages. */
    void end() {
        leaving.complete(null);
        ended.complete(null);
    }

    @Override
    public String toString() {
        return "term " + number() + " of " + name();
    }
}
