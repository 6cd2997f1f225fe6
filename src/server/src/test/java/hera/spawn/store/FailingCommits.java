package hera.spawn.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;

/** Connections one of whose commits fails, with or without having taken place. */
final class FailingCommits {
    private enum Fault {
        NONE,
        BEFORE,
        AFTER
    }

    private final AtomicReference<Fault> next = new AtomicReference<>(Fault.NONE);

    /** The next commit fails and has not taken place. */
    void breakBefore() {
        next.set(Fault.BEFORE);
    }

    /** The next commit takes place, and fails. */
    void loseAnswer() {
        next.set(Fault.AFTER);
    }

    Connection around(Connection real) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    Fault fault = method.getName().equals("commit") ? next.getAndSet(Fault.NONE) : Fault.NONE;
                    if (fault == Fault.BEFORE) {
                        real.rollback();
                        throw new SQLException("the disk broke before the commit");
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        if (fault == Fault.AFTER) {
                            throw new SQLException("the answer to the commit was lost");
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
