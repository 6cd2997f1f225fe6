package hera.registry.watch;

import hera.foundation.http.QueryString;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.http.WaitPreference;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.ServiceName;
import hera.foundation.server.AsyncResponse;
import hera.foundation.time.Cancellable;
import hera.foundation.time.Clock;
import hera.foundation.time.Timer;
import hera.registry.access.ClientShares;
import hera.registry.replica.Replica;
import hera.registry.resource.EntityTags;
import hera.registry.resource.IncompleteNotice;
import hera.registry.resource.RegistryPath;
import hera.registry.resource.Representation;
import hera.registry.resource.RequestedForm;
import hera.registry.resource.ResponseCache;
import hera.registry.resource.WatchResponse;
import hera.registry.resource.WatchedService;
import hera.registry.wire.InstanceFilter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Reads that stay open: a read that waits for a change of one service or of any of several, a read that waits for a
 * write, and a stream of events. Each keeps its connection and a slot, and no thread.
 */
public final class LongReads {
    private final WatchTable watches;
    private final AwaitedWrites writes;
    private final RequestSlots slots;
    private final ResponseCache responses;
    private final IncompleteNotice notice;
    private final Clock clock;

    LongReads(
            WatchTable watches,
            AwaitedWrites writes,
            RequestSlots slots,
            ResponseCache responses,
            IncompleteNotice notice,
            Clock clock) {
        this.watches = watches;
        this.writes = writes;
        this.slots = slots;
        this.responses = responses;
        this.notice = notice;
        this.clock = clock;
    }

    /**
     * The long reads of a replica.
     *
     * @param timer runs the checks and the replies, which takes a while when many wait
     * @param maxRequests {@code max-held-requests}
     * @param shares those of each client
     * @param notice is in the head of each response
     */
    public static LongReads of(
            Replica replica,
            ResponseCache responses,
            EntityTags tags,
            Clock clock,
            Timer timer,
            int maxRequests,
            ClientShares shares,
            IncompleteNotice notice,
            MeterRegistry meters) {
        return new LongReads(
                new WatchTable(replica, responses, tags, clock, timer),
                new AwaitedWrites(replica, clock, timer),
                new RequestSlots(maxRequests, shares, meters),
                responses,
                notice,
                clock);
    }

    /** Returns whether no read may wait any longer, because the node is shutting down. */
    public boolean areClosed() {
        return watches.isClosed();
    }

    /**
     * Responds when the representation has a tag that the client does not know, or when the wait is over.
     *
     * @throws RequestRefusedException 503 when all slots are taken, 429 when the client has its share
     */
    public void awaitChange(
            Representation representation,
            RequestedForm form,
            WaitPreference wait,
            HttpServletRequest request,
            HttpServletResponse response)
            throws RequestRefusedException {
        RequestSlots.Slot slot = slots.take(RequestSlots.Kind.WAIT, request);
        AsyncResponse outgoing = AsyncResponse.of(request.startAsync(), response);
        PendingRead read = new PendingRead(
                representation, form.known(), latest -> form.send(latest, head -> announce(head, wait), outgoing));
        Cancellable pending = watches.await(read, wait.longest());
        outgoing.onClose(() -> {
            slot.release();
            pending.cancel();
        });
    }

