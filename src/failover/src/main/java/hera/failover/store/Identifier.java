package hera.failover.store;

/**
 * An identifier that a master synchronizes.
 *
 * @param name the led name
 * @param term the term of the mastership
 * @param identifier at most 1,024 bytes of UTF-8
 * @param sync greater than that of every identifier before it
 */
public record Identifier(String name, long term, String identifier, long sync) {}
