package hera.client.twin;

import hera.client.http.NodeRequest;
import hera.client.http.RequestFailure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A node in memory, as the contract describes it: writes, reads, waits, {@code /_watch}, held registrations,
 * {@code ?min=}, gossip with the others, and incomplete while it may lack what they know.
 */
public final class MemoryNode extends MemoryApi {
    private static final long GOSSIP_MILLIS = 3_000;
    private static final long TICK_MILLIS = 100;
    private static final long HOLD_LOST_MILLIS = 700;
    private final Deque<Runnable> queued = new ArrayDeque<>();
    private boolean running;
    private boolean paused;
    private long startedAt;
    private long lastTimestamp;

    MemoryNode(TwinNetwork network, String name, String address, int port) {
        super(network, name, address, port);
    }

    public MemoryNode environment(@Nullable String named) {
        environment = named;
        return this;
    }

    public MemoryNode cluster(String named) {
        cluster = named;
        return this;
    }

    public MemoryNode liveness(long millis) {
        livenessMillis = millis;
        return this;
    }

    /** As nodes were before {@code /_watch} and {@code ?min=}. */
    public MemoryNode old() {
        knowsWatch = false;
        knowsMin = false;
        return this;
    }

    /** From now on it knows {@code /_watch}. */
    public void upgrade() {
        knowsWatch = true;
    }

    /** Forbids {@code /_nodes}. */
    public MemoryNode keepsNodesToItself() {
        tellsNodes = false;
        return this;
    }

    /** Refuses requests with the status that the function gives; null for those that it takes. */
    public void refuse(@Nullable Function<NodeRequest, @Nullable Integer> how) {
        refusal = how;
    }

    /** Says this of the nodes, whatever is true. */
    public void sayNodes(@Nullable String body) {
        nodesBody = body;
    }

    public String name() {
        return name;
    }

    public String address() {
        return address;
    }

    public boolean isRunning() {
        return running;
    }

    public boolean isPaused() {
        return paused;
    }

    public boolean isComplete() {
        return complete;
    }

    public int holds() {
        return holds.size();
    }

    public int waiting() {
        return waiters.size();
    }

    /** Starts with nothing in memory. */
    public MemoryNode start() {
        running = true;
        incarnation++;
        startedAt = time.now();
        complete = false;
        store.clear();
        int life = incarnation;
        time.after(50, () -> whileIn(life, () -> gossip(life, true)));
        time.after(TICK_MILLIS, () -> whileIn(life, () -> tick(life)));
        return this;
    }

    /** Starts as one that holds everything. */
    public MemoryNode startComplete() {
        start();
        complete = true;
        return this;
    }

    /** Dies at once: connections are reset, memory is gone. */
    public void kill() {
        running = false;
        paused = false;
        queued.clear();
        List.copyOf(waiters).forEach(waiter -> waiter.exchange().fail(RequestFailure.Kind.BROKEN, "connection reset"));
        List.copyOf(holds.values()).forEach(hold -> hold.stream().fail(RequestFailure.Kind.BROKEN, "connection reset"));
        waiters.clear();
        holds.clear();
        store.clear();
    }

    /** Ends as on SIGTERM: open requests are answered, what is held is left for 10 s. */
    public void stop() {
        List.copyOf(waiters).forEach(this::nothingNew);
        waiters.clear();
        List.copyOf(holds.values()).forEach(hold -> {
            renew(hold);
            hold.stream().fail(RequestFailure.Kind.ENDED, "the node ends");
        });
        holds.clear();
        time.after(20, this::kill);
    }

    /** Stands still: takes connections, answers nothing. */
    public void pause() {
        paused = true;
    }

    public void resume() {
        paused = false;
        while (!queued.isEmpty() && !paused) {
            queued.remove().run();
        }
    }

    /** Whether it holds a live instance. */
    @Override
    public boolean holds(String service, String id) {
        TwinStore.Entry entry = store.get(service, id);
        return running && entry != null && entry.isAlive(time.now());
    }

