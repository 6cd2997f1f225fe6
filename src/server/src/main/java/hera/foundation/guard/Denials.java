package hera.foundation.guard;

import hera.foundation.access.AccessControl;
import hera.foundation.access.Denial;
import hera.foundation.json.LogSafe;
import hera.foundation.time.Clock;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is written down of requests that were denied, and of those that an administrator made. Thread-safe. */
public final class Denials {
    /** The subject of a request without a credential. */
    public static final String NOBODY = "-";

    /** The method or the path of what is no request, or whose request is not known. */
    public static final String NOTHING = "-";

    /** The lines a second of each reason; of further ones there is only the number. */
    static final int MOST_LINES = 10;

    private static final int LONGEST_PATH = 200;
    private static final int LONGEST_METHOD = 20;
    private static final long SECOND = 1000;
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._~:/@+%,!*'()$&;=\\[\\]-]");
    private static final Logger log = LoggerFactory.getLogger(Denials.class);

    private final @Nullable AccessControl control;
    private final Clock clock;
    private final SecurityCounts counts;

    // Guarded by this.
    private final Map<Denial, Lines> lines = new EnumMap<>(Denial.class);

    /** @param control knows the tokens that no line may hold; null where there are none */
    public Denials(@Nullable AccessControl control, SecurityCounts counts, Clock clock) {
        this.control = control;
        this.counts = counts;
        this.clock = clock;
    }

    /** The lines of one reason in one second. */
    private static final class Lines {
        private long second = Long.MIN_VALUE;
        private int count;
        private long leftOut;
    }

    /**
     * Writes a denial down.
     *
     * @param rawPath as it was sent, without the query
     * @param subject the name of the credential; {@link #NOBODY} for none
     */
    public void denied(Denial reason, String method, String rawPath, String client, String subject) {
        counts.denied(reason);
        if (isLogged(reason)) {
            log.warn(
                    "event=denied status={} reason={} method={} path={} client={} subject={}",
                    reason.status(),
                    reason.word(),
                    plain(method, LONGEST_METHOD),
                    path(rawPath),
                    client,
                    LogSafe.value(subject));
        }
    }

    /** Writes down what an administrator has written. */
    void audit(String action, String rawPath, String client, String subject) {
        log.info(
                "event=audit action={} subject={} path={} client={}",
                action,
                LogSafe.value(subject),
                path(rawPath),
                client);
    }

    private synchronized boolean isLogged(Denial reason) {
        Lines of = lines.computeIfAbsent(reason, first -> new Lines());
        turn(reason, of);
        if (of.count < MOST_LINES) {
            of.count++;
            return true;
        }
        of.leftOut++;
        return false;
    }

    /** Says how many lines were left out before this second. */
    synchronized void flush() {
        lines.forEach(this::turn);
    }

    private void turn(Denial reason, Lines of) {
        long second = Math.floorDiv(clock.now().agingMillis(), SECOND);
        if (second != of.second) {
            if (of.leftOut > 0) {
                log.warn("event=denied reason={} left_out={}", reason.word(), of.leftOut);
            }
            of.second = second;
            of.count = 0;
            of.leftOut = 0;
        }
    }

    /** Returns a path for a log line, in which a token that was put there by mistake does not stand. */
    private String path(String rawPath) {
        String hidden = Arrays.stream(rawPath.split("/", -1))
                .map(segment -> control != null && control.isToken(segment) ? "..." : LogSafe.withoutTokens(segment))
                .collect(Collectors.joining("/"));
        return plain(hidden, LONGEST_PATH);
    }

    private static String plain(String text, int longest) {
        String cut = text.length() > longest ? text.substring(0, longest) : text;
        return UNSAFE.matcher(cut).replaceAll("?");
    }
}
