package hera.command.failover;

import hera.failover.time.Pool;
import hera.failover.time.SessionClock;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The process between the supervisor and CMD. It starts CMD on request, and stops it with all descendants when validity
 * ends, when the supervisor is gone, or on request.
 *
 * <p>The remaining validity in the supervisor's answer counts from before the question was sent: a slow answer, or a
 * supervisor that was stopped meanwhile, makes it shorter, never longer.
 */
final class Watcher {
    private static final String GONE = "gone";
    private static final String EXIT = "exit";
    private static final String SIGNAL = "signal";
    private static final String INTERRUPTED = "interrupted";

    /** The longest time between the arrivals of one terminal signal at the supervisor and at this process. */
    private static final long SAME_KEY = TimeUnit.MILLISECONDS.toNanos(100);

    /** The number of remembered questions; an answer to an older one is ignored. */
    private static final int MOST_QUESTIONS = 64;

    private final LineChannel supervisor;
    private final long grace;
    private final long ping;
    private final String name;
    private final List<String> command;
    private final ProcessTree tree;
    private final SessionClock clock = SessionClock.system();
    private final BlockingQueue<String> inbox = new LinkedBlockingQueue<>();

    private @Nullable Process process;
    private String term = "";
    private final long[] questions = new long[MOST_QUESTIONS]; // the time of each question, by its number
    private long asked;
    private long askedAt;
    private long answered;
    private long interruptedAt = Long.MIN_VALUE;
    private long interruptAt = Long.MAX_VALUE;
    private long validUntil = Long.MIN_VALUE;
    private long killAt = Long.MAX_VALUE;
    private boolean starting;
    private boolean told;
    private boolean over;

