package hera.failover;

import java.time.Duration;
import java.util.function.Consumer;

/** A member without a task queue. */
final class UnmanagedMember extends MemberBase implements Unmanaged {
    UnmanagedMember(Host host, String name, Duration drain) {
        super(host, name, drain);
    }

    @Override
    public <E extends Event> Unmanaged on(Class<E> type, Consumer<? super E> listener) {
        listen(type, listener);
        return this;
    }
}
