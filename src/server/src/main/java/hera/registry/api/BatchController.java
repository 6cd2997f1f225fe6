package hera.registry.api;

import hera.foundation.http.RequestRefusedException;
import hera.foundation.json.MalformedInputException;
import hera.foundation.json.MalformedInputException.Reason;
import hera.foundation.server.Responses;
import hera.foundation.time.Clock;
import hera.registry.replica.Replica;
import hera.registry.resource.Preconditions;
import hera.registry.settings.Limits;
import hera.registry.wire.BatchLineReader;
import hera.registry.wire.InstanceReader;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Endpoint for many heartbeats in one request. A body of known length is stored while it arrives. A body of unknown
 * length, which a compressed one has, too, may turn out too large, so it is first read to its end, and only a few of
 * them at a time.
 */
@RestController
final class BatchController {
    /** How many bodies of unknown length are read at a time; each can take {@code max-batch-bytes}. */
    private static final int MOST_READ_AHEAD = 4;

    private final Replica replica;
    private final InstanceReader instances;
    private final Limits limits;
    private final Clock clock;
    private final RegistryMetrics metrics;
    private final Semaphore readAhead = new Semaphore(MOST_READ_AHEAD);

    BatchController(Replica replica, InstanceReader instances, Limits limits, Clock clock, RegistryMetrics metrics) {
        this.replica = replica;
        this.instances = instances;
        this.limits = limits;
        this.clock = clock;
        this.metrics = metrics;
    }

    @PostMapping("/_batch")
    void post(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            Preconditions.checkNone(request);
            boolean gzip = RequestBody.isGzip(request, response);
            long announced = request.getContentLengthLong();
            if (announced > limits.maxBatchBytes()) {
                throw tooLarge("the body has " + announced + " bytes");
            }
            BatchReport report = announced >= 0 && !gzip
                    ? store(request.getInputStream())
                    : readAhead(request.getInputStream(), gzip);
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

    private BatchReport readAhead(InputStream body, boolean gzip)
            throws IOException, MalformedInputException, RequestRefusedException {
        if (!readAhead.tryAcquire()) {
            throw new RequestRefusedException(
                    503,
                    "busy",
                    "this node reads " + MOST_READ_AHEAD
                            + " batches that are compressed or of unknown length and takes no more: send it plain with a Content-Length, or come back later",
                    1);
        }
        try {
            int most = limits.maxBatchBytes() + 1;
            byte[] whole = gzip ? RequestBody.gunzip(body, most) : body.readNBytes(most);
            if (whole.length > limits.maxBatchBytes()) {
                throw tooLarge("the body is larger");
            }
            return store(new ByteArrayInputStream(whole));
        } finally {
            readAhead.release();
        }
    }

    private BatchReport store(InputStream body) throws IOException {
        BatchLineReader reader = new BatchLineReader(instances, limits.maxNameBytes());
        return new Batch(replica, reader, limits.maxInstanceBytes(), limits.maxInstances(), clock, metrics).run(body);
    }

    private RequestRefusedException tooLarge(String found) {
        return RequestRefusedException.of(new MalformedInputException(
                Reason.TOO_LARGE,
                found + ": a batch may have at most " + limits.maxBatchBytes() + " (max-batch-bytes)"));
    }
}
