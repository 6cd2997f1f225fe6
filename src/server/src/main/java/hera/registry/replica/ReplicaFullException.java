package hera.registry.replica;

/** A new instance was refused because the replica holds as many live ones as it may. */
public final class ReplicaFullException extends Exception {
    private static final long serialVersionUID = 1;

    public ReplicaFullException(int maxInstances) {
        super("the registry is full: it holds at most " + maxInstances
                + " live instances (max-instances), and max-tombstones dead ones");
    }
}
