package hera.sidecar.door;

import hera.foundation.access.AccessVerdict;
import hera.foundation.access.Need;
import hera.foundation.forward.TlsEngines;
import hera.foundation.forward.door.PortTls;
import hera.foundation.forward.door.Senders;
import hera.foundation.forward.message.Fields;
import hera.foundation.forward.message.RequestHead;
import hera.foundation.guard.Guard;
import hera.foundation.guard.Sender;
import hera.foundation.http.PercentCodec;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.NodeName;
import hera.foundation.tls.NodeCertificate;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The doors of a sidecar's ports for clients and members. Thread-safe. */
public final class SidecarDoor {
    private static final String GOSSIP = "/_deltas";
    private static final String NODE = "hera-node";

    private final @Nullable Locks locks;
    private final Map<String, TlsEngines> members = new ConcurrentHashMap<>();

    /** What a closed door needs. */
    private record Locks(PortTls ports, Guard guard) {}

    private SidecarDoor(@Nullable Locks locks) {
        this.locks = locks;
    }

    /** Returns the one of an open sidecar. */
    public static SidecarDoor open() {
        return new SidecarDoor(null);
    }

    /** Returns the one of a closed sidecar. */
    public static SidecarDoor closed(PortTls ports, Guard guard) {
        return new SidecarDoor(new Locks(ports, guard));
    }

    /** Returns the TLS of the clients' port; null for none. */
    public @Nullable TlsEngines forClients() {
        return locks == null ? null : locks.ports.forClients();
    }

    /** Returns the TLS of the members' port; null for none. */
    public @Nullable TlsEngines forMembers() {
        return locks == null ? null : locks.ports.forMembers();
    }

    /** Returns the TLS of connections to the member of that identity, and to no other, always the same; null for none. */
    public @Nullable TlsEngines toMember(String identity) {
        Locks closed = locks;
        return closed == null
                ? null
                : members.computeIfAbsent(identity, name -> closed.ports.toNode(new NodeName(name)));
    }

    /** Returns the context of connections to any member, as it is now; null without TLS. */
    public @Nullable SSLContext toAnyMember() {
        return locks == null ? null : locks.ports.toAnyNode();
    }

    /**
     * Decides about a request at the members' port. Its {@code Authorization} is not looked at: it is meant for the backend.
     *
     * @param chain the certificates of the connection; null for none
     */
    public AccessVerdict decide(RequestHead request, InetSocketAddress client, X509Certificate @Nullable [] chain) {
        if (locks == null) {
            return new AccessVerdict.Allowed(null);
        }
        String path = Senders.path(request);
        String stated = path.equals(GOSSIP) ? stated(request.fields()) : certified(chain);
        Sender sender = new Sender(Collections.emptyEnumeration(), chain, Senders.address(client), stated);
        return locks.guard.decide(new Need.Peer(), sender, request.method(), path);
    }

    /** The name that a pull says to be from. */
    private static @Nullable String stated(Fields fields) {
        int field = fields.find(NODE, 0);
        String value = field < 0 ? "" : fields.value(field);
        int semicolon = value.lastIndexOf(';');
        try {
            return semicolon <= 0 ? null : PercentCodec.decodeSegment(value.substring(0, semicolon));
        } catch (MalformedInputException e) {
            return null;
        }
    }

    private static @Nullable String certified(X509Certificate @Nullable [] chain) {
        NodeName name = chain == null ? null : NodeCertificate.nodeName(chain[0]);
        return name == null ? null : name.value();
    }
}
