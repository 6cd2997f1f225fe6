package hera.sidecar;

import hera.foundation.clients.RequestRates;
import hera.foundation.forward.Forwarder;
import hera.foundation.forward.Listener;
import hera.foundation.forward.Listener.Limits;
import hera.foundation.forward.Router;
import hera.foundation.forward.TlsEngines;
import hera.foundation.server.ListenSocket;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.time.SystemClock;
import hera.sidecar.door.SidecarDoor;
import hera.sidecar.settings.ListenAddress;
import hera.sidecar.settings.SidecarSettings;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The two listeners of a sidecar: for clients and for members. Thread-safe. */
final class SidecarServer implements AutoCloseable {
    /**
     * Members are few, and each has a few connections for gossip and some for forwarded requests. A body's time is measured
     * where its client is.
     */
    private static final Limits MEMBERS = new Limits(65_536, 0, null, Duration.ZERO);

    private final Forwarder forwarder;
    private final ClientRouter clientRouter;
    private final MemberRouter memberRouter;
    private final Listener members;
    private final Listener clients;

    /**
     * Starts listening at both addresses.
     *
     * @throws InvalidSettingException naming the address that cannot be bound
     */
    SidecarServer(
            SidecarSettings settings,
            ClientRouter clientRouter,
            MemberRouter memberRouter,
            SidecarDoor door,
            LongSupplier nanoClock) {
        Integer requests = settings.maxClientRequests();
        this.clientRouter = clientRouter;
        this.memberRouter = memberRouter;
        forwarder = new Forwarder(
                "hera-sidecar", Runtime.getRuntime().availableProcessors(), settings.forward(), nanoClock);
        try {
            members = listen("listen.ringpop", settings.ringpop(), memberRouter, MEMBERS, door.forMembers());
            clients = listen(
                    "listen.http",
                    settings.http(),
                    clientRouter,
                    new Limits(
                            settings.forward().maxConnections(),
                            settings.clientConnections(),
                            requests == null ? null : new RequestRates(requests, SystemClock.started()),
                            settings.forward().bodyTimeout()),
                    door.forClients());
        } catch (InvalidSettingException e) {
            forwarder.close();
            throw e;
        }
    }

    private Listener listen(String key, ListenAddress address, Router router, Limits limits, @Nullable TlsEngines tls) {
        try {
            return forwarder.listen(address.resolve(), router, limits, tls);
        } catch (UnknownHostException e) {
            throw new InvalidSettingException(key, "'%s' is no address of this host".formatted(address.host()));
        } catch (IOException e) {
            throw new InvalidSettingException(
                    key,
                    ListenSocket.isInUse(e)
                            ? address + " is in use"
                            : "cannot listen on " + address + ": " + reason(e));
        }
    }

    private static String reason(IOException e) {
        return String.valueOf(
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    }

    Listener clients() {
        return clients;
    }

    /** Returns whether no request, forward or tunnel is open. */
    boolean isIdle() {
        return clientRouter.open().open() == 0 && memberRouter.open().open() == 0;
    }

    /** Returns how many requests other members have sent here. */
    long forwards() {
        return memberRouter.received();
    }

    /** Starts draining: every answer from now on closes its connection. */
    void drain() {
        clients.drain();
        members.drain();
    }

    /** Accepts no more clients, and closes the connections that wait for another request. */
    void dismissClients() {
        clients.closeIdle();
    }

    /** Returns whether any client is connected. */
    boolean hasClients() {
        return clients.hasClients();
    }

    /** Closes all connections of clients; members' gossip goes on. */
    void closeClients() {
        clients.close();
    }

    @Override
    public void close() {
        clients.close();
        members.close();
        forwarder.close();
    }
}
