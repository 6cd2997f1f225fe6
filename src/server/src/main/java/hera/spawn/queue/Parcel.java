package hera.spawn.queue;

import hera.spawn.log.LoggedWrite;

/**
 * A write on its way to a node.
 *
 * @param attempt from 1
 * @param replay whether an operator sends it again, out of order
 * @param wanted whether a client may need the node's answer
 */
public record Parcel(LoggedWrite write, int attempt, boolean replay, boolean wanted) {}
