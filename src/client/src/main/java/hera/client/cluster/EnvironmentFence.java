package hera.client.cluster;

import hera.client.http.Head;
import org.jspecify.annotations.Nullable;

/**
 * The environment of a client, and the refusal of answers from another one. The first node that proves to be one fixes
 * it where it is not configured. Safe for use by many threads: heads are judged on the HTTP client's.
 */
public final class EnvironmentFence {
    public static final String HEADER = "Hera-Environment";

    private static final String LOWER_CASE = "hera-environment";
    private static final int MISDIRECTED = 421;
    private static final String NONE = "";

    /** Null while it is not known; {@link #NONE} for none. */
    private volatile @Nullable String known;

    public EnvironmentFence(@Nullable String configured) {
        this.known = configured;
    }

    /** Whether an answer may be used. */
    public boolean admits(Head head) {
        String expected = known;
        return head.status() != MISDIRECTED && (expected == null || expected.equals(namedBy(head)));
    }

    /** Keeps to the environment of this answer, unless another is known already. */
    public void fix(Head head) {
        if (known == null) {
            known = namedBy(head);
        }
    }

    /** What requests name; null for nothing. */
    @Nullable
    public String named() {
        String name = known;
        return name == null || name.equals(NONE) ? null : name;
    }

    /** For a log line. */
    @Override
    public String toString() {
        String name = known;
        return name == null ? "unknown" : name.equals(NONE) ? "none" : name;
    }

    private static String namedBy(Head head) {
        String name = head.header(LOWER_CASE);
        return name == null ? NONE : name;
    }
}
