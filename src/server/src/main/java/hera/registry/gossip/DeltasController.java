package hera.registry.gossip;

import hera.foundation.http.ContentDigest;
import hera.foundation.http.HeraHeaders;
import hera.foundation.http.PeerAddress;
import hera.foundation.http.QueryString;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.http.WaitPreference;
import hera.foundation.json.MalformedInputException;
import hera.foundation.server.Responses;
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
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Pulls over HTTP. A pull that waits holds its connection and no thread. */
@RestController
public final class DeltasController {
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
        Digest digest = GapsCodec.withGaps(named, request.getHeader(HeraHeaders.GAPS));
        PageFormat form = PageFormat.accepted(request.getHeader("Accept"));
        WaitPreference wait = WaitPreference.of(null, request.getHeaders(WaitPreference.PREFER));
        NodeIdentity from = NodeIdentity.parse(request.getHeader(HeraHeaders.NODE));
        if (from != null) {
            own.reachedAt(request.getLocalAddr());
            String address = address(request);
            gossip.puller().heardFrom(from, NameConflicts.parseAddress(address));
            gossip.puller().askedBy(from.name(), digest);
            gossip.sightings().heard(from, address);
            String rival = gossip.sightings().rivalOf(from);
            if (rival != null) {
                response.setHeader(HeraHeaders.RIVAL, rival);
            }
        }
        DeltasRequest asked = new DeltasRequest(
                digest, form, wait.longest(), "true".equalsIgnoreCase(request.getHeader(HeraHeaders.WHOLE)), from);
        if (wait.longest().isZero()) {
            Answer answer = new Answer(form, wait);
            gossip.service().ask(asked, answer::keep);
            answer.write(response);
        } else {
            hold(asked, wait, request, response);
        }
    }

    /** Where the asker says that it is reached; a host that it leaves open is the one that the request came from. */
    private static String address(HttpServletRequest request) {
        String stated = request.getHeader(HeraHeaders.ADDRESS);
        if (stated == null) {
            return request.getRemoteAddr();
        }
        String host = request.getRemoteAddr();
        return stated.startsWith(":") ? PeerAddress.authority(host) + stated : stated;
    }

    private void hold(
            DeltasRequest asked, WaitPreference wait, HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        Answer answer = new Answer(asked.form(), wait);
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
        private final WaitPreference wait;
        private @Nullable DeltasReply reply;

        Answer(PageFormat form, WaitPreference wait) {
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
            response.setHeader(HeraHeaders.NODE, self.toHeader());
            response.setHeader(HeraHeaders.ADDRESS, own.toHeader());
            response.setHeader(HeraHeaders.CLOCK, Long.toString(clock.now().wallMillis()));
            if (form == PageFormat.RICH) {
                response.setHeader(ContentDigest.HEADER, ContentDigest.of(made.page()));
            }
            if (made.more()) {
                response.setHeader(HeraHeaders.MORE, "true");
            }
            wait.confirm(response::setHeader);
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

    private static void problem(HttpServletResponse response, MalformedInputException input) throws IOException {
        Responses.problem(response, RequestRefusedException.of(input));
    }
}
