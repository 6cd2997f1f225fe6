package hera.registry.api;

import hera.foundation.http.RequestRefusedException;
import hera.registry.settings.Exposure;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Guard against web pages that use a browser inside of the network: a page of another site may not write, and a node
 * bound to loopback is reached by loopback names only, so that no page gets to it by a name of its own that resolves to
 * 127.0.0.1. A node on other addresses cannot tell its names from others.
 */
final class BrowserGuard {
    private static final int MISDIRECTED_REQUEST = 421;
    private static final Pattern IPV4_LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}");

    /** The reason of the refusal of a write from another site, for the metrics. */
    static final String CROSS_SITE = "cross-site";

    private final boolean loopbackOnly;

    private BrowserGuard(boolean loopbackOnly) {
        this.loopbackOnly = loopbackOnly;
    }

    /**
     * The guard of a node.
     *
     * @param bind the address that it listens on; null for all
     */
    static BrowserGuard of(@Nullable String bind) {
        return new BrowserGuard(Exposure.of(bind) == Exposure.LOOPBACK);
    }

    /** @throws RequestRefusedException 421 for another name than loopback's, 403 for a write from another site */
    void check(HttpServletRequest request) throws RequestRefusedException {
        if (loopbackOnly && !isLoopbackName(request.getServerName()) && request.getHeader("Host") != null) {
            throw new RequestRefusedException(
                    MISDIRECTED_REQUEST,
                    "host",
                    "this node is bound to loopback and answers to localhost, 127.0.0.1 and [::1] only");
        }
        if (!isSafe(request.getMethod())) {
            checkSite(request);
        }
    }

    private static boolean isSafe(String method) {
        return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    }

    private static void checkSite(HttpServletRequest request) throws RequestRefusedException {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw crossSite("Sec-Fetch-Site is " + (site.equals("cross-site") ? site : "not same-origin"));
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !isOf(origin, request.getHeader("Host"))) {
            throw crossSite("Origin is not the Host that the request was sent to");
        }
    }

    private static boolean isOf(String origin, @Nullable String host) {
        int authority = origin.indexOf("://") + 3;
        return host != null && authority >= 3 && origin.substring(authority).equalsIgnoreCase(host);
    }

    private static RequestRefusedException crossSite(String why) {
        return new RequestRefusedException(403, CROSS_SITE, "a web page of another site may not write here: " + why);
    }

    private static boolean isLoopbackName(String host) {
        if (host.equals("localhost") || host.equals("127.0.0.1")) { // nearly every request: spared the work below
            return true;
        }
        String name = host.toLowerCase(Locale.ROOT);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || IPV4_LOOPBACK.matcher(name).matches()
                || (name.startsWith("[") && Exposure.isLoopback(name));
    }
}
