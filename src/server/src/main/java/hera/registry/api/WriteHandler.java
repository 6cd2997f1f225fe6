package hera.registry.api;

import hera.foundation.http.HeraHeaders;
import hera.foundation.http.QueryString;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.json.MalformedInputException;
import hera.foundation.json.MalformedInputException.Reason;
import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Clock;
import hera.registry.replica.Delta;
import hera.registry.replica.Instance;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaFullException;
import hera.registry.wire.InstanceReader;
import hera.registry.wire.Ttl;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes of instances over HTTP. */
final class WriteHandler {
    private final Replica replica;
    private final InstanceReader reader;
    private final Clock clock;
    private final RegistryMetrics metrics;
    private final ConnectionLeases holds;

    WriteHandler(Replica replica, InstanceReader reader, Clock clock, RegistryMetrics metrics, ConnectionLeases holds) {
        this.replica = replica;
        this.reader = reader;
        this.clock = clock;
        this.metrics = metrics;
        this.holds = holds;
    }

    /** Registers or renews: the body is an instance, whatever its Content-Type says. */
    void put(ServiceName service, InstanceId id, HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        QueryString query = QueryString.parse(request.getQueryString());
        String ttl = query.first("ttl");
        int ttlMillis = ttl == null ? Delta.NO_TTL : Ttl.parseSeconds(ttl);
        if (Representation.isOn(query, "hold")) {
            hold(new RegistryPath.OfInstance(service, id), ttl, request, response);
            return;
        }
        Instance instance = reader.read(body(request));
        long timestamp;
        try {
            timestamp = replica.put(service, id, instance, ttlMillis, clock.now());
        } catch (ReplicaFullException e) {
            throw new RequestRefusedException(503, "full", String.valueOf(e.getMessage()), 10);
        }
        metrics.put();
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        response.setHeader(HeraHeaders.TIMESTAMP, Long.toString(timestamp));
    }

    private void hold(
            RegistryPath.OfInstance what,
            @Nullable String ttl,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        if (ttl != null) {
            throw new MalformedInputException(
                    Reason.BAD_TTL, "hold and ttl do not go together: a held instance lives as long as its connection");
        }
        holds.hold(what, reader.read(body(request)), request, response);
        metrics.put();
    }

    void delete(ServiceName service, InstanceId id, HttpServletResponse response) throws RequestRefusedException {
        OptionalLong timestamp = replica.delete(service, id, clock.now());
        if (timestamp.isEmpty()) {
            throw noSuchInstance(service, id);
        }
        holds.end(new RegistryPath.OfInstance(service, id));
        metrics.delete();
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        response.setHeader(HeraHeaders.TIMESTAMP, Long.toString(timestamp.getAsLong()));
    }

    /** Reads at most one byte more than an instance may have. */
    private byte[] body(HttpServletRequest request) throws IOException, MalformedInputException {
        long announced = request.getContentLengthLong();
        if (announced > reader.maxBytes()) {
            throw new MalformedInputException(
                    Reason.TOO_LARGE,
                    "the body has " + announced + " bytes: an instance may have at most " + reader.maxBytes()
                            + " (max-instance-bytes)");
        }
        if (announced < 0) {
            return request.getInputStream().readNBytes(reader.maxBytes() + 1);
        }
        byte[] body = new byte[(int) announced];
        int read = request.getInputStream().readNBytes(body, 0, body.length);
        return read == body.length ? body : Arrays.copyOf(body, read);
    }

    private static RequestRefusedException noSuchInstance(ServiceName service, InstanceId id) {
        return new RequestRefusedException(404, "absent", ResponseCache.absent(service, id));
    }
}
