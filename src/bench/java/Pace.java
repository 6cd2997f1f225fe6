import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends PUTs at a constant rate over 32 kept-alive connections and prints {@code PACE <answers> <errors> <p50 ms> <p99 ms>
 * <p99.9 ms> <max ms> <answers a second>}. A latency is counted from the moment at which the request was due, not from
 * when a busy connection let it go, so a server that stalls is charged for all that it made wait.
 *
 * <p>Arguments: ports with commas between, path, instances, rate a second, seconds, seconds at the beginning that do not
 * count, "same", "changed" or "renew". With several ports each instance goes from one to the next.
 */
public final class Pace {
    private static final int CONNECTIONS = 32;
    private static final long NAP_NANOS = 20_000;
    private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Selector selector;
    private final String path;
    private final int instances;
    private final String sends;
    private final List<Channel> channels = new ArrayList<>();
    private final ArrayDeque<Channel> idle = new ArrayDeque<>();
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private final Histogram latencies = new Histogram();
    private long countFrom;
    private long sent;
    private long errors;

    private final class Channel {
        final SocketChannel socket;
        final ByteBuffer in = ByteBuffer.allocate(4096);
        long due;

        Channel(int port) throws IOException {
            socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.configureBlocking(false);
            socket.register(selector, SelectionKey.OP_READ, this);
        }

        void send(long whenDue) throws IOException {
            due = whenDue;
            ByteBuffer out = ByteBuffer.wrap(request(sent++).getBytes(StandardCharsets.US_ASCII));
            while (out.hasRemaining()) {
                socket.write(out);
            }
        }

        /** Answers are 204 without a body, or something is wrong anyway. */
        void read() throws IOException {
            if (socket.read(in) < 0) {
                throw new IOException("the server closed a connection");
            }
            if (!endsHead()) {
                return;
            }
            if (due >= countFrom) {
                latencies.add(System.nanoTime() - due);
                if (in.get(9) != '2') {
                    errors++;
                }
            }
            in.clear();
            idle.add(this);
        }

        private boolean endsHead() {
            int at = in.position() - END.length;
            for (int i = 0; at >= 0 && i < END.length; i++) {
                if (in.get(at + i) != END[i]) {
                    return false;
                }
            }
            return at >= 0;
        }
    }

    private Pace(String[] ports, String path, int instances, String sends) throws IOException {
        this.selector = Selector.open();
        this.path = path;
        this.instances = instances;
        this.sends = sends;
        for (int i = 0; i < CONNECTIONS; i++) {
            channels.add(new Channel(Integer.parseInt(ports[i % ports.length])));
        }
        idle.addAll(channels);
    }

    public static void main(String[] args) throws IOException {
        Pace pace = new Pace(
                args[0].split(","), args[1], Integer.parseInt(args[2]), args.length < 7 ? "changed" : args[6]);
        pace.run(Double.parseDouble(args[3]), Double.parseDouble(args[4]), Double.parseDouble(args[5]));
    }

    private void run(double rate, double seconds, double unmeasuredSeconds) throws IOException {
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        countFrom = start + (long) (unmeasuredSeconds * 1e9);
        long due = 0;
        long now = start;
        while (now < end || idle.size() < CONNECTIONS && now < end + 5_000_000_000L) {
            boolean busy = false;
            while (now < end && start + (long) (due * 1e9 / rate) <= now) {
                waiting.add(start + (long) (due++ * 1e9 / rate));
            }
            while (!idle.isEmpty() && !waiting.isEmpty() && now < end) {
                idle.poll().send(waiting.poll());
                busy = true;
            }
            busy |= selector.selectNow(key -> read((Channel) key.attachment())) > 0;
            if (!busy) {
                LockSupport.parkNanos(NAP_NANOS);
            }
            now = System.nanoTime();
        }
        long measured = latencies.count();
        System.out.printf(
                "PACE %d %d %.3f %.3f %.3f %.3f %.0f%n",
                measured,
                errors + waiting.size(),
                latencies.millis(0.5),
                latencies.millis(0.99),
                latencies.millis(0.999),
                latencies.millis(1),
                measured / (seconds - unmeasuredSeconds));
    }

    private void read(Channel channel) {
        try {
            channel.read();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String request(long number) {
        int i = (int) (number % instances);
        if (sends.equals("renew")) {
            return "PUT " + path + "/i-" + i + "?status=UP HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
        }
        long count = sends.equals("changed") ? 5_000_000_000L + number : 1_000_000_000L;
        String body = "{\"host\":\"10.0." + i / 256 + "." + i % 256
                + "\",\"port\":8080,\"zone\":\"eu-west-1\",\"version\":\"1.4.2\",\"count\":" + count + "}";
        return "PUT " + path + "/i-" + i + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }
}
