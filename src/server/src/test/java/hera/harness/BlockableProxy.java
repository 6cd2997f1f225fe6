package hera.harness;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A way to a port that the test can block: each direction by itself, so that bytes wait in it as they do in a network
 * that drops packets, or as a whole, so that connections break and none comes about.
 */
public final class BlockableProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final Gate forth = new Gate();
    private final Gate back = new Gate();
    private volatile boolean cut;
    private volatile boolean gossipCut;

    /** To a port of this host. */
    public BlockableProxy(int target) {
        this.target = target;
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        daemon(this::accept);
    }

    /** Lets bytes pass, or keeps them. */
    private static final class Gate {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition opened = lock.newCondition();
        private boolean shut;

        void shut(boolean now) {
            lock.lock();
            try {
                shut = now;
                opened.signalAll();
            } finally {
                lock.unlock();
            }
        }

        void pass() {
            lock.lock();
            try {
                while (shut) {
                    opened.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Where it begins. */
    public int port() {
        return server.getLocalPort();
    }

    /** What is sent either way waits until it is {@linkplain #heal healed}. */
    public void stall() {
        forth.shut(true);
        back.shut(true);
    }

    /** What the far end sends waits until it is {@linkplain #heal healed}. */
    public void stallAnswers() {
        back.shut(true);
    }

    /** Breaks what is open, and refuses what comes. */
    public void cut() {
        cut = true;
        closeAll();
    }

    /** Breaks what is open, and from then on connections over which gossip is asked for; others pass. */
    public void cutGossip() {
        gossipCut = true;
        closeAll();
    }

    public void heal() {
        cut = false;
        gossipCut = false;
        forth.shut(false);
        back.shut(false);
    }

    @Override
    public void close() {
        closeQuietly(server);
        closeAll();
        heal();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                if (cut) {
                    near.close();
                } else {
                    daemon(() -> join(near));
                }
            }
        } catch (IOException closed) {
            closeAll();
        }
    }

    private void join(Socket near) {
        try {
            open.add(near);
            forth.pass();
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(far);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            daemon(() -> pump(near, far, forth));
            daemon(() -> pump(far, near, back));
            if (cut) {
                closeAll();
            }
        } catch (IOException e) {
            closeQuietly(near);
        }
    }

    private void pump(Socket from, Socket to, Gate gate) {
        byte[] buffer = new byte[16 << 10];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                gate.pass();
                if (gossipCut && asksForGossip(buffer, n)) {
                    break;
                }
                out.write(buffer, 0, n);
            }
            gate.pass();
        } catch (IOException e) {
            // broken, as is all that goes through it
        } finally {
            closeQuietly(from);
            closeQuietly(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private static boolean asksForGossip(byte[] bytes, int length) {
        return new String(bytes, 0, Math.min(length, 32), StandardCharsets.US_ASCII).contains(" /_deltas");
    }

    private void closeAll() {
        open.forEach(BlockableProxy::closeQuietly);
        open.clear();
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "passage");
        thread.setDaemon(true);
        thread.start();
    }
}
