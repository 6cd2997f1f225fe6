package hera.registry.gossip.transport;

import hera.foundation.http.BoundedBody;
import hera.foundation.http.ContentDigest;
import hera.foundation.http.Gzip;
import hera.foundation.http.HeraHeaders;
import hera.foundation.http.WaitPreference;
import hera.registry.gossip.NodeIdentity;
import hera.registry.gossip.PullFailedException;
import hera.registry.gossip.PullFailedException.Kind;
import hera.registry.gossip.PullRequest;
import hera.registry.gossip.PullResponse;
import hera.registry.replica.Digest;
import hera.registry.settings.Environment;
import hera.registry.wire.DigestCodec;
import hera.registry.wire.GapsCodec;
import hera.registry.wire.PageFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.jspecify.annotations.Nullable;

/** Pulls as HTTP messages: makes requests, reads responses of bounded size. Thread-safe. */
final class PullMessages {
    /** A longer digest is posted, because servers bound the request line. */
    private static final int LONGEST_QUERY = 2_000;

    /** The most bytes that are read of a response to a question for the name. */
    private static final int LARGEST_NAMING_RESPONSE = 4 * 1024;

    /** The status of a response to a node of another environment. */
    private static final int MISDIRECTED = 421;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final Supplier<Map<String, String>> headers;
    private final @Nullable String environment;
    private final int mostBytes;

    /**
     * @param headers sent with each request
     * @param environment this node's; responses from another are dropped
     * @param mostBytes of a page
     */
    PullMessages(Supplier<Map<String, String>> headers, @Nullable Environment environment, int mostBytes) {
        this.headers = headers;
        this.environment = environment == null ? null : environment.name();
        this.mostBytes = mostBytes;
    }

    /** Returns the request for a pull from the peer whose {@code Host} this is. */
    ClassicHttpRequest request(String host, PullRequest pull) {
        Digest digest = pull.digest();
        String query = DigestCodec.toQuery(digest);
        boolean fits = query.length() <= LONGEST_QUERY;
        ClassicHttpRequest request =
                new BasicClassicHttpRequest(fits ? "GET" : "POST", fits ? "/_deltas?" + query : "/_deltas");
        request.setHeader("Host", host);
        if (!fits) {
            byte[] body = DigestCodec.toJson(digest);
            request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
            request.setHeader("Content-Type", "application/json");
            request.setHeader("Content-Length", body.length);
        }
        request.setHeader("Accept", accepted(pull.form()));
        if (mayBePacked(pull)) {
            request.setHeader("Accept-Encoding", Gzip.CODING);
        }
        if (!pull.hold().isZero()) {
            request.setHeader(WaitPreference.PREFER, WaitPreference.prefer(pull.hold()));
        }
        if (pull.whole()) {
            request.setHeader(HeraHeaders.WHOLE, "true");
        }
        String gaps = GapsCodec.toHeader(digest);
        if (gaps != null) {
            request.setHeader(HeraHeaders.GAPS, gaps);
        }
        NodeIdentity asker = pull.asker();
        if (asker != null) {
            request.setHeader(HeraHeaders.NODE, asker.toHeader());
        }
        headers.get().forEach(request::setHeader);
        return request;
    }

    /**
     * Returns the accepted media types. A node of the original design responds in the plain form whatever is accepted.
     */
    private static String accepted(PageFormat form) {
        String plain = PageFormat.PLAIN.mediaType();
        return form == PageFormat.RICH ? PageFormat.RICH.mediaType() + ", " + plain + ";q=0.5" : plain;
    }

    /**
     * Whether the response may come compressed. Pulls of the plain form do not offer that, and a name is too short for
     * it.
     */
    private static boolean mayBePacked(PullRequest pull) {
        return pull.form() == PageFormat.RICH && !pull.isQuestion();
    }

