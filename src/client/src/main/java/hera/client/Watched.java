package hera.client;

/** Discoveries that a balancer can use: those of this library. */
final class Watched {
    private Watched() {}

    /** @throws IllegalArgumentException for a discovery that no client of this library made */
    static LiveDiscovery of(Discovery discovery) {
        if (discovery instanceof LiveDiscovery live) {
            return live;
        }
        throw new IllegalArgumentException("a balancer needs a discovery that HeraClient.discover returned");
    }
}
