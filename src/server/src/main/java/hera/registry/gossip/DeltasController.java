package hera.registry.gossip;

import hera.foundation.http.ContentDigest;
import hera.foundation.http.Problem;
import hera.foundation.http.QueryString;
import hera.foundation.json.MalformedInputException;
import hera.foundation.time.Cancellable;
import hera.foundation.time.Clock;
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
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Pulls over HTTP. A pull that waits holds its connection and no thread. */
@RestController
public final class DeltasController {
    private static final Pattern WAIT =
            Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,9}(?:\\.\\d{1,3})?)\"?(?:$|[,;\\s])");
    private static final int LONGEST_POSTED_DIGEST = 4 * 1024 * 1024;

    private final Gossip gossip;
    private final DigestCodec digests;
    private final NodeIdentity self;
    private final Clock clock;
    private final OwnAddress own;

    /** @param own told where peers reach this node */
    public DeltasController(Gossip gossip, DigestCodec digests, NodeIdentity self, Clock clock, OwnAddress own) {
        this.gossip = gossip;
        this.own = own;
        this.digests = digests;
        this.self = self;
        this.clock = clock;
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

    private void answer(Digest named, HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException {
        Digest digest = GapsCodec.withGaps(named, request.getHeader(GapsCodec.HEADER));
        PageFormat form = PageFormat.accepted(request.getHeader("Accept"));
        Duration wait = wait(request.getHeader("Prefer"));
        NodeIdentity from = NodeIdentity.parse(request.getHeader(NodeIdentity.HEADER));
        if (from != null) {
            own.reachedAt(request.getLocalAddr());
            String address = address(request);
            gossip.puller().heardFrom(from, NameConflicts.parseAddress(address));
            gossip.puller().askedBy(from.name(), digest);
            gossip.sightings().heard(from, address);
            String rival = gossip.sightings().rivalOf(from);
            if (rival != null) {
                response.setHeader(NameConflicts.RIVAL_HEADER, rival);
            }
        }
        DeltasRequest asked = new DeltasRequest(
                digest, form, wait, "true".equalsIgnoreCase(request.getHeader(PullRequest.WHOLE_HEADER)), from);
        if (wait.isZero()) {
            Answer answer = new Answer(form, wait);
            gossip.service().ask(asked, answer::keep);
            answer.write(response);
        } else {
            hold(asked, request, response);
        }
    }

    /** Where the asker says that it is reached; a host that it leaves open is the one that the request came from. */
    private static String address(HttpServletRequest request) {
        String stated = request.getHeader(NameConflicts.ADDRESS_HEADER);
        if (stated == null) {
            return request.getRemoteAddr();
        }
        String host = request.getRemoteAddr();
        return stated.startsWith(":") ? (host.indexOf(':') < 0 ? host : "[" + host + "]") + stated : stated;
    }

    private void hold(DeltasRequest asked, HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        Answer answer = new Answer(asked.form(), asked.hold());
        Cancellable held = gossip.service().ask(asked, reply -> {
            answer.keep(reply);
            async.start(() -> finish(async, answer, response));
        });
        async.addListener(new GoneListener(held));
    }

    private void finish(AsyncContext async, Answer answer, HttpServletResponse response) {
        try {
            answer.write(response);
        } catch (IOException e) {
            response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        } finally {
            async.complete();
        }
    }

    /** One reply on its way to the response. */
    private final class Answer {
        private final PageFormat form;
        private final Duration wait;
        private @Nullable DeltasReply reply;

        Answer(PageFormat form, Duration wait) {
            this.form = form;
            this.wait = wait;
        }

        void keep(DeltasReply made) {
            reply = made;
        }

        void write(HttpServletResponse response) throws IOException {
            DeltasReply made = reply;
            if (made == null) {
                throw new IllegalStateException("no reply was made");
            }
            response.setContentType(form.mediaType());
            response.setContentLength(made.page().length);
            response.setHeader(NodeIdentity.HEADER, self.toHeader());
            response.setHeader(NameConflicts.ADDRESS_HEADER, own.toHeader());
            response.setHeader(PeerView.CLOCK_HEADER, Long.toString(clock.now().wallMillis()));
            if (form == PageFormat.RICH) {
                response.setHeader(ContentDigest.HEADER, ContentDigest.of(made.page()));
            }
            if (made.more()) {
                response.setHeader("Hera-More", "true");
            }
            if (!wait.isZero()) {
                response.setHeader("Preference-Applied", "wait=" + wait.toSeconds());
            }
            response.getOutputStream().write(made.page());
        }
    }

    /** Gives a held pull up when its connection breaks. */
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

    /** RFC 7240's {@code wait}; what is not understood counts as absent. */
    static Duration wait(@Nullable String prefer) {
        if (prefer == null) {
            return Duration.ZERO;
        }
        Matcher wait = WAIT.matcher(prefer);
        return wait.find() ? Duration.ofMillis((long) (Double.parseDouble(wait.group(1)) * 1000)) : Duration.ZERO;
    }

    private static void problem(HttpServletResponse response, MalformedInputException input) throws IOException {
        HttpStatus status = input.reason() == MalformedInputException.Reason.TOO_LARGE
                ? HttpStatus.CONTENT_TOO_LARGE
                : HttpStatus.BAD_REQUEST;
        byte[] body = new Problem(status.value(), status.getReasonPhrase(), String.valueOf(input.getMessage())).json();
        response.setStatus(status.value());
        response.setContentType(Problem.MEDIA_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
