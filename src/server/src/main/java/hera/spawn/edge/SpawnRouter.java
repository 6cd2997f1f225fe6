package hera.spawn.edge;

import hera.foundation.forward.Route;
import hera.foundation.forward.Router;
import hera.foundation.forward.Step;
import hera.foundation.forward.TakingRoute;
import hera.foundation.forward.Target;
import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.RequestHead;
import hera.foundation.time.Clock;
import hera.spawn.queue.NodeGauge;
import hera.spawn.queue.Replicator;
import hera.spawn.store.SpoolFolder;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The router of the clients' port: reads go to a node, writes to the core. Thread-safe. */
public final class SpawnRouter implements Router {
    private final EdgeSettings settings;
    private final Replicator replicator;
    private final Surroundings around;
    private final EdgeCounts counts = new EdgeCounts();
    private final ReadAfter readAfter;
    private final AtomicLong turn = new AtomicLong();

    /**
     * The parts of the process that the router needs.
     *
     * @param core the core's thread
     * @param spooling runs tasks that block on the disk
     * @param access null for no log of requests
     * @param targets the address of a node, null while its name has not been looked up
     */
    public record Surroundings(
            Clock clock,
            Executor core,
            Executor spooling,
            SpoolFolder bodies,
            WriteIds ids,
            @Nullable AccessLog access,
            Function<NodeGauge, @Nullable Target> targets) {}

    public SpawnRouter(EdgeSettings settings, Replicator replicator, Surroundings around) {
        this.settings = settings;
        this.replicator = replicator;
        this.around = around;
        readAfter = new ReadAfter(replicator, around.core(), this::aging);
    }

    public EdgeCounts counts() {
        return counts;
    }

    @Override
    public Route route(RequestHead request, InetSocketAddress client) {
        AccessEntry entry = new AccessEntry(around.access(), around.clock(), request, client.getAddress());
        int target = request.target().length();
        if (target > settings.maxTarget()) {
            return refused(
                    entry,
                    414,
                    "The target has %d bytes; limits.target-bytes is %d.".formatted(target, settings.maxTarget()));
        }
        if (ForwardedFields.isLoop(settings, request)) {
            return refused(entry, 508, "The request has been through this Spawn already: a node leads back to it.");
        }
        return switch (request.method()) {
            case "GET", "HEAD", "OPTIONS" -> new ReadRoute(this, request, client.getAddress(), entry);
            case "TRACE", "CONNECT" -> refused(entry, 405, request.method() + " is not served here.");
            default -> write(request, client, entry);
        };
    }

    @Override
    public LocalAnswer refuse(int status, String detail) {
        return OwnAnswers.problem(status, detail);
    }

    EdgeSettings settings() {
        return settings;
    }

    Replicator replicator() {
        return replicator;
    }

    Surroundings around() {
        return around;
    }

    ReadAfter readAfter() {
        return readAfter;
    }

    long aging() {
        return around.clock().now().agingMillis();
    }

    List<NodeGauge> order() {
        return ReadOrder.of(replicator.group().gauges(), settings, turn.getAndIncrement(), aging());
    }

    String reasons() {
        return ReadOrder.reasons(replicator.group().gauges(), settings, aging());
    }

    @Nullable
    Target target(NodeGauge node) {
        return around.targets().apply(node);
    }

    /** Records that a node could not be connected to: it is left out until it is up again. */
    void unreached(NodeGauge node) {
        around.core()
                .execute(() -> replicator.group().checked(node.row().id(), false, "a read could not connect to it"));
    }

    private Route write(RequestHead request, InetSocketAddress client, AccessEntry entry) {
        try {
            WriteWish wish = WriteWish.of(request, settings);
            return new TakingRoute(
                    new Step.Take(reply -> new WriteTaker(this, request, client.getAddress(), wish, reply, entry)));
        } catch (WriteWish.RefusedException e) {
            counts.write("refused");
            return refused(entry, e.status(), String.valueOf(e.getMessage()));
        }
    }

    private static Route refused(AccessEntry entry, int status, String detail) {
        entry.status(status);
        entry.over();
        return new TakingRoute(new Step.Answer(OwnAnswers.problem(status, detail)));
    }
}
