package hera.client.text;

/** A minute between two log lines about one lasting trouble. Not thread-safe. */
public final class LogLimit {
    private static final long INTERVAL_MILLIS = 60_000;

    private boolean logged;
    private long atMillis;

    /** Whether a line is due; counts it as logged then. */
    public boolean isDue(long nowMillis) {
        if (logged && nowMillis - atMillis < INTERVAL_MILLIS) {
            return false;
        }
        logged = true;
        atMillis = nowMillis;
        return true;
    }

    /** The trouble is over: the next one is logged at once. */
    public void reset() {
        logged = false;
    }
}
