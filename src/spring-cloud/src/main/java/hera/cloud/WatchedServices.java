package hera.cloud;

import hera.client.Discovery;
import hera.client.HeraClient;
import hera.client.Instance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.ServiceInstance;

/**
 * The services that the application reads, each watched by the client from its first read on. Lists are read from
 * memory; only the first read of a service may wait for its list. A service that is not read for 10 minutes is no
 * longer watched, until it is read again. Safe for use by many threads.
 */
final class WatchedServices {
    private static final Logger log = LoggerFactory.getLogger(WatchedServices.class);
    private static final Duration UNUSED_LIMIT = Duration.ofMinutes(10);

    private final HeraClient client;
    private final Duration firstRead;
    private final CloudLoop loop;
    private final Runnable onChange;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();

    /** @param onChange called when a list that has been read has changed */
    WatchedServices(HeraClient client, Duration firstRead, CloudLoop loop, Runnable onChange) {
        this.client = client;
        this.firstRead = firstRead;
        this.loop = loop;
        this.onChange = onChange;
        loop.repeat(Duration.ofMinutes(1), this::forgetUnused);
    }

    private record Mapped(List<Instance> from, List<ServiceInstance> to) {}

    private final class Watched {
        private final Discovery discovery;
        private final long firstReadEnd;
        private volatile long usedAt;
        /** The list that a reader got last; null before the first read. */
        private volatile @Nullable Mapped shown;

        private final Discovery.Subscription subscription;

        Watched(Discovery discovery, long now) {
            this.discovery = discovery;
            this.usedAt = now;
            this.firstReadEnd = now + firstRead.toNanos();
            this.subscription = discovery.onChange(change -> changed());
        }

        List<ServiceInstance> read() {
            long now = loop.nanos();
            usedAt = now;
            if (now - firstReadEnd < 0 && !discovery.await(Duration.ofNanos(firstReadEnd - now))) {
                log.debug("event=first-read service=\"{}\" result=late", discovery.service());
            }
            return map().to();
        }

        /** The present list, made once for each state of it. */
        private Mapped map() {
            List<Instance> now = discovery.instances();
            Mapped last = shown;
            if (last == null || last.from() != now) {
                List<ServiceInstance> instances = new ArrayList<>();
                now.forEach(instance -> instances.add(new HeraServiceInstance(discovery.service(), instance)));
                last = new Mapped(now, List.copyOf(instances));
                shown = last;
            }
            return last;
        }

        /**
         * Announces a change, if a list has been read. A reader that is reading for the first time gets the new list
         * anyway.
         */
        private void changed() {
            Mapped last = shown;
            if (last != null && !last.from().equals(discovery.instances())) {
                onChange.run();
            }
        }

        boolean isKnown() {
            return discovery.await(Duration.ZERO) || loop.nanos() - firstReadEnd >= 0;
        }

        boolean isEmpty() {
            return discovery.instances().isEmpty();
        }

        boolean endsUnused(long now) {
            boolean unused = now - usedAt > UNUSED_LIMIT.toNanos();
            if (unused) {
                subscription.close();
                discovery.close();
            }
            return unused;
        }
    }

    /**
     * Returns the instances of a service that are up.
     *
     * @return a new list, by id; the last good one while no node answers, empty if there was none or the name is
     *     invalid
     */
    List<ServiceInstance> instances(String service) {
        try {
            return new ArrayList<>(of(service).read());
        } catch (IllegalArgumentException e) {
            log.debug("event=no-service-name reason=\"{}\"", e.getMessage());
        } catch (IllegalStateException e) {
            log.debug("event=read-after-close reason=\"{}\"", e.getMessage());
        }
        return new ArrayList<>();
    }

    /** Whether {@link #instances} returns without waiting. */
    boolean isAtHand(String service) {
        Watched known = watched.get(service);
        return known != null && known.isKnown();
    }

    /** Whether the service is watched and has instances that are up. */
    boolean hasInstances(Object service) {
        Watched known = service instanceof String name ? watched.get(name) : null;
        return known != null && !known.isEmpty();
    }

    private Watched of(String service) {
        Watched known = watched.get(service);
        return known != null
                ? known
                : watched.computeIfAbsent(service, name -> new Watched(client.discover(name), loop.nanos()));
    }

    private void forgetUnused() {
        long now = loop.nanos();
        watched.values().removeIf(service -> service.endsUnused(now));
    }
}
