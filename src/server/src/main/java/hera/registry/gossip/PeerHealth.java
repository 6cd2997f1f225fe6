package hera.registry.gossip;

import hera.foundation.time.Backoff;
import hera.registry.gossip.PullFailedException.Kind;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** The reachability of a peer: its failures in a row, the back-off after them, and its last contact. Guarded by the {@link Peers}. */
final class PeerHealth {
    static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);
    static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);
    private static final Duration LOG_SILENCE = Duration.ofMinutes(1);

    /** Whether the peer has answered or asked since this node started. */
    boolean everHeard;

    /** Whether the peer has answered since this node started. */
    boolean everAnswered;

    int failures;
    String lastFailure = "";

    /** The time of the last failure, on the aging clock. */
    long failedAtMillis;

    long retryAtMillis;
    long lastHeardAtMillis;

    /** The time of the last failure that was logged, on the aging clock. */
    long loggedAtMillis;

    boolean isAvailable(long nowMillis) {
        return failures == 0 || nowMillis >= retryAtMillis;
    }

    /** Records that the peer has sent a request or a response. */
    void heard(long nowMillis) {
        lastHeardAtMillis = nowMillis;
        everHeard = true;
    }

    /**
     * Shortens the back-off of a failing peer that has sent a request: it is tried again a second after its last
     * failure at the earliest. The failures stay counted, because a peer that sends requests but cannot be reached
     * would otherwise be tried without a pause.
     *
     * @return whether the next try has become earlier
     */
    boolean endWait(long nowMillis) {
        long soonest = Math.max(nowMillis, failedAtMillis + FIRST_BACK_OFF.toMillis());
        if (failures == 0 || soonest >= retryAtMillis) {
            return false;
        }
        retryAtMillis = soonest;
        return true;
    }

    /** Records a response of the peer, and ends its back-off. */
    void answered(long nowMillis) {
        reset();
        heard(nowMillis);
        everAnswered = true;
    }

    void reset() {
        failures = 0;
        lastFailure = "";
    }

    /** Records a failure, and delays the next try by a back-off that grows with each. */
    void failed(String why, long nowMillis, Backoff backoff, RandomGenerator random) {
        failures++;
        lastFailure = why;
        failedAtMillis = nowMillis;
        retryAtMillis = nowMillis + backoff.jittered(failures, random).toMillis();
    }

    /**
     * Returns whether to log a failure: the first of a row, and what an operator must fix also once a minute: a peer in another
     * environment, or one whose name is not proven.
     */
    boolean isToBeLogged(PullFailedException failed, long nowMillis) {
        return failures == 0
                || ((failed.kind() == Kind.WRONG_ENVIRONMENT || failed.kind() == Kind.IDENTITY)
                        && (!lastFailure.equals(failed.getMessage())
                                || nowMillis - loggedAtMillis >= LOG_SILENCE.toMillis()));
    }
}
