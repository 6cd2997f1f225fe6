import hera.failover.Event;
import hera.failover.Failover;
import hera.failover.StoreUrls;
import hera.failover.Unmanaged;
import hera.failover.store.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A member of some names, in a process of its own, that {@link FailoverFigures} talks to: it prints when it became master
 * or slave of the last of its names, by the monotonic clock, which all processes of a machine share.
 *
 * <p>Arguments: the store, how many names. It is told {@code resign} and {@code count} on its standard input.
 */
public final class FailoverMember {
    private FailoverMember() {}

    public static void main(String[] args) throws IOException {
        int threads = Thread.getAllStackTraces().size();
        AtomicLong reads = new AtomicLong();
        AtomicLong writes = new AtomicLong();
        int count = Integer.parseInt(args[1]);
        AtomicInteger masters = new AtomicInteger();
        AtomicInteger slaves = new AtomicInteger();
        Failover failover =
                Failover.builder().store(counting(StoreUrls.open(args[0], true), reads, writes)).open();
        List<Unmanaged> members = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            Unmanaged member = failover.unmanaged("n" + number);
            member.on(Event.Master.class, event -> tell("master", masters.incrementAndGet() % count));
            member.on(Event.Slave.class, event -> tell("slave", slaves.incrementAndGet() % count));
            members.add(member);
        }
        members.forEach(Unmanaged::run);
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            if (order.equals("resign")) {
                tell("resigns", 0);
                members.forEach(Unmanaged::resign);
            } else {
                int added = Thread.getAllStackTraces().size() - threads;
                System.out.println("count " + writes.get() + " " + reads.get() + " " + added);
            }
        }
        System.exit(0);
    }

    private static void tell(String what, int left) {
        if (left == 0) {
            System.out.println(what + " " + System.nanoTime());
        }
    }

    private static Store counting(Store store, AtomicLong reads, AtomicLong writes) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (self, method, arguments) -> {
                    if (method.getName().equals("look")) {
                        reads.incrementAndGet();
                    } else if (method.getReturnType() != void.class
                            && !List.of("listen", "tasks", "description").contains(method.getName())) {
                        writes.incrementAndGet();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }
}
