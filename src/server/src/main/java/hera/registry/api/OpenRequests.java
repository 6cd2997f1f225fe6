package hera.registry.api;

/** Requests of clients that wait for their response: reads, event streams, and registrations bound to a connection. */
public final class OpenRequests implements AutoCloseable {
    private final WatchTable watches;
    private final ConnectionLeases leases;

    OpenRequests(WatchTable watches, ConnectionLeases leases) {
        this.watches = watches;
        this.leases = leases;
    }

    /** Answers all that wait and ends all streams; from now on no request waits. */
    @Override
    public void close() {
        leases.close();
        watches.close();
    }
}
