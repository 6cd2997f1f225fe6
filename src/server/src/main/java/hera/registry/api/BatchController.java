package hera.registry.api;

import hera.foundation.access.Grant;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.json.MalformedInputException;
import hera.foundation.json.MalformedInputException.Reason;
import hera.foundation.server.Responses;
import hera.foundation.time.Clock;
import hera.registry.access.AccessGuard;
import hera.registry.replica.Replica;
import hera.registry.resource.Preconditions;
import hera.registry.settings.Limits;
import hera.registry.wire.BatchLineReader;
import hera.registry.wire.InstanceReader;
import hera.registry.wire.WireNames;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Endpoint for many heartbeats in one request. A body is read to its end before anything is stored: one that is too
 * large, broken or late leaves nothing behind.
 */
@RestController
final class BatchController {
    /** The memory for bodies, as a number of bodies of the largest allowed size. */
    private static final int MOST_READ = 16;

    /** The heap divided by this is the most memory for bodies. */
    private static final int SHARE_OF_HEAP = 8;

    private final Replica replica;
    private final InstanceReader instances;
    private final WireNames names;
    private final Limits limits;
    private final NewInstances newInstances;
    private final Clock clock;
    private final RegistryMetrics metrics;
    private final BodyMemory memory;
    private final int most;

    BatchController(
            Replica replica,
            InstanceReader instances,
            WireNames names,
            Limits limits,
            NewInstances newInstances,
            Clock clock,
            RegistryMetrics metrics) {
        this.replica = replica;
        this.instances = instances;
        this.names = names;
        this.limits = limits;
        this.newInstances = newInstances;
        this.clock = clock;
        this.metrics = metrics;
        long largest = limits.maxBatchBytes();
        long share = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
        this.memory = new BodyMemory(Math.min(MOST_READ * largest, share));
        this.most = (int) Math.min(largest, share);
    }

    @PostMapping("/_batch")
    void post(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            Preconditions.checkNone(request);
            boolean gzip = RequestBody.isGzip(request, response);
            long announced = request.getContentLengthLong();
            if (announced > most) {
                throw tooLarge("the body has " + announced + " bytes");
            }
            BatchReport report = read(request.getInputStream(), gzip, AccessGuard.grant(request));
            report.send(request, response);
        } catch (MalformedInputException e) {
            refuse(response, RequestRefusedException.of(e));
        } catch (RequestRefusedException e) {
            refuse(response, e);
        }
    }

    private void refuse(HttpServletResponse response, RequestRefusedException refused) throws IOException {
        metrics.rejected(refused.reason());
        Responses.problem(response, refused);
    }

    private BatchReport read(InputStream body, boolean gzip, @Nullable Grant writer)
            throws IOException, MalformedInputException, RequestRefusedException {
        int longest = gzip ? most + RequestBody.OVERHEAD : most;
        try (BodyMemory.Held sent = memory.read(body, longest + 1)) {
            if (sent.size() > longest) {
                throw tooLarge(gzip ? "the compressed body alone is larger" : "the body is larger");
            }
            if (!gzip) {
                return store(sent.open(), writer);
            }
            try (BodyMemory.Held whole = inflated(sent)) {
                if (whole.size() > most) {
                    throw tooLarge("the body is larger");
                }
                return store(whole.open(), writer);
            }
        } catch (BodyMemory.UsedUpException e) {
            throw new RequestRefusedException(
                    503, "busy", "this node reads too many batches to take this one: send it again later", 1);
        }
    }

    private BodyMemory.Held inflated(BodyMemory.Held packed)
            throws IOException, MalformedInputException, BodyMemory.UsedUpException {
        try (InputStream plain = new GZIPInputStream(packed.open())) {
            return memory.read(plain, most + 1);
        } catch (IOException e) { // malformed gzip: the bytes are in memory
            throw RequestBody.notGzip(packed.open());
        }
    }

    private BatchReport store(InputStream body, @Nullable Grant writer) throws IOException {
        BatchLineReader reader = new BatchLineReader(instances, names);
        return new Batch(
                        replica, reader, limits.maxInstanceBytes(), limits.maxInstances(), newInstances, clock, metrics)
                .run(body, writer);
    }

    private RequestRefusedException tooLarge(String found) {
        return RequestRefusedException.of(new MalformedInputException(
                Reason.TOO_LARGE,
                found + ": a batch may have at most " + most
                        + (most < limits.maxBatchBytes() ? " (an eighth of the heap)" : " (max-batch-bytes)")));
    }
}
