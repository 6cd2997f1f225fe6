package hera.command;

/** Ends a command with one line on standard error. */
final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandFailedException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The node answered, and the answer is no. */
    static CommandFailedException refused(String message) {
        return new CommandFailedException(ExitCodes.REFUSED, message);
    }

    /** There was no node to ask, or nothing to ask it. */
    static CommandFailedException notAsked(String message) {
        return new CommandFailedException(ExitCodes.NOT_ASKED, message);
    }

    int exitCode() {
        return exitCode;
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
