package hera.foundation.server;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * A body that is not complete when its head is read. The thread of its request reads it; {@link LateBodies} ends the
 * reading from another thread when its deadline passes.
 */
final class LateBody implements InputBuffer {
    private final ServedConnection connection;
    private final InputBuffer source;
    private final LateBodies all;

    /** The time, on the aging clock, at which the head was complete. */
    final long beganMillis;

    private final long announced;
    private volatile long received;
    private volatile boolean complete;
    private volatile boolean refused;

    // Guarded by this.
    private boolean over;
    private boolean cut;
    private boolean late;

    /** @param announced the body's length in bytes; negative if it is unknown */
    LateBody(ServedConnection connection, InputBuffer source, long announced, LateBodies all, long beganMillis) {
        this.connection = connection;
        this.source = source;
        this.announced = announced;
        this.all = all;
        this.beganMillis = beganMillis;
    }

    /** Returns the announced length, or else the bytes received so far. */
    long size() {
        return Math.max(announced, received);
    }

    /** Says that nobody will read it: its sender has a moment to end it. */
    void refuse() {
        refused = true;
    }

    boolean isRefused() {
        return refused;
    }

    boolean isComplete() {
        return complete;
    }

    /** Reads into the handler's buffer. A cut body fails as a timeout, which the container answers with 408. */
    @Override
    public int doRead(ApplicationBufferHandler handler) throws IOException {
        int read;
        try {
            read = source.doRead(handler);
        } catch (IOException e) {
            throw isCut() ? late() : e;
        }
        if (read < 0 && isCut()) {
            throw late();
        }
        long sum = received + Math.max(0, read);
        received = sum;
        if (read < 0 || sum == announced) {
            complete = true;
            end();
        }
        return read;
    }

    @Override
    public int available() {
        return source.available();
    }

    /** Reads and drops the rest, up to the given number of bytes: otherwise it would be parsed as another request. */
    void drain(long most) throws IOException {
        Rest rest = new Rest();
        while (!complete && received <= most && doRead(rest) >= 0) {
            rest.bytes.position(rest.bytes.limit());
        }
        if (!complete) {
            cut();
        }
    }

    private synchronized boolean isCut() {
        return cut;
    }

    private static SocketTimeoutException late() {
        return new SocketTimeoutException("the body did not arrive in time");
    }

    /** Ends the reading because of a deadline; returns false if it had ended already. */
    synchronized boolean cutLate() {
        boolean first = cut();
        late = first && !refused;
        return first;
    }

    /** Returns whether it did not come in time, and was to be read. */
    synchronized boolean isLate() {
        return late;
    }

    /** Ends the reading; returns false if it had ended already. */
    synchronized boolean cut() {
        if (over) {
            return false;
        }
        over = true;
        cut = true;
        connection.stopReading();
        return true;
    }

    /** Removes the deadline: the body is complete, or its request has ended. */
    void end() {
        synchronized (this) {
            over = true;
        }
        all.remove(this);
    }

    @Override
    public String toString() {
        return connection.toString();
    }

    /** A buffer for the rest, which is dropped. */
    private static final class Rest implements ApplicationBufferHandler {
        ByteBuffer bytes = ByteBuffer.allocate(0);

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            bytes = buffer;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return bytes;
        }

        @Override
        public void expand(int size) {}
    }
}
