package hera.command.secure;

import hera.command.CommandFailedException;
import hera.foundation.access.TokensFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that makes one more token. */
@Command(name = "token", description = "Makes one more token, and writes it into a file of its own.")
final class SecureToken extends TokensCommand {
    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            required = true,
            arity = "1..*",
            description = "what it allows: read, read:SERVICE, write, write:SERVICE, write:SERVICE/ID, monitor, admin,"
                    + " peer; may be repeated")
    private List<String> scopes = List.of();

    @Option(names = "--days", paramLabel = "DAYS", description = "how long it is valid (until it is revoked)")
    private @Nullable Integer days;

    SecureToken(SecureEnvironment environment) {
        super(environment);
    }

    @Override
    void checkFlags() {
        if (days != null) {
            check("--days", days, 1, Issuer.MOST_DAYS);
        }
        check("--scope", () -> TokensFile.Entry.of(name(), "", scopes, null));
    }

    @Override
    void change(KeyFolder folder, TokensFile tokens) throws IOException {
        if (!tokens.named(name()).isEmpty()) {
            throw CommandFailedException.refused("%s: has a token of the name %s; for a new one: hera secure rotate %s"
                    .formatted(folder.tokens(), name(), name()));
        }
        Instant end = days == null ? null : now().plus(Duration.ofDays(days));
        String secret = NewToken.from(environment());
        List<TokensFile.Entry> entries = new ArrayList<>(tokens.entries());
        entries.add(TokensFile.Entry.of(name(), secret, scopes, end));
        write(folder, tokens, entries, secret);
        print("%s: the token of %s, for %s, %s"
                .formatted(
                        folder.token(name()),
                        name(),
                        String.join(", ", scopes),
                        end == null ? "until it is revoked" : "until " + end));
        remind(folder);
    }
}
