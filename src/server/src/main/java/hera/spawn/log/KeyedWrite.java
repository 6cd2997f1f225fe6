package hera.spawn.log;

import org.jspecify.annotations.Nullable;

/**
 * The write that a client's key stands for.
 *
 * @param fingerprint of the request that brought the key first
 * @param answer that was given, if it was kept
 */
public record KeyedWrite(
        LoggedWrite write, String fingerprint, @Nullable StoredAnswer answer) {}
