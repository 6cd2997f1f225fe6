package hera.foundation.server;

/** A stream of bytes to one client. No method blocks. */
public interface ByteSink {
    /** Adds bytes. They are shared: nobody may change them. */
    void write(byte[] bytes);

    /** Returns the number of bytes that were added and are not yet written to the connection. */
    long unwritten();

    /** Ends the stream after all added bytes are written. */
    void finish();

    /** Ends the stream and drops unwritten bytes. */
    void abort();
}