    private Watcher(LineChannel supervisor, List<String> arguments, String mark) {
        this.supervisor = supervisor;
        this.grace = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments.get(0)));
        this.ping = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments.get(1)));
        this.name = arguments.get(2);
        this.command = arguments.subList(3, arguments.size());
        this.tree = new ProcessTree(mark);
    }

    /**
     * Runs the watcher.
     *
     * @param arguments the supervisor's socket, grace and the time between two pings in ms, the name, CMD
     * @throws IOException if there is no supervisor
     */
    public static void main(String[] arguments) throws IOException {
        String mark = System.getenv(ProcessTree.MARK);
        Path address = Path.of(arguments[0]);
        SocketChannel socket;
        try {
            socket = SocketChannel.open(UnixDomainSocketAddress.of(address));
        } finally {
            LineChannel.delete(address);
        }
        List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
        String last = mark == null ? "" : mark.substring(mark.lastIndexOf(' ') + 1);
        Watcher watcher = new Watcher(new LineChannel(socket), rest, last);
        watcher.run();
    }

    private void run() {
        // A terminal sends these to the whole process group: CMD gets them directly, and the supervisor decides.
        Signals.handle(List.of("HUP", "QUIT"), signal -> {});
        Signals.handle(List.of("INT"), signal -> inbox.add(INTERRUPTED));
        Signals.handle(List.of("TERM"), signal -> inbox.add(SIGNAL));
        try (Pool pool = new Pool("reader", e -> inbox.add(GONE))) {
            pool.execute(this::read);
            while (!over) {
                take(next());
                act(clock.getAsLong());
            }
        }
        supervisor.close();
    }

    private void read() {
        for (String line = supervisor.read(); line != null; line = supervisor.read()) {
            inbox.add(line);
        }
        inbox.add(GONE);
    }

    private @Nullable String next() {
        long now = clock.getAsLong();
        long wait = Math.min(TimeUnit.SECONDS.toNanos(60), Math.min(killAt, interruptAt) - now);
        if (starting || process != null) {
            wait = Math.min(wait, askedAt + ping - now);
        }
        if (process != null) {
            wait = Math.min(wait, (told ? validUntil : validUntil - grace) - now);
        }
        try {
            return inbox.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return GONE;
        }
    }

    private void take(@Nullable String message) {
        if (message == null) {
            return;
        }
        String[] words = message.split(" ", -1);
        switch (words[0]) {
            case "start" -> {
                term = words[1];
                starting = true;
                askedAt = clock.getAsLong() - ping;
            }
            case "valid" -> extend(Long.parseLong(words[1]), Long.parseLong(words[2]));
            case "stop" -> stop(words[1]);
            case SIGNAL, GONE -> stop("TERM");
            case INTERRUPTED -> {
                interruptedAt = clock.getAsLong();
                interruptAt = Long.MAX_VALUE;
            }
            case "lost" -> {
                stop("");
                killAt = clock.getAsLong();
            }
            case EXIT -> end();
            default -> throw new IllegalStateException("unknown message " + message);
        }
    }

    /** Extends validity by an answer. A slow one is valid, too, because it counts from the time of its question. */
    private void extend(long question, long left) {
        if (question > answered && asked - question < MOST_QUESTIONS) {
            answered = question;
            validUntil = questions[(int) (question % MOST_QUESTIONS)] + left;
        }
    }

    private void act(long now) {
        Process running = process;
        if (over) {
            return;
        }
        if ((starting || running != null) && now - ping >= askedAt) {
            questions[(int) (++asked % MOST_QUESTIONS)] = now;
            askedAt = now;
            supervisor.send("ping " + asked);
        }
        if (starting && now < validUntil) {
            start();
        } else if (running != null && (now >= validUntil || now >= killAt)) {
            told = true;
            tree.kill(running.toHandle());
            end();
        } else if (running != null && !told && now >= validUntil - grace) {
            stop("TERM");
        } else if (running != null && now >= interruptAt) {
            interruptAt = Long.MAX_VALUE;
            interrupt(running.pid());
        }
    }

    /**
     * Starts CMD. Called by the thread that lives as long as this process, because the kernel binds CMD to that thread.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the dependent stages cannot fail
    private void start() {
        starting = false;
        ProcessBuilder builder = new ProcessBuilder(Programs.boundToParent(command)).inheritIO();
        builder.environment().put("HERA_FAILOVER", name);
        builder.environment().put("HERA_TERM", term);
        try {
            Process started = builder.start();
            process = started;
            supervisor.send("started " + started.pid());
            started.onExit().thenRun(() -> inbox.add(EXIT));
        } catch (IOException e) {
            supervisor.send("ended " + Programs.CANNOT_BE_RUN + " self");
            over = true;
        }
    }

    /** Stops CMD by a signal; kills it after the grace. */
    private void stop(String signal) {
        Process running = process;
        if (running == null) {
            over = true;
            supervisor.send("ended 0 told");
            return;
        }
        if (told) {
            return;
        }
        told = true;
        killAt = clock.getAsLong() + grace;
        if (signal.equals("INT")) {
            interruptUnlessTheTerminalDid(running);
        } else if (!signal.isEmpty()) {
            running.destroy();
        }
    }

    /**
     * Sends SIGINT unless the terminal did: Ctrl-C reaches the whole group, and many programs take a second one as a
     * request to end at once.
     */
    private void interruptUnlessTheTerminalDid(Process running) {
        long now = clock.getAsLong();
        if (!ProcessTree.isOfThisGroup(running.pid())) {
            interrupt(running.pid());
        } else if (interruptedAt == Long.MIN_VALUE || now - interruptedAt > SAME_KEY) {
            interruptAt = now + SAME_KEY;
        }
    }

    private static void interrupt(long pid) {
        try {
            new ProcessBuilder("sh", "-c", "kill -INT " + pid)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
    }

    /** Kills the processes that CMD left behind, and reports how it ended. */
    private void end() {
        Process ended = process;
        if (ended == null) {
            return;
        }
        tree.kill(ended.toHandle());
        process = null;
        over = true;
        int status;
        try {
            status = ended.waitFor();
        } catch (InterruptedException e) {
            status = Signals.status("TERM");
        }
        supervisor.send("ended " + status + (told ? " told" : " self"));
    }
}
