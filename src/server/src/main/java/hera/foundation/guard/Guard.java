package hera.foundation.guard;

import hera.foundation.access.AccessControl;
import hera.foundation.access.AccessVerdict;
import hera.foundation.access.Denial;
import hera.foundation.access.Grant;
import hera.foundation.access.Identity;
import hera.foundation.access.Need;
import hera.foundation.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The guard of a secured port. Its server asks about every request as soon as it has read the path, and before anything else of
 * the request is looked at; whatever is denied is written down here. Thread-safe.
 */
public final class Guard {
    /** The value of {@code WWW-Authenticate} in a 401. */
    public static final String CHALLENGE = "Bearer realm=\"hera\"";

    /** The value of {@code Retry-After} in a 429, in seconds. */
    public static final int RETRY_SECONDS = 1;

    private static final int UNAUTHORIZED = 401;

    private final AccessControl control;
    private final Denials denials;
    private final DeniedAddresses addresses;
    private final Clock clock;

    /** @param maxDenied how many bad credentials an address may send in a second */
    public Guard(AccessControl control, Denials denials, int maxDenied, Clock clock) {
        this.control = control;
        this.denials = denials;
        this.addresses = new DeniedAddresses(maxDenied, clock);
        this.clock = clock;
    }

    /**
     * Decides, and writes it down if the request is denied.
     *
     * @param rawPath the path as it stood in the request line, for the log
     */
    public AccessVerdict decide(Need need, Sender sender, String method, String rawPath) {
        if (need instanceof Need.Nothing) {
            return new AccessVerdict.Allowed(null);
        }
        AccessVerdict verdict = verdict(need, sender);
        if (verdict instanceof AccessVerdict.Denied denied) {
            note(denied.reason(), method, rawPath, sender.address(), denied.subject());
        }
        return verdict;
    }

    private AccessVerdict verdict(Need need, Sender sender) {
        boolean tries = sender.authorization().hasMoreElements();
        if (tries && addresses.isOver(sender.address())) {
            return new AccessVerdict.Denied(
                    Denial.RATE,
                    Denials.NOBODY,
                    "too many bad credentials came from this address: come again in a second");
        }
        Identity identity = control.identify(
                sender.authorization(), sender.chain(), clock.now().wallMillis());
        AccessVerdict verdict = control.decide(need, identity, sender.statedNode());
        if (tries
                && verdict instanceof AccessVerdict.Denied denied
                && denied.reason().status() == UNAUTHORIZED) {
            addresses.count(sender.address());
        }
        return verdict;
    }

    /**
     * Decides about a part of an admitted request, and writes it down if that is denied.
     *
     * @param grant null for a request that needed no credential
     * @param address of the sender, as a number
     */
    public AccessVerdict decide(Need need, @Nullable Grant grant, String method, String rawPath, String address) {
        if (Need.decide(need, grant) == Need.Decision.ALLOWED) {
            return new AccessVerdict.Allowed(null);
        }
        String subject = grant == null ? Denials.NOBODY : grant.subject();
        note(Denial.SCOPE, method, rawPath, address, subject);
        return new AccessVerdict.Denied(Denial.SCOPE, subject, AccessControl.lacking(need));
    }

    /**
     * Writes down a denial that was found elsewhere.
     *
     * @param address of the sender, as a number
     * @param subject the name of the credential; {@link Denials#NOBODY} for none
     */
    public void note(Denial reason, String method, String rawPath, String address, String subject) {
        denials.denied(reason, method, rawPath, address, subject);
    }

    /**
     * Writes down a write that was served, if its sender may do everything.
     *
     * @param action such as {@code put}
     * @param address of the sender, as a number
     */
    public void served(String action, String rawPath, String address, Grant grant) {
        if (grant.administers()) {
            denials.audit(action, rawPath, address, grant.subject());
        }
    }
}
