package hera.foundation.forward;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Queue;

/** Two proxies in a row before a backend. */
final class Hops implements AutoCloseable {
    private final RawBackend backend;
    private final Proxy second;
    private final Proxy first;

    Hops(RawBackend.Script script) throws IOException {
        backend = new RawBackend(script);
        second = new Proxy(backend.target());
        first = new Proxy(second.target());
    }

    RawPeer client() throws IOException {
        return first.client();
    }

    InetSocketAddress address() {
        return first.listener().address();
    }

    Proxy first() {
        return first;
    }

    Proxy second() {
        return second;
    }

    Queue<Throwable> failures() {
        return backend.failures();
    }

    @Override
    public void close() throws IOException {
        first.close();
        second.close();
        backend.close();
    }
}
