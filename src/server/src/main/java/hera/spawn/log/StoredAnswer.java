package hera.spawn.log;

/**
 * The answer that a client got, kept for those who repeat the request by its key.
 *
 * @param node who gave it, as {@code HOST:PORT}
 * @param fields the end-to-end fields, each with its line end; not copied
 * @param body at most {@link WriteBody#MOST_INLINE} bytes; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StoredAnswer(int status, String node, byte[] fields, byte[] body) {}
