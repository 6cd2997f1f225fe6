package hera.client;

/** The check of a discovery that a balancer uses: it must be one of this library. */
final class Watched {
    private Watched() {}

    /** @throws IllegalArgumentException for a discovery of another implementation */
    static LiveDiscovery of(Discovery discovery) {
        if (discovery instanceof LiveDiscovery live) {
            return live;
        }
        throw new IllegalArgumentException("a balancer needs a discovery that HeraClient.discover returned");
    }
}
