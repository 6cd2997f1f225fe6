package hera.client;

import hera.client.cluster.Ask;
import hera.client.http.NodeAnswer;
import hera.client.nodes.KnownNode;
import hera.client.nodes.RequestKind;
import hera.client.text.LogText;
import hera.client.text.RegistryNames;
import hera.client.time.Ongoing;
import hera.client.time.Signal;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A registration of a running client. Its keeper runs in steps of the loop; the rest may be called by any thread. */
final class LiveRegistration implements Registration {
    /** The longest time for a deregistration. */
    static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(LiveRegistration.class);

    /** The timeout of one attempt: so short that another node can be tried in time. */
    private static final long DELETE_MILLIS = 600;

    private static final long MORE_THAN_THE_LIMIT_MILLIS = 500;

    private final String service;
    private final Lease lease;
    private final ClientParts parts;
    private final Keeper keeper;
    private final Signal signal;
    private final Consumer<LiveRegistration> atEnd;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicReference<Instance> current;
    private volatile @Nullable Instance accepted;
    private volatile @Nullable Instance refused;
    private volatile boolean standing;
    private volatile boolean ended;
    private volatile long timestamp = -1;

    /** Used by the loop only. */
    private @Nullable Ongoing deletion;

    private @Nullable Ongoing limit;
    private boolean begun;

    LiveRegistration(
            String service, Instance instance, Lease lease, ClientParts parts, Consumer<LiveRegistration> atEnd) {
        this.service = service;
        this.current = new AtomicReference<>(instance);
        this.lease = lease;
        this.parts = parts;
        this.atEnd = atEnd;
        this.signal = new Signal(parts.loop());
        this.keeper = lease.isHeld() ? new HeldKeeper(this, parts) : new HeartbeatKeeper(this, parts);
    }

    /** Starts as soon as the instance has a host. In steps of the loop. */
    void begin() {
        if (begun || closing.get()) {
            return;
        }
        if (instance().isLocal()) {
            String host = parts.cluster().localHost();
            if (host == null) {
                return;
            }
            current.updateAndGet(given -> given.at(host));
        }
        begun = true;
        keeper.send();
    }

    /** Sends overdue requests at once after a pause of the process. In steps of the loop. */
    void resume() {
        if (begun && !instance().equals(refused)) {
            keeper.send();
        }
    }

    /** Records that a node accepted the instance. In steps of the loop. */
    void written(OptionalLong at, @Nullable Instance sent) {
        at.ifPresent(millis -> timestamp = millis);
        accepted = sent;
        refused = null;
        if (!standing && !closing.get()) {
            log.info(
                    "event=registered service={} id={}",
                    LogText.of(service),
                    LogText.of(instance().id()));
        }
        standing = true;
        signal.raise();
    }

    /** Records that the nodes refuse the instance. In steps of the loop. */
    void refused(@Nullable Instance sent, String detail) {
        refused = sent;
        standing = false;
        log.error(
                "event=registration-refused service={} id={} detail=\"{}\"",
                LogText.of(service),
                LogText.of(instance().id()),
                LogText.of(detail));
        signal.raise();
    }

    /** Records that a node does not let this client write the instance: it may yet be allowed to. In steps of the loop. */
    void denied(KnownNode node, NodeAnswer answer) {
        standing = false;
        parts.cluster().denied(node, answer);
    }

    Lease lease() {
        return lease;
    }

    @Override
    public String service() {
        return service;
    }

    @Override
    public Instance instance() {
        return Objects.requireNonNull(current.get());
    }

    @Override
    public State state() {
        if (closing.get()) {
            return State.CLOSED;
        }
        if (instance().equals(refused)) {
            return State.REFUSED;
        }
        return standing ? State.REGISTERED : State.PENDING;
    }

    @Override
    public boolean await(Duration timeout) {
        boolean settled =
                signal.await(() -> instance().equals(accepted) || instance().equals(refused) || closing.get(), timeout);
        return settled && instance().equals(accepted) && !closing.get();
    }

    @Override
    public void update(Instance next) {
        if (closing.get()) {
            throw new IllegalStateException("the registration of " + instance() + " is closed");
        }
        current.updateAndGet(former -> adopted(next, former));
        parts.loop().execute(() -> {
            if (begun) {
                keeper.send();
            } else {
                begin();
            }
        });
    }

    /** Returns the new instance with the registered id, and with the registered host if it is local. */
    private static Instance adopted(Instance next, Instance former) {
        String given = next.givenId();
        if (!given.isEmpty() && !former.id().isEmpty() && !given.equals(former.id())) {
            throw new IllegalArgumentException(
                    "the registered id is '%s', not '%s'".formatted(LogText.of(former.id()), LogText.of(given)));
        }
        Instance placed = next.isLocal() && !former.isLocal() ? next.at(former.host()) : next;
        return former.id().isEmpty() || placed.id().equals(former.id()) ? placed : placed.id(former.id());
    }

    @Override
    public void status(Status status) {
        update(instance().status(status));
    }

    @Override
    public OptionalLong timestamp() {
        return timestamp < 0 ? OptionalLong.empty() : OptionalLong.of(timestamp);
    }

    @Override
    public boolean awaitEverywhere(Duration timeout) {
        long end = parts.loop().millis() + timeout.toMillis();
        if (!await(timeout)) {
            return false;
        }
        Everywhere everywhere = new Everywhere(service, instance().id(), timestamp, parts);
        return everywhere.await(Duration.ofMillis(Math.max(0, end - parts.loop().millis())), closing::get);
    }

    @Override
    public void close() {
        parts.loop().execute(this::deregister);
        signal.await(() -> ended, CLOSE_LIMIT.plusMillis(MORE_THAN_THE_LIMIT_MILLIS));
    }

    /** Deregisters once. In steps of the loop. */
    void deregister() {
        if (closing.getAndSet(true)) {
            return;
        }
        signal.raise();
        limit = parts.loop().after(CLOSE_LIMIT.toMillis(), () -> end("the time was up"));
        if (!begun) {
            end("it never began");
            return;
        }
        keeper.stop(wasSent -> {
            if (wasSent) {
                delete();
            } else {
                end("it was never sent");
            }
        });
    }

    private void delete() {
        Ask ask = new Ask(
                RequestKind.WRITE,
                "DELETE",
                RegistryNames.path(service, instance().id()),
                Ask.NO_HEADERS,
                Ask.NO_BODY,
                Math.min(DELETE_MILLIS, parts.settings().timeout().toMillis()),
                Ask.SMALL_BODY,
                status -> status == 204 || status == 404 || status == Ask.FORBIDDEN,
                Ask.Form.SHORT);
        deletion = parts.requests().send(ask, new Ask.Reply() {
            @Override
            public void answered(KnownNode node, NodeAnswer answer) {
                answer.head().number("hera-timestamp").ifPresent(millis -> timestamp = millis);
                end(answer.status() == Ask.FORBIDDEN ? "the node denies it" : "deregistered");
            }

            @Override
            public void tooLarge(KnownNode node) {
                end("deregistered");
            }
        });
    }

    private void end(String how) {
        if (ended) {
            return;
        }
        if (limit != null) {
            limit.cancel();
        }
        if (deletion != null) {
            deletion.cancel();
        }
        keeper.end();
        ended = true;
        if (begun) {
            log.info(
                    "event=registration-ended service={} id={} how=\"{}\"",
                    LogText.of(service),
                    LogText.of(instance().id()),
                    how);
        }
        signal.raise();
        atEnd.accept(this);
    }
}
