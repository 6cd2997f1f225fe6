package hera.failover;

import hera.failover.core.Action;
import hera.failover.core.Timing;
import hera.failover.store.TaskStore;
import java.time.Duration;

/** A production member with a queue, made for a simulation. */
public final class SimulatedMember {
    private final WorkingMember<String> member;

    private SimulatedMember(WorkingMember<String> member) {
        this.member = member;
    }

    /** Makes one whose queue is in memory. */
    public static SimulatedMember managed(
            SimulatedHost host, String name, Timing timing, Duration drain, Worker<String> worker) {
        Duration retry = Duration.ofNanos(timing.master());
        return new SimulatedMember(new ManagedMember<>(host, name, drain, retry, task -> task, worker));
    }

    /** Makes one whose queue is in the store. */
    public static SimulatedMember durable(
            SimulatedHost host, String name, Timing timing, Duration drain, TaskStore tasks, Worker<String> worker) {
        Intervals intervals = new Intervals(
                Duration.ofNanos(timing.init()),
                Duration.ofNanos(timing.master()),
                Duration.ofNanos(timing.slave()),
                Duration.ofNanos(timing.ticking()),
                Duration.ofNanos(timing.error()));
        return new SimulatedMember(
                new DurableMember<>(host, name, drain, intervals, 0, tasks, task -> task, Codec.text(), worker));
    }

    /** Returns the name that an action is about; empty if it is about none. */
    public static String nameOf(Action action) {
        return MemberBase.nameOf(action);
    }

    /** Carries out an action of the core for this name. */
    public void act(Action action) {
        member.act(action);
    }

    public void submit(String task) {
        member.submitWork(task);
    }

    public int pending() {
        return member.pending();
    }
}
