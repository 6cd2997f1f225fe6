package hera.cloud;

import hera.client.Status;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.cloud.client.discovery.event.InstancePreRegisteredEvent;
import org.springframework.cloud.client.discovery.event.InstanceRegisteredEvent;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.core.Ordered;

/**
 * The life of the application's registration: from the web server's first moment to the context's end, following the
 * readiness in between.
 *
 * <p>It ends before anything else of the application does, when the context says that it is closing: executors refuse
 * work from that moment on, and the web server shuts down after it. Then the application goes on serving for a while, so
 * that callers hear of it.
 */
public final class HeraAutoServiceRegistration
        implements AutoServiceRegistration, SmartLifecycle, SmartApplicationListener {
    private static final Logger log = LoggerFactory.getLogger(HeraAutoServiceRegistration.class);

    /**
     * The phase, above that of the web server's graceful shutdown, Integer.MAX_VALUE - 1024: later at the start,
     * earlier at the end.
     */
    static final int PHASE = Integer.MAX_VALUE - 512;

    private final ApplicationContext context;
    private final HeraServiceRegistry registry;
    private final HeraRegistration registration;
    private final Duration shutdownWait;
    private final CloudLoop loop;
    private final ReentrantLock lock = new ReentrantLock();

    /** The context whose web server is registered. Guarded by the lock. */
    private ApplicationContext serving;

    private boolean accepted;
    private volatile boolean running;

    HeraAutoServiceRegistration(
            ApplicationContext context,
            HeraServiceRegistry registry,
            HeraRegistration registration,
            Duration shutdownWait,
            CloudLoop loop) {
        this.context = context;
        this.registry = registry;
        this.registration = registration;
        this.shutdownWait = shutdownWait;
        this.loop = loop;
        this.serving = context;
    }

    /**
     * Records that the application's web server listens; that of a child context counts, that of the management does
     * not.
     */
    void listening(int port, boolean servesTls, ApplicationContext server) {
        lock.lock();
        try {
            if (running) {
                return;
            }
            if (server != context) {
                accepted = false;
                registration.readiness(Status.STARTING);
            }
            registration.listensAt(port, servesTls);
            begin(server);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Records the port of the web server that the management has for itself; it is metadata of this instance, not a
     * second instance.
     */
    void managementListening(int port) {
        registration.managementListensAt(port);
        registry.refresh(registration);
    }

    /** Registers an application without a web server, if it says at which port it is called. */
    @Override
    public void start() {
        lock.lock();
        try {
            if (!running && registration.hasPort()) {
                begin(context);
            }
        } finally {
            lock.unlock();
        }
    }

    private void begin(ApplicationContext server) {
        serving = server;
        server.publishEvent(new InstancePreRegisteredEvent(this, registration));
        registry.register(registration);
        running = true;
        server.publishEvent(new InstanceRegisteredEvent<>(this, registration));
    }

    @Override
    public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
        return AvailabilityChangeEvent.class.isAssignableFrom(type) || ContextClosedEvent.class.isAssignableFrom(type);
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        if (event instanceof ContextClosedEvent closed) {
            if (closed.getApplicationContext() == context || closed.getApplicationContext() == servingContext()) {
                stop();
            }
        } else if (event instanceof AvailabilityChangeEvent<?> change
                && change.getState() instanceof ReadinessState state) {
            follow(state);
        }
    }

    private void follow(ReadinessState state) {
        lock.lock();
        try {
            accepted |= state == ReadinessState.ACCEPTING_TRAFFIC;
            registration.readiness(
                    state == ReadinessState.ACCEPTING_TRAFFIC
                            ? Status.UP
                            : accepted ? Status.DRAINING : Status.STARTING);
        } finally {
            lock.unlock();
        }
        registry.refresh(registration);
    }

    private @Nullable ApplicationContext servingContext() {
        lock.lock();
        try {
            return serving;
        } finally {
            lock.unlock();
        }
    }

    /** Deregisters, and waits for the callers to hear of it. Stopping twice does nothing. */
    @Override
    public void stop() {
        lock.lock();
        try {
            if (!running) {
                return;
            }
            running = false;
        } finally {
            lock.unlock();
        }
        boolean known = HeraServiceRegistry.isKnownToOthers(registration);
        registry.deregister(registration);
        if (known && !shutdownWait.isZero()) {
            log.info("event=deregistered wait={}", shutdownWait);
            loop.pause(shutdownWait);
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** A context that is paused, as tests do between two uses, goes on serving, and so stays registered. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** The first of all listeners. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
