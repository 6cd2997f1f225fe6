package hera.spawn.queue;

import java.io.IOException;

/** A node's answer to a write, read from its connection to the end. */
public interface WriteAnswer {
    int status();

    /** Returns the end-to-end fields, each with its line end. */
    byte[] fields();

    /** Returns how many bytes the body has. */
    long length();

    /** Returns the body's first bytes, all if there are no more. */
    byte[] start(int most);

    /**
     * Reads bytes of the body.
     *
     * @param offset of the first
     * @param into filled whole
     */
    void read(long offset, byte[] into) throws IOException;

    /** Returns this, for one more user. */
    WriteAnswer retain();

    /** Releases it; called once by each user. */
    void release();
}
