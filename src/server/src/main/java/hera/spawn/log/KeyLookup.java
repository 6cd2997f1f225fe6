package hera.spawn.log;

/** What a look for the write that a key stands for came to. */
public sealed interface KeyLookup {
    /** There is one. */
    record Found(KeyedWrite write) implements KeyLookup {}

    /** The log has none. */
    record None() implements KeyLookup {}

    /** The log could not be read, so there may be one. */
    record Failed(String reason) implements KeyLookup {}
}
