package hera.spawn.queue;

import hera.foundation.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The commits of one life of the process, one after another: all that is asked for during one shares the next. */
final class SimulatedCommits {
    /** For so long a commit to a shared disk may be seen there before its Spawn hears of it. */
    private static final int MOST_UNHEARD_MILLIS = 40;

    private final Timer timer;
    private final Random random;
    private final SimulatedDisk disk;
    private final List<Change> queued = new ArrayList<>();
    private final List<Runnable> results = new ArrayList<>();
    private List<Change> inCommit = List.of();
    private boolean committing;
    private boolean crashed;

    /**
     * A change that waits for its commit.
     *
     * @param broken tells that nobody knows whether it took place; null for one whose commit does not break
     */
    private record Change(Runnable apply, @Nullable Runnable broken) {}

    SimulatedCommits(Timer timer, Random random, SimulatedDisk disk) {
        this.timer = timer;
        this.random = random;
        this.disk = disk;
    }

    boolean isCrashed() {
        return crashed;
    }

    /** Of the commit under way, all is on disk, or nothing. */
    void crash() {
        crashed = true;
        if (committing && random.nextBoolean()) {
            inCommit.forEach(change -> change.apply().run());
        }
    }

    /** Tells the result of a change that is being made, once its commit is over. */
    void result(Runnable told) {
        results.add(told);
    }

    void submit(Runnable change, @Nullable Runnable broken) {
        queued.add(new Change(change, broken));
        commit();
    }

    private void commit() {
        if (committing || queued.isEmpty() || crashed) {
            return;
        }
        committing = true;
        inCommit = List.copyOf(queued);
        queued.clear();
        timer.after(Duration.ofMillis(disk.away ? 1000 : 1 + random.nextInt(20)), () -> {
            if (!crashed) {
                finish();
            }
        });
    }

    private void finish() {
        boolean breaks = disk.breaksOneIn > 0
                && random.nextInt(disk.breaksOneIn) == 0
                && inCommit.stream().allMatch(change -> change.broken() != null);
        if (!breaks || random.nextBoolean()) {
            inCommit.forEach(change -> change.apply().run());
        }
        List<Runnable> told = breaks
                ? inCommit.stream()
                        .flatMap(change -> Stream.ofNullable(change.broken()))
                        .toList()
                : List.copyOf(results);
        results.clear();
        inCommit = List.of();
        if (disk.shared) {
            timer.after(Duration.ofMillis(1 + random.nextInt(MOST_UNHEARD_MILLIS)), () -> tell(told));
        } else {
            tell(told);
        }
    }

    private void tell(List<Runnable> told) {
        if (!crashed) {
            committing = false;
            told.forEach(Runnable::run);
            commit();
        }
    }
}
