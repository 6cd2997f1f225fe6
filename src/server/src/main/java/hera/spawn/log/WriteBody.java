package hera.spawn.log;

/** The content of a write. */
public sealed interface WriteBody {
    /** The most bytes that are kept in the log itself; a larger body is spooled to a file as it arrives. */
    int MOST_INLINE = 65_536;

    /** Returns how many bytes it has. */
    long length();

    /**
     * A small body, in memory.
     *
     * @param bytes not copied
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and too many to copy
    record Inline(byte[] bytes) implements WriteBody {
        @Override
        public long length() {
            return bytes.length;
        }
    }

    /**
     * A large body, in a file of its own that is on disk before the write is in the log.
     *
     * @param name of the file, without a folder
     */
    record Spooled(String name, long length) implements WriteBody {}
}
