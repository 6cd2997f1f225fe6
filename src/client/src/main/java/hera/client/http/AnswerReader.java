package hera.client.http;

import hera.client.time.ClientLoop;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way from the JDK's threads to the client's loop. Judges the head before any byte of the body is
 * taken, bounds the body while it is read, and says nothing any more once it is cancelled.
 */
final class AnswerReader {
    private final ClientLoop loop;
    private final NodeRequest request;
    private final Receiver receiver;

    /** By the loop's thread only. */
    private boolean over;

    private volatile boolean cancelled;
    private volatile Flow.@Nullable Subscription subscription;

    AnswerReader(ClientLoop loop, NodeRequest request, Receiver receiver) {
        this.loop = loop;
        this.request = request;
        this.receiver = receiver;
    }

    /** A body with more bytes than allowed. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(int mostBytes) {
            super("the answer has more than " + mostBytes + " bytes");
        }
    }

    /** A head that was not wanted. */
    static final class UnwantedException extends IOException {
        private static final long serialVersionUID = 1L;

        UnwantedException(int status) {
            super("the answer, a " + status + ", is not of this environment");
        }
    }

    void cancel() {
        cancelled = true;
        over = true;
        Flow.Subscription reading = subscription;
        if (reading != null) {
            reading.cancel();
        }
    }

    void fail(RequestFailure failure) {
        end(() -> receiver.failed(failure));
    }

    private void end(Runnable last) {
        step(() -> {
            over = true;
            last.run();
        });
    }

    private void step(Runnable step) {
        loop.execute(() -> {
            if (!over) {
                step.run();
            }
        });
    }

    BodySubscriber<Boolean> subscriber(ResponseInfo info) {
        Map<String, String> headers = new HashMap<>();
        info.headers().map().forEach((name, values) -> {
            if (!values.isEmpty()) {
                headers.put(name.toLowerCase(Locale.ROOT), values.get(0));
            }
        });
        return new Reader(new Head(info.statusCode(), headers));
    }

    private final class Reader implements BodySubscriber<Boolean> {
        private final CompletableFuture<Boolean> done = new CompletableFuture<>();
        private final Head head;
        private final boolean streamed;
        private final List<byte[]> chunks = new ArrayList<>();
        private int length;

        Reader(Head head) {
            this.head = head;
            this.streamed = request.streamed() && head.status() == 200;
        }

        @Override
        public CompletionStage<Boolean> getBody() {
            return done;
        }

        @Override
        public void onSubscribe(Flow.Subscription reading) {
            subscription = reading;
            if (cancelled || !request.wanted().test(head)) {
                reading.cancel();
                done.completeExceptionally(new UnwantedException(head.status()));
                return;
            }
            if (streamed) {
                step(() -> receiver.opened(head));
            }
            reading.request(streamed ? 1 : Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                byte[] chunk = new byte[buffer.remaining()];
                buffer.get(chunk);
                if (streamed) {
                    step(() -> receiver.received(chunk));
                } else if (chunk.length > request.mostBytes() - length) {
                    tooLarge();
                    return;
                } else {
                    length += chunk.length;
                    chunks.add(chunk);
                }
            }
            if (streamed) {
                step(this::readOn);
            }
        }

        /** A stream is read no faster than the loop works. */
        private void readOn() {
            Flow.Subscription reading = subscription;
            if (reading != null) {
                reading.request(1);
            }
        }

        private void tooLarge() {
            Flow.Subscription reading = subscription;
            if (reading != null) {
                reading.cancel();
            }
            chunks.clear();
            done.completeExceptionally(new TooLargeException(request.mostBytes()));
        }

        @Override
        public void onError(Throwable error) {
            done.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            if (done.isDone()) {
                return;
            }
            if (streamed) {
                end(() -> receiver.failed(new RequestFailure(RequestFailure.Kind.ENDED, "the node ended the stream")));
            } else {
                NodeAnswer answer = new NodeAnswer(head, joined());
                end(() -> receiver.answered(answer));
            }
            done.complete(true);
        }

        private byte[] joined() {
            ByteBuffer body = ByteBuffer.allocate(length);
            chunks.forEach(body::put);
            return body.array();
        }
    }
}
