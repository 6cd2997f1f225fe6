package hera.registry.watch;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.harness.ManualTimer;
import hera.registry.replica.Delta;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.replica.ReplicaFullException;
import hera.registry.resource.CachedResponse;
import hera.registry.resource.EntityTags;
import hera.registry.resource.RegistryPath;
import hera.registry.resource.Representation;
import hera.registry.resource.ResponseCache;
import hera.registry.wire.InstanceFilter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A replica and those who watch it, in a time that the test turns. */
final class VirtualRegistry {
    static final ServiceName SERVICE = new ServiceName("web");
    static final Duration LIVENESS = Duration.ofSeconds(10);
    private static final long EPOCH = 1_700_000_000_000L;

    final ManualTimer timer = new ManualTimer();

    /** How much later all tasks run than they should. */
    private long lateMillis;

    final Clock clock = () ->
            new Moment(EPOCH + timer.now().toMillis() + lateMillis, timer.now().toMillis() + lateMillis);
    final Replica replica = new Replica(new NodeName("a"), new ReplicaBounds(LIVENESS.toMillis(), 1000, 10), 1);
    final EntityTags tags = new EntityTags("life");

    /** How many bytes the heap has room for. */
    long free = Long.MAX_VALUE;

    final ResponseCache answers = new ResponseCache(replica, tags, bytes -> bytes <= free);
    final WatchTable watches = new WatchTable(replica, answers, tags, clock, timer);

    /** What one client that waits has been answered. */
    final class Client {
        final List<CachedResponse> answers = new ArrayList<>();
        final hera.foundation.time.Cancellable wait;

        Client(Representation what, String known, Duration longest) {
            wait = watches.await(new PendingRead(what, known, answers::add), longest);
        }

        boolean waits() {
            return answers.isEmpty();
        }

        String body() {
            return new String(answers.get(0).body(), StandardCharsets.UTF_8);
        }
    }

    /** A client that knows how things are, and waits for a minute. */
    Client client(Representation what) {
        return client(what, Duration.ofMinutes(1));
    }

    Client client(Representation what, Duration longest) {
        return new Client(what, answers.of(what, clock.now()).tag(), longest);
    }

    static Representation service(String... where) {
        try {
            return new Representation(new RegistryPath.OfService(SERVICE), false, InstanceFilter.parse(List.of(where)));
        } catch (hera.foundation.json.MalformedInputException e) {
            throw new AssertionError(e);
        }
    }

    static Representation instance(String id) {
        return Representation.plain(new RegistryPath.OfInstance(SERVICE, new InstanceId(id)));
    }

    static Representation counts() {
        return Representation.plain(new RegistryPath.Root());
    }

    void put(String service, String id, String body) {
        put(new ServiceName(service), id, body, Delta.NO_TTL);
    }

    void put(String id, String body) {
        put(id, body, Delta.NO_TTL);
    }

    void put(String id, String body, int ttlMillis) {
        put(SERVICE, id, body, ttlMillis);
    }

    private void put(ServiceName service, String id, String body, int ttlMillis) {
        try {
            replica.put(
                    service,
                    new InstanceId(id),
                    new InstanceContent(body.getBytes(StandardCharsets.UTF_8)),
                    ttlMillis,
                    clock.now());
        } catch (ReplicaFullException e) {
            throw new AssertionError(e);
        }
    }

    void delete(String id) {
        replica.delete(SERVICE, new InstanceId(id), clock.now());
    }

    /** As on a machine that is so busy that the timer's thread does not run for a while. */
    void stall(long millis) {
        lateMillis += millis;
    }

    void pass(long millis) {
        timer.advance(Duration.ofMillis(millis));
    }
}
