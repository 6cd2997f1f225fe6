package hera.spawn.queue;

import hera.spawn.log.NodeRow;

/** Hears of what operators want to know, on the core's thread. */
@FunctionalInterface
public interface GroupWatcher {
    /**
     * Takes note of something that happened at a node.
     *
     * @param event a word with hyphens, such as {@code parked}
     * @param detail what it was about, such as the write
     */
    void happened(NodeRow node, String event, String detail);
}
