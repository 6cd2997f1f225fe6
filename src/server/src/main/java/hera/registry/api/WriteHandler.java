package hera.registry.api;

import hera.foundation.http.HeraHeaders;
import hera.foundation.http.QueryString;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.json.MalformedInputException;
import hera.foundation.json.MalformedInputException.Reason;
import hera.foundation.time.Clock;
import hera.registry.replica.Delta;
import hera.registry.replica.InstanceWrite;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaFullException;
import hera.registry.replica.WriteCondition;
import hera.registry.replica.WriteCondition.PreconditionFailedException;
import hera.registry.resource.EntityTags;
import hera.registry.resource.KnownParameters;
import hera.registry.resource.Preconditions;
import hera.registry.resource.RegistryPath;
import hera.registry.resource.ResponseCache;
import hera.registry.watch.ConnectionLeases;
import hera.registry.wire.InstanceReader;
import hera.registry.wire.Ttl;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Handler of writes: registers, renews and deletes instances. */
final class WriteHandler {
    private static final KnownParameters OF_PUT = KnownParameters.of("ttl", "hold");
    private static final KnownParameters OF_DELETE = KnownParameters.of();

    private final Replica replica;
    private final InstanceReader reader;
    private final EntityTags tags;
    private final Clock clock;
    private final RegistryMetrics metrics;
    private final ConnectionLeases leases;
    private final NewInstances newInstances;

    WriteHandler(
            Replica replica,
            InstanceReader reader,
            EntityTags tags,
            Clock clock,
            RegistryMetrics metrics,
            ConnectionLeases leases,
            NewInstances newInstances) {
        this.replica = replica;
        this.reader = reader;
        this.tags = tags;
        this.clock = clock;
        this.metrics = metrics;
        this.leases = leases;
        this.newInstances = newInstances;
    }

    /** Registers or renews an instance: the body, whatever its Content-Type. */
    void put(RegistryPath.OfInstance target, HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        QueryString query = OF_PUT.parse(request.getQueryString());
        String ttl = query.first("ttl");
        int ttlMillis = ttl == null ? Delta.NO_TTL : Ttl.parseSeconds(ttl);
        WriteCondition condition = Preconditions.of(request, tags);
        newInstances.check(target.service(), target.id());
        if (query.isOn("hold")) {
            hold(target, ttl, condition, request, response);
            return;
        }
        InstanceWrite write =
                new InstanceWrite(target.service(), target.id(), reader.read(body(request, response)), ttlMillis);
        long timestamp;
        try {
            timestamp = replica.put(write, condition, clock.now());
        } catch (PreconditionFailedException e) {
            throw unmet();
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
            WriteCondition condition,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        if (ttl != null) {
            throw new MalformedInputException(
                    Reason.BAD_TTL, "hold and ttl do not go together: a held instance lives as long as its connection");
        }
        try {
            leases.open(target, reader.read(body(request, response)), condition, request, response);
        } catch (PreconditionFailedException e) {
            throw unmet();
        }
        metrics.put();
    }

    /** Deletes an instance and ends the registration bound to a connection, if it has one. */
    void delete(RegistryPath.OfInstance target, HttpServletRequest request, HttpServletResponse response)
            throws MalformedInputException, RequestRefusedException {
        OF_DELETE.parse(request.getQueryString());
        OptionalLong timestamp;
        try {
            timestamp = replica.delete(target.service(), target.id(), Preconditions.of(request, tags), clock.now());
        } catch (PreconditionFailedException e) {
            throw unmet();
        }
        if (timestamp.isEmpty()) {
            throw new RequestRefusedException(404, "absent", ResponseCache.absent(target.service(), target.id()));
        }
        leases.end(target);
        metrics.delete();
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        response.setHeader(HeraHeaders.TIMESTAMP, Long.toString(timestamp.getAsLong()));
    }

    private static RequestRefusedException unmet() {
        return new RequestRefusedException(
                412,
                "precondition",
                "If-Match or If-None-Match does not hold for what this node has under that name: nothing was stored;"
                        + " read it again");
    }

    /** Reads the body, at most one byte more than an instance may have. */
    private byte[] body(HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        int most = reader.maxBytes() + 1;
        if (RequestBody.isGzip(request, response)) {
            return RequestBody.gunzip(request.getInputStream(), most);
        }
        long announced = request.getContentLengthLong();
        if (announced > reader.maxBytes()) {
            throw new MalformedInputException(
                    Reason.TOO_LARGE,
                    "the body has " + announced + " bytes: an instance may have at most " + reader.maxBytes()
                            + " (max-instance-bytes)");
        }
        return RequestBody.read(request.getInputStream(), announced, most);
    }
}
