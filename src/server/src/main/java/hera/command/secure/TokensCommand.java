package hera.command.secure;

import hera.command.CommandFailedException;
import hera.foundation.access.TokensFile;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The base of the commands that change the tokens of one name. */
abstract class TokensCommand extends FolderCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "the token's name: whom it is for")
    private String name = "";

    TokensCommand(SecureEnvironment environment) {
        super(environment);
    }

    /** Checks the command's own flags. */
    abstract void checkFlags();

    /** Changes the tokens. No other command changes the folder meanwhile. */
    abstract void change(KeyFolder folder, TokensFile tokens) throws IOException;

    @Override
    final void run(KeyFolder folder) throws IOException {
        check("NAME", () -> KeyFolder.checkToken(name));
        checkFlags();
        folder.mustExist();
        FolderLock.whileHeld(folder, environment(), () -> change(folder, TokensFile.read(folder.tokens())));
    }

    final String name() {
        return name;
    }

    /** Returns the present, in whole seconds. */
    final Instant now() {
        return environment().io().now().get().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Writes the tokens file, and a new secret into the file of the name. */
    final void write(KeyFolder folder, TokensFile tokens, List<TokensFile.Entry> entries, String secret)
            throws IOException {
        folder.make(folder.tokenFiles());
        try (FolderChange change = new FolderChange()) {
            stage(change, folder, tokens, entries);
            change.stage(folder.token(name), FolderChange.PRIVATE, secret + "\n");
            change.commit();
        }
    }

    /** Makes the new tokens file. */
    static void stage(FolderChange change, KeyFolder folder, TokensFile tokens, List<TokensFile.Entry> entries)
            throws IOException {
        try {
            change.stage(folder.tokens(), FolderChange.PRIVATE, file -> tokens.write(file, entries));
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.refused(folder.tokens() + ": " + e.getMessage());
        }
    }

    /** Says what is left to be done. */
    final void remind(KeyFolder folder) {
        print("Every node needs this %s; it is in force there within 10 s.".formatted(folder.tokens()));
    }
}
