package hera.failover.harness;

import hera.failover.Event;
import hera.failover.Failover;
import hera.failover.Intervals;
import hera.failover.Member;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Shared parts of the tests of members: intervals that a busy machine keeps, and a record of events. */
public final class Members {
    public static final Intervals BRISK = Intervals.parse("master=800,slave=1600,ticking=1600,error=400");

    private Members() {}

    public static ConditionFactory await() {
        return Awaitility.await().pollInterval(Duration.ofMillis(10)).atMost(Duration.ofSeconds(60));
    }

    public static Failover open(hera.failover.store.Store store, String member) {
        return Failover.builder()
                .store(store)
                .member(member)
                .intervals(BRISK)
                .drain(Duration.ofMillis(500))
                .open();
    }

    /** Returns what is told from now on, as text. */
    public static List<String> record(Member member) {
        List<String> told = new CopyOnWriteArrayList<>();
        member.on(Event.class, event -> told.add(textOf(event)));
        return told;
    }

    private static String textOf(Event event) {
        if (event instanceof Event.StateChange change) {
            return change.oldState() + " => " + change.newState();
        }
        return event instanceof Event.Synchronize sync ? "synchronize " + sync.id() : event.name();
    }

    /** Runs it and waits until it is master. */
    public static <M extends Member> M rule(M member) {
        member.run();
        await().until(member::isMaster);
        return member;
    }
}
