package hera.failover;

import hera.failover.core.Action;
import hera.failover.store.NameRecord;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A view of the master, updated by the session's looks at the store. */
final class WatchView implements Watch {
    private final Runner runner;
    private final String name;
    private final Executor events;
    private final List<Consumer<Optional<Mastership>>> listeners = new CopyOnWriteArrayList<>();
    private volatile Optional<Mastership> master = Optional.empty();

    WatchView(Runner runner, String name) {
        this.runner = runner;
        this.name = name;
        this.events = runner.pool().inOrder();
    }

    String name() {
        return name;
    }

    @Override
    public Optional<Mastership> master() {
        return master;
    }

    @Override
    public Watch onChange(Consumer<Optional<Mastership>> listener) {
        listeners.add(listener);
        return this;
    }

    void show(Action.Shown shown) {
        NameRecord row = shown.row();
        Optional<Mastership> now = row == null || !shown.rules()
                ? Optional.empty()
                : Optional.of(new Mastership(
                        name,
                        row.member() == null ? "" : row.member(),
                        row.term(),
                        Optional.ofNullable(row.identifier())));
        if (!now.equals(master)) {
            master = now;
            events.execute(() -> listeners.forEach(listener -> listener.accept(now)));
        }
    }

    @Override
    public void close() {
        runner.remove(this);
    }
}
