package hera.registry.api;

import hera.foundation.http.Gzip;
import hera.foundation.http.MediaRanges;
import hera.foundation.http.QueryString;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.http.WaitPreference;
import hera.foundation.json.JsonBuffer;
import hera.foundation.json.JsonText;
import hera.foundation.json.MalformedInputException;
import hera.foundation.server.Responses;
import hera.foundation.time.Clock;
import hera.registry.replica.InstanceView;
import hera.registry.replica.Replica;
import hera.registry.resource.CachedResponse;
import hera.registry.resource.InstanceJson;
import hera.registry.resource.KnownParameters;
import hera.registry.resource.RegistryPath;
import hera.registry.resource.Representation;
import hera.registry.resource.ResponseCache;
import hera.registry.watch.LongReads;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Enumeration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Handler of reads: of an instance, a service, or the counts of all services; at once, or when they have changed. */
final class ReadHandler {
    private static final KnownParameters OF_ROOT = KnownParameters.of("pretty", "wait");
    private static final KnownParameters OF_INSTANCE = KnownParameters.of("pretty", "meta", "wait", "min");
    private static final KnownParameters OF_SERVICE =
            KnownParameters.of("pretty", "meta", "wait").andAny("where");

    private final Replica replica;
    private final ResponseCache responses;
    private final LongReads longReads;
    private final Clock clock;
    private final RegistryMetrics metrics;
    private final Duration maxWait;

    /** @param maxWait {@code max-wait} */
    ReadHandler(
            Replica replica,
            ResponseCache responses,
            LongReads longReads,
            Clock clock,
            RegistryMetrics metrics,
            Duration maxWait) {
        this.replica = replica;
        this.responses = responses;
        this.longReads = longReads;
        this.clock = clock;
        this.metrics = metrics;
        this.maxWait = maxWait;
    }

    void getServices(HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        String accept = request.getHeader("Accept");
        if (accept != null && MediaRanges.prefersPage(accept)) {
            Responses.seePage(response, "_console/");
            return;
        }
        metrics.readRoot();
        QueryString query = OF_ROOT.parse(request.getQueryString());
        read(Representation.of(new RegistryPath.Root(), query), query.first("wait"), request, response);
    }

    void getService(RegistryPath.OfService target, HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        metrics.readService();
        String accept = request.getHeader("Accept");
        if (accept != null && accept.contains(MediaRanges.EVENT_STREAM) && MediaRanges.prefersEvents(accept)) {
            OF_SERVICE.parse(request.getQueryString());
            stream(target, request, response);
            return;
        }
        if (request.getQueryString() == null) {
            read(Representation.plain(target), null, request, response);
            return;
        }
        QueryString query = OF_SERVICE.parse(request.getQueryString());
        Representation representation = Representation.of(target, query);
        if (query.isOn("meta")) {
            checkWait(query);
            byte[] json =
                    InstanceJson.described(replica.service(target.service(), clock.now()), representation.where());
            Responses.json(request, response, representation.pretty() ? JsonText.pretty(json) : json);
            return;
        }
        read(representation, query.first("wait"), request, response);
    }

    private void stream(RegistryPath.OfService target, HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException {
        try {
            longReads.stream(target.service(), request, response);
        } catch (RequestRefusedException e) {
            metrics.rejected(e.reason());
            refuseStream(e, response);
        }
    }

    /** A stream that ends at once and says when to come again: browsers never come again after another status than 200. */
    private static void refuseStream(RequestRefusedException refused, HttpServletResponse response) throws IOException {
        response.setContentType(MediaRanges.EVENT_STREAM);
        response.setHeader("Cache-Control", "no-store");
        byte[] problem = Responses.problem(refused.status(), refused.detail()).json();
        new JsonBuffer(64 + problem.length)
                .raw("retry: ")
                .number(refused.retryAfterSeconds() * 1000L)
                .raw("\nevent: refused\ndata: ")
                .raw(problem)
                .raw("\n\n")
                .writeTo(response.getOutputStream());
    }

    void getInstance(RegistryPath.OfInstance target, HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        metrics.readInstance();
        QueryString query = OF_INSTANCE.parse(request.getQueryString());
        Representation representation = Representation.of(target, query);
        String min = query.first("min");
        if (min != null) {
            ReadAfterWrite after = ReadAfterWrite.of(min, query, request, clock);
            readAfter(after, InstanceRead.of(target, representation, query.isOn("meta"), request), request, response);
            return;
        }
        if (query.isOn("meta")) {
            checkWait(query);
            InstanceView view = replica.get(target.service(), target.id(), clock.now());
            if (view == null) {
                throw new RequestRefusedException(404, "absent", ResponseCache.absent(target.service(), target.id()));
            }
            byte[] json = InstanceJson.described(view);
            Responses.json(request, response, representation.pretty() ? JsonText.pretty(json) : json);
            return;
        }
        read(representation, query.first("wait"), request, response);
    }

    private void readAfter(
            ReadAfterWrite after, InstanceRead read, HttpServletRequest request, HttpServletResponse response)
            throws IOException, RequestRefusedException {
        WaitPreference wait = after.preference().atMost(maxWait);
        if (longReads.holds(read.target(), after.timestamp())) {
            wait.confirm(response::setHeader);
            read.respond(response, replica, responses, clock.now());
        } else if (wait.longest().isZero() || longReads.areClosed()) {
            throw after.refusal();
        } else {
            longReads.awaitWrite(read.target(), after.timestamp(), wait.longest(), request, response, (later, held) -> {
                Consumer<HttpServletResponse> head = begun -> {
                    longReads.announce(begun);
                    wait.confirm(begun::setHeader);
                };
                if (held) {
                    read.respond(later, head, replica, responses, clock.now());
                } else {
                    metrics.rejected(after.refusal().reason());
                    InstanceRead.refuse(later, head, after.refusal());
                }
            });
        }
    }

    /** Checks {@code wait} where it has no effect: a malformed value is still refused. */
    private static void checkWait(QueryString query) throws MalformedInputException {
        String wait = query.first("wait");
        if (wait != null) {
            WaitPreference.check(wait);
        }
    }

    private void read(
            Representation representation,
            @Nullable String wait,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        if (wait != null) {
            WaitPreference.check(wait);
        }
        CachedResponse current = responses.of(representation, clock.now());
        Enumeration<String> tags = request.getHeaders("If-None-Match");
        if (!tags.hasMoreElements()) {
            send(request, response, current);
            return;
        }
        String known = tags.nextElement();
        while (tags.hasMoreElements()) {
            known = known + "," + tags.nextElement();
        }
        WaitPreference preference = WaitPreference.of(wait, request.getHeaders(WaitPreference.PREFER))
                .atMost(maxWait);
        if (!current.isKnownBy(known)) {
            preference.confirm(response::setHeader);
            send(request, response, current);
        } else if (preference.longest().isZero() || longReads.areClosed()) {
            preference.confirm(response::setHeader);
            Responses.notModified(response, forClient(request, current).tag());
        } else {
            longReads.awaitChange(representation, known, preference, request, response);
        }
    }

    private static CachedResponse forClient(HttpServletRequest request, CachedResponse current) {
        return Gzip.isAccepted(request.getHeaders("Accept-Encoding")) ? current.packed() : current;
    }

    private void send(HttpServletRequest request, HttpServletResponse response, CachedResponse current)
            throws IOException {
        if (current.status() == HttpServletResponse.SC_NOT_FOUND) {
            metrics.rejected("absent");
        }
        forClient(request, current).send(request, response);
    }
}
