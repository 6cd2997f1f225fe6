package hera.failover.time;

import java.security.SecureRandom;
import java.util.function.LongSupplier;

/** The chance of identities: bits that nobody else has drawn. */
public final class Identities implements LongSupplier {
    private final SecureRandom random = new SecureRandom();

    /** Makes a source. */
    public Identities() {}

    @Override
    public long getAsLong() {
        return random.nextLong();
    }
}
