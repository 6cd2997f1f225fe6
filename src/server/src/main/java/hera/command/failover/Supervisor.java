package hera.command.failover;

import hera.failover.Event;
import hera.failover.Failover;
import hera.failover.Intervals;
import hera.failover.Managed;
import hera.failover.Term;
import hera.failover.store.Store;
import hera.failover.time.Pool;
import hera.failover.time.TaskThread;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The supervisor of CMD: runs it exactly while this process is master of a name, once for each term. The name is
 * released only when CMD and all its descendants have ended.
 */
final class Supervisor {
    /** The exit status when mastership is lost and CMD is to run only once. */
    static final int LOST = 75;

    private static final int FAILED = 1;

    /** The longest time between two pings of the watcher. */
    private static final Duration MOST_PING = Duration.ofMillis(500);

    private final FailoverOptions options;
    private final Store store;
    private final PrintStream err;
    private final String self;
    private final Pool pool = new Pool("hera-failover-command", this::survived);
    private final TaskThread loop = new TaskThread("hera-failover-command", this::survived);
    private final CompletableFuture<Integer> result = new CompletableFuture<>();
    private volatile @Nullable Failover failover;
    private volatile @Nullable Managed<String> member;
    private @Nullable WatcherProcess next; // guarded by this, as are the next
    private @Nullable WatcherProcess running;
    private long lastTerm;
    private boolean over;
    private boolean storeFails;

    Supervisor(FailoverOptions options, Store store, PrintStream err, String self) {
        this.options = options;
        this.store = store;
        this.err = err;
        this.self = self;
    }

    /** Returns the exit status. */
    int run() throws IOException, InterruptedException {
        int unusable = Programs.check(options.command().get(0));
        if (unusable != 0) {
            String what = unusable == Programs.NOT_FOUND ? "not found" : "cannot be run";
            err.println("hera: " + options.command().get(0) + ": " + what);
            return unusable;
        }
        prepare();
        Intervals intervals = options.intervals();
        Failover failover = Failover.builder()
                .store(store)
                .intervals(intervals)
                .member(self)
                .priority(options.priority())
                .drain(options.grace().plusSeconds(3))
                .open();
        Managed<String> member = failover.managed(options.name(), command -> command, this::work);
        member.on(Event.class, this::report);
        member.submitWork("command");
        Signals.handle(List.of("INT", "TERM", "HUP"), signal -> pool.execute(() -> end(failover, signal)));
        this.failover = failover;
        this.member = member;
        member.run();
        int status = result.join();
        discardNext();
        return status;
    }

    private void survived(Throwable thrown) {
        err.println("hera: " + thrown);
    }

    private synchronized void prepare() throws IOException {
        Duration quarter = options.intervals().master().dividedBy(4);
        Duration ping = quarter.compareTo(MOST_PING) < 0 ? quarter : MOST_PING;
        next = WatcherProcess.start(
                options.name(),
                options.command(),
                options.grace(),
                ping.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : ping,
                loop,
                pool);
    }

    private synchronized void discardNext() {
        WatcherProcess unused = next;
        next = null;
        if (unused != null) {
            unused.discard();
        }
    }

    /**
     * Runs CMD as the work of the mastership. The result is always false, so that the task stays queued for the next
     * master.
     */
    private synchronized CompletionStage<Boolean> work(String task, Term term) {
        WatcherProcess watcher = next;
        if (over || watcher == null || term.number() <= lastTerm) {
            return CompletableFuture.failedStage(new IllegalStateException("once for each term"));
        }
        lastTerm = term.number();
        next = null;
        running = watcher;
        return watcher.run(term).thenApply(end -> ended(end, term));
    }

    private synchronized boolean ended(WatcherProcess.End end, Term term) {
        running = null;
        if (over) {
            return false;
        }
        if (end.reason() == WatcherProcess.Reason.SELF) {
            finish(end.status());
        } else if (options.once()) {
            finish(LOST);
        } else {
            again(end, term);
        }
        return false;
    }

    /** Prepares for another term, and resigns from this one if it was not lost. */
    private void again(WatcherProcess.End end, Term term) {
        if (end.reason() == WatcherProcess.Reason.UNWATCHED) {
            err.println("failover name=" + Printed.word(options.name()) + " error=\"the watcher is gone\"");
        }
        try {
            prepare();
        } catch (IOException e) {
            survived(e);
            finish(FAILED);
            return;
        }
        if (term.holds()) {
            Managed<String> present = Objects.requireNonNull(member);
            pool.execute(present::resign);
        }
    }

    /** Releases the name and ends with that exit status. */
    private synchronized void finish(int status) {
        over = true;
        Failover present = Objects.requireNonNull(failover);
        pool.execute(() -> {
            present.close();
            result.complete(status);
        });
    }

    private void end(Failover present, String signal) {
        WatcherProcess watcher;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            watcher = running;
        }
        if (watcher != null) {
            watcher.stop(signal);
        }
        present.close();
        result.complete(Signals.status(signal));
    }

    private void report(Event event) {
        String line = "failover name=" + Printed.word(options.name());
        if (event instanceof Event.StateChange change) {
            if (!change.newState().equals("master")) {
                err.println(line + " state=" + change.newState() + " member=" + Printed.word(self));
            }
        } else if (event instanceof Event.Master master) {
            err.println(line + " state=master term=" + master.term().number() + " member=" + Printed.word(self));
        } else if (event instanceof Event.Error error) {
            storeFails = true;
            err.println(line + " store=" + Printed.word(store.description()) + " error="
                    + Printed.quoted(String.valueOf(error.cause().getMessage())));
        } else if (event instanceof Event.Info && storeFails) {
            storeFails = false;
            err.println(line + " store=" + Printed.word(store.description()) + " connected");
        } else if (event instanceof Event.Panic panic) {
            err.println(line + " panic="
                    + Printed.quoted(String.valueOf(panic.cause().getMessage())));
        }
    }
}
