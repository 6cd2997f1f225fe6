package hera.client.meters;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The meters of one client. Nothing here throws or waits. Counted in steps of the loop, read by any thread. */
public interface ClientMeters {
    /** The meters of a program without Micrometer. */
    ClientMeters NONE = new ClientMeters() {
        @Override
        public void requested(String node, RequestOutcome outcome) {}

        @Override
        public void sentHeartbeat(RequestOutcome outcome) {}

        @Override
        public void measureAge(Supplier<Number> seconds) {}

        @Override
        public void measureInstances(String service, Supplier<Number> size) {}

        @Override
        public void forget(String service) {}

        @Override
        public void close() {}
    };

    /** Counts a request to a node. */
    void requested(String node, RequestOutcome outcome);

    /** Counts a heartbeat to a node; a heartbeat that is sent to two nodes counts twice. */
    void sentHeartbeat(RequestOutcome outcome);

    /**
     * Measures the oldest list from now on, unless another client of the process does.
     *
     * @param seconds since a node last confirmed it; NaN as long as there is none
     */
    void measureAge(Supplier<Number> seconds);

    /** Measures a list from now on, unless another client of the process does, or there is no room for one more. */
    void measureInstances(String service, Supplier<Number> size);

    /** Measures a list no longer. */
    void forget(String service);

    /** Takes away what was measured; counts stay. */
    void close();

    /** Returns meters in Micrometer's global registry, or {@link #NONE} in a program without Micrometer. */
    static ClientMeters find() {
        Logger log = LoggerFactory.getLogger(ClientMeters.class);
        try {
            return new MicrometerMeters();
        } catch (LinkageError e) {
            log.debug("event=no-meters reason=\"Micrometer is not there\" missing=\"{}\"", e.getMessage());
            return NONE;
        }
    }
}
