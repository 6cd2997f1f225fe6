package hera.foundation.access;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the certificates of a connection prove, asked again with each request: what signs them can change. */
public interface Certificates {
    /** The ones of a node without TLS: they prove nothing. */
    Certificates NONE = new Certificates() {
        @Override
        public @Nullable String nodeName(X509Certificate[] chain) {
            return null;
        }

        @Override
        public List<String> clientNames(X509Certificate[] chain) {
            return List.of();
        }
    };

    /** Returns the name of the node whose certificate it is; null unless what signs nodes' has signed it. */
    @Nullable
    String nodeName(X509Certificate[] chain);

    /** Returns the names of the client whose certificate it is; none unless what signs clients' has signed it. */
    List<String> clientNames(X509Certificate[] chain);
}
