package hera.failover;

import static hera.failover.StoreContract.A;
import static hera.failover.StoreContract.B;
import static hera.failover.StoreContract.LIMIT;
import static hera.failover.StoreContract.candidate;
import static org.assertj.core.api.Assertions.assertThat;

import hera.failover.harness.PostgresServer;
import hera.failover.jdbc.JdbcStore;
import hera.failover.store.NameRecord;
import hera.failover.store.Store;
import hera.failover.store.Take;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A member that is stopped in the middle of a transaction, and goes on much later. */
@Timeout(120)
class StoppedMemberTest {
    private static final Duration SHORT = Duration.ofMillis(400);

    private final AtomicBoolean stops = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch goesOn = new CountDownLatch(1);

    @Test
    void locksOfAStoppedMemberEndAtThePostgresServer() throws Exception {
        String url = PostgresServer.get().emptyDatabase("stopped");
        try (Store member = JdbcStore.of(source(url));
                Store other = StoreUrls.open(url, true)) {
            assertThat(member.join(candidate(A), LIMIT)).isTrue();
            assertThat(other.join(candidate(B), LIMIT)).isTrue();
            assertThat(member.take(candidate(A), List.of(new Take("n", 0, null, true)), LIMIT))
                    .containsExactly("n");
            List<Take> next = List.of(new Take("n", 1, A, false));

            stops.set(true);
            CompletableFuture<Set<String>> taking = CompletableFuture.supplyAsync(() -> {
                try {
                    return member.take(candidate(A), next, SHORT);
                } catch (Exception e) {
                    return Set.of();
                }
            });
            stopped.await();
            assertThat(other.take(candidate(B), next, LIMIT)).containsExactly("n");
            goesOn.countDown();
            assertThat(taking.get()).isEmpty();
            assertThat(other.look(Set.of("n"), LIMIT).names().get("n"))
                    .extracting(NameRecord::holder)
                    .isEqualTo(B);
        } finally {
            goesOn.countDown();
        }
    }

    /** A source of connections that stop before the next COMMIT. */
    private DataSource source(String url) {
        return proxy(
                DataSource.class,
                (method, arguments) -> proxy(Connection.class, stopping(DriverManager.getConnection(url))));
    }

    private Call stopping(Object real) {
        return (method, arguments) -> {
            if (method.getName().equals("execute")
                    && "COMMIT".equals(arguments[0])
                    && stops.compareAndSet(true, false)) {
                stopped.countDown();
                goesOn.await();
            }
            try {
                Object result = method.invoke(real, arguments);
                return method.getName().equals("createStatement") ? proxy(Statement.class, stopping(result)) : result;
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
        };
    }

    /** What a proxy does when a method is called. */
    @FunctionalInterface
    private interface Call {
        Object of(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                StoppedMemberTest.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> call.of(method, arguments)));
    }
}
