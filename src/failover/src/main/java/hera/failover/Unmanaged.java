package hera.failover;

import java.util.function.Consumer;

/** A member that does with its mastership what it likes. */
public interface Unmanaged extends Member {
    @Override
    <E extends Event> Unmanaged on(Class<E> type, Consumer<? super E> listener);
}
