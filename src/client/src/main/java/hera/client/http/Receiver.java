package hera.client.http;

/**
 * The listener of one request. Called in steps of the client's loop: once {@link #answered} or {@link #failed}; for a
 * stream, before that once {@link #opened} and any number of times {@link #received}. Never called after cancellation.
 */
public interface Receiver {
    /** The answer is complete. */
    void answered(NodeAnswer answer);

    /** There is no answer, or no more of the stream. */
    void failed(RequestFailure failure);

    /** A stream has begun. */
    default void opened(Head head) {}

    /** The stream goes on. */
    default void received(byte[] bytes) {}
}
