package hera.spawn.edge;

import hera.spawn.store.SpoolFolder;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A large body on its way into its file: piece after piece, by a thread that may block. Thread-safe. */
final class BodySpool {
    /** The bytes in memory above which the client waits. */
    private static final long MOST_AHEAD = 262_144;

    private final SpoolFolder folder;
    private final String name;
    private final Executor executor;
    private final Runnable takesMoreAgain;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final AtomicLong ahead = new AtomicLong();
    private boolean running;

    // Used by the tasks alone, one after another.
    private @Nullable FileChannel file;
    private @Nullable String failure;

    /** @param takesMoreAgain called when there is room again */
    BodySpool(SpoolFolder folder, String name, Executor executor, Runnable takesMoreAgain) {
        this.folder = folder;
        this.name = name;
        this.executor = executor;
        this.takesMoreAgain = takesMoreAgain;
    }

    boolean takesMore() {
        return ahead.get() < MOST_AHEAD;
    }

    /** Adds a piece, and releases it once it is written. */
    void add(ByteBuf piece) {
        int bytes = piece.readableBytes();
        ahead.addAndGet(bytes);
        submit(() -> {
            try {
                if (failure == null) {
                    write(piece);
                }
            } catch (IOException e) {
                failure = String.valueOf(e.getMessage());
            } finally {
                piece.release();
                if (ahead.addAndGet(-bytes) < MOST_AHEAD) {
                    takesMoreAgain.run();
                }
            }
        });
    }

    /**
     * Syncs the file to disk, so that it outlives a power failure.
     *
     * @param done gets null, or the failure
     */
    void finish(Consumer<@Nullable String> done) {
        submit(() -> {
            FileChannel written = file;
            try {
                if (written != null) {
                    folder.sync(written);
                }
            } catch (IOException e) {
                failure = String.valueOf(e.getMessage());
            }
            close();
            if (failure != null) {
                folder.delete(name);
            }
            done.accept(failure);
        });
    }

    /** Deletes the file, because the body will not be complete. */
    void discard() {
        submit(() -> {
            close();
            folder.delete(name);
        });
    }

    private void write(ByteBuf piece) throws IOException {
        FileChannel to = file;
        if (to == null) {
            to = folder.create(name);
            file = to;
        }
        for (ByteBuffer bytes : piece.nioBuffers()) {
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
        }
    }

    private void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage());
        }
        file = null;
    }

    private void submit(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        executor.execute(this::run);
    }

    private void run() {
        while (true) {
            Runnable task;
            synchronized (tasks) {
                task = tasks.poll();
                if (task == null) {
                    running = false;
                    return;
                }
            }
            task.run();
        }
    }
}
