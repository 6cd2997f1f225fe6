package hera.registry.access;

import hera.foundation.access.AccessControl;
import hera.foundation.access.Credential;
import hera.foundation.access.Denial;
import hera.foundation.guard.HeldCredentials;
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
final class HeldResponses implements HeldCredentials {
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

    /** An admitted request: keeps its responses for as long as its credential is valid. */
    final class Admitted implements AsyncResponse.Keeper {
        final Credential credential;

        Admitted(Credential credential) {
            this.credential = credential;
        }

        @Override
        public Runnable keep(AsyncResponse response) {
            Held held = new Held(credential, response);
            all.add(held);
            return () -> all.remove(held);
        }
    }

    /** Returns the keeper of the responses of one request. */
    Admitted admit(Credential credential) {
        return new Admitted(credential);
    }

    @Override
    public void endInvalid(long wallMillis) {
        all.removeIf(held -> {
            boolean ends = !isCurrent(held.credential, wallMillis);
            if (ends) {
                log.info(
                        "event=held-ended reason=credential subject={}",
                        LogSafe.value(held.credential.grant().subject()));
                held.response.dismiss(AccessGuard::challenge, ended());
            }
            return ends;
        });
    }

    /** A credential of which nothing can be said is none. */
    private boolean isCurrent(Credential credential, long wallMillis) {
        try {
            return control.isCurrent(credential, wallMillis);
        } catch (RuntimeException e) {
            log.error("event=credential-not-checked", e);
            return false;
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
