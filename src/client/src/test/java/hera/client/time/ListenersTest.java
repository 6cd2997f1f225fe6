package hera.client.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ListenersTest {
    private final Deque<Runnable> work = new ArrayDeque<>();
    private final List<Integer> called = new ArrayList<>();

    private void runAll() {
        while (!work.isEmpty()) {
            work.remove().run();
        }
    }

    @Test
    void callsAreInOrderAndOneAtATime() {
        Listeners listeners = new Listeners(work::add, null);
        for (int i = 0; i < 100; i++) {
            int number = i;
            listeners.call(() -> called.add(number));
            assertThat(work).hasSize(1);
        }
        runAll();
        assertThat(called).hasSize(100).isSorted();
    }

    @Test
    void listenerThatThrowsStopsNoOther() {
        Listeners listeners = new Listeners(work::add, null);
        listeners.call(() -> {
            throw new StackOverflowError();
        });
        listeners.call(() -> called.add(1));
        runAll();
        assertThat(called).containsExactly(1);
    }

    @Test
    void executorThatRefusesStopsNoLaterCall() {
        boolean[] refuses = {true};
        Listeners listeners = new Listeners(work::add, call -> {
            if (refuses[0]) {
                throw new RejectedExecutionException();
            }
            call.run();
        });
        listeners.call(() -> called.add(1));
        runAll();
        refuses[0] = false;
        listeners.call(() -> called.add(2));
        runAll();
        assertThat(called).containsExactly(2);
    }

    @Test
    void usersExecutorGetsOneCallAtATime() {
        Deque<Runnable> users = new ArrayDeque<>();
        Listeners listeners = new Listeners(work::add, users::add);
        listeners.call(() -> called.add(1));
        listeners.call(() -> called.add(2));
        runAll();
        assertThat(users).hasSize(1);
        users.remove().run();
        runAll();
        assertThat(called).containsExactly(1);
        users.remove().run();
        assertThat(called).containsExactly(1, 2);
    }
}
