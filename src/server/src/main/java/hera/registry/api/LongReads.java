package hera.registry.api;

import hera.foundation.http.QueryString;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.http.WaitPreference;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.ServiceName;
import hera.foundation.server.AsyncResponse;
import hera.foundation.server.Responses;
import hera.foundation.time.Cancellable;
import hera.registry.wire.InstanceFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests that are answered later or bit by bit. Each holds its connection and a place, and no thread. */
final class LongReads {
    private static final Logger log = LoggerFactory.getLogger(LongReads.class);

    private final WatchTable watches;
    private final RequestSlots places;

    LongReads(WatchTable watches, RequestSlots places) {
        this.watches = watches;
        this.places = places;
    }

    boolean areClosed() {
        return watches.isClosed();
    }

    /** Answers when the representation is none of those that the client knows, or when its patience is over. */
    void hold(
            Representation what,
            String known,
            WaitPreference patience,
            HttpServletRequest request,
            HttpServletResponse response)
            throws RequestRefusedException {
        RequestSlots.Place place = place(RequestSlots.Kind.WAIT);
        boolean head = request.getMethod().equals("HEAD");
        AsyncResponse outgoing = AsyncResponse.of(request.startAsync(), response);
        PendingRead waiter = new PendingRead(
                what, known, answer -> reply(outgoing, answer, answer.isKnownBy(known), patience, head));
        Cancellable wait = watches.await(waiter, patience.longest());
        outgoing.atEnd(() -> {
            place.giveBack();
            wait.cancel();
        });
    }

    private void reply(
            AsyncResponse outgoing, CachedResponse answer, boolean known, WaitPreference patience, boolean head) {
        try {
            outgoing.begin(response -> {
                patience.confirm(response::setHeader);
                if (watches.isClosed()) {
                    response.setHeader("Connection", "close");
                }
                if (known) {
                    Responses.notModified(response, answer.tag());
                } else {
                    answer.writeHead(response);
                    response.setContentLength(answer.length());
                }
            });
            if (!known && !head) {
                outgoing.write(answer.body());
            }
            outgoing.finish();
        } catch (IOException | RuntimeException e) { // the container says in many ways that the request has ended
            log.debug("event=wait-not-answered error=\"{}\"", e.toString());
            outgoing.cut();
        }
    }

    /** Server-sent events of a service, until the client goes. */
    void stream(ServiceName service, HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        InstanceFilter where =
                InstanceFilter.parse(QueryString.parse(request.getQueryString()).all("where"));
        if (request.getMethod().equals("HEAD")) {
            head(response);
            return;
        }
        RequestSlots.Place place = place(RequestSlots.Kind.STREAM);
        AsyncResponse outgoing = AsyncResponse.of(request.startAsync(), response);
        outgoing.begin(LongReads::head);
        Cancellable follower = watches.follow(service, where, outgoing, request.getHeader("Last-Event-ID"));
        outgoing.atEnd(() -> {
            place.giveBack();
            follower.cancel();
        });
    }

    static void head(HttpServletResponse response) {
        response.setContentType(EventText.MEDIA_TYPE);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
    }

    private RequestSlots.Place place(RequestSlots.Kind kind) throws RequestRefusedException {
        RequestSlots.Place place = places.take(kind);
        if (place == null) {
            throw places.noPlace();
        }
        return place;
    }
}
