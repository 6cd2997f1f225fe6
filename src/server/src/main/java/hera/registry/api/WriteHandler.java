package hera.registry.api;

import hera.foundation.http.HeraHeaders;
import hera.foundation.http.QueryString;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.json.MalformedInputException;
import hera.foundation.json.MalformedInputException.Reason;
import hera.foundation.time.Clock;
import hera.registry.replica.Delta;
import hera.registry.replica.Instance;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaFullException;
import hera.registry.resource.RegistryPath;
import hera.registry.resource.ResponseCache;
import hera.registry.watch.ConnectionLeases;
import hera.registry.wire.InstanceReader;
import hera.registry.wire.Ttl;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Handler of writes: registers, renews and deletes instances. */
final class WriteHandler {
    private final Replica replica;
    private final InstanceReader reader;
    private final Clock clock;
    private final RegistryMetrics metrics;
    private final ConnectionLeases leases;

    WriteHandler(
            Replica replica, InstanceReader reader, Clock clock, RegistryMetrics metrics, ConnectionLeases leases) {
        this.replica = replica;
        this.reader = reader;
        this.clock = clock;
        this.metrics = metrics;
        this.leases = leases;
    }

    /** Registers or renews an instance, which is the body whatever its Content-Type says. */
    void put(RegistryPath.OfInstance target, HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        QueryString query = QueryString.parse(request.getQueryString());
        String ttl = query.first("ttl");
        int ttlMillis = ttl == null ? Delta.NO_TTL : Ttl.parseSeconds(ttl);
        if (query.isOn("hold")) {
            hold(target, ttl, request, response);
            return;
        }
        Instance instance = reader.read(body(request));
        long timestamp;
        try {
            timestamp = replica.put(target.service(), target.id(), instance, ttlMillis, clock.now());
        } catch (ReplicaFullException e) {
            throw new RequestRefusedException(503, "full", String.valueOf(e.getMessage()), 10);
        }
        metrics.put();
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        response.setHeader(HeraHeaders.TIMESTAMP, Long.toString(timestamp));
    }

    private void hold(
            RegistryPath.OfInstance target,
            @Nullable String ttl,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        if (ttl != null) {
            throw new MalformedInputException(
                    Reason.BAD_TTL, "hold and ttl do not go together: a held instance lives as long as its connection");
        }
        leases.open(target, reader.read(body(request)), request, response);
        metrics.put();
    }

    /** Deletes an instance and ends the registration bound to a connection, if it has one. */
    void delete(RegistryPath.OfInstance target, HttpServletResponse response) throws RequestRefusedException {
        OptionalLong timestamp = replica.delete(target.service(), target.id(), clock.now());
        if (timestamp.isEmpty()) {
            throw new RequestRefusedException(404, "absent", ResponseCache.absent(target.service(), target.id()));
        }
        leases.end(target);
        metrics.delete();
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        response.setHeader(HeraHeaders.TIMESTAMP, Long.toString(timestamp.getAsLong()));
    }

    /** Reads the body, at most one byte more than an instance may have. */
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
}
