package hera.spawn.queue;

import java.util.Locale;

/** The treatment of a write that has failed too often at a node. */
public enum OnPoison {
    /** It goes to the node's dead letters, and the queue goes on. */
    PARK,
    /** It is tried for ever. */
    HOLD,
    /** The node is taken out until an operator chooses where it continues. */
    RESYNC;

    public static OnPoison parse(String name) {
        for (OnPoison choice : values()) {
            if (choice.word().equals(name)) {
                return choice;
            }
        }
        throw new IllegalArgumentException("must be park, hold or resync, not '%s'".formatted(name));
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
