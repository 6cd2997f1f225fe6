package hera.spawn.log;

import java.util.Locale;

/** The state of a write at a node. */
public enum WriteState {
    /** Not final there yet. */
    PENDING(0),
    /** The node answered 2xx or 3xx. */
    DELIVERED(1),
    /** The node answered 4xx, for good. */
    REFUSED(2),
    /** It failed there too often, and waits among the dead letters for an operator. */
    PARKED(3),
    /** The node will not get it, by the will of an operator or because of a bound of the queue. */
    DROPPED(4);

    private final int code;

    WriteState(int code) {
        this.code = code;
    }

    /** Returns the state of a stored code. */
    public static WriteState of(int code) {
        for (WriteState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException("No state of a write has the code " + code);
    }

    /** Returns the number of this state on disk. */
    public int code() {
        return code;
    }

    /** Returns the word for this state in the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether the node's own answer ended it. */
    public boolean isAnswered() {
        return this == DELIVERED || this == REFUSED;
    }
}
