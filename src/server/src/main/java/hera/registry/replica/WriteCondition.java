package hera.registry.replica;

import org.jspecify.annotations.Nullable;

/** A condition on the instance that a write would replace, judged in one step with the write. */
@FunctionalInterface
public interface WriteCondition {
    /** The condition of a write that has none. */
    WriteCondition NONE = current -> true;

    /**
     * Returns whether the write may happen. Called with the replica locked, so it must be quick.
     *
     * @param current the live instance; null where there is none
     */
    boolean isMetBy(@Nullable InstanceContent current);

    /** A write did not happen because its condition was not met. */
    final class PreconditionFailedException extends Exception {
        private static final long serialVersionUID = 1;

        PreconditionFailedException() {
            super("the precondition of the write does not hold", null, false, false);
        }
    }
}
