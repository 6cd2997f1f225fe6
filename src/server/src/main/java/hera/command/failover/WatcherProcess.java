package hera.command.failover;

import hera.failover.Term;
import hera.failover.time.Identities;
import hera.failover.time.Pool;
import hera.failover.time.TaskThread;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The supervisor's handle of a watcher: started in advance, so that a hand-over does not wait for a JVM, and used for
 * one term. If the watcher fails, the supervisor stops CMD itself.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the dependent stages cannot fail
final class WatcherProcess {
    /** The reason of CMD's end. */
    enum Reason {
        /** It exited by itself. */
        SELF,
        /** It was stopped on request, or because validity ended. */
        TOLD,
        /** It was killed because its watcher was gone. */
        UNWATCHED
    }

    /**
     * The end of CMD.
     *
     * @param status its exit status
     * @param reason why
     */
    record End(int status, Reason reason) {}

    private static final Duration LATE = Duration.ofSeconds(1);

    private final String mark;
    private final Path address;
    private final Process process;
    private final ProcessTree tree;
    private final Duration grace;
    private final TaskThread loop;
    private final Pool pool;
    private final CompletableFuture<LineChannel> connected = new CompletableFuture<>();
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    private volatile @Nullable Term term;

    private WatcherProcess(String mark, Path address, Process process, Duration grace, TaskThread loop, Pool pool) {
        this.mark = mark;
        this.address = address;
        this.process = process;
        this.tree = new ProcessTree(mark);
        this.grace = grace;
        this.loop = loop;
        this.pool = pool;
    }

    /**
     * Starts a watcher without waiting for it.
     *
     * @param name the name that is led
     * @param command CMD with its arguments
     * @param grace the time between SIGTERM and SIGKILL
     * @param ping the time between two questions for validity
     */
    static WatcherProcess start(
            String name, List<String> command, Duration grace, Duration ping, TaskThread loop, Pool pool)
            throws IOException {
        Identities chance = new Identities();
        String mark = "%016x%016x".formatted(chance.getAsLong(), chance.getAsLong());
        Path folder = Files.createTempDirectory("hera-failover");
        Path address = folder.resolve("watcher");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(address));
        List<String> line = new ArrayList<>(java());
        line.addAll(List.of(address.toString(), grace.toMillis() + "", ping.toMillis() + "", name));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
        builder.environment().merge(ProcessTree.MARK, mark, (outer, inner) -> outer + " " + inner);
        WatcherProcess watcher = new WatcherProcess(mark, address, start(builder, server, address), grace, loop, pool);
        pool.execute(() -> watcher.serve(server));
        // The watcher deletes the address as soon as it is connected.
        watcher.process.onExit().thenRun(() -> release(server, address));
        return watcher;
    }

    private static Process start(ProcessBuilder builder, ServerSocketChannel server, Path address) throws IOException {
        try {
            return builder.start();
        } catch (IOException e) {
            release(server, address);
            throw e;
        }
    }

    /** Returns the java command with options for a small JVM, because a watcher mostly waits. */
    private static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:ReservedCodeCacheSize=8m",
                "-Xms4m",
                "-Xmx16m",
                "-Xss256k",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Watcher.class.getName());
    }

    private static void release(ServerSocketChannel server, Path address) {
        try (server) {
            LineChannel.delete(address);
        } catch (IOException e) {
            // The socket is closed in any case.
        }
    }

    private void serve(ServerSocketChannel server) {
        try (server;
                LineChannel channel = new LineChannel(server.accept())) {
            connected.complete(channel);
            for (String line = channel.read(); line != null; line = channel.read()) {
                take(channel, line.split(" ", -1));
            }
        } catch (IOException e) {
            connected.completeExceptionally(e);
        } finally {
            killIfRunning();
        }
    }

    private void take(LineChannel channel, String[] words) {
        Term present = term;
        if (words[0].equals("ping") && present != null) {
            channel.send("valid " + words[1] + " " + present.remaining().toNanos());
        } else if (words[0].equals("ended")) {
            Reason reason = words[2].equals("self") ? Reason.SELF : Reason.TOLD;
            ended.complete(new End(Integer.parseInt(words[1]), reason));
        }
    }

    /** Runs CMD for a term; the stage completes when CMD and all its descendants have ended. */
    CompletionStage<End> run(Term mastership) {
        term = mastership;
        connected.whenComplete((channel, failure) -> {
            if (channel != null) {
                channel.send("start " + mastership.number());
            }
        });
        mastership.leaving().thenRun(() -> stop("TERM"));
        mastership.ended().thenRun(() -> pool.execute(this::lost));
        return ended;
    }

    /** Stops CMD by a signal; kills it if it does not end. */
    void stop(String signal) {
        connected.thenAccept(channel -> channel.send("stop " + signal));
        loop.schedule(grace.plus(LATE).toNanos(), () -> pool.execute(this::killIfRunning));
        if (!connected.isDone()) {
            process.destroyForcibly();
        }
    }

    private void lost() {
        if (!ended.isDone()) {
            connected.thenAccept(channel -> channel.send("lost"));
            kill();
            ended.complete(new End(Signals.status("TERM"), Reason.TOLD));
        }
    }

    private void killIfRunning() {
        if (!ended.isDone()) {
            kill();
            ended.complete(new End(Signals.status("TERM"), Reason.UNWATCHED));
        }
    }

    /** Kills the watcher first, so that it starts nothing more, and then all its descendants. */
    private void kill() {
        process.destroyForcibly();
        tree.kill(process.toHandle());
    }

    /** Ends an unused watcher. */
    void discard() {
        connected.thenAccept(LineChannel::close);
        process.destroyForcibly();
        LineChannel.delete(address);
    }

    @Override
    public String toString() {
        return "watcher " + process.pid() + " " + mark;
    }
}
