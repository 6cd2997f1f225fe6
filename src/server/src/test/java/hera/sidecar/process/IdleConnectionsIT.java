package hera.sidecar.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import hera.foundation.forward.RawBackend;
import hera.sidecar.process.SidecarProcesses.Member;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many clients as a sidecar takes by default, each kept alive after an answer and then silent. */
class IdleConnectionsIT {
    private static final int CONNECTIONS = 10_000;
    private static final int FILES_BESIDE = 500;
    private static final long MOST_HEAP_EACH = 10 * 1024;

    /** The HTTP client that reads the metrics, and the collector's own. */
    private static final int THREADS_BESIDE = 8;

    /** Another source than the other tests' 127.0.0.1, whose ports stay free. */
    private static final InetSocketAddress SOURCE = new InetSocketAddress("127.0.0.9", 0);

    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(US_ASCII);

    @TempDir
    Path directory;

    @Test
    void tenThousandCostNoThreadAndLittleHeap() throws IOException {
        assumeTrue(mostFiles() >= CONNECTIONS + FILES_BESIDE, "too few files may be open: raise ulimit -n to 20000");
        List<SocketChannel> clients = new ArrayList<>();
        try (RawBackend backend = RawBackend.answering(request -> "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                SidecarProcesses ring = new SidecarProcesses(
                                directory, List.of(backend.address().getPort()))
                        .start()) {
            Member member = ring.members.get(0);
            ask(clients, member);
            long threads = threads(member);
            long heap = heap(member);
            for (int i = 1; i < CONNECTIONS; i++) {
                ask(clients, member);
            }
            assertThat(metric(member, "ringpop_connections").sum()).isEqualTo(CONNECTIONS);
            long each = (heap(member) - heap) / CONNECTIONS;
            assertThat(each).as("bytes of heap each").isLessThan(MOST_HEAP_EACH);
            assertThat(threads(member)).isLessThan(threads + THREADS_BESIDE);
            System.out.printf("%d idle connections: %d bytes of heap each%n", CONNECTIONS, each);
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    /** One more client, which gets its answer and stays. */
    private static void ask(List<SocketChannel> clients, Member member) throws IOException {
        SocketChannel client = SocketChannel.open();
        clients.add(client);
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        client.bind(SOURCE);
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), member.http));
        client.write(ByteBuffer.wrap(REQUEST));
        ByteBuffer answer = ByteBuffer.allocate(1024);
        while (!new String(answer.array(), 0, answer.position(), US_ASCII).endsWith("\r\nok")) {
            if (client.read(answer) < 0) {
                throw new EOFException("closed after " + new String(answer.array(), 0, answer.position(), US_ASCII));
            }
        }
    }

    private static long mostFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : 0;
    }

    private static long threads(Member member) throws IOException {
        Path status = Path.of("/proc/" + member.process().handle().pid() + "/status");
        return Files.readString(status)
                .lines()
                .filter(line -> line.startsWith("Threads:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    /** What is on the heap after a collection. */
    private static long heap(Member member) throws IOException {
        String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        int code = new ProcessBuilder(
                        tool, Long.toString(member.process().handle().pid()), "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .onExit()
                .join()
                .exitValue();
        assertThat(code).isZero();
        return (long) metric(member, "jvm_memory_used_bytes{area=\"heap\"").sum();
    }

    private static DoubleStream metric(Member member, String name) {
        return member.debug()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))));
    }
}
