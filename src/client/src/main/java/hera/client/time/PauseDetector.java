package hera.client.time;

/**
 * A comparison of the clocks at two pulses, which shows that the process stood still between them: stopped, suspended
 * with its machine, or in a long garbage collection. Not thread-safe.
 */
public final class PauseDetector {
    /** The time between two pulses. */
    public static final long PULSE_MILLIS = 1_000;

    /** Pauses shorter than this are not worth a new start of what was under way. */
    public static final long SHORTEST_PAUSE_MILLIS = 2_000;

    private long millis;
    private long wallMillis;

    /** A detector whose first pulse is now. */
    public PauseDetector(long millis, long wallMillis) {
        this.millis = millis;
        this.wallMillis = wallMillis;
    }

    /** Takes a pulse, and returns whether more time has passed since the last than a pulse and a short pause. */
    public boolean pulse(long nowMillis, long nowWallMillis) {
        long passed = Math.max(nowMillis - millis, nowWallMillis - wallMillis);
        millis = nowMillis;
        wallMillis = nowWallMillis;
        return passed > PULSE_MILLIS + SHORTEST_PAUSE_MILLIS;
    }
}
