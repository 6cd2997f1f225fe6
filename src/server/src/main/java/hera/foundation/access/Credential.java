package hera.foundation.access;

import java.security.cert.X509Certificate;

/** A valid credential, and what it is, so that it can be asked again later whether it still is. Immutable. */
public sealed interface Credential extends Identity {
    /** Its name, and what it may do. */
    Grant grant();

    /** When it ends, in milliseconds since 1970; {@link Long#MAX_VALUE} for never. */
    long endsMillis();

    /** A token. */
    record OfToken(Grant grant, long endsMillis, Tokens.TokenHash hash) implements Credential {}

    /** A client's certificate. */
    @SuppressWarnings("ArrayRecordComponent") // the container's own, never compared
    record OfClient(Grant grant, X509Certificate[] chain) implements Credential {
        @Override
        public long endsMillis() {
            return chain[0].getNotAfter().toInstant().toEpochMilli();
        }
    }

    /** A node's certificate; the grant has the node's name. */
    @SuppressWarnings("ArrayRecordComponent") // the container's own, never compared
    record OfNode(Grant grant, X509Certificate[] chain) implements Credential {
        @Override
        public long endsMillis() {
            return chain[0].getNotAfter().toInstant().toEpochMilli();
        }
    }
}
