package hera.registry.gossip.transport;

import hera.foundation.json.LogSafe;
import hera.foundation.names.NodeName;
import hera.foundation.tls.NodeTls;
import hera.registry.gossip.NodeIdentity;
import hera.registry.gossip.PullFailedException;
import hera.registry.gossip.PullFailedException.Kind;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The failures of proving names between peers, in words for who runs them. */
final class TlsFailures {
    private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");

    private TlsFailures() {}

    /** Returns why a handshake, or a connection after it, has failed. */
    static PullFailedException reason(SSLException failed) {
        String refusal = NodeTls.refusal(failed);
        if (refusal != null) {
            return new PullFailedException(Kind.IDENTITY, "its certificate is refused: " + refusal);
        }
        String message = String.valueOf(failed.getMessage());
        if (message.contains("Unsupported or unrecognized SSL message")) {
            return new PullFailedException(Kind.IDENTITY, "it speaks no TLS: this node is secured, and it is not");
        }
        Matcher alert = ALERT.matcher(message);
        return alert.find()
                ? new PullFailedException(
                        Kind.IDENTITY, "it refuses this node's certificate or TLS (alert %s)".formatted(alert.group(1)))
                : hungUp(failed);
    }

    /** Returns the failure of a connection that has broken off; the words of a peer that refuses a certificate may be lost on their way. */
    static PullFailedException hungUp(IOException broken) {
        return new PullFailedException(
                Kind.UNREACHABLE,
                "it hung up before it answered (%s); if it refuses this node's certificate, its log says why"
                        .formatted(LogSafe.of(String.valueOf(broken.getMessage()))));
    }

    /**
     * Refuses a peer of another name than the expected one.
     *
     * @param proven null without TLS, where no name is proven
     * @param expected null where any node may be
     */
    static void checkExpected(@Nullable NodeName proven, @Nullable NodeName expected) throws PullFailedException {
        if (proven != null && expected != null && !expected.equals(proven)) {
            throw new PullFailedException(
                    Kind.IDENTITY, "its certificate names another node: " + LogSafe.value(proven.value()));
        }
    }

    /** Refuses a response of a node that says to be another one than it has proven to be. */
    static void checkStated(@Nullable NodeName proven, @Nullable NodeIdentity stated) throws PullFailedException {
        if (proven != null && (stated == null || !stated.name().equals(proven))) {
            String name = stated == null ? "none" : stated.name().value();
            throw new PullFailedException(
                    Kind.IDENTITY,
                    "its certificate names %s, and its Hera-Node %s"
                            .formatted(LogSafe.value(proven.value()), LogSafe.value(name)));
        }
    }

    /** Refuses a response of a node whose certificate has ended while the pull was held. */
    static void checkNotEnded(PeerConnection connection) throws PullFailedException {
        if (connection.hasEnded()) {
            throw new PullFailedException(Kind.IDENTITY, "its certificate is refused: its time is over");
        }
    }
}
