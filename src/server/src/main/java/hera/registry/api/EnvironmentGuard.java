package hera.registry.api;

import hera.foundation.http.HeraHeaders;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.json.LogSafe;
import hera.foundation.time.Clock;
import hera.registry.resource.NodePath;
import hera.registry.resource.RegistryPath;
import hera.registry.settings.Environment;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Guard that keeps environments apart. Every response names this node's environment, and a request that names another
 * one is refused. A client need not name its environment; a peer that names none is in none.
 */
final class EnvironmentGuard {
    private static final Logger log = LoggerFactory.getLogger(EnvironmentGuard.class);
    private static final int MISDIRECTED_REQUEST = 421;

    private final @Nullable String own;
    private final RecentRefusals logged;

    EnvironmentGuard(@Nullable Environment own, Clock clock) {
        this.own = own == null ? null : own.name();
        this.logged = new RecentRefusals(clock);
    }

    /** Names this node's environment in the response. */
    void announce(HttpServletResponse response) {
        if (own != null) {
            response.setHeader(HeraHeaders.ENVIRONMENT, own);
        }
    }

    /**
     * Refuses a request from another environment.
     *
     * @throws RequestRefusedException 421; the connection is closed then
     */
    void check(RegistryPath target, HttpServletRequest request, HttpServletResponse response)
            throws RequestRefusedException {
        String named = request.getHeader(HeraHeaders.ENVIRONMENT);
        boolean belongs = named == null ? own == null || !isPeer(target) : named.equals(own);
        if (!belongs) {
            response.setHeader("Connection", "close");
            throw refusal(named, request);
        }
    }

    private static boolean isPeer(RegistryPath target) {
        return target instanceof RegistryPath.OfNode node && node.path() == NodePath.DELTAS;
    }

    private RequestRefusedException refusal(@Nullable String named, HttpServletRequest request) {
        String name = named == null ? "none" : LogSafe.value(named);
        if (logged.isNew(request.getRemoteAddr(), name)) {
            log.warn(
                    "environment={} from={} refused: it names {}",
                    Objects.requireNonNullElse(own, "none"),
                    request.getRemoteAddr(),
                    name);
        }
        String detail = (own == null ? "this node is in no environment" : "this node is in environment '" + own + "'")
                + (named == null ? ": a peer must name it" : ": the request names '" + LogSafe.of(named) + "'");
        return new RequestRefusedException(MISDIRECTED_REQUEST, "environment", detail);
    }

    /** The refusals logged within the last minute, bounded in number, in all and for each address. */
    private static final class RecentRefusals {
        private static final Duration MEMORY = Duration.ofMinutes(1);
        private static final int MOST = 1_000;
        private static final int MOST_NAMES = 8;

        private final Clock clock;
        private final Map<Refusal, Long> since = new LinkedHashMap<>();

        private record Refusal(String address, String name) {}

        RecentRefusals(Clock clock) {
            this.clock = clock;
        }

        synchronized boolean isNew(String address, String name) {
            long now = clock.now().agingMillis();
            since.values().removeIf(at -> now - at >= MEMORY.toMillis());
            long names = since.keySet().stream()
                    .filter(refusal -> refusal.address.equals(address))
                    .count();
            return since.size() < MOST
                    && names < MOST_NAMES
                    && since.putIfAbsent(new Refusal(address, name), now) == null;
        }
    }
}
