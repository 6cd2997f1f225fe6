package hera.command;

/** A failure that ends a command with one line on standard error. */
public final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandFailedException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** Returns the failure of what was asked for and refused, by a node or by what a folder has in it. */
    public static CommandFailedException refused(String message) {
        return new CommandFailedException(ExitCodes.REFUSED, message);
    }

    /** Returns the failure of a command that reached no node, or whose command line makes no sense. */
    public static CommandFailedException notAsked(String message) {
        return new CommandFailedException(ExitCodes.NOT_ASKED, message);
    }

    /** One of {@link ExitCodes}. */
    public int exitCode() {
        return exitCode;
    }

    /** The reason, in one line. */
    public String message() {
        return String.valueOf(getMessage());
    }
}
