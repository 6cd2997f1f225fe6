package hera.failover;

import hera.failover.core.Action;
import hera.failover.core.Answer;
import hera.failover.core.ClockReading;
import hera.failover.core.Core;
import hera.failover.core.Lane;
import hera.failover.core.Profile;
import hera.failover.core.Request;
import hera.failover.core.Tenure;
import hera.failover.core.Tenures;
import hera.failover.store.Bell;
import hera.failover.store.SessionId;
import hera.failover.store.Store;
import hera.failover.time.Identities;
import hera.failover.time.Pool;
import hera.failover.time.SessionClock;
import hera.failover.time.TaskThread;
import hera.failover.time.WorkInterrupt;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running session: the core on its own thread, and calls of the store on others, each with a time limit. The core's
 * actions are carried out in order.
 */
final class Runner implements Host {
    private static final Logger LOG = LoggerFactory.getLogger("failover");
    private static final Logger STATES = LoggerFactory.getLogger("failover:states");
    private static final Logger TESTS = LoggerFactory.getLogger("failover:tests");

    /** The most calls of the store that may hang at once; further calls are not started. */
    static final int MAX_HANGING = 16;

    private final Store store;
    private final Core core;
    private final Tenures tenures = new Tenures();
    private final SessionClock clock = SessionClock.system();
    private final TaskThread loop = new TaskThread("hera-failover", Runner::survived);
    private final Pool pool = new Pool("hera-failover-call", Runner::survived);
    private final Map<String, MemberBase> members = new ConcurrentHashMap<>();
    private final Map<String, WatchView> watches = new ConcurrentHashMap<>();
    private final Map<Long, Call> calls = new ConcurrentHashMap<>();
    private final AtomicLong failures = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private Runnable timer = () -> {};
    private Bell bell = Bell.NONE;
    private boolean listens;
    private volatile boolean answers;
    private volatile SessionId session;
    private final long validity;

    /** A call in progress: its interrupt, and its deadline. */
    private record Call(WorkInterrupt interrupt, long deadline) {}

    Runner(Store store, Intervals intervals, Profile profile) {
        Identities identities = new Identities();
        this.store = store;
        this.validity = intervals.validity().toNanos();
        this.core = new Core(
                intervals.timing(), profile, () -> SessionId.of(identities.getAsLong(), identities.getAsLong()));
        this.session = core.id();
    }

    private static void survived(Throwable thrown) {
        LOG.error("event=failed where=failover", thrown);
    }

    Store store() {
        return store;
    }

    @Override
    public Pool pool() {
        return pool;
    }

    @Override
    public Executor inOrder() {
        return pool.inOrder();
    }

    @Override
    public Runnable schedule(long nanos, Runnable task) {
        return loop.schedule(nanos, task);
    }

    @Override
    public SessionClock clock() {
        return clock;
    }

    @Override
    public @Nullable Tenure tenure(String name) {
        return tenures.of(name);
    }

    void add(MemberBase member) {
        members.put(member.name(), member);
    }

    void add(WatchView watch) {
        watches.put(watch.name(), watch);
        input(now -> core.watch(watch.name(), now));
    }

    void remove(WatchView watch) {
        watches.remove(watch.name(), watch);
        input(now -> core.unwatch(watch.name(), now));
    }

    @Override
    public void run(String name) {
        input(now -> core.run(name, now));
    }

    @Override
    public void resign(String name) {
        input(now -> core.resign(name, now));
    }

    @Override
    public void close(String name) {
        input(now -> core.close(name, now));
    }

    @Override
    public void synchronize(String name, String id) {
        input(now -> core.synchronize(name, id, now));
    }

    @Override
    public void drained(String name, long term) {
        input(now -> core.drained(name, term, now));
    }

