package hera.registry.gossip;

import hera.foundation.http.BoundedBody;
import hera.foundation.http.ContentDigest;
import hera.foundation.http.Gzip;
import hera.foundation.http.HeraHeaders;
import hera.foundation.http.HostPort;
import hera.foundation.http.NoSslContext;
import hera.foundation.http.WaitPreference;
import hera.foundation.json.LogSafe;
import hera.foundation.time.Cancellable;
import hera.foundation.time.Failures;
import hera.foundation.time.Timer;
import hera.registry.gossip.PullFailedException.Kind;
import hera.registry.replica.Digest;
import hera.registry.settings.Environment;
import hera.registry.wire.DigestCodec;
import hera.registry.wire.GapsCodec;
import hera.registry.wire.PageFormat;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Pulls over HTTP/1.1. An answer is read up to a bound and given up beyond it, whether it comes as it is or compressed, and
 * the whole exchange has a deadline, so a peer that sends slowly or without end costs a bounded time and memory. No
 * thread waits for an answer.
 */
public final class HttpPeerClient implements PeerClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    /** A longer digest is posted, because servers bound the request line. */
    private static final int LONGEST_QUERY = 2_000;

    /** The bytes that are read of an answer that is asked for its name only. */
    private static final int LARGEST_NAMING_ANSWER = 4 * 1024;

    /** The status of a response to a node of another environment. */
    private static final int MISDIRECTED = 421;

    private static final String CODING = "Content-Encoding";

    private final HttpClient http;
    private final Timer timer;
    private final Supplier<Map<String, String>> headers;
    private final @Nullable String environment;
    private final int maxAnswerBytes;
    private final Duration answerTimeout;

    /**
     * A client that says who it is.
     *
     * @param headers sent with each request
     * @param environment this node's; answers from another are dropped
     * @param maxPageBytes how large pages are meant to be; a single entry may make one larger, so twice that is read
     * @param timer ends what takes too long
     */
    public HttpPeerClient(
            Supplier<Map<String, String>> headers, @Nullable Environment environment, int maxPageBytes, Timer timer) {
        this(headers, environment, maxPageBytes, timer, ANSWER_TIMEOUT);
    }

    HttpPeerClient(
            Supplier<Map<String, String>> headers,
            @Nullable Environment environment,
            int maxPageBytes,
            Timer timer,
            Duration answerTimeout) {
        this.environment = environment == null ? null : environment.name();
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .sslContext(new NoSslContext())
                .build();
        this.timer = timer;
        this.headers = headers;
        this.maxAnswerBytes = (int) Math.min(Integer.MAX_VALUE - 8, 2L * maxPageBytes);
        this.answerTimeout = answerTimeout;
    }

    @Override
    public CompletableFuture<PullResponse> pull(HostPort peer, PullRequest request) {
        Duration deadline = request.hold().plus(answerTimeout);
        CompletableFuture<PullResponse> result = new CompletableFuture<>();
        CompletableFuture<HttpResponse<byte[]>> exchange = send(peer, request);
        CompletableFuture<HttpResponse<byte[]>> inTime = exchange.copy();
        Cancellable alarm = timer.after(deadline, () -> inTime.completeExceptionally(new TimeoutException()));
        var settled = inTime.whenComplete((response, failure) -> settle(result, response, failure, deadline));
        var unused = result.whenComplete((answer, failure) -> {
            alarm.cancel();
            if (failure != null) {
                hangUp(exchange);
                settled.cancel(false);
            }
        });
        return result;
    }

    /**
     * Closes the connection, whatever became of the exchange. Cancelling a future that has failed does nothing, and the
     * JDK's client keeps a connection open whose answer it could not read; but cancelling any future that is derived
     * from the exchange reaches it.
     */
    private static void hangUp(CompletableFuture<HttpResponse<byte[]>> exchange) {
        exchange.newIncompleteFuture().cancel(true);
    }

    private CompletableFuture<HttpResponse<byte[]>> send(HostPort peer, PullRequest request) {
        try {
            int most = request.isQuestion() ? Math.min(LARGEST_NAMING_ANSWER, maxAnswerBytes) : maxAnswerBytes;
            return http.sendAsync(
                    httpRequest(peer, request), info -> bodyHandler(info, most, mayBePacked(request)));
        } catch (UnknownHostException e) {
            return CompletableFuture.failedFuture(new PullFailedException(Kind.UNREACHABLE, "unknown host"));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(new PullFailedException(
                    Kind.UNREACHABLE, "the address " + peer + " cannot be asked: " + e.getMessage()));
        }
    }

    private void settle(
            CompletableFuture<PullResponse> result,
            @Nullable HttpResponse<byte[]> response,
            @Nullable Throwable failure,
            Duration deadline) {
        try {
            if (response == null) {
                throw reason(failure, deadline);
            }
            result.complete(answer(response));
        } catch (PullFailedException | RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    private HttpRequest httpRequest(HostPort peer, PullRequest request) throws UnknownHostException {
        Digest digest = request.digest();
        String query = DigestCodec.toQuery(digest);
        HttpRequest.Builder builder = query.length() <= LONGEST_QUERY
                ? HttpRequest.newBuilder(uri(peer, "?" + query)).GET()
                : HttpRequest.newBuilder(uri(peer, ""))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(DigestCodec.toJson(digest)))
                        .header("Content-Type", "application/json");
        builder.timeout(request.hold().plus(answerTimeout));
        builder.header("Accept", accepted(request.form()));
        if (mayBePacked(request)) {
            builder.header("Accept-Encoding", Gzip.CODING);
        }
        if (!request.hold().isZero()) {
            builder.header(WaitPreference.PREFER, WaitPreference.prefer(request.hold()));
        }
        if (request.whole()) {
            builder.header(HeraHeaders.WHOLE, "true");
        }
        String gaps = GapsCodec.toHeader(digest);
        if (gaps != null) {
            builder.header(HeraHeaders.GAPS, gaps);
        }
        if (request.asker() != null) {
            builder.header(HeraHeaders.NODE, request.asker().toHeader());
        }
        headers.get().forEach(builder::header);
        return builder.build();
    }

    /** A node of the original design answers with the plain form whatever it is asked for. */
    private static String accepted(PageFormat form) {
        String plain = PageFormat.PLAIN.mediaType();
        return form == PageFormat.RICH ? PageFormat.RICH.mediaType() + ", " + plain + ";q=0.5" : plain;
    }

    /** Whether the answer may come compressed: a node of the original design is not told, and a name is short. */
    private static boolean mayBePacked(PullRequest request) {
        return request.form() == PageFormat.RICH && !request.isQuestion();
    }

    private static URI uri(HostPort peer, String query) throws UnknownHostException {
        return peer.resolvedUri("/_deltas" + query);
    }

    private HttpResponse.BodySubscriber<byte[]> bodyHandler(
            HttpResponse.ResponseInfo info, int most, boolean mayBePacked) {
        long announced = info.headers().firstValueAsLong("Content-Length").orElse(0);
        boolean unread = info.statusCode() != 200
                || announced > most
                || !isReadable(header(info.headers(), CODING), mayBePacked);
        return new BoundedBody(unread ? 0 : most);
    }

    private static boolean isReadable(@Nullable String coding, boolean mayBePacked) {
        return coding == null || (mayBePacked && coding.equalsIgnoreCase(Gzip.CODING));
    }

    private PullResponse answer(HttpResponse<byte[]> response) throws PullFailedException {
        HttpHeaders answered = response.headers();
        String theirs = header(answered, HeraHeaders.ENVIRONMENT);
        if (!Objects.equals(theirs, environment) || response.statusCode() == MISDIRECTED) {
            throw new PullFailedException(
                    Kind.WRONG_ENVIRONMENT,
                    "the peer is in " + (theirs == null ? "no environment" : "environment '" + LogSafe.of(theirs) + "'"));
        }
        if (response.statusCode() != 200) {
            throw new PullFailedException(Kind.STATUS, "the peer answered " + response.statusCode());
        }
        String coding = header(answered, CODING);
        boolean mayBePacked =
                response.request().headers().firstValue("Accept-Encoding").isPresent();
        if (!isReadable(coding, mayBePacked)) {
            throw new PullFailedException(Kind.WRONG_TYPE, "the answer is compressed in a way that was not asked for");
        }
        if (answered.firstValueAsLong("Content-Length").orElse(0) > maxAnswerBytes) {
            throw new PullFailedException(
                    PullFailedException.Kind.TOO_LARGE, "the answer has more than " + maxAnswerBytes + " bytes");
        }
        String type = header(answered, "Content-Type");
        if (type != null && !type.contains("json")) {
            throw new PullFailedException(Kind.WRONG_TYPE, "the answer is " + type + ", not JSON");
        }
        String digest = header(answered, ContentDigest.HEADER);
        String applied = header(answered, WaitPreference.APPLIED);
        PullResponse read = new PullResponse(
                PageFormat.of(type),
                coding == null ? response.body() : unpacked(response.body(), digest),
                "true".equalsIgnoreCase(header(answered, HeraHeaders.MORE)),
                applied != null && applied.contains("wait"),
                NodeIdentity.parse(header(answered, HeraHeaders.NODE)),
                header(answered, HeraHeaders.RIVAL),
                coding == null ? digest : null, // it is of the compressed bytes, and was looked at
                number(answered, HeraHeaders.SEEN),
                number(answered, HeraHeaders.CLOCK));
        return "false".equalsIgnoreCase(header(answered, HeraHeaders.SYNCED)) ? read.ofIncompleteNode() : read;
    }

    private byte[] unpacked(byte[] packed, @Nullable String digest) throws PullFailedException {
        if (digest != null && !ContentDigest.matches(digest, packed)) { // rule 9
            throw new PullFailedException(Kind.CORRUPT, "the body does not match its Content-Digest");
        }
        try {
            return Gzip.unpack(packed, maxAnswerBytes);
        } catch (BoundedBody.TooLargeException e) {
            throw new PullFailedException(Kind.TOO_LARGE, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new PullFailedException(Kind.CORRUPT, "the answer is not gzip, or not all of it: " + e.getMessage());
        }
    }

    private static @Nullable Long number(HttpHeaders headers, String name) {
        String number = header(headers, name);
        return number != null && number.matches("\\d{1,18}") ? Long.valueOf(number) : null;
    }

    private static @Nullable String header(HttpHeaders headers, String name) {
        return headers.firstValue(name).orElse(null);
    }

    private static PullFailedException reason(@Nullable Throwable failure, Duration deadline) {
        Throwable cause = failure == null ? null : Failures.cause(failure);
        if (cause instanceof PullFailedException known) {
            return known;
        }
        for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
            if (inner instanceof BoundedBody.TooLargeException tooLarge) {
                return new PullFailedException(Kind.TOO_LARGE, String.valueOf(tooLarge.getMessage()));
            }
            if (inner instanceof UnresolvedAddressException) {
                return new PullFailedException(Kind.UNREACHABLE, "unknown host");
            }
        }
        if (cause instanceof HttpTimeoutException
                || cause instanceof TimeoutException
                || cause instanceof CancellationException) {
            return new PullFailedException(Kind.TIMEOUT, "no whole answer within " + deadline.toSeconds() + " s");
        }
        return new PullFailedException(
                Kind.UNREACHABLE, cause instanceof ConnectException ? "no connection" : String.valueOf(cause));
    }
}
