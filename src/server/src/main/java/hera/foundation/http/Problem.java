package hera.foundation.http;

import hera.foundation.json.JsonBuffer;

/**
 * The body of an error answer, as RFC 9457 has it.
 *
 * @param status the answer's status code
 * @param title the same for every answer of that kind
 * @param detail what is wrong with this request, so that its sender can act
 */
public record Problem(int status, String title, String detail) {
    public static final String MEDIA_TYPE = "application/problem+json";

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
