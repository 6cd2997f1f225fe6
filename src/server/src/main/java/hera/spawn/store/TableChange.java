package hera.spawn.store;

import java.sql.SQLException;
import java.util.function.Consumer;

/**
 * A change of the log other than an appended write, which waits for its commit.
 *
 * @param <T> its result
 */
final class TableChange<T> implements LogChange {
    private final Act<T> act;
    private final Consumer<T> done;
    private final T ifFailed;
    private T result;

    /** The work of a change, within a transaction. */
    interface Act<T> {
        T apply(LogTables tables) throws SQLException;
    }

    /**
     * @param ifFailed the result of a change that did not take place
     */
    TableChange(Act<T> act, T ifFailed, Consumer<T> done) {
        this.act = act;
        this.ifFailed = ifFailed;
        this.result = ifFailed;
        this.done = done;
    }

    /** Makes the change, within a transaction. */
    void apply(LogTables tables) throws SQLException {
        result = act.apply(tables);
    }

    @Override
    public void succeeded() {
        done.accept(result);
    }

    @Override
    public void failed(String reason) {
        done.accept(ifFailed);
    }

    @Override
    public long bytes() {
        return 0;
    }
}
