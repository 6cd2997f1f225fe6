package hera.failover.simulation;

import hera.failover.StoreException;
import hera.failover.Term;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The checks of a durable queue, whose tasks are numbers that any member submits until it is told that they are stored:
 * a task whose submission began after another's had returned runs after it, nothing acknowledged is lost, and each
 * term repeats at most the one task that was running before.
 */
final class DurableQueue implements QueueChecks {
    private static final long AGAIN = 300_000_000;

    /** One task. */
    private static final class Task {
        final long submittedAt;
        long storedAt = Long.MAX_VALUE;
        int submissions;
        int begun;
        boolean done;

        @Nullable
        Boolean result;

        Task(long submittedAt) {
            this.submittedAt = submittedAt;
        }
    }

    private final World world;
    private final String name;
    private final boolean clean;
    private final List<Task> tasks = new ArrayList<>();
    private long term;
    private int lastBegun = -1;
    private int doneBefore;

    DurableQueue(World world, String name, boolean clean) {
        this.world = world;
        this.name = name;
        this.clean = clean;
    }

    @Override
    public void feed() {
        tasks.add(new Task(world.time.now()));
        submit(tasks.size() - 1);
    }

    /** Submits a task at any member, and again where it may not be stored. */
    private void submit(int number) {
        List<Node> all = world.candidates(name).stream()
                .filter(process -> !process.isStopped())
                .toList();
        if (all.isEmpty()) {
            world.time.after(AGAIN, () -> submit(number));
            return;
        }
        Node process = all.get(world.chance.nextInt(all.size()));
        process.later(0, () -> submit(number, process));
        world.time.after(20 * AGAIN, () -> {
            if (tasks.get(number).storedAt == Long.MAX_VALUE) {
                submit(number);
            }
        });
    }

    private void submit(int number, Node process) {
        Task task = tasks.get(number);
        task.submissions++;
        try {
            process.member(name).submit(Integer.toString(number));
            task.storedAt = Math.min(task.storedAt, world.time.now());
        } catch (StoreException e) {
            // It may be stored: it is submitted again later.
        }
    }

    @Override
    public void heard(Node process, String identifier) {
        throw new Violation(process + " hears " + identifier + " of the durable queue " + name);
    }

    @Override
    public void begin(Node process, int number, Term present) {
        Task task = tasks.get(number);
        while (doneBefore < tasks.size() && tasks.get(doneBefore).done) {
            doneBefore++;
        }
        for (int other = doneBefore; other < tasks.size(); other++) {
            if (!tasks.get(other).done && tasks.get(other).storedAt < task.submittedAt) {
                throw new Violation(process + " works on " + number + " of " + name + " before " + other);
            }
        }
        boolean first = present.number() != term;
        boolean again = task.begun > 0 && !Boolean.FALSE.equals(task.result) && task.submissions == 1;
        if (again && (clean || !first || number != lastBegun)) {
            throw new Violation(process + " works on " + number + " of " + name + " again, in " + present);
        }
        term = present.number();
        lastBegun = number;
        task.begun++;
        task.result = null;
    }

    @Override
    public void end(Node process, int number, Term present, @Nullable Boolean result) {
        Task task = tasks.get(number);
        if (present.number() == term) {
            task.result = result == null ? Boolean.FALSE : result;
        }
        task.done |= Boolean.TRUE.equals(result);
    }

    @Override
    public void checkAtTheEnd() {
        for (int number = 0; number < tasks.size(); number++) {
            Task task = tasks.get(number);
            if (task.storedAt == Long.MAX_VALUE || !task.done) {
                throw new Violation(
                        "task %d of %d of %s is lost: %d submissions, begun %d times; %d are left in the store"
                                .formatted(
                                        number,
                                        tasks.size(),
                                        name,
                                        task.submissions,
                                        task.begun,
                                        world.network.left(name)));
            }
        }
        long left = world.network.left(name);
        if (left > 0) {
            throw new Violation(left + " tasks of " + name + " are left");
        }
    }
}
