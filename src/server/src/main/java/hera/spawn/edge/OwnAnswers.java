package hera.spawn.edge;

import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.LocalAnswer.Field;
import hera.foundation.http.Problem;
import java.util.ArrayList;
import java.util.List;

/** The answers that Spawn gives itself (RFC 9457). */
final class OwnAnswers {
    private static final String RETRY_AFTER_SECONDS = "1";

    private OwnAnswers() {}

    static LocalAnswer problem(int status, String detail, Field... more) {
        List<Field> fields = new ArrayList<>(List.of(more));
        fields.add(new Field("Content-Type", Problem.MEDIA_TYPE));
        if (status == 503 || status == 429) {
            fields.add(new Field("Retry-After", RETRY_AFTER_SECONDS));
        }
        if (status == 405) {
            fields.add(new Field("Allow", "GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE"));
        }
        return new LocalAnswer(status, fields, new Problem(status, title(status), detail).json());
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 411 -> "Length Required";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 508 -> "Loop Detected";
            default -> "Refused";
        };
    }
}
