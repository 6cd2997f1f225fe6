package hera.spawn.log;

import org.jspecify.annotations.Nullable;

/**
 * The write of a client's key.
 *
 * @param fingerprint the fingerprint of the request that brought the key first
 * @param answer the answer that was given, if it was kept
 */
public record KeyedWrite(
        LoggedWrite write, String fingerprint, @Nullable StoredAnswer answer) {}
