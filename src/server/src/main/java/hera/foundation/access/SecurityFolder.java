package hera.foundation.access;

import hera.foundation.http.PercentCodec;
import java.nio.file.Path;
import java.util.List;

/** A folder as {@code hera secure init} makes it. */
public record SecurityFolder(Path path) implements Security {
    /** The files of a node. */
    public SecuritySettings of(String nodeName) {
        Path nodes = path.resolve("nodes");
        Path ca = path.resolve("ca.pem");
        String file = fileName(nodeName);
        TlsFiles tls = new TlsFiles(
                nodes.resolve(file + ".pem"), nodes.resolve(file + ".key"), ca, ca, ClientCertificates.OPTIONAL);
        return new SecuritySettings(tls, path.resolve("tokens.yml"), null, List.of(), true);
    }

    /** The name of a node's files, without their ending: percent-encoded but for {@code A-Za-z0-9._-}. */
    public static String fileName(String nodeName) {
        return PercentCodec.encode(nodeName).replace("~", "%7E");
    }
}
