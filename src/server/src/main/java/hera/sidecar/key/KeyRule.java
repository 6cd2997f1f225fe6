package hera.sidecar.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import hera.foundation.forward.message.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The rule for a request's key: the first configured place that has one, else the client's address.
 *
 * @param sources the places, in their order
 */
public record KeyRule(List<KeySource> sources) {
    private static final int MAX_SEGMENT = 100;

    /**
     * Returns the rule of a text like {@code header:X-User,cookie:session,ip}.
     *
     * @throws IllegalArgumentException naming the part that is wrong
     */
    public static KeyRule parse(String text) {
        List<KeySource> sources = new ArrayList<>();
        for (String written : text.split(",", -1)) {
            String part = written.strip();
            if (part.equals("ip")) {
                break;
            }
            sources.add(source(part));
        }
        return new KeyRule(List.copyOf(sources));
    }

    /**
     * Returns the request's key.
     *
     * @param client the client's address, as {@link TrustedProxies} finds it
     */
    public byte[] key(RequestHead request, String client) {
        for (KeySource source : sources) {
            byte[] key = source.find(request);
            if (key.length > 0) {
                return key;
            }
        }
        return client.getBytes(US_ASCII);
    }

    /** Returns the rule as {@link #parse} reads it. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        sources.forEach(source -> parts.add(source.text()));
        parts.add("ip");
        return String.join(",", parts);
    }

    private static KeySource source(String part) {
        int colon = part.indexOf(':');
        String name = colon < 0 ? "" : part.substring(colon + 1);
        if (!name.isEmpty()) {
            switch (part.substring(0, colon)) {
                case "header" -> {
                    return new KeySource.Header(name.toLowerCase(Locale.ROOT));
                }
                case "cookie" -> {
                    return new KeySource.Cookie(name);
                }
                case "query" -> {
                    return new KeySource.Query(name);
                }
                case "path" -> {
                    return new KeySource.Path(segment(part, name));
                }
                default -> {}
            }
        }
        throw new IllegalArgumentException(
                "'%s' is none of ip, header:NAME, cookie:NAME, query:NAME, path:N".formatted(part));
    }

    private static int segment(String part, String number) {
        boolean digits = number.length() <= 3 && number.chars().allMatch(c -> c >= '0' && c <= '9');
        int segment = digits ? Integer.parseInt(number) : 0;
        if (segment < 1 || segment > MAX_SEGMENT) {
            throw new IllegalArgumentException(
                    "'%s' must name a segment of the path from 1 to %d".formatted(part, MAX_SEGMENT));
        }
        return segment;
    }
}
