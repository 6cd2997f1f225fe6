package hera.cloud;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * The publisher of changes as events in one application context. A child context has one of its own, because events of
 * its parent do not reach it; its own events reach the parent.
 */
final class HeartbeatOutlet implements ApplicationListener<ContextClosedEvent> {
    private static final Logger log = LoggerFactory.getLogger(HeartbeatOutlet.class);

    private final ApplicationContext context;
    private final ChangePulse pulse;

    HeartbeatOutlet(ApplicationContext context, ChangePulse pulse) {
        this.context = context;
        this.pulse = pulse;
        pulse.add(this);
    }

    /** Whether events of the other one reach this context. */
    boolean isAbove(HeartbeatOutlet other) {
        ApplicationContext ancestor = other.context.getParent();
        while (ancestor != null && ancestor != context) {
            ancestor = ancestor.getParent();
        }
        return ancestor != null;
    }

    /** Publishes an event; what a listener throws is logged. */
    void publish(String value) {
        try {
            context.publishEvent(new HeartbeatEvent(this, value));
        } catch (RuntimeException e) {
            log.warn("event=heartbeat-listener-failed", e);
        }
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) {
            pulse.remove(this);
        }
    }
}
