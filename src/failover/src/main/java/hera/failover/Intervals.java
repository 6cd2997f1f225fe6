package hera.failover;

import hera.failover.core.Timing;
import java.time.Duration;
import java.util.Locale;

/**
 * The intervals of a session; {@link #DEFAULT} has the usual ones.
 *
 * @param init before the first test
 * @param master between two beats. Smaller: more writes, and a lost beat costs less of the validity
 * @param slave how long a slave sees nothing new of the master's session before it ticks
 * @param ticking how long it ticks then before it takes over. With {@code slave} it makes the lease: smaller ones take
 *     over sooner, and end masterships at shorter pauses of the process or the store
 * @param error between two tries while the store does not answer
 */
public record Intervals(Duration init, Duration master, Duration slave, Duration ticking, Duration error) {
    /** The defaults, which are the original's. */
    public static final Intervals DEFAULT = new Intervals(ms(0), ms(2_000), ms(2_500), ms(2_000), ms(5_000));

    private static final long MAX_MILLIS = 3_600_000;

    /**
     * Checks the components.
     *
     * @param init before the first test
     * @param master between two beats
     * @param slave how long a slave sees nothing new of the master's session before it ticks
     * @param ticking how long it ticks then before it takes over
     * @param error between two tries while the store does not answer
     * @throws IllegalArgumentException naming the one that is wrong
     */
    public Intervals {
        check("INIT", init, 0);
        check("MASTER", master, 1);
        check("SLAVE", slave, 1);
        check("TICKING", ticking, 1);
        check("ERROR", error, 1);
        long lease = slave.plus(ticking).toMillis();
        if (2 * master.toMillis() > lease * 9 / 10) {
            throw new IllegalArgumentException(
                    "2 * MASTER <= 0.9 * (SLAVE + TICKING) must hold, or one lost beat ends a mastership: 2 * "
                            + master.toMillis() + " > 0.9 * (" + slave.toMillis() + " + " + ticking.toMillis() + ")");
        }
    }

    private static void check(String name, Duration value, long least) {
        if (value.isNegative() || value.compareTo(ms(least)) < 0 || value.compareTo(ms(MAX_MILLIS)) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + value.toMillis() + " ms, it must be " + least + " to " + MAX_MILLIS + " ms");
        }
    }

    /**
     * Reads intervals in milliseconds; those that are not named stay default.
     *
     * @param text {@code master=400,slave=500,ticking=500}, names in any case
     * @return the intervals
     * @throws IllegalArgumentException if a name, a number or the whole is wrong; the message says what
     */
    public static Intervals parse(String text) {
        Duration init = DEFAULT.init;
        Duration master = DEFAULT.master;
        Duration slave = DEFAULT.slave;
        Duration ticking = DEFAULT.ticking;
        Duration error = DEFAULT.error;
        for (String part : text.split(",", -1)) {
            String[] sides = part.split("=", -1);
            if (sides.length != 2) {
                throw new IllegalArgumentException(
                        "\"" + part + "\" of intervals \"" + text + "\" is not NAME=MILLISECONDS");
            }
            Duration value = milliseconds(sides[1].strip(), part);
            switch (sides[0].strip().toLowerCase(Locale.ROOT)) {
                case "init" -> init = value;
                case "master" -> master = value;
                case "slave" -> slave = value;
                case "ticking" -> ticking = value;
                case "error" -> error = value;
                default ->
                    throw new IllegalArgumentException(
                            "\"" + part + "\": intervals are init, master, slave, ticking, error");
            }
        }
        return new Intervals(init, master, slave, ticking, error);
    }

    private static Duration milliseconds(String number, String part) {
        try {
            return ms(Long.parseLong(number));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + part + "\" has no whole number of milliseconds", e);
        }
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    /**
     * Returns after how long without a beat a session may be declared dead.
     *
     * @return SLAVE + TICKING
     */
    public Duration lease() {
        return slave.plus(ticking);
    }

    /**
     * Returns how long a beat lets members hold themselves to be master, from before it was sent.
     *
     * @return 0.9 of the lease
     */
    public Duration validity() {
        return lease().multipliedBy(9).dividedBy(10);
    }

    Timing timing() {
        return new Timing(
                init.toNanos(),
                master.toNanos(),
                slave.toNanos(),
                ticking.toNanos(),
                error.toNanos(),
                lease().toNanos(),
                validity().toNanos());
    }
}
