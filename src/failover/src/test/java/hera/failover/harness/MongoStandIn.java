package hera.failover.harness;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.net.InetSocketAddress;

/** A server that speaks MongoDB's protocol, in this process; or the real one that {@code -Dmongodb.url} names. */
public final class MongoStandIn implements AutoCloseable {
    private final MongoServer server = new MongoServer(new MemoryBackend());
    private final InetSocketAddress address = server.bind();

    /** Returns the URL of a database of that name. */
    public String url(String database) {
        String real = System.getProperty("mongodb.url");
        return real == null
                ? "mongodb://127.0.0.1:" + address.getPort() + "/" + database
                : real.replaceFirst("(?<=[^/])(/[^/?]*)?(?=\\?|$)", "/" + database);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
