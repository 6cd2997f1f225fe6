package hera.spawn.queue;

import hera.spawn.log.LoggedWrite;

/**
 * A write on its way to a node.
 *
 * @param attempt from 1
 * @param replay whether an operator sends it again, out of order
 * @param wanted whether a client may need the node's answer
 * @param term under which this Spawn has the node's queue; 0 if there is no other Spawn
 */
public record Parcel(LoggedWrite write, int attempt, boolean replay, boolean wanted, long term) {}
