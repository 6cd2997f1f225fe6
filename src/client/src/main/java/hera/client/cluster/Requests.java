package hera.client.cluster;

import hera.client.http.Head;
import hera.client.http.NodeAnswer;
import hera.client.http.NodeRequest;
import hera.client.http.Receiver;
import hera.client.http.RequestFailure;
import hera.client.http.Transport;
import hera.client.meters.ClientMeters;
import hera.client.meters.RequestOutcome;
import hera.client.nodes.KnownNode;
import hera.client.nodes.RequestKind;
import hera.client.time.ClientLoop;
import hera.client.time.Ongoing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Requests, each sent until a node answers it: to the node in use, once more to it when the connection breaks, which may
 * only mean that it had closed an idle one, and then to the next. All of them may be repeated. Runs in steps of the loop
 * only.
 */
public final class Requests {
    /** Short requests that are under way at once, so that a thousand registrations do not open a thousand connections. */
    public static final int MOST_IN_FLIGHT = 32;

    private static final String AUTHORIZATION = "Authorization";
    private static final int UNAUTHORIZED = 401;

    private final ClientLoop loop;
    private final Transport transport;
    private final NodePool cluster;
    private final EnvironmentFence environment;
    private final ClientMeters meters;
    private final Map<RequestKind, Deque<Attempt>> waiting = new EnumMap<>(RequestKind.class);
    private final Set<Attempt> underWay = new LinkedHashSet<>();
    private int inFlight;
    private boolean closed;

    public Requests(
            ClientLoop loop, Transport transport, NodePool cluster, EnvironmentFence environment, ClientMeters meters) {
        this.loop = loop;
        this.transport = transport;
        this.cluster = cluster;
        this.environment = environment;
        this.meters = meters;
        for (RequestKind lane : RequestKind.values()) {
            waiting.put(lane, new ArrayDeque<>());
        }
    }

    /** Sends a request; waits for a node if there is none. Cancelling it ends it, wherever it is. */
    public Ongoing send(Ask ask, Ask.Reply reply) {
        Attempt attempt = new Attempt(ask, reply);
        queue(ask.lane()).addLast(attempt);
        sendWaiting();
        return attempt;
    }

    /** Sends what waits for a node, or for its turn. */
    public void sendWaiting() {
        for (RequestKind lane : RequestKind.values()) {
            Deque<Attempt> queue = queue(lane);
            while (!queue.isEmpty() && !closed) {
                boolean isShort = queue.element().ask.form() != Ask.Form.WAIT;
                KnownNode node = isShort && inFlight >= MOST_IN_FLIGHT ? null : cluster.choose(lane);
                if (node == null) {
                    break;
                }
                queue.remove().start(node);
            }
        }
    }

    /** Sends what a node holds to another: it does not answer any more. */
    public void leave(KnownNode node) {
        for (Attempt attempt : List.copyOf(underWay)) {
            if (attempt.at == node && attempt.ask.form() == Ask.Form.WAIT) {
                attempt.stop();
                attempt.again();
            }
        }
        sendWaiting();
    }

    /** Ends everything that is under way. Nothing is sent any more. */
    public void close() {
        closed = true;
        waiting.values().forEach(Deque::clear);
        List.copyOf(underWay).forEach(Attempt::cancel);
    }

    private Deque<Attempt> queue(RequestKind lane) {
        Deque<Attempt> queue = waiting.get(lane);
        if (queue == null) {
            throw new IllegalStateException("no queue for " + lane);
        }
        return queue;
    }

    /** One request on its way through the nodes. */
    private final class Attempt implements Ongoing {
        private final Ask ask;
        private final Ask.Reply reply;
        private @Nullable Ongoing exchange;
        private @Nullable Ongoing timer;
        private @Nullable KnownNode at;
        private @Nullable String token;
        private boolean counted;
        private boolean repeated;
        private boolean over;

        Attempt(Ask ask, Ask.Reply reply) {
            this.ask = ask;
            this.reply = reply;
        }