    /** The JSON of a live instance, or null. */
    public @Nullable String json(String service, String id) {
        TwinStore.Entry entry = store.get(service, id);
        return entry != null && entry.isAlive(time.now()) ? entry.json() : null;
    }

    /** The life that it was given with its last write. */
    public long ttlMillis(String service, String id) {
        TwinStore.Entry entry = store.get(service, id);
        return entry == null ? 0 : entry.ttlMillis();
    }

    /** Writes as if a client had done so here. */
    public void put(String service, String id, String json) {
        write(service, id, json, livenessMillis);
    }

    public void delete(String service, String id) {
        write(service, id, null, 0);
    }

    void accept(TwinTransport.Exchange exchange) {
        int life = incarnation;
        Runnable work = () -> whileIn(life, () -> handle(exchange));
        if (paused) {
            queued.add(work);
        } else {
            work.run();
        }
    }

    void left(TwinTransport.Exchange exchange) {
        waiters.removeIf(waiter -> waiter.exchange() == exchange);
        for (Hold hold : List.copyOf(holds.values())) {
            if (hold.stream() == exchange) {
                int life = incarnation;
                time.after(
                        HOLD_LOST_MILLIS,
                        () -> whileIn(life, () -> {
                            if (holds.remove(hold.service() + "/" + hold.id(), hold)) {
                                write(hold.service(), hold.id(), null, 0);
                            }
                        }));
            }
        }
    }

    private void whileIn(int life, Runnable work) {
        if (!running || life != incarnation) {
            return;
        }
        if (paused) {
            queued.add(() -> whileIn(life, work));
        } else {
            work.run();
        }
    }

    private void tick(int life) {
        complete |= time.now() - startedAt >= livenessMillis;
        waiters.removeIf(waiter -> {
            boolean over = waiter.exchange().isOver() || answered(waiter);
            if (!over && time.now() >= waiter.until()) {
                nothingNew(waiter);
                return true;
            }
            return over;
        });
        for (Hold hold : List.copyOf(holds.values())) {
            if ((time.now() / TICK_MILLIS) % 10 == 0) {
                renew(hold);
                hold.stream().comment();
            }
        }
        time.after(TICK_MILLIS, () -> whileIn(life, () -> tick(life)));
    }

    private void renew(Hold hold) {
        String json = json(hold.service(), hold.id());
        if (json != null) {
            write(hold.service(), hold.id(), json, HELD_TTL_MILLIS);
        }
    }

    @Override
    long write(String service, String id, @Nullable String json, long ttl) {
        TwinStore.Entry former = store.get(service, id);
        lastTimestamp = Math.max(Math.max(time.now(), lastTimestamp + 1), former == null ? 0 : former.timestamp() + 1);
        TwinStore.Entry entry = new TwinStore.Entry(json, lastTimestamp, time.now() + ttl, ttl);
        store.put(service, id, entry);
        wake();
        for (MemoryNode other : reachable()) {
            int life = other.incarnation;
            network.afterLatency(() -> other.whileIn(life, () -> {
                if (other.store.put(service, id, entry)) {
                    other.wake();
                }
            }));
        }
        return lastTimestamp;
    }

    private void wake() {
        waiters.removeIf(waiter -> waiter.exchange().isOver() || answered(waiter));
    }

    @Override
    List<MemoryNode> reachable() {
        return network.nodes().stream()
                .filter(other -> other != this && other.running && !network.isCut(address, other.address))
                .toList();
    }

    private void gossip(int life, boolean first) {
        List<MemoryNode> peers =
                reachable().stream().filter(peer -> !peer.paused).toList();
        boolean anyComplete = peers.stream().anyMatch(peer -> peer.complete);
        peers.forEach(peer -> peer.store
                .all()
                .forEach((service, entries) -> entries.forEach((id, entry) -> {
                    if (!first || peer.complete == anyComplete || !anyComplete) {
                        store.put(service, id, entry);
                    }
                })));
        complete |= anyComplete;
        wake();
        time.after(GOSSIP_MILLIS, () -> whileIn(life, () -> gossip(life, false)));
    }
}
