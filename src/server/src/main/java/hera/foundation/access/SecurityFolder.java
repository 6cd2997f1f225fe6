package hera.foundation.access;

import hera.foundation.http.PercentCodec;
import java.nio.file.Path;
import java.util.List;

/** A folder as {@code hera secure init} makes it: where the files of nodes and clients are in it. */
public record SecurityFolder(Path path) implements Security {
    /** The name of the authority's certificate. */
    public static final String CA = "ca.pem";

    /** The name of the folder of nodes' certificates and keys. */
    public static final String NODES = "nodes";

    /** The name of the tokens' file. */
    public static final String TOKENS = "tokens.yml";

    /** The ending of a node's certificate. */
    public static final String CERTIFICATE_ENDING = ".pem";

    /** The settings of a node: its files, and else what is usual. */
    public SecuritySettings of(String nodeName) {
        TlsFiles tls = new TlsFiles(certificate(nodeName), key(nodeName), ca(), ca(), ClientCertificates.OPTIONAL);
        return new SecuritySettings(tls, tokens(), null, List.of(), true);
    }

    /** The certificate that signs those of nodes and clients. */
    public Path ca() {
        return path.resolve(CA);
    }

    /** The tokens that are valid, the same for every node. */
    public Path tokens() {
        return path.resolve(TOKENS);
    }

    /** The folder of all nodes' certificates and keys. */
    public Path nodes() {
        return path.resolve(NODES);
    }

    /** A node's certificate. */
    public Path certificate(String nodeName) {
        return nodes().resolve(fileName(nodeName) + CERTIFICATE_ENDING);
    }

    /** A node's key. */
    public Path key(String nodeName) {
        return nodes().resolve(fileName(nodeName) + ".key");
    }

    /** The name of a node's files, without their ending: percent-encoded but for {@code A-Za-z0-9._-}. */
    public static String fileName(String nodeName) {
        return PercentCodec.encode(nodeName).replace("~", "%7E");
    }
}
