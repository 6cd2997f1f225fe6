package hera.registry.access;

import hera.foundation.access.AccessVerdict;
import hera.foundation.access.Credential;
import hera.foundation.access.Denial;
import hera.foundation.access.Grant;
import hera.foundation.access.Need;
import hera.foundation.guard.Denials;
import hera.foundation.guard.Guard;
import hera.foundation.guard.Sender;
import hera.foundation.http.HeraHeaders;
import hera.foundation.http.MediaRanges;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.names.ServiceName;
import hera.foundation.server.AsyncResponse;
import hera.foundation.server.Responses;
import hera.registry.gossip.NodeIdentity;
import hera.registry.resource.RegistryPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The guard of a secured node. The router asks it about every request as soon as it has read the path, and before
 * anything else of the request is looked at; what it does not admit, it has answered. Thread-safe.
 */
public final class AccessGuard {
    private static final String CHAIN = "jakarta.servlet.request.X509Certificate";
    private static final String AUTHORIZATION = "Authorization";
    private static final String PAGE = "_console/";

    private final Guard guard;
    private final Set<String> pageFiles;
    private final HeldResponses held;

    /** @param pageFiles the names of the page's own files; empty where there is no page */
    AccessGuard(Guard guard, Set<String> pageFiles, HeldResponses held) {
        this.guard = guard;
        this.pageFiles = Set.copyOf(pageFiles);
        this.held = held;
    }

    /**
     * Returns whether a request may be served; if not, it has been answered.
     *
     * @param rawPath the path as it stood in the request line, for the log
     */
    public boolean admits(RegistryPath target, String rawPath, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (isForPage(target, request)) {
            closed(response);
            Responses.seePage(response, PAGE);
            return false;
        }
        return admits(target.need(request.getMethod()), rawPath, request, response);
    }

    /**
     * Returns whether a request may be served; if not, it has been answered.
     *
     * @param rawPath the path as it stood in the request line, for the log
     */
    public boolean admits(Need need, String rawPath, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        closed(response);
        if (need instanceof Need.Nothing || isOfPage(need)) {
            return true;
        }
        AccessVerdict verdict = guard.decide(need, sender(request), request.getMethod(), rawPath);
        if (verdict instanceof AccessVerdict.Denied denied) {
            refuse(denied, response);
            return false;
        }
        Credential credential = ((AccessVerdict.Allowed) verdict).credential();
        if (credential != null) {
            request.setAttribute(AsyncResponse.KEEPER, held.admit(credential));
        }
        return true;
    }

    private boolean isForPage(RegistryPath target, HttpServletRequest request) {
        String accept = target instanceof RegistryPath.Root && isRead(request.getMethod()) && !pageFiles.isEmpty()
                ? request.getHeader("Accept")
                : null;
        return accept != null && MediaRanges.prefersPage(accept);
    }

    private static boolean isRead(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }

    private static void closed(HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
    }

    private boolean isOfPage(Need need) {
        return need instanceof Need.PageFile file && pageFiles.contains(file.name());
    }

    private static Sender sender(HttpServletRequest request) {
        X509Certificate[] chain =
                request.getAttribute(CHAIN) instanceof X509Certificate[] certificates ? certificates : null;
        return new Sender(request.getHeaders(AUTHORIZATION), chain, request.getRemoteAddr(), statedNode(request));
    }

    private static @Nullable String statedNode(HttpServletRequest request) {
        NodeIdentity stated = NodeIdentity.parse(request.getHeader(HeraHeaders.NODE));
        return stated == null ? null : stated.name().value();
    }

    private static void refuse(AccessVerdict.Denied denied, HttpServletResponse response) throws IOException {
        int status = denied.reason().status();
        if (status == HttpServletResponse.SC_UNAUTHORIZED) {
            challenge(response);
        }
        int retrySeconds = denied.reason() == Denial.RATE ? Guard.RETRY_SECONDS : 0;
        Responses.problem(
                response, new RequestRefusedException(status, denied.reason().word(), denied.detail(), retrySeconds));
    }

    /** Says in the head of a 401 what is asked for. */
    static void challenge(HttpServletResponse response) {
        response.setHeader("WWW-Authenticate", Guard.CHALLENGE);
        response.setHeader("Connection", "close");
    }

    /** Notes a denial that another guard found. */
    public void note(Denial reason, String rawPath, HttpServletRequest request) {
        Grant grant = grant(request);
        String subject = grant == null ? Denials.NOBODY : grant.subject();
        guard.note(reason, request.getMethod(), rawPath, request.getRemoteAddr(), subject);
    }

    /** Returns the credential of an admitted request; null in an open node, and where none is needed. */
    public static @Nullable Credential credential(HttpServletRequest request) {
        return request.getAttribute(AsyncResponse.KEEPER) instanceof HeldResponses.Admitted admitted
                ? admitted.credential
                : null;
    }

    /** Returns what the sender of an admitted request may do; null in an open node, and where no credential is needed. */
    public static @Nullable Grant grant(HttpServletRequest request) {
        Credential credential = credential(request);
        return credential == null ? null : credential.grant();
    }

    /**
     * Returns whether the sender of an admitted request may read all of some services; if not, it has been answered.
     *
     * @param path of the request, for the log
     */
    public boolean admitsReading(
            List<ServiceName> services, String path, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Grant grant = grant(request);
        for (ServiceName service : services) {
            Need need = new Need.Read(service.value());
            AccessVerdict verdict = guard.decide(need, grant, request.getMethod(), path, request.getRemoteAddr());
            if (verdict instanceof AccessVerdict.Denied denied) {
                refuse(denied, response);
                return false;
            }
        }
        return true;
    }

    /**
     * Writes down a write that was served and whose sender may do everything.
     *
     * @param action such as {@code put}
     */
    public void served(String action, String rawPath, HttpServletRequest request) {
        Grant grant = grant(request);
        if (grant != null) {
            guard.served(action, rawPath, request.getRemoteAddr(), grant);
        }
    }
}
