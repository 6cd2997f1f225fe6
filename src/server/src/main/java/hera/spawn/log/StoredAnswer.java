package hera.spawn.log;

/**
 * The answer that a client got, kept for repeats of the request with its key.
 *
 * @param node the node that gave it, as {@code HOST:PORT}
 * @param fields the end-to-end fields, each with its line end; not copied
 * @param body at most {@link WriteBody#MOST_INLINE} bytes; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StoredAnswer(int status, String node, byte[] fields, byte[] body) {}
