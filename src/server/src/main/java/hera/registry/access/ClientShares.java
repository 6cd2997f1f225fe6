package hera.registry.access;

import hera.foundation.access.Denial;
import hera.foundation.access.Grant;
import hera.foundation.clients.HeldShares;
import hera.foundation.guard.Denials;
import hera.foundation.http.RequestRefusedException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** What each client may hold open of one kind ({@code max-client-held}), in open and closed nodes. Thread-safe. */
public abstract sealed class ClientShares {
    private static final int RETRY_SECONDS = 2;

    /** The reason of the refusal, for the metrics. */
    public static final String REASON = "client-held";

    private ClientShares() {}

    /**
     * Takes one for the client of a request.
     *
     * @return gives it back; to be run once
     * @throws RequestRefusedException 429 when the client has as many as it may
     */
    public abstract Runnable take(HttpServletRequest request) throws RequestRefusedException;

    /** Returns shares without a limit. */
    public static ClientShares unlimited() {
        return new Unlimited();
    }

    /**
     * Returns shares with a limit.
     *
     * @param most of one client; null for no limit
     */
    public static ClientShares of(@Nullable Integer most, Denials denials) {
        return most == null ? new Unlimited() : new Limited(new HeldShares(most), denials);
    }

    private static final class Unlimited extends ClientShares {
        @Override
        public Runnable take(HttpServletRequest request) {
            return () -> {};
        }
    }

    private static final class Limited extends ClientShares {
        private final HeldShares shares;
        private final Denials denials;

        Limited(HeldShares shares, Denials denials) {
            this.shares = shares;
            this.denials = denials;
        }

        @Override
        public Runnable take(HttpServletRequest request) throws RequestRefusedException {
            String client = Clients.of(request);
            if (client == null) {
                return () -> {};
            }
            if (!shares.take(client)) {
                Grant grant = AccessGuard.grant(request);
                denials.denied(
                        Denial.RATE,
                        request.getMethod(),
                        Denials.NOTHING,
                        request.getRemoteAddr(),
                        grant == null ? Denials.NOBODY : grant.subject());
                throw new RequestRefusedException(
                        Denial.RATE.status(),
                        REASON,
                        "this client holds %d open and may hold no more (max-client-held): end one, or ask without wait"
                                .formatted(shares.most()),
                        RETRY_SECONDS);
            }
            return () -> shares.release(client);
        }
    }
}
