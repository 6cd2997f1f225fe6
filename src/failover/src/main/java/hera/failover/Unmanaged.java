package hera.failover;

import java.util.function.Consumer;

/** A member whose program manages its own work. */
public interface Unmanaged extends Member {
    @Override
    <E extends Event> Unmanaged on(Class<E> type, Consumer<? super E> listener);
}
