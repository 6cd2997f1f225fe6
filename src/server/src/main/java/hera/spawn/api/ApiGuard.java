package hera.spawn.api;

import hera.foundation.access.AccessVerdict;
import hera.foundation.access.Credential;
import hera.foundation.access.Denial;
import hera.foundation.access.Need;
import hera.foundation.forward.door.Senders;
import hera.foundation.forward.message.LocalAnswer.Field;
import hera.foundation.forward.message.RequestHead;
import hera.foundation.guard.Denials;
import hera.foundation.guard.Guard;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The guard of the operators' port: asked about each request when its head is there, before anything else of it. Thread-safe. */
final class ApiGuard {
    private final @Nullable Guard guard;
    private final boolean hasPage;

    /**
     * @param guard null for an open port
     * @param hasPage whether there is a page, whose files need no credential
     */
    ApiGuard(@Nullable Guard guard, boolean hasPage) {
        this.guard = guard;
        this.hasPage = hasPage;
    }

    /**
     * Decides.
     *
     * @param chain the certificates of the connection; null for none
     */
    AccessVerdict decide(
            ApiPath path, RequestHead request, InetSocketAddress client, X509Certificate @Nullable [] chain) {
        String rawPath = Senders.path(request);
        Need need = path.need(request.method(), rawPath);
        if (guard == null || isOfPage(need)) {
            return new AccessVerdict.Allowed(null);
        }
        return guard.decide(need, Senders.of(request, client, chain, null), request.method(), rawPath);
    }

    private boolean isOfPage(Need need) {
        return hasPage && need instanceof Need.PageFile file && ConsolePage.isFile(file.name());
    }

    /** Writes down a request that comes from a page of another site. */
    void foreign(RequestHead request, InetSocketAddress client) {
        if (guard != null) {
            guard.note(
                    Denial.CROSS_ORIGIN,
                    request.method(),
                    Senders.path(request),
                    Senders.address(client),
                    Denials.NOBODY);
        }
    }

    /** Writes down a change that an administrator has made. */
    void changed(RequestHead request, InetSocketAddress client, @Nullable Credential credential) {
        if (guard != null && credential != null) {
            String action = request.method().toLowerCase(Locale.ROOT);
            guard.served(action, Senders.path(request), Senders.address(client), credential.grant());
        }
    }

    static ApiAnswer refusal(AccessVerdict.Denied denied) {
        int status = denied.reason().status();
        ApiAnswer error = ApiAnswer.error(status, denied.detail());
        return switch (status) {
            case 401 -> error.with(new Field("WWW-Authenticate", Guard.CHALLENGE));
            case 429 -> error.with(new Field("Retry-After", Integer.toString(Guard.RETRY_SECONDS)));
            default -> error;
        };
    }
}
