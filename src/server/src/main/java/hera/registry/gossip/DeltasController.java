package hera.registry.gossip;

import hera.foundation.http.ContentDigest;
import hera.foundation.http.HeraHeaders;
import hera.foundation.http.HostPort;
import hera.foundation.http.QueryString;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.http.WaitPreference;
import hera.foundation.json.MalformedInputException;
import hera.foundation.server.Responses;
import hera.foundation.time.Cancellable;
import hera.registry.replica.Digest;
import hera.registry.settings.OwnAddress;
import hera.registry.wire.DigestCodec;
import hera.registry.wire.GapsCodec;
import hera.registry.wire.PageFormat;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP edge of gossip: parses a pull, has it answered, writes the response. A pull that waits holds its connection and no thread. */
@RestController
public final class DeltasController {
    private static final int LONGEST_POSTED_DIGEST = 4 * 1024 * 1024;

    private final Gossip gossip;
    private final DigestCodec digests;
    private final OwnAddress own;

    /** @param own is told the address at which peers reach this node */
    public DeltasController(Gossip gossip, DigestCodec digests, OwnAddress own) {
        this.gossip = gossip;
        this.digests = digests;
        this.own = own;
    }

    @GetMapping("/_deltas")
    void get(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            answer(digests.fromQuery(QueryString.parse(request.getQueryString())), request, response);
        } catch (MalformedInputException e) {
            problem(response, e);
        }
    }

    @PostMapping("/_deltas")
    void post(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            byte[] body = request.getInputStream().readNBytes(LONGEST_POSTED_DIGEST + 1);
            if (body.length > LONGEST_POSTED_DIGEST) {
                throw new MalformedInputException(
                        MalformedInputException.Reason.TOO_LARGE,
                        "a digest may have at most " + LONGEST_POSTED_DIGEST + " bytes");
            }
            answer(digests.fromJson(body), request, response);
        } catch (MalformedInputException e) {
            problem(response, e);
        }
    }

    private void answer(Digest digest, HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException {
        WaitPreference wait = WaitPreference.of(null, request.getHeaders(WaitPreference.PREFER));
        PullRequest pull = new PullRequest(
                GapsCodec.withGaps(digest, request.getHeader(HeraHeaders.GAPS)),
                PageFormat.accepted(request.getHeader("Accept")),
                wait.longest(),
                "true".equalsIgnoreCase(request.getHeader(HeraHeaders.WHOLE)),
                NodeIdentity.parse(request.getHeader(HeraHeaders.NODE)));
        if (pull.asker() != null) {
            own.reachedAt(request.getLocalAddr());
        }
        Reply reply = new Reply(wait, response);
        if (pull.hold().isZero()) {
            gossip.answer(pull, address(request), reply::keep);
            reply.write();
        } else {
            AsyncContext async = request.startAsync();
            async.setTimeout(0);
            Cancellable held = gossip.answer(pull, address(request), made -> {
                reply.keep(made);
                async.start(() -> reply.finish(async));
            });
            async.addListener(new GoneListener(held));
        }
    }

    /** The address that the asker states; a host that it leaves open is the one that the request came from. */
    private static String address(HttpServletRequest request) {
        String stated = request.getHeader(HeraHeaders.ADDRESS);
        if (stated == null) {
            return request.getRemoteAddr();
        }
        String host = request.getRemoteAddr();
        return stated.startsWith(":") ? HostPort.authority(host) + stated : stated;
    }

    /** One pull and its response on the way out. */
    private final class Reply {
        private final WaitPreference wait;
        private final HttpServletResponse response;
        private @Nullable PullResponse made;

        Reply(WaitPreference wait, HttpServletResponse response) {
            this.wait = wait;
            this.response = response;
        }

        void keep(PullResponse answer) {
            made = answer;
        }

        void finish(AsyncContext async) {
            try {
                write();
            } catch (IOException e) {
                response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            } finally {
                async.complete();
            }
        }

        void write() throws IOException {
            PullResponse answer = made;
            if (answer == null) {
                throw new IllegalStateException("no response was made");
            }
            response.setContentType(answer.form().mediaType());
            response.setContentLength(answer.page().length);
            header(
                    HeraHeaders.NODE,
                    answer.node() == null ? null : answer.node().toHeader());
            header(HeraHeaders.ADDRESS, own.toHeader());
            header(HeraHeaders.RIVAL, answer.rival());
            header(
                    HeraHeaders.CLOCK,
                    answer.clockMillis() == null ? null : answer.clockMillis().toString());
            header(ContentDigest.HEADER, answer.contentDigest());
            header(HeraHeaders.MORE, answer.more() ? "true" : null);
            wait.confirm(response::setHeader);
            response.getOutputStream().write(answer.page());
        }

        private void header(String name, @Nullable String value) {
            if (value != null) {
                response.setHeader(name, value);
            }
        }
    }

    /** Cancels a held pull when its connection breaks. */
    private static final class GoneListener implements AsyncListener {
        private final Cancellable held;

        GoneListener(Cancellable held) {
            this.held = held;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            held.cancel();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            held.cancel();
        }

        @Override
        public void onError(AsyncEvent event) {
            held.cancel();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }

    private static void problem(HttpServletResponse response, MalformedInputException input) throws IOException {
        Responses.problem(response, RequestRefusedException.of(input));
    }
}
