package hera.client.time;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** A wait for something that becomes true on a client's loop. Takes no lock, so virtual threads may wait, too. */
public final class Signal {
    private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(365);

    private final ClientLoop loop;
    private final AtomicReference<CompletableFuture<Boolean>> next = new AtomicReference<>(new CompletableFuture<>());

    public Signal(ClientLoop loop) {
        this.loop = loop;
    }

    /** Makes all waiting threads check their condition again. */
    public void raise() {
        Objects.requireNonNull(next.getAndSet(new CompletableFuture<>())).complete(true);
    }

    /**
     * Waits until a condition holds.
     *
     * @return whether it held in time; false when the thread is interrupted, which stays so
     */
    public boolean await(BooleanSupplier condition, Duration timeout) {
        long millis = timeout.compareTo(Duration.ofMillis(LONGEST_MILLIS)) > 0 ? LONGEST_MILLIS : timeout.toMillis();
        long end = loop.millis() + millis;
        while (true) {
            // Read before the condition is checked, so that no change between the two is missed.
            CompletableFuture<Boolean> raised = Objects.requireNonNull(next.get());
            if (condition.getAsBoolean()) {
                return true;
            }
            long left = end - loop.millis();
            if (left <= 0) {
                return false;
            }
            try {
                raised.get(left, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                return condition.getAsBoolean();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
