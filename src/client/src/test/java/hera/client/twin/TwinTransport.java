package hera.client.twin;

import hera.client.http.Head;
import hera.client.http.NodeAnswer;
import hera.client.http.NodeRequest;
import hera.client.http.Receiver;
import hera.client.http.RequestFailure;
import hera.client.http.Resolved;
import hera.client.http.Transport;
import hera.client.time.Ongoing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One client's way to the nodes of a {@link TwinNetwork}. */
public final class TwinTransport implements Transport {
    private final TwinNetwork network;
    private final VirtualLoop loop;
    private final String host;
    private boolean closed;

    TwinTransport(TwinNetwork network, VirtualLoop loop, String host) {
        this.network = network;
        this.loop = loop;
        this.host = host;
    }

    @Override
    public Ongoing send(NodeRequest request, Receiver receiver) {
        Exchange exchange = new Exchange(request, receiver);
        if (closed) {
            throw new IllegalStateException("sent after the client was closed: " + request);
        }
        network.sent(request);
        network.afterLatency(exchange::arrive);
        return exchange::cancel;
    }

    @Override
    public void resolve(String name, Consumer<List<Resolved>> receiver) {
        network.afterLatency(() -> {
            List<Resolved> found = network.resolve(name).stream()
                    .map(address -> new Resolved(address, address.equals(host)))
                    .toList();
            loop.execute(() -> receiver.accept(found));
        });
    }

    @Override
    public @Nullable String localAddressTowards(String address) {
        return host;
    }

    @Override
    public void close() {
        closed = true;
    }

    /** One request, on both ends. */
    public final class Exchange {
        private final NodeRequest request;
        private final Receiver receiver;
        private @Nullable MemoryNode node;
        private boolean over;
        private boolean stopped;

        Exchange(NodeRequest request, Receiver receiver) {
            this.request = request;
            this.receiver = receiver;
        }

        public NodeRequest request() {
            return request;
        }

        /** Whether the client has closed the connection, or the node has. */
        public boolean isOver() {
            return over;
        }

        private void arrive() {
            MemoryNode there = network.at(request.endpoint());
            if (network.isCut(host, request.endpoint().address()) || network.loses()) {
                return;
            }
            if (there == null || !there.isRunning()) {
                fail(RequestFailure.Kind.UNREACHABLE, "connection refused");
            } else if (network.breaks()) {
                fail(RequestFailure.Kind.BROKEN, "connection reset");
            } else {
                node = there;
                there.accept(this);
            }
        }

        private void cancel() {
            stopped = true;
            over = true;
            MemoryNode there = node;
            if (there != null) {
                network.afterLatency(() -> there.left(this));
            }
        }

        /** The node answers. */
        public void answer(Head head, String body) {
            over = true;
            back(() -> {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                if (!request.wanted().test(head)) {
                    receiver.failed(new RequestFailure(RequestFailure.Kind.UNWANTED, "another environment"));
                } else if (bytes.length > request.mostBytes()) {
                    receiver.failed(new RequestFailure(RequestFailure.Kind.TOO_LARGE, "too large"));
                } else {
                    receiver.answered(new NodeAnswer(head, bytes));
                }
            });
        }

        /** The node opens a stream. */
        public void open(Head head) {
            back(() -> receiver.opened(head));
        }

        /** The stream goes on. */
        public void comment() {
            back(() -> receiver.received(new byte[] {':', '\n', '\n'}));
        }

        /** The node, or what is between, ends the connection. */
        public void fail(RequestFailure.Kind kind, String detail) {
            over = true;
            back(() -> receiver.failed(new RequestFailure(kind, detail)));
        }

        private void back(Runnable step) {
            if (network.isCut(host, request.endpoint().address()) || network.loses()) {
                return;
            }
            network.afterLatencyInOrder(
                    this,
                    () -> loop.execute(() -> {
                        if (!stopped) {
                            step.run();
                        }
                    }));
        }
    }
}
