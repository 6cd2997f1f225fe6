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

/** The command that replaces a token while both are valid for a time. */
@Command(
        name = "rotate",
        description = "Makes a second token of a name, at once, in place of the first in its file. Both are valid until"
                + " the first ends after the overlap.")
final class SecureRotate extends TokensCommand {
    private static final int USUAL_OVERLAP_HOURS = 24;
    private static final int MOST_OVERLAP_HOURS = 24 * 365;

    @Option(
            names = "--overlap",
            paramLabel = "HOURS",
            description = "how long the first token is valid beside the second one (24)")
    private int overlap = USUAL_OVERLAP_HOURS;

    @Option(
            names = "--days",
            paramLabel = "DAYS",
            description = "how long the second token is valid (until the end that the first one had, if any)")
    private @Nullable Integer days;

    SecureRotate(SecureEnvironment environment) {
        super(environment);
    }

    @Override
    void checkFlags() {
        check("--overlap", overlap, 0, MOST_OVERLAP_HOURS);
        if (days != null) {
            check("--days", days, 1, Issuer.MOST_DAYS);
        }
    }

    @Override
    void change(KeyFolder folder, TokensFile tokens) throws IOException {
        Instant now = now();
        TokensFile.Entry first = first(folder, tokens.named(name()), now);
        Instant end = days == null ? first.expires() : now.plus(Duration.ofDays(days));
        if (first.hasEnded(now) && days == null) {
            throw CommandFailedException.refused("%s: the token of %s has ended on %s; give --days for a new end"
                    .formatted(folder.tokens(), name(), first.expires()));
        }
        String secret = NewToken.from(environment());
        TokensFile.Entry second = TokensFile.Entry.of(name(), secret, first.scopes(), end);
        TokensFile.Entry ending = first.ending(sooner(first.expires(), now.plus(Duration.ofHours(overlap))));
        write(folder, tokens, replaced(tokens.entries(), first, ending, second, now), secret);
        print("%s: a new token of %s, %s"
                .formatted(folder.token(name()), name(), end == null ? "until it is revoked" : "until " + end));
        print(
                ending.hasEnded(now)
                        ? "The former one is not valid any more."
                        : "The former one ends on " + ending.expires() + ".");
        remind(folder);
    }

    /** Returns the token to be replaced: the only one of its name that has not ended, or the last one. */
    private TokensFile.Entry first(KeyFolder folder, List<TokensFile.Entry> named, Instant now) {
        if (named.isEmpty()) {
            throw CommandFailedException.refused(folder.tokens() + ": has no token of the name " + name());
        }
        List<TokensFile.Entry> valid =
                named.stream().filter(entry -> !entry.hasEnded(now)).toList();
        if (valid.size() > 1) {
            throw CommandFailedException.refused("%s: has two tokens of the name %s already, the first until %s"
                    .formatted(folder.tokens(), name(), valid.get(0).expires()));
        }
        return valid.isEmpty() ? named.get(named.size() - 1) : valid.get(0);
    }

    /** Returns all entries with both tokens in the place of the first, and without those of its name that have ended. */
    private static List<TokensFile.Entry> replaced(
            List<TokensFile.Entry> entries,
            TokensFile.Entry first,
            TokensFile.Entry ending,
            TokensFile.Entry second,
            Instant now) {
        List<TokensFile.Entry> replaced = new ArrayList<>();
        for (TokensFile.Entry entry : entries) {
            if (entry.equals(first)) {
                if (!ending.hasEnded(now)) {
                    replaced.add(ending);
                }
                replaced.add(second);
            } else if (!entry.name().equals(first.name())) {
                replaced.add(entry);
            }
        }
        return replaced;
    }

    private static Instant sooner(@Nullable Instant end, Instant other) {
        return end != null && end.isBefore(other) ? end : other;
    }
}
