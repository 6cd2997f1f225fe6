package hera.foundation.guard;

import hera.foundation.access.AccessControl;
import hera.foundation.access.Certificates;
import hera.foundation.access.PeerToken;
import hera.foundation.access.SecuritySettings;
import hera.foundation.access.TlsFiles;
import hera.foundation.access.TokenStore;
import hera.foundation.names.NodeName;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.tls.NodeTls;
import hera.foundation.tls.PemFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a secured program reads before anything of it has started: whatever lacks a file does not start.
 *
 * @param tls null where a mesh or a proxy does TLS
 * @param peerToken null where nodes have certificates
 */
public record Secrets(
        AccessControl control,
        @Nullable NodeTls tls,
        @Nullable PeerToken peerToken) {
    /**
     * Reads the files for the first time.
     *
     * @param name that the certificate must state
     * @throws InvalidSettingException naming the setting, the file and the reason
     */
    public static Secrets read(SecuritySettings security, NodeName name, Instant now) {
        NodeTls tls = tls(security.tls(), name, now);
        TokenStore tokens = TokenStore.read(security.tokens());
        PeerToken own = security.peerToken() == null ? null : PeerToken.read(security.peerToken());
        if (own != null) {
            own.check(tokens);
        }
        return new Secrets(new AccessControl(security, tokens, tls == null ? Certificates.NONE : tls), tls, own);
    }

    /** Returns all of it that there is. */
    public List<Object> parts() {
        List<Object> parts = new ArrayList<>(List.of(control));
        if (tls != null) {
            parts.add(tls);
        }
        if (peerToken != null) {
            parts.add(peerToken);
        }
        return parts;
    }

    private static @Nullable NodeTls tls(@Nullable TlsFiles files, NodeName name, Instant now) {
        if (files == null) {
            return null;
        }
        try {
            return NodeTls.open(files, name, now);
        } catch (PemFileException e) {
            throw new InvalidSettingException("security." + key(files, e.file()), String.valueOf(e.getMessage()));
        }
    }

    private static String key(TlsFiles files, Path file) {
        if (file.equals(files.certificate())) {
            return "certificate";
        }
        if (file.equals(files.key())) {
            return "key";
        }
        return file.equals(files.ca()) ? "ca" : "peer-ca";
    }
}
