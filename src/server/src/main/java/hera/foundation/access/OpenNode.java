package hera.foundation.access;

/** The statement that a node is meant to be open to anyone who can reach it, {@code security: open}. */
public record OpenNode() implements Security {
    public static final String WORD = "open";

    @Override
    public String toString() {
        return WORD;
    }
}
