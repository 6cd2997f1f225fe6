package hera.client.http;

/**
 * One address of a name.
 *
 * @param address an IP address without brackets
 * @param local whether it is one of this host's own
 */
public record Resolved(String address, boolean local) {}
