package hera.foundation.server;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AsyncResponseTest {
    /**
     * The container takes the connection's lock to be given a listener; the thread that serves the request holds it and
     * goes on to say what is to be done at the end. Once each waited for the other, and with them all who wait.
     */
    @Test
    void theRequestsThreadNeverWaitsForTheOneThatBeginsTheAnswer() throws IOException {
        AtomicBoolean passed = new AtomicBoolean();
        AsyncResponse[] outgoing = new AsyncResponse[1];
        ServletOutputStream stream = new ContainerStream(() -> {
            CompletableFuture.runAsync(() -> outgoing[0].onClose(() -> {}))
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
            passed.set(true);
        });
        outgoing[0] = AsyncResponse.of(fake(AsyncContext.class, stream), fake(HttpServletResponse.class, stream));

        outgoing[0].begin(response -> {});

        assertThat(passed).isTrue();
    }

    private static <T> T fake(Class<T> type, ServletOutputStream stream) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.getName().equals("getOutputStream") ? stream : null));
    }

    private static final class ContainerStream extends ServletOutputStream {
        private final Runnable onListener;

        ContainerStream(Runnable onListener) {
            this.onListener = onListener;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            onListener.run();
        }

        @Override
        public void write(int b) {}
    }
}
