package hera.client.twin;

import hera.client.time.ClientLoop;
import hera.client.time.Ongoing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A client's loop on virtual time, which can stand still as a stopped process does, or sleep as a laptop does. */
public final class VirtualLoop implements ClientLoop {
    private final TwinTime time;
    private final Deque<Runnable> overdue = new ArrayDeque<>();
    private final Deque<Runnable> late = new ArrayDeque<>();
    private boolean paused;
    private long wallAhead;

    public VirtualLoop(TwinTime time) {
        this.time = time;
    }

    @Override
    public long millis() {
        return time.now();
    }

    @Override
    public long wallMillis() {
        return time.now() + wallAhead;
    }

    @Override
    public void execute(Runnable step) {
        time.after(0, () -> run(step, late));
    }

    @Override
    public Ongoing after(long millis, Runnable step) {
        boolean[] over = new boolean[1];
        Ongoing event = time.after(
                millis,
                () -> run(
                        () -> {
                            if (!over[0]) {
                                step.run();
                            }
                        },
                        overdue));
        return () -> {
            over[0] = true;
            event.cancel();
        };
    }

    /** Stops the process, as SIGSTOP does. */
    public void pause() {
        paused = true;
    }

    /** Lets it go on: what is overdue runs at once, and then what others have for it, for they stood still, too. */
    public void resume() {
        paused = false;
        for (Deque<Runnable> steps : List.of(overdue, late)) {
            while (!steps.isEmpty() && !paused) {
                steps.remove().run();
            }
        }
    }

    /** The machine slept: only the wall clock went on. */
    public void sleptFor(long millis) {
        wallAhead += millis;
    }

    private void run(Runnable step, Deque<Runnable> whilePaused) {
        if (paused) {
            whilePaused.add(step);
        } else {
            step.run();
        }
    }
}
