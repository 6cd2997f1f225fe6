package hera.spawn.log;

/** The result of looking up the write of a key. */
public sealed interface KeyLookup {
    /** The log has the write. */
    record Found(KeyedWrite write) implements KeyLookup {}

    /** The log has none. */
    record None() implements KeyLookup {}

    /** The log could not be read, so there may be one. */
    record Failed(String reason) implements KeyLookup {}
}