        void start(KnownNode node) {
            reply.sending();
            Map<String, String> headers = new LinkedHashMap<>(cluster.headers());
            token = headers.get(AUTHORIZATION);
            headers.putAll(ask.headers().get());
            NodeRequest request = new NodeRequest(
                    node.endpoint(),
                    ask.method(),
                    ask.path(),
                    headers,
                    ask.body().get(),
                    ask.mostBytes(),
                    ask.form() == Ask.Form.STREAM,
                    environment::admits);
            at = node;
            underWay.add(this);
            counted = ask.form() != Ask.Form.WAIT;
            inFlight += counted ? 1 : 0;
            timer = loop.after(ask.timeoutMillis(), () -> {
                stop();
                failed(
                        node,
                        new RequestFailure(
                                RequestFailure.Kind.TIMED_OUT, "no answer in " + ask.timeoutMillis() + " ms"));
            });
            exchange = transport.send(request, new Hearer(node));
        }

        /** Ends the exchange; the request itself may go on elsewhere. */
        private void stop() {
            if (timer != null) {
                timer.cancel();
            }
            if (exchange != null) {
                exchange.cancel();
            }
            settled();
        }

        private void settled() {
            if (timer != null) {
                timer.cancel();
            }
            inFlight -= counted ? 1 : 0;
            counted = false;
            underWay.remove(this);
        }

        @Override
        public void cancel() {
            if (!over) {
                over = true;
                queue(ask.lane()).remove(this);
                stop();
                sendWaiting();
            }
        }

        private void count(KnownNode node, RequestOutcome outcome) {
            meters.requested(node.endpoint().toString(), outcome);
            if (ask.isHeartbeat()) {
                meters.sentHeartbeat(outcome);
            }
        }

        private void answered(KnownNode node, NodeAnswer answer) {
            settled();
            count(node, RequestOutcome.of(answer.status()));
            if (ask.answers().test(answer.status())) {
                over = true;
                cluster.served(node, ask.lane());
                reply.answered(node, answer);
            } else if (answer.status() == UNAUTHORIZED
                    && !Objects.equals(token, cluster.headers().get(AUTHORIZATION))) {
                again(); // the token with which it was sent has ended, and there is another by now
            } else if (isOfANode(answer.status())) {
                again();
                cluster.refused(node, ask.lane(), answer.head(), answer.text());
            } else {
                again();
                cluster.failed(node, new RequestFailure(RequestFailure.Kind.BROKEN, "status " + answer.status()));
            }
            sendWaiting();
        }

        /** Success that is none of those expected, and redirects, come from no node. */
        private boolean isOfANode(int status) {
            return status >= 400;
        }

        private void failed(KnownNode node, RequestFailure failure) {
            settled();
            if (failure.kind() == RequestFailure.Kind.BROKEN && !repeated) {
                repeated = true;
                start(node);
                return;
            }
            count(node, failure.kind() == RequestFailure.Kind.TOO_LARGE ? RequestOutcome.OK : RequestOutcome.FAILED);
            if (failure.kind() == RequestFailure.Kind.TOO_LARGE) {
                over = true;
                reply.tooLarge(node);
            } else {
                again();
                cluster.failed(node, failure);
            }
            sendWaiting();
        }

        private void again() {
            repeated = false;
            queue(ask.lane()).addFirst(this);
        }

        private final class Hearer implements Receiver {
            private final KnownNode node;
            private boolean open;

            Hearer(KnownNode node) {
                this.node = node;
            }

            @Override
            public void answered(NodeAnswer answer) {
                Attempt.this.answered(node, answer);
            }

            @Override
            public void failed(RequestFailure failure) {
                if (open) {
                    over = true;
                    reply.ended(node, failure);
                } else {
                    Attempt.this.failed(node, failure);
                }
            }

            @Override
            public void opened(Head head) {
                open = true;
                settled();
                count(node, RequestOutcome.OK);
                cluster.served(node, ask.lane());
                reply.opened(node, head, Attempt.this);
                sendWaiting();
            }

            @Override
            public void received(byte[] bytes) {
                cluster.served(node, ask.lane());
                reply.received();
            }
        }
    }
}
