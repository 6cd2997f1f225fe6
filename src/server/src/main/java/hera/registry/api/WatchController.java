package hera.registry.api;

import hera.foundation.http.QueryString;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.http.WaitPreference;
import hera.foundation.json.MalformedInputException;
import hera.foundation.json.MalformedInputException.Reason;
import hera.foundation.names.ServiceName;
import hera.foundation.server.Responses;
import hera.registry.access.AccessGuard;
import hera.registry.resource.WatchedService;
import hera.registry.watch.LongReads;
import hera.registry.wire.WireNames;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Endpoint for a read of many services that waits until one of them differs from what the client knows. */
@RestController
final class WatchController {
    private static final String PATH = "/_watch";

    private final @Nullable AccessGuard access;
    private final LongReads longReads;
    private final WireNames names;
    private final Duration maxWait;
    private final RegistryMetrics metrics;

    /**
     * @param access null in an open node
     * @param maxWait {@code max-wait}
     */
    WatchController(
            @Nullable AccessGuard access,
            LongReads longReads,
            WireNames names,
            Duration maxWait,
            RegistryMetrics metrics) {
        this.access = access;
        this.longReads = longReads;
        this.names = names;
        this.maxWait = maxWait;
        this.metrics = metrics;
    }

    @PostMapping(PATH)
    void post(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            WaitPreference wait = WaitPreference.of(
                            QueryString.parse(request.getQueryString()).first("wait"),
                            request.getHeaders(WaitPreference.PREFER))
                    .atMost(maxWait);
            List<WatchedService> services = WatchedService.parse(body(request, response), names);
            if (access != null && !access.admitsReading(names(services), PATH, request, response)) {
                return;
            }
            metrics.readMany();
            longReads.awaitAny(services, wait, request, response);
        } catch (MalformedInputException e) {
            refuse(response, RequestRefusedException.of(e));
        } catch (RequestRefusedException e) {
            refuse(response, e);
        }
    }

    private static List<ServiceName> names(List<WatchedService> services) {
        return services.stream().map(WatchedService::service).toList();
    }

    private static byte[] body(HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        int most = WatchedService.MOST_BYTES + 1;
        if (RequestBody.isGzip(request, response)) {
            return RequestBody.gunzip(request.getInputStream(), most);
        }
        long announced = request.getContentLengthLong();
        if (announced >= most) {
            throw new MalformedInputException(
                    Reason.TOO_LARGE,
                    "the body has " + announced + " bytes, and may have " + WatchedService.MOST_BYTES
                            + "; use several requests");
        }
        return RequestBody.read(request.getInputStream(), announced, most);
    }

    private void refuse(HttpServletResponse response, RequestRefusedException refused) throws IOException {
        metrics.rejected(refused.reason());
        Responses.problem(response, refused);
    }
}
