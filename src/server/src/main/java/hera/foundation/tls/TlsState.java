package hera.foundation.tls;

import hera.foundation.access.ClientCertificates;
import hera.foundation.access.TlsFiles;
import hera.foundation.names.NodeName;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * All that a node's TLS needs, as its files were at one time: whole, and matching. Immutable. A reload makes another one, whose
 * sessions are its own, so that nobody resumes a session that a former certificate was good for.
 */
final class TlsState {
    private static final int CLIENT_SESSION_SECONDS = 3600;

    /** Connections to peers last, so nothing is gained by resuming them, and a certificate is checked each time. */
    private static final int PEER_SESSION_SECONDS = 1;

    final Content content;
    final CertifiedKey own;
    final Authority ca;
    final Authority peerCa;
    final SSLContext toClients;
    final SSLContext toMembers;
    final SSLContext toPeers;

    /** The bytes of the four files. */
    record Content(PemFile certificate, PemFile key, PemFile ca, PemFile peerCa) {
        static Content read(TlsFiles files) throws PemFileException {
            PemFile ca = PemFile.read(files.ca());
            return new Content(
                    PemFile.read(files.certificate()),
                    PemFile.read(files.key()),
                    ca,
                    files.peerCa().equals(files.ca()) ? ca : PemFile.read(files.peerCa()));
        }

        boolean isSameAs(Content other) {
            return certificate.hasSameContent(other.certificate)
                    && key.hasSameContent(other.key)
                    && ca.hasSameContent(other.ca)
                    && peerCa.hasSameContent(other.peerCa);
        }
    }

    private TlsState(Content content, CertifiedKey own, Authority ca, Authority peerCa, ClientCertificates clients) {
        this.content = content;
        this.own = own;
        this.ca = ca;
        this.peerCa = peerCa;
        boolean peersOnly = clients == ClientCertificates.NONE;
        this.toClients = TlsContexts.of(own, new ClientTrust(peersOnly ? peerCa : ca.and(peerCa)));
        this.toMembers = TlsContexts.of(own, new ClientTrust(peerCa));
        this.toPeers = TlsContexts.of(own, new PeerTrust(peerCa));
        toClients.getServerSessionContext().setSessionTimeout(CLIENT_SESSION_SECONDS);
        toMembers.getServerSessionContext().setSessionTimeout(PEER_SESSION_SECONDS);
        toPeers.getClientSessionContext().setSessionTimeout(PEER_SESSION_SECONDS);
    }

    /**
     * Makes sense of the files.
     *
     * @throws PemFileException if one has not what it must, or they do not fit together, or not this node, or not now
     */
    static TlsState of(Content content, ClientCertificates clients, NodeName node, Instant now)
            throws PemFileException {
        CertifiedKey own = PemFiles.certifiedKey(content.certificate, content.key, now);
        if (!node.equals(NodeCertificate.nodeName(own.certificate()))) {
            throw content.certificate.refused(
                    "its certificate does not name this node as URI:" + NodeCertificate.uri(node));
        }
        Authority ca = new Authority(PemFiles.certificates(content.ca));
        Authority peerCa = new Authority(PemFiles.certificates(content.peerCa));
        if (!peerCa.isOfNode(own.chain().toArray(X509Certificate[]::new))) {
            throw content.certificate.refused(
                    "its certificate is not one that " + content.peerCa.path() + " has signed for servers and clients");
        }
        return new TlsState(content, own, ca, peerCa, clients);
    }

    /** Returns what has an end. */
    List<CertificateEnd> ends() {
        List<CertificateEnd> ends = new ArrayList<>();
        ends.add(CertificateEnd.ofChain(content.certificate.path(), own.chain()));
        ends.add(CertificateEnd.ofAuthorities(content.ca.path(), ca.certificates()));
        if (!content.peerCa.path().equals(content.ca.path())) {
            ends.add(CertificateEnd.ofAuthorities(content.peerCa.path(), peerCa.certificates()));
        }
        return List.copyOf(ends);
    }
}