    /**
     * Reads a response to its end. If that fails, the response is not read to its end, and the connection is of no
     * further use.
     *
     * @throws PullFailedException when it is no valid response to a pull
     * @throws IOException when the connection breaks
     */
    PullResponse response(PullRequest pull, ClassicHttpResponse response) throws PullFailedException, IOException {
        String refusal = refusal(response);
        if (refusal != null) {
            throw new PullFailedException(Kind.STATUS, "the peer answered " + response.getCode() + ": " + refusal);
        }
        String theirs = header(response, HeraHeaders.ENVIRONMENT);
        if (!Objects.equals(theirs, environment) || response.getCode() == MISDIRECTED) {
            throw new PullFailedException(
                    Kind.WRONG_ENVIRONMENT,
                    "the peer is in " + (theirs == null ? "no environment" : "environment '" + theirs + "'"));
        }
        if (response.getCode() != 200) {
            throw new PullFailedException(Kind.STATUS, "the peer answered " + response.getCode());
        }
        String coding = header(response, "Content-Encoding");
        if (coding != null && !(mayBePacked(pull) && coding.equalsIgnoreCase(Gzip.CODING))) {
            throw new PullFailedException(Kind.WRONG_TYPE, "the answer is compressed in a way that was not asked for");
        }
        String type = header(response, "Content-Type");
        if (type != null && !type.contains("json")) {
            throw new PullFailedException(Kind.WRONG_TYPE, "the answer is " + type + ", not JSON");
        }
        byte[] page = body(response.getEntity(), pull.isQuestion() ? LARGEST_NAMING_RESPONSE : mostBytes);
        String digest = header(response, ContentDigest.HEADER);
        String applied = header(response, WaitPreference.APPLIED);
        PullResponse read = new PullResponse(
                PageFormat.of(type),
                coding == null ? page : unpacked(page, digest),
                "true".equalsIgnoreCase(header(response, HeraHeaders.MORE)),
                applied != null && applied.contains("wait"),
                NodeIdentity.parse(header(response, HeraHeaders.NODE)),
                header(response, HeraHeaders.RIVAL),
                coding == null ? digest : null, // of the compressed bytes, and checked already
                number(response, HeraHeaders.SEEN),
                number(response, HeraHeaders.CLOCK));
        return "false".equalsIgnoreCase(header(response, HeraHeaders.SYNCED)) ? read.ofIncompleteNode() : read;
    }

    /** Returns why a secured node refuses this one; null if it does not. */
    private static @Nullable String refusal(ClassicHttpResponse response) throws IOException {
        return switch (response.getCode()) {
            case 401 -> "it is secured, and sees no valid credential of this node";
            case 403 -> "it is secured, and this node's credential does not let it gossip by its name";
            case 400 -> isHintAtTls(response.getEntity()) ? "it is secured, and this node is not" : null;
            default -> null;
        };
    }

    /** Whether it is the answer that a port of TLS gives to plain HTTP. */
    private static boolean isHintAtTls(@Nullable HttpEntity entity) throws IOException {
        if (entity == null) {
            return false;
        }
        String type = entity.getContentType();
        return type != null
                && type.startsWith("text/plain")
                && new String(entity.getContent().readNBytes(200), StandardCharsets.US_ASCII).contains("requires TLS");
    }

    private byte[] body(@Nullable HttpEntity entity, int largest) throws PullFailedException, IOException {
        if (entity == null) {
            return new byte[0];
        }
        int most = Math.min(largest, mostBytes);
        if (entity.getContentLength() > most) {
            throw tooLarge(most);
        }
        InputStream content = entity.getContent();
        byte[] page = content.readNBytes(most);
        if (content.read() >= 0) {
            throw tooLarge(most);
        }
        return page;
    }

    private byte[] unpacked(byte[] packed, @Nullable String digest) throws PullFailedException {
        if (digest != null && !ContentDigest.matches(digest, packed)) { // rule 9
            throw new PullFailedException(Kind.CORRUPT, "the body does not match its Content-Digest");
        }
        try {
            return Gzip.unpack(packed, mostBytes);
        } catch (BoundedBody.TooLargeException e) {
            throw tooLarge(mostBytes);
        } catch (IOException e) {
            throw new PullFailedException(Kind.CORRUPT, "the answer is not gzip, or not all of it: " + e.getMessage());
        }
    }

    private static PullFailedException tooLarge(int most) {
        return new PullFailedException(Kind.TOO_LARGE, "the answer has more than " + most + " bytes");
    }

    private static @Nullable Long number(ClassicHttpResponse response, String name) {
        String number = header(response, name);
        return number != null && NUMBER.matcher(number).matches() ? Long.valueOf(number) : null;
    }

    private static @Nullable String header(ClassicHttpResponse response, String name) {
        Header first = response.getFirstHeader(name);
        return first == null ? null : first.getValue();
    }
}
