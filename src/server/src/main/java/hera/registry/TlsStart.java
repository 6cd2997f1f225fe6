package hera.registry;

import hera.foundation.access.SecuritySettings;
import hera.foundation.access.TlsFiles;
import hera.foundation.names.NodeName;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.tls.NodeTls;
import hera.foundation.tls.PemFileException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The first reading of a node's certificates, before anything of it has started: a node that lacks one does not start. */
final class TlsStart {
    private TlsStart() {}

    /**
     * Reads the certificates and the key.
     *
     * @return null for a node without TLS
     * @throws InvalidSettingException naming the setting, the file and the reason
     */
    static @Nullable NodeTls open(NodeName name, SecuritySettings security) {
        TlsFiles files = security.tls();
        if (files == null) {
            return null;
        }
        try {
            return NodeTls.open(files, name, Instant.now());
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
