package hera.foundation.access;

import java.nio.file.Path;

/**
 * The files of a node's TLS, all PEM.
 *
 * @param certificate this node's, perhaps followed by the ones that it is signed by
 * @param key the certificate's private key, PKCS#8
 * @param ca one or more that sign clients' certificates
 * @param peerCa one or more that sign nodes' certificates
 */
public record TlsFiles(Path certificate, Path key, Path ca, Path peerCa, ClientCertificates clientCertificates) {}
