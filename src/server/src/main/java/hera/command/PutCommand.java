package hera.command;

import hera.foundation.http.PercentCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that sends one heartbeat. */
@Command(name = "put", description = "Registers an instance, or renews it. Prints nothing when that is done.")
final class PutCommand extends OneNodeCommand {
    @Option(names = "--ttl", paramLabel = "SECONDS", description = "how long it lives (the node's liveness)")
    private @Nullable String ttl;

    @Parameters(index = "0", paramLabel = "SERVICE")
    private String service = "";

    @Parameters(index = "1", paramLabel = "ID")
    private String id = "";

    @Parameters(
            index = "2",
            paramLabel = "JSON",
            description = "the instance, an object; - reads it from standard input")
    private String instance = "";

    PutCommand(CommandIo surroundings) {
        super(surroundings);
    }

    @Override
    int run() {
        String path = "/" + segment(service) + "/" + segment(id);
        String query = ttl == null ? "" : "?ttl=" + PercentCodec.encode(ttl);
        NodeResponse answer = node().put(path + query, body()).orRefused();
        if (json()) {
            surroundings().out().writeBytes(answer.body());
        }
        return ExitCodes.DONE;
    }

    private byte[] body() {
        if (!instance.equals("-")) {
            return instance.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return surroundings().in().readAllBytes();
        } catch (IOException e) {
            throw CommandFailedException.notAsked("standard input cannot be read: " + e.getMessage());
        }
    }
}
