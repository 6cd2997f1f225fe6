package hera.spawn.queue;

import java.util.Locale;

/** The policy that decides when a client is answered, and with which answer. */
public enum AnswerPolicy {
    /** With the first final answer of a node. */
    FIRST,
    /** With the first 2xx or 3xx, once more than half of the members have given one. */
    QUORUM,
    /** With the first 2xx or 3xx, once all members have given one. */
    ALL,
    /** With the answer of the member that stands first. */
    PRIMARY,
    /** With 202, once it is stored. */
    ACCEPTED;

    /**
     * Returns the policy of that name.
     *
     * @throws IllegalArgumentException naming all policies, if there is none of that name
     */
    public static AnswerPolicy parse(String name) {
        for (AnswerPolicy policy : values()) {
            if (policy.word().equals(name)) {
                return policy;
            }
        }
        throw new IllegalArgumentException("must be first, quorum, all, primary or accepted, not '%s'".formatted(name));
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
