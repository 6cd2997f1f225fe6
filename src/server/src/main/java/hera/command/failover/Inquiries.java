package hera.command.failover;

import hera.failover.Mastership;
import hera.failover.store.Holding;
import hera.failover.store.NameRecord;
import hera.failover.store.SessionRecord;
import hera.failover.store.Store;
import hera.failover.store.StoredTask;
import hera.failover.store.TaskStore;
import hera.failover.time.SessionClock;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The inquiries about a name, which make no candidate. Each returns the exit status. */
final class Inquiries {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MOST_TASKS = 1_000;

    private final FailoverOptions options;
    private final Store store;
    private final PrintStream out;
    private final PrintStream err;

    Inquiries(FailoverOptions options, Store store, PrintStream out, PrintStream err) {
        this.options = options;
        this.store = store;
        this.out = out;
        this.err = err;
    }

    /** Prints the present master; returns 0 with a master, 1 without. */
    int status(boolean json) throws Exception {
        Sighting sighting = new Sighting(store, options.name());
        sighting.look();
        out.print(json ? json(sighting) : text(sighting));
        return sighting.isRuled() ? 0 : 1;
    }

    private String text(Sighting sighting) {
        NameRecord row = sighting.row();
        StringBuilder text = new StringBuilder("name        " + Printed.word(options.name()) + "\n");
        text.append("master      ")
                .append(row != null && sighting.isRuled() ? Printed.word(String.valueOf(row.member())) : "none")
                .append('\n');
        if (row != null) {
            text.append("term        ").append(row.term()).append('\n');
            text.append("since       ")
                    .append(Instant.ofEpochMilli(row.sinceMillis()))
                    .append('\n');
            if (row.identifier() != null) {
                text.append("identifier  ")
                        .append(Printed.word(row.identifier()))
                        .append('\n');
            }
        }
        for (SessionRecord session : sighting.sessions().values()) {
            Duration age = sighting.age(session.id());
            text.append("member      ")
                    .append(Printed.word(session.member()))
                    .append(' ')
                    .append(session.id())
                    .append(' ')
                    .append(
                            session.dead()
                                    ? "dead"
                                    : age == null ? "no beat seen" : "beat seen " + age.toMillis() + " ms ago")
                    .append('\n');
        }
        return text.toString();
    }

    private String json(Sighting sighting) {
        NameRecord row = sighting.row();
        StringBuilder json = new StringBuilder("{\"name\": " + Printed.quoted(options.name()));
        json.append(", \"master\": ").append(row != null && sighting.isRuled() ? quoted(row.member()) : "null");
        json.append(", \"term\": ").append(row == null ? "null" : row.term() + "");
        json.append(", \"since\": ")
                .append(
                        row == null
                                ? "null"
                                : quoted(Instant.ofEpochMilli(row.sinceMillis()).toString()));
        json.append(", \"identifier\": ").append(row == null ? "null" : quoted(row.identifier()));
        json.append(", \"members\": [");
        String comma = "";
        for (SessionRecord session : sighting.sessions().values()) {
            json.append(comma)
                    .append("{\"member\": ")
                    .append(quoted(session.member()))
                    .append(", \"session\": ")
                    .append(quoted(session.id().text()))
                    .append(", \"dead\": ")
                    .append(session.dead())
                    .append('}');
            comma = ", ";
        }
        return json.append("]}\n").toString();
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "null" : Printed.quoted(text);
    }

    /** Prints a line now, and one for each change, until the process ends. Waits for a store that fails later on. */
    @SuppressWarnings("InfiniteLoopStatement") // a signal ends it
    int watch() throws Exception {
        Sighting sighting = new Sighting(store, options.name());
        sighting.look();
        String last = "";
        boolean fails = false;
        for (; ; ) {
            String line = line(ruling(sighting));
            if (!line.equals(last)) {
                last = line;
                out.println(line);
                out.flush();
            }
            do {
                Sighting.pause();
                fails = fails(sighting, fails);
            } while (fails || !sighting.isKnown());
        }
    }

    /** Looks once more; reports the first of a row of failures of the store. */
    private boolean fails(Sighting sighting, boolean before) throws InterruptedException {
        try {
            sighting.lookOnce();
            return false;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (!before) {
                err.println("hera: the store " + store.description() + " does not answer: "
                        + Printed.quoted(e.getMessage() + ""));
            }
            return true;
        }
    }

    private Optional<Mastership> ruling(Sighting sighting) {
        NameRecord row = sighting.row();
        return row == null || !sighting.isRuled()
                ? Optional.empty()
                : Optional.of(
                        new Mastership(options.name(), String.valueOf(row.member()), row.term(), Optional.empty()));
    }

    private String line(Optional<Mastership> master) {
        return "failover name=" + Printed.word(options.name())
                + master.map(ruling -> " master=" + Printed.word(ruling.member()) + " term=" + ruling.term())
                        .orElse(" master=none");
    }

    /**
     * Asks the master to hand over, and waits for another term: returns 0, or 1 if none began within ERROR and a lease.
     */
    int resign() throws Exception {
        NameRecord row = row();
        if (row == null || row.holder() == null) {
            err.println("hera: nobody rules " + Printed.word(options.name()));
            return 1;
        }
        long term = row.term();
        SessionClock clock = SessionClock.system();
        long until = clock.getAsLong()
                + options.intervals().error().toNanos()
                + TimeUnit.MILLISECONDS.toNanos(row.leaseMillis());
        store.askToResign(new Holding(options.name(), term), LIMIT);
        while (clock.getAsLong() < until) {
            NameRecord now = row();
            if (now != null && now.term() > term && now.holder() != null) {
                out.println(line(Optional.of(
                        new Mastership(options.name(), String.valueOf(now.member()), now.term(), Optional.empty()))));
                return 0;
            }
            Sighting.pause();
        }
        err.println("hera: " + Printed.word(options.name()) + " has no other term than " + term + " yet");
        return 1;
    }

    private @Nullable NameRecord row() throws Exception {
        return store.look(Set.of(options.name()), LIMIT).names().get(options.name());
    }

    /** Lists the pending tasks, or retries or removes a task that was set aside. */
    int queue(@Nullable String retry, @Nullable String drop) throws Exception {
        TaskStore tasks = store.tasks();
        if (tasks == null) {
            err.println("hera: the store " + store.description() + " has no queues");
            return 2;
        }
        String key = retry == null ? drop : retry;
        if (key != null) {
            boolean done =
                    retry == null ? tasks.drop(options.name(), key, LIMIT) : tasks.retry(options.name(), key, LIMIT);
            if (!done) {
                err.println("hera: no task " + Printed.word(key) + " of " + Printed.word(options.name())
                        + " was set aside");
            }
            return done ? 0 : 1;
        }
        for (StoredTask task : tasks.list(options.name(), MOST_TASKS, LIMIT)) {
            out.println("key=" + Printed.word(task.key()) + " bytes=" + task.task().length + " attempts="
                    + task.attempts() + " term=" + task.term() + (task.aside() ? " aside" : ""));
        }
        long pending = tasks.pending(options.name(), LIMIT);
        out.println("pending " + pending);
        return 0;
    }
}
