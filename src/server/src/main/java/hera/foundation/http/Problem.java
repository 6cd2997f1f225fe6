package hera.foundation.http;

import hera.foundation.json.JsonBuffer;
import hera.foundation.json.LogSafe;

/**
 * The body of an error response (RFC 9457); its {@code type} is left out, which stands for {@code about:blank}.
 *
 * @param status the response's status code
 * @param title the status code's name
 * @param detail the fault of this request, so that its sender can act
 */
public record Problem(int status, String title, String detail) {
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        detail = LogSafe.withoutTokens(detail); // it may repeat what was sent
    }

    public byte[] json() {
        return new JsonBuffer(64 + title.length() + detail.length())
                .raw("{\"title\":")
                .string(title)
                .raw(",\"status\":")
                .number(status)
                .raw(",\"detail\":")
                .string(detail)
                .raw('}')
                .toByteArray();
    }
}
