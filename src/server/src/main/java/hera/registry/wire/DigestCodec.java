package hera.registry.wire;

import static hera.foundation.json.MalformedInputException.Reason.BAD_DIGEST;

import hera.foundation.http.PercentCodec;
import hera.foundation.http.QueryString;
import hera.foundation.json.JsonBuffer;
import hera.foundation.json.JsonScanner;
import hera.foundation.json.JsonText;
import hera.foundation.json.LogSafe;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.NodeName;
import hera.registry.replica.Cursor;
import hera.registry.replica.Digest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A codec of digests, which are the query of {@code GET /_deltas} or the body of {@code POST /_deltas}. Thread-safe.
 */
public final class DigestCodec {
    private static final String OTHERS = "*";

    private final int maxOrigins;

    /** @param maxOrigins the most origins that a received digest may name, {@code *} not counted */
    public DigestCodec(int maxOrigins) {
        this.maxOrigins = maxOrigins;
    }

    /**
     * Reads a digest from a query: {@code a=T1&b=T2&*=T}. An empty one asks for nothing.
     *
     * @throws MalformedInputException BAD_DIGEST naming the origin that is repeated or has a bad name or a timestamp
     *     that is no integer from 0 to 2^63-1; or when there are too many
     */
    public Digest fromQuery(QueryString query) throws MalformedInputException {
        DigestBuilder builder = new DigestBuilder();
        for (QueryString.Parameter parameter : query.parameters()) {
            byte[] value = parameter.value().getBytes(StandardCharsets.UTF_8);
            builder.add(parameter.name(), JsonText.unsigned(value, 0, value.length));
        }
        return builder.digest();
    }

    /** Returns the query for {@code digest}, without a question mark. */
    public static String toQuery(Digest digest) {
        StringBuilder query = new StringBuilder();
        digest.origins()
                .forEach((origin, cursor) -> query.append(PercentCodec.encode(origin.value()))
                        .append('=')
                        .append(cursor.last())
                        .append('&'));
        if (digest.others() != Digest.NONE) {
            return query.append(OTHERS + "=").append(digest.others()).toString();
        }
        query.setLength(Math.max(0, query.length() - 1));
        return query.toString();
    }

    /**
     * Reads a digest from a JSON object: {@code {"a": T1, "*": T}}.
     *
     * @throws MalformedInputException as {@link #fromQuery}, and NOT_JSON or BAD_UTF8
     */
    public Digest fromJson(byte[] body) throws MalformedInputException {
        JsonScanner json = new JsonScanner(body, 0, body.length);
        DigestBuilder builder = new DigestBuilder();
        json.expect('{', "to begin a digest");
        if (!json.take('}')) {
            do {
                int nameEnd = json.name();
                int nameFrom = json.from();
                json.value();
                MalformedInputException flaw = json.takeFlaw();
                if (flaw != null) {
                    throw flaw;
                }
                builder.add(JsonText.unquote(body, nameFrom, nameEnd), JsonText.unsigned(body, json.from(), json.at()));
            } while (json.more('}'));
        }
        json.end();
        return builder.digest();
    }

    public static byte[] toJson(Digest digest) {
        JsonBuffer json = new JsonBuffer(2 + digest.origins().size() * 40).raw('{');
        digest.origins().forEach((origin, cursor) -> member(json, origin.value(), cursor.last()));
        if (digest.others() != Digest.NONE) {
            member(json, OTHERS, digest.others());
        }
        return json.raw('}').toByteArray();
    }

    private static void member(JsonBuffer json, String name, long value) {
        if (json.length() > 1) {
            json.raw(',');
        }
        json.string(name).raw(':').number(value);
    }

    /** A builder of the digest that is being read. */
    private final class DigestBuilder {
        private final Map<NodeName, Cursor> origins = new LinkedHashMap<>();
        private long others = Digest.NONE;

        /** @param timestamp negative if it could not be parsed */
        void add(String name, long timestamp) throws MalformedInputException {
            if (timestamp < 0) {
                throw refused(name, "must have a timestamp: an integer from 0 to 2^63-1");
            }
            boolean again;
            if (name.equals(OTHERS)) {
                again = others != Digest.NONE;
                others = timestamp;
            } else {
                again = origins.put(node(name), Cursor.at(timestamp)) != null;
            }
            if (again) {
                throw refused(name, "is named twice");
            }
            if (origins.size() > maxOrigins) {
                throw new MalformedInputException(BAD_DIGEST, "a digest may name at most " + maxOrigins + " origins");
            }
        }

        private NodeName node(String name) throws MalformedInputException {
            try {
                return WireNames.node(name);
            } catch (MalformedInputException e) {
                throw refused(name, "is no name: " + e.getMessage());
            }
        }

        private MalformedInputException refused(String name, String why) {
            return new MalformedInputException(BAD_DIGEST, "origin '%s' %s".formatted(LogSafe.of(name), why));
        }

        Digest digest() {
            return new Digest(origins, others);
        }
    }
}
