package hera.registry.api;

import hera.foundation.access.Grant;
import hera.foundation.http.HeraHeaders;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.json.JsonBuffer;
import hera.foundation.names.ServiceName;
import hera.foundation.server.Responses;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.registry.access.AccessGuard;
import hera.registry.replica.InstanceView;
import hera.registry.replica.Replica;
import hera.registry.resource.CachedResponse;
import hera.registry.resource.EntityTags;
import hera.registry.resource.RenderRoom;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Endpoint for services as scrape targets in the format of Prometheus's http_sd: 200 and the whole list, perhaps empty. */
@RestController
final class PrometheusController {
    private static final int MOST_BUFFERED = 64 << 10;
    private static final String ALL = "/_sd/prometheus";

    private final Replica replica;
    private final RenderRoom room;
    private final Clock clock;
    private final EntityTags tags;
    private final RegistryMetrics metrics;

    PrometheusController(Replica replica, RenderRoom room, EntityTags tags, Clock clock, RegistryMetrics metrics) {
        this.replica = replica;
        this.room = room;
        this.tags = tags;
        this.clock = clock;
        this.metrics = metrics;
    }

    @GetMapping(ALL)
    void getAll(HttpServletRequest request, HttpServletResponse response) throws IOException {
        metrics.readTargets();
        Map<ServiceName, Integer> live = room.makeOfCounts(
                replica.stats().services(), () -> replica.counts(clock.now()).live());
        if (live == null) {
            refuse(CachedResponse.refusal(), response);
            return;
        }
        try {
            List<ServiceName> services = live.keySet().stream()
                    .filter(service -> !service.isReserved())
                    .toList();
            Grant reader = AccessGuard.grant(request);
            if (reader == null || reader.readsAll()) {
                list(services, request, response);
            } else {
                filtered(
                        services.stream()
                                .filter(service -> reader.reads(service.value()))
                                .toList(),
                        request,
                        response);
            }
        } catch (RequestRefusedException e) {
            refuse(e, response);
        }
    }

    /** Lists the service that {@link RegistryRouter} read from the request line. */
    @GetMapping(ALL + "/{*service}")
    void getService(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            ServiceName service = RegistryRouter.target(request).service();
            if (service == null) {
                throw new RequestRefusedException(
                        404, "nowhere", "there is nothing here: paths are " + ALL + " and " + ALL + "/{service}");
            }
            metrics.readTargets();
            list(List.of(service), request, response);
        } catch (RequestRefusedException e) {
            refuse(e, response);
        }
    }

    /** Lists what the sender may read, with a tag of its own: it is made as a whole, so that the tag is that of what is sent. */
    private void filtered(List<ServiceName> services, HttpServletRequest request, HttpServletResponse response)
            throws IOException, RequestRefusedException {
        int views = services.stream()
                .mapToInt(service -> replica.views(service, 0, 0))
                .sum();
        byte[] list = room.makeOfViews(views, () -> whole(services));
        if (list == null) {
            throw CachedResponse.refusal();
        }
        String tag = tags.of(list, "targets");
        response.setHeader(HeraHeaders.FILTERED, "true");
        String known = request.getHeader("If-None-Match");
        if (known != null && EntityTags.matches(known, tag, true)) {
            Responses.notModified(response, "W/" + tag);
            return;
        }
        response.setHeader("ETag", "W/" + tag); // weak: its compressed form has the same
        Responses.json(request, response, list);
    }

    private byte[] whole(List<ServiceName> services) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        try {
            list(services, list);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return list.toByteArray();
    }

    private void list(Collection<ServiceName> services, HttpServletRequest request, HttpServletResponse response)
            throws IOException, RequestRefusedException {
        int largest = services.stream()
                .mapToInt(service -> replica.views(service, 0, 0))
                .max()
                .orElse(0);
        if (room.makeOfViews(largest, () -> true) == null) {
            throw CachedResponse.refusal();
        }
        response.setContentType("application/json");
        try (OutputStream out = Responses.stream(request, response)) {
            list(services, out);
        }
    }

    private void list(Collection<ServiceName> services, OutputStream out) throws IOException {
        JsonBuffer json = new JsonBuffer(1024).raw('[');
        boolean first = true;
        Moment now = clock.now();
        for (ServiceName service : services) {
            for (InstanceView view : replica.service(service, now).instances()) {
                ScrapeTarget target = ScrapeTarget.of(service, view.id(), view.instance());
                if (target != null) {
                    if (!first) {
                        json.raw(',');
                    }
                    first = false;
                    target.writeTo(json);
                }
                if (json.length() > MOST_BUFFERED) {
                    json.writeTo(out);
                    json.clear();
                }
            }
            json.writeTo(out);
            json.clear();
        }
        json.raw(']').writeTo(out);
    }

    private void refuse(RequestRefusedException refused, HttpServletResponse response) throws IOException {
        metrics.rejected(refused.reason());
        Responses.problem(response, refused);
    }
}
