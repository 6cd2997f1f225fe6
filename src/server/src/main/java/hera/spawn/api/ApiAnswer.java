package hera.spawn.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.LocalAnswer.Field;
import hera.foundation.json.JsonBuffer;
import hera.foundation.json.JsonText;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer of the API.
 *
 * @param type the media type of the body; JSON is put into the envelope
 * @param body not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ApiAnswer(int status, String type, byte[] body, List<Field> more) {
    static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String CACHE = "Cache-Control";
    private static final String SNIFF = "X-Content-Type-Options";
    private static final long MICRO = 1000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    static ApiAnswer json(int status, byte[] data) {
        return new ApiAnswer(status, JSON, data, List.of());
    }

    static ApiAnswer text(String body) {
        return new ApiAnswer(200, TEXT, body.getBytes(UTF_8), List.of());
    }

    static ApiAnswer success(int status) {
        return json(status, "{\"success\":true}".getBytes(UTF_8));
    }

    static ApiAnswer counted(int status, long total) {
        return json(status, "{\"success\":true,\"total\":%d}".formatted(total).getBytes(UTF_8));
    }

    /** The answer with a list of results. */
    static ApiAnswer list(int status, List<byte[]> results) {
        JsonBuffer data = new JsonBuffer(64 + 256 * results.size()).raw("{\"results\":[");
        boolean first = true;
        for (byte[] result : results) {
            if (!first) {
                data.raw(',');
            }
            data.raw(result);
            first = false;
        }
        return json(
                status,
                data.raw("],\"success\":true,\"total\":")
                        .number(results.size())
                        .raw('}')
                        .toByteArray());
    }

    static ApiAnswer error(int status, String info) {
        return json(
                status,
                new JsonBuffer(128)
                        .raw("{\"error\":")
                        .number(status)
                        .raw(",\"info\":")
                        .string(info)
                        .raw(",\"message\":")
                        .string(title(status))
                        .raw(",\"success\":false}")
                        .toByteArray());
    }

    static ApiAnswer notAllowed(String allowed) {
        ApiAnswer error = error(405, "Allowed here: " + allowed);
        return new ApiAnswer(405, JSON, error.body(), List.of(new Field("Allow", allowed)));
    }

    /** Returns this answer with one more field. */
    ApiAnswer with(Field field) {
        List<Field> fields = new ArrayList<>(more);
        fields.add(field);
        return new ApiAnswer(status, type, body, List.copyOf(fields));
    }

    private boolean has(String name) {
        return more.stream().anyMatch(field -> field.name().equals(name));
    }

    /** Returns the answer to send, with the time that it took in nanoseconds. */
    LocalAnswer sent(long nanos, boolean pretty) {
        List<Field> fields = new ArrayList<>(more);
        fields.add(new Field("Content-Type", type));
        if (!has(CACHE)) {
            fields.add(new Field(CACHE, "no-store"));
        }
        if (!has(SNIFF)) {
            fields.add(new Field(SNIFF, "nosniff"));
        }
        if (!type.equals(JSON)) {
            return new LocalAnswer(status, fields, body);
        }
        byte[] enveloped = new JsonBuffer(body.length + 64)
                .raw("{\"duration\":")
                .number(nanos)
                .raw(",\"took\":")
                .string(took(nanos))
                .raw(",\"data\":")
                .raw(body)
                .raw('}')
                .toByteArray();
        return new LocalAnswer(status, fields, pretty ? JsonText.pretty(enveloped) : enveloped);
    }

    /** Returns a duration as the original wrote it: in the largest unit that leaves a digit before the point. */
    static String took(long nanos) {
        if (nanos < MICRO) {
            return nanos + "ns";
        }
        return nanos < MILLI
                ? fraction(nanos, MICRO) + "µs"
                : nanos < SECOND ? fraction(nanos, MILLI) + "ms" : fraction(nanos, SECOND) + "s";
    }

    private static String fraction(long nanos, long unit) {
        String digits = Long.toString(unit + nanos % unit).substring(1);
        int end = digits.length();
        while (end > 0 && digits.charAt(end - 1) == '0') {
            end--;
        }
        return nanos / unit + (end == 0 ? "" : "." + digits.substring(0, end));
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 429 -> "Too Many Requests";
            case 503 -> "Service Unavailable";
            default -> "Error";
        };
    }
}
