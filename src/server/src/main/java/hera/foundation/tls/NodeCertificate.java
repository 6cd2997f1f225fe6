package hera.foundation.tls;

import hera.foundation.http.PercentCodec;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.NodeName;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The certificate of a node: its subject alternative name {@code URI:hera:node:NAME} says which, with NAME percent-encoded. */
public final class NodeCertificate {
    private static final String PREFIX = "hera:node:";

    private NodeCertificate() {}

    /**
     * Returns the name of the node that a certificate names; null if it names none or several, or the name is malformed. It says
     * nothing of who signed the certificate.
     */
    public static @Nullable NodeName nodeName(X509Certificate certificate) {
        List<String> named = AlternativeNames.of(certificate, Set.of(AlternativeNames.URI)).stream()
                .filter(uri -> uri.startsWith(PREFIX))
                .toList();
        if (named.size() != 1) {
            return null;
        }
        try {
            return new NodeName(PercentCodec.decodeSegment(named.get(0).substring(PREFIX.length())));
        } catch (MalformedInputException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Returns the URI that names a node in its certificate, such as {@code hera:node:a}. */
    public static String uri(NodeName node) {
        return PREFIX + PercentCodec.encode(node.value());
    }
}
