import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Sends PUTs of which a byte comes each 5 s. Whoever is cut comes again on a new connection.
 *
 * <p>Arguments: port; "body" or "head", of which the bytes are; how many at a time; how many new ones a second besides, each
 * left to itself; seconds.
 */
public final class Slow {
    private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final int port;
    private final byte[] begin;
    private final Queue<Sender> senders = new ArrayDeque<>();

    private Slow(int port, boolean body) {
        this.port = port;
        String head = "PUT /slow/a HTTP/1.1\r\nHost: localhost\r\n" + (body ? "Content-Length: 1000\r\n\r\n{" : "X-Slow: ");
        this.begin = head.getBytes(StandardCharsets.US_ASCII);
    }

    private final class Sender {
        final SocketChannel socket;
        long nextAt = System.nanoTime() + STEP_NANOS;

        Sender() throws IOException {
            socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.write(ByteBuffer.wrap(begin));
            socket.configureBlocking(false);
        }

        /** Returns whether the server has ended it. */
        boolean isCut(long now) {
            try {
                if (socket.read(ByteBuffer.allocate(1024)) != 0) {
                    socket.close();
                    return true;
                }
                if (now >= nextAt) {
                    nextAt = now + STEP_NANOS;
                    socket.write(ByteBuffer.wrap(new byte[] {'x'}));
                }
                return false;
            } catch (IOException e) {
                return true;
            }
        }
    }

    public static void main(String[] args) throws Exception {
        Slow slow = new Slow(Integer.parseInt(args[0]), args[1].equals("body"));
        slow.run(Integer.parseInt(args[2]), Integer.parseInt(args[3]), Long.parseLong(args[4]));
    }

    private void run(int most, int newEachSecond, long seconds) throws Exception {
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        long fresh = 0;
        for (long now = start; now < end; now = System.nanoTime()) {
            for (Iterator<Sender> each = senders.iterator(); each.hasNext(); ) {
                if (each.next().isCut(now)) {
                    each.remove();
                }
            }
            while (senders.size() < most) {
                senders.add(new Sender());
            }
            for (; fresh < (now - start) / 1e9 * newEachSecond; fresh++) {
                senders.add(new Sender());
            }
            TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
        }
    }
}
