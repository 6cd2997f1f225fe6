package hera.foundation.server;

/** Where a stream of bytes for one client goes. Nothing here blocks. */
public interface ByteSink {
    /** Takes bytes, which are shared and not to be changed. */
    void write(byte[] bytes);

    /** How many bytes were taken that the client's connection has not. */
    long unwritten();

    /** Ends the stream when all is written. */
    void finish();

    /** Ends the stream and drops what is not written. */
    void cut();
}
