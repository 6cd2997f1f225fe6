package hera.spawn.log;

/**
 * A write in the log.
 *
 * @param sequence its place in the one order, from 1, without gaps
 * @param total the bytes of all writes up to this one
 */
public record LoggedWrite(long sequence, long total, WriteDraft draft) {
    public LoggedWrite {
        if (sequence < 1) {
            throw new IllegalArgumentException("Sequences start at 1, not " + sequence);
        }
    }
}
