package hera.foundation.time;

/**
 * The clock of a running node: the system's wall clock, and an {@link AgingClock} with its own ticking thread, so that busy
 * request threads are not mistaken for a pause of the process. Thread-safe.
 */
public final class SystemClock implements Clock, AutoCloseable {
    /** Each tick wakes a thread, on an idle node, too. */
    private static final long TICK_MILLIS = 300;

    private final AgingClock aging = new AgingClock(System.nanoTime());
    private final Thread ticker = new Thread(this::tick, "hera-clock");

    /** Returns a clock that ticks until it is closed. */
    public static SystemClock started() {
        SystemClock clock = new SystemClock();
        clock.ticker.setDaemon(true);
        clock.ticker.start();
        return clock;
    }

    @Override
    public Moment now() {
        long nanos = System.nanoTime();
        return new Moment(System.currentTimeMillis(), aging.agingMillis(nanos), aging.steadySinceMillis(nanos));
    }

    @Override
    public void close() {
        ticker.interrupt();
    }

    private void tick() {
        try {
            while (true) {
                Thread.sleep(TICK_MILLIS);
                aging.tick(System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
