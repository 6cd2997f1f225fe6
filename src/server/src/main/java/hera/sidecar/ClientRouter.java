package hera.sidecar;

import hera.foundation.forward.Route;
import hera.foundation.forward.Router;
import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.LocalAnswer.Field;
import hera.foundation.forward.message.RequestHead;
import hera.sidecar.ring.XxHash64;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.LongSupplier;

/** The router of clients' requests: finds the owner of each. Thread-safe. */
final class ClientRouter implements Router {
    private final RequestSettings settings;
    private final RingMembership membership;
    private final LongSupplier nanoClock;
    private final SidecarMetrics metrics;
    private final List<Field> receivedBy;
    private final Load open = new Load();

    /**
     * @param nanoClock a monotonic clock's nanoseconds
     */
    public ClientRouter(
            RequestSettings settings, RingMembership membership, LongSupplier nanoClock, SidecarMetrics metrics) {
        this.settings = settings;
        this.membership = membership;
        this.nanoClock = nanoClock;
        this.metrics = metrics;
        this.receivedBy = List.of(new Field(SidecarFields.RECEIVED_BY, settings.address()));
    }

    @Override
    public Route route(RequestHead request, InetSocketAddress client) {
        String address = settings.trusted().client(client.getAddress(), request.fields());
        long keyHash = XxHash64.hash(settings.key().key(request, address));
        open.begin();
        return new ClientRoute(this, request, client.getAddress(), keyHash);
    }

    @Override
    public LocalAnswer refuse(int status, String detail) {
        metrics.refused(status);
        return SidecarProblems.refusal(status, detail, receivedBy);
    }

    /** Returns the number of requests in progress, tunnels included. */
    Load open() {
        return open;
    }

    RequestSettings settings() {
        return settings;
    }

    RingView view() {
        return membership.current();
    }

    long nanos() {
        return nanoClock.getAsLong();
    }

    SidecarMetrics metrics() {
        return metrics;
    }

    List<Field> receivedBy() {
        return receivedBy;
    }
}
