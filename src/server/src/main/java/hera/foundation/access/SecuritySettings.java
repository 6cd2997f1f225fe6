package hera.foundation.access;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a secured node. Immutable; they name files, and hold no secret.
 *
 * @param tls null for plain HTTP, where a mesh or a proxy does TLS
 * @param tokens the file of the tokens that are valid
 * @param peerToken the file of this node's own token at its peers; given without TLS, and only then
 * @param roles what clients' certificates may do: the first that matches counts
 * @param console whether there is a page
 */
public record SecuritySettings(
        @Nullable TlsFiles tls, Path tokens, @Nullable Path peerToken, List<CertificateRole> roles, boolean console)
        implements Security {
    public SecuritySettings {
        roles = List.copyOf(roles);
        if ((tls == null) == (peerToken == null)) {
            throw new IllegalArgumentException("peers prove themselves by certificates or by a token, by one of them");
        }
        if (tls == null && !roles.isEmpty()) {
            throw new IllegalArgumentException("there are no clients' certificates without TLS, so no roles");
        }
    }
}
