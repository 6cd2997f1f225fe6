package hera.registry.api;

import hera.foundation.access.Grant;
import hera.foundation.http.HeraHeaders;
import hera.foundation.http.MediaRanges;
import hera.foundation.http.QueryString;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.http.WaitPreference;
import hera.foundation.json.MalformedInputException;
import hera.foundation.server.Responses;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.registry.access.AccessGuard;
import hera.registry.resource.CachedResponse;
import hera.registry.resource.KnownParameters;
import hera.registry.resource.RegistryPath;
import hera.registry.resource.Representation;
import hera.registry.resource.RequestedForm;
import hera.registry.resource.ResponseCache;
import hera.registry.watch.LongReads;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Handler of reads: of an instance, a service, or the counts of all services; at once, or when they have changed. */
final class ReadHandler {
    private static final KnownParameters OF_ROOT = KnownParameters.of("pretty", "wait");
    private static final KnownParameters OF_INSTANCE = KnownParameters.of("pretty", "meta", "wait", "min");
    private static final KnownParameters OF_SERVICE =
            KnownParameters.of("pretty", "meta", "wait").andAny("where");

    private final ResponseCache responses;
    private final LongReads longReads;
    private final Clock clock;
    private final RegistryMetrics metrics;
    private final Duration maxWait;
    private final boolean hasPage;

    /**
     * @param maxWait {@code max-wait}
     * @param hasPage whether browsers are led to the page
     */
    ReadHandler(
            ResponseCache responses,
            LongReads longReads,
            Clock clock,
            RegistryMetrics metrics,
            Duration maxWait,
            boolean hasPage) {
        this.responses = responses;
        this.longReads = longReads;
        this.clock = clock;
        this.metrics = metrics;
        this.maxWait = maxWait;
        this.hasPage = hasPage;
    }

    void getServices(HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        String accept = request.getHeader("Accept");
        if (hasPage && accept != null && MediaRanges.prefersPage(accept)) {
            Responses.seePage(response, "_console/");
            return;
        }
        metrics.readRoot();
        QueryString query = OF_ROOT.parse(request.getQueryString());
        read(Representation.of(all(request, response), query), query.first("wait"), request, response);
    }

    /** All services, or those that the sender may read, which the response then says. */
    private static RegistryPath all(HttpServletRequest request, HttpServletResponse response) {
        Grant reader = AccessGuard.grant(request);
        if (reader == null || reader.readsAll()) {
            return new RegistryPath.Root();
        }
        response.setHeader(HeraHeaders.FILTERED, "true");
        return new RegistryPath.ReadableRoot(reader);
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
            send(responses.form(request), responses.described(representation, clock.now()), response);
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
            LongReads.refuse(e, response);
        }
    }

    void getInstance(RegistryPath.OfInstance target, HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        metrics.readInstance();
        QueryString query = OF_INSTANCE.parse(request.getQueryString());
        Representation representation = Representation.of(target, query);
        String min = query.first("min");
        if (min != null) {
            ReadAfterWrite after = ReadAfterWrite.of(min, query, request, clock);
            Function<Moment, CachedResponse> read = query.isOn("meta")
                    ? now -> responses.described(representation, now)
                    : now -> responses.of(representation, now);
            readAfter(target, after, read, request, response);
            return;
        }
        if (query.isOn("meta")) {
            checkWait(query);
            send(responses.form(request), responses.described(representation, clock.now()), response);
            return;
        }
        read(representation, query.first("wait"), request, response);
    }

    private void readAfter(
            RegistryPath.OfInstance target,
            ReadAfterWrite after,
            Function<Moment, CachedResponse> read,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, RequestRefusedException {
        WaitPreference wait = after.preference().atMost(maxWait);
        RequestedForm form = responses.form(request);
        if (longReads.holds(target, after.timestamp())) {
            wait.confirm(response::setHeader);
            send(form, read.apply(clock.now()), response);
        } else if (wait.longest().isZero() || longReads.areClosed()) {
            throw after.refusal();
        } else {
            longReads.awaitWrite(target, after.timestamp(), wait.longest(), request, response, (later, held) -> {
                Consumer<HttpServletResponse> head = begun -> {
                    longReads.announce(begun);
                    wait.confirm(begun::setHeader);
                };
                if (held) {
                    form.send(counted(read.apply(clock.now())), head, later);
                } else {
                    metrics.rejected(after.refusal().reason());
                    later.refuse(head, after.refusal());
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
        RequestedForm form = responses.form(request);
        if (form.known().isEmpty()) {
            send(form, current, response);
            return;
        }
        WaitPreference preference = WaitPreference.of(wait, request.getHeaders(WaitPreference.PREFER))
                .atMost(maxWait);
        if (!form.isKnown(current) || preference.longest().isZero() || longReads.areClosed()) {
            preference.confirm(response::setHeader);
            send(form, current, response);
        } else {
            longReads.awaitChange(representation, form, preference, request, response);
        }
    }

    private void send(RequestedForm form, CachedResponse current, HttpServletResponse response) throws IOException {
        form.send(counted(current), response);
    }

    private CachedResponse counted(CachedResponse current) {
        if (current.isRefusal()) {
            metrics.rejected(CachedResponse.refusal().reason());
        } else if (current.status() == HttpServletResponse.SC_NOT_FOUND) {
            metrics.rejected("absent");
        }
        return current;
    }
}
