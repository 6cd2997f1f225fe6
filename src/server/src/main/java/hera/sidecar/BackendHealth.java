package hera.sidecar;

import hera.foundation.http.NoSslContext;
import hera.foundation.time.Loop;
import hera.foundation.time.Timer;
import hera.sidecar.settings.SidecarSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health check of a backend: three failures in a row take the member off the ring, two successes bring it back.
 * Thread-safe.
 */
final class BackendHealth {
    private static final Logger log = LoggerFactory.getLogger(BackendHealth.class);
    private static final int MISSES = 3;
    private static final int HITS = 2;
    private static final Duration LEAST_TIMEOUT = Duration.ofSeconds(1);

    private final Duty duty;
    private final @Nullable Loop looks;
    private int inARow;

    /** A check that is not started yet; without a path in the settings it does nothing. */
    BackendHealth(SidecarSettings settings, Duty duty, Timer timer) {
        this.duty = duty;
        String path = settings.health().path();
        looks = path == null ? null : looks(settings, path, timer);
    }

    private Loop looks(SidecarSettings settings, String path, Timer timer) {
        Duration interval = settings.health().interval();
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .sslContext(new NoSslContext())
                .build();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + settings.backend().address() + path))
                .timeout(interval.compareTo(LEAST_TIMEOUT) < 0 ? LEAST_TIMEOUT : interval)
                .build();
        return new Loop("backend-health", timer, () -> interval, () -> {
            var unused = client.sendAsync(request, BodyHandlers.discarding())
                    .handle((answer, failure) -> failure == null && answer.statusCode() / 100 == 2)
                    .thenAccept(this::note);
        });
    }

    void start() {
        if (looks != null) {
            looks.start(Duration.ZERO);
        }
    }

    void stop() {
        if (looks != null) {
            looks.stop();
        }
    }

    /** Records a result; enough consecutive ones that contradict the present state change it. */
    synchronized void note(boolean hit) {
        if (hit != duty.isIll()) {
            inARow = 0;
            return;
        }
        inARow++;
        if (inARow >= (hit ? HITS : MISSES)) {
            inARow = 0;
            log.warn("event=backend-health state={}", hit ? "well" : "ill");
            duty.backendIsIll(!hit);
        }
    }
}
