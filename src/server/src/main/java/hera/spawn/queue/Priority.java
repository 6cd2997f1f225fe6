package hera.spawn.queue;

/** The order of priorities: 1 is the best, then 2, 3, and so on, then 0, then -1, -2, and so on. */
public final class Priority {
    private Priority() {}

    /** Compares two priorities, the better one first. */
    public static int compare(int a, int b) {
        boolean positiveA = a > 0;
        boolean positiveB = b > 0;
        if (positiveA != positiveB) {
            return positiveA ? -1 : 1;
        }
        return positiveA ? Integer.compare(a, b) : Integer.compare(b, a);
    }
}
