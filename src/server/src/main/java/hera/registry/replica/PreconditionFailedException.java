package hera.registry.replica;

/** A write did not happen because its {@link WriteCondition} was not met. */
public final class PreconditionFailedException extends Exception {
    private static final long serialVersionUID = 1;

    PreconditionFailedException() {
        super("the precondition of the write does not hold", null, false, false);
    }
}
