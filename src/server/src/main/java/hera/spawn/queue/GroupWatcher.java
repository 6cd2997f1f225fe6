package hera.spawn.queue;

import hera.spawn.log.NodeRow;

/** A listener to events for operators, called on the core's thread. */
@FunctionalInterface
public interface GroupWatcher {
    /**
     * Reports an event at a node.
     *
     * @param event a word with hyphens, such as {@code parked}
     * @param detail the subject of the event, such as the write
     */
    void happened(NodeRow node, String event, String detail);
}
