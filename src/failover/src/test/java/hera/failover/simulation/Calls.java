package hera.failover.simulation;

import hera.failover.Term;
import java.util.ArrayList;
import java.util.List;

/** The calls of one queue's worker that have not ended, in all processes: at most one where its term holds. */
final class Calls {
    /** One call: a task of a term in a process. */
    record Call(Node process, int task, Term term) {}

    private final List<Call> running = new ArrayList<>();

    /** Notes that a call begins; it may, unless another is in progress. */
    Call begin(Node process, String name, int task, Term term) {
        if (!term.holds()) {
            throw new Violation("%s works on task %d of %s after its %s".formatted(process, task, name, term));
        }
        running.removeIf(call -> call.process.isGone());
        for (Call other : running) {
            boolean rules = other.process.canAsk() && other.term.holds();
            if (rules || other.process.equals(process)) {
                throw new Violation("%s works on task %d of %s while %s works on %d"
                        .formatted(process, task, name, other.process, other.task));
            }
        }
        Call call = new Call(process, task, term);
        running.add(call);
        return call;
    }

    void end(Call call) {
        running.remove(call);
    }
}
