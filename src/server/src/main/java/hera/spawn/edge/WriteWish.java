package hera.spawn.edge;

import hera.foundation.forward.message.Framing;
import hera.foundation.forward.message.RequestHead;
import hera.spawn.queue.AnswerPolicy;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The wishes that the fields of a write express.
 *
 * @param key the client's Idempotency-Key, null if it sent none
 */
record WriteWish(
        AnswerPolicy policy, Duration timeout, @Nullable String key) {
    /** Methods whose requests usually have a body. */
    private static final Set<String> MAY_HAVE_BODY = Set.of("PUT", "POST", "PATCH");

    private static final int MOST_SECONDS = 300;
    private static final int MAX_KEY = 255;

    /** The refusal of a field that asks for something impossible. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;

        RefusedException(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    static WriteWish of(RequestHead request, EdgeSettings settings) throws RefusedException {
        Framing framing = request.framing();
        if (framing.kind() == Framing.Kind.LENGTH && framing.length() > settings.maxBody()) {
            throw new RefusedException(
                    413,
                    "The body has %d bytes; limits.body-bytes is %d.".formatted(framing.length(), settings.maxBody()));
        }
        boolean isEndKnown = request.minorVersion() > 0 || request.fields().find("content-length", 0) >= 0;
        if (!isEndKnown && MAY_HAVE_BODY.contains(request.method())) {
            throw new RefusedException(411, "HTTP/1.0 has no other end of a body than its Content-Length.");
        }
        return new WriteWish(policy(request, settings), timeout(request, settings), key(request));
    }

    private static AnswerPolicy policy(RequestHead request, EdgeSettings settings) throws RefusedException {
        String asked = request.fields().first("spawn-answer");
        try {
            return asked == null ? settings.policy() : AnswerPolicy.parse(asked);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(400, "Spawn-Answer " + e.getMessage() + ".");
        }
    }

    private static Duration timeout(RequestHead request, EdgeSettings settings) throws RefusedException {
        String asked = request.fields().first("spawn-timeout");
        if (asked == null) {
            return settings.timeout();
        }
        boolean isNumber =
                !asked.isEmpty() && asked.length() <= 3 && asked.chars().allMatch(c -> c >= '0' && c <= '9');
        int seconds = isNumber ? Integer.parseInt(asked) : 0;
        if (seconds < 1 || seconds > MOST_SECONDS) {
            throw new RefusedException(
                    400, "Spawn-Timeout must be whole seconds from 1 to %d, not '%s'.".formatted(MOST_SECONDS, asked));
        }
        return Duration.ofSeconds(seconds);
    }

    private static @Nullable String key(RequestHead request) throws RefusedException {
        int field = request.fields().find("idempotency-key", 0);
        if (field < 0) {
            return null;
        }
        String key = request.fields().value(field);
        if (request.fields().find("idempotency-key", field + 1) >= 0) {
            throw new RefusedException(400, "There is more than one Idempotency-Key.");
        }
        if (key.isEmpty() || key.length() > MAX_KEY) {
            throw new RefusedException(
                    400, "An Idempotency-Key has 1 to %d characters, not %d.".formatted(MAX_KEY, key.length()));
        }
        return key;
    }
}
