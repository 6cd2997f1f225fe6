package hera.registry.gossip.transport;

import hera.foundation.http.ContentDigest;
import hera.foundation.http.Gzip;
import hera.foundation.http.HeraHeaders;
import hera.foundation.http.HostPort;
import hera.foundation.http.QueryString;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.http.WaitPreference;
import hera.foundation.json.MalformedInputException;
import hera.foundation.server.AsyncResponse;
import hera.foundation.server.Responses;
import hera.foundation.time.Cancellable;
import hera.registry.gossip.Gossip;
import hera.registry.gossip.NodeIdentity;
import hera.registry.gossip.PullRequest;
import hera.registry.gossip.PullResponse;
import hera.registry.replica.Digest;
import hera.registry.settings.OwnAddress;
import hera.registry.wire.DigestCodec;
import hera.registry.wire.GapsCodec;
import hera.registry.wire.PageFormat;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP edge of gossip: parses a pull, has it answered, writes the response. A pull that waits holds its connection and no
 * thread. A servlet of its own, because nodes exchange pulls all the time and the dispatch of Spring MVC costs much of one.
 */
public final class DeltasServlet extends HttpServlet {
    /** The path at which peers ask. */
    public static final String PATH = "/_deltas";

    private static final long serialVersionUID = 1;
    private static final int LONGEST_POSTED_DIGEST = 4 * 1024 * 1024;

    /** The most held pulls of strangers at a node that serves no clients; further ones get 503. */
    private static final int MOST_STRANGERS_PULLS = 1_000;

    /** The size from which a page is compressed for a peer that accepts it; a smaller one is not worth the work. */
    static final int LEAST_PACKED_BYTES = 32 << 10;

    private final transient Strangers strangers;

    /**
     * The page that was compressed last: the peers that follow this node are sent the same page one after the other.
     */
    private transient volatile WeakReference<@Nullable PackedPage> lastPacked = new WeakReference<>(null);

    private final transient Gossip gossip;
    private final transient DigestCodec digests;
    private final transient OwnAddress own;

    /** A limit of the pulls that are held for askers who are no known peers. */
    @FunctionalInterface
    public interface Strangers {
        /**
         * Takes a place for one more.
         *
         * @return gives it back; to be run once
         * @throws RequestRefusedException when there is none
         */
        Runnable take(HttpServletRequest request) throws RequestRefusedException;

        /** Returns the limit of a node that serves no clients. */
        static Strangers ofNodeWithoutClients() {
            AtomicInteger pulls = new AtomicInteger();
            return request -> {
                if (pulls.incrementAndGet() > MOST_STRANGERS_PULLS) {
                    pulls.decrementAndGet();
                    throw tooMany();
                }
                return pulls::decrementAndGet;
            };
        }
    }

