package hera.registry.api;

import hera.foundation.http.Problem;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.json.JsonText;
import hera.foundation.server.AsyncResponse;
import hera.foundation.server.Responses;
import hera.foundation.time.Moment;
import hera.registry.replica.InstanceView;
import hera.registry.replica.Replica;
import hera.registry.resource.CachedResponse;
import hera.registry.resource.InstanceJson;
import hera.registry.resource.RegistryPath;
import hera.registry.resource.Representation;
import hera.registry.resource.ResponseCache;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A read of one instance with all that its request asks, so that it can be responded to later.
 *
 * @param described whether what the registry knows about the instance is asked for
 * @param known the value of {@code If-None-Match}; empty for none
 * @param headOnly whether the response has no body
 */
record InstanceRead(
        RegistryPath.OfInstance target,
        Representation representation,
        boolean described,
        String known,
        boolean headOnly) {
    static InstanceRead of(
            RegistryPath.OfInstance target,
            Representation representation,
            boolean described,
            HttpServletRequest request) {
        List<String> tags = Collections.list(request.getHeaders("If-None-Match"));
        return new InstanceRead(
                target,
                representation,
                described,
                String.join(",", tags),
                request.getMethod().equals("HEAD"));
    }

    /** A response that is made: what sets its head, and its body, if it has one. */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    private record Made(Consumer<HttpServletResponse> head, byte @Nullable [] body) {}

    /** Responds at once, with the instance as of now. */
    void respond(HttpServletResponse response, Replica replica, ResponseCache responses, Moment now)
            throws IOException {
        Made made = make(replica, responses, now);
        made.head.accept(response);
        byte[] body = made.body;
        if (body != null) {
            response.getOutputStream().write(body);
        }
    }

    /** Responds later, with the instance as of now. */
    void respond(
            AsyncResponse later,
            Consumer<HttpServletResponse> head,
            Replica replica,
            ResponseCache responses,
            Moment now) {
        Made made = make(replica, responses, now);
        later.respond(head.andThen(made.head), made.body);
    }

    /** Responds later with a refusal. */
    static void refuse(AsyncResponse later, Consumer<HttpServletResponse> head, RequestRefusedException refused) {
        byte[] problem = Responses.problem(refused.status(), refused.detail()).json();
        Consumer<HttpServletResponse> retry =
                response -> response.setHeader("Retry-After", Integer.toString(refused.retryAfterSeconds()));
        later.respond(head.andThen(retry).andThen(body(refused.status(), Problem.MEDIA_TYPE, problem.length)), problem);
    }

    private Made make(Replica replica, ResponseCache responses, Moment now) {
        if (described) {
            return describe(replica.get(target.service(), target.id(), now));
        }
        CachedResponse current = responses.of(representation, now);
        if (!known.isEmpty() && current.isKnownBy(known)) {
            return new Made(response -> Responses.notModified(response, current.tag()), null);
        }
        Consumer<HttpServletResponse> head = current::writeHead;
        return made(head.andThen(response -> response.setContentLength(current.length())), current.body());
    }

    private Made describe(@Nullable InstanceView view) {
        if (view == null) {
            byte[] problem = Responses.problem(404, ResponseCache.absent(target.service(), target.id()))
                    .json();
            return made(body(404, Problem.MEDIA_TYPE, problem.length), problem);
        }
        byte[] json = InstanceJson.described(view);
        byte[] shown = representation.pretty() ? JsonText.pretty(json) : json;
        return made(body(200, "application/json", shown.length), shown);
    }

    private Made made(Consumer<HttpServletResponse> head, byte[] body) {
        return new Made(head, headOnly ? null : body);
    }

    private static Consumer<HttpServletResponse> body(int status, String type, int length) {
        return response -> {
            response.setStatus(status);
            response.setContentType(type);
            response.setContentLength(length);
        };
    }
}
