package hera.failover.harness;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A way to a port of this host that loses one message when a test says so, and breaks the connection then: the request,
 * before the server sees it, or its answer, after the server has done it.
 */
public final class Relay implements AutoCloseable {
    /** Which message is lost. */
    public enum Loss {
        NOTHING,
        REQUEST,
        ANSWER
    }

    private final ServerSocket server;
    private final int target;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private Loss loss = Loss.NOTHING; // guarded by this, as is the next
    private int left;

    /** Begins to relay to that port. */
    public Relay(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    /** Returns the port where it begins. */
    public int port() {
        return server.getLocalPort();
    }

    /** Loses a message of the request after that many more, counted from 0; nothing: takes back what was to be lost. */
    public synchronized void lose(Loss what, int after) {
        loss = what;
        left = after;
    }

    /** Returns whether a message is still to be lost. */
    public synchronized boolean isArmed() {
        return loss != Loss.NOTHING;
    }

    /** Returns what is to be lost of a request that comes now. */
    private synchronized Loss next() {
        if (loss == Loss.NOTHING || left-- > 0) {
            return Loss.NOTHING;
        }
        Loss now = loss;
        loss = Loss.NOTHING;
        return now;
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                new Way(near, far).begin();
            }
        } catch (IOException e) {
            close();
        }
    }

    @Override
    public void close() {
        closeQuietly(server);
        open.forEach(Relay::closeQuietly);
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    /** A connection through it. */
    private final class Way {
        private final Socket near;
        private final Socket far;
        private volatile boolean losesAnswer;

        Way(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        void begin() {
            open.add(near);
            open.add(far);
            daemon(() -> pump(near, far, true));
            daemon(() -> pump(far, near, false));
        }

        private void pump(Socket from, Socket to, boolean forth) {
            byte[] buffer = new byte[64 << 10];
            try {
                InputStream in = from.getInputStream();
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    if (forth ? isLost() : losesAnswer) {
                        break;
                    }
                    to.getOutputStream().write(buffer, 0, count);
                }
            } catch (IOException e) {
                // Broken, as is all that goes through it.
            } finally {
                closeQuietly(near);
                closeQuietly(far);
            }
        }

        private boolean isLost() {
            Loss now = next();
            losesAnswer |= now == Loss.ANSWER;
            return now == Loss.REQUEST;
        }
    }
}
