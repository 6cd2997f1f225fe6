package hera.client;

import hera.client.cluster.Ask;
import hera.client.cluster.EnvironmentFence;
import hera.client.cluster.NodePool;
import hera.client.cluster.NodesReader;
import hera.client.http.NodeAnswer;
import hera.client.http.NodeEndpoint;
import hera.client.http.NodeRequest;
import hera.client.http.Receiver;
import hera.client.http.RequestFailure;
import hera.client.http.Resolved;
import hera.client.http.Transport;
import hera.client.json.MalformedJsonException;
import hera.client.nodes.KnownNode;
import hera.client.nodes.NodeAddress;
import hera.client.nodes.NodeEntry;
import hera.client.nodes.RequestKind;
import hera.client.text.RegistryNames;
import hera.client.time.Ongoing;
import hera.client.time.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A check that all nodes that are not gone have a write: each is asked with {@code ?min=}, and responds once it has the
 * write. A node that does not support that is polled with {@code ?meta}.
 */
final class Everywhere {
    private static final long AGAIN_MILLIS = 100;
    private static final long LONGEST_WAIT_MILLIS = 5_000;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private final String path;
    private final long timestamp;
    private final ClientParts parts;
    private final Transport transport;
    private final EnvironmentFence environment;
    private final Signal signal;
    private final Set<NodeAddress> missing = new HashSet<>();
    private final List<Ongoing> running = new ArrayList<>();
    private boolean over;
    private volatile boolean everywhere;

    Everywhere(String service, String id, long timestamp, ClientParts parts) {
        this.path = RegistryNames.path(service, id);
        this.timestamp = timestamp;
        this.parts = parts;
        this.transport = parts.transport();
        this.environment = parts.environment();
        this.signal = new Signal(parts.loop());
    }

    /** Asks and waits; not to be called on the loop's thread. */
    boolean await(Duration timeout, BooleanSupplier givenUp) {
        begin();
        boolean held = signal.await(() -> everywhere || givenUp.getAsBoolean(), timeout) && everywhere;
        parts.loop().execute(() -> {
            over = true;
            running.forEach(Ongoing::cancel);
        });
        return held;
    }

    /** Starts asking, and returns at once. */
    void begin() {
        parts.loop().execute(this::askForNodes);
    }

    boolean isEverywhere() {
        return everywhere;
    }

    private void askForNodes() {
        Ask ask = new Ask(
                RequestKind.READ,
                "GET",
                "/_nodes",
                Ask.NO_HEADERS,
                Ask.NO_BODY,
                parts.settings().timeout().toMillis(),
                NodePool.MOST_BYTES,
                status -> status == 200 || status == Ask.FORBIDDEN,
                Ask.Form.SHORT);
        running.add(parts.requests().send(ask, this::nodes));
    }

    private void nodes(KnownNode from, NodeAnswer answer) {
        if (answer.status() == Ask.FORBIDDEN) {
            parts.cluster().denied(from, answer);
            later(this::askForNodes);
            return;
        }
        try {
            for (NodeEntry entry :
                    NodesReader.nodes(answer.body(), from.endpoint().secure())) {
                if (!entry.gone()) {
                    missing.add(entry.address());
                }
            }
        } catch (MalformedJsonException e) {
            later(this::askForNodes);
            return;
        }
        Set.copyOf(missing).forEach(address -> look(address, true));
        finish();
    }

    private void look(NodeAddress address, boolean knowsMin) {
        if (!over) {
            transport.resolve(address.host(), found -> {
                if (found.isEmpty()) {
                    later(() -> look(address, knowsMin));
                } else {
                    ask(address, found.get(0), knowsMin);
                }
            });
        }
    }

    private void ask(NodeAddress address, Resolved at, boolean knowsMin) {
        if (over) {
            return;
        }
        NodeEndpoint endpoint = new NodeEndpoint(address.secure(), address.host(), at.address(), address.port());
        String query = knowsMin ? "?min=" + timestamp + "&wait=" + LONGEST_WAIT_MILLIS / 1_000 : "?meta";
        NodeRequest request = new NodeRequest(
                endpoint,
                "GET",
                path + query,
                parts.cluster().headers(),
                "",
                Ask.SMALL_BODY,
                false,
                environment::admits);
        Ongoing[] exchange = new Ongoing[1];
        long patience = LONGEST_WAIT_MILLIS + parts.settings().timeout().toMillis();
        Ongoing timer = parts.loop().after(patience, () -> {
            exchange[0].cancel();
            look(address, knowsMin);
        });
        exchange[0] = transport.send(request, new Receiver() {
            @Override
            public void answered(NodeAnswer answer) {
                timer.cancel();
                if (holds(answer, knowsMin)) {
                    missing.remove(address);
                    finish();
                } else {
                    later(() -> look(address, knowsMin && answer.status() != BAD_REQUEST));
                }
            }

            @Override
            public void failed(RequestFailure failure) {
                timer.cancel();
                later(() -> look(address, knowsMin));
            }
        });
        running.add(exchange[0]);
        running.add(timer);
    }

    private boolean holds(NodeAnswer answer, boolean knowsMin) {
        if (knowsMin) {
            return answer.status() == 200 || answer.status() == NOT_FOUND;
        }
        Long held = timestampOf(answer);
        return answer.status() == 200 && held != null && held >= timestamp;
    }

    private static @Nullable Long timestampOf(NodeAnswer answer) {
        try {
            Map<String, String> meta = NodesReader.scalars(answer.body(), 0, answer.body().length);
            return Long.valueOf(meta.getOrDefault("timestamp", ""));
        } catch (MalformedJsonException | NumberFormatException e) {
            return null;
        }
    }

    private void later(Runnable step) {
        if (!over) {
            running.add(parts.loop().after(AGAIN_MILLIS, step));
        }
    }

    private void finish() {
        if (missing.isEmpty()) {
            everywhere = true;
            signal.raise();
        }
    }
}
