package hera.command.secure;

import hera.command.CommandFailedException;
import hera.command.ExitCodes;
import hera.command.Table;
import hera.command.TerminalText;
import hera.foundation.settings.SettingsException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The base of the commands on a security folder: {@code --dir}, {@code --help}, exit codes and error messages. */
@Command(
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:refused, and nothing is changed; the reason is on standard error",
            "2:the command line makes no sense"
        })
abstract class FolderCommand implements Callable<Integer> {
    private final SecureEnvironment environment;

    @Option(names = "--dir", paramLabel = "FOLDER", description = "the folder of keys and tokens (security)")
    private String dir = "security";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this")
    @SuppressWarnings("UnusedVariable") // picocli sets it, and looks at it
    private boolean help;

    FolderCommand(SecureEnvironment environment) {
        this.environment = environment;
    }

    /** Runs the command. */
    abstract void run(KeyFolder folder) throws IOException;

    @Override
    public final Integer call() {
        try {
            run(folder());
            return ExitCodes.DONE;
        } catch (CommandFailedException e) {
            complain(e.message());
            return e.exitCode();
        } catch (SettingsException e) {
            complain(String.valueOf(e.getMessage()));
            return ExitCodes.REFUSED;
        } catch (IOException e) {
            complain(reason(e));
            return ExitCodes.REFUSED;
        } catch (UnsupportedOperationException e) {
            complain("--dir: its file system keeps no permissions, so anybody could read keys and tokens there");
            return ExitCodes.REFUSED;
        } finally {
            environment.io().out().flush();
        }
    }

    private KeyFolder folder() {
        if (dir.isBlank()) {
            throw CommandFailedException.notAsked("--dir: must name a folder");
        }
        try {
            return new KeyFolder(environment.home().resolve(dir));
        } catch (InvalidPathException e) {
            throw CommandFailedException.notAsked("--dir: cannot be a path: " + e.getReason());
        }
    }

    /** Returns a failure of the file system in words, which its exceptions lack or have in the name of the class. */
    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof FileSystemException failure && failure.getReason() == null) {
            String file = failure.getFile();
            if (e instanceof AccessDeniedException) {
                return file + ": may not be read or written by the user that runs this";
            }
            return file + ": "
                    + (e instanceof NoSuchFileException ? "no such file or folder" : "cannot be read or written");
        }
        return message;
    }

    final SecureEnvironment environment() {
        return environment;
    }

    /** Returns the folder as it was named. */
    final String dir() {
        return dir;
    }

    final void print(Table table) {
        environment.io().out().print(table.toText(environment.io().colours()));
    }

    /** @param line without its end; escaped here */
    final void print(String line) {
        environment.io().out().print(TerminalText.line(line) + "\n");
    }

    final void complain(String message) {
        environment.io().err().println("hera: " + TerminalText.line(message));
    }

    /** Runs a check of the command line, and refuses with what it says. */
    static void check(String what, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.notAsked(what + ": " + e.getMessage());
        }
    }

    /** Refuses a number that is out of range. */
    static void check(String what, int number, int least, int most) {
        if (number < least || number > most) {
            throw CommandFailedException.notAsked(
                    "%s: must be between %d and %d, not %d".formatted(what, least, most, number));
        }
    }
}
