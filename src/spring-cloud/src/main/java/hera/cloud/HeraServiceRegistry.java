package hera.cloud;

import hera.client.HeraClient;
import hera.client.Instance;
import hera.client.Registration;
import hera.client.Status;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;

/**
 * The registry as Spring Cloud writes to it. Nothing here fails because no node answers. Safe for use by many threads.
 */
public final class HeraServiceRegistry implements ServiceRegistry<HeraRegistration> {
    private static final Logger log = LoggerFactory.getLogger(HeraServiceRegistry.class);
    private static final Duration HOST_INTERVAL = Duration.ofMillis(500);

    private final HeraClient client;
    private final CloudLoop loop;

    HeraServiceRegistry(HeraClient client, CloudLoop loop) {
        this.client = client;
        this.loop = loop;
    }

    /**
     * Registers an instance, or the changes of a registered one. Returns at once, whether a node answers or not.
     *
     * @throws IllegalArgumentException if the name of the service or a part of the instance is invalid
     */
    @Override
    public void register(@Nullable HeraRegistration registration) {
        if (registration == null) {
            throw new IllegalArgumentException("there is no registration to register");
        }
        Registration live = registration.live();
        if (live != null) {
            update(registration, live);
            return;
        }
        Instance instance = registration.instance();
        registration.live(client.register(registration.getServiceId(), instance, registration.lease()));
        loop.after(Duration.ZERO, () -> logHost(registration));
    }

    /** Deregisters an instance, which takes at most 2 s. */
    @Override
    public void deregister(@Nullable HeraRegistration registration) {
        Registration live = registration == null ? null : registration.live();
        if (registration != null && live != null) {
            registration.live(null);
            live.close();
        }
    }

    /** Whether a node has taken the instance, so that others may know it. */
    static boolean isKnownToOthers(HeraRegistration registration) {
        Registration live = registration.live();
        return live != null && live.timestamp().isPresent();
    }

    /** Registers nothing and ends nothing: the client ends with the application. */
    @Override
    public void close() {
        log.debug("event=registry-closed");
    }

    /**
     * Sets the status of an instance, whatever its readiness.
     *
     * @param status {@code UP} or {@code CANCEL_OVERRIDE}, by which it follows its readiness again; {@code DOWN};
     *     {@code OUT_OF_SERVICE} or {@code DRAINING}
     * @throws IllegalArgumentException if it is none of these
     */
    @Override
    public void setStatus(HeraRegistration registration, String status) {
        registration.override(
                switch (status.strip().toUpperCase(Locale.ROOT)) {
                    case "UP", "CANCEL_OVERRIDE" -> null;
                    case "DOWN" -> Status.DOWN;
                    case "OUT_OF_SERVICE", "DRAINING" -> Status.DRAINING;
                    default ->
                        throw new IllegalArgumentException(
                                "a status is UP, DOWN, OUT_OF_SERVICE or CANCEL_OVERRIDE, not '%s'".formatted(status));
                });
        refresh(registration);
    }

    /** Returns {@code UP}, {@code STARTING}, {@code OUT_OF_SERVICE} or {@code DOWN}; {@code UNKNOWN} when not registered. */
    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T> T getStatus(HeraRegistration registration) {
        if (registration.live() == null) {
            return (T) "UNKNOWN";
        }
        Status status = registration.status();
        return (T) (status == Status.DRAINING ? "OUT_OF_SERVICE" : status.name());
    }

    /** Sends the changes of an instance; does nothing if it is not registered. */
    void refresh(HeraRegistration registration) {
        Registration live = registration.live();
        if (live != null) {
            update(registration, live);
        }
    }

    private static void update(HeraRegistration registration, Registration live) {
        try {
            live.update(registration.instance());
        } catch (IllegalStateException e) {
            log.debug("event=not-updated reason=\"{}\"", e.getMessage());
        }
    }

    private void logHost(HeraRegistration registration) {
        Registration live = registration.live();
        if (live == null) {
            return;
        }
        String host = live.instance().host();
        if (host.isEmpty()) {
            loop.after(HOST_INTERVAL, () -> logHost(registration));
            return;
        }
        log.info(
                "event=registration-host service=\"{}\" host={} source=\"{}\"",
                registration.getServiceId(),
                host,
                registration.host().source(host, client));
    }
}
