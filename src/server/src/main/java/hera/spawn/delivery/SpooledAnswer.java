package hera.spawn.delivery;

import hera.spawn.queue.WriteAnswer;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's answer: up to 64 KiB in memory, a longer one in a file that is deleted after its last user. Written by one
 * thread, then read.
 */
final class SpooledAnswer implements WriteAnswer {
    private static final Logger log = LoggerFactory.getLogger(SpooledAnswer.class);
    private static final int MOST_IN_MEMORY = 65_536;

    private final int status;
    private final byte[] fields;
    private final Path folder;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private final AtomicInteger users = new AtomicInteger(1);
    private @Nullable FileChannel file;
    private long length;

    /** @param folder the folder for the file, if one is needed */
    SpooledAnswer(int status, byte[] fields, Path folder) {
        this.status = status;
        this.fields = fields;
        this.folder = folder;
    }

    /** Adds the next piece of the body; the caller still has to release it. */
    void add(ByteBuf piece) throws IOException {
        int bytes = piece.readableBytes();
        if (file == null && length + bytes > MOST_IN_MEMORY) {
            Path name = Files.createTempFile(folder, "answer", "");
            file = FileChannel.open(
                    name, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            writeAll(file, ByteBuffer.wrap(memory.toByteArray()));
            memory.reset();
        }
        if (file == null) {
            piece.getBytes(piece.readerIndex(), memory, bytes);
        } else {
            writeAll(file, piece.nioBuffer());
        }
        length += bytes;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public byte[] fields() {
        return fields;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public byte[] start(int most) {
        byte[] start = new byte[(int) Math.min(most, length)];
        try {
            read(0, start);
        } catch (IOException e) {
            log.warn("event=answer-not-read reason={}", e.getMessage());
        }
        return start;
    }

    @Override
    public void read(long offset, byte[] into) throws IOException {
        FileChannel spooled = file;
        if (spooled == null) {
            byte[] all = memory.toByteArray();
            System.arraycopy(all, (int) offset, into, 0, into.length);
            return;
        }
        ByteBuffer buffer = ByteBuffer.wrap(into);
        while (buffer.hasRemaining()) {
            if (spooled.read(buffer, offset + buffer.position()) < 0) {
                throw new IOException("The answer's file is too short");
            }
        }
    }

    @Override
    public WriteAnswer retain() {
        users.incrementAndGet();
        return this;
    }

    @Override
    public void release() {
        if (users.decrementAndGet() == 0 && file != null) {
            try {
                file.close();
            } catch (IOException e) {
                log.warn("event=answer-not-closed reason={}", e.getMessage());
            }
        }
    }

    @Override
    public String toString() {
        return status + " " + Arrays.toString(start(20));
    }

    private static void writeAll(FileChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }
}
