package hera.failover.time;

/** The time of day: for people, never for decisions. */
@FunctionalInterface
public interface WallClock {
    /** The machine's own. */
    WallClock SYSTEM = System::currentTimeMillis;

    /**
     * Returns the time.
     *
     * @return milliseconds since 1970
     */
    long millis();
}