    /** Closes everything; waits for the store up to the limit. After that, the lease expires by itself. */
    void close(Duration limit) {
        input(core::closeAll);
        try {
            if (!ended.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("event=left store={} reason=\"the store did not answer in time\"", store.description());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.execute(() -> members.keySet().forEach(name -> tenures.apply(new Action.Left(name, 0))));
        loop.execute(bell::close);
        loop.execute(loop::close);
        calls.values().forEach(call -> call.interrupt.strike());
        pool.close();
    }

    private void input(Function<ClockReading, List<Action>> input) {
        loop.execute(() -> step(input));
    }

    private void step(Function<ClockReading, List<Action>> input) {
        long awake = clock.awake();
        ClockReading now = new ClockReading(clock.getAsLong(), awake);
        calls.values().stream().filter(call -> now.nanos() >= call.deadline).forEach(call -> call.interrupt.strike());
        for (Action action : input.apply(now)) {
            carryOut(action);
        }
        session = core.id();
        timer.run();
        long wakeAt = core.wakeAt();
        if (wakeAt != Long.MAX_VALUE) {
            timer = loop.schedule(wakeAt - clock.getAsLong(), () -> step(core::tick));
        }
    }

    private void carryOut(Action action) {
        tenures.apply(action);
        if (action instanceof Action.Send send) {
            send(send);
        } else if (action instanceof Action.Shown shown) {
            show(shown);
        } else if (action instanceof Action.Ended) {
            ended.countDown();
        } else {
            MemberBase member = members.get(MemberBase.nameOf(action));
            if (member != null) {
                if (action instanceof Action.Changed changed) {
                    STATES.debug("name={} from={} to={}", changed.name(), changed.from(), changed.to());
                }
                member.act(action);
            }
        }
    }

    private void show(Action.Shown shown) {
        MemberBase member = members.get(shown.name());
        if (member != null) {
            member.show(shown);
        }
        WatchView watch = watches.get(shown.name());
        if (watch != null) {
            watch.show(shown);
        }
    }

    private void send(Action.Send send) {
        if (send.request().lane() == Lane.BEAT) {
            clock.compare();
            listen();
        }
        if (calls.size() >= MAX_HANGING) {
            answered(
                    send.id(), new Answer.Unknown(new IllegalStateException(MAX_HANGING + " calls of the store hang")));
            return;
        }
        pool.execute(() -> call(send.id(), send.request(), send.limitNanos()));
    }

    private void listen() {
        if (!listens) {
            listens = true;
            bell = store.listen(() -> input(now -> core.bell(bell.rings(), true, now)));
        }
        boolean rings = bell.rings();
        input(now -> core.bell(rings, false, now));
    }

    private void call(long id, Request request, long limitNanos) {
        WorkInterrupt interrupt = new WorkInterrupt(Thread.currentThread());
        calls.put(id, new Call(interrupt, clock.getAsLong() + limitNanos));
        Answer answer;
        try {
            answer = request.runOn(store, Duration.ofNanos(limitNanos));
        } catch (Throwable e) {
            answer = new Answer.Unknown(e);
        } finally {
            interrupt.disarm();
            calls.remove(id);
        }
        TESTS.debug("request={} answer={}", request, answer);
        answered(id, answer);
    }

    private void answered(long id, Answer answer) {
        answers = !(answer instanceof Answer.Unknown);
        if (!answers) {
            failures.incrementAndGet();
        }
        input(now -> core.answered(id, answer, now));
    }

    Facts facts() {
        long now = clock.getAsLong();
        long until = tenures.validUntil();
        boolean beaten = until != Long.MIN_VALUE;
        return new Facts(
                session.text(),
                store.description(),
                answers,
                beaten ? Optional.of(Duration.ofNanos(now - until + validity)) : Optional.empty(),
                Duration.ofNanos(beaten ? Math.max(0, until - now) : 0),
                failures.get(),
                members.values().stream().map(member -> member.facts(now)).toList());
    }

    @Override
    public void forget(String name) {
        members.remove(name);
    }
}
