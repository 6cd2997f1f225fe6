package hera.foundation.http;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A body subscriber that reads up to a bound and closes the connection beyond it. */
public final class BoundedBody implements BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final int maxBytes;
    private byte[] bytes = new byte[1024];
    private int length;
    private Flow.@Nullable Subscription subscription;

    /** @param maxBytes the bound; zero for an unwanted body, which is dropped at once without an error */
    public BoundedBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The failure of a body beyond its bound. */
    public static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;

        public TooLargeException(int maxBytes) {
            super("the answer has more than " + maxBytes + " bytes");
        }
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription started) {
        subscription = started;
        if (maxBytes == 0) {
            started.cancel();
            whole.complete(new byte[0]);
        } else {
            started.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            int more = buffer.remaining();
            if (more > maxBytes - length) {
                giveUp();
                return;
            }
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int)
                        Math.min(maxBytes, Math.max(length + (long) more, 2L * bytes.length)));
            }
            buffer.get(bytes, length, more);
            length += more;
        }
    }

    private void giveUp() {
        if (subscription != null) {
            subscription.cancel();
        }
        whole.completeExceptionally(new TooLargeException(maxBytes));
    }

    @Override
    public void onError(Throwable failure) {
        whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        whole.complete(Arrays.copyOf(bytes, length));
    }
}
