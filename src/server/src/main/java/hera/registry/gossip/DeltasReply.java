package hera.registry.gossip;

/**
 * The answer to a {@link DeltasRequest}, in the form that it asked for.
 *
 * @param more whether asking again at once brings more
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record DeltasReply(byte[] page, boolean more) {}
