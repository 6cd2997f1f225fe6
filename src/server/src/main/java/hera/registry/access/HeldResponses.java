package hera.registry.access;

import hera.foundation.access.AccessControl;
import hera.foundation.access.Credential;
import hera.foundation.access.Denial;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.json.LogSafe;
import hera.foundation.server.AsyncResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All responses that are given later, each with the credential of its request: waits, streams, registrations bound to a
 * connection, and pulls of peers. They end when the credential does. Thread-safe.
 */
final class HeldResponses {
    private static final Logger log = LoggerFactory.getLogger(HeldResponses.class);

    private final AccessControl control;
    private final Set<Held> all = ConcurrentHashMap.newKeySet();

    HeldResponses(AccessControl control) {
        this.control = control;
    }

    private static final class Held {
        final Credential credential;
        final AsyncResponse response;

        Held(Credential credential, AsyncResponse response) {
            this.credential = credential;
            this.response = response;
        }
    }

    /** Returns the keeper of the responses of one request. */
    AsyncResponse.Keeper of(Credential credential) {
        return response -> {
            Held held = new Held(credential, response);
            all.add(held);
            return () -> all.remove(held);
        };
    }

    /** Ends what is held by credentials that are not valid any longer, or may do something else now. */
    void endInvalid(long wallMillis) {
        for (Held held : all) {
            if (!control.isCurrent(held.credential, wallMillis)) {
                all.remove(held);
                log.info(
                        "event=held-ended reason=credential subject={}",
                        LogSafe.value(held.credential.grant().subject()));
                held.response.dismiss(AccessGuard::challenge, ended());
            }
        }
    }

    private static RequestRefusedException ended() {
        return new RequestRefusedException(
                Denial.EXPIRED.status(),
                Denial.EXPIRED.word(),
                "the credential of this request has ended or may do something else now");
    }

    /** Returns how many there are. */
    int size() {
        return all.size();
    }
}
