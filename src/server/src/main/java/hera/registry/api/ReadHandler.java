package hera.registry.api;

import hera.foundation.http.MediaRanges;
import hera.foundation.http.QueryString;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.http.WaitPreference;
import hera.foundation.json.JsonText;
import hera.foundation.json.MalformedInputException;
import hera.foundation.server.Responses;
import hera.foundation.time.Clock;
import hera.registry.replica.InstanceView;
import hera.registry.replica.Replica;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/** Reads over HTTP: of an instance, of a service, of the counts of all; at once, or when they have changed. */
final class ReadHandler {
    private final Replica replica;
    private final ResponseCache answers;
    private final LongReads held;
    private final Clock clock;
    private final RegistryMetrics metrics;

    ReadHandler(Replica replica, ResponseCache answers, LongReads held, Clock clock, RegistryMetrics metrics) {
        this.replica = replica;
        this.answers = answers;
        this.held = held;
        this.clock = clock;
        this.metrics = metrics;
    }

    void getServices(HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        String accept = request.getHeader("Accept");
        if (accept != null && MediaRanges.prefersPage(accept)) {
            Responses.seePage(response, "/_console/");
            return;
        }
        metrics.readRoot();
        QueryString query = QueryString.parse(request.getQueryString());
        read(Representation.of(new RegistryPath.Root(), query), query.first("wait"), request, response);
    }

    void getService(RegistryPath.OfService target, HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        metrics.readService();
        String accept = request.getHeader("Accept");
        if (accept != null && accept.contains(EventText.MEDIA_TYPE) && MediaRanges.prefersEvents(accept)) {
            held.stream(target.service(), request, response);
            return;
        }
        if (request.getQueryString() == null) {
            read(Representation.plain(target), null, request, response);
            return;
        }
        QueryString query = QueryString.parse(request.getQueryString());
        Representation what = Representation.of(target, query);
        if (Representation.isOn(query, "meta")) {
            checkWait(query);
            byte[] json = InstanceJson.described(replica.service(target.service(), clock.now()), what.where());
            Responses.json(request, response, what.pretty() ? JsonText.pretty(json) : json);
            return;
        }
        read(what, query.first("wait"), request, response);
    }

    void getInstance(RegistryPath.OfInstance target, HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        metrics.readInstance();
        QueryString query = QueryString.parse(request.getQueryString());
        Representation what = Representation.of(target, query);
        if (Representation.isOn(query, "meta")) {
            checkWait(query);
            InstanceView view = replica.get(target.service(), target.id(), clock.now());
            if (view == null) {
                throw new RequestRefusedException(404, "absent", ResponseCache.absent(target.service(), target.id()));
            }
            byte[] json = InstanceJson.described(view);
            Responses.json(request, response, what.pretty() ? JsonText.pretty(json) : json);
            return;
        }
        read(what, query.first("wait"), request, response);
    }

    /** It has no meaning there, but what is wrong is said. */
    private static void checkWait(QueryString query) throws MalformedInputException {
        String wait = query.first("wait");
        if (wait != null) {
            WaitPreference.check(wait);
        }
    }

    private void read(
            Representation what, @Nullable String wait, HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        if (wait != null) {
            WaitPreference.check(wait);
        }
        CachedResponse answer = answers.of(what, clock.now());
        Enumeration<String> tags = request.getHeaders("If-None-Match");
        if (!tags.hasMoreElements()) {
            send(request, response, answer);
            return;
        }
        String known = tags.nextElement();
        while (tags.hasMoreElements()) {
            known = known + "," + tags.nextElement();
        }
        WaitPreference patience = WaitPreference.of(wait, request.getHeaders(WaitPreference.PREFER));
        if (!answer.isKnownBy(known)) {
            patience.confirm(response::setHeader);
            send(request, response, answer);
        } else if (patience.longest().isZero() || held.areClosed()) {
            patience.confirm(response::setHeader);
            Responses.notModified(response, answer.tag());
        } else {
            held.hold(what, known, patience, request, response);
        }
    }

    private void send(HttpServletRequest request, HttpServletResponse response, CachedResponse answer)
            throws IOException {
        if (answer.status() == HttpServletResponse.SC_NOT_FOUND) {
            metrics.rejected("absent");
        }
        answer.send(request, response);
    }
}
