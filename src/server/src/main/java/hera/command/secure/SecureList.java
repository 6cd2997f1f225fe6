package hera.command.secure;

import hera.command.Table;
import hera.foundation.access.TokensFile;
import hera.foundation.json.JsonBuffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that shows names, scopes and ends, and nothing that is secret. */
@Command(
        name = "list",
        description = "Shows tokens and certificates: names, what they are for, and when they end; no secret, no hash.")
final class SecureList extends FolderCommand {
    @Option(names = "--json", description = "print an object with the lists tokens and certificates")
    private boolean json;

    SecureList(SecureEnvironment environment) {
        super(environment);
    }

    @Override
    void run(KeyFolder folder) throws IOException {
        folder.mustExist();
        List<TokensFile.Entry> tokens = Files.exists(folder.tokens(), LinkOption.NOFOLLOW_LINKS)
                ? TokensFile.read(folder.tokens()).entries()
                : List.of();
        List<CertificateReport> certificates = CertificateReport.of(folder);
        if (json) {
            print(json(tokens, certificates));
        } else {
            show(tokens, certificates);
        }
    }

    private void show(List<TokensFile.Entry> tokens, List<CertificateReport> certificates) {
        Instant now = environment().io().now().get();
        Table table = new Table("KIND", "NAME", "FOR", "ENDS");
        for (TokensFile.Entry token : tokens) {
            row(table, "token", token.name(), String.join(", ", token.scopes()), token.expires(), now);
        }
        for (CertificateReport each : certificates) {
            String kind = each.node() == null ? "ca" : "node";
            row(table, kind, each.name(), String.join(", ", each.hosts()), each.ends(), now);
        }
        print(table);
    }

    private void row(Table table, String kind, String name, String purpose, @Nullable Instant end, Instant now) {
        boolean hasEnded = end != null && !end.isAfter(now);
        UnaryOperator<String> colour = hasEnded ? environment().io().colours()::bad : UnaryOperator.identity();
        String ends = end == null ? "-" : hasEnded ? end + ", past" : end.toString();
        table.row(colour, kind, name, purpose, ends);
    }

    private static String json(List<TokensFile.Entry> tokens, List<CertificateReport> certificates) {
        JsonBuffer json = new JsonBuffer(1 << 10).raw("{\"tokens\":[");
        String before = "";
        for (TokensFile.Entry token : tokens) {
            json.raw(before).raw("{\"name\":").string(token.name());
            list(json.raw(",\"scopes\":"), token.scopes());
            json.raw(",\"expires\":").raw(quoted(token.expires())).raw('}');
            before = ",";
        }
        json.raw("],\"certificates\":[");
        before = "";
        for (CertificateReport each : certificates) {
            json.raw(before).raw("{\"kind\":").raw(each.node() == null ? "\"ca\"" : "\"node\"");
            json.raw(",\"name\":").string(each.name());
            json.raw(",\"file\":").string(each.file().toString());
            list(json.raw(",\"hosts\":"), each.hosts());
            json.raw(",\"expires\":").raw(quoted(each.ends())).raw('}');
            before = ",";
        }
        return new String(json.raw("]}").toByteArray(), StandardCharsets.UTF_8);
    }

    private static void list(JsonBuffer json, List<String> texts) {
        json.raw('[');
        String before = "";
        for (String text : texts) {
            json.raw(before).string(text);
            before = ",";
        }
        json.raw(']');
    }

    private static String quoted(@Nullable Instant time) {
        return time == null ? "null" : "\"" + time + "\"";
    }
}