    /** @param own learns the address at which peers reach this node */
    public DeltasServlet(Gossip gossip, DigestCodec digests, OwnAddress own, Strangers strangers) {
        this.strangers = strangers;
        this.gossip = gossip;
        this.digests = digests;
        this.own = own;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            switch (request.getMethod()) {
                case "GET", "HEAD" ->
                    answer(digests.fromQuery(QueryString.parse(request.getQueryString())), request, response);
                case "POST" -> answer(digests.fromJson(body(request)), request, response);
                default -> {
                    response.setHeader("Allow", "GET, HEAD, POST");
                    response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
                }
            }
        } catch (MalformedInputException e) {
            Responses.problem(response, RequestRefusedException.of(e));
        } catch (RequestRefusedException e) {
            Responses.problem(response, e);
        }
    }

    private static byte[] body(HttpServletRequest request) throws IOException, MalformedInputException {
        byte[] body = request.getInputStream().readNBytes(LONGEST_POSTED_DIGEST + 1);
        if (body.length > LONGEST_POSTED_DIGEST) {
            throw new MalformedInputException(
                    MalformedInputException.Reason.TOO_LARGE,
                    "a digest may have at most " + LONGEST_POSTED_DIGEST + " bytes");
        }
        return body;
    }

    private void answer(Digest digest, HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
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
        boolean gzip = pull.form() == PageFormat.RICH && Gzip.isAccepted(request.getHeaders("Accept-Encoding"));
        if (pull.hold().isZero()) {
            gossip.answer(pull, address(request), made -> write(coded(made, gzip), made, wait, response));
        } else {
            Runnable place = isPeer(pull) ? () -> {} : strangers.take(request);
            AsyncResponse later = AsyncResponse.of(request.startAsync(), response);
            Cancellable held = gossip.answer(pull, address(request), made -> {
                CodedPage content = coded(made, gzip);
                later.respond(head -> writeHead(content, made, wait, head), content.bytes());
            });
            later.onClose(() -> {
                held.cancel();
                place.run();
            });
        }
    }

    private boolean isPeer(PullRequest pull) {
        return pull.asker() != null && gossip.isPeer(pull.asker().name());
    }

    /**
     * The address that the asker states; if it states a port alone, with the host that the request came from. That host
     * alone, if the asker states no valid address.
     */
    private static String address(HttpServletRequest request) {
        String stated = request.getHeader(HeraHeaders.ADDRESS);
        String host = request.getRemoteAddr();
        String whole = stated != null && stated.startsWith(":") ? HostPort.authority(host) + stated : stated;
        return whole == null || !isAddress(whole) ? host : whole;
    }

    private static boolean isAddress(String stated) {
        try {
            return HostPort.parse(stated).port() > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A page as it is sent; its digest is that of the bytes that are sent (RFC 9530). */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    private record CodedPage(
            byte[] bytes, @Nullable String coding, @Nullable String digest) {}

    /** A compressed page and the page that it was made of, kept for as long as the memory is not needed. */
    @SuppressWarnings("ArrayRecordComponent") // compared by identity
    private record PackedPage(byte[] page, CodedPage coded) {}

    private CodedPage coded(PullResponse made, boolean gzip) {
        if (!gzip || made.page().length < LEAST_PACKED_BYTES) {
            return new CodedPage(made.page(), null, made.contentDigest());
        }
        PackedPage last = lastPacked.get();
        if (last == null || last.page != made.page()) {
            byte[] packed = Gzip.pack(made.page());
            last = new PackedPage(made.page(), new CodedPage(packed, Gzip.CODING, ContentDigest.of(packed)));
            lastPacked = new WeakReference<>(last);
        }
        return last.coded;
    }

    private void write(CodedPage content, PullResponse made, WaitPreference wait, HttpServletResponse response) {
        writeHead(content, made, wait, response);
        try {
            response.getOutputStream().write(content.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeHead(CodedPage content, PullResponse made, WaitPreference wait, HttpServletResponse response) {
        response.setContentType(made.form().mediaType());
        response.setContentLength(content.bytes().length);
        header(response, "Content-Encoding", content.coding());
        response.setHeader("Vary", "Accept, Accept-Encoding");
        NodeIdentity node = made.node();
        header(response, HeraHeaders.NODE, node == null ? null : node.toHeader());
        header(response, HeraHeaders.ADDRESS, own.toHeader());
        header(response, HeraHeaders.RIVAL, made.rival());
        header(response, HeraHeaders.SEEN, made.seen());
        header(response, HeraHeaders.CLOCK, made.clockMillis());
        header(response, ContentDigest.HEADER, content.digest());
        header(response, HeraHeaders.SYNCED, made.complete() ? null : "false");
        header(response, HeraHeaders.MORE, made.more() ? "true" : null);
        wait.confirm(response::setHeader);
    }

    private static void header(HttpServletResponse response, String name, @Nullable Object value) {
        if (value != null) {
            response.setHeader(name, value.toString());
        }
    }

    private static RequestRefusedException tooMany() {
        return new RequestRefusedException(
                503,
                "held",
                "this node holds %d pulls of askers who are no known peers open and takes no more: ask without wait, or come back later"
                        .formatted(MOST_STRANGERS_PULLS),
                2);
    }
}
