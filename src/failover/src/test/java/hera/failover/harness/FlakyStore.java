package hera.failover.harness;

import hera.failover.store.Bell;
import hera.failover.store.Candidate;
import hera.failover.store.Holding;
import hera.failover.store.Identifier;
import hera.failover.store.SessionId;
import hera.failover.store.Sight;
import hera.failover.store.Store;
import hera.failover.store.Take;
import hera.failover.store.TaskStore;
import hera.failover.store.Wish;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store that can be made to fail, or to hang, for all or for one member; whether it rings is another's matter. */
public final class FlakyStore implements Store {
    private final Store store;
    private final Map<SessionId, String> members = new ConcurrentHashMap<>();
    private volatile boolean fails;
    private volatile @Nullable CountDownLatch hangs;
    private volatile @Nullable CountDownLatch hangingLooks;
    private volatile String failsFor = "";
    private volatile Consumer<Take> beforeTake = take -> {};
    private final AtomicInteger beats = new AtomicInteger();

    public FlakyStore(Store store) {
        this.store = store;
    }

    public void fail() {
        fails = true;
    }

    public void failFor(String member) {
        failsFor = member;
    }

    public void hang() {
        hangs = new CountDownLatch(1);
    }

    /** Looks alone hang. */
    public void hangLooks() {
        hangingLooks = new CountDownLatch(1);
    }

    /** Does something to the store itself between the look that a take rests on and the take. */
    public void beforeTake(Consumer<Take> action) {
        beforeTake = action;
    }

    /** Returns how many beats have been written. */
    public int beats() {
        return beats.get();
    }

    public void work() {
        fails = false;
        failsFor = "";
        for (CountDownLatch latch : new CountDownLatch[] {hangs, hangingLooks}) {
            if (latch != null) {
                latch.countDown();
            }
        }
        hangs = null;
        hangingLooks = null;
    }

    private void pass(@Nullable SessionId session) throws Exception {
        CountDownLatch latch = hangs;
        if (latch != null) {
            latch.await();
        }
        if (fails || (session != null && failsFor.equals(members.get(session)))) {
            throw new IOException("fails on purpose");
        }
    }

    @Override
    public String description() {
        return store.description();
    }

    @Override
    public boolean join(Candidate session, Duration limit) throws Exception {
        members.put(session.id(), session.member());
        pass(session.id());
        return store.join(session, limit);
    }

    @Override
    public boolean beat(SessionId session, OptionalInt held, Duration limit) throws Exception {
        pass(session);
        boolean beaten = store.beat(session, held, limit);
        beats.incrementAndGet();
        return beaten;
    }

    @Override
    public Sight look(Set<String> names, Duration limit) throws Exception {
        pass(null);
        CountDownLatch latch = hangingLooks;
        if (latch != null) {
            latch.await();
        }
        return store.look(names, limit);
    }

    @Override
    public boolean declareDead(SessionId session, long beat, Duration limit) throws Exception {
        pass(null);
        return store.declareDead(session, beat, limit);
    }

    @Override
    public Set<String> take(Candidate taker, List<Take> takes, Duration limit) throws Exception {
        pass(taker.id());
        takes.forEach(beforeTake);
        return store.take(taker, takes, limit);
    }

    @Override
    public Set<String> release(SessionId session, List<Holding> names, OptionalInt held, Duration limit)
            throws Exception {
        pass(session);
        return store.release(session, names, held, limit);
    }

    @Override
    public Set<String> synchronize(SessionId session, List<Identifier> identifiers, Duration limit) throws Exception {
        pass(session);
        return store.synchronize(session, identifiers, limit);
    }

    @Override
    public boolean ask(Wish wish, Duration limit) throws Exception {
        pass(wish.session());
        return store.ask(wish, limit);
    }

    @Override
    public boolean askToResign(Holding holding, Duration limit) throws Exception {
        pass(null);
        return store.askToResign(holding, limit);
    }

    @Override
    public boolean delete(SessionId session, boolean own, Duration limit) throws Exception {
        pass(session);
        return store.delete(session, own, limit);
    }

    @Override
    public Bell listen(Runnable onRing) {
        return store.listen(onRing);
    }

    @Override
    public @Nullable TaskStore tasks() {
        return store.tasks();
    }

    @Override
    public void close() {
        store.close();
    }
}
