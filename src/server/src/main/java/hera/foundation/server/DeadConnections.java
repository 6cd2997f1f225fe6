package hera.foundation.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * A detector of clients whose hosts have vanished without closing their connections: data sent to them has been
 * retransmitted twice and is still unacknowledged. It reads Linux's table of connections; on other systems it finds none,
 * and such a connection ends when the system gives up.
 */
public final class DeadConnections implements Supplier<Set<InetSocketAddress>> {
    /*
     * Keep-alive probes would not do: they are sent on idle connections only, and a connection with a comment each second
     * is never idle. Java has no option that bounds how long data may stay unacknowledged (TCP_USER_TIMEOUT). The system's
     * table of connections, proc_net_tcp(5), counts retransmissions. Their intervals follow the connection's own round-trip
     * time, so a slow line is not mistaken for a dead one.
     */

    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final String ESTABLISHED = "01";
    private static final String RETRANSMITTING = "01:";
    private static final int RETRANSMISSIONS = 2;

    private final IntSupplier port;
    private final List<Path> tables;

    /** @param port the listening port */
    public DeadConnections(IntSupplier port) {
        this(port, TABLES);
    }

    DeadConnections(IntSupplier port, List<Path> tables) {
        this.port = port;
        this.tables = tables;
    }

    @Override
    public Set<InetSocketAddress> get() {
        Set<InetSocketAddress> clients = new HashSet<>();
        String localPort = ":%04X".formatted(port.getAsInt());
        for (Path table : tables) {
            try {
                String text = new String(Files.readAllBytes(table), StandardCharsets.US_ASCII);
                text.lines()
                        .skip(1)
                        .filter(line -> line.contains(localPort))
                        .forEach(line -> add(line, localPort, clients));
            } catch (IOException e) {
                // not Linux, no /proc, or a system without this protocol
            }
        }
        return clients;
    }

    /** Adds the client of a row {@code sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt ...}, in hexadecimal. */
    private static void add(String line, String localPort, Set<InetSocketAddress> clients) {
        String[] fields = line.strip().split(" +", 8);
        if (fields.length == 8
                && fields[1].endsWith(localPort)
                && fields[3].equals(ESTABLISHED)
                && fields[5].startsWith(RETRANSMITTING)
                && Integer.parseInt(fields[6], 16) >= RETRANSMISSIONS) {
            int colon = fields[2].indexOf(':');
            clients.add(new InetSocketAddress(
                    address(fields[2].substring(0, colon)), Integer.parseInt(fields[2].substring(colon + 1), 16)));
        }
    }

    /** Parses an address, which the table writes as words of four bytes in the byte order of the machine. */
    private static InetAddress address(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        ByteBuffer network = ByteBuffer.allocate(bytes.length);
        while (words.hasRemaining()) {
            network.putInt(words.getInt());
        }
        try {
            return InetAddress.getByAddress(network.array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }
}
