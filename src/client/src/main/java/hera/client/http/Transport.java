package hera.client.http;

import hera.client.time.Ongoing;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The network. It may lose, delay and repeat; it never blocks, never throws, never follows a redirect and never goes
 * through a proxy. It knows no timeouts but that of making a connection: whoever sends must cancel in time.
 */
public interface Transport {
    /** Sends a request. A request that is cancelled while it is under way has its connection closed. */
    Ongoing send(NodeRequest request, Receiver receiver);

    /** Looks a name up; gives an empty list in a step of the loop when there is no such name. */
    void resolve(String host, Consumer<List<Resolved>> receiver);

    /** Returns the address of this host from which packets to another leave, or null. */
    @Nullable
    String localAddressTowards(String address);

    /** Ends all connections and threads. */
    void close();
}
