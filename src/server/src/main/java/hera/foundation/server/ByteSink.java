package hera.foundation.server;

/** A stream of bytes to one client. Nothing here blocks. */
public interface ByteSink {
    /** Adds bytes, which are shared and must not be changed. */
    void write(byte[] bytes);

    /** Returns the bytes written here that have not reached the client's connection. */
    long unwritten();

    /** Ends the stream when all is written. */
    void finish();

    /** Ends the stream and drops the bytes that are not written. */
    void abort();
}
