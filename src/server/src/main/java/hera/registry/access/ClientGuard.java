package hera.registry.access;

import hera.foundation.access.Denial;
import hera.foundation.access.Need;
import hera.foundation.clients.ConnectionShares;
import hera.foundation.clients.RequestRates;
import hera.foundation.http.HeraHeaders;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.names.NodeName;
import hera.foundation.server.DisconnectAwareProtocol;
import hera.registry.gossip.NodeIdentity;
import hera.registry.resource.NodePath;
import hera.registry.resource.RegistryPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The limits of a client's connections and requests a second, in open and closed nodes. Thread-safe. */
public final class ClientGuard {
    private static final int RETRY_SECONDS = 1;

    private final @Nullable ConnectionShares connections;
    private final @Nullable RequestRates rates;
    private final Predicate<NodeName> isPeer;

    /**
     * @param connections null for no limit
     * @param rates null for no limit
     * @param isPeer whether a node of that name is a known peer, which has no limits in an open node
     */
    ClientGuard(@Nullable ConnectionShares connections, @Nullable RequestRates rates, Predicate<NodeName> isPeer) {
        this.connections = connections;
        this.rates = rates;
        this.isPeer = isPeer;
    }

    /**
     * Refuses a request that its client has too many connections for, or that comes too soon after others. To be called once it
     * is known who sends it.
     *
     * @throws RequestRefusedException 429; its reason is that of a {@link Denial}
     */
    public void check(RegistryPath target, HttpServletRequest request, HttpServletResponse response)
            throws RequestRefusedException {
        if (connections == null && rates == null) {
            return;
        }
        String client = isPull(target) && isOfPeer(request) ? null : Clients.of(request);
        Object connection = DisconnectAwareProtocol.connection();
        if (connections != null && connection != null && !connections.belongsTo(connection, client)) {
            response.setHeader("Connection", "close");
            throw refused(
                    Denial.CONNECTIONS,
                    "this client has as many connections as it may (max-client-connections): use fewer");
        }
        if (rates != null && client != null && !isProbe(target, request) && !rates.admits(client)) {
            throw refused(
                    Denial.RATE,
                    "this client sends more requests a second than it may (max-client-requests): send fewer, or a batch");
        }
    }

    private static boolean isPull(RegistryPath target) {
        return target instanceof RegistryPath.OfNode node && node.path() == NodePath.DELTAS;
    }

    private boolean isOfPeer(HttpServletRequest request) {
        NodeIdentity stated = NodeIdentity.parse(request.getHeader(HeraHeaders.NODE));
        return stated != null && isPeer.test(stated.name());
    }

    /** Whoever asks whether the node is alive, is answered. */
    private static boolean isProbe(RegistryPath target, HttpServletRequest request) {
        return target.need(request.getMethod()) instanceof Need.Nothing;
    }

    private static RequestRefusedException refused(Denial reason, String detail) {
        return new RequestRefusedException(reason.status(), reason.word(), detail, RETRY_SECONDS);
    }
}
