package hera.command;

/** Ends a command with one line on standard error. */
final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandFailed(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The node answered, and the answer is no. */
    static CommandFailed refused(String message) {
        return new CommandFailed(ExitCodes.REFUSED, message);
    }

    /** There was no node to ask, or nothing to ask it. */
    static CommandFailed notAsked(String message) {
        return new CommandFailed(ExitCodes.NOT_ASKED, message);
    }

    int exitCode() {
        return exitCode;
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
