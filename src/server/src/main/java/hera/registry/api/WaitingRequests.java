package hera.registry.api;

import hera.registry.watch.ConnectionLeases;
import hera.registry.watch.LongReads;

/** Requests of clients that wait for their response: reads, event streams, and registrations bound to a connection. */
public final class WaitingRequests implements AutoCloseable {
    private final LongReads longReads;
    private final ConnectionLeases leases;

    WaitingRequests(LongReads longReads, ConnectionLeases leases) {
        this.longReads = longReads;
        this.leases = leases;
    }

    /** Responds to all waiting requests and ends all streams; from now on no request waits. */
    @Override
    public void close() {
        leases.close();
        longReads.close();
    }
}
