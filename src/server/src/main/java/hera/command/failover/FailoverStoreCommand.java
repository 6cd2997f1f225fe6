package hera.command.failover;

import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code hera failover-store}: an in-memory server of MongoDB's protocol, for development. */
@Command(
        name = "failover-store",
        description = "a server of MongoDB's protocol for development: one process, no replication, no authentication",
        sortOptions = false,
        usageHelpAutoWidth = true)
public final class FailoverStoreCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65_535;

    @Option(
            names = {"-p", "--port"},
            description = "default 27017; 0 for any that is free")
    private int port = 27_017;

    @Option(
            names = {"-b", "--bind"},
            paramLabel = "ADDRESS",
            description = "default 127.0.0.1")
    private String bind = "127.0.0.1";

    @Option(names = "--file", description = "keep the data in this file of H2; default: in memory")
    private @Nullable String file;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this")
    @SuppressWarnings("UnusedVariable") // picocli sets it, and looks at it
    private boolean help;

    private final PrintStream out;
    private final PrintStream err;
    private final CompletableFuture<String> signal = new CompletableFuture<>();

    /** Makes the command with the environment of this process. */
    public FailoverStoreCommand() {
        this(System.out, System.err);
    }

    FailoverStoreCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        DebugLog.install();
        if (port < 0 || port > MAX_PORT) {
            return refuse("--port: " + port + " is not 0 to " + MAX_PORT);
        }
        InetSocketAddress address = new InetSocketAddress(bind, port);
        if (address.isUnresolved()) {
            return refuse("--bind: there is no address " + Printed.word(bind));
        }
        MongoBackend backend;
        try {
            backend = backend();
        } catch (RuntimeException e) {
            return refuse("--file: " + Printed.word(file + "") + " cannot be used: " + Printed.quoted(reason(e)));
        }
        return serve(new MongoServer(backend), address);
    }

    private MongoBackend backend() {
        if (file == null) {
            return new MemoryBackend();
        }
        Path folder = Path.of(file).toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new InvalidPathException(file, "there is no folder " + folder);
        }
        return new H2Backend(file);
    }

    private int serve(MongoServer server, InetSocketAddress address) {
        try {
            server.bind(address);
        } catch (Exception e) { // it throws what it does not declare
            server.shutdownNow();
            return refuse("cannot listen on " + bind + ":" + port + ": " + Printed.quoted(reason(e)));
        }
        Signals.handle(List.of("INT", "TERM", "HUP"), signal::complete);
        out.println("failover-store url=mongodb://" + bind + ":"
                + server.getLocalAddress().getPort() + " data="
                + (file == null ? "\"in memory\"" : Printed.word(file))
                + "; for development: one process, no replication, no authentication");
        out.flush();
        if (!address.getAddress().isLoopbackAddress()) {
            err.println("hera: open to anyone who can reach it: it asks for no password and speaks no TLS");
        }
        String ending = signal.join();
        server.shutdownNow();
        return Signals.status(ending);
    }

    /** Stops the server as a signal does. */
    void end() {
        signal.complete("TERM");
    }

    private static String reason(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }

    private int refuse(String reason) {
        err.println("hera: " + reason);
        return CommandLine.ExitCode.USAGE;
    }
}
