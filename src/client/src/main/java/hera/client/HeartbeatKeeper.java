package hera.client;

import hera.client.cluster.Ask;
import hera.client.cluster.NodesReader;
import hera.client.http.NodeAnswer;
import hera.client.json.MalformedJsonException;
import hera.client.nodes.KnownNode;
import hera.client.nodes.RequestKind;
import hera.client.text.LogText;
import hera.client.text.RegistryNames;
import hera.client.time.Ongoing;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A keeper of a registration by heartbeats: at most one request at a time, so that none overtakes another or a
 * deregistration.
 */
final class HeartbeatKeeper implements Keeper {
    /** The time for which a deregistration waits for a pending heartbeat. */
    static final long LAST_HEARTBEAT_MILLIS = 700;

    private static final Logger log = LoggerFactory.getLogger(HeartbeatKeeper.class);
    private static final int NO_CONTENT = 204;
    private static final Set<Integer> ANSWERS = Set.of(NO_CONTENT, 400, Ask.FORBIDDEN, 413);

    private final LiveRegistration registration;
    private final ClientParts parts;
    private @Nullable Ongoing sending;
    private @Nullable Ongoing next;
    private @Nullable Instance sent;
    private long sentAtMillis;
    private boolean changed;
    private boolean everSent;
    private boolean inFlight;
    private @Nullable Long nodeLeaseMillis;
    private @Nullable KnownNode leaseOf;
    private @Nullable Consumer<Boolean> stopped;
    private boolean ended;

    HeartbeatKeeper(LiveRegistration registration, ClientParts parts) {
        this.registration = registration;
        this.parts = parts;
    }

    @Override
    public void send() {
        cancel(next);
        next = null;
        if (stopped != null || ended) {
            return;
        }
        if (sending != null) {
            changed = true;
            return;
        }
        changed = false;
        Instance instance = registration.instance();
        String path = RegistryNames.path(registration.service(), instance.id())
                + registration.lease().query();
        Ask ask = new Ask(
                RequestKind.WRITE,
                "PUT",
                path,
                () -> Map.of("Content-Type", "application/json"),
                this::body,
                Heartbeat.timeout(leaseMillis(), parts.settings().timeout().toMillis()),
                Ask.SMALL_BODY,
                ANSWERS::contains,
                Ask.Form.SHORT);
        inFlight = false;
        // Set before sending: the answer may arrive before send returns.
        sending = () -> {};
        Ongoing request = parts.requests().send(ask, new Ask.Reply() {
            @Override
            public void sending() {
                inFlight = true;
                everSent = true;
                sentAtMillis = parts.loop().millis();
            }

            @Override
            public void answered(KnownNode node, NodeAnswer answer) {
                sending = null;
                HeartbeatKeeper.this.answered(node, answer);
            }

            @Override
            public void tooLarge(KnownNode node) {
                sending = null;
                later();
            }
        });
        if (sending != null) {
            sending = request;
        }
    }

    private String body() {
        Instance instance = registration.instance();
        sent = instance;
        return instance.json();
    }

    private void answered(KnownNode node, NodeAnswer answer) {
        boolean isLast = registration.instance().equals(sent);
        if (answer.status() == NO_CONTENT) {
            registration.written(answer.head().number("hera-timestamp"), sent);
        } else if (answer.status() == Ask.FORBIDDEN) {
            registration.denied(node, answer);
        } else if (isLast) {
            registration.refused(sent, answer.text());
        }
        if (stopped != null) {
            nothingUnderWay();
        } else if (changed || !isLast) {
            send();
        } else if (answer.status() == NO_CONTENT) {
            later();
            learnLease(node);
        } else if (answer.status() == Ask.FORBIDDEN) {
            later();
        }
    }

    private void later() {
        cancel(next);
        long due = sentAtMillis + Heartbeat.interval(leaseMillis(), parts.chance());
        next = parts.loop().after(Math.max(0, due - parts.loop().millis()), this::send);
    }

    /** Asks the node for the length of the lease, if that is the node's own setting. */
    private void learnLease(KnownNode node) {
        if (registration.lease().millis() != null || node == leaseOf) {
            return;
        }
        leaseOf = node;
        Ask ask = new Ask(
                RequestKind.READ,
                "GET",
                RegistryNames.path(
                                registration.service(), registration.instance().id()) + "?meta",
                Ask.NO_HEADERS,
                Ask.NO_BODY,
                parts.settings().timeout().toMillis(),
                Ask.SMALL_BODY,
                status -> status != 429 && status < 500,
                Ask.Form.SHORT);
        var unused = parts.requests().send(ask, (from, answer) -> learnt(answer));
    }

    private void learnt(NodeAnswer answer) {
        try {
            Map<String, String> meta = NodesReader.scalars(answer.body(), 0, answer.body().length);
            long life = Long.parseLong(meta.getOrDefault("age_ms", ""))
                    + Long.parseLong(meta.getOrDefault("expires_in_ms", ""));
            if (life > 0 && !ended && stopped == null) {
                nodeLeaseMillis = life;
                if (sending == null) {
                    later();
                }
            }
        } catch (MalformedJsonException | NumberFormatException e) {
            log.debug("event=lease-unknown service={}", LogText.of(registration.service()));
        }
    }

    private @Nullable Long leaseMillis() {
        Long own = registration.lease().millis();
        return own != null ? own : nodeLeaseMillis;
    }

    @Override
    public void stop(Consumer<Boolean> done) {
        cancel(next);
        next = null;
        stopped = done;
        if (sending == null || !inFlight) {
            nothingUnderWay();
        } else {
            next = parts.loop().after(LAST_HEARTBEAT_MILLIS, this::nothingUnderWay);
        }
    }

    private void nothingUnderWay() {
        Consumer<Boolean> done = stopped;
        end();
        if (done != null) {
            done.accept(everSent);
        }
    }

    @Override
    public void end() {
        ended = true;
        stopped = null;
        cancel(next);
        cancel(sending);
        sending = null;
    }

    private static void cancel(@Nullable Ongoing running) {
        if (running != null) {
            running.cancel();
        }
    }
}
