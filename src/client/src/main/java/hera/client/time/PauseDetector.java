package hera.client.time;

/**
 * A detector of pauses of the process (stopped, suspended with its machine, or in a long garbage collection), by the
 * clocks at two pulses. Not thread-safe.
 */
public final class PauseDetector {
    /** The time between two pulses. */
    public static final long PULSE_MILLIS = 1_000;

    /** The shortest pause after which pending requests are restarted. */
    public static final long SHORTEST_PAUSE_MILLIS = 2_000;

    private long millis;
    private long wallMillis;

    /** A detector whose first pulse is now. */
    public PauseDetector(long millis, long wallMillis) {
        this.millis = millis;
        this.wallMillis = wallMillis;
    }

    /** Records a pulse; returns whether more time than a pulse and a short pause has passed since the last one. */
    public boolean pulse(long nowMillis, long nowWallMillis) {
        long passed = Math.max(nowMillis - millis, nowWallMillis - wallMillis);
        millis = nowMillis;
        wallMillis = nowWallMillis;
        return passed > PULSE_MILLIS + SHORTEST_PAUSE_MILLIS;
    }
}
