package hera.command.secure;

import hera.command.CommandFailedException;
import hera.foundation.access.TokensFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import picocli.CommandLine.Command;

/** The command that ends all tokens of a name. */
@Command(name = "revoke", description = "Ends all tokens of a name, at the next reload of each node.")
final class SecureRevoke extends TokensCommand {
    SecureRevoke(SecureEnvironment environment) {
        super(environment);
    }

    @Override
    void checkFlags() {
        // it has none
    }

    @Override
    void change(KeyFolder folder, TokensFile tokens) throws IOException {
        int count = tokens.named(name()).size();
        if (count == 0) {
            throw CommandFailedException.refused(folder.tokens() + ": has no token of the name " + name());
        }
        List<TokensFile.Entry> left = tokens.entries().stream()
                .filter(entry -> !entry.name().equals(name()))
                .toList();
        try (FolderChange change = new FolderChange()) {
            stage(change, folder, tokens, left);
            change.commit();
        }
        if (Files.isRegularFile(folder.token(name()), LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(folder.token(name()));
        }
        print("%s: no token of %s any more (%d revoked)".formatted(folder.tokens(), name(), count));
        remind(folder);
    }
}