    /**
     * Responds with the services that differ from what the client knows; when none does, as soon as one does, or with 204
     * when the wait is over.
     *
     * @throws RequestRefusedException 503 when all slots are taken, 429 when the client has its share
     */
    public void awaitAny(
            List<WatchedService> services,
            WaitPreference wait,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, RequestRefusedException {
        WatchResponse current = WatchResponse.of(services, responses, clock.now());
        if (!current.isEmpty() || wait.longest().isZero() || areClosed()) {
            writeHead(current, wait, response);
            for (byte[] piece : current.pieces()) {
                response.getOutputStream().write(piece);
            }
            return;
        }
        RequestSlots.Slot slot = slots.take(RequestSlots.Kind.WATCH, request);
        AsyncResponse outgoing = AsyncResponse.of(request.startAsync(), response);
        Cancellable pending = watches.awaitAny(
                WatchResponse.shared(services, responses, clock.now()),
                wait.longest(),
                known -> reply(outgoing, WatchResponse.of(known, responses, clock.now()), wait));
        outgoing.onClose(() -> {
            slot.release();
            pending.cancel();
        });
    }

    private void reply(AsyncResponse outgoing, WatchResponse latest, WaitPreference wait) {
        outgoing.begin(head -> writeHead(latest, wait, head));
        latest.pieces().forEach(outgoing::write);
        outgoing.finish();
    }

    private void writeHead(WatchResponse latest, WaitPreference wait, HttpServletResponse response) {
        announce(response, wait);
        latest.writeHead(response);
    }

    private void announce(HttpServletResponse response, WaitPreference wait) {
        notice.announce(response);
        wait.confirm(response::setHeader);
        if (areClosed()) {
            response.setHeader("Connection", "close");
        }
    }

    /** States in the head of a response whether this node may lack live instances now. */
    public void announce(HttpServletResponse response) {
        notice.announce(response);
    }

    /** Returns whether this node holds a write of the instance with that timestamp or a greater one. */
    public boolean holds(RegistryPath.OfInstance target, long timestamp) {
        return writes.holds(target, timestamp);
    }

    /**
     * Responds when this node holds a write of the instance with that timestamp or a greater one, or when the wait is
     * over.
     *
     * @param reply sends the response; its argument is whether the write is held
     * @throws RequestRefusedException 503 when all slots are taken, 429 when the client has its share
     */
    public void awaitWrite(
            RegistryPath.OfInstance target,
            long timestamp,
            Duration longest,
            HttpServletRequest request,
            HttpServletResponse response,
            BiConsumer<AsyncResponse, Boolean> reply)
            throws RequestRefusedException {
        RequestSlots.Slot slot = slots.take(RequestSlots.Kind.WAIT, request);
        AsyncResponse later = AsyncResponse.of(request.startAsync(), response);
        Cancellable pending = writes.await(target, timestamp, longest, held -> reply.accept(later, held));
        later.onClose(() -> {
            slot.release();
            pending.cancel();
        });
    }

    /**
     * Streams the events of a service until the client disconnects.
     *
     * @throws MalformedInputException BAD_QUERY for a broken filter
     * @throws RequestRefusedException 503 when all slots are taken, 429 when the client has its share
     */
    public void stream(ServiceName service, HttpServletRequest request, HttpServletResponse response)
            throws MalformedInputException, RequestRefusedException {
        InstanceFilter where =
                InstanceFilter.parse(QueryString.parse(request.getQueryString()).all("where"));
        if (request.getMethod().equals("HEAD")) {
            EventText.writeHead(response);
            return;
        }
        RequestSlots.Slot slot = slots.take(RequestSlots.Kind.STREAM, request);
        AsyncResponse outgoing = AsyncResponse.of(request.startAsync(), response);
        outgoing.begin(EventText::writeHead);
        Cancellable subscription = watches.follow(service, where, outgoing, request.getHeader("Last-Event-ID"));
        outgoing.onClose(() -> {
            slot.release();
            subscription.cancel();
        });
    }

    /**
     * Takes a slot for the held pull of an asker that is no known peer.
     *
     * @return gives it back; only the first run counts
     * @throws RequestRefusedException 503 when all slots are taken, 429 when the client has its share
     */
    public Runnable takeForPull(HttpServletRequest request) throws RequestRefusedException {
        return slots.take(RequestSlots.Kind.PULL, request)::release;
    }

    /** Responds with a stream that ends at once and states when to reconnect. */
    public static void refuse(RequestRefusedException refused, HttpServletResponse response) throws IOException {
        EventText.writeHead(response);
        response.getOutputStream().write(EventText.refused(refused));
    }

    /** Responds to every waiting read, ends all streams, and lets nothing wait from now on. */
    public void close() {
        watches.close();
        writes.close();
    }
}
