package hera.registry;

import hera.loop.Clock;
import hera.state.Delta;
import hera.state.Instance;
import hera.state.InstanceId;
import hera.state.InstanceView;
import hera.state.Moment;
import hera.state.Replica;
import hera.state.ReplicaFullException;
import hera.state.ServiceName;
import hera.wire.InstanceReader;
import hera.wire.JsonBuffer;
import hera.wire.JsonText;
import hera.wire.MalformedInput;
import hera.wire.MalformedInput.Reason;
import hera.wire.QueryString;
import hera.wire.Ttl;
import hera.wire.Where;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.OptionalLong;

/** Instances and services over HTTP. */
final class InstancesController {
    private final Replica replica;
    private final InstanceReader reader;
    private final ServiceRenderings renderings;
    private final Tags tags;
    private final Clock clock;
    private final RegistryMetrics metrics;

    InstancesController(
            Replica replica,
            InstanceReader reader,
            ServiceRenderings renderings,
            Tags tags,
            Clock clock,
            RegistryMetrics metrics) {
        this.replica = replica;
        this.reader = reader;
        this.renderings = renderings;
        this.tags = tags;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** Registers or renews: the body is an instance, whatever its Content-Type says. */
    void put(ServiceName service, InstanceId id, HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInput, RequestRefused {
        String ttl = QueryString.parse(request.getQueryString()).first("ttl");
        int ttlMillis = ttl == null ? Delta.NO_TTL : Ttl.parseSeconds(ttl);
        Instance instance = reader.read(body(request));
        long timestamp;
        try {
            timestamp = replica.put(service, id, instance, ttlMillis, clock.now());
        } catch (ReplicaFullException e) {
            response.setHeader("Retry-After", "10");
            throw new RequestRefused(503, "full", String.valueOf(e.getMessage()));
        }
        metrics.put();
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        response.setHeader("Hera-Timestamp", Long.toString(timestamp));
    }

    void delete(ServiceName service, InstanceId id, HttpServletResponse response) throws RequestRefused {
        OptionalLong timestamp = replica.delete(service, id, clock.now());
        if (timestamp.isEmpty()) {
            throw noSuchInstance(service, id);
        }
        metrics.delete();
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        response.setHeader("Hera-Timestamp", Long.toString(timestamp.getAsLong()));
    }

    void getInstance(ServiceName service, InstanceId id, HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInput, RequestRefused {
        QueryString query = QueryString.parse(request.getQueryString());
        InstanceView view = replica.get(service, id, clock.now());
        metrics.readInstance();
        if (view == null) {
            throw noSuchInstance(service, id);
        }
        if (isOn(query, "meta")) {
            byte[] json = ServiceRenderings.describe(new JsonBuffer(256), view).toByteArray();
            Responses.json(request, response, isOn(query, "pretty") ? JsonText.pretty(json) : json);
            return;
        }
        boolean pretty = isOn(query, "pretty");
        if (!Responses.notModified(request, response, tags.of(view.since(), pretty ? "ip" : "i"))) {
            byte[] json = view.instance().json();
            Responses.json(request, response, pretty ? JsonText.pretty(json) : json);
        }
    }

    void getService(ServiceName service, HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInput {
        metrics.readService();
        Moment now = clock.now();
        if (request.getQueryString() == null) {
            ServiceRenderings.Rendering rendering = renderings.of(service, now);
            if (!Responses.notModified(request, response, tags.of(rendering.version(), ""))) {
                Responses.json(request, response, rendering.json());
            }
            return;
        }
        QueryString query = QueryString.parse(request.getQueryString());
        Where where = Where.parse(query.all("where"));
        boolean pretty = isOn(query, "pretty");
        if (isOn(query, "meta")) {
            byte[] json = renderings.described(service, where, now);
            Responses.json(request, response, pretty ? JsonText.pretty(json) : json);
            return;
        }
        ServiceRenderings.Rendering rendering =
                where.isEverything() ? renderings.of(service, now) : renderings.filtered(service, where, now);
        String filter = where.isEverything()
                ? ""
                : "w" + Integer.toHexString(query.all("where").hashCode());
        if (!Responses.notModified(request, response, tags.of(rendering.version(), (pretty ? "p" : "") + filter))) {
            Responses.json(request, response, pretty ? JsonText.pretty(rendering.json()) : rendering.json());
        }
    }

    void getServices(HttpServletRequest request, HttpServletResponse response) throws IOException, MalformedInput {
        QueryString query = QueryString.parse(request.getQueryString());
        JsonBuffer json = new JsonBuffer(256).raw('{');
        replica.services(clock.now()).forEach((service, live) -> {
            if (json.length() > 1) {
                json.raw(',');
            }
            json.string(service.value()).raw(':').number(live);
        });
        metrics.readRoot();
        byte[] body = json.raw('}').toByteArray();
        Responses.json(request, response, isOn(query, "pretty") ? JsonText.pretty(body) : body);
    }

    /** Reads at most one byte more than an instance may have. */
    private byte[] body(HttpServletRequest request) throws IOException, MalformedInput {
        long announced = request.getContentLengthLong();
        if (announced > reader.maxBytes()) {
            throw new MalformedInput(
                    Reason.TOO_LARGE,
                    "the body has " + announced + " bytes: an instance may have at most " + reader.maxBytes()
                            + " (max-instance-bytes)");
        }
        return announced >= 0
                ? request.getInputStream().readNBytes((int) announced)
                : request.getInputStream().readNBytes(reader.maxBytes() + 1);
    }

    private static boolean isOn(QueryString query, String flag) {
        String value = query.first(flag);
        return value != null && !value.equals("false");
    }

    private static RequestRefused noSuchInstance(ServiceName service, InstanceId id) {
        return new RequestRefused(404, "absent", "service '" + service + "' has no live instance '" + id + "'");
    }
}
