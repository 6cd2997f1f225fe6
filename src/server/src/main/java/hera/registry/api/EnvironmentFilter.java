package hera.registry.api;

import hera.foundation.http.HeraHeaders;
import hera.foundation.server.Responses;
import hera.foundation.time.Clock;
import hera.registry.settings.Environment;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Filter that keeps environments apart. Every response names this node's environment, and a request that names another
 * one is refused. A client need not name its environment; a peer that names none is in none.
 */
final class EnvironmentFilter implements Filter {
    private static final Logger log = LoggerFactory.getLogger(EnvironmentFilter.class);
    private static final int MISDIRECTED_REQUEST = 421;

    private final @Nullable String own;
    private final RecentAddresses logged;

    public EnvironmentFilter(@Nullable Environment own, Clock clock) {
        this.own = own == null ? null : own.name();
        this.logged = new RecentAddresses(clock);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        if (own != null) {
            answer.setHeader(HeraHeaders.ENVIRONMENT, own);
        }
        String named = http.getHeader(HeraHeaders.ENVIRONMENT);
        boolean belongs = named == null ? own == null || !isPeer(http) : named.equals(own);
        if (belongs) {
            chain.doFilter(request, response);
        } else {
            refuse(named, http, answer);
        }
    }

    private static boolean isPeer(HttpServletRequest request) {
        return request.getRequestURI().equals("/_deltas");
    }

    private void refuse(@Nullable String named, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (logged.isNew(request.getRemoteAddr())) {
            log.warn(
                    "environment={} from={} refused: it names {}",
                    Objects.requireNonNullElse(own, "none"),
                    request.getRemoteAddr(),
                    named == null ? "none" : "another");
        }
        response.setHeader("Connection", "close");
        String detail = (own == null ? "this node is in no environment" : "this node is in environment '" + own + "'")
                + (named == null ? ": a peer must name it" : ": the request names another");
        Responses.problem(response, MISDIRECTED_REQUEST, detail);
    }

    /** The addresses that were logged within the last minute, of bounded number. */
    private static final class RecentAddresses {
        private static final Duration MEMORY = Duration.ofMinutes(1);
        private static final int MOST = 1_000;

        private final Clock clock;
        private final Map<String, Long> since = new LinkedHashMap<>();

        RecentAddresses(Clock clock) {
            this.clock = clock;
        }

        synchronized boolean isNew(String address) {
            long now = clock.now().agingMillis();
            since.values().removeIf(at -> now - at >= MEMORY.toMillis());
            return since.size() < MOST && since.putIfAbsent(address, now) == null;
        }
    }
}
