package hera.failover.time;

import java.security.SecureRandom;
import java.util.function.LongSupplier;

/** The source of random bits for session identities. */
public final class Identities implements LongSupplier {
    private final SecureRandom random = new SecureRandom();

    /** Creates a source. */
    public Identities() {}

    @Override
    public long getAsLong() {
        return random.nextLong();
    }
}
