package hera.spawn.log;

import java.util.List;

/**
 * The state of the log when it was opened.
 *
 * @param group a random id of the group of Spawns that share it
 * @param first the first write that is still there; {@code last + 1} if there is none
 * @param last the last write, 0 if there has been none
 * @param total the bytes of all writes up to the last
 */
public record LogState(String group, long first, long last, long total, List<NodeRow> nodes) {
    public LogState {
        nodes = List.copyOf(nodes);
    }
}
