package hera.foundation.guard;

import java.security.cert.X509Certificate;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * What a request shows of its sender; nothing else of it is looked at.
 *
 * @param authorization the values of all fields {@code Authorization}; read once
 * @param chain the certificates of the connection; null for none
 * @param address the other end of the connection, as a number
 * @param statedNode the name of the node that the request says to be from; null for none
 */
@SuppressWarnings("ArrayRecordComponent") // the server's own, never compared
public record Sender(
        Enumeration<String> authorization,
        X509Certificate @Nullable [] chain,
        String address,
        @Nullable String statedNode) {}
