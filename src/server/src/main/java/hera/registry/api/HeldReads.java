package hera.registry.api;

import hera.foundation.http.Patience;
import hera.foundation.http.QueryString;
import hera.foundation.http.RequestRefused;
import hera.foundation.json.MalformedInput;
import hera.foundation.names.ServiceName;
import hera.foundation.server.Outgoing;
import hera.foundation.server.Responses;
import hera.foundation.time.Cancellable;
import hera.registry.wire.Where;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests that are answered later or bit by bit. Each holds its connection and a place, and no thread. */
final class HeldReads {
    private static final Logger log = LoggerFactory.getLogger(HeldReads.class);

    private final Watches watches;
    private final HeldRequests places;

    HeldReads(Watches watches, HeldRequests places) {
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
            Patience patience,
            HttpServletRequest request,
            HttpServletResponse response)
            throws RequestRefused {
        HeldRequests.Place place = place(HeldRequests.Kind.WAIT);
        boolean head = request.getMethod().equals("HEAD");
        Outgoing outgoing = Outgoing.of(request.startAsync(), response);
        Waiter waiter =
                new Waiter(what, known, answer -> reply(outgoing, answer, answer.isKnownBy(known), patience, head));
        Cancellable wait = watches.await(waiter, patience.longest());
        outgoing.atEnd(() -> {
            place.giveBack();
            wait.cancel();
        });
    }

    private void reply(Outgoing outgoing, Answer answer, boolean known, Patience patience, boolean head) {
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
            throws IOException, MalformedInput, RequestRefused {
        Where where = Where.parse(QueryString.parse(request.getQueryString()).all("where"));
        if (request.getMethod().equals("HEAD")) {
            head(response);
            return;
        }
        HeldRequests.Place place = place(HeldRequests.Kind.STREAM);
        Outgoing outgoing = Outgoing.of(request.startAsync(), response);
        outgoing.begin(HeldReads::head);
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

    private HeldRequests.Place place(HeldRequests.Kind kind) throws RequestRefused {
        HeldRequests.Place place = places.take(kind);
        if (place == null) {
            throw places.noPlace();
        }
        return place;
    }
}
