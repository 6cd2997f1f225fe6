package hera.foundation.server;

import hera.foundation.http.Problem;
import hera.foundation.time.Cancellable;
import hera.foundation.time.Timer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.coyote.ActionCode;

/**
 * A body that arrives after its head, read as it comes and without a thread. The container calls it with the connection's
 * lock in hand, so that the request is either handled or refused.
 */
final class LateBody implements ReadListener {
    /** The attribute of a request that has the body which was read. */
    static final String ATTRIBUTE = LateBody.class.getName();

    private static final int STEP_BYTES = 8 << 10;

    private final Request request;
    private final Response response;
    private final RequestDeadlines deadlines;
    private final int maxBytes;
    private final LateBodies all;
    private final Handler handler;
    private final AsyncContext async;
    private final AsyncResponse refusal;
    private final ServletInputStream in;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final long announced;
    private final AtomicLong received = new AtomicLong();
    private volatile Cancellable deadline = () -> {};
    private boolean takenOver;

    /** The rest of the pipeline, for a request whose body is there. */
    interface Handler {
        void handle(Request request, Response response) throws IOException, ServletException;
    }

    LateBody(
            Request request,
            Response response,
            RequestDeadlines deadlines,
            int maxBytes,
            LateBodies all,
            Handler handler)
            throws IOException {
        this.request = request;
        this.response = response;
        this.deadlines = deadlines;
        this.maxBytes = maxBytes;
        this.all = all;
        this.handler = handler;
        this.announced = request.getContentLengthLong();
        this.in = request.getInputStream();
        this.async = request.startAsync();
        this.refusal = AsyncResponse.of(async, response.getResponse());
    }

    void begin(Timer timer) throws IOException {
        refusal.onClose(this::end);
        if (announced > 2L * maxBytes) {
            refuse(413, "the body has " + announced + " bytes: no request may have more than " + maxBytes);
            return;
        }
        schedule(timer, deadlines.forBody(Math.max(0, announced)));
        in.setReadListener(this);
    }

    private void schedule(Timer timer, Duration allowed) {
        deadline = timer.after(allowed, () -> timeIsUp(timer, allowed));
    }

    /** A body of unknown length has the more time, the more of it has come. */
    private void timeIsUp(Timer timer, Duration allowed) {
        Duration more = deadlines.forBody(Math.max(announced, received.get())).minus(allowed);
        if (more.compareTo(Duration.ZERO) > 0) {
            deadline = timer.after(more, () -> timeIsUp(timer, allowed.plus(more)));
        } else {
            refuse(408, "the body did not arrive within " + allowed.toSeconds() + " s");
        }
    }

    /** Refuses the request, because others need the memory. */
    void giveUp() {
        refuse(503, "too many bodies are on their way, and this one began before the others: send it at once");
    }

    private void refuse(int status, String detail) {
        byte[] problem = Responses.problem(status, detail).json();
        refusal.beforeComplete(() -> request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null));
        refusal.respond(
                head -> {
                    head.setStatus(status);
                    head.setHeader("Connection", "close");
                    head.setContentType(Problem.MEDIA_TYPE);
                    head.setContentLength(problem.length);
                },
                problem);
    }

    @Override
    public void onDataAvailable() throws IOException {
        byte[] step = new byte[STEP_BYTES];
        while (!refusal.hasBegun() && in.isReady()) {
            int length = in.read(step);
            if (length < 0) {
                return;
            }
            add(step, length);
        }
    }

    private void add(byte[] step, int length) {
        long soFar = received.addAndGet(length);
        int kept = Math.min(length, maxBytes + 1 - bytes.size());
        if (kept > 0) {
            bytes.write(step, 0, kept);
            all.grew(this, kept);
        }
        if (soFar > 2L * maxBytes) {
            refuse(413, "the body is too large: no request may have more than " + maxBytes + " bytes");
        }
    }

    @Override
    public void onAllDataRead() throws IOException {
        if (!refusal.leave()) {
            return;
        }
        end();
        request.setAttribute(ATTRIBUTE, this);
        try {
            handler.handle(request, response);
        } catch (ServletException e) {
            throw new IOException(e);
        }
        if (!takenOver) {
            async.complete();
        }
    }

    @Override
    public void onError(Throwable failure) {
        end();
    }

    private void end() {
        deadline.cancel();
        all.remove(this);
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** Returns the request's asynchronous context to a handler that gives its response later. */
    AsyncContext takeOver() {
        takenOver = true;
        return async;
    }
}
