package hera.command.failover;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A channel for lines of text between the supervisor and its watcher. One thread reads; any may write. */
final class LineChannel implements AutoCloseable {
    private final SocketChannel socket;
    private final ByteBuffer buffer = ByteBuffer.allocate(4_096).flip();

    LineChannel(SocketChannel socket) {
        this.socket = socket;
    }

    /** Deletes the socket's file with its folder, which are not needed once the two are connected. */
    static void delete(Path address) {
        try {
            Files.deleteIfExists(address);
            Files.deleteIfExists(Objects.requireNonNull(address.getParent()));
        } catch (IOException e) {
            // The system cleans up its temporary folder.
        }
    }

    /** Returns the next line; null when the other side has closed. */
    @Nullable
    String read() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (; ; ) {
                while (buffer.hasRemaining()) {
                    byte next = buffer.get();
                    if (next == '\n') {
                        return line.toString(StandardCharsets.UTF_8);
                    }
                    line.write(next);
                }
                buffer.clear();
                int count = socket.read(buffer);
                buffer.flip();
                if (count < 0) {
                    return null;
                }
            }
        } catch (IOException e) {
            return null;
        }
    }

    /** Sends a line; a failure is ignored, because {@link #read} reports that the other side has closed. */
    synchronized void send(String line) {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                socket.write(bytes);
            }
        } catch (IOException e) {
            close();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // The socket is closed in any case.
        }
    }
}
