package hera.failover.simulation;

/** Something that failover promises never to happen has happened. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    Violation(String message) {
        super(message);
    }
}
