package hera.failover.simulation;

import hera.failover.Term;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The checks of a managed queue, whose tasks are numbers that are fed to all members in their order: worked off in that
 * order, none lost that a living member was fed, and none twice whose identifier the master had heard in time.
 */
final class ManagedQueue implements QueueChecks {
    /** What one process was fed, the identifiers that it gave or heard, and the greatest whose task it held then. */
    private static final class Fed {
        int first = Integer.MAX_VALUE;
        int last = -1;
        int passed = -1;
        final Set<Integer> knows = new HashSet<>();

        boolean holds(int task) {
            return first <= task && task <= last;
        }
    }

    private final World world;
    private final String name;
    private final boolean clean;
    private final Map<Node, Fed> fed = new HashMap<>();
    private final Map<Integer, Long> termOf = new HashMap<>();
    private final BitSet done = new BitSet();
    private final BitSet excused = new BitSet();
    private int next;

    ManagedQueue(World world, String name, boolean clean) {
        this.world = world;
        this.name = name;
        this.clean = clean;
    }

    private Fed of(Node process) {
        return fed.computeIfAbsent(process, any -> new Fed());
    }

    @Override
    public void feed() {
        int task = next++;
        for (Node process : world.candidates(name)) {
            process.later(0, () -> {
                Fed its = of(process);
                its.first = Math.min(its.first, task);
                its.last = task;
                process.member(name).submit(Integer.toString(task));
            });
        }
    }

    @Override
    public void heard(Node process, String identifier) {
        Fed its = of(process);
        int task = Integer.parseInt(identifier);
        its.knows.add(task);
        if (its.holds(task)) {
            its.passed = Math.max(its.passed, task);
        }
    }

    @Override
    public void begin(Node process, int task, Term term) {
        Fed its = of(process);
        for (int before = its.first; before < task; before++) {
            if (!done.get(before) && !excused.get(before)) {
                throw new Violation(process + " works on " + task + " of " + name + " before " + before);
            }
        }
        if (done.get(task)) {
            Long formerTerm = termOf.get(task);
            if (clean || task <= its.passed || (formerTerm != null && formerTerm == term.number())) {
                throw new Violation(process + " works on " + task + " of " + name + " again, in " + term
                        + ", it was done in term " + formerTerm);
            }
        }
        Integer written = world.network.identifier(name, term.number());
        if (written != null && !its.knows.contains(written)) {
            throw new Violation(process + " works on " + task + " of " + name + " and has not heard of " + written);
        }
    }

    @Override
    public void end(Node process, int task, Term term, @Nullable Boolean result) {
        if (Boolean.TRUE.equals(result) && term.holds()) {
            done.set(task);
            termOf.put(task, term.number());
            Fed its = of(process);
            its.knows.add(task);
            its.passed = Math.max(its.passed, task);
            excused.set(0, Math.min(its.first, task));
        }
    }

    @Override
    public void checkAtTheEnd() {
        for (Node process : world.candidates(name)) {
            Fed its = of(process);
            for (int task = its.first; task <= its.last; task++) {
                if (!done.get(task) && !excused.get(task)) {
                    throw new Violation("task " + task + " of " + name + ", which " + process + " was fed, is lost");
                }
            }
            boolean knowsAll = process.isMaster(name) || its.passed == its.last;
            if (knowsAll && process.member(name).pending() > 0) {
                throw new Violation(
                        process + " still holds " + process.member(name).pending() + " tasks of " + name);
            }
        }
    }
}
